"""Rows and columns of a map: concepts with everything narrower, the rest summed, none dropped."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from msc_kg.terms import Iri
from msc_kg.views.landscape import COMPLETED, Concepts, TrialFacts

CONCEPT, UNSPECIFIED, OTHER, ABSENT = "concept", "unspecified", "other", "absent"
"""The kinds of heads: a concept with everything narrower; a broad concept where nothing narrower
is stated; all concepts that have no line of their own; no concept stated."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What some trials add up to.

    ``enrolled`` sums the enrollments of registry records; ``reported`` the largest cohort that
    a report tells of, for trials without an enrollment; ``with_size`` trials have either.
    ``with_status`` of the trials have a status, and ``completed`` of these are completed.
    """

    trials: int
    enrolled: int
    reported: int
    with_size: int
    completed: int
    with_status: int

    @property
    def participants(self) -> int:
        """Enrolled and reported participants."""
        return self.enrolled + self.reported

    @property
    def share_completed(self) -> float | None:
        """Completed trials among those with a status; ``None`` when none has one."""
        return self.completed / self.with_status if self.with_status else None


@dataclass(frozen=True, slots=True)
class Head:
    """A row or column: its concept (``None`` for the rest), and the trials in it."""

    kind: str
    concept: Iri | None
    label: str
    trials: frozenset[TrialFacts]


@dataclass(frozen=True, slots=True)
class Lines:
    """How concepts become lines.

    ``within``: only what is narrower than these. ``level``: steps below them, or from the top
    (1). ``groupings``: concepts at the top that are no step. ``limit``: most lines; the rest is
    summed. ``plural`` names the concepts in the line of the rest, ``absent`` the line without.
    """

    within: tuple[Iri, ...]
    level: int
    limit: int
    plural: str
    absent: str
    groupings: Callable[[Iri], bool] = lambda _: False


def count(trials: Collection[TrialFacts]) -> Counts:
    """Return what trials add up to, each once."""
    return Counts(
        trials=len(trials),
        enrolled=sum(one.enrollment or 0 for one in trials),
        reported=sum(one.cohort or 0 for one in trials if one.enrollment is None),
        with_size=sum(one.enrollment is not None or one.cohort is not None for one in trials),
        completed=sum(COMPLETED in one.statuses for one in trials),
        with_status=sum(bool(one.statuses) for one in trials),
    )


def heads(
    trials: Iterable[TrialFacts],
    stated: Callable[[TrialFacts], frozenset[Iri]],
    concepts: Concepts,
    lines: Lines,
) -> tuple[Head, ...]:
    """Return the lines, most trials first, then the rest and those that state nothing.

    A trial is in every line that one of its concepts belongs to, and once in each.
    """
    of_line: defaultdict[tuple[str, Iri], set[TrialFacts]] = defaultdict(set)
    absent: set[TrialFacts] = set()
    by_concept = _by_concept(trials, stated, absent)
    line_of = _lines_of(frozenset(by_concept), concepts, lines)
    for concept, own in by_concept.items():
        for line in line_of.get(concept, ()):
            of_line[line] |= own
    found = [
        Head(kind, concept, _label(kind, concepts.label(concept)), frozenset(own))
        for (kind, concept), own in of_line.items()
    ]
    shown, rest = _limited(found, lines.limit)
    ends = []
    if rest:
        together = frozenset().union(*(head.trials for head in rest))
        ends.append(Head(OTHER, None, f"other ({len(rest)} {lines.plural})", together))
    if absent and not lines.within:
        ends.append(Head(ABSENT, None, lines.absent, frozenset(absent)))
    return (*shown, *ends)


def _by_concept(
    trials: Iterable[TrialFacts],
    stated: Callable[[TrialFacts], frozenset[Iri]],
    absent: set[TrialFacts],
) -> dict[Iri, set[TrialFacts]]:
    found: defaultdict[Iri, set[TrialFacts]] = defaultdict(set)
    for trial in trials:
        own = stated(trial)
        for concept in own:
            found[concept].add(trial)
        if not own:
            absent.add(trial)
    return found


def _label(kind: str, label: str) -> str:
    return f"{label}, unspecified" if kind == UNSPECIFIED else label


def _limited(found: list[Head], limit: int) -> tuple[list[Head], list[Head]]:
    """Return the largest lines and the others; a single one too many is no rest."""
    ordered = sorted(found, key=lambda head: (-len(head.trials), head.label, str(head.concept)))
    cut = len(ordered) if len(ordered) == limit + 1 else limit
    return ordered[:cut], ordered[cut:]


def _lines_of(
    used: frozenset[Iri], concepts: Concepts, lines: Lines
) -> dict[Iri, list[tuple[str, Iri]]]:
    """Return the lines that each concept in use belongs to."""
    depth = _depths(used, concepts, lines)
    parents = frozenset().union(*(concepts.above(one) - {one} for one in used)) if used else used
    found: dict[Iri, list[tuple[str, Iri]]] = {}
    for concept in used & depth.keys():
        above = concepts.above(concept) & depth.keys()
        at_level = frozenset(one for one in above if depth[one] == lines.level)
        kind = UNSPECIFIED if concept in parents else CONCEPT
        broadest = [one for one in at_level if concepts.above(one) & at_level == {one}]
        found[concept] = [(CONCEPT, one) for one in broadest or at_level] or [(kind, concept)]
    return found


def _depths(used: frozenset[Iri], concepts: Concepts, lines: Lines) -> dict[Iri, int]:
    """Return the fewest steps to each concept from where lines begin."""
    if lines.within:
        return _steps(dict.fromkeys(lines.within, 0), concepts)
    known = frozenset().union(*(concepts.above(one) for one in used)) if used else used
    tops = [one for one in sorted(known) if not concepts.broader.get(one)]
    depth = _steps({one: 0 if lines.groupings(one) else 1 for one in tops}, concepts)
    circular = dict.fromkeys(known - depth.keys(), lines.level)
    return depth | circular


def _steps(start: dict[Iri, int], concepts: Concepts) -> dict[Iri, int]:
    depth = dict(start)
    queue: Sequence[Iri] = sorted(start)
    while queue:
        following: set[Iri] = set()
        for concept in queue:
            for narrower in concepts.narrower.get(concept, ()):
                if depth[concept] + 1 < depth.get(narrower, 1_000_000):
                    depth[narrower] = depth[concept] + 1
                    following.add(narrower)
        queue = sorted(following)
    return depth
