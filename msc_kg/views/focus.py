"""What is drawn, and what stands in the middle."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msc_kg import iris
from msc_kg.errors import UnknownNameError
from msc_kg.exports import property_graph
from msc_kg.grounding import Grounder
from msc_kg.store import Graph
from msc_kg.suggestions import nearest
from msc_kg.terms import Iri
from msc_kg.views import reading
from msc_kg.views.neighbourhood import Focus

if TYPE_CHECKING:
    import networkx as nx

KINDS = ("condition", "tissue", "sponsor", "donor", "route")
"""The kinds of concepts that a focus may name, in the order they are tried."""


def trial_network(graph: Graph, relations: Iterable[str]) -> "nx.MultiDiGraph[str]":
    """Return the trials of a graph with the relations of these names (``queries/views``)."""
    network = property_graph.to_networkx(graph.construct(reading.query("trials")))
    wanted = set(relations)
    unwanted = [edge for edge in network.edges(keys=True) if edge[2] not in wanted]
    types = property_graph.TYPES_OF_RELATIONS
    for source, target, key in unwanted:
        network.remove_edge(source, target, key)
    for source, target, key in network.edges(keys=True):
        del source
        if key in types:
            network.nodes[target]["type"] = types[key]
    network.remove_nodes_from(
        [
            n
            for n, a in network.nodes(data=True)
            if a.get("type") == "Concept" and not network.degree(n)
        ]
    )
    return network


def find_focus(network: "nx.MultiDiGraph[str]", text: str) -> Focus:
    """Return the nodes that ``text`` names: a trial's number, a label, or a concept by any name.

    Raises:
        UnknownNameError: nothing in the graph is called so; near labels are offered.
    """
    labels: dict[str, Iri] = {str(label): Iri(node) for node, label in network.nodes(data="label")}
    by_case = {label.casefold(): label for label in labels}
    known = by_case.get(text.strip().casefold())
    if known:
        return Focus(frozenset({labels[known]}), known)
    grounder = Grounder()
    for kind in KINDS:
        grounding = grounder.ground(kind, text)
        if grounding.concept in network and grounding.concept is not None:
            return Focus(frozenset({grounding.concept}), grounding.label or text)
    trial = iris.trial(text.strip().upper())
    if trial in network:
        return Focus(frozenset({trial}), text.strip().upper())
    raise UnknownNameError(
        "focus", text, nearest(text, labels),
        next_step="it must name a condition, tissue, sponsor or trial of this graph",
    )  # fmt: skip
