"""What the shapes say in general, read from the shapes themselves."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from msc_kg.errors import InputError
from msc_kg.validation.nodes import SH, Nodes, Term, key, members, read_nodes

_HOLE = re.compile(r"\{[?$]\w+\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape's message, with an ellipsis for each value, and the properties of its path."""

    text: str
    path: tuple[ox.NamedNode, ...]


@cache
def rules(shapes: bytes) -> Mapping[str, Rule]:
    """Return the rule of each shape (Turtle) that has a severity, by the shape's IRI.

    Raises:
        InputError: the shapes are malformed.
    """
    try:
        nodes = read_nodes(shapes)
    except SyntaxError as error:
        raise InputError(
            f"the shapes cannot be read ({error.msg})",
            where="validation",
            next_step="check that they are Turtle",
        ) from error
    return {
        iri: Rule(_text(node, nodes), tuple(_path(node.get(f"{SH}path", []), nodes)))
        for iri, node in nodes.items()
        if f"{SH}severity" in node
    }


def _text(node: Mapping[str, list[Term]], nodes: Nodes) -> str:
    queries = (nodes.get(key(query), {}) for query in node.get(f"{SH}sparql", []))
    said = [key(text) for own in (node, *queries) for text in own.get(f"{SH}message", [])]
    return _HOLE.sub("…", "; ".join(said))


def _path(path: list[Term], nodes: Nodes) -> Iterator[ox.NamedNode]:
    """Yield the property of a path, or the alternatives; nothing for other paths."""
    for term in path:
        if isinstance(term, ox.NamedNode):
            yield term
        for head in nodes.get(key(term), {}).get(f"{SH}alternativePath", []):
            yield from _path(list(members(head, nodes)), nodes)
