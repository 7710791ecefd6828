"""The neighbourhood of a node: what stands around a condition, trial, sponsor or tissue.

A walk goes out from the focus and everything narrower. Tissues, donors, routes and papers are
shown where a trial has them but never walked through: half of all trials share a tissue, and a
review names all there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msc_kg.terms import Iri

if TYPE_CHECKING:
    import networkx as nx

HUBS = frozenset({"Tissue", "Donor", "Route", "Paper"})
"""Types of nodes that a walk ends at."""

NARROWER = "broader"
"""The edges that lead from a narrower to a broader condition; walked towards the narrower."""


@dataclass(frozen=True)
class Focus:
    """Where a walk begins: the nodes, and the words the user named them with."""

    nodes: frozenset[Iri]
    name: str


def neighbourhood(
    graph: "nx.MultiDiGraph[str]", focus: Iterable[Iri], *, depth: int = 2, limit: int = 60
) -> tuple["nx.MultiDiGraph[str]", int]:
    """Return the part of ``graph`` within ``depth`` steps of ``focus``, and how much was cut.

    Steps over ``broader`` cost nothing in the direction of the narrower concept. When more
    than ``limit`` nodes are found, the nearest are kept (papers last, those with more links
    first).
    """
    distance = _walk(graph, set(focus), depth)

    def nearness(node: str) -> tuple[int, bool, int, str]:
        is_paper = graph.nodes[node].get("type") == "Paper"
        return distance[node], is_paper, -graph.degree(node), node

    order = sorted(distance, key=nearness)
    kept = _drop_lonely(graph, order[:limit], distance)
    part = graph.subgraph(kept).copy()
    _bridge(graph, part)
    return part, len(order) - len(order[:limit])


def _walk(graph: "nx.MultiDiGraph[str]", focus: set[Iri], depth: int) -> dict[str, int]:
    distance: dict[str, int] = dict.fromkeys(with_narrower(graph, focus), 0)
    frontier = sorted(distance)
    for step in range(1, depth + 1):
        found: set[str] = set()
        for node in frontier:
            if graph.nodes[node].get("type") not in HUBS or distance[node] == 0:
                found |= _next(graph, node) - distance.keys()
        distance.update(dict.fromkeys(found, step))
        frontier = sorted(found)
    return distance


def with_narrower(graph: "nx.MultiDiGraph[str]", nodes: Iterable[Iri]) -> set[str]:
    """Return the nodes that are in the graph, and the conditions narrower than them."""
    found: set[str] = set()
    queue: list[str] = [node for node in nodes if node in graph]
    while queue:
        node = queue.pop()
        if node not in found:
            found.add(node)
            queue.extend(
                source for source, _, key in graph.in_edges(node, keys=True) if key == NARROWER
            )
    return found


def _next(graph: "nx.MultiDiGraph[str]", node: str) -> set[str]:
    """Return the neighbours over everything but ``broader``."""
    out = {target for _, target, key in graph.out_edges(node, keys=True) if key != NARROWER}
    into = {source for source, _, key in graph.in_edges(node, keys=True) if key != NARROWER}
    return out | into


def _drop_lonely(
    graph: "nx.MultiDiGraph[str]", kept: list[str], distance: dict[str, int]
) -> list[str]:
    """Leave out narrower concepts that nothing kept links to, unless nothing would be left."""
    inside = graph.subgraph(kept)
    linked = [node for node in kept if _next(inside, node) or distance[node] > 0]
    return linked or kept


def _bridge(graph: "nx.MultiDiGraph[str]", part: "nx.MultiDiGraph[str]") -> None:
    """Link narrower to broader concepts of ``part`` whose links lead over nodes outside it."""
    for node in sorted(part):
        queue, seen = [node], {node}
        while queue:
            for _, target, key in graph.out_edges(queue.pop(), keys=True):
                if key != NARROWER or target in seen:
                    continue
                seen.add(target)
                if target not in part:
                    queue.append(target)
                elif not part.has_edge(node, target, NARROWER):
                    part.add_edge(node, target, key=NARROWER, label=NARROWER)
