"""Few trials in time: a bar each from start to completion, coloured by status."""

import calendar
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msc_kg.views import charts
from msc_kg.views.bars import COLOURS, HATCH, draw_legend
from msc_kg.views.charts import INK, LINE, MARGIN, SOFT, STRIPE, measured, wrapped, write
from msc_kg.views.landscape import Moment
from msc_kg.views.timeline import NO_PHASE, TimedTrial

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, AREA, TITLES = 0.26, 6.0, 3.4
_NAMES, _PHASES, _BELOW = 2.3, 1.2, 1.15
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)
_MOST_TICKS = 14


@dataclass(frozen=True, slots=True)
class Scale:
    """Years (with fractions) to inches."""

    first: float
    last: float
    left: float

    def x(self, year: float) -> float:
        """Return the place of a moment."""
        return self.left + (year - self.first) / (self.last - self.first) * AREA

    @property
    def ticks(self) -> range:
        """The years with a line."""
        span = self.last - self.first
        step = next((step for step in _STEPS if span / step <= _MOST_TICKS), _STEPS[-1])
        first = -int(-self.first // step) * step
        return range(first, int(self.last) + 1, step)


def begins(date: str) -> float:
    """Return a date as a year with fraction: where the day, month or year begins.

    >>> begins("2012-07")
    2012.5
    """
    year, month, day = _parts(date)
    return year + (month - 1) / 12 + (day - 1) / 31 / 12


def ends(date: str) -> float:
    """Return a date as a year with fraction: where the day, month or year ends."""
    year, month, day = _parts(date)
    if len(date) == 4:
        return year + 1.0
    if len(date) == 7:
        return year + month / 12
    return year + (month - 1) / 12 + min(day / calendar.monthrange(year, month)[1], 1.0) / 12


def _parts(date: str) -> tuple[int, int, int]:
    year, month, day = (*date.split("-"), "1", "1")[:3]
    return int(year), int(month), int(day)


def told(trial: TimedTrial) -> str:
    """Return what a tooltip says of a trial."""
    dates = [
        ("start", trial.start),
        ("primary completion", trial.primary_completion),
        ("completion", trial.completion),
    ]
    lines = [
        f"{name} {moment.date}{' (expected)' if moment.estimated else ''}"
        for name, moment in dates
        if moment
    ]
    if trial.end is None:
        lines.append("no end stated")
    head = f"{trial.name}: {trial.title}" if trial.title else trial.name
    return "\n".join([head, f"{trial.phase}; {trial.status or 'no status stated'}", *lines])


@contextmanager
def drawn(
    started: Sequence[TimedTrial], title: str, note: str, link: Callable[[TimedTrial], str | None]
) -> "Iterator[tuple[Figure, dict[str, str]]]":
    """Give the picture and the tooltips of its marks; all trials have a start."""
    names = max(min(measured(trial.name), _NAMES) for trial in started) + 0.15
    left = MARGIN + names + _PHASES
    scale = _scale(started, left)
    width = left + AREA + 0.25 + TITLES + MARGIN
    heading = charts.Heading(title, width)
    top = heading.height + 0.25
    height = top + len(started) * ROW + _BELOW
    titles = {f"mark-{number}": told(trial) for number, trial in enumerate(started)}
    with charts.canvas(width, height) as (figure, axes):
        bottom = height - top - len(started) * ROW
        _draw_years(axes, scale, bottom, height - top)
        for number, trial in enumerate(started):
            y = height - top - (number + 0.5) * ROW
            if number % 2 == 0:
                _stripe(axes, y, width)
            _write_row(axes, trial, y, names, scale)
            _draw_bar(axes, trial, y, scale, (f"mark-{number}", link(trial)))
        draw_legend(axes, {trial.state for trial in started}, MARGIN, 0.55)
        heading.draw(axes, height)
        lines = wrapped(note, width - 2 * MARGIN, 7, lines=3)
        write(axes, MARGIN, 0.1, lines, 7, color=SOFT, va="bottom")
        yield figure, titles


def _scale(started: Sequence[TimedTrial], left: float) -> Scale:
    dates = [m.date for t in started for m in (t.start, t.primary_completion, t.completion) if m]
    dates += [trial.newest for trial in started if trial.newest and trial.end is None]
    return Scale(min(map(begins, dates)) - 0.1, max(map(ends, dates)) + 0.2, left)


def _draw_years(axes: "Axes", scale: Scale, bottom: float, top: float) -> None:
    for year in scale.ticks:
        x = scale.x(year)
        axes.plot([x, x], [bottom, top], color=LINE, linewidth=0.6, zorder=0.9)
        write(axes, x, top + 0.1, str(year), 7, ha="center")
        write(axes, x, bottom - 0.1, str(year), 7, ha="center")


def _stripe(axes: "Axes", y: float, width: float) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((MARGIN, y - ROW / 2), width - 2 * MARGIN, ROW, facecolor=STRIPE,
                             edgecolor="none", zorder=0.5, clip_on=False))  # fmt: skip


def _write_row(axes: "Axes", trial: TimedTrial, y: float, names: float, scale: Scale) -> None:
    shown = wrapped(trial.name, names - 0.1, 8, lines=1)
    write(axes, MARGIN + 0.05, y, shown, 8, url=trial.trial, va="center_baseline")
    phase = "" if trial.phase == NO_PHASE else trial.phase.lower().replace("/phase ", "/")
    write(axes, MARGIN + names, y, phase, 7, color=SOFT, va="center_baseline")
    title = wrapped(trial.title or "; ".join(trial.conditions), TITLES - 0.1, 7, lines=1)
    write(axes, scale.left + AREA + 0.25, y, title, 7, color=SOFT, va="center_baseline")


def _draw_bar(
    axes: "Axes", trial: TimedTrial, y: float, scale: Scale, mark: tuple[str, str | None]
) -> None:
    """Draw a bar: thick to the primary completion, thin to completion, hatched what is expected."""
    from matplotlib.patches import Rectangle

    for number, (begin, end, thick, hatched) in enumerate(spans(trial)):
        tall = 0.15 if thick else 0.07
        x = scale.x(begin)
        part = Rectangle((x, y - tall / 2), max(scale.x(end) - x, 0.02), tall,
                         facecolor=COLOURS[trial.state], edgecolor=INK, linewidth=0.4,
                         hatch=HATCH if hatched else None, clip_on=False)  # fmt: skip
        part.set_gid(mark[0] if number == 0 else f"{mark[0]}-{number}")
        if mark[1]:
            part.set_url(mark[1])
        axes.add_patch(part)
    if trial.end is None:
        last = max(end for _, end, _, _ in spans(trial))
        axes.plot([scale.x(last) + 0.05], [y], marker=">", markersize=5, color=INK, linewidth=0)


def spans(trial: TimedTrial) -> list[tuple[float, float, bool, bool]]:
    """Return the parts of a bar: from, to (years), whether thick, whether expected.

    A trial without an end reaches to its newest record. What lies beyond the newest record of
    a trial with an expected end is expected, and all of it where the start is.
    """
    assert trial.start is not None
    begin = begins(trial.start.date)
    known = begins(trial.newest) if trial.newest else None
    if trial.end is None:
        return [(begin, max(begin, known or begin), True, trial.start.estimated)]
    found: list[tuple[float, float, bool, bool]] = []
    for moment, thick in ((trial.primary_completion, True), (trial.completion, False)):
        if moment is None:
            continue
        only = thick or trial.primary_completion is None
        found += _split(begin, moment, trial.start.estimated, known, thick=only)
        begin = max(begin, ends(moment.date))
    return found


def _split(
    begin: float, moment: Moment, expected: bool, known: float | None, *, thick: bool
) -> list[tuple[float, float, bool, bool]]:
    """Return the span to a moment, in two where a part of it is known and the rest expected."""
    end = max(begin, ends(moment.date))
    if end == begin and not thick:
        return []
    if not moment.estimated or expected or known is None or known <= begin:
        return [(begin, end, thick, expected or moment.estimated)]
    if known >= end:
        return [(begin, end, thick, False)]
    return [(begin, known, thick, False), (known, end, thick, True)]
