"""A read-only SPARQL 1.1 Protocol server whose queries run in worker processes with limits."""
