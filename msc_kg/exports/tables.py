"""One table a class, from the list of columns in ``ontology/export_tables.toml``.

A row is a node; foreign keys are CURIEs of the column ``id`` of other tables. What no column
holds stands in the table "other", so that the tables together hold the whole graph.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from msc_kg import iris, resources
from msc_kg.exports.nodes import GENERAL_TYPES, Node, NodeSource, Value, local_name
from msc_kg.frames import as_kind
from msc_kg.values import typed
from msc_kg.vocab import rdf, rdfs

OTHER = "other"
PREFIXES = "prefixes"
CellValue = Value | list[Value] | None
Row = dict[str, CellValue]

_SPEC = re.compile(r"(?P<paths>[^* ]+(?: \| [^* ]+)*)(?P<many>\*?)(?: (?P<kind>[a-z]+))?")
_PYTHON: dict[str, tuple[type, ...]] = {
    "text": (str, int, float, bool),
    "integer": (int,),
    "number": (float, int),
    "boolean": (bool,),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a path: a property, against it if ``back``, to nodes of one table if named."""

    predicate: str
    back: bool = False
    table: str | None = None


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its name, kind, whether it has several values, and the paths to them."""

    name: str
    kind: str = "text"
    many: bool = False
    paths: tuple[tuple[Step, ...], ...] = ()

    @property
    def predicate(self) -> str | None:
        """The property that the column holds the values of, when it is just one."""
        if len(self.paths) != 1 or len(self.paths[0]) != 1:
            return None
        step = self.paths[0][0]
        return None if step.back or step.table else step.predicate


@dataclass(frozen=True)
class TableShape:
    """A table: its name, the types of its nodes and its columns, id and label before them."""

    name: str
    types: tuple[str, ...]
    columns: tuple[TableColumn, ...]

    @cached_property
    def held(self) -> dict[str, TableColumn]:
        """The column of each property that is one."""
        return {column.predicate: column for column in self.columns if column.predicate}


@cache
def shapes() -> dict[str, TableShape]:
    """Return the tables by name, "other" and "prefixes" last."""
    found = [
        TableShape(
            name,
            tuple(entry["types"]),
            (
                TableColumn("id"),
                TableColumn("label"),
                *(_column(column, spec) for column, spec in entry["columns"].items()),
            ),
        )
        for name, entry in _file()["tables"].items()
    ]
    plain = ((OTHER, ("node", "property", "value")), (PREFIXES, ("prefix", "namespace")))
    found += [TableShape(name, (), tuple(map(TableColumn, columns))) for name, columns in plain]
    return {shape.name: shape for shape in found}


def rows(source: NodeSource) -> Iterator[tuple[str, Row]]:
    """Yield the rows of all tables with the name of their table, node after node."""
    reader = _RowReader(source)
    for node in source:
        yield from reader.rows(node)
    for prefix, namespace in iris.prefixes().items():
        yield PREFIXES, {"prefix": prefix, "namespace": namespace}


class _RowReader:
    """Reads the rows of a node."""

    def __init__(self, source: NodeSource) -> None:
        self._source = source
        self._by_type = {kind: shape for shape in shapes().values() for kind in shape.types}
        self._covered = {iris.expand(curie) for curie in _file()["covered"]}

    def rows(self, node: Node) -> Iterator[tuple[str, Row]]:
        shape = self._by_type.get(node.type)
        row: Row = {"id": iris.compress(node.iri), "label": node.label}
        rest: list[tuple[str, Value]] = []
        for column in shape.columns[2:] if shape else ():
            values = self._values(node, column)
            fit = [value for value in values if _is(value, column.kind)]
            kept = fit if column.many else fit[:1]
            if column.predicate:
                rest += [(column.predicate, v) for v in values if not _in(v, kept)]
            row[column.name] = _cell(kept, column)
        if shape:
            yield shape.name, row
        for predicate, value in (*rest, *self._uncovered(node, shape)):
            yield (
                OTHER,
                {
                    "node": row["id"],
                    "property": iris.compress(predicate),
                    "value": as_kind(value, "text"),
                },
            )

    def _uncovered(self, node: Node, shape: TableShape | None) -> Iterator[tuple[str, Value]]:
        covered = {*shape.held, *self._covered} if shape else set()
        for name in () if rdf.type_.iri in covered else node.classes:
            if shape is None or not (name in GENERAL_TYPES or local_name(name) in shape.types):
                yield rdf.type_.iri, iris.compress(name)
        for label in node.literals.get(rdfs.label.iri, ())[1:]:
            yield rdfs.label.iri, label.value
        for predicate in (*node.literals, *node.links):
            if predicate not in covered:
                for value in self._direct(node, predicate):
                    yield predicate, value

    def _values(self, node: Node, column: TableColumn) -> list[Value]:
        found: dict[Value, None] = {}
        for path in column.paths:
            nodes = [node]
            for step in path[:-1]:
                nodes = [self._source.node(iri) for n in nodes for iri in self._links(n, step)]
            for last in nodes:
                found.update(dict.fromkeys(self._reached(last, path[-1])))
        return list(found)

    def _reached(self, node: Node, step: Step) -> list[Value]:
        if step.predicate == rdf.type_.iri:
            return [iris.compress(name) for name in node.classes]
        if step.back or step.table:
            return [iris.compress(iri) for iri in self._links(node, step)]
        return self._direct(node, step.predicate)

    def _direct(self, node: Node, predicate: str) -> list[Value]:
        literals = [typed(literal) for literal in node.literals.get(predicate, ())]
        return [*literals, *(iris.compress(iri) for iri in node.links.get(predicate, ()))]

    def _links(self, node: Node, step: Step) -> list[str]:
        if step.back:
            found = self._source.linking(step.predicate, node.iri)
        else:
            found = list(node.links.get(step.predicate, ()))
        if step.table is None:
            return found
        types = shapes()[step.table].types
        return [iri for iri in found if self._source.node(iri).type in types]


@cache
def _file() -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    path = resources.folder("ontology") / "export_tables.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _column(name: str, spec: str) -> TableColumn:
    match = _SPEC.fullmatch(spec)
    assert match, spec
    paths = tuple(tuple(map(_step, path.split("/"))) for path in match["paths"].split(" | "))
    return TableColumn(name, match["kind"] or "text", bool(match["many"]), paths)


def _step(words: str) -> Step:
    curie, _, table = words.removeprefix("^").partition("@")
    return Step(iris.expand(curie), words.startswith("^"), table or None)


def _is(value: Value, kind: str) -> bool:
    if kind == "integer" and isinstance(value, int):
        return not isinstance(value, bool) and -(2**63) <= value < 2**63
    return isinstance(value, _PYTHON[kind])


def _in(value: Value, kept: list[Value]) -> bool:
    return any(value is one for one in kept)


def _cell(values: list[Value], column: TableColumn) -> CellValue:
    fitted: list[Value] = []
    for value in values:
        shown = as_kind(value, column.kind)
        assert shown is not None
        fitted.append(shown)
    if column.many:
        return fitted
    return fitted[0] if fitted else None
