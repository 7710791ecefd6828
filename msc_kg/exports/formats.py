"""The formats of ``msc-kg export``, by name.

Each is one function from a graph to a stream, or to the files of a folder.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import pyoxigraph as ox

from msc_kg.exports import csv_tables, cytoscape, kgx, neo4j, packing, property_graph, rdf
from msc_kg.store import Graph, LocalGraph, graph_file, read_quads

if TYPE_CHECKING:
    import networkx as nx

Writer: TypeAlias = Callable[[Graph, BinaryIO], None]
FolderWriter: TypeAlias = Callable[[Graph, Path], None]

_GEXF_DATE = re.compile(rb' lastmodifieddate="[^"]*"')


@dataclass(frozen=True)
class Format:
    """A format of one file: its name, the ends of its files, what it is, how it is written."""

    name: str
    suffixes: tuple[str, ...]
    description: str
    write: Writer


@dataclass(frozen=True)
class FolderFormat:
    """A format of several files: its name, what it is, and how they are written."""

    name: str
    description: str
    write: FolderWriter


def write_graph(graph: Graph, stream: BinaryIO, format_: str) -> None:
    """Write a graph to a binary stream in the format of this name (a key of ``FORMATS``)."""
    FORMATS[format_].write(graph, stream)


def write_folder(graph: Graph, target: Path, format_: str) -> None:
    """Write a graph in a format of several files (a key of ``FOLDER_FORMATS``).

    ``target`` is a folder, new or an earlier export, or a file that ends in ``.zip``.

    Raises:
        InputError: ``target`` cannot be replaced or written, or the format needs an extra.
    """
    format_writer = FOLDER_FORMATS[format_]
    packing.write_files(lambda folder: format_writer.write(graph, folder), target, format_)


def by_suffix(name: str) -> str | None:
    """Return the name of the format that a file name ends with."""
    lower = name.lower()
    return next((entry.name for entry in FORMATS.values() if lower.endswith(entry.suffixes)), None)


def _triples(format_: ox.RdfFormat) -> Writer:
    def write(graph: Graph, stream: BinaryIO) -> None:
        rdf.write_triples(graph, stream, format_)

    return write


def _quads(format_: ox.RdfFormat) -> Writer:
    def write(graph: Graph, stream: BinaryIO) -> None:
        rdf.write_quads(_named_quads(graph), stream, format_)

    return write


def _named_quads(graph: Graph) -> Iterator[ox.Quad]:
    """Yield the quads in their named graphs; an endpoint's triples are in the default graph."""
    if isinstance(graph, LocalGraph):
        yield from read_quads(graph_file(Path(graph.source)))
        return
    for triple in graph.triples():
        yield ox.Quad(triple.subject, triple.predicate, triple.object)


def _graphml(graph: Graph, stream: BinaryIO) -> None:
    import networkx as nx

    nx.write_graphml(_network(graph), stream, named_key_ids=True)


def _gexf(graph: Graph, stream: BinaryIO) -> None:
    """Write GEXF without the date that NetworkX puts in, so that equal graphs give equal bytes."""
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_gexf(_network(graph), buffer, version="1.2draft")
    stream.write(_GEXF_DATE.sub(b"", buffer.getvalue()))


def _network(graph: Graph) -> "nx.MultiDiGraph[str]":
    network = property_graph.to_networkx(graph.triples())
    property_graph.make_uniform(network)
    return network


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("turtle", (".ttl",), "Turtle 1.1", _triples(ox.RdfFormat.TURTLE)),
        Format("ntriples", (".nt",), "N-Triples 1.1", _triples(ox.RdfFormat.N_TRIPLES)),
        Format("nquads", (".nq",), "N-Quads 1.1", _quads(ox.RdfFormat.N_QUADS)),
        Format("trig", (".trig",), "TriG 1.1", _quads(ox.RdfFormat.TRIG)),
        Format("jsonld", (".jsonld", ".json"), "JSON-LD 1.1", _triples(ox.RdfFormat.JSON_LD)),
        Format("graphml", (".graphml",), "GraphML, a property graph", _graphml),
        Format("gexf", (".gexf",), "GEXF 1.2, a property graph", _gexf),
        Format("cytoscape", (".cyjs",), "Cytoscape.js JSON", cytoscape.write_cyjs),
        Format("cx2", (".cx2",), "CX2 of NDEx and Cytoscape", cytoscape.write_cx2),
    )
}
"""Every format of one file by name."""

FOLDER_FORMATS: dict[str, FolderFormat] = {
    entry.name: entry
    for entry in (
        FolderFormat("tables", "CSV, one table a class", csv_tables.write_csv),
        FolderFormat("parquet", "Parquet, one table a class", csv_tables.write_parquet),
        FolderFormat("kgx", "KGX TSV in the Biolink model", kgx.write_kgx),
        FolderFormat("neo4j", "CSV and loading scripts for Neo4j", neo4j.write_neo4j),
    )
}
"""Every format of several files by name."""
