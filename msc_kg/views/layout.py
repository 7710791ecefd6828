"""Positions in columns: sponsors, trials, conditions, and what the cells are.

Columns keep labels apart by construction: rows never share a line, and a column is as wide
as its widest label. The order in a column follows the neighbours' (barycentre heuristic of
Sugiyama, Tagawa and Toda, 1981), which keeps crossings few.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

COLUMNS: dict[str, int] = {
    "Organization": 0,
    "Trial": 1,
    "Condition": 2,
    "Tissue": 3,
    "Donor": 3,
    "Route": 3,
}
"""The column of each type; other types stand in the last one."""

TALLEST = 24
"""Most rows of a column; a longer one is broken into several."""

_LAST = 3
_SWEEPS = 12


def columns(graph: "nx.MultiDiGraph[str]") -> list[list[str]]:
    """Return the nodes of each column that is not empty, from left to right and top to bottom."""
    placed: dict[int, list[str]] = {}
    for node in sorted(graph, key=lambda node: _name(graph, node)):
        column = COLUMNS.get(graph.nodes[node].get("type", ""), _LAST)
        placed.setdefault(column, []).append(node)
    ordered = [placed[column] for column in sorted(placed)]
    for sweep in range(_SWEEPS):
        for nodes in ordered if sweep % 2 else ordered[::-1]:
            _reorder(graph, nodes, _heights(ordered))
    return [part for column in ordered for part in _parts(column)]


def _parts(column: list[str]) -> list[list[str]]:
    """Return a long column as several of equal length, the first rows first."""
    count = -(-len(column) // TALLEST)
    size = -(-len(column) // count)
    return [column[start : start + size] for start in range(0, len(column), size)]


def _name(graph: "nx.MultiDiGraph[str]", node: str) -> tuple[str, str]:
    return str(graph.nodes[node].get("label", "")).casefold(), node


def _heights(ordered: list[list[str]]) -> dict[str, float]:
    """Return the height of each node, between 0 (top) and 1 of its column."""
    return {
        node: (row + 0.5) / len(column) for column in ordered for row, node in enumerate(column)
    }


def _reorder(graph: "nx.MultiDiGraph[str]", column: list[str], heights: dict[str, float]) -> None:
    def barycentre(node: str) -> float:
        around = {*graph.successors(node), *graph.predecessors(node)} - set(column)
        return sum(heights[other] for other in around) / len(around) if around else heights[node]

    rank = {node: barycentre(node) for node in column}
    column.sort(key=rank.__getitem__)
