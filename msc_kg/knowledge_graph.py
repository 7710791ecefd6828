"""The graph in Python: open it, ask it, hand it to NetworkX or rdflib."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msc_kg import card, catalog
from msc_kg.exports import property_graph
from msc_kg.store import Answer, Graph, Rows, open_graph

if TYPE_CHECKING:
    import networkx as nx
    import rdflib


class KnowledgeGraph:
    """A graph that can be asked.

    >>> graph = KnowledgeGraph.open("kg")  # doctest: +SKIP
    >>> graph.query("sponsors", condition="GVHD", tissue="BM").to_pandas()  # doctest: +SKIP
    """

    def __init__(self, graph: Graph) -> None:
        """Wrap an opened graph."""
        self.graph = graph

    @classmethod
    def open(cls, source: str | Path = "kg") -> "KnowledgeGraph":
        """Open a knowledge-graph folder, an RDF file, or the URL of a SPARQL endpoint.

        Raises:
            InputError: nothing is there, or it cannot be read as a graph.
        """
        return cls(open_graph(source))

    def __repr__(self) -> str:
        """Return what was opened."""
        return f"KnowledgeGraph({self.graph.source!r})"

    def query(self, name: str, **parameters: str | Sequence[str] | None) -> Rows:
        """Return the answer of a canned question; parameters in any wording ("BM").

        Several texts for a parameter mean any of them; ``None`` is as if it were not given.

        Raises:
            UnknownNameError: no such question, parameter or concept; near names are offered.
            InputError: a parameter is neither text nor several, or a required one is missing.
        """
        return catalog.answer(self.graph, name, parameters)

    def sparql(self, query: str) -> Answer:
        """Return rows, a truth value or triples for a SPARQL query.

        Raises:
            InputError: the query is malformed, or not read-only.
        """
        return self.graph.query(query)

    def to_networkx(self) -> "nx.MultiDiGraph[str]":
        """Return the property graph: nodes with label, type and literals, edges by relation.

        Integers are ``int``, decimals ``float``, truth values ``bool``, dates ISO text.
        """
        return property_graph.to_networkx(self.graph.triples())

    def neighbourhood(
        self, focus: str, *, depth: int = 2, limit: int = 60
    ) -> "nx.MultiDiGraph[str]":
        """Return what stands around a condition, tissue, sponsor or trial, in any wording.

        Nodes have ``label`` and ``type``, trials also ``title``, ``phase``, ``status`` ... as
        tuples of labels, all of them ``url`` (a page about it) and ``evidence`` (how many
        statements). :func:`msc_kg.views.draw` draws it.

        Raises:
            UnknownNameError: nothing in the graph is called so; near labels are offered.
        """
        from msc_kg import views

        return views.scene(self.graph, focus, depth=depth, limit=limit).network

    def _repr_html_(self) -> str:
        """Return the counts as an HTML table, for notebooks."""
        return card.html_counts(self.graph)

    def to_rdflib(self) -> "rdflib.Graph":
        """Return the triples as an rdflib graph (over Oxigraph: it loads twelve times faster)."""
        import oxrdflib
        import pyoxigraph as ox
        import rdflib

        store = ox.Store()
        store.bulk_extend(
            ox.Quad(triple.subject, triple.predicate, triple.object)
            for triple in self.graph.triples()
        )
        default = rdflib.graph.DATASET_DEFAULT_GRAPH_ID
        return rdflib.Graph(oxrdflib.OxigraphStore(store=store), identifier=default)
