"""What the picture of a neighbourhood shows, with all that its tooltips tell."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msc_kg.store import Graph
from msc_kg.views.facts import FACTS, PAPERS, Statement, describe, statements
from msc_kg.views.focus import find_focus, trial_network
from msc_kg.views.neighbourhood import Focus, neighbourhood

if TYPE_CHECKING:
    import networkx as nx

RELATIONS = {
    "tissue": ("tissueSource",),
    "paper": PAPERS,
    "donor": ("donorType",),
    "route": ("route",),
}
"""What can be drawn or left out beside trials, conditions and sponsors, and its relations."""

TYPES = {"tissue": "Tissue", "paper": "Paper", "donor": "Donor", "route": "Route"}
BY_DEFAULT = ("tissue", "paper")
MOST_LINKED = 12
"""Trials of a picture that may share a tissue, donor, route or paper; more make it a hub."""

MOST_PAPERS = 40
_NAMES = 6


@dataclass(frozen=True, slots=True)
class Scene:
    """A neighbourhood: the network, what stands in the middle, and what is left out."""

    network: "nx.MultiDiGraph[str]"
    focus: Focus
    notes: tuple[str, ...]


def scene(
    graph: Graph,
    text: str,
    *,
    depth: int = 2,
    limit: int = 60,
    shown: Collection[str] = (),
    hidden: Collection[str] = (),
    trials: Collection[str] | None = None,
) -> Scene:
    """Return the neighbourhood of what ``text`` names.

    Args:
        graph: the graph.
        text: a condition, tissue, sponsor or trial number, in any wording.
        depth: steps from the focus.
        limit: most nodes, the nearest first.
        shown: what is drawn even where it is a hub: "tissue", "paper", "donor", "route".
        hidden: what is not drawn, likewise.
        trials: IRIs of the trials to draw; all when left out.

    Raises:
        UnknownNameError: nothing in the graph is called so; near labels are offered.
    """
    kinds = [kind for kind in RELATIONS if kind in {*BY_DEFAULT, *shown} - set(hidden)]
    relations = ("condition", "sponsor", "broader", *(r for k in kinds for r in RELATIONS[k]))
    network = trial_network(graph, relations)
    if trials is not None:
        network.remove_nodes_from([n for n in _trials(network) if n not in trials])
    focus = find_focus(network, text)
    part, cut = neighbourhood(network, focus.nodes, depth=depth, limit=limit)
    notes = [f"{cut} more within {depth} steps are not drawn (see --limit)."] if cut else []
    for kind in kinds:
        if kind not in shown:
            notes += _without_hubs(part, kind, focus)
    describe(graph, part)
    _tell(part, statements(graph, _trials(part)))
    return Scene(part, focus, tuple(notes))


def _trials(network: "nx.MultiDiGraph[str]") -> list[str]:
    return [node for node, a in network.nodes(data=True) if a.get("type") == "Trial"]


def _without_hubs(network: "nx.MultiDiGraph[str]", kind: str, focus: Focus) -> list[str]:
    """Leave out what most trials share, or too many of; return what is told of that."""
    nodes = {n for n, a in network.nodes(data=True) if a.get("type") == TYPES[kind]} - focus.nodes
    hubs = {node for node in nodes if network.degree(node) > MOST_LINKED}
    dropped = hubs if kind == "paper" else nodes if hubs else set()
    if kind == "paper" and len(nodes - hubs) > MOST_PAPERS:
        dropped = nodes
    network.remove_nodes_from(dropped)
    if not dropped:
        return []
    return [f"{_counted(len(dropped), kind)} not drawn (see --with {kind})."]


def _counted(number: int, kind: str) -> str:
    plural = {"tissue": "tissue sources"}.get(kind, f"{kind}s")
    return f"1 {plural[:-1]} is" if number == 1 else f"{number} {plural} are"


def _tell(network: "nx.MultiDiGraph[str]", stated: Collection[Statement]) -> None:
    """Give every node its tooltip: names, facts, and how much evidence there is."""
    of_node: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in stated:
        of_node[statement.trial].append(statement)
        of_node[statement.target].append(statement)
    for node, attributes in network.nodes(data=True):
        lines = [str(attributes.get("label", node)), str(attributes.get("title", ""))]
        names = attributes.get("names", ())
        if names and attributes.get("type") != "Trial":
            lines.append(f"also {', '.join(names[:_NAMES])}")
        for fact in FACTS.values():
            if attributes.get(fact):
                lines.append(f"{fact}: {', '.join(attributes[fact])}")
        attributes["evidence"] = len(of_node[node])
        lines.append(evidence_told(of_node[node]))
        attributes["told"] = "\n".join(line for line in lines if line)


def evidence_told(stated: Collection[Statement]) -> str:
    """Return how many statements there are in how many documents."""
    documents = len({statement.document for statement in stated})
    if not documents:
        return ""
    statements_ = "1 statement" if len(stated) == 1 else f"{len(stated):,} statements"
    return f"{statements_} in {'1 document' if documents == 1 else f'{documents:,} documents'}"
