"""Graph sources: files, folders and endpoints; read-only; each triple once."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import sparql_text
from msc_kg.endpoint import LONGEST_URL
from msc_kg.errors import InputError, RemoteError
from msc_kg.server.template import Template
from msc_kg.store import LocalGraph, RemoteGraph, open_graph

SMALL = Path(__file__).parent / "graphs" / "small.ttl"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
QUADS = b"""<http://a> <http://p> "1" <http://g1> .
<http://a> <http://p> "1" <http://g2> .
<http://a> <http://p> "2" .
"""
FORMATS = {
    "g.ttl": ox.RdfFormat.TURTLE,
    "g.nt": ox.RdfFormat.N_TRIPLES,
    "g.nq": ox.RdfFormat.N_QUADS,
    "g.trig": ox.RdfFormat.TRIG,
    "g.jsonld": ox.RdfFormat.JSON_LD,
    "g.rdf": ox.RdfFormat.RDF_XML,
}


def number(graph: LocalGraph | RemoteGraph, query: str = COUNT) -> int:
    term = graph.select(query).rows[0][0]
    assert isinstance(term, ox.Literal)
    return int(term.value)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("packed", [False, True])
def test_every_format_gives_the_same_graph(tmp_path: Path, name: str, packed: bool) -> None:
    triples = set(open_graph(SMALL).triples())
    content = ox.serialize(triples, format=FORMATS[name])
    assert content is not None
    path = tmp_path / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(content) if packed else content)
    assert set(open_graph(path).triples()) == triples


def test_triples_of_several_graphs_count_once(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_bytes(QUADS)
    graph = open_graph(tmp_path)
    assert number(graph) == 2
    assert len(list(graph.triples())) == 2
    assert number(graph, "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }") == 0
    with_graphs = open_graph(tmp_path, named_graphs=True)
    assert number(with_graphs) == 2
    assert number(with_graphs, "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }") == 2


def test_union_default_graphs_still_count_twice() -> None:
    """Fails when Oxigraph is fixed: then triples need not be de-duplicated here any more."""
    store = ox.Store()
    store.load(QUADS, format=ox.RdfFormat.N_QUADS)
    answer = store.query(COUNT, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    assert str(next(answer)["n"]).startswith('"3"')


def test_forms_of_answers() -> None:
    graph = open_graph(SMALL)
    assert graph.ask("ASK { ?s a <https://w3id.org/msc-kg/ontology#Trial> }") is True
    assert len(graph.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2")) == 2
    for call, query in ((graph.ask, COUNT), (graph.select, "ASK {}"), (graph.construct, COUNT)):
        with pytest.raises(InputError, match=r"not a .* query"):
            call(query)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * WHERE {\n  ?s ?p ] }", "query, line 2, column 11: malformed query"),
        ("INSERT DATA { <http://a> <http://b> 1 }", "INSERT is an update"),
        ("LOAD <http://a>", "LOAD is an update"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE would ask another"),
        ("SELECT * { ?s ?p 1.sErViCe <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE would ask"),
        ("", "malformed query"),
        ("SELECT (1/0 AS ?x) { } GROUP", "malformed query"),
    ],
)
def test_refused_queries(query: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        open_graph(SMALL).query(query)
    assert message in str(error.value)


def test_added_prefixes_do_not_move_the_place_of_an_error() -> None:
    with pytest.raises(InputError) as error:
        open_graph(SMALL).query(sparql_text.with_prefixes("SELECT * { ?s a msc:Trial . FILTER( }"))
    told = str(error.value)
    assert told.startswith("query, line 1, column 3")
    assert "\\u{" not in told
    assert "PREFIX" not in told


def test_a_malformed_query_is_shown_with_its_place() -> None:
    with pytest.raises(InputError) as error:
        open_graph(SMALL).query("ASK {\n\t?s ?p ] }")
    assert str(error.value) == (
        "query, line 2, column 10: malformed query (expected OPTIONAL)\n   ?s ?p ] }\n           ^"
    )


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?s ?p '''INSERT ' SERVICE''' } # SERVICE",
        "SELECT ?service { ?service <http://SERVICE> ?insert }",
        "PREFIX service: <http://a/> SELECT * { ?s service:SERVICE service:a\\'SERVICE }",
    ],
)
def test_words_in_strings_names_and_comments_are_no_keywords(query: str) -> None:
    open_graph(SMALL).query(query)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="SERVICE{}<>?:\"'\\#.a \n", max_size=40))
def test_a_query_that_passes_never_calls_out(middle: str) -> None:
    """Whatever surrounds it, SERVICE before an endpoint is seen, or is no part of the query."""
    query = f"SELECT * {{ {middle} SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    refusal = ""
    try:
        LocalGraph(iter(())).query(query)
    except InputError as error:
        refusal = error.what
    assert "cannot be answered" not in refusal


def test_long_hostile_text_is_read_in_time() -> None:
    for text in ("a." * 200_000, "'a\\" * 200_000, '"""\\' * 100_000, "<" * 200_000, "?" * 200_000):
        assert sparql_text.form(text) == ""


def test_missing_prefixes_are_added_on_the_first_line() -> None:
    query = "PREFIX rdfs: <http://x/>\nSELECT * { ?s a msc:Trial ; rdfs:label ?l ; odd:thing ?o }"
    assert sparql_text.with_prefixes(query) == (
        f"PREFIX msc: <https://w3id.org/msc-kg/ontology#>\t{query}"
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.ttl", None, "no such graph"),
        ("g.ttl", b"<http://a> <http://b> .\n", "malformed RDF"),
        ("g.txt", b"", "not the name of an RDF file"),
        ("g.nq.gz", b"not packed", "cannot be read"),
        ("g.nq.gz", gzip.compress(b"x" * 99, mtime=0)[:10] + b"\xff" * 30, "cannot be read"),
        ("g.jsonld", b"{", "malformed RDF"),
    ],
)
def test_sources_that_cannot_be_read(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as error:
        open_graph(path)
    assert message in str(error.value)
    assert str(path) in str(error.value)


def served(source: Path) -> None:
    one, other = socket.socketpair()
    with one, other:
        Template(str(source), one, 64)


@pytest.mark.parametrize("asked", ["is_file", "is_dir"])
@pytest.mark.parametrize("reader", [open_graph, served])
def test_a_graph_that_must_not_be_read(
    reader: Callable[[Path], object], asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, asked, refuse)
    with pytest.raises(InputError, match=r"cannot be read \(Permission denied\)") as error:
        reader(tmp_path)
    assert str(error.value).startswith(f"{tmp_path}")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 5000 + "}" * 5000,
        "SELECT (" + "(" * 5000 + "1" + ")" * 5000 + " AS ?x) {}",
        "SELECT (1" + "+1" * 50_000 + " AS ?x) {}",
        "SELECT * { " + "{} UNION " * 20_000 + "{} }",
        "SELECT * {" + "FILTER(1) " * 20_000 + "}",
        "#" * 1_000_001,
    ],
    ids=lambda query: query[:12],
)
def test_queries_too_large_for_a_parser_are_refused(query: str) -> None:
    with pytest.raises(InputError, match="too large"):
        open_graph(SMALL).query(query)


def test_brackets_in_strings_do_not_count() -> None:
    values = " ".join(f'"{"{" * 300}{number}"' for number in range(3000))
    open_graph(SMALL).query(f"SELECT * {{ VALUES ?s {{ {values} }} }}")


def test_a_folder_without_a_graph(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no graph\.nq"):
        open_graph(tmp_path)


class Endpoint(BaseHTTPRequestHandler):
    """A SPARQL endpoint over the small graph; paths other than /query misbehave."""

    graph: LocalGraph
    seen: list[str]

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self.answer(address.path, parse_qs(address.query)["query"][0], "GET")

    def do_POST(self) -> None:
        assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(urlsplit(self.path).path, parse_qs(body)["query"][0], "form")

    def answer(self, path: str, query: str, way: str) -> None:
        self.seen.append(way)
        try:
            status, body = self.body(path, query)
        except InputError as error:
            status, body = 400, str(error).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self, path: str, query: str) -> tuple[int, bytes]:
        if path == "/page":
            return 200, b"<html>hello</html>"
        if path != "/query":
            return 403, b"closed"
        if sparql_text.wants_triples(query):
            return 200, ox.serialize(self.graph.construct(query), format=ox.RdfFormat.N_TRIPLES)  # type: ignore[return-value]
        self.graph.query(query)
        result = self.graph.store.query(query)
        assert not isinstance(result, ox.QueryTriples)
        written = result.serialize(format=ox.QueryResultsFormat.JSON)
        return 200, written  # type: ignore[return-value]


@pytest.fixture
def address() -> Iterator[str]:
    Endpoint.graph = open_graph(SMALL)  # type: ignore[assignment]
    Endpoint.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_answers_like_the_file(address: str) -> None:
    local, remote = open_graph(SMALL), open_graph(f"{address}/query")
    query = sparql_text.with_prefixes(
        "SELECT ?s ?l WHERE { ?s a ?c OPTIONAL { ?s rdfs:label ?l } } ORDER BY ?s ?l"
    )
    assert remote.select(query) == local.select(query)
    assert remote.ask("ASK { ?s ?p ?o }") is True
    assert set(remote.triples()) == set(local.triples())
    assert Endpoint.seen == ["GET"] * 3


def test_long_queries_go_as_a_form(address: str) -> None:
    graph = open_graph(f"{address}/query?a=b")
    assert number(graph, COUNT + "#" * LONGEST_URL) > 100
    assert Endpoint.seen == ["form"]


def test_endpoint_errors(address: str) -> None:
    with pytest.raises(InputError, match="refuses the query"):
        open_graph(f"{address}/query").query("SELECT")
    with pytest.raises(RemoteError, match="answers 403"):
        open_graph(f"{address}/other").query(COUNT)
    with pytest.raises(RemoteError, match="no SPARQL result"):
        open_graph(f"{address}/page").query(COUNT)
    with pytest.raises(RemoteError, match="no SPARQL result"):
        open_graph(f"{address}/page").query("CONSTRUCT WHERE { ?s ?p ?o }")
    with pytest.raises(RemoteError, match="cannot be reached") as error:
        RemoteGraph("http://127.0.0.1:1/query", timeout=2).query(COUNT)
    assert error.value.exit_status == 3


def test_a_silent_endpoint_times_out() -> None:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/query"
        with pytest.raises(RemoteError, match="timed out"):
            RemoteGraph(url, timeout=0.2).query(COUNT)
