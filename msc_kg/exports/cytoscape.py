"""Networks for Cytoscape: Cytoscape.js JSON (``.cyjs``) and CX2 (``.cx2``), node after node.

Several values of an attribute are lists. The label of a node is ``name``, that of an edge
``interaction``, as Cytoscape wants; attributes that would clash get an underscore ("name_").
"""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import orjson

from msc_kg.exports.columns import Column, columns
from msc_kg.exports.nodes import Node, NodeSource, Value
from msc_kg.store import Graph

TITLE = "msc-kg"
RESERVED = frozenset(
    {"id", "iri", "value", "name", "label", "type", "source", "target", "key", "interaction",
     "shared_name", "SUID", "selected"}
)  # fmt: skip
"""Names that Cytoscape, Cytoscape.js or NetworkX give a meaning."""

_CX2_TYPES = {"integer": "long", "number": "double", "boolean": "boolean", "text": "string"}


def write_cyjs(graph: Graph, stream: BinaryIO) -> None:
    """Write Cytoscape.js JSON, which Cytoscape opens and NetworkX reads (``cytoscape_graph``)."""
    source = NodeSource(graph)
    shape = columns(_named(source.attributes(node)) for node in source)
    head = {"format_version": "1.0", "target_cytoscapejs_version": "~3.0", "directed": True,
            "multigraph": True, "data": {"name": TITLE, "shared_name": TITLE}}  # fmt: skip
    stream.write(orjson.dumps(head)[:-1] + b',"elements":{"nodes":')
    _write_list(stream, ({"data": _cyjs_node(source, node, shape)} for node in source))
    stream.write(b',"edges":')
    _write_list(stream, ({"data": edge} for node in source for edge in _cyjs_edges(source, node)))
    stream.write(b"}}\n")


def write_cx2(graph: Graph, stream: BinaryIO) -> None:
    """Write CX2 (NDEx, Cytoscape); nodes are numbered in the order of their IRIs."""
    source = NodeSource(graph)
    numbers = source.numbers
    shape = columns(_named(source.attributes(node)) for node in source)
    count = sum(1 for node in source for _ in source.edges(node))
    for opening in _cx2_head(shape, len(numbers), count):
        stream.write(opening)
    _write_list(
        stream,
        ({"id": numbers[node.iri], "v": _attributes(source, node, shape)} for node in source),
    )
    stream.write(b'},\n{"edges":')
    edges = ((node, name, target) for node in source for name, target in source.edges(node))
    _write_list(
        stream,
        (
            {"id": number, "s": numbers[node.iri], "t": numbers[target], "v": {"interaction": name}}
            for number, (node, name, target) in enumerate(edges)
        ),
    )
    stream.write(b'},\n{"status":[{"success":true}]}]\n')


def _cx2_head(shape: dict[str, Column], nodes: int, edges: int) -> Iterator[bytes]:
    text = {"d": "string"}
    declared = {name: {"d": _cx2_type(column)} for name, column in shape.items()}
    counts = {"attributeDeclarations": 1, "networkAttributes": 1, "nodes": nodes, "edges": edges}
    aspects: tuple[dict[str, Any], ...] = (
        {"CXVersion": "2.0", "hasFragments": False},
        {"metaData": [{"name": name, "elementCount": count} for name, count in counts.items()]},
        {"attributeDeclarations": [{
            "networkAttributes": {"name": text},
            "nodes": {"name": text, "iri": text, "type": text, **declared},
            "edges": {"interaction": text}}]},
        {"networkAttributes": [{"name": TITLE}]},
    )  # fmt: skip
    yield b"[" + b",\n".join(map(orjson.dumps, aspects)) + b',\n{"nodes":'


def _cx2_type(column: Column) -> str:
    name = _CX2_TYPES[column.kind]
    return f"list_of_{name}" if column.many else name


def _cyjs_node(source: NodeSource, node: Node, shape: dict[str, Column]) -> dict[str, Any]:
    return {"id": node.iri, "value": node.iri, **_attributes(source, node, shape)}


def _cyjs_edges(source: NodeSource, node: Node) -> Iterator[dict[str, str]]:
    for name, target in source.edges(node):
        yield {
            "id": f"{node.iri} {name} {target}",
            "source": node.iri,
            "target": target,
            "key": name,
            "name": name,
            "interaction": name,
        }


def _attributes(source: NodeSource, node: Node, shape: dict[str, Column]) -> dict[str, Any]:
    own = _named(source.attributes(node))
    fitted = {name: shape[name].fitted(values) for name, values in own.items()}
    return {"name": node.label, "iri": node.iri, "type": node.type, **fitted}


def _named(attributes: dict[str, tuple[Value, ...]]) -> dict[str, tuple[Value, ...]]:
    return {f"{name}_" if name in RESERVED else name: v for name, v in attributes.items()}


def _write_list(stream: BinaryIO, items: Iterable[object]) -> None:
    stream.write(b"[")
    for number, item in enumerate(items):
        stream.write((b",\n" if number else b"\n") + orjson.dumps(item))
    stream.write(b"]")
