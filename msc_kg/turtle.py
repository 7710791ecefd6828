"""Sorted N-Quads lines to Turtle, a block at a time, counted on the way.

The lines come in order, so that what is said of a subject stands together and nothing has to
be held; they are not parsed: subject, predicate and object are cut at the blanks, and only
IRIs are written shorter. That is six times as fast as through objects (``benchmarks/``).
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import IO

from msgspec import Struct, field

_LOCAL = re.compile(rb"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
"""A local name that needs no escape (Turtle, PN_LOCAL)."""
_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_NEXT = b" ;\n\t"
_SAME = b" ,\n\t\t"
_END = b" .\n"
_QUOTE = ord('"')
_REMEMBERED = 8192


class Counts(Struct):
    """What is in a graph: triples, subjects, and how often each property and class is."""

    triples: int = 0
    subjects: int = 0
    properties: Counter[bytes] = field(default_factory=Counter)
    classes: Counter[bytes] = field(default_factory=Counter)

    def add(self, subjects: int, properties: list[bytes], classes: list[bytes]) -> None:
        """Count new subjects, the property of each triple, and the classes stated."""
        self.triples += len(properties)
        self.subjects += subjects
        self.properties.update(properties)
        self.classes.update(classes)


class TurtleWriter:
    """Writes the triples of sorted quads as Turtle, and counts them."""

    def __init__(self, out: IO[bytes], prefixes: Mapping[str, str]) -> None:
        """Write the head; ``prefixes`` map prefixes to namespaces."""
        self.counts = Counts()
        self._out = out
        self._short = _Short(prefixes)
        self._verbs = _Verbs(self._short)
        self._last: tuple[bytes, bytes, bytes] = (b"", b"", b"")
        head = (f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
        out.write("".join(head).encode())

    def add(self, quads: list[bytes]) -> None:
        """Write the triples of lines of N-Quads: the next in order, one of several graphs once."""
        short, verbs = self._short, self._verbs
        last, subject, predicate = self._last
        parts: list[bytes] = []
        subjects, properties, classes = 0, list[bytes](), list[bytes]()
        for quad in quads:
            triple = quad[: quad.rindex(b" <")]
            if triple == last:
                continue
            last = triple
            own, verb, value = triple.split(b" ", 2)
            if own != subject:
                parts += (_END if subject else b"", short[own], b" ", verbs[verb][len(_NEXT) :])
                subjects += 1
            else:
                parts.append(_SAME if verb == predicate else verbs[verb])
            parts.append(value if value[-1] == _QUOTE else short[value])
            properties.append(verb)
            if verb == _TYPE:
                classes.append(value)
            subject, predicate = own, verb
        self._last = last, subject, predicate
        self.counts.add(subjects, properties, classes)
        self._out.write(b"".join(parts))

    def finish(self) -> None:
        """End the last statement."""
        self._out.write(_END if self.counts.triples else b"")


class _Short(dict[bytes, bytes]):
    """IRIs and typed literals as Turtle writes them: with a prefix where one fits.

    What a prefix shortens is remembered; the rest, mostly seen once, is told at a glance.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._spaces = {f"<{iri}".encode(): f"{name}:".encode() for name, iri in prefixes.items()}

    def __missing__(self, term: bytes) -> bytes:
        if term[0] == _QUOTE:
            text, mark, datatype = term.rpartition(b'"^^')
            written = text + mark + self[datatype]
        else:
            cut = max(term.rfind(b"/"), term.rfind(b"#"), term.rfind(b":")) + 1
            prefix = self._spaces.get(term[:cut])
            if prefix is None or not _LOCAL.fullmatch(term, cut, len(term) - 1):
                return term
            written = prefix + term[cut:-1]
        if len(self) >= _REMEMBERED:
            self.clear()
        self[term] = written
        return written


class _Verbs(dict[bytes, bytes]):
    """Predicates with what stands before and behind them, for the same subject as before."""

    def __init__(self, short: _Short) -> None:
        super().__init__()
        self._short = short

    def __missing__(self, predicate: bytes) -> bytes:
        written = b"a" if predicate == _TYPE else self._short[predicate]
        self[predicate] = _NEXT + written + b" "
        return self[predicate]
