"""Terms as Turtle writes them, and counts of what is in a graph."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
"""A local name that needs no escape (Turtle, PN_LOCAL)."""
_REMEMBERED = 8192


class Shorter(dict[str, str]):
    """IRIs and typed literals as N-Triples write them, and as Turtle does: with a prefix.

    What a prefix shortens is remembered; the rest, mostly seen once, is told at a glance.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Take prefixes with their namespaces."""
        super().__init__()
        self._spaces = {f"<{iri}": f"{name}:" for name, iri in prefixes.items()}

    def __missing__(self, term: str) -> str:
        """Return a term in Turtle."""
        if term[0] == '"':
            text, mark, datatype = term.rpartition('"^^')
            written = text + mark + self[datatype]
        else:
            cut = max(term.rfind("/"), term.rfind("#"), term.rfind(":")) + 1
            prefix = self._spaces.get(term[:cut])
            if prefix is None or not _LOCAL.fullmatch(term, cut, len(term) - 1):
                return term
            written = prefix + term[cut:-1]
        if len(self) >= _REMEMBERED:
            self.clear()
        self[term] = written
        return written


def head(prefixes: Mapping[str, str]) -> str:
    """Return the prefixes as a Turtle document begins with them."""
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())


class Counts(Struct):
    """What is in a graph: quads, triples, subjects, and how often each property and class is."""

    quads: int = 0
    triples: int = 0
    subjects: int = 0
    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Counts", times: int = 1) -> None:
        """Add other counts; with ``times`` -1 take them away."""
        self.quads += times * other.quads
        self.triples += times * other.triples
        self.subjects += times * other.subjects
        for own, more in ((self.properties, other.properties), (self.classes, other.classes)):
            for name, count in more.items():
                own[name] += times * count

    def plain(self) -> list[Any]:
        """Return what is written."""
        numbers = self.quads, self.triples, self.subjects
        return [*numbers, dict(self.properties), dict(self.classes)]

    @classmethod
    def of(cls, plain: list[Any]) -> "Counts":
        """Return the counts that were written."""
        quads, triples, subjects, properties, classes = plain
        return cls(quads, triples, subjects, Counter(properties), Counter(classes))
