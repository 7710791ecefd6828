"""CSV files for Neo4j, a file a kind of node and a kind of relationship, and what loads them.

Headers are those of ``neo4j-admin database import`` (``:ID``, ``:LABEL``, ``:START_ID``,
``:END_ID``, ``:TYPE``, ``name:type[]``; Neo4j operations manual, "Import"). Several values of a
property are separated by U+001F, which text of documents does not hold.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from msc_kg.exports.columns import Column, ColumnTally
from msc_kg.exports.csv_tables import csv_line
from msc_kg.exports.nodes import Node, NodeSource, Value, local_name
from msc_kg.store import Graph
from msc_kg.tables import text

SEPARATOR = "\x1f"
COMMAND = "import.sh"
SCRIPT = "load.cypher"
ID_SPACE = "Resource"
"""The label that every node bears, and the space of all identifiers."""

_OWN = ("iri", "label", "type")
_TYPES = {"integer": "long", "number": "double", "boolean": "boolean", "text": "string"}
_CONVERTED = {
    "integer": "toInteger({})",
    "number": "toFloat({})",
    "boolean": "toBoolean({})",
    "text": "{}",
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

Shape = dict[str, Column]


def write_neo4j(graph: Graph, folder: Path) -> None:
    """Write ``nodes_TYPE.csv``, ``links_PROPERTY.csv``, ``import.sh`` and ``load.cypher``."""
    source = NodeSource(graph)
    shapes = _shapes(source)
    with ExitStack() as stack:
        nodes = {name: _opened(stack, folder, _nodes_file(name)) for name in shapes}
        for name, shape in shapes.items():
            nodes[name].write(csv_line(_header(shape)))
        links: dict[str, IO[bytes]] = {}
        for node in source:
            name = safe(node.type)
            nodes[name].write(csv_line(_cells(source, node, shapes[name])))
            for property_, target in source.edges(node):
                kind = safe(property_)
                if kind not in links:
                    links[kind] = _opened(stack, folder, _links_file(kind))
                    links[kind].write(csv_line((":START_ID", ":END_ID", ":TYPE")))
                links[kind].write(csv_line((node.iri, target, kind)))
    kinds = sorted(links)
    (folder / COMMAND).write_text(_command(list(shapes), kinds), encoding="utf-8")
    (folder / SCRIPT).write_text(_script(shapes, kinds), encoding="utf-8")


def safe(name: str) -> str:
    """Return a name that is a file name and an identifier of Cypher; others are made one."""
    if _NAME.fullmatch(name):
        return name
    return "x_" + re.sub(r"[^A-Za-z0-9_]", lambda match: f"_{ord(match[0]):x}_", name)


def _shapes(source: NodeSource) -> dict[str, Shape]:
    """Return the columns of each kind of node."""
    found: dict[str, ColumnTally] = {}
    for node in source:
        found.setdefault(safe(node.type), ColumnTally()).add(_attributes(source, node))
    return {kind: found[kind].columns() for kind in sorted(found)}


def _attributes(source: NodeSource, node: Node) -> dict[str, tuple[Value, ...]]:
    own = source.attributes(node)
    return {f"{safe(n)}_" if n in _OWN else safe(n): values for n, values in own.items()}


def _header(shape: Shape) -> list[str]:
    more = [f"{n}:{_TYPES[c.kind]}{'[]' if c.many else ''}" for n, c in shape.items()]
    return [f"iri:ID({ID_SPACE})", "label:string", "type:string", *more, ":LABEL"]


def _cells(source: NodeSource, node: Node, shape: Shape) -> Iterator[str]:
    yield from (node.iri, _plain(node.label), node.type)
    own = _attributes(source, node)
    for name, column in shape.items():
        values = column.fitted(own[name]) if name in own else ""
        several = values if isinstance(values, list) else [values]
        yield SEPARATOR.join(_plain(text(value)) for value in several)
    classes = dict.fromkeys(safe(local_name(name)) for name in node.classes)
    yield SEPARATOR.join(dict.fromkeys((ID_SPACE, safe(node.type), *classes)))


def _plain(words: str) -> str:
    return words.replace(SEPARATOR, " ")


def _opened(stack: ExitStack, folder: Path, name: str) -> IO[bytes]:
    return stack.enter_context((folder / name).open("wb"))


def _nodes_file(kind: str) -> str:
    return f"nodes_{kind}.csv"


def _links_file(kind: str) -> str:
    return f"links_{kind}.csv"


def _command(kinds: Iterable[str], links: Iterable[str]) -> str:
    nodes = "".join(f"  --nodes={_nodes_file(kind)} \\\n" for kind in kinds)
    relationships = "".join(f"  --relationships={_links_file(kind)} \\\n" for kind in links)
    return _COMMAND.format(nodes=nodes, relationships=relationships)


def _script(shapes: dict[str, Shape], links: Iterable[str]) -> str:
    parts = [_SCRIPT]
    for kind, shape in shapes.items():
        sets = "".join(f",\n      n.{name} = {_read(name, c)}" for name, c in shape.items())
        parts.append(_LOAD_NODES.format(file=_nodes_file(kind), space=ID_SPACE, sets=sets))
    for kind in links:
        parts.append(_LOAD_LINKS.format(file=_links_file(kind), kind=kind, space=ID_SPACE))
    return "\n".join(parts)


def _read(name: str, column: Column) -> str:
    header = f"row.`{name}:{_TYPES[column.kind]}{'[]' if column.many else ''}`"
    if not column.many:
        return _CONVERTED[column.kind].format(header)
    converted = _CONVERTED[column.kind].format("value")
    return f"[value IN split({header}, '\\u001F') | {converted}]"


_COMMAND = """\
#!/bin/sh
# Makes a new Neo4j database (5 or newer) from the CSV files beside this script; the server of
# the database must be stopped. Usage: sh import.sh [DATABASE]
cd "$(dirname "$0")" || exit 1
exec neo4j-admin database import full \\
{nodes}{relationships}  --array-delimiter=U+001F --multiline-fields=true --id-type=string \\
  "${{1:-neo4j}}"
"""

_SCRIPT = """\
// Loads the CSV files beside this script into a running Neo4j (5.26 or newer); may be run again.
// Copy the files into the import folder of the server, then:
//   cypher-shell -f load.cypher
// (in Neo4j Browser write :auto before each LOAD CSV).
// A backslash is no escape in these files: set db.import.csv.legacy_quote_escaping=false.
CREATE CONSTRAINT resource_iri IF NOT EXISTS FOR (n:Resource) REQUIRE n.iri IS UNIQUE;
"""

_LOAD_NODES = """\
LOAD CSV WITH HEADERS FROM 'file:///{file}' AS row
CALL (row) {{
  MERGE (n:{space} {{iri: row.`iri:ID({space})`}})
  SET n:$(split(row.`:LABEL`, '\\u001F')),
      n.label = row.`label:string`,
      n.type = row.`type:string`{sets}
}} IN TRANSACTIONS OF 10000 ROWS;
"""

_LOAD_LINKS = """\
LOAD CSV WITH HEADERS FROM 'file:///{file}' AS row
CALL (row) {{
  MATCH (a:{space} {{iri: row.`:START_ID`}}), (b:{space} {{iri: row.`:END_ID`}})
  MERGE (a)-[:{kind}]->(b)
}} IN TRANSACTIONS OF 10000 ROWS;
"""
