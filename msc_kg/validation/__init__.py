"""Validation: SHACL shapes and checks over a graph, told in a curator's words.

The shapes are in ``shapes/``, the checks in ``queries/checks/``.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from msc_kg import iris, resources
from msc_kg.errors import InputError
from msc_kg.report import Finding, Report
from msc_kg.validation import checks as _checks
from msc_kg.validation import engines as _engines
from msc_kg.validation.engines import DEFAULT, ENGINES, Validated
from msc_kg.validation.nodes import Result, name
from msc_kg.validation.places import Places
from msc_kg.validation.rules import Rule, rules

__all__ = [
    "DEFAULT",
    "ENGINES",
    "Finding",
    "Report",
    "ntriples",
    "ontology_triples",
    "packaged_shapes",
    "read_shapes",
    "shapes_for_ontology",
    "validate",
    "validate_ontology",
]

_ONTOLOGY_ONLY = "ontology"
_FOR_ONTOLOGY = (_ONTOLOGY_ONLY, "concept", "condition")
_LONGEST_VALUE = 160
"""Characters of a value that a message shows."""


def validate(
    graph: bytes | ox.Store, *, engine: str = DEFAULT, shapes: bytes | None = None
) -> Report:
    """Return what the shapes and checks find in a graph.

    Args:
        graph: the graph in N-Triples or Turtle, each triple once whatever named graph it is
            in; or a store, of which the default graph is meant.
        engine: "sparql" (compiles the shapes to queries; for any size), "shifty" (native) or
            "pyshacl" (the reference).
        shapes: shapes in Turtle that stand in for the packaged shapes and checks; they may
            use the project's prefixes by ``sh:prefixes <https://w3id.org/msc-kg/prefixes>``.

    Raises:
        InputError: the graph or the shapes cannot be read, or the engine does not cover them.
    """
    if shapes is not None:
        return _report(graph, engine, b"\n".join((_prefixes(), shapes)), ())
    return _report(graph, engine, packaged_shapes(), _checks.packaged())


def validate_ontology(*, engine: str = DEFAULT) -> Report:
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


def read_shapes(paths: Iterable[Path]) -> bytes:
    """Return the shapes of RDF files (.ttl .nt .rdf .jsonld ...) as one N-Triples document.

    Raises:
        InputError: a file is missing, no RDF, or malformed.
    """
    return ntriples(triple for path in paths for triple in _shapes_in(path))


def _shapes_in(path: Path) -> list[ox.Triple]:
    try:
        return [quad.triple for quad in ox.parse(path=path, rename_blank_nodes=True)]
    except (OSError, SyntaxError, ValueError) as error:
        raise InputError(
            f"cannot be read as shapes ({error})",
            where=str(path),
            next_step="name a Turtle file with SHACL shapes",
        ) from error


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
    return b"\n".join((_prefixes(), *(path.read_bytes() for path in paths)))


def _prefixes() -> bytes:
    """Return the declarations that ``sh:prefixes <https://w3id.org/msc-kg/prefixes>`` names."""
    return (resources.folder("ontology") / "prefixes.ttl").read_bytes()


def ntriples(triples: Iterable[ox.Triple]) -> bytes:
    """Return triples as N-Triples."""
    content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert content is not None
    return content


def _report(
    graph: bytes | ox.Store, engine: str, shapes: bytes, checks: Iterable[_checks.Check]
) -> Report:
    known = rules(shapes)
    validated = Validated(graph)
    places = Places(validated)
    found = [
        _finding(r, known.get(r.shape, _UNKNOWN), places)
        for r in _engines.run(engine, validated, shapes)
    ]
    checked = list(known)
    for check in checks:
        checked.append(check.iri)
        found.extend(_checks.run(check, places))
    ordered = sorted(set(found), key=lambda finding: finding.order)
    return Report(tuple(ordered), tuple(sorted(checked)))


_UNKNOWN = Rule("", ())
"""Stands for a shape without severity of its own, which a user's shapes may hold."""


def _finding(result: Result, rule: Rule, places: Places) -> Finding:
    label = places.label(result.focus)
    value = _value(result, rule, places)
    shown = f" ({value[:_LONGEST_VALUE]})" if value and value not in result.message else ""
    document, locator = places.place(result.focus)
    return Finding(
        severity=result.severity,
        shape=result.shape,
        rule=rule.text or result.message,
        message=f"{label}: {result.message}{shown}",
        focus=name(result.focus),
        focus_label=label,
        path=" | ".join(iris.compress(term.value) for term in rule.path),
        value=value,
        document=document,
        locator=locator,
    )


def _value(result: Result, rule: Rule, places: Places) -> str:
    """Return the value in question; all values where there are too many."""
    if result.value is not None:
        return "" if result.value == result.focus else places.label(result.value)
    if result.component == "MaxCountConstraintComponent" and isinstance(result.focus, ox.NamedNode):
        return "; ".join(t for name in rule.path for t in places.labels(result.focus, name))
    return ""
