"""A graph asked through rdflib: the second engine that questions are compared on."""

from collections.abc import Iterator

import pyoxigraph as ox
import rdflib

from msc_kg.answers import Answer, Forms, Graph, Rows, Term


class RdflibGraph(Forms):
    """The triples of another graph in rdflib's own store."""

    def __init__(self, graph: Graph) -> None:
        self.source = "rdflib"
        self.triples_ = tuple(graph.triples())
        self.graph = rdflib.Graph()
        written = ox.serialize(self.triples_, format=ox.RdfFormat.N_TRIPLES)
        assert written is not None
        self.graph.parse(data=written.decode(), format="nt")

    def query(self, query: str) -> Answer:
        answer = self.graph.query(query)
        if answer.type == "ASK":
            return bool(answer.askAnswer)
        names = tuple(str(name) for name in answer.vars or ())
        return Rows(names, tuple(tuple(_term(t) for t in row) for row in answer))  # type: ignore[union-attr]

    def triples(self) -> Iterator[ox.Triple]:
        yield from self.triples_


def _term(term: object) -> Term | None:
    if isinstance(term, rdflib.Literal):
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return ox.Literal(str(term), datatype=datatype)
    return ox.NamedNode(str(term)) if isinstance(term, rdflib.URIRef) else None
