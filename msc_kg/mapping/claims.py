"""What one record claims about its trial, in the form the accepted view is made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

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


@dataclass(frozen=True, slots=True)
class Claim:
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
