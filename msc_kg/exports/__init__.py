"""A graph in other formats: RDF serialisations, property graphs, tables."""

from msc_kg.exports.formats import FOLDER_FORMATS, FORMATS, by_suffix, write_folder, write_graph

__all__ = ["FOLDER_FORMATS", "FORMATS", "by_suffix", "write_folder", "write_graph"]
