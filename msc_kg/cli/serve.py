"""``msc-kg serve``: a read-only SPARQL endpoint and the explorer page."""

import importlib
import importlib.util
import ipaddress
import logging
import sys
from typing import TYPE_CHECKING, Any

import click

from msc_kg.cli.options import Seconds
from msc_kg.cli.printing import note
from msc_kg.errors import InputError

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from msc_kg.server.pool import QueryPool

NEEDED = ("starlette", "uvicorn", "h11")
EXPLORER = "msc_kg.explorer"


@click.command(name="serve")
@click.option(
    "-g",
    "--graph",
    default="kg",
    show_default=True,
    metavar="GRAPH",
    help="Knowledge-graph folder or RDF file.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port; 0 takes a free one.",
)
@click.option("--explorer/--no-explorer", default=True, help="With the explorer page, or without.")
@click.option(
    "--timeout",
    type=Seconds(min=0, min_open=True),
    default=30.0,
    show_default=True,
    help="Seconds that a query may run.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="Processes that answer; half of them at most are held by slow queries.",
)
@click.option(
    "--memory",
    type=click.IntRange(64),
    default=1024,
    show_default=True,
    help="Megabytes that a worker may take beyond the graph (Linux).",
)
@click.option(
    "--max-answer",
    type=click.IntRange(1),
    default=128,
    show_default=True,
    help="Megabytes that an answer may have.",
)
@click.option(
    "--max-body",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Kilobytes that the body of a request may have.",
)
@click.option(
    "--max-waiting",
    type=click.IntRange(0),
    default=64,
    show_default=True,
    help="Queries that may wait for a worker; more are told to try later.",
)
@click.option(
    "--patience",
    type=Seconds(min=0.1),
    default=10.0,
    show_default=True,
    help="Seconds in which a client sends its request, and takes some of its answer.",
)
@click.option("--allow-host", multiple=True, metavar="NAME", help="Another name of this server.")
@click.option(
    "--allow-origin",
    multiple=True,
    metavar="ORIGIN",
    help="Pages of this origin may ask, as https://example.org; * allows all.  "
    "[default: this server's own]",
)
@click.option("--verbose", is_flag=True, help="Log queries, and scripts and styles, too.")
def command(graph: str, host: str, port: int, verbose: bool, **given: Any) -> None:
    """Serve a graph: a read-only SPARQL 1.1 endpoint at /sparql, the explorer at /.

    A folder or an RDF file is served; queries that take too long, too much memory or answer
    too much are ended, while others are answered. Updates and SERVICE are refused. What the
    graph is: /sparql without a query, and /.well-known/void. Ctrl-C ends it.

    \b
    Examples:
      msc-kg serve
      msc-kg serve --graph kg --port 0 --no-explorer
      msc-kg serve --timeout 10 --workers 2 --memory 512
      msc-kg query sponsors --condition GVHD -g http://127.0.0.1:8000/sparql
    """
    _check_installed()
    from msc_kg.server.pool import QueryPool
    from msc_kg.server.running import listen, run

    _log(verbose)
    with listen(host, port) as listening, QueryPool(graph, **_limits(given)) as pool:
        app, explored = _application(pool, host, given)
        _tell(host, listening.getsockname()[1], explored)
        run(app, listening, given["patience"])


def _limits(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "seconds": given["timeout"],
        "workers": given["workers"],
        "memory": given["memory"],
        "answer": given["max_answer"],
        "waiting": given["max_waiting"],
    }


def _application(pool: "QueryPool", host: str, given: dict[str, Any]) -> "tuple[Starlette, bool]":
    """Return the application, and whether the explorer is part of it."""
    from msc_kg.server.app import Door, application
    from msc_kg.server.pool import PooledGraph

    hosts = (host, *given["allow_host"])
    door = Door(hosts, given["allow_origin"], given["max_body"] * 1000, given["patience"])
    explored = given["explorer"] and _has_explorer()
    app = application(pool, door, page=not explored)
    if explored:
        importlib.import_module(EXPLORER).attach(app, PooledGraph(pool))
    return app, explored


def _has_explorer() -> bool:
    if importlib.util.find_spec(EXPLORER) is None:
        return False
    if importlib.util.find_spec("nicegui") is None:
        note("no explorer page: pip install 'msc-kg[explorer]' brings it")
        return False
    return True


def _check_installed() -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(
            f"serving needs {', '.join(missing)}",
            next_step="pip install 'msc-kg[explorer]'",
        )


def _tell(host: str, port: int, explored: bool) -> None:
    """Print the addresses; warn when others than this machine can reach them."""
    named = f"[{host}]" if ":" in host else host
    if explored:
        click.echo(f"explorer page: http://{named}:{port}/")
    click.echo(f"SPARQL endpoint: http://{named}:{port}/sparql")
    sys.stdout.flush()
    if not _is_loopback(host):
        note(f"listening at {host}: everyone who reaches this machine can ask, without a password")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _log(verbose: bool) -> None:
    """Log requests to standard error; the text of queries only when asked for."""
    shown = logging.StreamHandler(sys.stderr)
    shown.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log = logging.getLogger("msc_kg.server")
    log.addHandler(shown)
    log.setLevel(logging.DEBUG if verbose else logging.INFO)
    log.propagate = False
    logging.getLogger("msc_kg.server.queries").disabled = not verbose
