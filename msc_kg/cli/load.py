"""``msc-kg load``: a graph into a triple store."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from msc_kg import loading
from msc_kg.cli.loaded import told
from msc_kg.cli.options import Seconds
from msc_kg.cli.printing import note
from msc_kg.credentials import (
    PASSWORD,
    SCHEMES,
    TOKEN,
    USER,
    Credentials,
    from_environment,
    masked,
)
from msc_kg.errors import InputError
from msc_kg.loading import CHUNK_BYTES, CHUNK_TRIPLES, KINDS, Limits, Options, Store
from msc_kg.loading.documents import OWN_GRAPHS
from msc_kg.store import is_url

STALE = (
    "the accepted view still has what documents said before: --document accepted "
    "--document vocabulary renew it, after a build"
)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
HELP = """\
Load a graph into a triple store, over the SPARQL 1.1 Graph Store HTTP Protocol.

URL is the address of the store's graph store, or with --store its base address. The graph
takes the place of what the default graph held: all triples, each once, in chunks. With
--as named each document, the accepted view and the vocabulary have a graph of their own,
as in graph.nq, and --document replaces one of them, whichever version of the document the
store had. Afterwards the store is asked to count.

Credentials come from the environment or a prompt, never from the command line, and go to
no other host. Exit status: 0 fine; 1 the store counts otherwise; 2 wrong use; 3 the store
cannot be reached or refuses.

\b
Examples:
  msc-kg load http://localhost:7878/store
  msc-kg load --store fuseki http://localhost:3030/msc
  msc-kg load --store virtuoso --as named http://localhost:8890
  msc-kg load --store virtuoso --document review.txt http://localhost:8890
  msc-kg load --store virtuoso --document old.txt --drop http://localhost:8890
"""


@click.command("load", help=HELP)
@click.argument("url")
@click.option(
    "-g",
    "--graph",
    default="kg",
    show_default=True,
    metavar="GRAPH",
    help="Knowledge-graph folder or RDF file (.ttl .nt .nq .trig .jsonld .rdf, also .gz).",
)
@click.option(
    "--store",
    "kind",
    type=click.Choice([*KINDS]),
    help="The kind of store; URL is then its base address.",
)
@click.option(
    "--as",
    "as_",
    type=click.Choice(["default", "named"]),
    help="All triples in the default graph, or each document in a graph of its own.  "
    "[default: default]",
)
@click.option("--into", metavar="IRI", help="A named graph for all triples.")
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="NAME",
    help="Only the named graph of this document (its name in the folder, or the graph's IRI; "
    "also accepted, vocabulary). May be repeated.",
)
@click.option("--drop", is_flag=True, help="Remove the graphs of --document, or --into.")
@click.option(
    "--prune", is_flag=True,
    help="With --as named: remove the graphs of documents that the folder does not have.",
)  # fmt: skip
@click.option("--add", is_flag=True, help="Add to what the graphs hold.")
@click.option("--replace", is_flag=True, help="Replace a graph even if it holds no trials.")
@click.option(
    "--query-url", metavar="URL", help="Address for queries.  [default: the store's usual one]"
)
@click.option("--no-count", is_flag=True, help="Do not compare counts afterwards.")
@click.option(
    "--auth",
    type=click.Choice(SCHEMES),
    help=f"Authenticate; {USER} and {PASSWORD}, or {TOKEN}, are taken from the environment, "
    "else asked for.  [default: as the store asks, when they are set]",
)
@click.option(
    "--chunk",
    type=click.IntRange(1),
    default=CHUNK_TRIPLES,
    show_default=True,
    help="Triples in a request at most.",
)
@click.option(
    "--chunk-bytes",
    type=click.IntRange(1),
    default=CHUNK_BYTES,
    show_default=True,
    help="Bytes in a request at most.",
)
@click.option("--resume", is_flag=True, help="Go on with a load that was interrupted.")
@click.option(
    "--retries",
    type=click.IntRange(0, 20),
    default=5,
    show_default=True,
    help="How often a request is sent again when the store is busy or silent.",
)
@click.option(
    "--timeout",
    type=Seconds(min=0, min_open=True),
    default=loading.PATIENCE,
    show_default=True,
    help="Seconds the store may stay silent.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    url: str,
    graph: str,
    kind: str | None,
    as_: str | None,
    into: str | None,
    documents: tuple[str, ...],
    drop: bool,
    prune: bool,
    add: bool,
    replace: bool,
    query_url: str | None,
    no_count: bool,
    auth: str | None,
    chunk: int,
    chunk_bytes: int,
    resume: bool,
    retries: int,
    timeout: float,
    quiet: bool,
) -> int:
    """Check what was asked, load or drop, and tell what came of it."""
    named = as_ == "named" or bool(documents)
    _check_use(click.get_current_context().params, named=named)
    _check_local(graph)
    store = loading.find(url, kind, query_url)
    credentials = _credentials(store, auth)
    only = frozenset(loading.graph_of(Path(graph), name) for name in documents if not drop)
    options = Options(
        named=named, into=into, only=only or None, prune=prune, add=add, anyway=replace,
        resume=resume, counted=not no_count, limits=Limits(chunk, chunk_bytes),
        retries=retries, timeout=timeout,
    )  # fmt: skip
    if drop:
        _drop(store, Path(graph), documents or (into or "",), options, credentials, quiet)
        return 0
    status = _load(Path(graph), store, options, credentials, quiet)
    if documents and not quiet and not {*OWN_GRAPHS} <= {*documents}:
        note(STALE)
    return status


def _load(
    source: Path, store: Store, options: Options, credentials: Credentials | None, quiet: bool
) -> int:
    """Load, and tell what was loaded; return the exit status."""
    begun = time.monotonic()
    try:
        with _progress(quiet) as progress:
            loaded = loading.load(source, store, options, credentials, progress)
    except KeyboardInterrupt:
        click.echo("interrupted; the same command with --resume goes on", err=True)
        return 130
    return told(loaded, store, time.monotonic() - begun, quiet, counted=options.counted)


def _check_use(given: Mapping[str, Any], *, named: bool) -> None:
    """Refuse options that contradict one another."""
    into, documents, drop, prune = (given[key] for key in ("into", "documents", "drop", "prune"))
    contradictions = {
        "--into is one graph for all triples; leave out --as named and --document": into and named,
        "--document is for named graphs; leave out --as default": documents
        and given["as_"] == "default",
        "--drop needs --document NAME or --into IRI": drop and not (documents or into),
        "--prune needs --as named, all documents and the counts": prune
        and (not named or documents or given["no_count"]),
        "--add and --replace exclude one another": given["add"] and given["replace"],
    }
    for message, is_so in contradictions.items():
        if is_so:
            raise click.UsageError(message)


def _check_local(graph: str) -> None:
    if is_url(graph):
        raise InputError(
            "is an endpoint; folders and RDF files are loaded",
            where=masked(graph),
            next_step=f"write it to a file first: msc-kg export -g {masked(graph)} -o graph.ttl",
        )


def _credentials(store: Store, scheme: str | None) -> Credentials | None:
    """Return the credentials of the environment, or those asked for on a terminal."""
    found = from_environment(scheme or "")
    if found is None and scheme is not None:
        found = _asked(scheme)
    parts = urlsplit(store.graph_store)
    if found and parts.scheme.lower() == "http" and parts.hostname not in _LOOPBACK:
        note("the credentials go unencrypted over http://; use https:// where there is one")
    return found


def _asked(scheme: str) -> Credentials:
    names = TOKEN if scheme == "bearer" else f"{USER} and {PASSWORD}"
    if not _on_terminal():
        raise InputError(f"--auth {scheme} without credentials", next_step=f"set {names}")
    if scheme == "bearer":
        token = click.prompt("Token", hide_input=True, err=True)
        return Credentials(scheme, token=token.strip())
    user = click.prompt("User", err=True)
    return Credentials(scheme, user, click.prompt("Password", hide_input=True, err=True))


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def _drop(
    store: Store,
    source: Path,
    names: tuple[str, ...],
    options: Options,
    credentials: Credentials | None,
    quiet: bool,
) -> None:
    asked = loading.endpoint(store, options, credentials)
    there = loading.graphs_in(asked) if asked else {}
    for graph in (g for name in names for g in loading.graphs_to_drop(source, name, there)):
        was_there = loading.drop(store, graph, options, credentials)
        if not quiet:
            click.echo(f"<{graph}> {'removed' if was_there else 'was not there'}", err=True)
    if options.named and not quiet:
        note(STALE)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with rate and time left, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda sent, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.completed:,.0f} triples"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)
        yield lambda sent, total: shown.update(task, completed=sent, total=total)
