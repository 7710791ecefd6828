"""The SPARQL 1.1 Protocol of ``msc-kg serve``, asked as clients ask."""

import http.client
import io
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.query
from click.testing import CliRunner

pytest.importorskip("uvicorn", reason="needs msc-kg[explorer]")

import serving

from msc_kg import catalog
from msc_kg.cli import cli
from msc_kg.errors import InputError
from msc_kg.server.limits import (
    AnswerTooLargeError,
    BusyError,
    MemoryLimitError,
    NotAcceptableError,
    TimeOutError,
)
from msc_kg.server.negotiation import Wanted, wanted
from msc_kg.server.pool import Asked, PooledGraph, QueryPool
from msc_kg.store import open_graph

SELECT = (
    "SELECT ?trial ?id WHERE { ?trial a msc:Trial ; dcterms:identifier ?id } ORDER BY ?trial ?id"
)
ASK = "ASK { ?trial a msc:Trial }"
CONSTRUCT = (
    "CONSTRUCT { ?t a msc:Trial ; dcterms:identifier ?i } "
    "WHERE { ?t dcterms:identifier ?i ; a msc:Trial }"
)
DESCRIBE = "DESCRIBE ?trial WHERE { ?trial dcterms:identifier 'NCT00698191' }"
CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ROWS = {
    "application/sparql-results+json": (ox.QueryResultsFormat.JSON, "json"),
    "application/sparql-results+xml": (ox.QueryResultsFormat.XML, "xml"),
    "text/tab-separated-values": (ox.QueryResultsFormat.TSV, "tsv"),
}
TRIPLES = {
    "text/turtle": (ox.RdfFormat.TURTLE, "turtle"),
    "application/n-triples": (ox.RdfFormat.N_TRIPLES, "nt"),
    "application/rdf+xml": (ox.RdfFormat.RDF_XML, "xml"),
    "application/ld+json": (ox.RdfFormat.JSON_LD, "json-ld"),
}


@dataclass
class Reply:
    """What a server replied."""

    status: int
    type: str
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Client:
    """A client of one server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.address = f"http://127.0.0.1:{port}/sparql"

    def send(self, method: str, path: str, body: bytes | None = None, /, **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            given = {name.replace("_", "-"): text for name, text in headers.items()}
            connection.request(method, path, body, given)
            reply = connection.getresponse()
            named = {name.lower(): text for name, text in reply.getheaders()}
            type_ = named.get("content-type", "").partition(";")[0]
            return Reply(reply.status, type_, named, reply.read())
        finally:
            connection.close()

    def get(self, query: str, accept: str = "*/*", /, **parameters: str) -> Reply:
        fields = urlencode({"query": query, **parameters})
        return self.send("GET", f"/sparql?{fields}", Accept=accept)

    def form(self, query: str, accept: str = "*/*") -> Reply:
        kind = "application/x-www-form-urlencoded; charset=UTF-8"
        content = urlencode({"query": query}).encode()
        return self.send("POST", "/sparql", content, Accept=accept, Content_Type=kind)

    def direct(self, query: str, accept: str = "*/*", /, **parameters: str) -> Reply:
        path = f"/sparql?{urlencode(parameters)}"
        kind = "application/sparql-query"
        return self.send("POST", path, query.encode(), Accept=accept, Content_Type=kind)


pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
"""rdflib's own reader of JSON-LD makes one."""


@pytest.fixture(scope="module")
def client(seeds_folder: Path) -> Iterator[Client]:
    with serving.served(seeds_folder, "--no-explorer", "--allow-origin", "https://a.example") as s:
        yield Client(s.port)


@pytest.fixture(scope="module")
def pool(seeds_folder: Path) -> Iterator[QueryPool]:
    with QueryPool(seeds_folder, seconds=2, workers=2, memory=256, answer=8, waiting=2) as made:
        yield made


@pytest.mark.parametrize("way", ["get", "form", "direct"])
@pytest.mark.parametrize("accept", ROWS)
def test_rows_in_every_format_and_way(
    client: Client, seeds_folder: Path, way: str, accept: str
) -> None:
    reply = getattr(client, way)(SELECT, accept)
    assert (reply.status, reply.type) == (200, accept)
    expected = open_graph(seeds_folder).select(with_prefixes(SELECT)).rows
    assert len(expected) >= 50
    found = ox.parse_query_results(reply.body, format=ROWS[accept][0])
    assert isinstance(found, ox.QuerySolutions)
    assert tuple((row["trial"], row["id"]) for row in found) == expected
    parsed = rdflib.query.Result.parse(io.BytesIO(reply.body), format=ROWS[accept][1])
    assert len(parsed) == len(expected)


@pytest.mark.parametrize("way", ["get", "form", "direct"])
@pytest.mark.parametrize("accept", TRIPLES)
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_triples_in_every_format_and_way(
    client: Client, seeds_folder: Path, way: str, accept: str, query: str
) -> None:
    reply = getattr(client, way)(query, accept)
    assert (reply.status, reply.type) == (200, accept)
    expected = set(open_graph(seeds_folder).construct(with_prefixes(query)))
    assert len(expected) > 5
    assert {q.triple for q in ox.parse(reply.body, format=TRIPLES[accept][0])} == expected
    parsed = rdflib.Graph().parse(data=reply.body, format=TRIPLES[accept][1])
    assert len(parsed) == len(expected)


def with_prefixes(query: str) -> str:
    from msc_kg import sparql_text

    return sparql_text.with_prefixes(query)


def test_truth_values_and_csv(client: Client) -> None:
    assert json.loads(client.get(ASK).body)["boolean"] is True
    xml = client.get(ASK, "application/sparql-results+xml")
    assert rdflib.query.Result.parse(io.BytesIO(xml.body), format="xml").askAnswer is True
    csv = client.get(SELECT + " LIMIT 2", "text/csv")
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert csv.text.startswith("trial,id\r\n")
    assert csv.text.count("\r\n") == 3


def test_turtle_has_the_prefixes_of_the_query(client: Client) -> None:
    text = client.get(CONSTRUCT, "text/turtle").text
    assert text.count("@prefix") == 2
    assert "a msc:Trial" in text


@pytest.mark.parametrize(
    ("accept", "rows", "triples"),
    [
        ((), "application/sparql-results+json", "text/turtle"),
        (("*/*",), "application/sparql-results+json", "text/turtle"),
        (("text/csv;q=0.5, text/tab-separated-values;q=0.9",), "text/tab-separated-values", None),
        (("text/*",), "text/xml", "text/turtle"),
        (("text/*;q=0.5, text/xml;q=0",), "text/csv", "text/turtle"),
        (("text/csv", "text/turtle"), "text/csv", "text/turtle"),
        (("application/json",), "application/json", "application/json"),
        (("text/turtle, */*;q=0.1",), "application/sparql-results+json", "text/turtle"),
        (("TEXT/CSV ; Q=1.0",), "text/csv", None),
        (("nonsense",), "application/sparql-results+json", "text/turtle"),
        (("text/csv;q=nan, text/xml;q=inf",), "text/xml", "text/xml"),
        (("text/html,application/xml;q=0.9,*/*;q=0.8",), "application/xml", "application/xml"),
    ],
)  # fmt: skip
def test_negotiation(accept: tuple[str, ...], rows: str, triples: str | None) -> None:
    assert wanted(accept) == Wanted(rows, triples)


def test_formats_by_name(client: Client) -> None:
    assert client.get(SELECT, "text/turtle", format="csv").type == "text/csv"
    assert client.get(CONSTRUCT, format="jsonld").type == "application/ld+json"
    assert client.get(CONSTRUCT, format="csv").status == 406
    assert client.get(SELECT, format="docx").status == 406


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "text/turtle"),
        (CONSTRUCT, "text/csv"),
        (SELECT, "image/png"),
        (ASK, "text/csv;q=0"),
    ],
)
def test_not_acceptable(client: Client, query: str, accept: str) -> None:
    reply = client.get(query, accept)
    assert reply.status == 406
    assert "accept" in reply.text


def test_malformed_queries_name_the_place(client: Client) -> None:
    reply = client.get("SELECT *\nWHERE { ?s ?p ] }")
    assert (reply.status, reply.type) == (400, "text/plain")
    assert reply.text.startswith("query, line 2, column 17: malformed query")
    assert client.get("").status == 400


def test_updates_are_refused(client: Client) -> None:
    assert client.direct("DROP ALL").status == 400
    update = client.send("POST", "/sparql", b"DROP ALL", Content_Type="application/sparql-update")
    assert (update.status, "only read" in update.text) == (403, True)
    form = "application/x-www-form-urlencoded"
    assert client.send("POST", "/sparql", b"update=DROP+ALL", Content_Type=form).status == 403
    for method in ("PUT", "DELETE", "PATCH"):
        reply = client.send(method, "/sparql", b"")
        assert (reply.status, "GET" in reply.headers["allow"]) == (405, True)


def test_requests_that_are_none(client: Client) -> None:
    assert client.send("POST", "/sparql", b"<a/>", Content_Type="application/xml").status == 415
    assert client.send("POST", "/sparql", b"ASK {}").status == 415
    latin = "application/sparql-query; charset=latin-1"
    assert client.send("POST", "/sparql", b"ASK {}", Content_Type=latin).status == 415
    assert client.send("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D").status == 400
    assert client.send("GET", "/sparql?query=%ff").status == 400
    assert client.direct("ASK {}", query="ASK {}").status == 400
    form = "application/x-www-form-urlencoded"
    assert client.send("POST", "/sparql", b"other=1", Content_Type=form).status == 400
    assert client.direct("ASK {} #" + "x" * 1_100_000).status == 413


def test_head_and_options(client: Client) -> None:
    head = client.send("HEAD", f"/sparql?{urlencode({'query': SELECT})}")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) == len(client.get(SELECT).body)
    options = client.send("OPTIONS", "/sparql")
    assert (options.status, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")


def test_dataset_of_the_request(client: Client) -> None:
    graphs = json.loads(client.get("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g").body)
    names = [row["g"]["value"] for row in graphs["results"]["bindings"]]
    assert len(names) > 5
    count = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"
    whole = number(client.get(count))
    default, named = {"default-graph-uri": names[0]}, {"named-graph-uri": names[0]}
    assert 0 < number(client.get(count, **default)) < whole
    assert number(client.direct(count, **default)) < whole
    assert number(client.get(count, **named)) == 0
    unknown = client.get(count, **named, **{"default-graph-uri": "file:///etc"})
    assert (unknown.status, "no such named graph" in unknown.text) == (400, True)


def number(reply: Reply) -> int:
    return int(json.loads(reply.body)["results"]["bindings"][0]["n"]["value"])


def test_service_description(client: Client) -> None:
    reply = client.send("GET", "/sparql")
    assert (reply.status, reply.type) == (200, "text/turtle")
    graph = rdflib.Graph().parse(data=reply.body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    endpoint = rdflib.URIRef(client.address)
    assert graph.value(endpoint, sd.endpoint) == endpoint
    assert graph.value(endpoint, sd.supportedLanguage) == sd.SPARQL11Query
    assert len(list(graph.objects(endpoint, sd.resultFormat))) == 8
    named = list(graph.objects(None, sd.name))
    assert len(named) == len(set(named)) > 5
    json_ld = client.send("GET", "/sparql", Accept="application/ld+json")
    assert len(rdflib.Graph().parse(data=json_ld.body, format="json-ld")) == len(graph)
    assert client.send("GET", "/sparql", Accept="text/csv").status == 406


def test_void(client: Client, seeds_folder: Path) -> None:
    reply = client.send("GET", "/.well-known/void")
    graph = rdflib.Graph().parse(data=reply.body, format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    (dataset,) = graph.subjects(void.sparqlEndpoint, rdflib.URIRef(client.address))
    triples = number(client.get("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    assert str(graph.value(dataset, void.triples)) == str(triples)
    written = rdflib.Graph().parse(seeds_folder / "dataset.ttl")
    assert len(graph) == len(written) + 1


def test_host_names_and_origins(client: Client) -> None:
    def status(**headers: str) -> int:
        return client.send("GET", "/sparql?query=ASK%7B%7D", **headers).status

    own = ("localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:8000", "kg.localhost", "10.1.2.3:99")
    assert [status(Host=name) for name in own] == [200] * len(own)
    foreign = ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "a@localhost",
               "localhost:x", "localhost/x", "[::1", "")  # fmt: skip
    assert [status(Host=name) for name in foreign] == [403] * len(foreign)
    here = f"http://127.0.0.1:{client.port}"
    assert status(Origin=here) == status(Origin="https://a.example") == 200
    assert status(Origin="https://evil.example") == status(Origin="null") == 403


def test_pages_of_allowed_origins_may_read(client: Client) -> None:
    allowed = client.send("GET", "/sparql?query=ASK%7B%7D", Origin="https://a.example")
    assert allowed.headers["access-control-allow-origin"] == "https://a.example"
    assert "access-control-allow-origin" not in client.get(ASK).headers
    preflight = client.send(
        "OPTIONS", "/sparql", Origin="https://a.example", Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
    )  # fmt: skip
    assert preflight.status == 200


def test_without_an_explorer_there_is_a_plain_page(client: Client) -> None:
    page = client.send("GET", "/")
    assert (page.status, "/sparql" in page.text) == (200, True)
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_the_endpoint_beside_the_explorer(seeds_folder: Path) -> None:
    pytest.importorskip("nicegui", reason="needs msc-kg[explorer]")
    with serving.served(seeds_folder) as served:
        client = Client(served.port)
        assert json.loads(client.get(ASK).body)["boolean"] is True
        assert client.send("GET", "/").type == "text/html"
        assert client.send("PUT", "/sparql", b"").status == 405
        assert client.send("GET", "/", Host="evil.example").status == 403
        assert client.send("GET", "/_nicegui/../../../../etc/passwd").status == 404
        unknown = client.send("GET", "/nowhere")
        assert (unknown.status, unknown.type) == (404, "text/html")
        assert "No such page" in unknown.text
        assert "HTTPException" not in unknown.text


UPGRADE = (
    "GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def test_pages_that_stand_still_stay_connected(seeds_folder: Path) -> None:
    """What a client has for its requests is not what its open page has."""
    pytest.importorskip("nicegui", reason="needs msc-kg[explorer]")
    with (
        serving.served(seeds_folder, "--patience", "0.5") as served,
        socket.create_connection(("127.0.0.1", served.port), timeout=30) as page,
    ):
        page.sendall(UPGRADE.encode())
        assert page.recv(4096).startswith(b"HTTP/1.1 101")
        page.settimeout(2)
        with pytest.raises(TimeoutError):
            list(iter(lambda: page.recv(4096), b""))


def test_the_command_line_asks_it(client: Client, seeds_folder: Path) -> None:
    def ask(graph: str) -> str:
        arguments = ["query", "sponsors", "--condition", "GVHD", "--tissue", "BM", "-g", graph]
        result = CliRunner().invoke(cli, arguments)
        assert result.exit_code == 0
        return result.stdout

    remote = ask(client.address)
    assert remote == ask(str(seeds_folder))
    assert remote.count("\n") == 7


def test_questions_through_the_pool(pool: QueryPool, seeds_folder: Path) -> None:
    local, pooled = open_graph(seeds_folder), PooledGraph(pool)
    given = {"condition": "GVHD", "tissue": "BM"}
    assert catalog.answer(pooled, "sponsors", given) == catalog.answer(local, "sponsors", given)
    assert pooled.ask(with_prefixes(ASK)) is True
    assert set(pooled.construct(with_prefixes(CONSTRUCT))) == set(
        local.construct(with_prefixes(CONSTRUCT))
    )
    assert set(pooled.triples()) == set(local.triples())


def test_the_pool_ends_what_costs_too_much(pool: QueryPool) -> None:
    with pytest.raises(TimeOutError):
        pool.wait(CARTESIAN)
    with pytest.raises(AnswerTooLargeError):
        pool.wait("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    with pytest.raises(AnswerTooLargeError, match="100 bytes"):
        PooledGraph(pool, most=100).construct(with_prefixes(CONSTRUCT))
    with pytest.raises(NotAcceptableError):
        pool.wait(Asked(SELECT, rows=None))
    with pytest.raises(InputError, match="malformed"):
        pool.wait("SELECT")
    assert json.loads(pool.wait(ASK).read())["boolean"] is True


def test_a_worker_without_memory_is_replaced(pool: QueryPool) -> None:
    product = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a DESC(?c)"
    with pytest.raises((MemoryLimitError, TimeOutError)):
        pool.wait(product)
    assert json.loads(pool.wait(ASK).read())["boolean"] is True


def test_more_than_may_wait(pool: QueryPool) -> None:
    found: list[type] = []

    def ask() -> None:
        try:
            pool.wait(CARTESIAN)
        except InputError as error:
            found.append(type(error))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {TimeOutError, BusyError}
    assert json.loads(pool.wait(ASK).read())["boolean"] is True


def test_an_idle_worker_that_is_gone_is_replaced(seeds_folder: Path) -> None:
    with QueryPool(seeds_folder, workers=1) as pool:
        _, worker = pool.processes()
        os.kill(worker, signal.SIGKILL)
        time.sleep(0.2)
        assert json.loads(pool.wait(ASK).read())["boolean"] is True
        assert worker not in pool.processes()


def test_a_template_that_is_gone_is_started_again(seeds_folder: Path) -> None:
    with QueryPool(seeds_folder, workers=1, seconds=1) as pool:
        os.kill(pool.processes()[0], signal.SIGKILL)
        with pytest.raises(TimeOutError):
            pool.wait(CARTESIAN)
        assert json.loads(pool.wait(ASK).read())["boolean"] is True


def test_graphs_that_cannot_be_served(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such graph"):
        QueryPool(tmp_path / "none")
    with pytest.raises(InputError, match="endpoint already"):
        QueryPool("http://127.0.0.1:1/sparql")
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b> .")
    with pytest.raises(InputError, match="malformed RDF"):
        QueryPool(broken)
    (tmp_path / "kg" / "store").mkdir(parents=True)
    with pytest.raises(InputError, match="on-disk store cannot be opened"):
        QueryPool(tmp_path / "kg")


def test_an_on_disk_store_is_served(seeds_folder: Path, tmp_path: Path) -> None:
    from msc_kg.storing import write_store

    write_store(seeds_folder / "graph.nq", tmp_path / "store")
    with QueryPool(tmp_path, workers=2) as pool:
        assert set(PooledGraph(pool).triples()) == set(open_graph(seeds_folder).triples())
        with pytest.raises(InputError, match="keeps no named graphs"):
            pool.wait("SELECT ?g { GRAPH ?g {} }")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-g", "nothing"], "no such graph"),
        (["-g", "http://127.0.0.1:1/sparql"], "endpoint already"),
        (["--host", "256.0.0.1"], "cannot listen there"),
    ],
)
def test_what_cannot_be_served_is_told(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(cli, ["serve", "--port", "0", *arguments])
    assert message in str(result.exception)
    logging.getLogger("msc_kg.server").handlers.clear()


def test_the_log_has_no_words_of_queries(seeds_folder: Path) -> None:
    command = [sys.executable, "-m", "msc_kg", "serve", "-g", str(seeds_folder), "--port", "0"]
    for more, shown in (("--no-explorer",), False), (("--no-explorer", "--verbose"), True):
        process = subprocess.Popen(
            [*command, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        port = int(process.stdout.readline().rpartition(":")[2].partition("/")[0])
        Client(port).get("SELECT ?mysecret { }")
        process.terminate()
        _, log = process.communicate(timeout=20)
        assert "GET /sparql 200" in log
        assert ("mysecret" in log) is shown
