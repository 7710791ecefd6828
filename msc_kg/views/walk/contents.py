"""What the page holds: nodes, links, facts to filter by, and the evidence, as JSON values."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msc_kg.characters import one_line, xml_text
from msc_kg.store import Graph
from msc_kg.terms import Iri
from msc_kg.views.facts import PAPERS, describe, statements
from msc_kg.views.focus import find_focus, trial_network
from msc_kg.views.landscape import read_concepts
from msc_kg.views.neighbourhood import Focus, neighbourhood, with_narrower
from msc_kg.views.styles import EDGES, NODES

if TYPE_CHECKING:
    import networkx as nx

MOST_NODES = 5_000
"""Nodes that a page holds."""

LINKS = ("broader", "condition", "sponsor", *PAPERS)
"""The relations that are links of the page; what most trials share is filtered by instead."""

HUBS = {"tissueSource": "tissue", "donorType": "donor", "route": "route"}
FILTERS = ("tissue", "donor", "route", "phase", "status", "country")
STATED = {"tissueSource": "tissue source", "donorType": "donor", "overallStatus": "status"}
"""The names of relations that are no links of the page."""

_RANKS = {"Condition": 0, "Trial": 1, "Organization": 2, "Paper": 3}
_PLURALS = {"Condition": "conditions", "Trial": "trials", "Organization": "sponsors",
            "Paper": "papers"}  # fmt: skip
_LONGEST_LABEL, _LONGEST_WORDS, _MOST_NAMES = 300, 700, 60


@dataclass(frozen=True, slots=True)
class Contents:
    """What a page holds, as JSON values, and what is told of it."""

    title: str
    value: Mapping[str, Any]
    note: str
    nodes: int


def contents(
    graph: Graph,
    focus: str | None = None,
    *,
    depth: int = 2,
    limit: int = 60,
    trials: Collection[str] | None = None,
    most: int = MOST_NODES,
) -> Contents:
    """Return what the page of a graph holds.

    Args:
        graph: the graph.
        focus: what is open at first, in any wording; an overview when left out.
        depth: steps from the focus that are open at first.
        limit: nodes that are open at first.
        trials: IRIs of the trials that are there; all when left out.
        most: nodes of the page; the nearest to the focus, then conditions, trials, sponsors and
            papers with most links are kept.

    Raises:
        UnknownNameError: nothing in the graph is called as the focus; near labels are offered.
    """
    network = _network(graph, trials)
    found = find_focus(network, focus) if focus else None
    start: list[str] = []
    if found:
        near, _ = neighbourhood(network, found.nodes, depth=depth, limit=limit)
        start = [node for node in near if near.nodes[node].get("type") in {*_RANKS} - {"Paper"}]
    _hubs_to_facts(graph, network)
    note = _keep(network, found, most)
    title = found.name if found else "MSC trials"
    return Contents(title, _value(graph, network, start, found, note), note, len(network))


def _network(graph: Graph, trials: Collection[str] | None) -> "nx.MultiDiGraph[str]":
    network = trial_network(graph, (*LINKS, *HUBS))
    if trials is not None:
        network.remove_nodes_from(
            [n for n, a in network.nodes(data=True) if a.get("type") == "Trial" and n not in trials]
        )
    describe(graph, network)
    return network


def _hubs_to_facts(graph: Graph, network: "nx.MultiDiGraph[str]") -> None:
    """Turn tissues, donors and routes into facts of trials; what is broader is kept apart."""
    concepts = read_concepts(graph)
    wider: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for trial, concept, key in network.edges(keys=True):
        if key in HUBS:
            wider[(trial, HUBS[key])] |= {concepts.label(c) for c in concepts.above(Iri(concept))}
    for (trial, fact), labels in wider.items():
        attributes = network.nodes[trial]
        attributes[f"wider {fact}"] = tuple(sorted(labels - set(attributes.get(fact, ()))))
    network.remove_nodes_from(
        [n for n, a in network.nodes(data=True) if a.get("type") not in _RANKS]
    )


def _keep(network: "nx.MultiDiGraph[str]", focus: Focus | None, most: int) -> str:
    """Leave out what no trial leads to, and what is too much; return what is told of that."""
    network.remove_nodes_from(set(network) - _reached_by_trials(network))
    if len(network) <= most:
        return ""
    distance = _distances(network, focus)

    def nearness(node: str) -> tuple[int, int, int, str]:
        kind = str(network.nodes[node].get("type"))
        return distance.get(node, len(network)), _RANKS[kind], -network.degree(node), node

    before = len(network)
    dropped = sorted(network, key=nearness)[most:]
    kinds = Counter(_PLURALS[str(network.nodes[node].get("type"))] for node in dropped)
    network.remove_nodes_from(dropped)
    listed = ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items()))
    partial = " Counts are of the trials that are here." if "trials" in kinds else ""
    return (
        f"This page holds {most:,} of {before:,} nodes; left out are {listed}.{partial} "
        "Choose trials by --condition, --tissue, --country ... for a page with all of theirs."
    )


def _reached_by_trials(network: "nx.MultiDiGraph[str]") -> set[str]:
    queue = [node for node, a in network.nodes(data=True) if a.get("type") == "Trial"]
    reached = set(queue)
    while queue:
        node = queue.pop()
        for _, target, key in network.out_edges(node, keys=True):
            if target not in reached and key in LINKS:
                reached.add(target)
                queue.append(target)
    return reached


def _distances(network: "nx.MultiDiGraph[str]", focus: Focus | None) -> dict[str, int]:
    """Return the steps from the focus, in any direction; the same for all without one."""
    if focus is None:
        return dict.fromkeys(network, 0)
    import networkx as nx

    start = sorted(with_narrower(network, focus.nodes))
    found: dict[str, int] = {}
    for distance, layer in enumerate(nx.bfs_layers(network.to_undirected(as_view=True), start)):
        found.update(dict.fromkeys(layer, distance))
    return found


def _value(
    graph: Graph,
    network: "nx.MultiDiGraph[str]",
    start: list[str],
    focus: Focus | None,
    note: str,
) -> dict[str, Any]:
    nodes = sorted(network)
    number = {node: index for index, node in enumerate(nodes)}
    facts = {
        fact: sorted({v for _, a in network.nodes(data=True) for v in _values(a, fact)})
        for fact in FILTERS
    }
    places = {fact: {value: i for i, value in enumerate(values)} for fact, values in facts.items()}
    relations = [name for name in LINKS if any(k == name for *_, k in network.edges(keys=True))]
    return {
        "note": note,
        "kinds": {kind: style.name for kind, style in NODES.items() if kind in _RANKS},
        "relations": [[name, EDGES[name].name] for name in relations],
        "facts": {fact: [_clean(value) for value in values] for fact, values in facts.items()},
        "nodes": [_node(network.nodes[node], places) for node in nodes],
        "links": [
            [number[source], number[target], relations.index(key)]
            for source, target, key in sorted(network.edges(keys=True))
        ],
        "start": sorted(number[node] for node in start if node in number),
        "focus": sorted(number[n] for n in focus.nodes if n in number) if focus else [],
        **_evidence(graph, network, number),
    }


def _values(attributes: dict[str, Any], fact: str) -> tuple[str, ...]:
    """Return the values of a fact, stated and wider."""
    return (*attributes.get(fact, ()), *attributes.get(f"wider {fact}", ()))


def _node(attributes: dict[str, Any], places: dict[str, dict[str, int]]) -> list[Any]:
    stated = {
        fact: [
            [places[fact][v] for v in attributes.get(name, ())] for name in (fact, f"wider {fact}")
        ]
        for fact in FILTERS
        if _values(attributes, fact)
    }
    names = [_clean(name) for name in attributes.get("names", ())[:_MOST_NAMES]]
    return [
        attributes.get("type"),
        _clean(str(attributes.get("label", ""))),
        _clean(str(attributes.get("title", ""))),
        attributes.get("url", ""),
        names,
        stated,
        _clean(str(attributes.get("start", ""))),
        _clean(str(attributes.get("enrollment", ""))),
    ]


def _evidence(
    graph: Graph, network: "nx.MultiDiGraph[str]", number: dict[str, int]
) -> dict[str, Any]:
    """Return statements as rows of numbers: trial, document, relation, target, place, words."""
    trials = [node for node, a in network.nodes(data=True) if a.get("type") == "Trial"]
    stated = statements(graph, trials)
    documents = sorted({(one.document, one.date) for one in stated})
    relations = sorted({one.relation for one in stated})
    document = {each: index for index, each in enumerate(documents)}
    relation = {each: index for index, each in enumerate(relations)}
    return {
        "documents": [[_clean(name), _clean(date)] for name, date in documents],
        "said": [STATED.get(name) or _edge_name(name) for name in relations],
        "evidence": [
            [
                number[one.trial],
                document[(one.document, one.date)],
                relation[one.relation],
                number.get(one.target, -1),
                _clean(one.place),
                _clean(one.words, _LONGEST_WORDS),
            ]
            for one in stated
        ],
    }


def _edge_name(relation: str) -> str:
    return EDGES[relation].name if relation in EDGES else relation


def _clean(words: str, longest: int = _LONGEST_LABEL) -> str:
    """Return words without what steers a page, on one line, not longer than ``longest``."""
    words = xml_text(one_line(words))
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
