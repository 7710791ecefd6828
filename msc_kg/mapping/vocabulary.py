"""The vocabulary graph: the concepts that statements link to, and all that are broader."""

from collections.abc import Iterable
from functools import cache

from msc_kg import iris, schemes
from msc_kg.grounding import ontologies
from msc_kg.quads import Quads
from msc_kg.schemes import Concept
from msc_kg.terms import Iri, ObjectProperty
from msc_kg.vocab import msc, rdfs, skos

MATCHES: dict[str, ObjectProperty] = {
    "exactMatch": skos.exactMatch,
    "closeMatch": skos.closeMatch,
    "broadMatch": skos.broadMatch,
    "narrowMatch": skos.narrowMatch,
    "relatedMatch": skos.relatedMatch,
}
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LINKS = (msc.country, msc.tissueSource)
"""Links between concepts that the graph carries besides those of SKOS."""


def vocabulary(used: Iterable[Iri]) -> Quads:
    """Return the quads about the used concepts, their broader ones and what they link to."""
    quads = Quads(iris.VOCABULARY_GRAPH)
    pending = sorted(used)
    done: set[Iri] = set()
    while pending:
        iri = pending.pop()
        concept = _concept(iri)
        if iri not in done and concept is not None:
            done.add(iri)
            _state_concept(quads, concept)
            pending.extend(concept.broader)
            pending.extend(Iri(value) for term in LINKS for value in _linked(concept, term))
    return quads


def _concept(iri: Iri) -> Concept | None:
    """Return the concept of a packaged scheme, or of an ontology that was grounded to."""
    return schemes.concept(iri) or ontologies.concept(iri)


@cache
def ancestors(iri: Iri) -> tuple[Iri, ...]:
    """Return a concept and all that are broader, nearest first; nothing for no concept."""
    found: dict[Iri, None] = {}
    level = [iri]
    while level:
        there = {one: concept for one in level if (concept := _concept(one))}
        found.update(dict.fromkeys(there))
        level = [up for concept in there.values() for up in concept.broader if up not in found]
    return tuple(found)


def _state_concept(quads: Quads, concept: Concept) -> None:
    scheme = iris.concept("scheme", concept.scheme)
    quads.type(concept.iri, skos.Concept)
    quads.link(concept.iri, skos.inScheme, scheme)
    quads.type(scheme, skos.ConceptScheme)
    quads.state(scheme, rdfs.label, concept.scheme.replace("-", " "))
    quads.state(concept.iri, rdfs.label, concept.label)
    quads.state(concept.iri, skos.prefLabel, concept.label)
    quads.state(concept.iri, skos.notation, concept.notation)
    for label in concept.alt_labels:
        quads.state(concept.iri, skos.altLabel, label)
    for broader in concept.broader:
        quads.link(concept.iri, skos.broader, broader)
    for match in (match for match in concept.matches if match.iri != concept.iri):
        quads.link(concept.iri, MATCHES[match.predicate], match.iri)
    for term in LINKS:
        for value in _linked(concept, term):
            quads.link(concept.iri, term, Iri(value))
    if msc.Condition.iri in concept.properties.get(_TYPE, ()):
        quads.type(concept.iri, msc.Condition)
    elif concept.scheme == "organisations":
        quads.type(concept.iri, msc.Organization)


def _linked(concept: Concept, term: ObjectProperty) -> tuple[str, ...]:
    return concept.properties.get(term.iri, ())
