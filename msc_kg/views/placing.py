"""Where boxes stand and links run, by the layouts there are."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from msc_kg.views import layout
from msc_kg.views.labels import Label, labels
from msc_kg.views.neighbourhood import NARROWER
from msc_kg.views.outlines import Box, Path
from msc_kg.views.spread import spread

if TYPE_CHECKING:
    import networkx as nx

MARGIN = 18.0
BRIEF = 24
"""Trials above which their titles are left out (a tooltip has them), and columns are too long."""

_BOW = 46.0
_TIP = 7.0

Link = tuple[str, str, str]
"""Source, target and relation."""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of one or several links of one relation; ``arrow`` is the tip of it, if any."""

    path: Path
    relation: str
    links: tuple[Link, ...]
    arrow: Path | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """The label and the box of each node, the lines, and the size of all; px, y downwards."""

    labels: dict[str, Label]
    boxes: dict[str, Box]
    lines: tuple[Line, ...]
    width: float
    height: float


def place(graph: "nx.MultiDiGraph[str]", way: str = "auto") -> Placement:
    """Return where everything stands; no two boxes share a place."""
    return LAYOUTS[way](graph, labels(graph, brief=_trials(graph) > BRIEF))


def _in_columns(graph: "nx.MultiDiGraph[str]", words: dict[str, Label]) -> Placement:
    sizes = {node: (label.width, label.height) for node, label in words.items()}
    columns = layout.arrange(graph, sizes)
    lefts, left = [], MARGIN
    for number in range(len(columns.order)):
        lefts.append(left)
        left += columns.width(number) + layout.COLUMN_GAP
    boxes: dict[str, Box] = {}
    for node, number in columns.home.items():
        middle = lefts[number] + columns.width(number) / 2
        boxes[node] = (middle, columns.heights[(node, number)] + MARGIN, *sizes[node])
    bottom = max(y + height / 2 for _, y, _, height in boxes.values())
    lanes = (columns.heights[slot] + MARGIN for slot in columns.heights)
    edges = _Edges(graph, columns, lefts, boxes)
    return Placement(
        words, boxes, edges.lines(), left - layout.COLUMN_GAP + max(MARGIN, edges.beyond),
        max(bottom, *lanes) + MARGIN,
    )  # fmt: skip


class _Edges:
    """The lines between columns."""

    def __init__(
        self,
        graph: "nx.MultiDiGraph[str]",
        columns: layout.Columns,
        lefts: list[float],
        boxes: dict[str, Box],
    ) -> None:
        self.graph, self.columns, self.lefts, self.boxes = graph, columns, lefts, boxes
        self.beyond = 0.0

    def lines(self) -> tuple[Line, ...]:
        """Return all lines; what several links share is one."""
        pieces: dict[tuple[layout.Slot, layout.Slot, str], list[Link]] = {}
        bows: list[Line] = []
        for link in sorted(self.graph.edges(keys=True)):
            source, target, relation = link
            if self.columns.home[source] == self.columns.home[target]:
                bows.append(self._bow(link))
                continue
            slots = layout.path(self.graph, self.columns, source, target)
            for one, other in pairwise(slots):
                pieces.setdefault((one, other, relation), []).append(link)
        found = [
            Line(self._piece(one, other), relation, tuple(links))
            for (one, other, relation), links in pieces.items()
        ]
        return (*found, *bows)

    def _piece(self, one: layout.Slot, other: layout.Slot) -> Path:
        """Return the way from the middle of a box, or the left end of a lane, to the next."""
        start, end = self._right(one), self._left(other)
        column_end = self.lefts[one[1]] + self.columns.width(one[1])
        column_start = self.lefts[other[1]]
        half = (column_start - column_end) / 2
        y, v = start[1], end[1]
        return (
            ("M", start),
            ("L", (column_end, y)),
            ("C", (column_end + half, y, column_start - half, v, column_start, v)),
            ("L", end),
        )

    def _right(self, slot: layout.Slot) -> tuple[float, float]:
        y = self.columns.heights[slot] + MARGIN
        if self.columns.is_lane(slot):
            return self.lefts[slot[1]], y
        x, _, width, _ = self.boxes[slot[0]]
        return x + width / 2, y

    def _left(self, slot: layout.Slot) -> tuple[float, float]:
        y = self.columns.heights[slot] + MARGIN
        if self.columns.is_lane(slot):
            return self.lefts[slot[1]], y
        x, _, width, _ = self.boxes[slot[0]]
        return x - width / 2, y

    def _bow(self, link: Link) -> Line:
        """Return a link within a column as a bow beside it, with a tip at its target."""
        source, target, relation = link
        number = self.columns.home[source]
        edge = self.lefts[number] + self.columns.width(number)
        (x, y, width, _), (u, v, wide, _) = self.boxes[source], self.boxes[target]
        out = edge + min(_BOW, 14 + abs(v - y) * 0.15)
        if number == len(self.lefts) - 1:
            self.beyond = max(self.beyond, out - edge + MARGIN)
        tip = u + wide / 2
        path: Path = (
            ("M", (x + width / 2, y)),
            ("L", (edge, y)),
            ("C", (out, y, out, v, edge, v)),
            ("L", (tip + _TIP, v)),
        )
        arrow: Path = (
            ("M", (tip, v)), ("L", (tip + _TIP, v - 4)), ("L", (tip + _TIP, v + 4)), ("Z", ())
        )  # fmt: skip
        return Line(path, relation, (link,), arrow)


def _all_around(graph: "nx.MultiDiGraph[str]", words: dict[str, Label]) -> Placement:
    sizes = {node: (label.width, label.height) for node, label in words.items()}
    placed = spread(graph, sizes)
    boxes: dict[str, Box] = {
        node: (x + MARGIN, y + MARGIN, *sizes[node]) for node, (x, y) in placed.items()
    }
    lines = tuple(
        Line(
            (("M", boxes[s][:2]), ("L", boxes[t][:2])),
            key,
            ((s, t, key),),
            _tip(boxes[s], boxes[t]) if key == NARROWER else None,
        )
        for s, t, key in sorted(graph.edges(keys=True))
        if s != t
    )
    return Placement(
        words, boxes, lines,
        max(x + width / 2 for x, _, width, _ in boxes.values()) + MARGIN,
        max(y + height / 2 for _, y, _, height in boxes.values()) + MARGIN,
    )  # fmt: skip


def _tip(source: Box, target: Box) -> Path:
    """Return the tip of a straight line where it meets the box of its target."""
    dx, dy = source[0] - target[0], source[1] - target[1]
    far = math.hypot(dx, dy)
    part = min(target[2] / 2 / max(abs(dx), 1e-9), target[3] / 2 / max(abs(dy), 1e-9))
    x, y, u, v = target[0] + dx * part, target[1] + dy * part, dx / far, dy / far
    left, right = x + u * _TIP, y + v * _TIP
    return (
        ("M", (x, y)), ("L", (left - v * 4, right + u * 4)), ("L", (left + v * 4, right - u * 4)),
        ("Z", ()),
    )  # fmt: skip


def _most_readable(graph: "nx.MultiDiGraph[str]", words: dict[str, Label]) -> Placement:
    """Place nodes in columns where one column has room for all trials, else all around."""
    return (_in_columns if _trials(graph) <= BRIEF else _all_around)(graph, words)


def _trials(graph: "nx.MultiDiGraph[str]") -> int:
    return sum(1 for _, attributes in graph.nodes(data=True) if attributes.get("type") == "Trial")


LAYOUTS: dict[str, Callable[["nx.MultiDiGraph[str]", dict[str, Label]], Placement]] = {
    "auto": _most_readable,
    "columns": _in_columns,
    "spread": _all_around,
}
"""The layouts by name."""
