"""A graph in other formats: RDF serialisations, and property graphs for network tools."""

from msc_kg.exports.formats import FORMATS, by_suffix, write_graph

__all__ = ["FORMATS", "by_suffix", "write_graph"]
