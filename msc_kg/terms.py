"""Types of ontology terms, so that the type checker refuses a term in the wrong place.

``msc_kg.vocab`` (generated from ``ontology/msc.ttl``) holds the terms themselves.
"""

import datetime
import re
from functools import lru_cache
from typing import Generic, NewType, TypeVar

import msgspec

Iri = NewType("Iri", str)
"""An absolute IRI; made only in :mod:`msc_kg.iris` and :mod:`msc_kg.vocab`."""

T = TypeVar("T")
_YEAR = re.compile(r"\d{4}")
_DATATYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_DAYS = 16_384
"""Dates that are kept: those of forty years."""


class Term(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A term of the ontology, known by its IRI; there is one object of each.

    ``text`` is its IRI as N-Triples write it, and the blank behind it.
    """

    iri: Iri
    text: str = ""

    def __post_init__(self) -> None:
        """Write the IRI as it stands before a value."""
        msgspec.structs.force_setattr(self, "text", f"<{self.iri}> ")

    def __str__(self) -> str:
        """Return the IRI."""
        return self.iri


class Class(Term, frozen=True, eq=False):
    """A class: the object of ``rdf:type``."""


class ObjectProperty(Term, frozen=True, eq=False):
    """A property whose values are nodes."""


class DatatypeProperty(Term, Generic[T], frozen=True, eq=False):
    """A property whose values are literals of the Python type ``T``."""


class PartialDate(str):
    """A date with its precision: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    >>> PartialDate("2011-04").datatype
    'gYearMonth'

    Raises:
        ValueError: the text has another form or names no real day.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> "PartialDate":
        """Check the text against the calendar."""
        if not _YEAR.fullmatch(text):
            datetime.date.fromisoformat(text if len(text) > 7 else f"{text}-01")
        return super().__new__(cls, text)

    @property
    def datatype(self) -> str:
        """The local name of the XML Schema datatype of this precision."""
        return _DATATYPES[len(self)]


@lru_cache(_DAYS)
def partial_date(text: str) -> PartialDate:
    """Return a date; most days are named by many records, and made once."""
    return PartialDate(text)
