"""``msc-kg mcp``: the graph for agents, over the Model Context Protocol."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from msc_kg.cli.options import Seconds, graph_option
from msc_kg.errors import InputError
from msc_kg.store import is_url, open_graph

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from msc_kg.store import Graph

_HOST = "127.0.0.1"
MOST_ANSWERED = 16
"""Megabytes that the answer of a query may have."""


@click.command(name="mcp")
@graph_option
@click.option(
    "--timeout",
    type=Seconds(min=0, min_open=True),
    default=30.0,
    show_default=True,
    help="Seconds that a query may run.",
)
@click.option("--http", is_flag=True, help="Streamable HTTP on loopback instead of standard input.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port of --http, 0 takes a free one; the address is http://127.0.0.1:PORT/mcp.",
)
def command(graph: str, timeout: float, http: bool, port: int) -> None:
    """Serve a graph to agents: a read-only Model Context Protocol server.

    Tools: list the canned questions, ask one, understand a phrase, get everything about a
    trial, sponsor, condition or paper, run SPARQL. Every answer carries its evidence. An agent
    starts the command itself; it speaks on standard input and output. With --http Ctrl-C ends it.

    \b
    Examples:
      msc-kg mcp --graph kg
      msc-kg mcp --graph http://localhost:7878/query
      msc-kg mcp --http --port 8001
    """
    if importlib.util.find_spec("mcp") is None:
        raise InputError("serving agents needs mcp", next_step="pip install 'msc-kg[mcp]'")
    from msc_kg.agents.server import server

    with _opened(graph, timeout) as opened:
        made = server(opened)
        if http:
            _over_http(made, port)
        else:
            made.run("stdio")


def _over_http(made: "MCPServer", port: int) -> None:
    """Serve over HTTP until told to end by SIGINT or SIGTERM, which is no failure.

    Raises:
        InputError: the port cannot be listened at.
    """
    import uvicorn

    from msc_kg.server.running import ending_quietly, listen

    with listen(_HOST, port, others="--port (0 takes a free one)") as listening:
        taken = listening.getsockname()[1]
        click.echo(f"Model Context Protocol: http://{_HOST}:{taken}/mcp", err=True)
        app = made.streamable_http_app(host=_HOST)
        with ending_quietly():
            uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])


@contextmanager
def _opened(source: str, timeout: float) -> "Iterator[Graph]":
    """Open a graph: an endpoint as it is, others with limits."""
    if is_url(source):
        yield open_graph(source, timeout=timeout)
        return
    from msc_kg.agents.loading import LoadingGraph

    with LoadingGraph(source, seconds=timeout, workers=2, answer=MOST_ANSWERED) as graph:
        yield graph
