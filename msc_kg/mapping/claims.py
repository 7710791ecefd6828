"""What one record claims about its trial, in the form the accepted view is made from."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from msc_kg import vocab
from msc_kg.terms import DatatypeProperty, Iri, ObjectProperty, PartialDate
from msc_kg.vocab import msc

Claimed: TypeAlias = (
    ObjectProperty | DatatypeProperty[str] | DatatypeProperty[int] | DatatypeProperty[PartialDate]
)
"""A property that a trial gets a shortcut for."""

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


class Claim(NamedTuple):
    """One value that one record states (or that was inferred from it) about its trial.

    ``value`` is the IRI of a node, or a literal; ``as_of`` is "" when the document has no
    date, which sorts before every date. ``rank`` prefers the title of a registry record (0)
    to that of a report (1).
    """

    trial: Iri
    record: Iri
    document: Iri
    as_of: str
    term: Claimed
    value: Iri | str | int
    stated: bool = True
    rank: int = 0


def latest(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims with the latest date among ``claims``."""
    known = list(claims)
    last = max((claim.as_of for claim in known), default="")
    return [claim for claim in known if claim.as_of == last]


def packed_claims(claims: Sequence[Claim]) -> list[Any]:
    """Return what one record claims of one trial in plain form, the trial first."""
    first = claims[0]
    values = sorted(
        {(claim.term.iri, _kind(claim), str(claim.value), claim.stated) for claim in claims}
    )
    return [first.trial, first.record, first.document, first.as_of, first.rank, values]


def claims_of(plain: Sequence[Any]) -> list[Claim]:
    """Return the claims of their plain form."""
    trial, record, document, as_of, rank, values = plain
    return [
        Claim(trial, record, document, as_of, _terms()[term], _VALUES[kind](value), stated, rank)
        for term, kind, value, stated in values
    ]


_VALUES: dict[str, Any] = {"node": Iri, "date": PartialDate, "text": str, "number": int}
"""How a value is made of its text, by the kind of value."""


def _kind(claim: Claim) -> str:
    if isinstance(claim.term, ObjectProperty):
        return "node"
    if isinstance(claim.value, int):
        return "number"
    return "date" if isinstance(claim.value, PartialDate) else "text"


@cache
def _terms() -> dict[str, Claimed]:
    """Return all properties by IRI."""
    found: dict[str, Claimed] = {}
    for namespace in (vocab.dcterms, vocab.msc):
        for term in vars(namespace).values():
            if isinstance(term, ObjectProperty | DatatypeProperty):
                found[term.iri] = term
    return found
