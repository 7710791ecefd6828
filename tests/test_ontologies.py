"""Whole ontologies beside the packaged schemes, from an installed package (an extra)."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from msc_kg import iris
from msc_kg.cli import cli
from msc_kg.documents import Document
from msc_kg.errors import InputError
from msc_kg.grounding import Grounder, Lexicon, ontologies
from msc_kg.mapping import ancestors, map_document, vocabulary
from msc_kg.records import Description, Extraction, Record
from msc_kg.work import Options

RARE = "familial congenital mirror movements"
installed = pytest.mark.skipif(
    find_spec(ontologies.PACKAGE) is None, reason=f"needs {ontologies.INSTALL}"
)


@pytest.fixture(scope="module")
def whole() -> Grounder:
    return Grounder(Lexicon(ontologies=True))


@installed
@pytest.mark.parametrize(
    ("kind", "text", "curie"),
    [
        ("condition", RARE, "MONDO:0016558"),
        ("condition", "Spinocerebellar Ataxia Type 6", "MONDO:0008457"),
        ("condition", "MONDO:0016558", "MONDO:0016558"),
        ("condition", "severe GVHD", "cond:gvhd"),
        ("condition", "psoriasis", "cond:psoriasis"),
        ("condition", "chronic allograft nephropathy", "cond:chronic-allograft-nephropathy"),
        ("tissue", "BM", "tissue:bone-marrow"),
        ("tissue", "descending vasa recta", "UBERON:0009202"),
        ("cell-type", "CD14-positive monocyte", "CL:0001054"),
        ("cell-type", "BM-MSC", "cell:bm-msc"),
    ],
)
def test_what_our_words_do_not_know(whole: Grounder, kind: str, text: str, curie: str) -> None:
    assert whole.ground(kind, text).curie == curie


@installed
def test_the_explanation_names_the_ontology_and_its_release(whole: Grounder) -> None:
    assert "in MONDO v20" in whole.ground("condition", RARE).explanation
    assert "in UBERON v20" in whole.ground("tissue", "descending vasa recta").explanation


@installed
def test_ontologies_are_used_only_when_asked_for() -> None:
    assert Grounder().ground("condition", RARE).concept is None
    assert Grounder().ground("condition", "MONDO:0016558").concept is None


@installed
def test_a_term_that_a_concept_of_ours_matches_is_that_concept() -> None:
    assert ontologies.ontology("condition").concept("MONDO:0005083").curie == "cond:psoriasis"
    assert ontologies.ontology("tissue").concept("UBERON:0002371").curie == "tissue:bone-marrow"
    assert ontologies.concept(iris.expand("cond:gvhd")) is None
    assert ontologies.concept(iris.expand("MONDO:9999999")) is None


@installed
def test_obsolete_terms_and_abbreviations_are_left_out() -> None:
    cells = ontologies.ontology("cell-type")
    assert not [term for term in cells.terms.values() if term["label"].startswith("obsolete ")]
    assert ontologies.ontology("condition").find("CAN") is None


@installed
def test_a_term_enters_the_graph_below_our_concepts(whole: Grounder) -> None:
    record = Record(
        kind="registry-record",
        document="a.txt",
        locator="page",
        registry_ids=("NCT00000001",),
        conditions=(RARE,),
    )
    extraction = Extraction(Description(kind="test"), (record,))
    mapped = map_document(Document("a.txt", b"a"), extraction, whole)
    term = iris.expand("MONDO:0016558")
    assert term in mapped.concepts
    assert iris.expand("cond:nervous-system-disease") in ancestors(term)
    lines = [line for line in vocabulary(mapped.concepts).lines if line.startswith(f"<{term}>")]
    assert any(f'"{RARE}"' in line for line in lines)
    assert any("ontology#Condition>" in line for line in lines)
    assert not [line for line in lines if line.count(f"<{term}>") > 1]


@pytest.fixture
def _absent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(ontologies, "find_spec", lambda name: None)
    ontologies.ontology.cache_clear()
    yield
    ontologies.ontology.cache_clear()


@pytest.mark.usefixtures("_absent")
def test_without_the_package_the_error_says_how_to_install_it() -> None:
    with pytest.raises(InputError, match=r"pip install 'msc-kg\[ontologies\]'"):
        Options(ontologies=True).grounder()
    for command in (["ground", "--ontologies", "GVHD"], ["build", "--ontologies"]):
        result = CliRunner().invoke(cli, command, standalone_mode=False)
        assert "not installed" in str(result.exception or result.output)


def test_the_choice_is_part_of_what_makes_shards_different() -> None:
    assert Options().key != Options(ontologies=True).key
