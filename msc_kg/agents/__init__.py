"""The graph for agents: a read-only Model Context Protocol server over the canned questions."""
