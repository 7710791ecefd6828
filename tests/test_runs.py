"""Runs merged: their quads in order and once, and Turtle and counts that say the same."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from unittest.mock import patch

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import iris
from msc_kg.quads import TYPE, Quads, Statement, literal, shorter
from msc_kg.run_merge import Merge
from msc_kg.runs import QUADS, SUBJECTS, TURTLE, described, write_run
from msc_kg.subjects import SubjectWriter
from msc_kg.terms import Iri
from msc_kg.turtle import Counts, head
from msc_kg.vocab import msc

NAMES = st.sampled_from(
    [
        "https://w3id.org/msc-kg/ontology#Trial",
        "https://w3id.org/msc-kg/tissue/bone-marrow",
        "https://w3id.org/msc-kg/tissue/-odd-",
        "https://w3id.org/msc-kg/tissue/",
        "https://w3id.org/msc-kg/record/0123456789abcdef/1",
        "https://w3id.org/msc-kg/record/0123456789abcdef/1/arm/1",
        "https://identifiers.org/clinicaltrials:NCT01234567",
        "https://doi.org/10.1000/a(b)c;d",
        "https://example.org/caf%C3%A9/x.y",
        "urn:x",
    ]
)
PROPERTIES = st.one_of(NAMES.map(lambda name: f"<{name}>"), st.just(TYPE.rstrip()))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
OBJECTS = st.one_of(
    NAMES.map(lambda name: f"<{name}>"),
    TEXTS.map(literal),
    st.integers().map(literal),
    st.sampled_from(
        ['"a \\"^^<b> c"', '"<x>"', '"2019-03"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>']
    ),
)
GRAPHS = st.sampled_from(["https://example.org/a", "https://example.org/b"])
Stated = tuple[str, str, str, str]
STATED = st.lists(st.tuples(GRAPHS, NAMES, PROPERTIES, OBJECTS), max_size=12)


def statement(term: str, value: str) -> Statement:
    return f"{term} ", value, value if value[-1] == '"' else shorter()[value]


def run(place: Path, stated: Iterable[Stated], counts: Counts) -> Path:
    graphs: defaultdict[Iri, dict[Iri, list[Statement]]] = defaultdict(dict)
    for graph, subject, term, value in stated:
        of = graphs[Iri(graph)].setdefault(Iri(subject), [])
        of.append(statement(term, value))
    place.mkdir()
    writer = SubjectWriter()
    write_run(place, described(graphs, writer))
    counts.add(writer.counted())
    return place


@settings(deadline=None, max_examples=150)
@given(st.lists(STATED, min_size=1, max_size=5), st.integers(2, 4))
def test_quads_and_turtle_say_what_was_stated(runs: list[list[Stated]], fan_in: int) -> None:
    counts = Counts()
    with tempfile.TemporaryDirectory() as name, patch("msc_kg.run_merge.FAN_IN", fan_in):
        places = [run(Path(name) / str(at), stated, counts) for at, stated in enumerate(runs)]
        merge = Merge(places, Path(name))
        merged = Path(name) / "merged"
        merged.mkdir()
        merge.write_run(merged)
        quads, written = (merged / QUADS).read_bytes(), (merged / TURTLE).read_bytes()
        subjects = [line.split() for line in (merged / SUBJECTS).read_bytes().splitlines()]
    everything = {one for stated in runs for one in stated}
    lines = sorted(f"<{s}> {p} {o} <{g}> .\n".encode() for g, s, p, o in everything)
    assert quads == b"".join(lines)
    triples = {(s, p, o) for _, s, p, o in everything}
    turtle = head(iris.prefixes()).encode() + written
    plain = "".join(f"<{s}> {p} {o} .\n" for s, p, o in triples).encode()
    assert set(ox.parse(turtle, ox.RdfFormat.TURTLE)) == set(
        ox.parse(plain, ox.RdfFormat.N_TRIPLES)
    )
    assert [subject for subject, _, _ in subjects] == sorted(
        {f"<{s}>".encode() for s, _, _ in triples}
    )
    at = 0
    for subject, size, _ in subjects:
        own = quads[at : at + int(size)]
        assert own.endswith(b"\n")
        assert all(line.startswith(subject + b" ") for line in own.splitlines())
        at += int(size)
    assert at == len(quads)
    assert sum(int(size) for _, _, size in subjects) == len(written)
    counts.add(merge.correction)
    assert counts.quads == len(everything)
    assert counts.triples == len(triples)
    assert counts.subjects == len(subjects)
    assert +counts.properties == Counter(p for _, p, _ in triples)
    assert +counts.classes == Counter(o for _, p, o in triples if p == TYPE.rstrip())
    assert Counts.of(counts.plain()) == counts


def test_names_are_short_and_properties_stand_together(tmp_path: Path) -> None:
    quads = Quads(Iri("https://example.org/g"))
    node = Iri("https://w3id.org/msc-kg/country/BE")
    for word in ("b", "a", "b"):
        quads.state(node, msc.flag, word)
    quads.type(node, msc.Site)
    quads.link(node, msc.about, node)
    writer = SubjectWriter()
    write_run(tmp_path, described({quads.graph: quads.statements}, writer))
    own, text = (tmp_path / QUADS).read_text(), (tmp_path / TURTLE).read_text()
    line = f"<https://w3id.org/msc-kg/country/BE> {len(own)} {len(text)}\n"
    assert (tmp_path / SUBJECTS).read_text() == line
    assert own.count("\n") == writer.counted().quads == 4
    assert text == (
        'country:BE a msc:Site ;\n\tmsc:about country:BE ;\n\tmsc:flag "a" ,\n\t\t"b" .\n'
    )


def test_many_shapes_are_counted_once_they_are_forgotten() -> None:
    writer = SubjectWriter()
    with patch("msc_kg.subjects._MOST_SHAPES", 2):
        for number in range(7):
            writer.written(f"<urn:{number}>", "<urn:g>", [statement(f"<urn:{number % 4}>", '"x"')])
    counts = writer.counted()
    assert (counts.subjects, counts.quads, counts.triples) == (7, 7, 7)
    assert counts.properties == {"<urn:0>": 2, "<urn:1>": 2, "<urn:2>": 2, "<urn:3>": 1}
    assert writer.counted() == Counts()
