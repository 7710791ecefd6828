"""Where documents disagree about one property of one trial, and of what kind it is.

A document that is silent does not disagree. What a document states is the union of its
records, since one review may report several cohorts of a trial.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TypeAlias

import msgspec

from msc_kg.mapping.claims import Claim
from msc_kg.terms import Iri

CHANGE = "change-over-time"
GRANULARITY = "granularity"
CONTRADICTION = "contradiction"
SEVERITY = (GRANULARITY, CHANGE, CONTRADICTION)
"""The kinds, the mildest first."""

Broader: TypeAlias = Callable[[Iri], Sequence[Iri]]
"""Returns a concept and all that are broader."""


class Disagreement(msgspec.Struct, frozen=True):
    """The kind of a disagreement and the records that take part in it."""

    kind: str
    records: tuple[Iri, ...]


class _Position(msgspec.Struct, frozen=True):
    """What one document states."""

    values: frozenset[Iri | str | int]
    as_of: str


def disagreement(
    claims: Sequence[Claim], broader: Broader, *, time_varying: bool
) -> Disagreement | None:
    """Return how the documents behind ``claims`` (one trial, one property) disagree, if they do.

    Two documents whose values differ show *granularity* when each value that only one of them
    states is broader or narrower than one of the other's; else *change over time* when the
    property varies in time and their dates differ; else *contradiction*. The gravest pair
    names the kind.
    """
    stated = [claim for claim in claims if claim.stated]
    if len({claim.document for claim in stated}) < 2:
        return None
    kinds = {
        _kind(one, other, broader, time_varying=time_varying)
        for one, other in combinations(_positions(stated), 2)
        if one.values != other.values
    }
    if not kinds:
        return None
    records = tuple(sorted({claim.record for claim in stated}))
    return Disagreement(max(kinds, key=SEVERITY.index), records)


def _positions(claims: Sequence[Claim]) -> list[_Position]:
    positions = []
    for document in sorted({claim.document for claim in claims}):
        own = [claim for claim in claims if claim.document == document]
        values = frozenset(claim.value for claim in own)
        positions.append(_Position(values, max(claim.as_of for claim in own)))
    return positions


def _kind(one: _Position, other: _Position, broader: Broader, *, time_varying: bool) -> str:
    only_one, only_other = one.values - other.values, other.values - one.values
    pairs = [(value, other.values) for value in only_one]
    pairs += [(value, one.values) for value in only_other]
    if all(_is_kin(value, values, broader) for value, values in pairs):
        return GRANULARITY
    if time_varying and one.as_of != other.as_of:
        return CHANGE
    return CONTRADICTION


def _is_kin(value: Iri | str | int, others: frozenset[Iri | str | int], broader: Broader) -> bool:
    """Whether a concept is broader or narrower than one of the others; literals never are."""
    if not isinstance(value, str):
        return False
    return any(
        isinstance(other, str) and (other in broader(Iri(value)) or value in broader(Iri(other)))
        for other in others
    )
