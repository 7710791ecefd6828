"""The accepted view: shortcuts on each trial over its records, and where documents disagree.

For a time-varying property the statements with the latest date hold; otherwise all that is
stated holds. The view lives in a graph of its own and can always be rebuilt.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby

from msc_kg import iris
from msc_kg.mapping.claims import (
    TIME_VARYING,
    Claim,
    Claimed,
    Claims,
    datatype_property,
    latest,
    link,
    one_by_one,
)
from msc_kg.mapping.disagreements import Broader, Disagreement, disagreement
from msc_kg.quads import Quads
from msc_kg.terms import Iri, ObjectProperty, PartialDate, partial_date
from msc_kg.vocab import dcterms, msc, rdfs

COMPARED: frozenset[Claimed] = frozenset(
    {
        msc.condition,
        msc.donorType,
        msc.enrollment,
        msc.overallStatus,
        msc.phase,
        msc.route,
        msc.sponsor,
        msc.tissueSource,
    }
)
"""Properties in which documents are held against one another."""


SINGLE_VALUED: frozenset[Claimed] = frozenset(
    {
        msc.completionDate,
        msc.enrollment,
        msc.overallStatus,
        msc.primaryCompletionDate,
        msc.startDate,
    }
)
"""Time-varying properties of which a trial has one value at a time; a date may be stated at
several precisions, and then the most precise holds."""


def accepted_view(
    claims: Iterable[Claims],
    *,
    trials: Mapping[Iri, str],
    organisations: Mapping[Iri, str],
    broader: Broader,
) -> Quads:
    """Return the quads of the accepted graph.

    Args:
        claims: what all records claim, in any order.
        trials: a label for each trial.
        organisations: a label for each organisation that no scheme labels.
        broader: returns a concept and all that are broader.
    """
    quads = Quads(iris.ACCEPTED_GRAPH)
    for node, label in organisations.items():
        quads.state(node, rdfs.label, label)
    of_trials: dict[Iri, list[Claims]] = {trial: [] for trial in trials}
    for claim in claims:
        of_trials[claim.trial].append(claim)
    for trial, own in of_trials.items():
        state_trial(quads, trial, trials[trial], own, broader)
    return quads


def state_trial(
    quads: Quads, trial: Iri, label: str, claims: Sequence[Claims], broader: Broader
) -> None:
    """State the accepted view of one trial, from what all records claim of it."""
    quads.state(trial, rdfs.label, label)
    if len(claims) == 1:
        _state_all(quads, trial, claims[0])
    else:
        _state_compared(quads, trial, label, claims, broader)


def _state_all(quads: Quads, trial: Iri, claims: Claims) -> None:
    """State what the only record claims: it says each thing once, and contradicts nobody."""
    for iri, node, _ in claims.links:
        quads.link(trial, link(iri), node)
    for iri, text in claims.dates:
        quads.literal(trial, datatype_property(iri), partial_date(text))
    for iri, value in claims.literals:
        quads.literal(trial, datatype_property(iri), value)


def _state_compared(
    quads: Quads, trial: Iri, label: str, claims: Sequence[Claims], broader: Broader
) -> None:
    """State what holds of what several records claim, and where their documents disagree."""
    for group in _grouped(chain.from_iterable(map(one_by_one, claims))):
        term = group[0].term
        _state_values(quads, trial, group)
        if term in COMPARED:
            found = disagreement(group, broader, time_varying=term in TIME_VARYING)
            if found is not None:
                _state_disagreement(quads, trial, term, label, found)


def _grouped(claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    """Yield the claims of one trial about one property together, in a fixed order."""

    def subject(claim: Claim) -> str:
        return claim.term.iri

    def order(claim: Claim) -> tuple[str, str, str, str]:
        return claim.term.iri, claim.as_of, claim.record, str(claim.value)

    for _, group in groupby(sorted(claims, key=order), key=subject):
        yield list(group)


def _state_values(quads: Quads, trial: Iri, claims: list[Claim]) -> None:
    for claim in _holding(claims):
        _state(quads, trial, claim)


def _holding(claims: list[Claim]) -> list[Claim]:
    """Return the claims that hold.

    Of a title and of a property that can have one value only: that of a registry record before
    that of a report. Where two of one date contradict, none holds.
    """
    term = claims[0].term
    if term == dcterms.title:
        return latest(_first_rank(claims))[:1]
    if term not in TIME_VARYING:
        return claims
    last = latest(claims)
    if term not in SINGLE_VALUED:
        return last
    equals = _first_rank(last)
    best = max(equals, key=lambda claim: len(str(claim.value)))
    return [best] if all(_agree(best.value, claim.value) for claim in equals) else []


def _agree(precise: Iri | str | int, value: Iri | str | int) -> bool:
    """Whether two values are equal, or one is the same date at a coarser precision."""
    if isinstance(precise, PartialDate) and isinstance(value, PartialDate):
        return precise.startswith(value)
    return precise == value


def _first_rank(claims: list[Claim]) -> list[Claim]:
    rank = min(claim.rank for claim in claims)
    return [claim for claim in claims if claim.rank == rank]


def _state(quads: Quads, trial: Iri, claim: Claim) -> None:
    if isinstance(claim.term, ObjectProperty):
        quads.link(trial, claim.term, Iri(str(claim.value)))
    else:
        quads.literal(trial, claim.term, claim.value)


def _state_disagreement(
    quads: Quads, trial: Iri, term: Claimed, label: str, found: Disagreement
) -> None:
    name = term.iri.rpartition("#")[2]
    node = iris.disagreement(trial, name)
    quads.type(node, msc.Disagreement)
    quads.state(node, rdfs.label, f"{label}: documents differ in {name}")
    quads.link(node, msc.about, trial)
    quads.link(node, msc.onProperty, term.iri)
    quads.link(node, msc.disagreementKind, iris.concept("disagreement", found.kind))
    for record in found.records:
        quads.link(node, msc.betweenRecords, record)
