"""Defects planted into a graph: ``planted.ru`` holds them, each with what must find it."""

import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from msc_kg import sparql_text, validation

_HEADER = re.compile(r"^#\+ ([\w-]+): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Defect:
    """A SPARQL update, the shape or check that must find it, and a part of the message."""

    shape: str
    message: str
    update: str


def defects() -> list[Defect]:
    """Return all defects, in the order of the file."""
    text = Path(__file__).with_suffix(".ru").read_text(encoding="utf-8")
    _, *parts = _HEADER.split(text)
    return [Defect(*parts[at : at + 3]) for at in range(0, len(parts), 3)]


def plant(triples: bytes, *wanted: Defect) -> bytes:
    """Return the graph (Turtle) with the defects in it, as N-Triples."""
    store = ox.Store()
    store.load(triples, format=ox.RdfFormat.TURTLE)
    for defect in wanted:
        before = _content(store)
        store.update(sparql_text.with_prefixes(defect.update))
        assert _content(store) != before, f"nothing to plant {defect.shape} into"
    return _content(store)


def _content(store: ox.Store) -> bytes:
    return validation.ntriples(sorted((quad.triple for quad in store), key=str))
