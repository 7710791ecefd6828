"""All trials of a graph with what maps and timelines count, and the concepts above them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from msc_kg.store import Graph
from msc_kg.terms import Iri, PartialDate
from msc_kg.views.reading import rows
from msc_kg.vocab import dcterms, msc, rdfs

ESTIMATED = "https://w3id.org/msc-kg/date-type/ESTIMATED"
_WHOLE = re.compile(r"\+?[0-9]+(\.0*)?")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
COMPLETED = Iri("https://w3id.org/msc-kg/status/COMPLETED")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date at its precision (``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``), expected or passed."""

    date: str
    estimated: bool = False

    @property
    def year(self) -> int:
        """The year."""
        return int(self.date[:4])


@dataclass(frozen=True, slots=True)
class TrialFacts:
    """One trial by the accepted view over its records.

    ``enrollment`` is what a registry plans or reached; ``cohort`` the largest number of people
    that one report tells of. Statuses are several only where a graph states several.
    """

    trial: Iri
    name: str
    title: str | None = None
    conditions: frozenset[Iri] = frozenset()
    tissues: frozenset[Iri] = frozenset()
    statuses: frozenset[Iri] = frozenset()
    phases: frozenset[Iri] = frozenset()
    enrollment: int | None = None
    cohort: int | None = None
    start: Moment | None = None
    primary_completion: Moment | None = None
    completion: Moment | None = None
    newest: str | None = None


@dataclass(frozen=True)
class Concepts:
    """The concepts of a graph: their labels, and what is broader and narrower."""

    labels: dict[Iri, str]
    broader: dict[Iri, frozenset[Iri]]
    narrower: dict[Iri, frozenset[Iri]] = field(init=False)

    def __post_init__(self) -> None:
        """Turn the broader links round."""
        found: defaultdict[Iri, set[Iri]] = defaultdict(set)
        for concept, above in self.broader.items():
            for one in above:
                found[one].add(concept)
        object.__setattr__(self, "narrower", {k: frozenset(v) for k, v in found.items()})

    def label(self, concept: Iri) -> str:
        """Return the label of a concept; its IRI when the graph has none."""
        return self.labels.get(concept, concept)

    def above(self, concept: Iri) -> frozenset[Iri]:
        """Return the concept and everything broader."""
        return _reached({concept}, self.broader)

    def below(self, concepts: Iterable[Iri]) -> frozenset[Iri]:
        """Return the concepts and everything narrower."""
        return _reached(set(concepts), self.narrower)


@dataclass(frozen=True, slots=True)
class Landscape:
    """The trials of a graph in the order of their names, and the concepts they refer to."""

    trials: tuple[TrialFacts, ...]
    concepts: Concepts

    @property
    def newest(self) -> str | None:
        """The date of the newest record, at its precision."""
        return max((trial.newest for trial in self.trials if trial.newest), default=None)


def read_landscape(graph: Graph, trials: Collection[str] | None = None) -> Landscape:
    """Return the trials of a graph; only those of the IRIs ``trials`` when given.

    Trials that documents only name, as related ones, and say nothing of are left out.
    """
    stated = _trial_facts(graph)
    records = _record_facts(graph)
    named = {trial for (trial,) in rows(graph, "related-trials")}
    found = [
        _trial(Iri(trial), values, records.get(trial, {}))
        for trial, values in stated.items()
        if (trials is None or trial in trials)
        and (trial in records or trial not in named or not _NAMES.issuperset(values))
    ]
    return Landscape(
        tuple(sorted(found, key=lambda one: (one.name, one.trial))), read_concepts(graph)
    )


def read_concepts(graph: Graph) -> Concepts:
    """Return the concepts of a graph; where labels are several the first one holds."""
    labels: dict[Iri, str] = {}
    broader: dict[Iri, set[Iri]] = {}
    for concept, label, above in rows(graph, "concepts"):
        labels[Iri(concept)] = min(label, labels.get(Iri(concept), label))
        if above:
            broader.setdefault(Iri(concept), set()).add(Iri(above))
    return Concepts(labels, {concept: frozenset(above) for concept, above in broader.items()})


_NAMES = frozenset({str(rdfs.label), str(dcterms.title)})

Values = dict[str, list[str]]
"""What is stated of one node, by property IRI."""


def _trial_facts(graph: Graph) -> dict[str, Values]:
    facts: dict[str, Values] = {}
    for trial, property_, value in rows(graph, "trial-facts"):
        facts.setdefault(trial, {}).setdefault(property_, []).append(value)
    return facts


def _record_facts(graph: Graph) -> dict[str, dict[str, Values]]:
    """Return what records say, by trial and record."""
    facts: dict[str, dict[str, Values]] = {}
    for trial, record, property_, value in rows(graph, "record-facts"):
        of_record = facts.setdefault(trial, {}).setdefault(record, {})
        of_record.setdefault(property_, []).append(value)
    return facts


def _trial(trial: Iri, stated: Values, records: dict[str, Values]) -> TrialFacts:
    def linked(term: object) -> frozenset[Iri]:
        return frozenset(map(Iri, stated.get(str(term), ())))

    def moment(date: object, kind: object) -> Moment | None:
        return _moment(stated.get(str(date), ()), records, str(date), str(kind))

    return TrialFacts(
        trial=trial,
        name=min(stated.get(str(rdfs.label), (trial,))),
        title=min(stated.get(str(dcterms.title), ()), default=None),
        conditions=linked(msc.condition),
        tissues=linked(msc.tissueSource),
        statuses=linked(msc.overallStatus),
        phases=linked(msc.phase),
        enrollment=_largest(stated.get(str(msc.enrollment), ())),
        cohort=_largest(_of_records(records, msc.cohortSize)),
        start=moment(msc.startDate, msc.startDateType),
        primary_completion=moment(msc.primaryCompletionDate, msc.primaryCompletionDateType),
        completion=moment(msc.completionDate, msc.completionDateType),
        newest=max(filter(_is_partial, _of_records(records, msc.asOf)), default=None),
    )


def _of_records(records: dict[str, Values], term: object) -> Iterator[str]:
    for stated in records.values():
        yield from stated.get(str(term), ())


def _largest(numbers: Iterable[str]) -> int | None:
    return max((int(n.partition(".")[0]) for n in numbers if _WHOLE.fullmatch(n)), default=None)


def _moment(
    dates: Collection[str], records: dict[str, Values], date: str, kind: str
) -> Moment | None:
    """Return the accepted date, estimated when every record of that date that tells says so."""
    accepted = min(filter(_is_partial, dates), default=None)
    if accepted is None:
        return None
    kinds = {
        each
        for stated in records.values()
        if accepted in stated.get(date, ())
        for each in stated.get(kind, ())
    }
    return Moment(accepted, estimated=kinds == {ESTIMATED})


def _is_partial(date: str) -> bool:
    """Whether a text is a date as graphs of ours have it; others may hold anything."""
    try:
        return bool(_DATE.fullmatch(date) and PartialDate(date))
    except ValueError:
        return False


def _reached(start: set[Iri], links: dict[Iri, frozenset[Iri]]) -> frozenset[Iri]:
    found: set[Iri] = set()
    queue = list(start)
    while queue:
        node = queue.pop()
        if node not in found:
            found.add(node)
            queue.extend(links.get(node, ()))
    return frozenset(found)
