"""The nodes of a graph one by one, in the order of their IRIs: what most exports are made from.

Only the IRIs are held; what is said of a node is looked up in the store when its turn comes.
Blank nodes, which the graphs of this project have none of, are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pyoxigraph as ox

from msc_kg import iris
from msc_kg.store import Graph, LocalGraph
from msc_kg.values import typed
from msc_kg.vocab import msc, rdf, rdfs, skos

Value = str | int | float | bool

GENERAL_TYPES = (msc.Record.iri, skos.Concept.iri)
"""Classes that name a node's type only when no narrower one does."""

SCHEME_TYPES = {
    "tissues": "Tissue",
    "cell-types": "CellType",
    "donors": "Donor",
    "routes": "Route",
    "countries": "Country",
}
"""The types of concepts that have no class of their own, by their scheme."""

_REMEMBERED = 4096
"""Nodes that are kept, since concepts, records and documents are asked for again and again."""

UNTYPED = "Resource"
"""The type of a node that has no class."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node: IRI, label, classes, and its literals and links by property, sorted."""

    iri: str
    classes: tuple[str, ...]
    literals: dict[str, tuple[ox.Literal, ...]]
    links: dict[str, tuple[str, ...]]

    @property
    def label(self) -> str:
        """Its first label, else its CURIE."""
        labels = self.literals.get(rdfs.label.iri)
        return labels[0].value if labels else iris.compress(self.iri)

    @property
    def type(self) -> str:
        """The local name of the narrowest class, or of the kind of concept by its scheme."""
        narrow = [name for name in self.classes if name not in GENERAL_TYPES]
        if narrow:
            return local_name(narrow[-1])
        if skos.Concept.iri in self.classes:
            schemes = self.links.get(skos.inScheme.iri, ("",))
            return SCHEME_TYPES.get(local_name(schemes[0]), "Concept")
        return local_name(self.classes[-1]) if self.classes else UNTYPED


class NodeSource:
    """The nodes of a graph; can be gone through several times."""

    def __init__(self, graph: Graph) -> None:
        """Take a graph; that of an endpoint is read into memory."""
        self._store = graph.store if isinstance(graph, LocalGraph) else _loaded(graph)
        self.node = lru_cache(_REMEMBERED)(self._node)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The IRIs of all nodes, sorted, each with its number from 0."""
        quads = self._store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        found = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        return {iri: number for number, iri in enumerate(sorted(found))}

    def __iter__(self) -> Iterator[Node]:
        """Yield the nodes in the order of their IRIs."""
        return map(self.node, self.numbers)

    def __contains__(self, iri: str) -> bool:
        """Whether something is said of an IRI."""
        return iri in self.numbers

    def _node(self, iri: str) -> Node:
        """Return the node of an IRI."""
        literals: dict[str, list[ox.Literal]] = {}
        links: dict[str, list[str]] = {}
        subject = ox.NamedNode(iri)
        for quad in self._store.quads_for_pattern(subject, None, None, ox.DefaultGraph()):
            if isinstance(quad.object, ox.Literal):
                literals.setdefault(quad.predicate.value, []).append(quad.object)
            elif isinstance(quad.object, ox.NamedNode):
                links.setdefault(quad.predicate.value, []).append(quad.object.value)
        return Node(
            iri,
            tuple(sorted(links.pop(rdf.type_.iri, ()))),
            {name: tuple(sorted(literals[name], key=_order)) for name in sorted(literals)},
            {name: tuple(sorted(links[name])) for name in sorted(links)},
        )

    def linking(self, predicate: str, iri: str) -> list[str]:
        """Return the IRIs of the nodes that link to a node by a property, sorted."""
        quads = self._store.quads_for_pattern(
            None, ox.NamedNode(predicate), ox.NamedNode(iri), ox.DefaultGraph()
        )
        return sorted(q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode))

    def attributes(self, node: Node) -> dict[str, tuple[Value, ...]]:
        """Return what is said of a node but by links to other nodes, by local name.

        Links that lead out of the graph are CURIEs; the label is not among the attributes.
        """
        found: dict[str, tuple[Value, ...]] = {}
        for predicate, literals in node.literals.items():
            if predicate != rdfs.label.iri:
                name = local_name(predicate)
                found[name] = found.get(name, ()) + tuple(map(typed, literals))
        for predicate, targets in node.links.items():
            outside = tuple(iris.compress(target) for target in targets if target not in self)
            if outside:
                name = local_name(predicate)
                found[name] = found.get(name, ()) + outside
        return found

    def edges(self, node: Node) -> Iterator[tuple[str, str]]:
        """Yield the links of a node to other nodes: local name of the property, IRI."""
        for predicate, targets in node.links.items():
            for target in targets:
                if target in self:
                    yield local_name(predicate), target


def local_name(iri: str) -> str:
    """Return what follows the last ``#`` or ``/`` of an IRI."""
    return iri.rstrip("/").replace("#", "/").rpartition("/")[2]


def _order(literal: ox.Literal) -> str:
    return str(literal)


def _loaded(graph: Graph) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in graph.triples())
    return store
