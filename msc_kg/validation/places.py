"""Labels and places of nodes: what a curator calls them, and where they were read."""

import pyoxigraph as ox

from msc_kg import iris
from msc_kg.validation.engines import Validated
from msc_kg.validation.nodes import Term, key
from msc_kg.validation.nodes import name as name_of
from msc_kg.vocab import dcterms, msc, rdfs, schema, skos

_LABELS = tuple(
    ox.NamedNode(term.iri) for term in (rdfs.label, skos.prefLabel, schema.name, msc.statedAs)
)
_LOCATOR = ox.NamedNode(msc.locator.iri)
_FILE = ox.NamedNode(dcterms.source.iri)
_STATED_IN = ox.NamedNode(msc.statedIn.iri)
_FARTHEST = 3
"""Links from a node to its record: a dose of an arm is two away."""


class Places:
    """Answers about the nodes of one graph, in the default graph of a store."""

    def __init__(self, graph: Validated) -> None:
        """Keep the graph; it is read when the first answer is wanted."""
        self._graph = graph
        self._known: dict[ox.NamedNode, tuple[str, str]] = {}

    @property
    def store(self) -> ox.Store:
        """The graph as a store."""
        return self._graph.store

    def label(self, term: Term) -> str:
        """Return the label of a node, else its CURIE; the text of a literal."""
        if isinstance(term, ox.BlankNode):
            return "a node without IRI"
        if isinstance(term, ox.NamedNode):
            labels = (self.values(term, name) for name in _LABELS)
            return next((found[0] for found in labels if found), iris.compress(term.value))
        return key(term)

    def values(self, node: ox.NamedNode, name: ox.NamedNode) -> list[str]:
        """Return the values of a property of a node as text, sorted."""
        return sorted(name_of(term) for term in self._objects(node, name))

    def labels(self, node: ox.NamedNode, name: ox.NamedNode) -> list[str]:
        """Return the labels of the values of a property of a node, sorted."""
        return sorted(self.label(term) for term in self._objects(node, name))

    def place(self, term: Term) -> tuple[str, str]:
        """Return the file of the document that states a node, and the place in it.

        A document without a file name is told by its label.

        Nodes that several records share (organisations, papers) are placed in the first by
        IRI; nodes that no record leads to have no place.
        """
        if not isinstance(term, ox.NamedNode):
            return "", ""
        if term not in self._known:
            self._known[term] = self._place(term)
        return self._known[term]

    def _place(self, node: ox.NamedNode) -> tuple[str, str]:
        level = [node]
        locator = ""
        for _ in range(_FARTHEST):
            locator = locator or next((text for n in level for text in self._locators(n)), "")
            for found in level:
                for document in self._objects(found, _STATED_IN):
                    return self._name(document), "" if document == node else locator
            level = self._parents(level)
        return "", locator

    def _name(self, document: Term) -> str:
        files = self.values(document, _FILE) if isinstance(document, ox.NamedNode) else []
        return files[0] if files else self.label(document)

    def _parents(self, level: list[ox.NamedNode]) -> list[ox.NamedNode]:
        """Return the nodes that link to those of a level, records before others."""
        found = {
            quad.subject
            for node in level
            for quad in self.store.quads_for_pattern(None, None, node, ox.DefaultGraph())
            if isinstance(quad.subject, ox.NamedNode)
        }
        records = [node for node in found if self._objects(node, _STATED_IN)]
        return [min(records, key=str)] if records else sorted(found, key=str)

    def _locators(self, node: ox.NamedNode) -> list[str]:
        return self.values(node, _LOCATOR)

    def _objects(self, node: ox.NamedNode, name: ox.NamedNode) -> list[Term]:
        quads = self.store.quads_for_pattern(node, name, None, ox.DefaultGraph())
        return [quad.object for quad in quads]
