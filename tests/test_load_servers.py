"""Loading into real stores: all there, one document replaced, an interruption got over."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import servers
from servers import Server

from msc_kg import iris
from msc_kg.credentials import Credentials
from msc_kg.endpoint import RemoteGraph
from msc_kg.errors import InputError
from msc_kg.knowledge_graph import KnowledgeGraph
from msc_kg.loading import Limits, Options, find, load
from msc_kg.loading.graph_store import GraphStore
from msc_kg.loading.stores import EVERYTHING
from msc_kg.remote import Connection
from msc_kg.store import open_graph

SPONSORS = [
    "Osiris Therapeutics",
    "University Hospital of Liege",
    "Case Comprehensive Cancer Center",
    "Christian Medical College, Vellore",
    "Guangdong General Hospital",
    "University of Salamanca",
]
INTO = "urn:msc-kg:test-of-loading:ä%20b"


@pytest.fixture(params=["oxigraph_server", "virtuoso_server"])
def server(request: pytest.FixtureRequest) -> Server:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return found


def command(server: Server, folder: Path, state: Path, *options: str) -> tuple[int, str]:
    """Run ``msc-kg load`` as a user does; return the exit status and what it says."""
    environment = {**os.environ, "XDG_STATE_HOME": str(state)}
    if server.user:
        environment |= {"MSC_KG_STORE_USER": server.user, "MSC_KG_STORE_PASSWORD": server.password}
    run = subprocess.run(
        [sys.executable, "-m", "msc_kg", "load", server.graph_store, "-g", str(folder), *options],
        capture_output=True, text=True, timeout=300, env=environment, check=False,
    )  # fmt: skip
    assert not server.password or server.password not in run.stdout + run.stderr
    return run.returncode, run.stdout + run.stderr


def counts(server: Server) -> dict[str, int]:
    """Return the number of triples in each of our named graphs."""
    rows = RemoteGraph(server.query).select(
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } "
        f'FILTER(STRSTARTS(STR(?g), "{iris.BASE}graph/")) }} GROUP BY ?g'
    )
    return {str(graph): int(str(number)) for graph, number in rows.values()}


def expected(folder: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in (folder / "graph.nq").read_text(encoding="utf-8").splitlines():
        graph = line[line.rindex(" <") + 2 : -3]
        found[graph] = found.get(graph, 0) + 1
    return found


def test_a_question_is_answered_after_loading(
    server: Server, seeds_folder: Path, tmp_path: Path
) -> None:
    status, said = command(server, seeds_folder, tmp_path, "--into", INTO, "--chunk", "2000")
    assert status == 0, said
    assert "the store counts the same" in said
    graph = KnowledgeGraph(RemoteGraph(server.of_graph(INTO)))
    rows = graph.query("sponsors", condition="GVHD", tissue="BM").values()
    assert [row[0] for row in rows] == SPONSORS
    assert graph.graph.ask("ASK { ?trial a <https://w3id.org/msc-kg/ontology#Trial> }")
    assert not graph.graph.ask("ASK { ?trial a <urn:none> }")
    assert command(server, seeds_folder, tmp_path, "--into", INTO, "--drop")[0] == 0
    assert graph.query("sponsors", condition="GVHD", tissue="BM").values() == []


def test_a_virtuoso_as_shipped_is_told_to_lose_rows(
    virtuoso_server: Server, seeds_folder: Path, tmp_path: Path
) -> None:
    graph = ("--into", "urn:msc-kg:test-of-faults")
    assert "lose rows" not in command(virtuoso_server, seeds_folder, tmp_path, *graph)[1]
    with servers.virtuoso(tmp_path / "as-shipped", settings_of_tests="") as shipped:
        status, said = command(shipped, seeds_folder, tmp_path, *graph)
    assert status == 0, said
    assert "enable_inline_sqs = 0" in said


def test_no_document_goes_beside_the_one_graph_of_virtuoso(
    virtuoso_server: Server, seeds_folder: Path, tmp_path: Path
) -> None:
    """Its queries see both, so that what the document said before would stay."""
    name = json.loads((seeds_folder / "manifest.json").read_bytes())["inputs"][0]["name"]
    assert command(virtuoso_server, seeds_folder, tmp_path)[0] == 0
    try:
        status, said = command(virtuoso_server, seeds_folder, tmp_path, "--document", name)
    finally:
        into = ("--into", EVERYTHING, "--drop")
        assert command(virtuoso_server, seeds_folder, tmp_path, *into)[0] == 0
    assert status == 2
    assert f"<{EVERYTHING}>: holds trials that were loaded into one graph" in said


def test_the_triples_are_the_same_in_the_store(
    server: Server, seeds_folder: Path, tmp_path: Path
) -> None:
    graph = "urn:msc-kg:test-of-the-same"
    assert command(server, seeds_folder, tmp_path, "--into", graph)[0] == 0
    there = RemoteGraph(server.of_graph(graph)).triples()
    assert {str(triple) for triple in there} == {
        str(triple) for triple in open_graph(seeds_folder).triples()
    }


def test_no_update_goes_where_queries_go(server: Server) -> None:
    credentials = Credentials("digest", server.user, server.password) if server.user else None
    asked = RemoteGraph(server.update, credentials=credentials)
    with pytest.raises(InputError, match="INSERT is an update"):
        asked.query("INSERT DATA { GRAPH <urn:msc-kg:test> { <urn:a> <urn:b> <urn:c> } }")
    assert not RemoteGraph(server.query).ask("ASK { GRAPH <urn:msc-kg:test> { ?s ?p ?o } }")


def test_one_document_is_replaced(server: Server, seeds_folder: Path, tmp_path: Path) -> None:
    whole = expected(seeds_folder)
    assert command(server, seeds_folder, tmp_path, "--as", "named")[0] == 0
    assert {graph: counts(server)[graph] for graph in whole} == whole
    inputs = json.loads((seeds_folder / "manifest.json").read_bytes())["inputs"]
    name, graph = inputs[0]["name"], str(iris.graph(inputs[0]["sha256"]))
    assert command(server, seeds_folder, tmp_path, "--document", name, "--drop")[0] == 0
    assert graph not in counts(server)
    status, said = command(server, seeds_folder, tmp_path, "--document", name)
    assert status == 0, said
    assert {graph: counts(server)[graph] for graph in whole} == whole
    ours = [part for other in whole for part in ("--document", other)]
    assert command(server, seeds_folder, tmp_path, *ours, "--drop")[0] == 0
    assert not set(counts(server)) & set(whole)


def test_an_interrupted_load_goes_on(
    server: Server, seeds_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    store = find(server.graph_store)
    credentials = Credentials("digest", server.user, server.password) if server.user else None
    options = Options(into=INTO, limits=Limits(1000), resume=True)

    def interrupt(sent: int, total: int) -> None:
        if sent > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(seeds_folder, store, options, credentials, interrupt)
    loaded = load(seeds_folder, store, options, credentials)
    assert loaded.resumed > loaded.triples // 2
    assert loaded.found == loaded.counts
    assert not loaded.differing
    assert GraphStore(store, Connection(credentials)).remove(INTO)


def test_virtuoso_keeps_others_out(
    virtuoso_server: Server, seeds_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, said = command(
        Server("virtuoso", virtuoso_server.query, "", virtuoso_server.graph_store, "dba", "no"),
        seeds_folder, tmp_path, "--into", INTO,
    )  # fmt: skip
    assert status == 3
    assert "401" in said
    assert "MSC_KG_STORE_USER" in said
