"""Lists that lost their separators are cut into their items."""

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_kg import schemes
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_tail import first_mesh_line, heading_terms, keyword_terms
from msc_kg.extractors.page_values import condition_terms
from msc_kg.extractors.undelimited import MAX_WORDS, divide, is_term, pairs_of, terms_of

HEADINGS = sorted(concept.label for concept in schemes.load("mesh-headings"))


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Multiple Sclerosis", 1),
        ("Autologous Mesenchymal Stem Cells Multiple Sclerosis", 2),
        ("Evidence of Liver Transplantation", 1),
        ("Osteoarthritis, Knee Rotator Cuff Injuries", 2),
        ("Stroke Spinal Cord Injuries", 2),
        ("Spinal Cord Injury Paraplegia", 2),
        ("Type 2 Diabetes Mellitus Diabetic Foot Ulcer", 2),
        ("", 0),
    ],
)
def test_conditions(text: str, items: int) -> None:
    divided = divide(text, condition_terms(), bias=-2)
    assert len(divided.items) == items
    assert " ".join(divided.items) == text
    assert 0 <= divided.confidence <= 1


def test_keywords() -> None:
    divided = divide(
        "mesenchymal stem cells liver transplantation clinical trial rejection", keyword_terms()
    )
    assert divided.items == (
        "mesenchymal stem cells",
        "liver transplantation",
        "clinical trial",
        "rejection",
    )


def test_words_that_stand_together_on_the_page_stay_together() -> None:
    together = pairs_of(["A study of frobnic wobbles in children"])
    text = "frobnic wobbles Stroke"
    assert divide(text, condition_terms(), together=together).items == ("frobnic wobbles", "Stroke")


def test_an_unsure_division_says_so() -> None:
    sure = divide("Multiple Sclerosis Stroke", condition_terms())
    unsure = divide("blue green yellow red", condition_terms())
    assert unsure.confidence < 0.6 < sure.confidence


def test_a_very_long_text_is_one_item_without_confidence() -> None:
    divided = divide("word " * (MAX_WORDS + 1), condition_terms())
    assert (len(divided.items), divided.confidence) == (1, 0.0)


@given(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=8, unique=True))
def test_headings_are_cut_into_headings(headings: list[str]) -> None:
    divided = divide(" ".join(headings), heading_terms())
    assert " ".join(divided.items) == " ".join(headings)
    assert all(is_term(item, heading_terms()) for item in divided.items)


@given(st.lists(st.text(st.characters(codec="ascii", exclude_characters=" \n"), min_size=1)))
def test_no_word_is_lost(words: list[str]) -> None:
    text = " ".join(" ".join(words).split())
    divided = divide(text, terms_of(["a b", "c"]))
    assert " ".join(divided.items) == text


@pytest.mark.parametrize(
    ("lines", "first"),
    [
        (("stem cells autoimmunity", "Multiple Sclerosis Sclerosis"), 1),
        (("Multiple Sclerosis", "Multiple Sclerosis Sclerosis"), 1),
        (("Osteoarthritis Arthritis Joint Diseases", "Musculoskeletal Diseases"), 0),
        (("knee cells", "fat cells"), 2),
        ((), 0),
    ],
)
def test_where_the_headings_begin(lines: tuple[str, ...], first: int) -> None:
    assert first_mesh_line([Line(place, text) for place, text in enumerate(lines)]) == first


def test_headings_are_those_of_the_published_list(shared: Path) -> None:
    path = shared / "data" / "vocab" / "mesh_id_label_mappings.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        published = {row[0]: row[1] for row in csv.reader(stream, delimiter="\t", quotechar=None)}
    headings = {concept.notation: concept.label for concept in schemes.load("mesh-headings")}
    assert len(headings) == 1156
    assert {key: published.get(key or "") for key in headings} == headings


def test_brackets_are_not_divided() -> None:
    divided = divide("ARDS (Moderate or Severe Disease) Stroke", condition_terms())
    assert divided.items == ("ARDS (Moderate or Severe Disease)", "Stroke")
    assert divide("(open Stroke", condition_terms()).items
