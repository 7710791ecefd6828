"""A graph into a triple store, over the SPARQL 1.1 Graph Store HTTP Protocol."""

from msc_kg.loading.chunks import CHUNK_BYTES, CHUNK_TRIPLES, Limits
from msc_kg.loading.documents import graph_of, graphs_in, graphs_to_drop
from msc_kg.loading.flow import (
    PATIENCE,
    ForeignGraphError,
    Loaded,
    Options,
    drop,
    endpoint,
    load,
)
from msc_kg.loading.stores import KINDS, Store, find

__all__ = [
    "CHUNK_BYTES",
    "CHUNK_TRIPLES",
    "KINDS",
    "PATIENCE",
    "ForeignGraphError",
    "Limits",
    "Loaded",
    "Options",
    "Store",
    "drop",
    "endpoint",
    "find",
    "graph_of",
    "graphs_in",
    "graphs_to_drop",
    "load",
]
