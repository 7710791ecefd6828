"""One worker process: it answers queries of a graph that it shares with its siblings.

Everything that depends on the length of a query or of its answer happens here, because this
process can be ended: checking the text, parsing, answering, writing the answer.
"""

import json
import re
import resource
import signal
import socket
import time
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from msc_kg import sparql_text
from msc_kg.errors import InputError
from msc_kg.server import frames
from msc_kg.server.limits import MEGABYTE, AnswerTooLargeError, NotAcceptableError
from msc_kg.store import LocalGraph, StoredGraph

ROWS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
TRIPLES = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
GROWTH = 256
"""Megabytes of its own that a worker may have: beyond them it makes room for a fresh one.

Asking writes to the counters of references among the graph's memory, so a worker gets copies
of the pages that its queries touch.
"""
LOOKED_AT = 0.1
"""Seconds that a query takes after which the memory of its worker is looked at."""

GRACE = 5.0
"""Seconds after a query's time at which a worker that nobody ended ends itself."""

_PART = 1 << 16
_PREFIX = re.compile(
    r"""(?i:\bPREFIX)\s+([A-Za-z][\w-]*)?:\s*<([a-z][a-z0-9+.-]*:[^\s<>"{}|^`\\]*)>"""
)

Job = dict[str, Any]


class _Output:
    """A file that sends what is written to it in parts, up to a number of bytes."""

    def __init__(self, channel: socket.socket, kind: str, most: int) -> None:
        self.channel = channel
        self.most = self.left = most
        self.buffer = bytearray()
        self.kind = kind

    def write(self, content: bytes) -> int:
        """Take some bytes."""
        self.left -= len(content)
        if self.left < 0:
            raise OSError("the answer is too large")
        self.buffer += content
        if len(self.buffer) >= _PART:
            self.flush()
        return len(content)

    def flush(self) -> None:
        """Send what was taken."""
        if self.kind:
            frames.send(self.channel, frames.TYPE, self.kind.encode())
            self.kind = ""
        frames.send(self.channel, frames.PART, bytes(self.buffer))
        self.buffer.clear()


def work(graph: LocalGraph, channel: socket.socket, memory: int) -> None:
    """Answer jobs until the other side is gone; ``memory`` in megabytes beyond the graph's."""
    limit_memory(memory)
    while True:
        try:
            _, content = frames.receive(channel)
        except EOFError:
            return
        started = time.monotonic()
        answer(graph, channel, json.loads(content))
        long = time.monotonic() - started > LOOKED_AT
        grown = long and _own_memory() > GROWTH * MEGABYTE
        frames.send(channel, frames.END, json.dumps({"goes": grown}).encode())
        if grown:
            return


def answer(graph: LocalGraph, channel: socket.socket, job: Job) -> None:
    """Answer one job with frames, or say why not."""
    signal.setitimer(signal.ITIMER_REAL, job["seconds"] + GRACE)
    try:
        _answer(graph, channel, job)
    except InputError as error:
        refuse(channel, error)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def refuse(channel: socket.socket, error: InputError) -> None:
    """Send why there is no answer."""
    told = {"error": type(error).__name__, "what": error.what, "where": error.where}
    told["next_step"] = error.next_step
    frames.send(channel, frames.REFUSAL, json.dumps(told).encode())


def _answer(graph: LocalGraph, channel: socket.socket, job: Job) -> None:
    sparql_text.check_size(job["query"])
    sparql_text.check_read_only(job["query"])
    query = sparql_text.with_prefixes(job["query"])
    form = sparql_text.form(query)
    if form and job["triples" if sparql_text.wants_triples(query) else "rows"] is None:
        raise NotAcceptableError(
            f"none of the accepted formats can hold the answer of a {form} query",
            next_step="accept rows: application/sparql-results+json, +xml, text/csv, "
            "text/tab-separated-values; or triples: text/turtle, application/n-triples, "
            "application/rdf+xml, application/ld+json",
        )
    try:
        found = graph.store.query(query, **_dataset(graph, query, job))
        _write(found, query, channel, job)
    except SyntaxError as error:
        raise sparql_text.malformed(query, str(error)) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"the query cannot be answered ({error})", where="query") from error


def _write(found: Any, query: str, channel: socket.socket, job: Job) -> None:
    triples = isinstance(found, ox.QueryTriples)
    kind = "triples" if triples else "rows"
    if isinstance(found, ox.QueryBoolean):
        kind = "boolean"
    output = _Output(channel, kind, job["bytes"])
    try:
        if triples:
            format_ = TRIPLES[job["triples"]]
            prefixes = _prefixes(query, format_)
            ox.serialize(found, cast(IO[bytes], output), format=format_, prefixes=prefixes)
        else:
            found.serialize(output, format=ROWS[job["rows"]])
    except OSError as error:
        if output.left < 0:
            raise AnswerTooLargeError(output.most) from error
        raise
    output.flush()


def _prefixes(query: str, format_: ox.RdfFormat) -> dict[str, str] | None:
    """Return the prefixes of a query, for the formats that have them."""
    if format_ not in {ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML}:
        return None
    return dict(_PREFIX.findall(query))


def _dataset(graph: LocalGraph, query: str, job: Job) -> dict[str, Any]:
    """Return the dataset that the request names, as the engine takes it."""
    if isinstance(graph, StoredGraph) and sparql_text.names_graphs(query):
        raise InputError(
            "GRAPH and FROM: this graph is served from its on-disk store, which keeps no named "
            "graphs",
            where="query",
            next_step="ask without them: the default graph holds every triple once",
        )
    if not job["default_graphs"] and not job["named_graphs"]:
        return {}
    named = [_named_graph(graph, iri) for iri in job["named_graphs"]]
    default = [_named_graph(graph, iri) for iri in job["default_graphs"]]
    return {"default_graph": default, "named_graphs": named}


def _named_graph(graph: LocalGraph, iri: str) -> ox.NamedNode:
    try:
        node = ox.NamedNode(iri)
        if graph.store.contains_named_graph(node):
            return node
    except ValueError:
        pass
    raise InputError(
        "no such named graph here",
        where=iri[:500],
        next_step="SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } lists them",
    )


def limit_memory(megabytes: int) -> None:
    """Limit what this process may still take, where the system can (Linux)."""
    used = _taken()
    if used:
        most = used + megabytes * MEGABYTE
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _taken() -> int:
    """Return the bytes of memory that this process may write to; 0 where that is not told."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(pages[5]) * resource.getpagesize()


def _own_memory() -> int:
    """Return the bytes that this process does not share; 0 where that is not told (Linux)."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return 1024 * sum(map(int, re.findall(r"^Private_Dirty: +(\d+)", lines, re.MULTILINE)))
