"""What a user writes for a parameter of a question, as terms of a graph."""

from collections.abc import Callable

import pyoxigraph as ox

from msc_kg import iris, schemes
from msc_kg.errors import UnknownNameError
from msc_kg.phrases.registry_ids import read_registry_ids
from msc_kg.store import Graph, Term

_TRIALS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX msc: <https://w3id.org/msc-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?node ?name WHERE {
  ?record msc:about ?node .
  { ?node dcterms:identifier ?name . } UNION { ?node rdfs:label ?name . }
}
"""
_ORGANISATIONS = """
PREFIX msc: <https://w3id.org/msc-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
SELECT DISTINCT ?node ?name WHERE {
  ?node a msc:Organization .
  { ?node rdfs:label ?name . } UNION { ?node schema:name ?name . }
}
"""

_PROPERTIES = {
    "condition": "condition",
    "tissue": "tissueSource",
    "donor": "donorType",
    "route": "route",
    "status": "overallStatus",
    "phase": "phase",
}
"""The property of a trial that holds the concepts of a kind."""

MOST_LISTED = 5
"""Nodes of one name that a message lists."""

_FREQUENT = """
PREFIX msc: <https://w3id.org/msc-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?label (COUNT(DISTINCT ?trial) AS ?trials) WHERE {
  ?trial a msc:Trial ; msc:PROPERTY ?concept .
  ?concept rdfs:label ?label .
}
GROUP BY ?label ORDER BY DESC(?trials) ?label LIMIT 3
"""


def resolve(graph: Graph, kind: str, text: str) -> Term:
    """Return the term that ``text`` means as a ``kind`` ("condition", "trial" ...).

    Concepts are found by the same lexicon as those of documents, trials by number, name or
    IRI, organisations also by the names that the graph has.

    Raises:
        UnknownNameError: the text means nothing; the error offers near names.
    """
    iri = _iri(text)
    if iri is not None:
        return iri
    return WAYS.get(kind, _concept)(graph, kind, text)


def in_graph(graph: Graph, term: Term) -> bool:
    """Return whether the graph says anything of a term."""
    return graph.ask(f"ASK {{ {{ {term} ?p ?o }} UNION {{ ?s ?p {term} }} }}")


def _iri(text: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(text) if text.startswith(("http://", "https://")) else None
    except ValueError:
        return None


def _concept(graph: Graph, kind: str, text: str) -> Term:
    from msc_kg.grounding import resolve_parameter

    try:
        return ox.NamedNode(resolve_parameter(kind, text).iri)
    except UnknownNameError as error:
        frequent = () if error.near else _most_frequent(graph, kind)
        if not frequent:
            raise
        hint = f"did you mean one that this graph has, such as {' or '.join(frequent)}?"
        raise UnknownNameError(kind, text, next_step=f"{hint} {error.next_step}") from error


def _most_frequent(graph: Graph, kind: str) -> tuple[str, ...]:
    """Return the labels that most trials have for a kind, the most frequent first."""
    if kind not in _PROPERTIES:
        return ()
    rows = graph.select(_FREQUENT.replace("PROPERTY", _PROPERTIES[kind])).rows
    return tuple(label.value for label, _ in rows if isinstance(label, ox.Literal))


def _organisation(graph: Graph, kind: str, text: str) -> Term:
    term = _concept(graph, kind, text)
    if in_graph(graph, term):
        return term
    return _named(graph, kind, text, _ORGANISATIONS)


def _trial(graph: Graph, kind: str, text: str) -> Term:
    numbers = read_registry_ids(text)
    try:
        return _named(graph, kind, numbers[0] if numbers else text, _TRIALS)
    except UnknownNameError:
        if numbers:
            return ox.NamedNode(iris.trial(numbers[0]))
        raise


def _kind_of_disagreement(graph: Graph, kind: str, text: str) -> Term:
    wanted = iris.slug(text)
    known = {iris.slug(concept.label): concept for concept in schemes.load("disagreement-kinds")}
    if wanted in known:
        return ox.NamedNode(known[wanted].iri)
    raise UnknownNameError(
        "kind of disagreement", text, tuple(concept.label for concept in known.values())
    )


def _named(graph: Graph, kind: str, text: str, query: str) -> Term:
    """Return the node of a name in the graph, whatever its case and spacing."""
    nodes: dict[str, set[Term]] = {}
    names: dict[str, str] = {}
    for node, name in graph.select(query).rows:
        if node is not None and isinstance(name, ox.Literal):
            nodes.setdefault(_folded(name.value), set()).add(node)
            names[_folded(name.value)] = name.value
    found = sorted(nodes.get(_folded(text), ()), key=str)
    if len(found) == 1:
        return found[0]
    if found:
        listed = " or ".join(str(node).strip("<>") for node in found[:MOST_LISTED])
        raise UnknownNameError(
            f"{kind} of this graph", text, next_step=f"several have this name: give {listed}"
        )
    from msc_kg.suggestions import nearest

    raise UnknownNameError(
        f"{kind} of this graph",
        text,
        nearest(text, names.values(), cutoff=80),
        next_step=f"msc-kg query {kind}s lists them all",
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


WAYS: dict[str, Callable[[Graph, str, str], Term]] = {
    "trial": _trial,
    "sponsor": _organisation,
    "disagreement-kind": _kind_of_disagreement,
}
"""How kinds are found that are not concepts of the lexicon alone."""
