"""Examples from the packaged seeds for the page of the ontology."""

import tempfile
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from ontology_terms import curie

from msc_kg import iris
from msc_kg.build import build
from msc_kg.store import LocalGraph, open_graph

MOST_VALUES, MOST_LINES, MOST_CHARACTERS = 2, 16, 90
"""What of a node is shown: values of a property, properties, letters of a text."""


@cache
def seeds() -> LocalGraph:
    """Return the graph of the packaged seeds."""
    with tempfile.TemporaryDirectory() as folder:
        build([], Path(folder) / "kg", validate=False)
        opened = open_graph(Path(folder) / "kg")
    assert isinstance(opened, LocalGraph)
    return opened


def example(term: str) -> str:
    """Return the node of a class in the seeds that says the most, as shortened Turtle."""
    rows = (
        seeds()
        .select(
            f"SELECT ?node (COUNT(DISTINCT ?p) AS ?n) WHERE {{ ?node a <{term}> ; ?p ?o }} "
            "GROUP BY ?node ORDER BY DESC(?n) ?node LIMIT 1"
        )
        .rows
    )
    if not rows:
        return ""
    stated: dict[str, list[str]] = {}
    for property_, value in seeds().select(f"SELECT ?p ?o WHERE {{ {rows[0][0]} ?p ?o }}").rows:
        stated.setdefault(curie(property_), []).append(_written(value))
    order = sorted(stated, key=lambda name: (name != "rdf:type", name))
    lines = [_line(name, sorted(stated[name])) for name in order[:MOST_LINES]]
    more = len(order) - MOST_LINES
    lines += [f"    # and {more} more properties"] if more > 0 else []
    return "\n".join([_written(rows[0][0]), *lines, "."])


def _line(name: str, found: list[str]) -> str:
    shown = " , ".join(found[:MOST_VALUES])
    more = f"  # and {len(found) - MOST_VALUES} more" if len(found) > MOST_VALUES else ""
    return f"    {'a' if name == 'rdf:type' else name} {shown} ;{more}"


def _written(value: object) -> str:
    if isinstance(value, ox.NamedNode):
        short = iris.compress(value.value)
        return str(value) if "/" in short.partition(":")[2] else short
    assert isinstance(value, ox.Literal)
    words = str(value)
    datatype = value.datatype.value
    if datatype.endswith(("#integer", "#boolean")):
        return value.value
    if datatype.endswith("#string"):
        cut = value.value[:MOST_CHARACTERS]
        return str(ox.Literal(cut + (" …" if cut != value.value else "")))
    return words.replace(f"<{datatype}>", iris.compress(datatype))


@cache
def used_on() -> dict[str, tuple[str, ...]]:
    """Return the classes on whose nodes each property stands in the seeds, by CURIE."""
    rows = (
        seeds()
        .select("SELECT DISTINCT ?p ?class WHERE { ?node ?p ?value ; a ?class } ORDER BY ?p ?class")
        .rows
    )
    found: dict[str, list[str]] = {}
    for property_, class_ in rows:
        found.setdefault(curie(property_), []).append(curie(class_))
    return {name: tuple(classes) for name, classes in found.items()}
