"""A timeline as a file: picture, page, or the trials behind it."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_kg.errors import InputError
from msc_kg.store import Graph
from msc_kg.tables import Table
from msc_kg.views import bars, charts, gantt, timeline
from msc_kg.views.bubbles import plural
from msc_kg.views.map_files import titled
from msc_kg.views.page import Group, Listed, page
from msc_kg.views.timeline import TimedTrial

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Timeline: trials by start, phase and status"
MOST_BARS = 60
"""Trials that are drawn one by one; more are added up by year."""

COLUMN_NAMES = (
    "trial", "title", "phase", "status", "start", "start_expected", "primary_completion",
    "primary_completion_expected", "completion", "completion_expected", "conditions", "tissues",
    "iri",
)  # fmt: skip

Drawn = AbstractContextManager["tuple[Figure, dict[str, str]]"]


def draw_timeline(
    graph: Graph,
    path: Path,
    *,
    trials: Collection[str] | None = None,
    **filters: Sequence[str],
) -> str:
    """Write the timeline and return what is told of it.

    Up to ``MOST_BARS`` trials have a bar each from start to completion; more are added up by
    year, phase and status. Files and ``filters`` as for an evidence map.

    Raises:
        InputError: no trial states a start, another kind of file, or it cannot be written.
    """
    found = timeline.trials(graph, trials=trials)
    started = tuple(trial for trial in found if trial.start)
    if not started:
        raise _nothing_to_draw(graph.source, len(found))
    title, said = titled(TITLE, filters), note(found, started)
    ways = {
        ".png": lambda: _picture(started, title, said, "png"),
        ".svg": lambda: _picture(started, title, said, "svg"),
        ".html": lambda: _page(found, started, title, said),
        **charts.numbers(numbers(found)),
    }
    charts.save(path, ways)
    one = len(found) == 1
    return f"{len(started):,} of {plural(len(found), 'trial')} {'has' if one else 'have'} a start"


def _nothing_to_draw(source: str, trials: int) -> InputError:
    """Return the error that tells whether trials are missing, or only their dates."""
    if not trials:
        return InputError(
            "no trials to draw", where=source, next_step="fewer filters; msc-kg info tells counts"
        )
    few, many = "the one trial has no start date", f"none of the {trials:,} trials has a start date"
    return InputError(
        few if trials == 1 else many,
        where=source,
        next_step="an evidence map needs no dates: --kind map",
    )


def note(found: Sequence[TimedTrial], started: Sequence[TimedTrial]) -> str:
    """Return what is shown, of how many trials, and how new the records are."""
    counted, their = plural(len(started), "trial"), "its" if len(started) == 1 else "their"
    parts = [f"{counted} by {their} start in the accepted view of {their} records."]
    undated = len(found) - len(started)
    if undated:
        are = "states no start and is" if undated == 1 else "state no start and are"
        parts.append(f"{undated:,} more {are} not drawn.")
    if len(started) <= MOST_BARS:
        parts.append("Thick: to primary completion; thin: to completion; arrow: no end stated.")
    parts.append("Hatched: expected when the record was made.")
    newest = max((trial.newest for trial in found if trial.newest), default=None)
    return " ".join([*parts, *([f"Newest record: {newest}."] if newest else [])])


def numbers(found: Sequence[TimedTrial]) -> Table:
    """Return a row a trial, in the order of their starts."""
    return Table(COLUMN_NAMES, tuple(map(_row, found)))


def _row(trial: TimedTrial) -> tuple[Any, ...]:
    moments = (trial.start, trial.primary_completion, trial.completion)
    dates = [part for m in moments for part in ((m.date, m.estimated) if m else (None, None))]
    lists = ("; ".join(trial.conditions), "; ".join(trial.tissues))
    return (trial.name, trial.title, trial.phase, trial.status, *dates, *lists, trial.trial)


def _picture(started: Sequence[TimedTrial], title: str, said: str, format_: str) -> str | bytes:
    with _drawn(started, title, said, _single, lambda trial: trial.trial) as (figure, titles):
        return charts.png(figure) if format_ == "png" else charts.svg(figure, titles, title)


def _drawn(
    started: Sequence[TimedTrial],
    title: str,
    said: str,
    of_segment: Callable[[bars.Segment], str | None],
    of_trial: Callable[[TimedTrial], str | None],
) -> Drawn:
    if len(started) <= MOST_BARS:
        return gantt.drawn(started, title, said, of_trial)
    return bars.drawn(bars.lanes(started), title, said, of_segment)


def _single(segment: bars.Segment) -> str | None:
    return segment.trials[0].trial if len(segment.trials) == 1 else None


def _page(found: Sequence[TimedTrial], started: Sequence[TimedTrial], title: str, said: str) -> str:
    few = len(started) <= MOST_BARS
    groups = _of_trials(started) if few else _of_segments(bars.lanes(started))
    anchors = {trial.trial: f"#trials-{number}" for number, trial in enumerate(started)}
    with _drawn(
        started, "", "", lambda segment: f"#trials-{segment.key}", lambda one: anchors[one.trial]
    ) as (figure, titles):
        picture = charts.inline(charts.svg(figure, titles, title))
    return page(title, said, picture, groups, numbers(found))


def _of_trials(started: Sequence[TimedTrial]) -> list[Group]:
    groups = []
    for number, trial in enumerate(started):
        heading, *lines = gantt.told(trial).split("\n")
        lines += [", ".join(trial.conditions), ", ".join(trial.tissues)]
        listed = Listed(trial.name, trial.trial, "at its registry")
        lines = [line for line in lines if line]
        groups.append(Group(f"trials-{number}", heading, tuple(lines), None, (listed,)))
    return groups


def _of_segments(found: bars.Lanes) -> list[Group]:
    groups = []
    for segment in found.segments:
        heading, *lines = found.told(segment).split("\n")
        listed = tuple(
            Listed(one.name, one.trial, "; ".join(filter(None, (one.title, one.status))))
            for one in segment.trials
        )
        groups.append(Group(f"trials-{segment.key}", heading, tuple(lines), None, listed))
    return groups
