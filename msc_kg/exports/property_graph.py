"""The graph as a property graph for NetworkX, GraphML and GEXF.

Every node with a label becomes a node with ``label``, ``type`` (the local name of its most
specific class) and its literals as attributes; links between such nodes become edges with
``label`` (the local name of the property). Links to other vocabularies stay attributes, as
CURIEs. Integers are ``int``, decimals ``float``, truth values ``bool``, dates ISO text of their
precision; several values of one attribute are text joined with " | ".
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from msc_kg import iris
from msc_kg.characters import xml_text
from msc_kg.exports.nodes import GENERAL_TYPES, SCHEME_TYPES, Value, local_name
from msc_kg.values import typed
from msc_kg.vocab import rdf, rdfs, skos

if TYPE_CHECKING:
    import networkx as nx

TYPES_OF_RELATIONS = {"tissueSource": "Tissue", "donorType": "Donor", "route": "Route"}
"""The types of such concepts, by the relation that leads to them."""


def to_networkx(triples: Iterable[ox.Triple]) -> "nx.MultiDiGraph[str]":
    """Return the property graph of triples; nodes are IRIs."""
    import networkx as nx

    ordered = sorted(set(triples), key=str)
    labels = {
        str(triple.subject.value): triple.object.value
        for triple in ordered
        if triple.predicate.value == rdfs.label.iri
        and isinstance(triple.subject, ox.NamedNode)
        and isinstance(triple.object, ox.Literal)
    }
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in sorted(labels):
        graph.add_node(node, label=labels[node])
    for triple in ordered:
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value in labels:
            _add(graph, triple.subject.value, triple.predicate.value, triple.object)
    return graph


def make_uniform(graph: "nx.MultiDiGraph[str]") -> None:
    """Make each node attribute one type, text where some nodes have text for it, fit for XML.

    Characters that XML forbids become U+FFFD.
    """
    textual = {
        name
        for _, attributes in graph.nodes(data=True)
        for name, value in attributes.items()
        if isinstance(value, str)
    }
    for _, attributes in graph.nodes(data=True):
        for name in textual & set(attributes):
            attributes[name] = xml_text(str(attributes[name]))


def _add(graph: "nx.MultiDiGraph[str]", node: str, predicate: str, value: object) -> None:
    if predicate == rdf.type_.iri and isinstance(value, ox.NamedNode):
        _set_type(graph, node, value.value)
    elif isinstance(value, ox.NamedNode):
        _link(graph, node, predicate, value.value)
    elif isinstance(value, ox.Literal) and predicate != rdfs.label.iri:
        _set(graph, node, local_name(predicate), typed(value))


def _set_type(graph: "nx.MultiDiGraph[str]", node: str, cls: str) -> None:
    known = graph.nodes[node].get("type")
    if known is None or cls not in GENERAL_TYPES:
        graph.nodes[node]["type"] = local_name(cls)


def _link(graph: "nx.MultiDiGraph[str]", node: str, predicate: str, target: str) -> None:
    name = local_name(predicate)
    if predicate == skos.inScheme.iri and graph.nodes[node].get("type") in (None, "Concept"):
        graph.nodes[node]["type"] = SCHEME_TYPES.get(local_name(target), "Concept")
    if target in graph:
        graph.add_edge(node, target, key=name, label=name)
    else:
        _set(graph, node, name, iris.compress(target))


def _set(graph: "nx.MultiDiGraph[str]", node: str, name: str, value: Value) -> None:
    attributes = graph.nodes[node]
    if name in attributes:
        attributes[name] = f"{attributes[name]} | {value}"
    else:
        attributes[name] = value
