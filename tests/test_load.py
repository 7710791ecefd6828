"""Loading into a store: all of it, once, whatever happens on the way, and no secret told."""

import gzip
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import graph_store_server as server
import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from graph_store_server import Behaviour, graph_store
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import iris, loading, resources
from msc_kg.build import build
from msc_kg.cli import cli
from msc_kg.credentials import PASSWORD, TOKEN, USER, Credentials, masked
from msc_kg.errors import InputError, MscKgError, RemoteError
from msc_kg.loading import KINDS, Limits, find
from msc_kg.loading.chunks import chunks
from msc_kg.store import RemoteGraph, open_graph

Load = Callable[..., Result]


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in (USER, PASSWORD, TOKEN):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour()


@pytest.fixture
def address(behaviour: Behaviour) -> Iterator[str]:
    with graph_store(behaviour) as base:
        yield base


@pytest.fixture
def load(address: str, seeds_folder: Path) -> Load:
    """Return a function that loads the seeds, with small chunks, and gives the result."""

    def run(*options: str, url: str = f"{address}/store", graph: Path = seeds_folder) -> Result:
        arguments = ["load", url, "-g", str(graph), "--chunk", "1000", *options]
        return CliRunner().invoke(cli, arguments, standalone_mode=False)

    return run


def status(result: Result) -> int:
    """Return the exit status that the command line gives."""
    if isinstance(result.exception, MscKgError):
        return result.exception.exit_status
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.return_value if isinstance(result.return_value, int) else result.exit_code


def told(result: Result) -> str:
    return f"{result.output}{result.exception or ''}"


def quads(folder: Path) -> set[str]:
    return set((folder / "graph.nq").read_text(encoding="utf-8").splitlines())


def held(behaviour: Behaviour) -> set[str]:
    return {f"{quad} ." for quad in behaviour.store}


def triples(folder: Path) -> set[str]:
    return {f"{line[: line.rindex(' <')]} ." for line in quads(folder)}


def test_all_triples_go_to_the_default_graph_once(
    load: Load, behaviour: Behaviour, seeds_folder: Path
) -> None:
    result = load()
    assert status(result) == 0, told(result)
    expected = triples(seeds_folder)
    assert {f"{quad.triple} ." for quad in behaviour.store} == expected
    assert not list(behaviour.store.named_graphs())
    assert f"{len(expected):,} triples in the default graph" in result.output
    assert "the store counts the same" in result.output
    methods = [request.method for request in behaviour.writes()]
    assert methods == ["PUT", *["POST"] * (len(methods) - 1)]
    assert len(methods) == 1 + -(-(len(expected) - 100) // 1000)


def test_each_document_in_its_own_graph(
    load: Load, behaviour: Behaviour, seeds_folder: Path
) -> None:
    for _ in range(2):  # the second time replaces
        result = load("--as", "named")
        assert status(result) == 0, told(result)
    assert held(behaviour) == quads(seeds_folder)
    assert "in 7 named graphs" in result.output


def test_one_document_is_replaced_and_removed(
    load: Load, behaviour: Behaviour, seeds_folder: Path
) -> None:
    assert status(load("--as", "named")) == 0
    inputs = json.loads((seeds_folder / "manifest.json").read_bytes())["inputs"]
    name, graph = inputs[0]["name"], ox.NamedNode(iris.graph(inputs[0]["sha256"]))
    stray = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"), graph)
    behaviour.store.add(stray)
    other = ox.Quad(stray.subject, stray.predicate, stray.object, ox.NamedNode("urn:other"))
    behaviour.store.add(other)
    behaviour.seen.clear()
    result = load("--document", name)
    assert status(result) == 0, told(result)
    assert "the accepted view still has what documents said before" in told(result)
    view = load("--document", name, "--document", "accepted", "--document", "vocabulary")
    assert "still has" not in told(view)
    behaviour.seen.clear()
    assert status(load("--document", name)) == 0
    assert held(behaviour) == quads(seeds_folder) | {f"{other} ."}
    assert all(graph.value[-16:] in request.path for request in behaviour.writes())

    assert status(load("--document", name, "--drop")) == 0
    assert not behaviour.store.contains_named_graph(graph)
    again = load("--document", graph.value, "--drop")
    assert status(again) == 0
    assert "was not there" in again.output
    assert behaviour.store.contains_named_graph(ox.NamedNode("urn:other"))


def test_no_document_goes_beside_one_graph_of_all(
    load: Load, behaviour: Behaviour, seeds_folder: Path
) -> None:
    assert status(load()) == 0
    there = held(behaviour)
    name = json.loads((seeds_folder / "manifest.json").read_bytes())["inputs"][0]["name"]
    for options in (["--document", name], ["--as", "named"]):
        result = load(*options)
        assert status(result) == 2
        assert "the default graph: holds trials that were loaded into one graph" in told(result)
        assert held(behaviour) == there
    assert status(load("--document", name, "--replace")) == 0
    assert len(held(behaviour)) > len(there)


def test_a_document_that_is_not_there(load: Load, behaviour: Behaviour) -> None:
    result = load("--document", "review-autoimune-2022.txt")
    assert status(result) == 2
    assert "did you mean review-autoimmune-2022.txt" in told(result)
    result = load("--document", "urn:none")
    assert status(result) == 2
    assert "no named graph urn:none" in told(result)
    assert not behaviour.writes()


@pytest.fixture
def changed_folder(tmp_path: Path) -> Path:
    """Return the graph of the seeds with one document changed and one gone."""
    place = tmp_path / "documents"
    shutil.copytree(resources.folder("seeds"), place)
    (place / "NCT03778333.txt").unlink()
    path = place / "NCT00962923.txt"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    build([str(place)], tmp_path / "changed")
    return tmp_path / "changed"


def test_a_changed_document_takes_the_place_of_its_earlier_version(
    load: Load, behaviour: Behaviour, seeds_folder: Path, changed_folder: Path
) -> None:
    assert status(load("--as", "named")) == 0
    result = load("--document", "NCT00962923.txt", graph=changed_folder)
    assert status(result) == 0, told(result)
    assert "removed 1 graph of" in result.output
    both = {graph.value for graph in behaviour.store.named_graphs()}
    old, new = (graphs(folder) for folder in (seeds_folder, changed_folder))
    ours = {
        loading.graph_of(folder, "NCT00962923.txt") for folder in (seeds_folder, changed_folder)
    }
    assert len(ours) == 2
    assert both == (old - ours) | (new & ours)

    result = load("--as", "named", graph=changed_folder)
    assert "graphs of 1 other document; --prune" in result.output
    assert {graph.value for graph in behaviour.store.named_graphs()} > new
    other = ox.NamedNode("urn:other")
    behaviour.store.add(ox.Quad(other, other, other, other))
    result = load("--as", "named", "--prune", graph=changed_folder)
    assert status(result) == 0
    assert {graph.value for graph in behaviour.store.named_graphs()} == new | {"urn:other"}


def test_a_document_that_only_the_store_has_is_dropped_by_name(
    load: Load, behaviour: Behaviour, seeds_folder: Path, changed_folder: Path
) -> None:
    assert status(load("--as", "named")) == 0
    result = load("--document", "NCT03778333.txt", "--drop", graph=changed_folder)
    assert status(result) == 0, told(result)
    graph = ox.NamedNode(loading.graph_of(seeds_folder, "NCT03778333.txt"))
    assert not behaviour.store.contains_named_graph(graph)
    assert status(load("--document", "nothing", "--drop")) == 2


def graphs(folder: Path) -> set[str]:
    return {line[line.rindex(" <") + 2 : -3] for line in quads(folder)}


@pytest.mark.parametrize("fault", [429, 502, 503, 504, "cut"])
def test_what_passes_is_tried_again(
    fault: object, load: Load, behaviour: Behaviour, seeds_folder: Path
) -> None:
    behaviour.faults = [None, None, None, fault, None, fault, fault]
    result = load("--as", "named")
    assert status(result) == 0, told(result)
    assert held(behaviour) == quads(seeds_folder)
    assert not behaviour.faults


def test_a_long_wait_is_not_waited(load: Load, behaviour: Behaviour) -> None:
    """A store that says 503 for ever is given up, and says so."""
    behaviour.faults = [503] * 3
    result = load("--no-count", "--retries", "2")
    assert status(result) == 3
    assert "503" in told(result)
    assert "--resume" in told(result)


def test_a_slow_store(load: Load, behaviour: Behaviour) -> None:
    behaviour.faults = ["slow", "slow"]
    result = load("--no-count", "--timeout", "0.2", "--retries", "0")
    assert status(result) == 3
    assert "timed out" in told(result)
    behaviour.faults = ["slow"]
    assert status(load("--no-count", "--timeout", "0.2", "--retries", "3")) == 0


def test_too_large_chunks_go_in_parts(load: Load, behaviour: Behaviour, seeds_folder: Path) -> None:
    behaviour.most_bytes = 20_000
    result = load("--as", "named")
    assert status(result) == 0, told(result)
    assert held(behaviour) == quads(seeds_folder)
    assert 413 in [request.status for request in behaviour.seen]
    behaviour.most_bytes = 40
    result = load()
    assert status(result) == 3
    assert "a single triple is too large" in told(result)


def test_an_interrupted_load_goes_on(
    load: Load, behaviour: Behaviour, seeds_folder: Path, tmp_path: Path
) -> None:
    for options in ([], ["--as", "named"]):
        behaviour.store.clear()
        behaviour.seen.clear()
        counting = 0 if "named" in options else 1
        behaviour.faults = [None] * (4 + counting) + [500]
        broken = load(*options)
        assert status(broken) == 3
        assert "500" in told(broken)
        assert "--resume goes on" in told(broken)
        before = sum(request.size for request in behaviour.writes() if request.status == 204)
        (kept,) = (tmp_path / "state/msc-kg/loads").iterdir()
        assert set(json.loads(kept.read_bytes())) == {"sent"}
        behaviour.seen.clear()
        result = load("--resume", *options)
        assert status(result) == 0, told(result)
        assert "were there before" in result.output
        after = sum(request.size for request in behaviour.writes())
        whole = quads(seeds_folder) if options else triples(seeds_folder)
        if not options:
            assert before + after == sum(len(line.encode()) + 1 for line in whole)
            assert "PUT" not in [request.method for request in behaviour.writes()]
        assert len(behaviour.store) == len(whole)
        assert not kept.exists()


def test_control_c_is_told_how_to_go_on(
    behaviour: Behaviour, address: str, seeds_folder: Path, tmp_path: Path
) -> None:
    behaviour.faults = [None] * 4 + ["slow"] * 100
    arguments = ["load", f"{address}/store", "-g", str(seeds_folder), "--chunk", "100"]
    run = subprocess.Popen(
        [sys.executable, "-m", "msc_kg", *arguments],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
    )  # fmt: skip
    with run:
        while len(behaviour.seen) < 5 and run.poll() is None:
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        assert run.wait(30) == 130
        assert run.stderr is not None
        assert "--resume goes on" in run.stderr.read()
    assert len(list((tmp_path / "msc-kg/loads").iterdir())) == 1


def test_counting_that_failed_is_done_again(load: Load, behaviour: Behaviour) -> None:
    """Nothing is sent twice when only the counts are missing."""
    behaviour.faults = [None] * 9 + [500]
    broken = load()
    assert status(broken) == 3
    assert behaviour.seen[-1].path.partition("?")[0] == "/query"
    behaviour.seen.clear()
    result = load("--resume")
    assert status(result) == 0, told(result)
    assert not behaviour.writes()
    assert "the store counts the same" in result.output


def test_without_resume_it_begins_anew(
    load: Load, behaviour: Behaviour, seeds_folder: Path
) -> None:
    behaviour.faults = [None, None, None, 500]
    assert status(load()) == 3
    behaviour.seen.clear()
    assert status(load()) == 0
    assert behaviour.writes()[0].method == "PUT"
    assert len(behaviour.store) == len(triples(seeds_folder))


def test_a_count_that_differs_is_told(load: Load, behaviour: Behaviour) -> None:
    behaviour.faults = [None, "lose"]
    result = load()
    assert status(result) == 1
    assert re.search(r"the store counts 6,982 triples, 6,983 were loaded", result.output)


def test_an_unknown_address_for_queries_is_told(
    load: Load, behaviour: Behaviour, address: str
) -> None:
    result = load(url=f"{address}/elsewhere/store?a=b")
    assert status(result) == 0
    assert "--query-url" in result.output
    result = load("--query-url", f"{address}/query", url=f"{address}/elsewhere/store?a=b")
    assert status(result) == 0
    assert "the store counts the same" in result.output
    assert "a=b&default" in behaviour.writes()[0].path


@pytest.mark.parametrize("options", [(), ("--store", "oxigraph")])
def test_a_guessed_address_for_queries_that_is_wrong_is_told(
    options: tuple[str, ...], load: Load, behaviour: Behaviour, address: str
) -> None:
    behaviour.faults = [404]
    result = load(*options)
    assert status(result) == 3
    assert f"{address}/query" in told(result)
    assert "--query-url names another address for queries" in told(result)
    assert behaviour.writes() == []
    behaviour.faults = [404]
    result = load("--query-url", f"{address}/query", *options)
    assert status(result) == 3
    assert "--query-url" not in told(result)


def test_a_graph_of_other_make_is_not_replaced(
    load: Load, behaviour: Behaviour, seeds_folder: Path
) -> None:
    stray = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"))
    behaviour.store.add(stray)
    result = load()
    assert status(result) == 2
    assert "holds 1 triples and no trial" in told(result)
    assert "--replace" in told(result)
    assert not behaviour.writes()
    number = len(triples(seeds_folder))
    assert status(load("--add")) == 0
    assert len(behaviour.store) == number + 1
    assert status(load()) == 0  # it holds trials now
    behaviour.store.clear()
    behaviour.store.add(stray)
    assert status(load("--replace")) == 0
    assert len(behaviour.store) == number


@pytest.mark.parametrize("iri", ["urn:x:ä?b=c&d#e+f%20g", "https://example.org/a/b"])
def test_one_named_graph_of_any_name(iri: str, load: Load, behaviour: Behaviour) -> None:
    result = load("--into", iri)
    assert status(result) == 0, told(result)
    assert [graph.value for graph in behaviour.store.named_graphs() if graph] == [iri]
    assert status(load("--into", iri, "--drop")) == 0
    assert len(behaviour.store) == 0


@pytest.mark.parametrize(
    ("scheme", "environment"),
    [
        ("basic", {USER: server.USER, PASSWORD: server.PASSWORD}),
        ("digest", {USER: server.ADMIN, PASSWORD: server.SECRET}),
        ("bearer", {TOKEN: server.TOKEN}),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_authentication(
    scheme: str,
    environment: dict[str, str],
    named: bool,
    load: Load,
    behaviour: Behaviour,
    address: str,
    seeds_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    behaviour.auth = scheme
    options = ["--auth", scheme] if named else []
    result = load(*options)
    assert status(result) == (2 if named else 3)
    assert USER in told(result) or TOKEN in told(result)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    result = load(*options)
    assert status(result) == 0, told(result)
    assert len(behaviour.store) == len(triples(seeds_folder))
    refused = [request for request in behaviour.writes() if request.status == 401]
    assert sum(request.size for request in refused) < 100_000, "large chunks went twice"
    assert open_graph(f"{address}/query").ask("ASK { ?s a ?c }") or scheme == "bearer"
    text = told(result)
    for secret in environment.values():
        assert secret not in text or secret == server.ADMIN

    monkeypatch.setenv(TOKEN if scheme == "bearer" else PASSWORD, "wrong-one")
    wrong = load(*options)
    assert status(wrong) == 3
    assert "401" in told(wrong)
    assert "wrong-one" not in told(wrong)
    assert behaviour.statuses()[-1][1] == 401


def test_credentials_are_sent_only_when_asked_for(
    load: Load, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER, server.USER)
    monkeypatch.setenv(PASSWORD, server.PASSWORD)
    assert status(load()) == 0
    assert not any(request.authorization for request in behaviour.seen)


@pytest.mark.parametrize("scheme", ["basic", "bearer", None])
def test_no_redirect_is_followed(
    scheme: str | None, load: Load, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER, server.USER)
    monkeypatch.setenv(PASSWORD, server.PASSWORD)
    monkeypatch.setenv(TOKEN, server.TOKEN)
    other = Behaviour()
    with graph_store(other) as elsewhere:
        behaviour.redirect = f"{elsewhere}/store"
        for counted in ([], ["--no-count"]):
            result = load(*(["--auth", scheme] if scheme else []), *counted)
            assert status(result) == 3
            assert f"sends to another address ({elsewhere}/store)" in told(result)
    assert not other.seen


def test_an_endpoint_may_redirect_who_is_nobody(behaviour: Behaviour, address: str) -> None:
    other = Behaviour()
    with graph_store(other) as elsewhere:
        behaviour.redirect = f"{elsewhere}/query?query=ASK%20%7B%7D"
        assert RemoteGraph(f"{address}/query").ask("ASK {}") is True
        asked = RemoteGraph(f"{address}/query", credentials=Credentials(user="a", password="b"))
        with pytest.raises(RemoteError, match="sends to another address"):
            asked.ask("ASK {}")
    assert len(other.seen) == 1


def test_a_store_that_repeats_secrets(
    load: Load, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER, server.USER)
    monkeypatch.setenv(PASSWORD, server.PASSWORD)
    monkeypatch.setenv(TOKEN, server.TOKEN)
    for scheme, secret in (("basic", server.PASSWORD), ("bearer", server.TOKEN)):
        behaviour.faults = ["echo"]
        result = load("--no-count", "--auth", scheme)
        assert status(result) == 3
        assert "403" in told(result)
        assert secret not in told(result)
        assert not re.search(r"Basic [A-Za-z0-9+/]{8}", told(result))


@pytest.mark.parametrize(
    "url",
    ["http://me:s3cret@localhost/store", "http://me:s3/cret@localhost/", "https://s3cret@host/"],
)
def test_an_address_with_a_password_is_refused(url: str, load: Load) -> None:
    results = [
        load(url=url),
        load("--query-url", url),
        CliRunner().invoke(cli, ["sparql", "-g", url, "ASK {}"], standalone_mode=False),
    ]
    for result in results:
        assert status(result) == 2
        assert "s3" not in told(result)
        assert "…@" in told(result)
    assert masked("http://host/?graph=a") == "http://host/?graph=a"


def test_a_password_is_asked_for_and_not_shown(
    address: str, behaviour: Behaviour, seeds_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaviour.auth = "basic"
    monkeypatch.setattr("msc_kg.cli.load._on_terminal", lambda: True)
    arguments = ["load", f"{address}/store", "-g", str(seeds_folder), "--auth", "basic"]
    typed = f"{server.USER}\n{server.PASSWORD}\n"
    result = CliRunner().invoke(cli, arguments, input=typed, standalone_mode=False)
    assert status(result) == 0, told(result)
    assert server.PASSWORD not in result.output


@pytest.mark.parametrize(
    "made",
    [
        lambda: Credentials("bearer", token="two\r\nX: y"),
        lambda: Credentials("basic", "a\nb", "c"),
        lambda: Credentials("digest", 'a"b', "c"),
    ],
)
def test_credentials_that_break_a_header(made: Callable[[], Credentials]) -> None:
    with pytest.raises(InputError) as error:
        made()
    assert "X: y" not in str(error.value)
    assert "secret" not in repr(Credentials("basic", "a", "secret"))


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        ("_:a <urn:b> <urn:c> .", [], "blank nodes"),
        ("<urn:a> <urn:b> _:c .", [], "blank nodes"),
        ("", [], "no triples"),
        ("<urn:a> <urn:b> <urn:c> .", ["--as", "named"], "outside of named graphs"),
        ("<urn:a> <urn:b>", [], "malformed RDF"),
    ],
)
def test_files_that_cannot_be_loaded(
    content: str, options: list[str], says: str, load: Load, behaviour: Behaviour, tmp_path: Path
) -> None:
    path = tmp_path / "a.nq"
    path.write_text(content, encoding="utf-8")
    result = load(*options, graph=path)
    assert status(result) == 2
    assert says in told(result)
    assert not behaviour.writes()


def test_files_in_any_order(load: Load, behaviour: Behaviour, tmp_path: Path) -> None:
    lines = ['<urn:b> <urn:p> "ä\\n\\"" <urn:g2> .', "<urn:a> <urn:p> <urn:c> <urn:g1> ."]
    lines += ['<urn:b> <urn:p> "ä\\n\\"" <urn:g1> .', lines[0]]
    path = tmp_path / "a.nq.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert status(load("--as", "named", "--chunk", "1", graph=path)) == 0
    assert held(behaviour) == set(lines)
    behaviour.store.clear()
    assert status(load("--chunk", "1", graph=path)) == 0
    assert len(behaviour.store) == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--into", "urn:a", "--as", "named"], "--into is one graph"),
        (["--document", "accepted", "--as", "default"], "leave out --as default"),
        (["--drop"], "--drop needs"),
        (["--prune"], "--prune needs"),
        (["--prune", "--as", "named", "--no-count"], "--prune needs"),
        (["--add", "--replace"], "exclude"),
    ],
)
def test_options_that_contradict(options: list[str], says: str, load: Load) -> None:
    result = load(*options)
    assert isinstance(result.exception, click.UsageError)
    assert says in str(result.exception)


@pytest.mark.parametrize("url", ["ftp://host/", "http://", "http://a b/", "http://a:b/", "store"])
def test_what_is_no_address(url: str, load: Load) -> None:
    result = load(url=url)
    assert status(result) == 2
    assert "not the address of a store" in told(result)


def test_nobody_there(load: Load) -> None:
    result = load("--retries", "0", url="http://127.0.0.1:9/store")
    assert status(result) == 3
    assert "Connection refused" in told(result)


ADDRESSES = {
    "oxigraph": ("http://h/store?default", "http://h/query"),
    "fuseki": ("http://h/data?default", "http://h/query"),
    "virtuoso": ("http://h/sparql-graph-crud-auth?default", "http://h/sparql"),
    "graphdb": ("http://h/rdf-graphs/service?default", "http://h"),
    "rdf4j": ("http://h/rdf-graphs/service?default", "http://h"),
    "qlever": ("http://h?default", "http://h"),
    "neptune": ("http://h/sparql/gsp/?default", "http://h/sparql"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_addresses_of_kinds(kind: str) -> None:
    whole, query = ADDRESSES[kind]
    store = find("http://h/", kind)
    assert (store.address(None), store.query) == (whole, query)
    assert find("http://h", kind, "http://q/").query == "http://q/"
    own = whole.removesuffix("?default")
    assert find(own, kind).address(None) == whole
    assert store.address("urn:a b").endswith("?graph=urn%3Aa%20b")
    if kind != "qlever":
        assert find(own).address(None) == whole
        assert find(own).query == query


LINES = st.lists(st.integers(0, 4).flatmap(lambda n: st.just(n)), max_size=60)


@settings(deadline=None, max_examples=60)
@given(LINES, st.integers(1, 9), st.integers(1, 60), st.integers(0, 60))
def test_chunks_hold_everything_once(graphs: list[int], most: int, size: int, sent: int) -> None:
    """From wherever loading goes on, what was not sent comes once, and graphs begin once."""
    lines = [(f"urn:{n}", b"%d\n" % i) for i, n in enumerate(sorted(graphs))]
    found = list(chunks(iter(lines), Limits(most, size), sent))
    assert [(c.graph, line) for c in found for line in c.lines] == lines[sent:]
    assert all(len(c.lines) <= most for c in found)
    assert all(sum(map(len, c.lines)) <= size or len(c.lines) == 1 for c in found)
    begun = Counter(c.graph for c in found if c.begins)
    first = {graph: index for index, (graph, _) in reversed([*enumerate(lines)])}
    assert begun == Counter(graph for graph, index in first.items() if index >= sent)


def test_a_netrc_is_not_read(
    load: Load, behaviour: Behaviour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    behaviour.auth = "basic"
    assert status(load("--no-count")) == 3
    assert not any(request.authorization for request in behaviour.seen)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_certificates_are_verified(
    behaviour: Behaviour, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with graph_store(behaviour, context) as base:
        refused = load("--retries", "0", url=f"{base}/store")
        assert status(refused) == 3
        assert "certificate" in told(refused)
        assert not behaviour.seen
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        assert status(load(url=f"{base}/store")) == 0
