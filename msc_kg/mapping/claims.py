"""What one record claims about its trial, in the form the accepted view is made from."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeAlias, TypeVar

import msgspec

from msc_kg import vocab
from msc_kg.quads import AnyDatatypeProperty
from msc_kg.terms import DatatypeProperty, Iri, ObjectProperty, partial_date
from msc_kg.vocab import msc

Claimed: TypeAlias = ObjectProperty | AnyDatatypeProperty
"""A property that a trial gets a shortcut for."""

T = TypeVar("T", ObjectProperty, DatatypeProperty[Any])

TIME_VARYING: frozenset[Claimed] = frozenset(
    {
        msc.collaborator,
        msc.completionDate,
        msc.enrollment,
        msc.overallStatus,
        msc.primaryCompletionDate,
        msc.sponsor,
        msc.startDate,
    }
)
"""Properties of which the latest statement holds (``msc:timeVarying`` in the ontology)."""


class Claims(msgspec.Struct, frozen=True, gc=False):
    """What one record claims of one trial, as it is written down: properties by their IRIs.

    ``links`` say of each node whether it was stated (or inferred). ``as_of`` is "" when the
    document has no date, which sorts before every date. ``rank`` prefers the title of a
    registry record (0) to that of a report (1).
    """

    trial: Iri
    record: Iri
    document: Iri
    as_of: str
    rank: int
    links: Sequence[tuple[Iri, Iri, bool]]
    dates: Sequence[tuple[Iri, str]]
    literals: Sequence[tuple[Iri, str | int]]


class Claim(msgspec.Struct, frozen=True, gc=False):
    """One value that one record states (or that was inferred from it) about its trial.

    ``value`` is the IRI of a node, or a literal; the rest is as in :class:`Claims`.
    """

    trial: Iri
    record: Iri
    document: Iri
    as_of: str
    term: Claimed
    value: Iri | str | int
    stated: bool = True
    rank: int = 0


def one_by_one(claims: Claims) -> Iterator[Claim]:
    """Yield each claim by itself, to be compared with those of other records."""
    values: list[tuple[Claimed, Iri | str | int, bool]] = [
        *((link(iri), value, stated) for iri, value, stated in claims.links),
        *((datatype_property(iri), partial_date(value), True) for iri, value in claims.dates),
        *((datatype_property(iri), value, True) for iri, value in claims.literals),
    ]
    for term, value, stated in values:
        yield Claim(
            claims.trial, claims.record, claims.document, claims.as_of,
            term, value, stated, claims.rank,
        )  # fmt: skip


def latest(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims with the latest date among ``claims``."""
    known = list(claims)
    last = max((claim.as_of for claim in known), default="")
    return [claim for claim in known if claim.as_of == last]


@cache
def link(iri: Iri) -> ObjectProperty:
    """Return the property between nodes that has an IRI."""
    return next(term for term in _terms(ObjectProperty) if term.iri == iri)


@cache
def datatype_property(iri: Iri) -> AnyDatatypeProperty:
    """Return the property of literals that has an IRI."""
    return next(term for term in _terms(DatatypeProperty) if term.iri == iri)


def _terms(kind: type[T]) -> Iterator[T]:
    for namespace in (vocab.dcterms, vocab.msc):
        yield from (term for term in vars(namespace).values() if isinstance(term, kind))
