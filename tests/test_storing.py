"""Stores made of a graph.nq: each triple once, however it is cut; few files open meanwhile."""

import re
import resource
from pathlib import Path

import pyoxigraph as ox
import pytest

from msc_kg import storing
from msc_kg.storing import memory_store, write_store

LONG = "x <y> " * 5_000
LINES = [
    *(f'<http://a> <http://p> "{n}" <http://g/{n % 2}> .\n' for n in range(250)),
    '<http://a> <http://p> "1" <http://g/other> .\n',
    '<http://a> <http://p> "é <http://b> .\\n \\"<" <http://g/1> .\n',
    f'<http://a> <http://p> "{LONG}"@en <http://g/1> .\n',
    "<http://a> <http://p> <http://b> <http://g/1> .\n",
]


@pytest.fixture
def quads(tmp_path: Path) -> Path:
    path = tmp_path / "graph.nq"
    path.write_text("".join(LINES), encoding="utf-8")
    return path


def expected() -> set[ox.Triple]:
    read = {quad.triple for quad in ox.parse("".join(LINES), format=ox.RdfFormat.N_QUADS)}
    assert len(read) == 253
    return read


def triples(store: ox.Store) -> list[ox.Triple]:
    assert not list(store.named_graphs())
    return [quad.triple for quad in store]


@pytest.mark.parametrize("at_once", [31, 127, 254, 1_000])
def test_every_triple_is_stored_once(
    quads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(storing, "STORED_AT_ONCE", at_once)
    write_store(quads, tmp_path / "store")
    for store in (ox.Store.read_only(str(tmp_path / "store")), memory_store(quads)):
        found = triples(store)
        assert len(found) == len(set(found))
        assert set(found) == expected()


def test_a_graph_without_triples_is_an_empty_store(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").touch()
    write_store(tmp_path / "graph.nq", tmp_path / "store")
    assert len(ox.Store.read_only(str(tmp_path / "store"))) == 0
    assert len(memory_store(tmp_path / "graph.nq")) == 0


def test_a_store_that_is_written_keeps_few_files_open(quads: Path, tmp_path: Path) -> None:
    """Memory grows with the graph otherwise: RocksDB holds an index of each open file."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    write_store(quads, tmp_path / "store")
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before
    (options,) = (tmp_path / "store").glob("OPTIONS-*")
    found = re.search(r"max_open_files=(\d+)", options.read_text())
    assert found
    assert int(found[1]) < 64


def test_a_process_with_many_open_files_can_write_a_store(quads: Path, tmp_path: Path) -> None:
    held = [quads.open("rb") for _ in range(150)]
    try:
        write_store(quads, tmp_path / "store")
    finally:
        for file in held:
            file.close()
    assert set(triples(ox.Store.read_only(str(tmp_path / "store")))) == expected()
