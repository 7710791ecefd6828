"""The neighbourhood of a trial, sponsor, condition or paper: its trials and what they share."""

from dataclasses import dataclass

import pyoxigraph as ox

from msc_kg.answers import Graph
from msc_kg.dossiers import mentions, words
from msc_kg.dossiers.asking import asked
from msc_kg.dossiers.model import Node
from msc_kg.dossiers.names import find
from msc_kg.dossiers.words import plain
from msc_kg.errors import UnknownNameError

MOST = 40
"""Trials of a neighbourhood."""

KINDS = ("condition", "paper", "sponsor", "trial")


@dataclass(frozen=True, slots=True)
class Around:
    """A thing in the middle, the nodes around it, links (trial, relation, other), trials cut."""

    centre: Node
    nodes: tuple[Node, ...]
    links: tuple[tuple[str, str, str], ...]
    cut: int


def around(graph: Graph, kind: str, text: str) -> Around:
    """Return the trials of a thing and what they are linked to.

    Raises:
        UnknownNameError: there is no such kind, or nothing in the graph is called so.
    """
    if kind not in KINDS:
        raise UnknownNameError("kind", kind, next_step=f"known are {', '.join(KINDS)}")
    node = find(graph, kind, text)
    target = Node(node.value, node.value, kind)
    listed, _ = mentions.trials(graph, target) if kind != "trial" else ((), True)
    trials = [line.trial for line in listed] if kind != "trial" else [target]
    return _collected(graph, target, trials)


def _collected(graph: Graph, target: Node, trials: list[Node]) -> Around:
    nodes: dict[str, Node] = {}
    links: dict[tuple[str, str, str], None] = {}
    terms = [ox.NamedNode(trial.iri) for trial in trials[:MOST]]
    for row in asked(graph, "neighbours", *terms) if terms else ():
        trial, value = plain(row["trial"]), plain(row["value"])
        relation = words.name_of(plain(row["relation"]))
        kind = words.dossier_kind(plain(row["relation"])) or relation
        nodes.setdefault(trial, Node(trial, plain(row["name"]), "trial"))
        nodes.setdefault(value, Node(value, plain(row["label"]), kind))
        links[(trial, relation, value)] = None
    centre = nodes.get(target.iri) or _named(graph, target)
    nodes.setdefault(centre.iri, centre)
    through = {trial.iri for trial in trials[:MOST] if trial.iri in nodes}
    for trial in sorted(through - {one for one, _, other in links if other == centre.iri}):
        if trial != centre.iri:
            links[(trial, centre.kind, centre.iri)] = None
    return Around(centre, tuple(nodes.values()), tuple(links), max(0, len(trials) - MOST))


def _named(graph: Graph, target: Node) -> Node:
    query = f"SELECT ?l WHERE {{ <{target.iri}> <{_LABEL}> ?l }} ORDER BY ?l LIMIT 1"
    labels = [plain(row[0]) for row in graph.select(query).rows]
    return Node(target.iri, next(iter(labels), target.iri), target.kind)


_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
