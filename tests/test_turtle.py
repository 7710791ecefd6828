"""Turtle written from sorted lines says what the lines say."""

import io
from collections import Counter

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import iris
from msc_kg.quads import literal
from msc_kg.turtle import TurtleWriter

GRAPHS = (b" <https://example.org/a> .\n", b" <https://example.org/b> .\n")
NAMES = st.sampled_from(
    [
        "https://w3id.org/msc-kg/ontology#Trial",
        "https://w3id.org/msc-kg/tissue/bone-marrow",
        "https://w3id.org/msc-kg/tissue/-odd-",
        "https://w3id.org/msc-kg/tissue/",
        "https://w3id.org/msc-kg/country/BE",
        "https://identifiers.org/clinicaltrials:NCT01234567",
        "https://doi.org/10.1000/a(b)c;d",
        "https://example.org/caf%C3%A9/x.y",
        "urn:x",
    ]
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
OBJECTS = st.one_of(
    NAMES.map(lambda name: f"<{name}>"),
    TEXTS.map(literal),
    st.integers().map(literal),
    st.sampled_from(
        ['"a \\"^^<b> c"', '"<x>"', '"2019-03"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>']
    ),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(NAMES, NAMES, OBJECTS), max_size=12), st.integers(1, 5))
def test_turtle_says_the_same(triples: list[tuple[str, str, str]], size: int) -> None:
    lines = {f"<{s}> <{p}> {o}".encode() for s, p, o in triples}
    quads = sorted(line + end for line in lines for end in GRAPHS)
    out = io.BytesIO()
    turtle = TurtleWriter(out, iris.prefixes())
    for start in range(0, len(quads), size):
        turtle.add(quads[start : start + size])
    turtle.finish()
    expected = set(ox.parse(b"".join(line + b" .\n" for line in lines), ox.RdfFormat.N_TRIPLES))
    assert set(ox.parse(out.getvalue(), ox.RdfFormat.TURTLE)) == expected
    assert turtle.counts.triples == len(lines)
    assert turtle.counts.subjects == len({subject for subject, _, _ in triples})
    assert turtle.counts.properties == Counter(line.split()[1] for line in lines)


def test_names_are_short_and_subjects_stand_together() -> None:
    lines = [
        b'<https://w3id.org/msc-kg/country/BE> <https://w3id.org/msc-kg/ontology#flag> "a" <x> .\n',
        b'<https://w3id.org/msc-kg/country/BE> <https://w3id.org/msc-kg/ontology#flag> "b" <x> .\n',
    ]
    out = io.BytesIO()
    turtle = TurtleWriter(out, iris.prefixes())
    turtle.add(lines[:1])
    turtle.add(lines[1:])
    turtle.finish()
    assert out.getvalue().endswith(b'country:BE msc:flag "a" ,\n\t\t"b" .\n')
