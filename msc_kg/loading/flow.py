"""Loading: chunk by chunk, resumable, and counted by the store afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from msc_kg.answers import Answer
from msc_kg.credentials import Credentials
from msc_kg.endpoint import RemoteGraph
from msc_kg.errors import InputError, RemoteError
from msc_kg.loading.chunks import Limits, chunks
from msc_kg.loading.documents import graphs_in, left_over
from msc_kg.loading.graph_store import GraphStore
from msc_kg.loading.journal import Journal
from msc_kg.loading.ordered import Ordered, ordered
from msc_kg.loading.stores import EVERYTHING, Store, checked_graph
from msc_kg.remote import Connection

PATIENCE = 600.0
"""Seconds that a store may stay silent: large graphs are replaced slowly."""

_TRIAL = "https://w3id.org/msc-kg/ontology#Trial"


class ForeignGraphError(InputError):
    """A graph that would be replaced and seems to be of other make."""


class OneGraphError(InputError):
    """The store holds all documents in one graph, and they would come in graphs of their own."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a graph is loaded.

    ``named``: each document in its own graph, else all in ``into`` (``None``: the default
    graph). ``only``: these named graphs; those of earlier versions of their documents are
    removed. ``prune``: remove the graphs of all other documents. ``add``: to what the graphs
    hold. ``anyway``: replace a graph even when it seems to be of other make.
    """

    named: bool = False
    into: str | None = None
    only: frozenset[str] | None = None
    prune: bool = False
    add: bool = False
    anyway: bool = False
    resume: bool = False
    counted: bool = True
    limits: Limits = field(default_factory=Limits)
    retries: int = 5
    timeout: float = PATIENCE


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: triples by graph, and how many the store counts, where it was asked.

    ``others`` are graphs of documents that were not loaded; ``removed`` tells what became of
    them. ``fault`` tells of a setting of the store by which it gives wrong answers.
    """

    counts: Mapping[str | None, int]
    found: Mapping[str | None, int] = field(default_factory=dict)
    resumed: int = 0
    added: bool = False
    others: tuple[str, ...] = ()
    removed: bool = False
    fault: str = ""

    @property
    def triples(self) -> int:
        """The number of triples that were to be loaded."""
        return sum(self.counts.values())

    @property
    def differing(self) -> tuple[str | None, ...]:
        """The graphs in which the store counts others than were loaded (fewer, if added)."""
        return tuple(
            graph
            for graph, number in self.found.items()
            if (number < self.counts[graph] if self.added else number != self.counts[graph])
        )


def load(
    source: Path,
    store: Store,
    options: Options,
    credentials: Credentials | None = None,
    progress: Callable[[int, int], None] = lambda sent, total: None,
) -> Loaded:
    """Load the triples of a folder or an RDF file; ``progress`` is told how many of how many.

    Raises:
        InputError: nothing to load, or a graph of other make stands there.
        RemoteError: the store cannot be reached or refuses.
    """
    into = _target(store, options)
    with ordered(source, into=into, named=options.named, wanted=options.only) as triples:
        _check(triples, source, options)
        journal = Journal.of(store.graph_store, triples.digest, "add" if options.add else "put")
        sent = min(journal.sent(), triples.total) if options.resume else 0
        if journal.sent() == 0:
            _refuse_foreign(triples, store, options, credentials)
            _refuse_mixture(store, options, credentials)
        _send(triples, store, options, credentials, journal, sent, progress)
        found = _counts(triples, store, options, credentials)
        journal.forget()
        others = _others(triples, source, store, options, credentials)
        removes = options.prune or options.only is not None
        for graph in others if removes else ():
            drop(store, graph, options, credentials)
        fault = _fault(store, options, credentials)
        return Loaded(triples.counts, found, sent, options.add, others, removes, fault)


def drop(store: Store, graph: str, options: Options, credentials: Credentials | None) -> bool:
    """Remove a graph from a store; return whether it was there.

    Raises:
        RemoteError: the store cannot be reached or refuses.
    """
    return _graph_store(store, options, credentials).remove(graph)


def endpoint(store: Store, options: Options, credentials: Credentials | None) -> RemoteGraph | None:
    """Return the store as it is asked; ``None`` when it is not to be, or not known where."""
    if not options.counted or not store.query:
        return None
    kind = _Guessed if store.guessed else RemoteGraph
    return kind(
        store.query, timeout=options.timeout, credentials=credentials, retries=options.retries
    )


class _Guessed(RemoteGraph):
    """An endpoint at an address that nobody named: its errors tell how to name another."""

    def query(self, query: str) -> Answer:
        try:
            return super().query(query)
        except RemoteError as error:
            error.next_step += (
                "; --query-url names another address for queries (this one is guessed), "
                "--no-count asks nothing"
            )
            raise


def _graph_store(store: Store, options: Options, credentials: Credentials | None) -> GraphStore:
    connection = Connection(credentials, timeout=options.timeout, retries=options.retries)
    return GraphStore(store, connection)


def _others(
    triples: Ordered,
    source: Path,
    store: Store,
    options: Options,
    credentials: Credentials | None,
) -> tuple[str, ...]:
    asked = endpoint(store, options, credentials) if options.named else None
    if asked is None:
        return ()
    loaded = frozenset(graph for graph in triples.counts if graph)
    return left_over(graphs_in(asked), source, loaded, options.only)


def _target(store: Store, options: Options) -> str | None:
    if options.into is not None:
        return checked_graph(options.into)
    return None if store.kind.has_default else EVERYTHING


def _check(triples: Ordered, source: Path, options: Options) -> None:
    missing = sorted((options.only or frozenset()) - {graph or "" for graph in triples.counts})
    if missing:
        raise InputError(f"holds no named graph {missing[0]}", where=str(source))
    if not triples.total:
        raise InputError("holds no triples", where=str(source))


def _send(
    triples: Ordered,
    store: Store,
    options: Options,
    credentials: Credentials | None,
    journal: Journal,
    sent: int,
    progress: Callable[[int, int], None],
) -> None:
    graph_store = _graph_store(store, options, credentials)
    progress(sent, triples.total)

    def taken(number: int) -> None:
        nonlocal sent
        sent += number
        journal.note(sent)
        progress(sent, triples.total)

    try:
        for chunk in chunks(triples.read(), options.limits, sent):
            graph_store.send(chunk, replace=chunk.begins and not options.add, taken=taken)
    except RemoteError as error:
        if sent and "--resume" not in error.next_step:
            error.next_step += "; the same command with --resume goes on"
        raise


def _refuse_foreign(
    triples: Ordered, store: Store, options: Options, credentials: Credentials | None
) -> None:
    """Refuse to replace a graph that holds triples and none of ours."""
    asked = endpoint(store, options, credentials)
    if options.named or options.add or options.anyway or asked is None:
        return
    graph = next(iter(triples.counts))
    number = _count(asked, store, graph)
    if number and not _count(asked, store, graph, f"?s a <{_TRIAL}>"):
        raise ForeignGraphError(
            f"holds {number:,} triples and no trial: they would be replaced",
            where=f"<{graph}>" if graph else "the default graph",
            next_step="--replace does so, --add adds to them, --into IRI takes another graph",
        )


def _refuse_mixture(store: Store, options: Options, credentials: Credentials | None) -> None:
    """Refuse documents in graphs of their own beside one graph of all: its old facts would stay.

    A default graph may show the named ones: then its trials are in one of those, too.
    """
    asked = endpoint(store, options, credentials)
    if not options.named or options.add or options.anyway or asked is None:
        return
    graph = _target(store, Options())
    shown = "" if graph else f"FILTER NOT EXISTS {{ GRAPH ?g {{ ?s a <{_TRIAL}> }} }}"
    if _count(asked, store, graph, f"?s a <{_TRIAL}> . {shown}"):
        raise OneGraphError(
            "holds trials that were loaded into one graph: they would stay beside the documents",
            where=f"<{graph}>" if graph else "the default graph",
            next_step="load all into it again, without --as named and --document; or empty it "
            "first; --replace loads beside it",
        )


def _counts(
    triples: Ordered, store: Store, options: Options, credentials: Credentials | None
) -> dict[str | None, int]:
    asked = endpoint(store, options, credentials)
    if asked is None:
        return {}
    return {graph: _count(asked, store, graph) for graph in triples.counts}


def _fault(store: Store, options: Options, credentials: Credentials | None) -> str:
    """Ask for the setting by which a kind of store gives wrong answers; "" if it is not set."""
    asked = endpoint(store, options, credentials)
    fault = store.kind.fault
    if asked is None or fault is None:
        return ""
    try:
        is_set = asked.select(fault.query).values() == [(1,)]
    except RemoteError:  # another version, which has no such setting
        return ""
    return fault.told if is_set else ""


def _count(asked: RemoteGraph, store: Store, graph: str | None, pattern: str = "?s ?p ?o") -> int:
    rows = asked.select(f"SELECT (COUNT(*) AS ?number) {store.where(graph, pattern)}").rows
    number = rows[0][0] if rows else None
    if not isinstance(number, ox.Literal) or not number.value.isdecimal():
        raise RemoteError("does not count its triples", where=asked.source)
    return int(number.value)
