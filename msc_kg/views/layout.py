"""Positions in columns: sponsors, papers, trials, conditions, and what the cells are.

Boxes stay apart by construction, and links that pass a column have a lane of their own in it,
so that no link runs below a box (layers with dummy nodes after Sugiyama, Tagawa and Toda,
1981). The order in a column follows the neighbours' (barycentres), and so do the heights,
by isotonic regression: as near to the neighbours as the boxes above and below let them be.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

COLUMNS = {"Organization": 0, "Paper": 1, "Trial": 2, "Condition": 3}
"""The column of each type; other types stand in the last one."""

COLUMN_GAP, ROW_GAP = 84.0, 13.0
TALLEST = 900.0
"""Height in px above which a column is broken into several; more for very many nodes."""

_LAST = 4
_LANE = 3.0
_SWEEPS = 12

Size = tuple[float, float]
Point = tuple[float, float]
Slot = tuple[str, int]
"""A node in its column, or the lane of links to it in another column."""


@dataclass
class Columns:
    """The slots of each column in order, and where they stand (middle, y downwards)."""

    sizes: Mapping[str, Size]
    home: dict[str, int] = field(default_factory=dict)
    order: list[list[Slot]] = field(default_factory=list)
    heights: dict[Slot, float] = field(default_factory=dict)
    around: dict[Slot, set[Slot]] = field(default_factory=lambda: defaultdict(set))

    def is_lane(self, slot: Slot) -> bool:
        """Whether a slot is a lane and no box."""
        return self.home[slot[0]] != slot[1]

    def height(self, slot: Slot) -> float:
        """The height of the box or lane."""
        return _LANE if self.is_lane(slot) else self.sizes[slot[0]][1]

    def width(self, column: int) -> float:
        """The width of the widest box of a column."""
        return max((self.sizes[s[0]][0] for s in self.order[column] if not self.is_lane(s)),
                   default=0.0)  # fmt: skip


def arrange(graph: "nx.MultiDiGraph[str]", sizes: Mapping[str, Size]) -> Columns:
    """Return the columns of a graph whose boxes have these sizes (width, height; px)."""
    columns = Columns(sizes)
    for number, nodes in enumerate(_split(graph, sizes)):
        columns.order.append([(node, number) for node in nodes])
        columns.home.update(dict.fromkeys(nodes, number))
    for source, target in sorted({(s, t) for s, t, _ in graph.edges(keys=True)}):
        _link(graph, columns, source, target)
    for sweep in range(_SWEEPS):
        for slots in columns.order if sweep % 2 else columns.order[::-1]:
            _reorder(columns, slots)
    _stand(columns)
    return columns


def path(graph: "nx.MultiDiGraph[str]", columns: Columns, source: str, target: str) -> list[Slot]:
    """Return the slots that a link goes through, from left to right.

    Links to one thing share their lanes: those of the end that is no trial.
    """
    left, right = sorted((source, target), key=lambda node: (columns.home[node], node))
    end = target if graph.nodes[source].get("type") == "Trial" else source
    first, last = columns.home[left], columns.home[right]
    return [(left, first), *((end, c) for c in range(first + 1, last)), (right, last)]


def _split(graph: "nx.MultiDiGraph[str]", sizes: Mapping[str, Size]) -> Iterator[list[str]]:
    """Yield the nodes of each column; a long one as several of about equal height."""
    placed: dict[int, list[str]] = {}
    for node in _by_links(graph):
        column = COLUMNS.get(str(graph.nodes[node].get("type", "")), _LAST)
        placed.setdefault(column, []).append(node)
    area = sum(width * (height + ROW_GAP) for width, height in sizes.values())
    tallest = max(TALLEST, math.sqrt(area) * 1.1)
    for column in sorted(placed):
        nodes = placed[column]
        total = sum(sizes[node][1] + ROW_GAP for node in nodes)
        parts = math.ceil(total / tallest)
        part: list[str] = []
        taken = 0.0
        for node in nodes:
            if part and taken >= total / parts:
                yield part
                taken, part = 0.0, []
            part.append(node)
            taken += sizes[node][1] + ROW_GAP
        yield part


def _by_links(graph: "nx.MultiDiGraph[str]") -> list[str]:
    """Return the nodes so that neighbours of one thing follow each other, then by label."""

    def name(node: str) -> tuple[str, str]:
        return str(graph.nodes[node].get("label", "")).casefold(), node

    order: dict[str, None] = {}
    hubs = (n for n in graph if graph.nodes[n].get("type") in {"Organization", "Condition"})
    for hub in sorted(
        hubs, key=lambda node: (graph.nodes[node]["type"] != "Condition", name(node))
    ):
        around = {*graph.predecessors(hub), *graph.successors(hub)}
        order.update(dict.fromkeys(sorted(around, key=name)))
    order.update(dict.fromkeys(sorted(graph, key=name)))
    return list(order)


def _link(graph: "nx.MultiDiGraph[str]", columns: Columns, source: str, target: str) -> None:
    if columns.home[source] == columns.home[target]:
        return
    slots = path(graph, columns, source, target)
    for slot in slots[1:-1]:
        if slot not in columns.around:
            columns.order[slot[1]].append(slot)
    for one, other in pairwise(slots):
        columns.around[one].add(other)
        columns.around[other].add(one)


def _reorder(columns: Columns, slots: list[Slot]) -> None:
    places = {
        slot: (row + 0.5) / len(column)
        for column in columns.order
        for row, slot in enumerate(column)
    }

    def barycentre(slot: Slot) -> float:
        around = columns.around.get(slot)
        return (
            math.fsum(places[other] for other in around) / len(around) if around else places[slot]
        )

    slots.sort(key=lambda slot: (barycentre(slot), places[slot]))


def _stand(columns: Columns) -> None:
    """Give every slot its height, near its neighbours and clear of those above and below."""
    for slots in columns.order:
        _settle(columns, slots, [0.0] * len(slots))
    for sweep in range(_SWEEPS):
        for slots in columns.order if sweep % 2 else columns.order[::-1]:
            wished = []
            for slot in slots:
                around = [columns.heights[other] for other in columns.around.get(slot, ())]
                wished.append(math.fsum(around) / len(around) if around else columns.heights[slot])
            _settle(columns, slots, wished)
    top = min(columns.heights[slot] - columns.height(slot) / 2 for slot in columns.heights)
    for slot in columns.heights:
        columns.heights[slot] -= top


def _settle(columns: Columns, slots: list[Slot], wished: list[float]) -> None:
    """Place slots in their order as near as can be to the wished heights (least squares)."""
    offsets = [0.0]
    for one, other in pairwise(slots):
        lanes = columns.is_lane(one) and columns.is_lane(other)
        gap = ROW_GAP / 2 if lanes else ROW_GAP
        offsets.append(offsets[-1] + (columns.height(one) + columns.height(other)) / 2 + gap)
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        mean, count = wish - offset, 1
        while blocks and blocks[-1][0] >= mean:
            before, size = blocks.pop()
            mean = (mean * count + before * size) / (count + size)
            count += size
        blocks.append((mean, count))
    places = [mean for mean, count in blocks for _ in range(count)]
    for slot, place, offset in zip(slots, places, offsets, strict=True):
        columns.heights[slot] = place + offset
