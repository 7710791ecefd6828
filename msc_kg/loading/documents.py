"""The documents whose named graphs a store holds, and those that others took the place of."""

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from msc_kg import iris
from msc_kg.endpoint import RemoteGraph
from msc_kg.errors import InputError, UnknownNameError
from msc_kg.loading.ordered import documents_of
from msc_kg.loading.stores import checked_graph
from msc_kg.suggestions import nearest
from msc_kg.vocab import dcterms, msc

OWN_GRAPHS = {"accepted": iris.ACCEPTED_GRAPH, "vocabulary": iris.VOCABULARY_GRAPH}
"""Named graphs that are no document's, by the names they have on the command line."""

_ASKED = (
    "SELECT DISTINCT ?graph ?name WHERE { GRAPH ?graph { "
    f"?document a <{msc.SourceDocument.iri}> ; <{dcterms.source.iri}> ?name }} }}"
)


def graphs_in(endpoint: RemoteGraph) -> dict[str, str]:
    """Return the named graphs of documents in a store, with the documents' names.

    Raises:
        RemoteError: the store cannot be asked.
    """
    found: dict[str, str] = {}
    for graph, name in endpoint.select(_ASKED).rows:
        if not isinstance(graph, ox.NamedNode) or not isinstance(name, ox.Literal):
            continue
        if graph.value.startswith(f"{iris.BASE}graph/"):
            found[graph.value] = name.value
    return found


def left_over(
    there: Mapping[str, str], source: Path, loaded: frozenset[str], only: frozenset[str] | None
) -> tuple[str, ...]:
    """Return the graphs of documents that a store has and what was loaded has not.

    With ``only``, these are graphs of earlier versions of the documents that were loaded.
    """
    names = {name for name, graph in documents_of(source).items() if only and graph in only}
    return tuple(
        sorted(
            graph
            for graph, name in there.items()
            if graph not in loaded and (only is None or name in names)
        )
    )


def graph_of(source: Path, name: str) -> str:
    """Return the named graph of a document: by its name in the folder, or as an IRI.

    Raises:
        InputError: no such document.
    """
    if name in OWN_GRAPHS:
        return OWN_GRAPHS[name]
    graphs = documents_of(source)
    if name in graphs:
        return graphs[name]
    if ":" in name:
        return checked_graph(name)
    raise _unknown(name, graphs)


def graphs_to_drop(source: Path, name: str, there: Mapping[str, str]) -> tuple[str, ...]:
    """Return the graphs that a store has of a document, by its name in store or folder, or IRI.

    Raises:
        InputError: neither has such a document.
    """
    found = {graph for graph, stated in there.items() if stated == name}
    try:
        found.add(graph_of(source, name))
    except InputError:
        if not found:
            raise
    return tuple(sorted(found))


def _unknown(name: str, graphs: Mapping[str, str]) -> UnknownNameError:
    return UnknownNameError(
        "document",
        name,
        nearest(name, graphs),
        next_step="documents are named as in manifest.json; the IRI of a named graph will do",
    )
