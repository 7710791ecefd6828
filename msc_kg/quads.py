"""Quads as N-Quads lines: the writer that every mapping function gets.

Lines are made as text and never pass through an RDF object, which is three times faster
(see ``benchmarks/``); literals are escaped by ``orjson``, whose escapes are a subset of
those of N-Triples. The typed terms of :mod:`msc_kg.vocab` keep links and literals apart.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias, TypeVar

import orjson

from msc_kg.terms import Class, DatatypeProperty, Iri, ObjectProperty, PartialDate
from msc_kg.vocab import msc, rdfs

_MAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_LABEL, _PLACE, _WORDS = (f"<{term.iri}>" for term in (rdfs.label, msc.locator, msc.statedAs))

_EXACT = 2.0**53
"""Below this every whole float is that number and no other."""

T = TypeVar("T", bound=object)

AnyDatatypeProperty: TypeAlias = (
    DatatypeProperty[str] | DatatypeProperty[int] | DatatypeProperty[PartialDate]
)


Statements: TypeAlias = Mapping[Iri, list[str]]
"""What is stated of each subject: "predicate object graph ." of N-Quads, with the newline."""


class Quads:
    """The quads of one named graph by their subjects, in the order stated.

    So that a few short lists are put in order instead of one long one, and a subject is
    written once for all that is stated of it. What is stated twice stands there twice;
    :func:`canonical` makes it one.
    """

    __slots__ = ("_end", "_of", "graph")

    def __init__(self, graph: Iri) -> None:
        """Begin an empty graph."""
        self.graph = graph
        self._of: defaultdict[Iri, list[str]] = defaultdict(list)
        self._end = f" <{graph}> .\n"

    @property
    def statements(self) -> Statements:
        """What is stated of each subject."""
        return self._of

    @property
    def lines(self) -> list[str]:
        """The quads as lines of N-Quads, subject by subject, what is stated twice twice."""
        return [f"<{subject}> {rest}" for subject, of in self._of.items() for rest in of]

    def type(self, subject: Iri, cls: Class) -> None:
        """State that ``subject`` is a ``cls``."""
        self._of[subject].append(f"{_TYPE} <{cls.iri}>{self._end}")

    def node(self, node: Iri, cls: Class, label: str, place: str, words: str | None = None) -> None:
        """State the class and the label of a node, where it was read and in which words."""
        end = self._end
        said = literal(label)
        of = self._of[node]
        of.append(f"{_TYPE} <{cls.iri}>{end}")
        of.append(f"{_LABEL} {said}{end}")
        of.append(f"{_PLACE} {literal(place)}{end}")
        if words is not None:
            of.append(f"{_WORDS} {said if words is label else literal(words)}{end}")

    def link(self, subject: Iri, term: ObjectProperty, value: Iri) -> None:
        """State a link between two nodes."""
        self._of[subject].append(f"<{term.iri}> <{value}>{self._end}")

    def state(self, subject: Iri, term: DatatypeProperty[T], value: T | None) -> None:
        """State a literal; ``None`` states nothing."""
        if value is not None:
            self._of[subject].append(f"<{term.iri}> {literal(value)}{self._end}")

    def literal(self, subject: Iri, term: AnyDatatypeProperty, value: str | int) -> None:
        """State a literal whose type was checked when it was first stated."""
        self._of[subject].append(f"<{term.iri}> {literal(value)}{self._end}")


def literal(value: object) -> str:
    """Return the N-Triples literal of a Python value.

    Strings are plain, integers ``xsd:integer``, floats and decimals ``xsd:decimal`` without
    exponent, booleans ``xsd:boolean``, :class:`PartialDate` the datatype of its precision.

    An e-mail address within a string becomes an ellipsis, wherever a document has it: no
    personal address may enter the graph.

    Raises:
        TypeError: there is no literal for the type.
    """
    if type(value) is str:
        return orjson.dumps(_MAIL.sub("…", value) if "@" in value else value).decode()
    if isinstance(value, PartialDate):
        return f'"{value}"^^<{_XSD}{value.datatype}>'
    if isinstance(value, str):
        return literal(str(value))
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{_XSD}boolean>'
    if isinstance(value, int):
        return f'"{value}"^^<{_XSD}integer>'
    if isinstance(value, float | Decimal):
        return f'"{decimal(value)}"^^<{_XSD}decimal>'
    raise TypeError(f"no literal for {type(value).__name__}")


def decimal(value: float | Decimal) -> str:
    """Return a number without exponent and without trailing zeros after the point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    text = format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def canonical(statements: Statements) -> Iterator[bytes]:
    """Yield the lines of each subject together, once each, in canonical (code point) order."""
    by_start = {f"<{subject}> ": stated for subject, stated in statements.items()}
    for start in sorted(by_start):
        yield (start + start.join(sorted(set(by_start[start])))).encode()
