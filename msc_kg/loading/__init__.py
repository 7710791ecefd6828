"""A graph into a triple store, over the SPARQL 1.1 Graph Store HTTP Protocol."""

from msc_kg.loading.chunks import CHUNK_BYTES, CHUNK_TRIPLES, Limits
from msc_kg.loading.flow import PATIENCE, ForeignGraphError, Loaded, Options, drop, load
from msc_kg.loading.ordered import document_graph
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
    "document_graph",
    "drop",
    "find",
    "load",
]
