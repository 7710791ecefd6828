"""RDF nodes by subject, and the results that engines give: what all of validation shares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from msc_kg.report import Severity

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SEVERITY: dict[str, Severity] = {
    f"{SH}Violation": "violation",
    f"{SH}Warning": "warning",
    f"{SH}Info": "info",
}
"""Severities by the IRI that SHACL has for them."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Nodes = Mapping[str, Mapping[str, list[Term]]]
"""Subject to property IRI to objects; blank nodes by their ``_:label``."""

BLANK = "_:blank"
"""Stands for any blank node in a finding: their labels differ from run to run."""


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result; ``component`` is a local name of SHACL.

    Its path is that of its shape: shifty leaves paths other than properties out.
    """

    focus: Term
    severity: Severity
    message: str
    value: Term | None
    shape: str
    component: str


def by_subject(quads: Iterable[ox.Quad]) -> Nodes:
    """Group quads by subject and property."""
    nodes: dict[str, dict[str, list[Term]]] = {}
    for quad in quads:
        properties = nodes.setdefault(key(quad.subject), {})
        properties.setdefault(quad.predicate.value, []).append(quad.object)
    return nodes


@lru_cache(maxsize=4)
def read_nodes(turtle: bytes) -> Nodes:
    """Return the nodes of a Turtle document, each triple once.

    Raises:
        SyntaxError: it is no Turtle.
    """
    return by_subject(dict.fromkeys(ox.parse(turtle, format=ox.RdfFormat.TURTLE)))


def members(head: Term, nodes: Nodes) -> Iterable[Term]:
    """Yield the members of an RDF list; none for what is no list."""
    seen = set()
    while (cell := nodes.get(key(head))) is not None and f"{RDF}first" in cell:
        if key(head) in seen:
            return
        seen.add(key(head))
        yield cell[f"{RDF}first"][0]
        head = cell[f"{RDF}rest"][0]


def name(term: Term) -> str:
    """Return the IRI of a node, ``BLANK`` for a blank node, the text of a literal."""
    return BLANK if isinstance(term, ox.BlankNode) else key(term)


def key(term: Term) -> str:
    """Return the IRI of a node, ``_:label`` of a blank node, the text of a literal."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
