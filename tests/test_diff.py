"""What changed between two graphs: nothing that differs is missed, nothing equal is told."""

import csv
import gzip
import io
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import differences
from msc_kg.build import build
from msc_kg.cli import cli
from msc_kg.differences.blocks import blocks
from msc_kg.differences.compare import CHANGED, GONE, NEW, REPLACED
from msc_kg.errors import InputError, UnknownNameError
from msc_kg.vocab import msc, rdf, rdfs

ROOT = Path(__file__).resolve().parents[1]
HEAD = """
@prefix cond: <https://w3id.org/msc-kg/condition/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix msc: <https://w3id.org/msc-kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/msc-kg/status/> .
@prefix t: <https://example.org/> .
cond:gvhd rdfs:label "GVHD" . cond:sle rdfs:label "lupus" . cond:ms rdfs:label "sclerosis" .
status:RECRUITING rdfs:label "Recruiting" . status:COMPLETED rdfs:label "Completed" .
"""
OLD = (
    HEAD
    + """
t:2 a msc:Trial ; rdfs:label "NCT2" ; msc:overallStatus status:RECRUITING ; msc:enrollment 10 ;
  msc:condition cond:gvhd , cond:sle .
t:10 a msc:Trial ; rdfs:label "NCT10" ; dcterms:title "goes" .
t:11 a msc:Trial ; rdfs:label "NCT11" ; msc:enrollment 5 .
t:d1 a msc:SourceDocument ; rdfs:label "A" ; dcterms:source "a.txt" ; schema:sha256 "1" .
t:d2 a msc:SourceDocument ; rdfs:label "B" ; dcterms:source "b.txt" ; schema:sha256 "2" .
t:x a msc:Disagreement ; rdfs:label "NCT2: documents differ" ; msc:onProperty msc:tissueSource ;
  msc:disagreementKind cond:gvhd ; msc:betweenRecords t:r1 .
t:r1 a msc:Record .
"""
)
NEW_ONE = (
    HEAD
    + """
t:2 a msc:Trial ; rdfs:label "NCT2" ; msc:overallStatus status:COMPLETED ; msc:enrollment 12 ;
  msc:condition cond:gvhd , cond:ms ; msc:startDate "2020" .
t:11 a msc:Trial ; rdfs:label "NCT11" ; msc:enrollment 5 .
t:9 a msc:Trial ; rdfs:label "NCT9" ; dcterms:title "comes" .
t:d3 a msc:SourceDocument ; rdfs:label "A" ; dcterms:source "a.txt" ; schema:sha256 "3" .
t:d4 a msc:SourceDocument ; rdfs:label "C" ; dcterms:source "c.txt" ; schema:sha256 "4" .
t:x a msc:Disagreement ; rdfs:label "NCT2: documents differ" ; msc:onProperty msc:tissueSource ;
  msc:disagreementKind cond:gvhd ; msc:betweenRecords t:r2 .
t:r2 a msc:Record .
"""
)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "old.ttl").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.ttl").write_text(NEW_ONE, encoding="utf-8")
    return str(tmp_path / "old.ttl"), str(tmp_path / "new.ttl")


def test_every_change_is_told_in_words(pair: tuple[str, str]) -> None:
    found = differences.compare(*pair)
    assert differences.table(found).rows == (
        ("trial", "NCT2", CHANGED, "condition", "lupus", "sclerosis"),
        ("trial", "NCT2", CHANGED, "enrollment", "10", "12"),
        ("trial", "NCT2", CHANGED, "overall status", "Recruiting", "Completed"),
        ("trial", "NCT2", CHANGED, "start date", None, "2020"),
        ("trial", "NCT9", NEW, None, None, "comes"),
        ("trial", "NCT10", GONE, None, "goes", None),
        ("document", "a.txt", REPLACED, "sha256", "1", "3"),
        ("document", "b.txt", GONE, None, "B", None),
        ("document", "c.txt", NEW, None, None, "C"),
    )
    assert found.trials == (3, 3)
    assert found.others == 3  # two records, and the disagreement that is the same in other records
    assert differences.summary(found) == (
        "3 trials before, 3 after; trials: 1 new, 1 gone, 1 changed; "
        "documents: 1 new, 1 gone, 1 replaced; 3 other nodes (records, arms, concepts ...) differ"
    )


def test_some_properties_only(pair: tuple[str, str]) -> None:
    found = differences.compare(*pair)
    rows = differences.table(found, ["overallStatus", "enrollment"]).rows
    assert [row[3] for row in rows] == ["enrollment", "overall status"]
    assert differences.table(found, ["msc:overallStatus"]).rows == rows[1:]
    with pytest.raises(UnknownNameError, match="overall status"):
        differences.table(found, ["overal statuss"])


def test_a_disagreement_that_came(pair: tuple[str, str], tmp_path: Path) -> None:
    without = tmp_path / "without.ttl"
    without.write_text(OLD.replace("t:x a msc:Disagreement", "t:x a t:Other"), encoding="utf-8")
    rows = differences.table(differences.compare(str(without), pair[0])).rows
    assert rows == (("disagreement", "NCT2", NEW, "tissue source", None, "GVHD"),)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a graph of the seeds of which one document is gone and two differ."""
    folder = tmp_path_factory.mktemp("changed")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    (folder / "seeds" / "NCT01690247.txt").unlink()
    page = folder / "seeds" / "NCT03778333.txt"
    text = page.read_text(encoding="utf-8")
    assert "Karolinska Institutet" in text
    page.write_text(text.replace("Karolinska Institutet", "Karolinska College"), encoding="utf-8")
    build([folder / "seeds"], folder / "kg", validate=False)
    return folder / "kg"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["diff", *map(str, arguments)], standalone_mode=False)


def test_a_build_against_the_next(seeds_folder: Path, changed: Path) -> None:
    result = run(seeds_folder, changed, "--format", "csv")
    assert result.return_value == 1
    rows = [tuple(row) for row in csv.reader(io.StringIO(result.stdout))]
    assert ("trial", "NCT01690247", GONE) in {row[:3] for row in rows}
    assert ("trial", "NCT03778333", CHANGED, "sponsor", "Karolinska Institutet",
            "Karolinska College") in rows  # fmt: skip
    documents = {row[1]: row[2] for row in rows if row[0] == "document"}
    assert documents == {"NCT01690247.txt": GONE, "NCT03778333.txt": REPLACED}
    assert "62 trials before, 61 after" in result.stderr


def test_trials_that_are_only_named_are_neither_new_nor_gone(
    seeds_folder: Path, tmp_path: Path
) -> None:
    lines = (seeds_folder / "graph.nq").read_text(encoding="utf-8").splitlines()
    named = "<https://identifiers.org/clinicaltrials:NCT00000001>"
    lines += [f"{named} <{rdf.type_}> <{msc.Trial}> .", f'{named} <{rdfs.label}> "NCT00000001" .']
    (tmp_path / "more.nq").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = differences.compare(str(seeds_folder), str(tmp_path / "more.nq"))
    assert (found.changes, found.others, found.trials) == ((), 1, (62, 62))


@pytest.mark.parametrize("name", ["Sponsor", "SPONSOR", "MSC:sponsor", "sponsor"])
def test_capitals_of_a_property_do_not_matter(seeds_folder: Path, changed: Path, name: str) -> None:
    found = differences.compare(str(seeds_folder), str(changed))
    rows = differences.table(found, only=(name,)).rows
    assert ("trial", "NCT03778333", CHANGED, "sponsor") in {row[:4] for row in rows}


def test_backwards_new_is_gone(seeds_folder: Path, changed: Path) -> None:
    turned = {NEW: GONE, GONE: NEW}
    there = differences.table(differences.compare(str(seeds_folder), str(changed))).rows
    back = differences.table(differences.compare(str(changed), str(seeds_folder))).rows
    assert {(r[1], turned.get(str(r[2]), r[2]), r[3], r[5], r[4]) for r in back} == {
        (r[1], r[2], r[3], r[4], r[5]) for r in there
    }


def test_equal_graphs_in_any_form_do_not_differ(seeds_folder: Path, tmp_path: Path) -> None:
    quads = (seeds_folder / "graph.nq").read_bytes()
    (tmp_path / "graph.nq.gz").write_bytes(gzip.compress(quads))
    shuffled = tmp_path / "shuffled"
    shuffled.mkdir()
    (shuffled / "graph.nq").write_bytes(b"".join(sorted(quads.splitlines(True), reverse=True)))
    for other in (seeds_folder, seeds_folder / "graph.ttl", tmp_path, shuffled):
        result = run(seeds_folder, other)
        assert (result.return_value, result.stdout) == (0, ""), other
        assert "no difference" in result.stderr


def test_exit_statuses(pair: tuple[str, str]) -> None:
    assert run(*pair).return_value == 1
    assert run(*pair, "--summary").stdout == ""
    assert run(*pair, "--summary").return_value == 1
    assert run(*pair, "--property", "sponsor").return_value == 0
    assert run(*pair, "--property", "enrollment").return_value == 1
    assert run(pair[0], pair[0], "--format", "json").stdout == "[]\n"


@pytest.mark.parametrize("content", ["this is no RDF", "<a> <b> <c> <d> .\n<a <b> .\n"])
def test_what_cannot_be_read_is_told(seeds_folder: Path, tmp_path: Path, content: str) -> None:
    folder = tmp_path / "kg"
    folder.mkdir()
    (folder / "graph.nq").write_text(content, encoding="utf-8")
    with pytest.raises(InputError):
        differences.compare(str(seeds_folder), str(folder))
    with pytest.raises(InputError, match="no such graph"):
        differences.compare(str(seeds_folder), str(tmp_path / "nowhere"))


nodes = st.sampled_from(
    [ox.NamedNode(f"https://example.org/{name}") for name in ("a", "a-b", "ab")]
)
literals = st.builds(
    lambda text, kind: ox.Literal(text, datatype=kind) if kind else ox.Literal(text),
    st.text(st.sampled_from('a <>".\\\n\té狼^@'), max_size=6),
    st.sampled_from([None, ox.NamedNode("https://example.org/type")]),
)
triples = st.builds(ox.Triple, nodes, nodes, st.one_of(nodes, literals))
graphs = st.sets(triples, max_size=12)


def written(folder: Path, graph: set[Any], *, quads: bool) -> str:
    folder.mkdir(exist_ok=True)
    tail = " <https://example.org/graph> .\n" if quads else " .\n"
    lines = sorted(f"{triple}{tail}".encode() for triple in graph)
    (folder / "graph.nq").write_bytes(b"".join(lines))
    return str(folder)


@given(old=graphs, new=graphs, quads=st.booleans())
@settings(deadline=None, max_examples=80)
def test_all_that_differs_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, old: set[Any], new: set[Any], quads: bool
) -> None:
    folder = tmp_path_factory.mktemp("graphs")
    sources = written(folder / "old", old, quads=quads), written(folder / "new", new, quads=quads)
    streamed = [triple for block in blocks(sources[0]) for triple in block.triples()]
    assert len(streamed) == len(old)
    assert set(streamed) == old
    expected = {triple.subject for triple in old ^ new}
    found = differences.compare(*sources)
    assert found.others == len(expected)
    assert bool(found) == (old != new)


def test_memory_does_not_hold_the_graphs(seeds_folder: Path) -> None:
    """A folder is read as a stream: no block is taken before the one before was used."""
    stream = blocks(str(seeds_folder))
    first = next(stream)
    assert first.subject < next(stream).subject
    assert iter(stream) is stream
