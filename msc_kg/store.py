"""Graphs that can be asked: a knowledge-graph folder, an RDF file, or a SPARQL endpoint.

Local graphs are read into memory with every triple once in the default graph, whatever
named graph it came from: a union default graph counts a triple once per graph on several
engines. Both kinds are read-only.
"""

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO, Protocol, TypeAlias
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox

from msc_kg import __version__, sparql_text
from msc_kg.errors import InputError, RemoteError

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Answer: TypeAlias = "Rows | bool | tuple[ox.Triple, ...]"

SUFFIXES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
}
"""The RDF files that are read, by the end of their name; each also with ``.gz`` after it."""

FOLDER_FILES = ("graph.nq", "graph.nq.gz", "graph.ttl", "graph.ttl.gz")
"""The files of a folder that may hold its graph; the first one found is read."""

TIMEOUT = 60.0
"""Seconds that an endpoint may stay silent."""

LONGEST_URL = 2000
"""Longer requests go as a form: several servers refuse longer addresses."""

_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.9"
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer of a SELECT query: the variables, and one term or ``None`` for each in a row."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


class Graph(Protocol):
    """What every source of a graph can do."""

    source: str

    def query(self, query: str) -> Answer:
        """Return rows, a truth value or triples, as the form of the query wants."""

    def select(self, query: str) -> Rows:
        """Return the rows of a SELECT query."""

    def ask(self, query: str) -> bool:
        """Return the truth value of an ASK query."""

    def construct(self, query: str) -> tuple[ox.Triple, ...]:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple once."""


class _Forms:
    """The three forms of a query, told apart by what comes back."""

    source: str

    def query(self, query: str) -> Answer:
        """Return the answer in the form that the query asks for."""
        raise NotImplementedError

    def select(self, query: str) -> Rows:
        """Return the rows of a SELECT query.

        Raises:
            InputError: the query is malformed or of another form.
            RemoteError: the endpoint could not be reached or answers something else.
        """
        answer = self.query(query)
        if isinstance(answer, Rows):
            return answer
        raise _wrong_form("SELECT", self.source)

    def ask(self, query: str) -> bool:
        """Return the truth value of an ASK query; errors as for :meth:`select`."""
        answer = self.query(query)
        if isinstance(answer, bool):
            return answer
        raise _wrong_form("ASK", self.source)

    def construct(self, query: str) -> tuple[ox.Triple, ...]:
        """Return the triples of a CONSTRUCT or DESCRIBE query; errors as for :meth:`select`."""
        answer = self.query(query)
        if isinstance(answer, tuple):
            return answer
        raise _wrong_form("CONSTRUCT or DESCRIBE", self.source)


class LocalGraph(_Forms):
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
        sparql_text.check_read_only(query)
        try:
            return _collected(self.store.query(query))
        except SyntaxError as error:
            raise sparql_text.malformed(query, str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(f"the query cannot be answered ({error})", where="query") from error

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple once."""
        for quad in self.store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
            yield quad.triple


class RemoteGraph(_Forms):
    """A SPARQL 1.1 endpoint, asked by GET or, when the request is long, by a form."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT) -> None:
        """Keep the address; nothing is sent yet. ``timeout`` is in seconds."""
        self.source = url
        self.timeout = timeout

    def query(self, query: str) -> Answer:
        """Return the answer of a query.

        Raises:
            InputError: the endpoint says that the query is malformed.
            RemoteError: the endpoint cannot be reached, refuses, or answers something else.
        """
        triples = sparql_text.wants_triples(query)
        body = self._send(query, _TRIPLES if triples else _ROWS)
        try:
            return _parsed_triples(body) if triples else _parsed_rows(body)
        except (SyntaxError, ValueError, KeyError) as error:
            raise RemoteError(
                f"the answer is no SPARQL result ({error})",
                where=self.source,
                next_step="check that the address is that of a SPARQL endpoint",
            ) from error

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple once, as one large answer."""
        yield from dict.fromkeys(self.construct(_EVERYTHING))

    def _send(self, query: str, accept: str) -> bytes:
        try:
            with urlopen(self._request(query, accept), timeout=self.timeout) as response:
                content: bytes = response.read()
                return content
        except HTTPError as error:
            raise self._refusal(error) from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise RemoteError(
                f"the endpoint cannot be reached ({reason})",
                where=self.source,
                next_step="check the address and that the server runs",
            ) from error

    def _request(self, query: str, accept: str) -> Request:
        form = urlencode({"query": query})
        headers = {"Accept": accept, "User-Agent": f"msc-kg/{__version__}"}
        joint = "&" if "?" in self.source else "?"
        address = f"{self.source}{joint}{form}"
        if len(address) <= LONGEST_URL:
            return Request(address, headers=headers)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return Request(self.source, data=form.encode(), headers=headers)

    def _refusal(self, error: HTTPError) -> InputError | RemoteError:
        try:
            said = error.read(2000).decode("utf-8", "replace").strip().partition("\n")[0]
        except (OSError, HTTPException):
            said = ""
        if error.code == 400:
            return InputError(f"the endpoint refuses the query ({said})", where=self.source)
        return RemoteError(
            f"the endpoint answers {error.code} {error.reason} {said}".strip(),
            where=self.source,
            next_step="check the address and that it is open to you",
        )


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
    path = graph_file(Path(source))
    return LocalGraph(read_quads(path), str(source), named_graphs=named_graphs)


def graph_file(path: Path) -> Path:
    """Return the RDF file of a graph source: the file itself, or the one in a folder.

    Raises:
        InputError: there is none.
    """
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
    except (OSError, EOFError) as error:
        raise InputError(f"cannot be read ({error})", where=str(path)) from error


def _opened(path: Path) -> IO[bytes]:
    if path.name.lower().endswith(".gz"):
        return io.BufferedReader(gzip.open(path))  # type: ignore[arg-type]
    return path.open("rb")


def _flattened(quads: Iterator[ox.Quad], named_graphs: bool) -> Iterator[ox.Quad]:
    for quad in quads:
        yield ox.Quad(quad.subject, quad.predicate, quad.object)
        if named_graphs:
            yield quad


def _collected(answer: object) -> Answer:
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        return tuple(answer)
    assert isinstance(answer, ox.QuerySolutions)
    names = tuple(variable.value for variable in answer.variables)
    return Rows(names, tuple(tuple(row[name] for name in names) for row in answer))


def _parsed_rows(body: bytes) -> Answer:
    form = ox.QueryResultsFormat.JSON
    answer = _collected(ox.parse_query_results(body, format=form))
    if isinstance(answer, Rows) and not answer.variables:
        names = tuple(json.loads(body)["head"].get("vars", ()))
        return Rows(names, answer.rows)
    return answer


def _parsed_triples(body: bytes) -> tuple[ox.Triple, ...]:
    return tuple(quad.triple for quad in ox.parse(body, format=ox.RdfFormat.TURTLE))


def _wrong_form(form: str, source: str) -> InputError:
    return InputError(f"not a {form} query", where=source)
