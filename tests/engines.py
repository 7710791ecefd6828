"""The engines that the tests compare with the embedded store in memory.

rdflib, rdflib over Oxigraph, the store on disk, and over HTTP an Oxigraph server, Virtuoso and
``msc-kg serve`` (``servers.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import oxrdflib
import pyoxigraph as ox
import pytest
import rdflib
import servers
from rdflib_graph import RdflibGraph
from servers import Server

from msc_kg.credentials import Credentials
from msc_kg.loading import Options, find, load
from msc_kg.store import Graph, RemoteGraph, StoredGraph
from msc_kg.storing import write_store


class OverOxigraph(RdflibGraph):
    """The triples of another graph in Oxigraph, asked through rdflib."""

    def __init__(self, graph: Graph) -> None:
        self.source = "oxrdflib"
        self.triples_ = tuple(graph.triples())
        self.graph = rdflib.Graph(oxrdflib.OxigraphStore())
        self.graph.parse(data=turtle(graph).decode(), format="ox-nt")


def turtle(graph: Graph) -> bytes:
    """Return the triples of a graph as N-Triples."""
    written = ox.serialize(list(graph.triples()), format=ox.RdfFormat.N_TRIPLES)
    assert written is not None
    return written


@dataclass
class Place:
    """Where engines are set up: a folder, and a way to the servers, which start when wanted."""

    folder: Path
    request: pytest.FixtureRequest

    def served(self, graph: Graph, name: str, server: str) -> Graph:
        """Load a graph into a server; return it as an endpoint."""
        running: Server = self.request.getfixturevalue(server)
        iri = f"urn:msc-kg:test-of-engines:{name}"
        assert running.put(iri, turtle(graph)) in {200, 201, 204}
        return RemoteGraph(running.of_graph(iri), timeout=120)

    def loaded(self, graph: Graph, name: str, server: str) -> Graph:
        """Load a graph into a server as ``msc-kg load`` does; return it as an endpoint."""
        running: Server = self.request.getfixturevalue(server)
        triples = self.folder / f"{name}.nt"
        triples.write_bytes(turtle(graph))
        self.request.getfixturevalue("monkeypatch").setenv("XDG_STATE_HOME", str(self.folder))
        iri = f"urn:msc-kg:test-of-engines:{name}"
        known = Credentials(user=running.user, password=running.password)
        told = load(triples, find(running.graph_store), Options(into=iri), known)
        assert told.triples == len({*graph.triples()})
        assert not told.differing
        return RemoteGraph(running.of_graph(iri), timeout=120)

    def by_ourselves(self, graph: Graph, name: str) -> Graph:
        """Serve a graph by ``msc-kg serve`` until the test ends; return it as an endpoint."""
        triples = self.folder / f"{name}.nt"
        triples.write_bytes(turtle(graph))
        serving = servers.msc_kg_serve(triples, self.folder / f"{name}.served")
        running = serving.__enter__()
        self.request.addfinalizer(lambda: serving.__exit__(None, None, None))
        return RemoteGraph(running.query, timeout=120)

    def on_disk(self, graph: Graph, name: str, _: str) -> Graph:
        """Write a graph into a store on disk; return it opened."""
        quads = self.folder / f"{name}.nq"
        lines = turtle(graph).splitlines(keepends=True)
        quads.write_bytes(b"".join(line[:-2] + b"<urn:g> .\n" for line in lines))
        write_store(quads, self.folder / f"{name}.store")
        return StoredGraph(self.folder / f"{name}.store")


ENGINES: dict[str, Callable[[Place, Graph, str], Graph]] = {
    "rdflib": lambda place, graph, name: RdflibGraph(graph),
    "rdflib over Oxigraph": lambda place, graph, name: OverOxigraph(graph),
    "store on disk": lambda place, graph, name: place.on_disk(graph, name, ""),
    "Oxigraph server": lambda place, graph, name: place.served(graph, name, "oxigraph_server"),
    "msc-kg serve": lambda place, graph, name: place.by_ourselves(graph, name),
    "Virtuoso": lambda place, graph, name: place.loaded(graph, name, "virtuoso_server"),
}
"""The engines that are compared with the embedded store in memory."""
