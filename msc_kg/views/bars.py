"""Many trials in time: starts a year as stacked bars by status, a lane for each phase."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msc_kg import schemes
from msc_kg.views import charts
from msc_kg.views.bubbles import plural
from msc_kg.views.charts import INK, LINE, MARGIN, SOFT, STRIPE, measured, wrapped, write
from msc_kg.views.timeline import NO_PHASE, NOT_STATED, OTHER, PHASES, STATES, TimedTrial

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = dict(
    zip(
        (*STATES, OTHER, NOT_STATED),
        ("#0072b2", "#56b4e9", "#c9e6f8", "#d55e00", "#a6a6a6", "#cc79a7", "#ffffff"),
        strict=True,
    )
)
"""After Okabe and Ito: told apart with any colour vision. From dark to light: completed, running,
not yet begun."""

HATCH = "//////"
"""How what is expected is drawn."""

MOST_BINS = 40
"""Years that are drawn one by one; where there are more, those before and after are summed."""

ALL = "all phases"
BIN, LABELS = 0.34, 1.45
_TALL, _UNIT, _GAP, _BELOW = 6.0, 0.2, 0.3, 1.05


@dataclass(frozen=True, slots=True)
class Bins:
    """Years as bins; the first and the last may hold everything before and after."""

    first: int
    last: int
    before: bool
    after: bool

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of all bins, in their order."""
        names = [str(year) for year in range(self.first, self.last + 1)]
        return (*(["before"] if self.before else []), *names, *(["later"] if self.after else []))

    def index(self, year: int) -> int:
        """Return the bin of a year."""
        inside = min(max(year, self.first - 1), self.last + 1)
        return inside - self.first + self.before


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: trials of one phase, year and state, expected to start or started."""

    lane: int
    bin: int
    state: str
    estimated: bool
    trials: tuple[TimedTrial, ...]

    @property
    def key(self) -> str:
        """What tells it apart, as part of an id."""
        state = list(COLOURS).index(self.state)
        return f"{self.lane}-{self.bin}-{state}{'e' if self.estimated else ''}"


@dataclass(frozen=True, slots=True)
class Lanes:
    """What is drawn: lanes from the top, the bins of years, the segments from bottom to top."""

    names: tuple[str, ...]
    bins: Bins
    segments: tuple[Segment, ...]

    def told(self, segment: Segment) -> str:
        """Return what a tooltip says of a segment."""
        year = self.bins.labels[segment.bin]
        state = f"{segment.state}, start expected" if segment.estimated else segment.state
        return (
            f"{year}, {self.names[segment.lane]}\n{plural(len(segment.trials), 'trial')}: {state}"
        )


def lanes(started: Sequence[TimedTrial]) -> Lanes:
    """Return the lanes of trials that all have a start."""
    bins = _bins([trial.start.year for trial in started if trial.start])
    of_phase = _ordered({trial.phase for trial in started})
    names = (ALL, *of_phase)
    found: defaultdict[tuple[int, int, str, bool], list[TimedTrial]] = defaultdict(list)
    for trial in started:
        assert trial.start is not None
        for lane in (0, names.index(trial.phase, 1)):
            key = (lane, bins.index(trial.start.year), trial.state, trial.start.estimated)
            found[key].append(trial)
    order = {state: number for number, state in enumerate(COLOURS)}
    keys = sorted(found, key=lambda key: (key[0], key[1], order[key[2]], key[3]))
    return Lanes(names, bins, tuple(Segment(*key, tuple(found[key])) for key in keys))


def _ordered(phases: set[str]) -> list[str]:
    known = schemes.load("phases").by_notation
    order = {known[notation].label: number for number, notation in enumerate(PHASES)}
    return sorted(phases, key=lambda name: (name == NO_PHASE, order.get(name, len(order)), name))


def _bins(years: list[int]) -> Bins:
    """Return all years, or the many that begin where the most trials are within reach."""
    first, last = min(years), max(years)
    if last - first < MOST_BINS:
        return Bins(first, last, before=False, after=False)
    counted = Counter(years)

    def covered(begin: int) -> int:
        return sum(counted[year] for year in range(begin, begin + MOST_BINS))

    begins = sorted({max(first, year - MOST_BINS + 1) for year in counted} | set(counted))
    begin = max(begins, key=covered)
    end = begin + MOST_BINS - 1
    return Bins(begin, end, before=first < begin, after=last > end)


@contextmanager
def drawn(
    found: Lanes, title: str, note: str, link: Callable[[Segment], str | None]
) -> "Iterator[tuple[Figure, dict[str, str]]]":
    """Give the picture and the tooltips of its marks; ``link`` is where a segment leads."""
    tallest = [_tallest(found, lane) for lane in range(len(found.names))]
    unit = min(_UNIT, _TALL / sum(tallest))
    heights = [max(0.3, most * unit) for most in tallest]
    width = max(2 * MARGIN + LABELS + len(found.bins.labels) * BIN, 7.5)
    heading = charts.Heading(title, width)
    height = heading.height + sum(heights) + _GAP * len(heights) + _BELOW
    titles = {f"mark-{segment.key}": found.told(segment) for segment in found.segments}
    with charts.canvas(width, height) as (figure, axes):
        base = height - heading.height
        for lane, tall in enumerate(heights):
            base -= tall + _GAP
            _draw_lane(axes, found, lane, (base, tall, width), unit, link)
        _draw_years(axes, found.bins, base)
        draw_legend(axes, {segment.state for segment in found.segments}, MARGIN, 0.55)
        heading.draw(axes, height)
        lines = wrapped(note, width - 2 * MARGIN, 7, lines=3)
        write(axes, MARGIN, 0.1, lines, 7, color=SOFT, va="bottom")
        yield figure, titles


def _of_lane(found: Lanes, lane: int) -> dict[int, list[Segment]]:
    bars: dict[int, list[Segment]] = {}
    for segment in found.segments:
        if segment.lane == lane:
            bars.setdefault(segment.bin, []).append(segment)
    return bars


def _tallest(found: Lanes, lane: int) -> int:
    return max(sum(len(one.trials) for one in bar) for bar in _of_lane(found, lane).values())


def _draw_lane(
    axes: "Axes", found: Lanes, lane: int, place: tuple[float, float, float], unit: float,
    link: Callable[[Segment], str | None],
) -> None:  # fmt: skip
    from matplotlib.patches import Rectangle

    base, tall, width = place
    bars = _of_lane(found, lane)
    left = MARGIN + LABELS
    if lane % 2 == 0:
        axes.add_patch(Rectangle((MARGIN, base - 0.04), width - 2 * MARGIN, tall + _GAP,
                                 facecolor=STRIPE, edgecolor="none", clip_on=False))  # fmt: skip
    axes.plot([left, left + len(found.bins.labels) * BIN], [base, base], color=LINE, linewidth=0.8)
    count = sum(len(segment.trials) for bar in bars.values() for segment in bar)
    name = wrapped(found.names[lane], LABELS - 0.1, 8)
    write(axes, MARGIN + 0.05, base + tall / 2, f"{name}\n{count:,}", 8,
          weight="bold" if lane == 0 else "normal", linespacing=1.1)  # fmt: skip
    for number, bar in bars.items():
        top, x = base, left + number * BIN + 0.03
        for segment in bar:
            size = len(segment.trials) * unit
            _draw_segment(axes, (x, top, size), segment, link(segment))
            top += size
        total = sum(len(segment.trials) for segment in bar)
        write(axes, x + BIN / 2 - 0.03, top + 0.07, f"{total:,}", 6.5, ha="center", color=SOFT)


def _draw_segment(
    axes: "Axes", place: tuple[float, float, float], segment: Segment, link: str | None
) -> None:
    from matplotlib.patches import Rectangle

    x, y, size = place
    hatch = HATCH if segment.estimated else None
    part = Rectangle((x, y), BIN - 0.06, size, facecolor=COLOURS[segment.state], edgecolor=INK,
                     linewidth=0.25, hatch=hatch, clip_on=False)  # fmt: skip
    part.set_gid(f"mark-{segment.key}")
    if link:
        part.set_url(link)
    axes.add_patch(part)


def _draw_years(axes: "Axes", bins: Bins, base: float) -> None:
    for number, label in enumerate(bins.labels):
        x = MARGIN + LABELS + (number + 0.5) * BIN
        write(axes, x, base - 0.1, label, 6.5, ha="center")


def draw_legend(axes: "Axes", states: set[str], x: float, y: float) -> None:
    """Draw the colours of these states and the hatching, from left to right."""
    from matplotlib.patches import Rectangle

    shown: list[tuple[str, str, str | None]] = [
        (state, face, None) for state, face in COLOURS.items() if state in states
    ]
    for name, face, hatch in [*shown, ("expected", "white", HATCH)]:
        axes.add_patch(Rectangle((x, y - 0.07), 0.22, 0.14, facecolor=face, edgecolor=INK,
                                 linewidth=0.5, hatch=hatch, clip_on=False))  # fmt: skip
        write(axes, x + 0.28, y, name, 8)
        x += 0.45 + measured(name)
