"""SHACL engines: data and shapes in, the results of a W3C validation report out.

``shifty`` is the fast one; ``pyshacl`` is the reference that it is held against. Reports
are read with pyoxigraph: reading them with rdflib takes longer than validating.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pyoxigraph as ox

from msc_kg.errors import InputError
from msc_kg.report import Severity

SH = "http://www.w3.org/ns/shacl#"
_SEVERITY: dict[str, Severity] = {
    f"{SH}Violation": "violation",
    f"{SH}Warning": "warning",
    f"{SH}Info": "info",
}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Nodes = Mapping[str, Mapping[str, list[Term]]]
"""Subject to property IRI to objects; blank nodes by their ``_:label``."""


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


def run(engine: str, triples: bytes, shapes: bytes) -> tuple[Result, ...]:
    """Return the results of validating Turtle ``triples`` against Turtle ``shapes``.

    Raises:
        InputError: the engine cannot use the data or the shapes.
        KeyError: no engine has this name.
    """
    nodes = by_subject(ox.parse(ENGINES[engine](triples, shapes), format=ox.RdfFormat.TURTLE))
    results = (_result(node) for node in nodes.values() if f"{SH}focusNode" in node)
    return tuple(results)


def by_subject(quads: Iterable[ox.Quad]) -> Nodes:
    """Group quads by subject and property."""
    nodes: dict[str, dict[str, list[Term]]] = {}
    for quad in quads:
        properties = nodes.setdefault(key(quad.subject), {})
        properties.setdefault(quad.predicate.value, []).append(quad.object)
    return nodes


BLANK = "_:blank"
"""Stands for any blank node in a finding: their labels differ from run to run."""


def name(term: Term) -> str:
    """Return the IRI of a node, ``BLANK`` for a blank node, the text of a literal."""
    return BLANK if isinstance(term, ox.BlankNode) else key(term)


def key(term: Term) -> str:
    """Return the IRI of a node, ``_:label`` of a blank node, the text of a literal."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _shifty(triples: bytes, shapes: bytes) -> bytes:
    # The wrapper around this class would read the report with rdflib.
    from shifty import _shifty as native

    try:
        validator = native.PreparedValidator(shapes=shapes)
        report = validator.validate_w3c(
            data=triples, graph_mode="data", run_infer=False, on_unsupported="error"
        )
    except ValueError as error:
        raise _unusable("shifty", error) from error
    return str(report.report_turtle).encode()


def _pyshacl(triples: bytes, shapes: bytes) -> bytes:
    import pyshacl
    from pyshacl import errors
    from rdflib import Graph

    try:
        with _quiet("rdflib.term"):
            data = Graph().parse(data=triples, format="turtle")
            shape_graph = Graph().parse(data=shapes, format="turtle")
            _, report, _ = pyshacl.validate(data, shacl_graph=shape_graph)
    except (
        SyntaxError,
        errors.ConstraintLoadError,
        errors.ShapeLoadError,
        errors.ReportableRuntimeError,
    ) as error:
        raise _unusable("pyshacl", error) from error
    if not isinstance(report, Graph):
        raise _unusable("pyshacl", report)
    return report.serialize(format="nt").encode()


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Silence a logger: rdflib logs a traceback for each ill-typed literal, as a bad date."""
    logger = logging.getLogger(name)
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


ENGINES: dict[str, Callable[[bytes, bytes], bytes]] = {"shifty": _shifty, "pyshacl": _pyshacl}
"""The engines by name, the default first."""


def _unusable(engine: str, reason: object) -> InputError:
    return InputError(
        f"{engine} cannot use the data or the shapes ({reason})",
        where="validation",
        next_step="try the other engine: --engine "
        + " or ".join(e for e in ENGINES if e != engine),
    )


def _result(node: Mapping[str, list[Term]]) -> Result:
    def value(name: str) -> Term | None:
        return next(iter(node.get(SH + name, ())), None)

    def text(name: str) -> str:
        term = value(name)
        return key(term) if isinstance(term, ox.NamedNode | ox.Literal) else ""

    messages = sorted(key(term) for term in node.get(f"{SH}resultMessage", ()))
    return Result(
        focus=node[f"{SH}focusNode"][0],
        severity=_SEVERITY.get(text("resultSeverity"), "violation"),
        message="; ".join(messages),
        value=value("value"),
        shape=text("sourceShape"),
        component=text("sourceConstraintComponent").removeprefix(SH),
    )
