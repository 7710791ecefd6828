"""The timeline: trials by start, phase and status."""

from collections.abc import Collection
from dataclasses import dataclass

from msc_kg import schemes
from msc_kg.store import Graph
from msc_kg.terms import Iri
from msc_kg.views.landscape import Concepts, Landscape, Moment, TrialFacts, read_landscape

PHASES = ("EARLY_PHASE1", "PHASE1", "PHASE1_PHASE2", "PHASE2", "PHASE2_PHASE3", "PHASE3", "PHASE4")
"""The notations of phases in their order."""

NO_PHASE = "not applicable or not stated"

STATES: dict[str, tuple[str, ...]] = {
    "completed": ("COMPLETED",),
    "running": ("RECRUITING", "ENROLLING_BY_INVITATION", "ACTIVE_NOT_RECRUITING"),
    "not yet recruiting": ("NOT_YET_RECRUITING",),
    "stopped or suspended": ("TERMINATED", "WITHDRAWN", "SUSPENDED"),
    "status unknown": ("UNKNOWN",),
}
"""What statuses come to for a picture, by notation; others (expanded access) are ``OTHER``."""

OTHER, NOT_STATED = "other status", "no status stated"


@dataclass(frozen=True, slots=True)
class TimedTrial:
    """A trial in time: dates at their precision, estimated or not; status and phase by label.

    ``phase`` is one label for the phases of a trial ("Phase 1/Phase 2"). ``status`` is ``None``
    where nothing states one; ``state`` is what it comes to. ``newest`` is the date of the newest
    record.
    """

    trial: Iri
    name: str
    title: str | None
    start: Moment | None
    primary_completion: Moment | None
    completion: Moment | None
    status: str | None
    state: str
    phase: str
    conditions: tuple[str, ...]
    tissues: tuple[str, ...]
    newest: str | None

    @property
    def end(self) -> Moment | None:
        """The later of the two completion dates that is stated."""
        return self.completion or self.primary_completion


def trials(graph: Graph, *, trials: Collection[str] | None = None) -> tuple[TimedTrial, ...]:
    """Return the trials by start, those without one last; only of the IRIs ``trials`` if given."""
    return timed(read_landscape(graph, trials))


def timed(landscape: Landscape) -> tuple[TimedTrial, ...]:
    """Return the trials of a landscape by start, those without one last."""
    found = [_timed(trial, landscape.concepts) for trial in landscape.trials]
    return tuple(sorted(found, key=lambda one: (_day(one.start), one.name, one.trial)))


def _day(moment: Moment | None) -> str:
    return moment.date if moment else "~"


def _timed(trial: TrialFacts, concepts: Concepts) -> TimedTrial:
    def labels(found: frozenset[Iri]) -> tuple[str, ...]:
        return tuple(sorted(concepts.label(one) for one in found))

    return TimedTrial(
        trial=trial.trial,
        name=trial.name,
        title=trial.title,
        start=trial.start,
        primary_completion=trial.primary_completion,
        completion=trial.completion,
        status="; ".join(labels(trial.statuses)) or None,
        state=state(trial.statuses),
        phase=phase(trial.phases),
        conditions=labels(trial.conditions),
        tissues=labels(trial.tissues),
        newest=trial.newest,
    )


def phase(phases: frozenset[Iri]) -> str:
    """Return one label for the phases of a trial; two neighbours are one combined phase."""
    known = schemes.load("phases")
    found = sorted(
        (known.concepts[one].notation or "" for one in phases if one in known.concepts),
        key=lambda notation: PHASES.index(notation) if notation in PHASES else -1,
    )
    stated = [notation for notation in found if notation in PHASES]
    combined = known.by_notation.get("_".join(stated))
    if combined is not None:
        return combined.label
    return "/".join(known.by_notation[one].label for one in stated) or NO_PHASE


def state(statuses: frozenset[Iri]) -> str:
    """Return what the statuses of a trial come to."""
    known = schemes.load("statuses").concepts
    notations = {known[one].notation for one in statuses if one in known}
    found = [name for name, members in STATES.items() if notations & set(members)]
    return found[0] if found else OTHER if statuses else NOT_STATED
