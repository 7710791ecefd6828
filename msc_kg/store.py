"""Graphs that can be asked: a knowledge-graph folder, an RDF file, or a SPARQL endpoint.

Local graphs are read into memory with every triple once in the default graph, whatever
named graph it came from: a union default graph counts a triple once per graph on several
engines. Both kinds are read-only.
"""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from msc_kg import sparql_text
from msc_kg.answers import Answer, Forms, Graph, Rows, Term, collected
from msc_kg.credentials import masked
from msc_kg.endpoint import TIMEOUT, RemoteGraph
from msc_kg.errors import InputError
from msc_kg.folder import STORE

__all__ = ["Answer", "Graph", "LocalGraph", "RemoteGraph", "Rows", "Term", "open_graph"]

SUFFIXES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
}
"""The RDF files that are read, by the end of their name; each also with ``.gz`` after it."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")

FOLDER_FILES = ("graph.nq", "graph.nq.gz", "graph.ttl", "graph.ttl.gz")
"""The files of a folder that may hold its graph; the first one found is read."""


class LocalGraph(Forms):
    """A graph in memory, each triple once in the default graph; read-only.

    With ``named_graphs`` the quads are also kept in their named graphs, for queries with
    GRAPH or FROM; that takes twice the memory.
    """

    def __init__(
        self, quads: Iterator[ox.Quad], source: str = "", *, named_graphs: bool = False
    ) -> None:
        """Read the quads."""
        self.source = source
        self.store = ox.Store()
        self.store.bulk_extend(_flattened(quads, named_graphs))

    def query(self, query: str) -> Answer:
        """Return the answer of a query.

        Raises:
            InputError: malformed (the message names line and column), an update, or one
                that would reach out to another endpoint.
        """
        sparql_text.check_size(query)
        sparql_text.check_read_only(query)
        try:
            return collected(self.store.query(query))
        except SyntaxError as error:
            raise sparql_text.malformed(query, str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(f"the query cannot be answered ({error})", where="query") from error

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple once."""
        for quad in self.store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
            yield quad.triple


class StoredGraph(LocalGraph):
    """A graph in an on-disk store, opened without loading it; read-only."""

    def __init__(self, store: Path, source: str = "") -> None:
        """Open the store that :func:`msc_kg.storing.write_store` wrote."""
        self.source = source
        self.store = ox.Store.read_only(str(store))


class DeferredGraph(Forms):
    """A graph source that is opened when it is first asked."""

    def __init__(self, source: str | Path) -> None:
        """Keep the name of the source."""
        self.source = str(source)

    @cached_property
    def opened(self) -> "LocalGraph | RemoteGraph":
        """The graph; errors as for :func:`open_graph`."""
        return open_graph(self.source)

    def query(self, query: str) -> Answer:
        """Return the answer of a query."""
        return self.opened.query(query)

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple once."""
        return self.opened.triples()


def is_url(source: str) -> bool:
    """Return whether a graph source is the address of an endpoint."""
    return source.lower().startswith(("http://", "https://"))


def open_graph(
    source: str | Path, *, named_graphs: bool = False, timeout: float = TIMEOUT
) -> LocalGraph | RemoteGraph:
    """Open a knowledge-graph folder, an RDF file, or the URL of a SPARQL endpoint.

    Raises:
        InputError: nothing is there, or it cannot be read as a graph.
    """
    if is_url(str(source)):
        return RemoteGraph(str(source), timeout=timeout)
    _refuse_scheme(str(source))
    if has_store(source) and not named_graphs:
        return _on_disk(Path(source) / STORE, str(source))
    path = graph_file(Path(source))
    return LocalGraph(read_quads(path), str(source), named_graphs=named_graphs)


def _refuse_scheme(source: str) -> None:
    if _SCHEME.match(source):
        raise InputError(
            "not a kind of address that is known",
            where=masked(source),
            next_step="an endpoint begins with http:// or https://; folders and files are named "
            "by their paths",
        )


def has_store(source: str | Path) -> bool:
    """Return whether a graph source is a folder with an on-disk store.

    Raises:
        InputError: the folder must not be read.
    """
    try:
        return (Path(source) / STORE).is_dir()
    except OSError as error:
        raise _unreadable(Path(source), error) from error


def _on_disk(store: Path, source: str) -> StoredGraph:
    try:
        return StoredGraph(store, source)
    except OSError as error:
        raise InputError(
            f"the on-disk store cannot be opened ({error})",
            where=str(store),
            next_step="remove that folder: graph.nq beside it is read instead",
        ) from error


def graph_file(path: Path) -> Path:
    """Return the RDF file of a graph source: the file itself, or the one in a folder.

    Raises:
        InputError: there is none, or it must not be read.
    """
    try:
        return _graph_file(path)
    except OSError as error:
        raise _unreadable(path, error) from error


def _graph_file(path: Path) -> Path:
    if path.is_dir():
        found = [path / name for name in FOLDER_FILES if (path / name).is_file()]
        if not found:
            raise InputError(
                "the folder holds no graph.nq",
                where=str(path),
                next_step=f"build one: msc-kg build -o {path}",
            )
        return found[0]
    if not path.exists():
        raise InputError(
            "no such graph",
            where=str(path),
            next_step="build one with msc-kg build -o kg, or name another with --graph",
        )
    return path


def _unreadable(path: Path, error: Exception) -> InputError:
    reason = getattr(error, "strerror", None) or error
    return InputError(
        f"cannot be read ({reason})",
        where=str(path),
        next_step="check its permissions and that it is whole, or name another with --graph",
    )


def read_quads(path: Path) -> Iterator[ox.Quad]:
    """Yield the quads of an RDF file, named as in ``SUFFIXES``.

    Raises:
        InputError: another kind of file, or a malformed one (the message names the line).
    """
    names = path.name.lower().removesuffix(".gz")
    format_ = SUFFIXES.get(Path(names).suffix)
    if format_ is None:
        raise InputError(
            "not the name of an RDF file",
            where=str(path),
            next_step=f"known are {' '.join(SUFFIXES)}, also with .gz, and folders",
        )
    try:
        with _opened(path) as stream:
            yield from ox.parse(stream, format=format_)
    except SyntaxError as error:
        raise InputError(f"malformed RDF ({error.msg})", where=str(path)) from error
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, error) from error


def _opened(path: Path) -> IO[bytes]:
    if path.name.lower().endswith(".gz"):
        return io.BufferedReader(gzip.open(path))
    return path.open("rb")


def _flattened(quads: Iterator[ox.Quad], named_graphs: bool) -> Iterator[ox.Quad]:
    for quad in quads:
        yield ox.Quad(quad.subject, quad.predicate, quad.object)
        if named_graphs:
            yield quad
