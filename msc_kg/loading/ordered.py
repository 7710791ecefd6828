"""The triples of a graph as N-Triples lines in a fixed order, so that loading can go on later.

A knowledge-graph folder's ``graph.nq`` is in order as it stands; what has another order is
sorted outside of memory first.
"""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import orjson
import pyoxigraph as ox

from msc_kg import iris
from msc_kg.errors import InputError
from msc_kg.folder import MANIFEST, QUADS, is_folder
from msc_kg.sorting import SpilledLines, merged, write_blocks
from msc_kg.store import graph_file, read_quads

Line: TypeAlias = tuple[str | None, bytes]
"""A named graph (``None``: the default graph) and a triple as a line of N-Triples."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """Triples each once in a fixed order; those of a named graph stand together.

    ``counts`` are by named graph; ``digest`` tells equal ones from others.
    """

    read: Callable[[], Iterator[Line]]
    counts: dict[str | None, int]
    digest: str

    @property
    def total(self) -> int:
        """The number of triples."""
        return sum(self.counts.values())


@contextmanager
def ordered(
    source: Path, *, into: str | None = None, named: bool = False, wanted: frozenset[str] | None
) -> Iterator[Ordered]:
    """Give the triples of a folder or an RDF file.

    All go to the graph ``into``, or with ``named`` each to its own: to all, or to those wanted.

    Raises:
        InputError: it cannot be read, holds blank nodes, or named graphs are wanted that
            it does not have.
    """
    if is_folder(source) and not named:
        path = source / QUADS
        yield _counted(lambda: _whole(path, into))
        return
    with tempfile.TemporaryDirectory(prefix="msc-kg-load-") as place:
        spool = Path(place) / "triples"
        spilled = SpilledLines(Path(place))
        for some in _batched(_lines(source, named=named, wanted=wanted)):
            spilled.add(some)
        write_blocks(spool, merged(spilled.finish()))
        yield _counted((lambda: _by_graph(spool)) if named else (lambda: _plain(spool, into)))


def documents_of(source: Path) -> dict[str, str]:
    """Return the named graphs of a folder's documents, by the documents' names."""
    if not is_folder(source):
        return {}
    try:
        inputs = orjson.loads((source / MANIFEST).read_bytes())["inputs"]
        return {item["name"]: iris.graph(item["sha256"]) for item in inputs}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("is no manifest", where=str(source / MANIFEST)) from error


def _counted(read: Callable[[], Iterator[Line]]) -> Ordered:
    counts: Counter[str | None] = Counter()
    digest = hashlib.sha256()
    for graph, line in read():
        counts[graph] += 1
        digest.update(line)
    digest.update(orjson.dumps([*counts.items()]))
    return Ordered(read, dict(counts), digest.hexdigest())


def _whole(path: Path, graph: str | None) -> Iterator[Line]:
    """Yield the triples of a ``graph.nq`` of ours once each: equal ones stand together."""
    last = b""
    with path.open("rb") as lines:
        for line in lines:
            triple = line[: line.rindex(b" <")] + b" .\n"
            if triple != last:
                yield graph, triple
            last = triple


def _plain(spool: Path, graph: str | None) -> Iterator[Line]:
    with spool.open("rb") as lines:
        for line in lines:
            yield graph, line


def _by_graph(spool: Path) -> Iterator[Line]:
    with spool.open("rb") as lines:
        for line in lines:
            graph, _, triple = line.partition(b" ")
            yield graph[1:-1].decode(), triple


def _lines(source: Path, *, named: bool, wanted: frozenset[str] | None) -> Iterator[bytes]:
    """Yield triples as lines, with ``named`` their graphs first."""
    if is_folder(source):
        yield from _graphs_of(source / QUADS, wanted)
        return
    path = graph_file(source)
    for quad in read_quads(path):
        _check(quad, path, named)
        triple = f"{quad.subject} {quad.predicate} {quad.object} .\n"
        if not named:
            yield triple.encode()
        elif isinstance(quad.graph_name, ox.NamedNode) and _is_in(quad.graph_name.value, wanted):
            yield f"{quad.graph_name} {triple}".encode()


def _graphs_of(path: Path, wanted: frozenset[str] | None) -> Iterator[bytes]:
    """Yield the lines of a ``graph.nq`` of ours with their graphs first."""
    with path.open("rb") as lines:
        for line in lines:
            cut = line.rindex(b" <")
            if wanted is None or line[cut + 2 : -4].decode() in wanted:
                yield line[cut + 1 : -2] + line[:cut] + b" .\n"


def _check(quad: ox.Quad, path: Path, named: bool) -> None:
    if any(isinstance(term, ox.BlankNode | ox.Triple) for term in (quad.subject, quad.object)):
        raise InputError(
            "holds blank nodes or quoted triples, which cannot be sent in parts",
            where=str(path),
            next_step="give the nodes IRIs, or load the file with the store's own loader",
        )
    if named and not isinstance(quad.graph_name, ox.NamedNode):
        raise InputError(
            "holds triples outside of named graphs",
            where=str(path),
            next_step="load a knowledge-graph folder or its graph.nq, or use --as default",
        )


def _is_in(graph: str, wanted: frozenset[str] | None) -> bool:
    return wanted is None or graph in wanted


def _batched(lines: Iterable[bytes], at_once: int = 50_000) -> Iterator[list[bytes]]:
    some: list[bytes] = []
    for line in lines:
        some.append(line)
        if len(some) == at_once:
            yield some
            some = []
    yield some
