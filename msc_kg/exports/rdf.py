"""RDF serialisations, written by Oxigraph in a fixed order of triples."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyoxigraph as ox

from msc_kg import iris
from msc_kg.store import Graph, LocalGraph


def write_triples(graph: Graph, stream: BinaryIO, format_: ox.RdfFormat) -> None:
    """Write the triples of a graph, each once and sorted, with the project's prefixes.

    Of a local graph the subjects are held only, of that of an endpoint all triples.
    """
    if isinstance(graph, LocalGraph):
        ordered = _by_subject(graph.store)
    else:
        ordered = iter(sorted(set(graph.triples()), key=str))
    ox.serialize(ordered, stream, format=format_, prefixes=_prefixes(format_))


def _by_subject(store: ox.Store) -> Iterator[ox.Triple]:
    every = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    for subject in sorted({quad.subject for quad in every}, key=str):
        quads = store.quads_for_pattern(subject, None, None, ox.DefaultGraph())
        yield from sorted((quad.triple for quad in quads), key=str)


def write_quads(quads: Iterable[ox.Quad], stream: BinaryIO, format_: ox.RdfFormat) -> None:
    """Write quads, each once and sorted by named graph, with the project's prefixes."""
    ordered = sorted(set(quads), key=lambda quad: (str(quad.graph_name), str(quad)))
    ox.serialize(ordered, stream, format=format_, prefixes=_prefixes(format_))


def _prefixes(format_: ox.RdfFormat) -> dict[str, str] | None:
    """Return the prefixes for formats that have them; those whose names XML refuses are none."""
    return None if format_ in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS) else iris.prefixes()
