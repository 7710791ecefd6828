"""Large builds: the same bytes for any number of workers, shards and interruptions."""

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from studies import ndjson, study

from msc_kg import batches, folder, resources, shards
from msc_kg.build import build, merge
from msc_kg.cli import cli
from msc_kg.errors import InputError
from msc_kg.knowledge_graph import KnowledgeGraph
from msc_kg.sorting import SpilledLines, merged
from msc_kg.sources import find
from msc_kg.store import StoredGraph, open_graph
from msc_kg.work import Options, make_part

STUDIES = 24


@pytest.fixture
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a dump of several batches, with a page beside it that tells of other trials."""
    monkeypatch.setattr(batches, "BATCH_BYTES", 4_000)
    monkeypatch.setattr(batches, "PIECE_BYTES", 2_000)
    source = tmp_path / "in"
    source.mkdir()
    (source / "trials.ndjson.gz").write_bytes(gzip.compress(ndjson(range(STUDIES))))
    page = resources.folder("seeds") / "NCT00962923.txt"
    (source / page.name).write_bytes(page.read_bytes())
    return source


def contents(path: Path) -> dict[str, bytes]:
    """Return the files of a folder by name."""
    return {file.name: file.read_bytes() for file in sorted(path.iterdir())}


def test_two_workers_write_the_same_bytes(dump: Path, tmp_path: Path) -> None:
    assert len(list(batches.batches(find([dump])))) > 3
    one = build([dump], tmp_path / "one")
    two = build([dump], tmp_path / "two", jobs=2)
    assert one.records == two.records == STUDIES + 1
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("size", [1, 10**9])
def test_the_size_of_batches_changes_nothing(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    build([dump], tmp_path / "one")
    monkeypatch.setattr(batches, "BATCH_BYTES", size)
    monkeypatch.setattr(batches, "PIECE_BYTES", size)
    build([dump], tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("count", [1, 3, 7])
def test_merged_shards_are_the_build(dump: Path, tmp_path: Path, count: int) -> None:
    build([dump], tmp_path / "one")
    parts = [
        make_part(find([dump]), tmp_path / "shards", Options(), (number, count))
        for number in range(1, count + 1)
    ]
    merge(list(reversed(parts)), tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_shards_and_merge_on_the_command_line(dump: Path, tmp_path: Path) -> None:
    shards, target = str(tmp_path / "shards"), str(tmp_path / "kg")
    for part in ("1/2", "2/2"):
        done = CliRunner().invoke(cli, ["build", str(dump), "--shard", part, "-o", shards])
        assert done.exit_code == 0, done.output
    done = CliRunner().invoke(cli, ["merge", shards, "-o", target])
    assert done.exit_code == 0, done.output
    assert "25 records" in done.output
    missing = CliRunner().invoke(cli, ["merge", f"{shards}/shard-0001-of-0002", "-o", target])
    assert "2/2" in str(missing.exception)
    wrong = CliRunner().invoke(cli, ["build", str(dump), "--shard", "3/2"])
    assert wrong.exit_code == 2


@pytest.mark.parametrize("name", ["quads.nq", "turtle.txt", "subjects.txt"])
@pytest.mark.parametrize("left", [0, 0.5, 0.9, None])
def test_damaged_shards_are_told(dump: Path, tmp_path: Path, name: str, left: float | None) -> None:
    shard = make_part(find([dump]), tmp_path, Options(), (1, 1))
    path = shard / name
    content = path.read_bytes()
    if left is None:
        path.unlink()
    else:
        path.write_bytes(content[: int(left * len(content))])
    with pytest.raises(InputError) as caught:
        merge([shard], tmp_path / "kg")
    assert str(shard) in str(caught.value)
    assert "build --shard" in str(caught.value)
    assert not (tmp_path / "kg").exists()


def test_shards_of_different_builds_are_not_merged(dump: Path, tmp_path: Path) -> None:
    one = make_part(find([dump]), tmp_path, Options(), (1, 2))
    two = make_part(find([dump]), tmp_path, Options(match="stroke"), (2, 2))
    with pytest.raises(InputError, match="other numbers of parts, options or versions"):
        merge([one, two], tmp_path / "kg")
    with pytest.raises(InputError, match="is no shard"):
        merge([dump], tmp_path / "kg")


def test_an_interrupted_build_goes_on(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([dump], tmp_path / "whole")
    build([resources.folder("seeds")], tmp_path / "kg")
    before = contents(tmp_path / "kg")
    made = 0
    write_shard = shards.write_shard

    def interrupted(*arguments: object) -> Path:
        nonlocal made
        made += 1
        if made == 4:
            raise KeyboardInterrupt
        return write_shard(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("msc_kg.work.write_shard", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build([dump], tmp_path / "kg")
    assert contents(tmp_path / "kg") == before
    build([dump], tmp_path / "kg", resume=True)
    assert contents(tmp_path / "kg") == contents(tmp_path / "whole")
    all_batches = len(list(batches.batches(find([dump]))))
    assert made == all_batches + 1  # three before, the one interrupted, and the rest


def test_what_changed_in_between_is_read_again(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):  # noqa: PT012
        patched.setattr("msc_kg.build.merge_shards", interrupt)
        build([dump], tmp_path / "kg")
    (dump / "trials.ndjson.gz").write_bytes(gzip.compress(ndjson(range(3, STUDIES))))
    build([dump], tmp_path / "kg", resume=True)
    build([dump], tmp_path / "fresh")
    assert contents(tmp_path / "kg") == contents(tmp_path / "fresh")


def test_a_killed_build_leaves_the_old_folder_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(ndjson(range(2000)))
    command = [sys.executable, "-m", "msc_kg", "build", "a.ndjson", "-q", "-j", "2"]
    build([resources.folder("seeds")], tmp_path / "kg")
    before = contents(tmp_path / "kg")
    with subprocess.Popen(command, cwd=tmp_path) as process:
        while not list((tmp_path).glob(".kg.msc-kg-work/0*")) and process.poll() is None:
            os.sched_yield()
        process.kill()
    assert contents(tmp_path / "kg") == before
    subprocess.run([*command, "--resume"], cwd=tmp_path, check=True)
    build([tmp_path / "a.ndjson"], tmp_path / "fresh")
    assert contents(tmp_path / "kg") == contents(tmp_path / "fresh")


def test_match_selects_while_reading(dump: Path, tmp_path: Path) -> None:
    result = build([dump], tmp_path / "kg", options=Options(match="adipos*|no such words"))
    expected = sum("Adipose" in json.dumps(study(number)) for number in range(STUDIES))
    assert result.records == expected
    (page, listed) = json.loads((tmp_path / "kg" / folder.MANIFEST).read_bytes())["inputs"]
    assert (page["records"], page["unmatched"]) == (0, 1)
    assert (listed["records"], listed["unmatched"]) == (expected, STUDIES - expected)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("mesenchym*", "Mesenchymal cells", True),
        ("mesenchym*|MSC", "two msc trials", True),
        ("MSC", "MSCs", False),
        ("stromal cell", "stromal\n cell", True),
        ("stromal cell*", "stromal cells", True),
        ("a.c", "abc", False),
        ("*cord*", "umbilicalcordal", True),
        ("café", "CAFé", True),
    ],
)
def test_selections(pattern: str, text: str, expected: bool) -> None:
    assert bool(batches.selection(pattern).search(text.encode())) is expected


def test_a_cut_off_dump_gives_what_stands_before(tmp_path: Path) -> None:
    rng = random.Random(7)
    numbers = rng.sample(range(10_000), 400)
    packed = gzip.compress(ndjson(numbers))
    (tmp_path / "cut.ndjson.gz").write_bytes(packed[: len(packed) // 2])
    result = build([tmp_path / "cut.ndjson.gz"], tmp_path / "kg")
    assert 100 < result.records < 300
    assert result.rejected_documents == ("cut.ndjson.gz",)
    assert not result.is_clean
    assert any("damaged or cut off" in reject.reason for reject in result.rejects)


def test_the_same_dump_packed_and_plain_is_one_document(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.ndjson").write_bytes(ndjson(range(5)))
    (source / "b.ndjson.gz").write_bytes(gzip.compress(ndjson(range(5))))
    assert build([source], tmp_path / "kg").documents == 1
    manifest = json.loads((tmp_path / "kg" / folder.MANIFEST).read_bytes())
    assert manifest["duplicates"] == ["b.ndjson.gz"]


LINES = st.lists(st.binary(max_size=3).map(lambda b: b.replace(b"\n", b"") + b"\n"), max_size=40)


@settings(deadline=None, max_examples=60)
@given(st.lists(LINES, max_size=6), st.integers(1, 40))
def test_runs_are_merged_in_order(runs: list[list[bytes]], block: int) -> None:
    with pytest.MonkeyPatch.context() as patched, tempfile.TemporaryDirectory() as place:
        patched.setattr("msc_kg.sorting.BLOCK_BYTES", block)
        patched.setattr("msc_kg.sorting.FAN_IN", 2)
        patched.setattr("msc_kg.sorting.RUN_BYTES", 3 * block)
        spilled = SpilledLines(Path(place))
        for run in runs:
            spilled.add(run)
        found = [line for part in merged(spilled.finish()) for line in part]
        assert found == sorted({line for run in runs for line in run})


def test_a_large_graph_gets_a_store_that_is_asked_without_loading(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([dump], tmp_path / "small")
    monkeypatch.setattr("msc_kg.build.STORED_TRIPLES", 100)
    monkeypatch.setattr("msc_kg.storing.STORED_AT_ONCE", 100)
    build([dump], tmp_path / "kg")
    assert isinstance(open_graph(tmp_path / "kg"), StoredGraph)
    small, large = KnowledgeGraph.open(tmp_path / "small"), KnowledgeGraph.open(tmp_path / "kg")
    assert len(list(small.graph.triples())) == len(list(large.graph.triples()))
    for name in ("sponsors", "combinations", "counts"):
        assert small.query(name).rows == large.query(name).rows
    with pytest.raises(InputError, match="only read"):
        large.sparql("DELETE WHERE { ?s ?p ?o }")
    build([dump], tmp_path / "kg")
