"""The triples of a graph a subject at a time, in order, so that two are read side by side."""

import gzip
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from msc_kg.errors import InputError
from msc_kg.store import graph_file, is_url, open_graph

STREAMED = ("graph.nq", "graph.nq.gz")
"""Files that a build sorts: they are read as a stream."""


_GRAPH = re.compile(rb' <[^<>"\s]*>$')


class Block(NamedTuple):
    """What a graph says of a subject: N-Triples lines without their end, each once and sorted."""

    subject: bytes
    lines: tuple[bytes, ...]

    def triples(self) -> Iterator[ox.Triple]:
        """Yield the triples.

        Raises:
            InputError: a line is malformed.
        """
        text = b"".join(line + b" .\n" for line in self.lines)
        try:
            for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES, lenient=True):
                yield ox.Triple(quad.subject, quad.predicate, quad.object)
        except SyntaxError as error:
            told = self.subject.decode("utf-8", "replace")
            raise InputError(f"malformed RDF ({error.msg})", where=told) from error


class UnsortedError(Exception):
    """A file that should stream is not in order."""


def blocks(source: str, *, stream: bool = True) -> Iterator[Block]:
    """Yield the blocks of a graph source in the order of their subjects.

    The ``graph.nq`` of a folder is read as a stream, unless ``stream`` is false; anything else
    is read into memory.

    Raises:
        InputError: nothing is there, or it cannot be read as a graph.
        UnsortedError: a file that is read as a stream is not in order.
    """
    path = None if is_url(source) else graph_file(Path(source))
    if stream and path is not None and path.name in STREAMED:
        return _in_order(_grouped(_triples(path)))
    return _grouped(sorted(str(triple).encode() for triple in open_graph(source).triples()))


def _in_order(found: Iterator[Block]) -> Iterator[Block]:
    last = b""
    for block in found:
        if block.subject <= last:
            raise UnsortedError
        last = block.subject
        yield block


def _triples(path: Path) -> Iterator[bytes]:
    """Yield the lines of N-Quads without graph and end.

    Raises:
        InputError: the file cannot be read to its end.
    """
    opened = gzip.open if path.name.endswith(".gz") else open
    try:
        with opened(path, "rb") as lines:
            for line in lines:
                if line.strip() and not line.startswith(b"#"):
                    yield _without_graph(line)
    except (OSError, EOFError) as error:
        raise InputError(f"cannot be read ({error})", where=str(path)) from error


def _without_graph(line: bytes) -> bytes:
    """Return the triple of a line; one of N-Triples ends where a graph would stand."""
    triple = line.rstrip().removesuffix(b".").rstrip()
    graph = _GRAPH.search(triple)
    if graph is None or triple.count(b" ", 0, graph.start()) < 2:
        return triple
    return triple[: graph.start()]


def _grouped(lines: Iterable[bytes]) -> Iterator[Block]:
    for subject, own in groupby(lines, key=lambda line: line.partition(b" ")[0]):
        yield Block(subject, tuple(sorted(set(own))))
