"""RDF serialisations, written by Oxigraph in a fixed order of triples."""

from collections.abc import Iterable
from typing import BinaryIO

import pyoxigraph as ox

from msc_kg import iris


def write_triples(triples: Iterable[ox.Triple], stream: BinaryIO, format_: ox.RdfFormat) -> None:
    """Write triples, each once and sorted, with the project's prefixes."""
    ordered = sorted(set(triples), key=str)
    ox.serialize(ordered, stream, format=format_, prefixes=_prefixes(format_))


def write_quads(quads: Iterable[ox.Quad], stream: BinaryIO, format_: ox.RdfFormat) -> None:
    """Write quads, each once and sorted by named graph, with the project's prefixes."""
    ordered = sorted(set(quads), key=lambda quad: (str(quad.graph_name), str(quad)))
    ox.serialize(ordered, stream, format=format_, prefixes=_prefixes(format_))


def _prefixes(format_: ox.RdfFormat) -> dict[str, str] | None:
    """Return the prefixes for formats that have them; those whose names XML refuses are none."""
    return None if format_ in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS) else iris.prefixes()
