"""Quads as N-Quads lines: the writer that every mapping function gets.

Lines are made as text and never pass through an RDF object, which is three times faster
(see ``benchmarks/``); literals are escaped by ``orjson``, whose escapes are a subset of
those of N-Triples. The typed terms of :mod:`msc_kg.vocab` keep links and literals apart.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import TypeAlias, TypeVar, cast

import orjson

from msc_kg import iris
from msc_kg.terms import Class, DatatypeProperty, Iri, ObjectProperty, PartialDate
from msc_kg.turtle import Shorter
from msc_kg.vocab import msc, rdfs

_MAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
_LABEL, _PLACE, _WORDS = (term.text for term in (rdfs.label, msc.locator, msc.statedAs))

_OF_RECORDS = f"<{iris.BASE}record/"
_EXACT = 2.0**53
"""Below this every whole float is that number and no other."""

T = TypeVar("T", bound=object)

AnyDatatypeProperty: TypeAlias = (
    DatatypeProperty[str] | DatatypeProperty[int] | DatatypeProperty[PartialDate]
)


Statement: TypeAlias = tuple[str, str, str]
"""A property with the blank behind it and its value as in N-Triples, and the value in Turtle."""
Statements: TypeAlias = Mapping[Iri, list[Statement]]
"""What is stated of each subject."""


@cache
def shorter() -> Shorter:
    """Return what writes terms as Turtle does, with the project's prefixes."""
    return Shorter(iris.prefixes())


def short_name(node: str) -> str:
    """Return a node ("<...>") as Turtle writes it; records and their parts fit no prefix."""
    return node if node.startswith(_OF_RECORDS) else shorter()[node]


class _Nodes(dict[Iri, tuple[str, str]]):
    """Nodes that are linked to as N-Triples and as Turtle, those remembered that have a prefix."""

    def __missing__(self, node: Iri) -> tuple[str, str]:
        text = f"<{node}>"
        short = short_name(text)
        if short is text:  # mostly linked to once
            return text, text
        if len(self) >= iris.CACHED:
            self.clear()
        self[node] = text, short
        return text, short


_NODES = _Nodes()


class Quads:
    """The quads of one named graph by their subjects, in the order stated.

    So that a few short lists are put in order instead of one long one, and a subject is
    written once for all that is stated of it. What is stated twice stands there twice;
    :mod:`msc_kg.subjects` makes it one.
    """

    __slots__ = ("_of", "graph")

    def __init__(self, graph: Iri) -> None:
        """Begin an empty graph."""
        self.graph = graph
        self._of: defaultdict[Iri, list[Statement]] = defaultdict(list)

    @property
    def statements(self) -> Statements:
        """What is stated of each subject."""
        return self._of

    @property
    def lines(self) -> list[str]:
        """The quads as lines of N-Quads, subject by subject, what is stated twice twice."""
        end = f" <{self.graph}> .\n"
        return [
            f"<{subject}> {term}{value}{end}"
            for subject, stated in self._of.items()
            for term, value, _ in stated
        ]

    def type(self, subject: Iri, cls: Class) -> None:
        """State that ``subject`` is a ``cls``."""
        self._of[subject].append(_TYPES[cls])

    def node(
        self, owner: Iri, link: ObjectProperty, node: Iri, cls: Class,
        label: str, place: str, words: str | None,
    ) -> None:  # fmt: skip
        """State a node within a record: the link to it, its class and its label.

        And where it was read, and in which words.
        """
        text, said, where = f"<{node}>", _text(label), _text(place)
        self._of[owner].append((link.text, text, text))  # nodes within records fit no prefix
        of = self._of[node]
        of += (_TYPES[cls], (_LABEL, said, said), (_PLACE, where, where))
        if words is not None:
            text = said if words is label else _text(words)
            of.append((_WORDS, text, text))

    def link(self, subject: Iri, term: ObjectProperty, value: Iri) -> None:
        """State a link between two nodes."""
        text, short = _NODES[value]
        self._of[subject].append((term.text, text, short))

    def state(self, subject: Iri, term: DatatypeProperty[T], value: T | None) -> None:
        """State a literal; ``None`` states nothing."""
        if type(value) is str:
            text = _text(value)
            self._of[subject].append((term.text, text, text))
        elif value is not None:
            self._of[subject].append((term.text, *_typed(value)))

    def literal(self, subject: Iri, term: AnyDatatypeProperty, value: str | int) -> None:
        """State a literal whose type was checked when it was first stated."""
        self.state(subject, cast("DatatypeProperty[object]", term), value)


class _Types(dict[Class, Statement]):
    """The statements of classes: there are few."""

    def __missing__(self, cls: Class) -> Statement:
        self[cls] = (TYPE, *_NODES[cls.iri])
        return self[cls]


_TYPES = _Types()


def _text(value: str) -> str:
    """Return the literal of a plain string."""
    return orjson.dumps(_MAIL.sub("…", value) if "@" in value else value).decode()


@lru_cache(iris.CACHED, typed=True)
def _typed(value: object) -> tuple[str, str]:
    """Return the literal of another value as N-Triples and as Turtle."""
    text = literal(value)
    return text, text if text[-1] == '"' else shorter()[text]


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
        return _text(value)
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
