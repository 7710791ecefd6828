"""What the page of the ontology tells: terms, alignments, rules of the shapes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from msc_kg import iris

ROOT = Path(__file__).resolve().parent.parent
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
KINDS = {
    f"{OWL}Class": "class",
    f"{OWL}ObjectProperty": "link",
    f"{OWL}DatatypeProperty": "literal",
    f"{OWL}AnnotationProperty": "annotation",
    f"{RDFS}Datatype": "datatype",
}
TARGETS = {
    "targetClass": "every {}",
    "targetSubjectsOf": "whatever has {}",
    "targetObjectsOf": "whatever is a value of {}",
}
WORDS = {
    "minCount": "at least {}", "maxCount": "at most {}", "class": "values are of {}",
    "datatype": "values are of {}", "pattern": "values match {}", "in": "one of {}",
    "minInclusive": "{} or more", "maxExclusive": "less than {}", "minExclusive": "more than {}",
    "maxInclusive": "{} or less", "maxLength": "at most {} characters",
    "lessThanOrEquals": "not after {}", "equals": "the same as {}", "disjoint": "other than {}",
    "or": "any of {}", "not": "not {}", "nodeKind": "values are {}",
    "qualifiedMinCount": "at least {} such", "qualifiedValueShape": "such as {}",
    "hasValue": "has {}", "node": "as {}", "flags": None, "closed": "nothing else",
}  # fmt: skip
"""How a constraint is told. None: part of another."""

NOT_RULES = {"path", "severity", "message", "property", "sparql", "select", "prefixes", *TARGETS}
Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Alignment:
    """A link to a term elsewhere: the relation and the other term as CURIEs, its IRI and label."""

    relation: str
    curie: str
    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the ontology's own namespace; other terms are given as CURIEs."""

    iri: str
    local: str
    kind: str
    label: str
    definition: str
    parents: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    time_varying: bool
    alignments: tuple[Alignment, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A constraint of a shape: what it holds for, the path, what is asked, and its message."""

    shape: str
    targets: tuple[str, ...]
    path: str
    asked: tuple[str, ...]
    severity: str
    message: str
    concerns: frozenset[str]


def read(*names: str) -> ox.Store:
    """Return the triples of files of the project; a pattern names several."""
    store = ox.Store()
    for name in names:
        for path in sorted(ROOT.glob(name)):
            store.load(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    return store


def values(store: ox.Store, node: ox.NamedNode | ox.BlankNode, predicate: str) -> list[Node]:
    """Return the objects of a predicate, sorted."""
    found = store.quads_for_pattern(node, ox.NamedNode(predicate), None)
    return sorted((quad.object for quad in found), key=str)


def text(store: ox.Store, node: ox.NamedNode | ox.BlankNode, predicate: str) -> str:
    """Return the first literal of a predicate; nothing when there is none."""
    found = (value for value in values(store, node, predicate) if isinstance(value, ox.Literal))
    return next((value.value for value in found), "")


def title() -> tuple[str, str]:
    """Return the title of the ontology and what it is for."""
    store, about = read("ontology/msc.ttl"), ox.NamedNode(iris.prefixes()["msc"].removesuffix("#"))
    return text(store, about, f"{RDFS}label"), text(store, about, f"{RDFS}comment")


@cache
def terms() -> tuple[Term, ...]:
    """Return the terms of the project's namespace by local name."""
    own, aligned = read("ontology/msc.ttl"), read("ontology/alignments.ttl")
    space = iris.prefixes()["msc"]
    subjects = {quad.subject for quad in own if isinstance(quad.subject, ox.NamedNode)}
    named = [subject for subject in subjects if subject.value.startswith(space)]
    return tuple(sorted((_term(own, aligned, one) for one in named), key=lambda term: term.local))


def _term(own: ox.Store, aligned: ox.Store, subject: ox.NamedNode) -> Term:
    def curies(*predicates: str) -> tuple[str, ...]:
        return tuple(curie(value) for name in predicates for value in values(own, subject, name))

    kinds = [KINDS[t.value] for t in values(own, subject, f"{RDF}type")
             if isinstance(t, ox.NamedNode) and t.value in KINDS]  # fmt: skip
    return Term(
        iri=subject.value,
        local=iris.compress(subject.value).partition(":")[2],
        kind=kinds[0],
        label=text(own, subject, f"{RDFS}label"),
        definition=text(own, subject, f"{SKOS}definition"),
        parents=curies(f"{RDFS}subClassOf", f"{RDFS}subPropertyOf"),
        domain=curies(f"{RDFS}domain"),
        range=curies(f"{RDFS}range"),
        time_varying=text(own, subject, f"{iris.prefixes()['msc']}timeVarying") == "true",
        alignments=tuple(sorted(_alignments(aligned, subject), key=str)),
    )


def _alignments(aligned: ox.Store, subject: ox.NamedNode) -> Iterator[Alignment]:
    for quad in aligned.quads_for_pattern(subject, None, None):
        if isinstance(quad.object, ox.NamedNode):
            relation, other = iris.compress(quad.predicate.value), quad.object
            label = text(aligned, other, f"{RDFS}label")
            yield Alignment(relation, iris.compress(other.value), other.value, label)


def curie(value: object) -> str:
    """Return the CURIE of a node, or its text."""
    return iris.compress(value.value) if isinstance(value, ox.NamedNode) else str(value)


@cache
def rules() -> tuple[Rule, ...]:
    """Return the constraints of all shapes for graphs, by shape."""
    names = sorted(path.name for path in (ROOT / "shapes").glob("*.ttl"))
    store = read(*(f"shapes/{name}" for name in names if name != "ontology.ttl"))
    found: list[Rule] = []
    for quad in store.quads_for_pattern(None, None, ox.NamedNode(f"{SH}NodeShape")):
        assert isinstance(quad.subject, ox.NamedNode)
        found += _rules_of(store, quad.subject)
    return tuple(sorted(found, key=lambda rule: (rule.shape, rule.targets)))


def _rules_of(store: ox.Store, shape: ox.NamedNode) -> Iterator[Rule]:
    targets, concerned = [], set()
    for name, words in TARGETS.items():
        for target in values(store, shape, f"{SH}{name}"):
            targets.append(words.format(curie(target)))
            concerned.add(curie(target))
    if not targets:
        return
    parts = [shape, *values(store, shape, f"{SH}property"), *values(store, shape, f"{SH}sparql")]
    for part in parts:
        assert isinstance(part, ox.NamedNode | ox.BlankNode)
        message = text(store, part, f"{SH}message")
        if message:
            yield _rule(store, shape, part, tuple(targets), concerned, message)


def _rule(
    store: ox.Store,
    shape: ox.NamedNode,
    part: ox.NamedNode | ox.BlankNode,
    targets: tuple[str, ...],
    concerned: set[str],
    message: str,
) -> Rule:
    path = next((_told(store, one) for one in values(store, part, f"{SH}path")), "")
    severity = [*values(store, part, f"{SH}severity"), *values(store, shape, f"{SH}severity")]
    query = text(store, part, f"{SH}select")
    return Rule(
        shape=curie(part),
        targets=targets,
        path=path,
        asked=("a query",) if query else tuple(_asked(store, part)),
        severity=curie(severity[0]).partition(":")[2] if severity else "Violation",
        message=message,
        concerns=frozenset(concerned | set(path.split(" or "))),
    )


def _asked(store: ox.Store, part: ox.NamedNode | ox.BlankNode) -> Iterator[str]:
    """Yield the constraints of a shape in words; one that has none is told by its name."""
    order = list(WORDS)

    def place(quad: ox.Quad) -> tuple[int, str, str]:
        name = quad.predicate.value.removeprefix(SH)
        return (order.index(name) if name in order else len(order), name, str(quad.object))

    for quad in sorted(store.quads_for_pattern(part, None, None), key=place):
        name = quad.predicate.value.removeprefix(SH)
        if name in NOT_RULES or not quad.predicate.value.startswith(SH):
            continue
        words = WORDS.get(name, f"{name} {{}}")
        if words is not None:
            yield words.format(_told(store, quad.object))


def _told(store: ox.Store, value: object) -> str:
    """Return a value of a shape: a list as its members, a nested shape as what it asks."""
    if isinstance(value, ox.Literal):
        return value.value
    if isinstance(value, ox.NamedNode) and value.value != f"{RDF}nil":
        return curie(value)
    assert isinstance(value, ox.NamedNode | ox.BlankNode)
    for alternatives in values(store, value, f"{SH}alternativePath"):
        return " or ".join(_members(store, alternatives))
    for inverse in values(store, value, f"{SH}inversePath"):
        return f"what has it as {_told(store, inverse)}"
    members = _members(store, value)
    return ", ".join(members) if members else "; ".join(_asked(store, value))


def _members(store: ox.Store, head: object) -> list[str]:
    found = []
    while isinstance(head, ox.BlankNode) and values(store, head, f"{RDF}first"):
        found.append(_told(store, values(store, head, f"{RDF}first")[0]))
        head = values(store, head, f"{RDF}rest")[0]
    return found
