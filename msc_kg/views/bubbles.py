"""An evidence map as a picture: bubbles whose area is the number of trials."""

import math
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msc_kg.views import charts
from msc_kg.views.charts import INK, LINE, MARGIN, SOFT, STRIPE, measured, wrapped, write
from msc_kg.views.evidence_map import Cell, Matrix
from msc_kg.views.rollup import ABSENT, OTHER, Counts, Head, count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHARES = ("#fdf3c6", "#d5c46e", "#9a9480", "#5a6478", "#14315f")
"""Colours of five equal steps of the share completed, from none to all; they differ in lightness,
so that they can be told apart without colour (after cividis)."""

NO_STATUS = "#ffffff"
DASHES = (0, (2, 1.5))
LIGHT = 3
"""From this step on, numbers on the colour are white."""

ROW, COLUMN, RADIUS = 0.56, 0.82, 0.21
_LABELS, _TOTAL = 2.5, 0.85
_LINE, _BELOW = 0.14, 1.45
TOTALS = ("trials", "participants", "completed")


@dataclass(frozen=True, slots=True)
class Places:
    """Where things stand, in inches from the lower left corner."""

    labels: float
    width: float
    height: float
    head: float

    def x(self, column: int) -> float:
        """The middle of a column; those after the last hold the totals."""
        return MARGIN + self.labels + (column + 0.5) * COLUMN

    def y(self, row: int) -> float:
        """The middle of a row; the one after the last holds the totals."""
        return self.height - self.head - (row + 0.5) * ROW


@contextmanager
def drawn(
    matrix: Matrix, title: str, note: str, link: Callable[[Cell, int, int], str | None]
) -> "Iterator[tuple[Figure, dict[str, str]]]":
    """Give the picture and the tooltips of its marks; ``link`` is where a bubble leads."""
    places = _places(matrix, title)
    titles: dict[str, str] = {}
    with charts.canvas(places.width, places.height) as (figure, axes):
        _draw_frame(axes, matrix, places)
        _draw_heads(axes, matrix, places, titles)
        largest = max((cell.trials for _, _, cell in _bubbles(matrix)), default=1)
        for row, column, cell in _bubbles(matrix, rest=True):
            at = places.x(column), places.y(row)
            mark = f"mark-{row}-{column}"
            titles[mark] = told(cell)
            of_rest = OTHER in {matrix.rows[row].kind, matrix.columns[column].kind}
            draw = _draw_number if of_rest else _draw_bubble
            draw(axes, at, cell, largest, mark, link(cell, row, column))
        _draw_totals(axes, matrix, places)
        _draw_legend(axes, places, largest)
        charts.Heading(title, places.width).draw(axes, places.height)
        lines = wrapped(note, places.width - 2 * MARGIN, 7, lines=4)
        write(axes, MARGIN, 0.1, lines, 7, color=SOFT, va="bottom")
        yield figure, titles


def _bubbles(matrix: Matrix, *, rest: bool = False) -> "Iterator[tuple[int, int, Cell]]":
    """Yield the cells with their places; those of the rest, which have no bubble, if wanted."""
    for row, cells in enumerate(matrix.cells):
        for column, cell in enumerate(cells):
            kinds = {matrix.rows[row].kind, matrix.columns[column].kind}
            if cell is not None and (rest or OTHER not in kinds):
                yield row, column, cell


def _places(matrix: Matrix, title: str) -> Places:
    labels = max((measured(line) for head in matrix.rows for line in _row_label(head).split("\n")),
                 default=0.0) + 0.12  # fmt: skip
    columns = len(matrix.columns) * COLUMN + len(TOTALS) * _TOTAL
    width = max(2 * MARGIN + labels + columns, 7.0)
    lines = max((_column_label(head).count("\n") + 1 for head in matrix.columns), default=1)
    head = charts.Heading(title, width).height + 0.2 + lines * _LINE
    return Places(labels, width, head + (len(matrix.rows) + 1) * ROW + _BELOW, head)


def _column_label(head: Head) -> str:
    return wrapped(head.label, COLUMN - 0.08, 8, lines=5)


def _row_label(head: Head) -> str:
    return wrapped(head.label, _LABELS, 8)


def told(cell: Cell) -> str:
    """Return what a tooltip says of a cell: counts, and the command that lists the trials."""
    lines = [
        f"{cell.condition_label} × {cell.tissue_label}",
        plural(cell.trials, "trial"),
        f"{plural(cell.participants, 'participant')} in {cell.with_size:,} that "
        f"{'states' if cell.with_size == 1 else 'state'} a number",
        completed(cell.completed, cell.with_status),
    ]
    if cell.reported:
        lines.insert(3, f"{cell.reported:,} of them as reports tell, where no registry does")
    return "\n".join([*lines, *([cell.command] if cell.command else [])])


def plural(number: int, word: str) -> str:
    """Return a number with its word: "1 trial", "1,552 trials"."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def completed(number: int, with_status: int) -> str:
    """Return how many of the trials with a status are completed."""
    if not with_status:
        return "no status stated"
    return f"{number:,} of {with_status:,} with a status completed ({number / with_status:.0%})"


def colour(share: float | None) -> str:
    """Return the colour of a share completed."""
    return NO_STATUS if share is None else SHARES[_step(share)]


def _step(share: float) -> int:
    return min(int(share * len(SHARES)), len(SHARES) - 1)


def _draw_bubble(
    axes: "Axes", at: tuple[float, float], cell: Cell, largest: int, mark: str, link: str | None
) -> None:
    from matplotlib.patches import Circle

    x, y = at[0], at[1] + 0.06
    radius = RADIUS * math.sqrt(cell.trials / largest)
    share = cell.share_completed
    bubble = Circle((x, y), radius, facecolor=colour(share), edgecolor=INK, linewidth=0.6,
                    linestyle="-" if share is not None else DASHES, clip_on=False)  # fmt: skip
    bubble.set_gid(mark)
    if link:
        bubble.set_url(link)
    axes.add_patch(bubble)
    number = f"{cell.trials:,}"
    inside = measured(number) < 1.7 * radius and radius > 0.09
    white = inside and share is not None and _step(share) >= LIGHT
    write(axes, x if inside else x + radius + 0.04, y, number, 8, va="center_baseline",
          ha="center" if inside else "left", color="white" if white else INK)  # fmt: skip
    write(axes, x, y - RADIUS - 0.065, _people(cell), 6.5, ha="center", color=SOFT)


def _draw_number(
    axes: "Axes", at: tuple[float, float], cell: Cell, largest: int, mark: str, link: str | None
) -> None:
    """Write a cell of the rest; a bubble of sums would dwarf the others."""
    del largest
    x, y = at
    write(axes, x, y + 0.06, f"{cell.trials:,}", 8, ha="center", style="italic", gid=mark,
          va="center_baseline", **({"url": link} if link else {}))  # fmt: skip
    write(axes, x, y - RADIUS - 0.005, _people(cell), 6.5, ha="center", color=SOFT)


def _people(counts: Cell | Counts) -> str:
    """Return the number of participants; a dash where no trial states one."""
    return f"{counts.participants:,}" if counts.with_size else "–"


def _draw_frame(axes: "Axes", matrix: Matrix, places: Places) -> None:
    from matplotlib.patches import Rectangle

    left, right = MARGIN, places.width - MARGIN
    for row in range(0, len(matrix.rows), 2):
        axes.add_patch(
            Rectangle((left, places.y(row) - ROW / 2), right - left, ROW, facecolor=STRIPE,
                      edgecolor="none", clip_on=False)
        )  # fmt: skip
    bottom, top = places.y(len(matrix.rows)) - ROW / 2 + 0.08, places.y(0) + ROW / 2
    rules = [index for index, head in enumerate(matrix.columns) if head.kind in {OTHER, ABSENT}]
    for column in (*rules[:1], len(matrix.columns)):
        x = places.x(column) - COLUMN / 2
        axes.plot([x, x], [bottom, top], color=LINE, linewidth=0.8)
    across = [index for index, head in enumerate(matrix.rows) if head.kind in {OTHER, ABSENT}]
    for row in (*across[:1], len(matrix.rows)):
        y = places.y(row) + ROW / 2
        axes.plot([left, right], [y, y], color=LINE, linewidth=0.8)


def _draw_heads(axes: "Axes", matrix: Matrix, places: Places, titles: dict[str, str]) -> None:
    top = places.y(0) + ROW / 2 + 0.08
    for index, head in enumerate(matrix.columns):
        at = places.x(index), top
        _write_head(axes, at, _column_label(head), head, ha="center", va="bottom")
    for index, name in enumerate(TOTALS):
        x = _total_x(places, len(matrix.columns), index)
        write(axes, x, top, name, 8, ha="right", va="bottom", weight="bold")
    for index, head in enumerate(matrix.rows):
        at = places.labels + MARGIN - 0.1, places.y(index)
        _write_head(axes, at, _row_label(head), head, ha="right")


def _write_head(
    axes: "Axes", at: tuple[float, float], label: str, head: Head, **style: Any
) -> None:
    if head.concept:
        style["url"] = head.concept
    if head.kind in {OTHER, ABSENT}:
        style["style"] = "italic"
    write(axes, at[0], at[1], label, 8, linespacing=1.05, **style)


def _total_x(places: Places, columns: int, index: int) -> float:
    return places.x(columns) - COLUMN / 2 + (index + 1) * _TOTAL - 0.06


def _draw_totals(axes: "Axes", matrix: Matrix, places: Places) -> None:
    columns, last = len(matrix.columns), len(matrix.rows)
    for row, head in enumerate(matrix.rows):
        _write_counts(axes, places, columns, places.y(row), count(head.trials))
    _write_counts(axes, places, columns, places.y(last), matrix.total, weight="bold")
    at = places.labels + MARGIN - 0.1
    write(axes, at, places.y(last), "all trials", 8, ha="right", weight="bold")
    for column, head in enumerate(matrix.columns):
        counts = count(head.trials)
        write(axes, places.x(column), places.y(last) + 0.08, f"{counts.trials:,}", 8, ha="center",
              weight="bold")  # fmt: skip
        write(axes, places.x(column), places.y(last) - 0.1, _people(counts), 6.5,
              ha="center", color=SOFT)  # fmt: skip


def _write_counts(
    axes: "Axes", places: Places, columns: int, y: float, counts: Counts, weight: str = "normal"
) -> None:
    share = counts.share_completed
    words = (
        f"{counts.trials:,}",
        _people(counts),
        "–" if share is None else f"{share:.0%}",
    )
    for index, text in enumerate(words):
        write(axes, _total_x(places, columns, index), y, text, 8, ha="right", weight=weight)


def _draw_legend(axes: "Axes", places: Places, largest: int) -> None:
    from matplotlib.patches import Circle, Rectangle

    y, x = 0.98, MARGIN
    write(axes, x, y, "area: trials", 8)
    x += 0.95
    for number in sorted({1, max(1, round(largest / 4)), largest}):
        radius = RADIUS * math.sqrt(number / largest)
        axes.add_patch(Circle((x + RADIUS, y), radius, facecolor="white", edgecolor=INK,
                              linewidth=0.6, clip_on=False))  # fmt: skip
        write(axes, x + 2 * RADIUS + 0.05, y, f"{number:,}", 8)
        x += 2 * RADIUS + 0.2 + measured(f"{number:,}")
    write(axes, x + 0.1, y, "small: participants", 8)
    x = MARGIN
    write(axes, x, y - 0.35, "completed:", 8)
    x += 0.95
    names = [f"{step * 20}–{step * 20 + 20} %" for step in range(len(SHARES))]
    for face, name in zip((*SHARES, NO_STATUS), (*names, "no status"), strict=True):
        style = DASHES if face == NO_STATUS else "-"
        axes.add_patch(Rectangle((x, y - 0.42), 0.2, 0.14, facecolor=face, edgecolor=INK,
                                 linewidth=0.6, linestyle=style, clip_on=False))  # fmt: skip
        write(axes, x + 0.25, y - 0.35, name, 8)
        x += 0.38 + measured(name)
