"""Validation: SHACL shapes and checks over a graph, told in a curator's words.

The shapes are in ``shapes/``, the checks in ``queries/checks/``.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

import pyoxigraph as ox

from msc_kg import iris, resources
from msc_kg.validation import checks as _checks
from msc_kg.validation import engines as _engines
from msc_kg.validation.engines import ENGINES, SH, Result
from msc_kg.validation.findings import SEVERITIES, Finding, Report, Severity
from msc_kg.validation.places import Places

__all__ = [
    "ENGINES",
    "SEVERITIES",
    "Finding",
    "Report",
    "Severity",
    "ntriples",
    "ontology_triples",
    "packaged_shapes",
    "shapes_for_ontology",
    "validate",
    "validate_ontology",
]

_ONTOLOGY_ONLY = "ontology"
_FOR_ONTOLOGY = (_ONTOLOGY_ONLY, "concept", "condition")
_HOLE = re.compile(r"\{[?$]\w+\}")
_LONGEST_VALUE = 160
"""Characters of a value that a message shows."""


def validate(triples: bytes, *, engine: str = "shifty", shapes: bytes | None = None) -> Report:
    """Return what the shapes and checks find in a graph.

    Args:
        triples: the graph in N-Triples or Turtle, each triple once whatever named graph it
            is in.
        engine: "shifty" (fast) or "pyshacl" (the reference).
        shapes: shapes in Turtle that stand in for the packaged shapes and checks.

    Raises:
        InputError: the graph or the shapes cannot be read.
    """
    if shapes is not None:
        return _report(triples, engine, shapes, ())
    return _report(triples, engine, packaged_shapes(), _checks.packaged())


def validate_ontology(*, engine: str = "shifty") -> Report:
    """Return what the shapes and checks for the ontology find in the packaged ontology."""
    own = [check for check in _checks.packaged() if check.for_ontology]
    return _report(ontology_triples(), engine, shapes_for_ontology(), own)


@cache
def packaged_shapes() -> bytes:
    """Return the packaged shapes for graphs as one Turtle document."""
    names = (path.stem for path in resources.files("shapes", "*.ttl"))
    return _joined(name for name in names if name != _ONTOLOGY_ONLY)


@cache
def shapes_for_ontology() -> bytes:
    """Return the packaged shapes for the ontology as one Turtle document."""
    return _joined(_FOR_ONTOLOGY)


def ontology_triples() -> bytes:
    """Return the packaged ontology with its schemes and mappings, in N-Triples."""
    triples: set[ox.Triple] = set()
    for path in resources.files("ontology", "*.ttl"):
        quads = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        triples.update(quad.triple for quad in quads)
    return ntriples(triples)


def _joined(names: Iterable[str]) -> bytes:
    folder = resources.folder("shapes")
    paths = [folder / f"{name}.ttl" for name in names]
    prefixes = resources.folder("ontology") / "prefixes.ttl"
    return b"\n".join(path.read_bytes() for path in (prefixes, *paths))


def ntriples(triples: Iterable[ox.Triple]) -> bytes:
    """Return triples as N-Triples."""
    content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert content is not None
    return content


def _report(triples: bytes, engine: str, shapes: bytes, checks: Iterable[_checks.Check]) -> Report:
    rules = _rules(shapes)
    places = Places(triples)
    found = [_finding(r, rules, places) for r in _engines.run(engine, triples, shapes)]
    checked = list(rules)
    for check in checks:
        checked.append(check.iri)
        found.extend(_checks.run(check, places))
    ordered = sorted(set(found), key=lambda finding: finding.order)
    return Report(tuple(ordered), tuple(sorted(checked)))


@cache
def _rules(shapes: bytes) -> Mapping[str, str]:
    """Return for each shape with a severity what it says, holes shown as an ellipsis."""
    nodes = _engines.by_subject(ox.parse(shapes, format=ox.RdfFormat.TURTLE))
    rules = {}
    for iri, node in nodes.items():
        if f"{SH}severity" in node:
            queries = (nodes.get(_engines.key(q), {}) for q in node.get(f"{SH}sparql", ()))
            said = [
                _engines.key(text)
                for own in (node, *queries)
                for text in own.get(f"{SH}message", ())
            ]
            rules[iri] = _HOLE.sub("…", "; ".join(said))
    return rules


def _finding(result: Result, rules: Mapping[str, str], places: Places) -> Finding:
    label = places.label(result.focus)
    value = _value(result, places)
    shown = f" ({value[:_LONGEST_VALUE]})" if value and value not in result.message else ""
    document, locator = places.place(result.focus)
    return Finding(
        severity=result.severity,
        shape=result.shape,
        rule=rules.get(result.shape) or result.message,
        message=f"{label}: {result.message}{shown}",
        focus=_engines.key(result.focus),
        focus_label=label,
        path=result.path,
        value=value,
        document=document,
        locator=locator,
    )


def _value(result: Result, places: Places) -> str:
    """Return the value in question; all values where there are too many."""
    if result.value is not None:
        return "" if result.value == result.focus else places.label(result.value)
    if result.component == "MaxCountConstraintComponent" and isinstance(result.focus, ox.NamedNode):
        names = [iris.expand(curie) for curie in result.path.split(" | ")]
        found = [text for name in names for text in places.labels(result.focus, ox.NamedNode(name))]
        return "; ".join(found)
    return ""
