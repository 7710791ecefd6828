"""SHACL engines: a graph and shapes in, the results of validating it out.

``sparql`` compiles the shapes to queries on the store that holds the graph; ``shifty`` is a
native engine, ``pyshacl`` the reference that both are held against. Reports of the latter are
read with pyoxigraph: reading them with rdflib takes longer than validating.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property

import pyoxigraph as ox

from msc_kg.errors import InputError
from msc_kg.validation import compiled
from msc_kg.validation.nodes import SEVERITY, SH, Result, Term, by_subject, key
from msc_kg.validation.values import REWRITTEN

_LOST = re.compile(rb"\^\^(?:[\w-]*:|<[^>]*#)(?:%b)\b" % "|".join(sorted(REWRITTEN)).encode())
"""Datatypes that are not the same in a store as in a file."""


class Validated:
    """A graph that is validated: as a store, or as N-Triples or Turtle; each made when wanted."""

    def __init__(self, graph: bytes | ox.Store) -> None:
        """Keep the graph; of a store, its default graph."""
        self._graph = graph

    @cached_property
    def store(self) -> ox.Store:
        """The graph as a store."""
        if isinstance(self._graph, ox.Store):
            return self._graph
        store = ox.Store()
        try:
            store.bulk_load(self._graph, format=ox.RdfFormat.TURTLE)
        except SyntaxError as error:
            raise _unusable("sparql", error) from error
        return store

    @cached_property
    def triples(self) -> bytes:
        """The graph as Turtle."""
        if isinstance(self._graph, bytes):
            return self._graph
        quads = self._graph.quads_for_pattern(None, None, None, ox.DefaultGraph())
        content = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
        assert content is not None
        return content

    @property
    def lost_datatype(self) -> str:
        """A datatype of the file that its store does not keep; "" for none."""
        found = _LOST.search(self._graph) if isinstance(self._graph, bytes) else None
        return found[0].decode(errors="replace") if found else ""


def run(engine: str, graph: Validated, shapes: bytes) -> tuple[Result, ...]:
    """Return the results of validating a graph against Turtle ``shapes``.

    Raises:
        InputError: the engine cannot use the graph or the shapes.
        KeyError: no engine has this name.
    """
    return ENGINES[engine](graph, shapes)


def _sparql(graph: Validated, shapes: bytes) -> tuple[Result, ...]:
    if graph.lost_datatype:
        raise _unusable("sparql", f"the store does not keep the datatype {graph.lost_datatype}")
    return compiled.validate(graph.store, shapes)


def _shifty(graph: Validated, shapes: bytes) -> tuple[Result, ...]:
    # The wrapper around this class would read the report with rdflib.
    from shifty import _shifty as native

    try:
        validator = native.PreparedValidator(shapes=shapes)
        report = validator.validate_w3c(
            data=graph.triples, graph_mode="data", run_infer=False, on_unsupported="error"
        )
    except ValueError as error:
        raise _unusable("shifty", error) from error
    return _reported(str(report.report_turtle).encode())


def _pyshacl(graph: Validated, shapes: bytes) -> tuple[Result, ...]:
    import pyshacl
    from pyshacl import errors
    from rdflib import Graph

    try:
        with _quiet("rdflib.term"):
            data = Graph().parse(data=graph.triples, format="turtle")
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
    return _reported(report.serialize(format="nt").encode())


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


ENGINES: dict[str, Callable[[Validated, bytes], tuple[Result, ...]]] = {
    "sparql": _sparql,
    "shifty": _shifty,
    "pyshacl": _pyshacl,
}
"""The engines by name, the default first."""

DEFAULT = next(iter(ENGINES))


def _unusable(engine: str, reason: object) -> InputError:
    return InputError(
        f"{engine} cannot use the data or the shapes ({reason})",
        where="validation",
        next_step="try another engine: --engine " + " or ".join(e for e in ENGINES if e != engine),
    )


def _reported(report: bytes) -> tuple[Result, ...]:
    nodes = by_subject(ox.parse(report, format=ox.RdfFormat.TURTLE))
    results = (result for node in nodes.values() for result in node.get(f"{SH}result", ()))
    return tuple(_result(nodes[key(result)]) for result in results)


def _result(node: Mapping[str, list[Term]]) -> Result:
    def value(name: str) -> Term | None:
        return next(iter(node.get(SH + name, ())), None)

    def text(name: str) -> str:
        term = value(name)
        return key(term) if isinstance(term, ox.NamedNode | ox.Literal) else ""

    messages = sorted(key(term) for term in node.get(f"{SH}resultMessage", ()))
    return Result(
        focus=node[f"{SH}focusNode"][0],
        severity=SEVERITY.get(text("resultSeverity"), "violation"),
        message="; ".join(messages),
        value=value("value"),
        shape=text("sourceShape"),
        component=text("sourceConstraintComponent").removeprefix(SH),
    )
