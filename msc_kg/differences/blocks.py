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


_IRI = rb'<[^<>"\s]*>'
_NODE = rb"(?:" + _IRI + rb"|_:\S+)"
_LITERAL = rb'"[^"\\\n]*(?:\\.[^"\\\n]*)*"(?:\^\^' + _IRI + rb"|@[A-Za-z0-9-]+)?"
_LINE = re.compile(
    rb"(" + _NODE + rb" " + _IRI + rb" (?:" + _NODE + rb"|" + _LITERAL + rb"))"
    rb"(?: " + _NODE + rb")? \.\r?\n?"
)
"""A line of N-Quads or N-Triples as builds write them; the group is its triple."""


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


class NotStreamableError(Exception):
    """A file is not in order, or not written as ours are: it has to be parsed as a whole."""


def blocks(source: str, *, stream: bool = True) -> Iterator[Block]:
    """Yield the blocks of a graph source in the order of their subjects.

    The ``graph.nq`` of a folder is read as a stream, unless ``stream`` is false; anything else
    is read into memory.

    Raises:
        InputError: nothing is there, or it cannot be read as a graph.
        NotStreamableError: a file that is read as a stream is not like ours.
    """
    path = None if is_url(source) else graph_file(Path(source))
    if stream and path is not None and path.name in STREAMED:
        return _in_order(_grouped(_triples(path)))
    return _grouped(sorted(str(triple).encode() for triple in open_graph(source).triples()))


def _in_order(found: Iterator[Block]) -> Iterator[Block]:
    last = b""
    for block in found:
        if block.subject <= last:
            raise NotStreamableError
        last = block.subject
        yield block


def _triples(path: Path) -> Iterator[bytes]:
    """Yield the lines of N-Quads without graph and end.

    Raises:
        InputError: the file cannot be read to its end.
        NotStreamableError: a line is not plainly written.
    """
    opened = gzip.open if path.name.endswith(".gz") else open
    try:
        with opened(path, "rb") as lines:
            for line in lines:
                plain = _LINE.fullmatch(line)
                if plain is None:
                    raise NotStreamableError
                yield plain[1]
    except (OSError, EOFError) as error:
        raise InputError(f"cannot be read ({error})", where=str(path)) from error


def _grouped(lines: Iterable[bytes]) -> Iterator[Block]:
    for subject, own in groupby(lines, key=lambda line: line.partition(b" ")[0]):
        yield Block(subject, tuple(sorted(set(own))))
