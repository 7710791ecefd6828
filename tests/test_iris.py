"""IRIs: the same input gives the same IRI, and text never breaks out of one."""

import re

import curies
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_kg import iris

SAFE = re.compile(r'[^\x00-\x20<>"{}|^`\\]+')


@pytest.mark.parametrize(
    ("curie", "iri"),
    [
        ("cond:gvhd", "https://w3id.org/msc-kg/condition/gvhd"),
        ("mesh:D006086", "http://id.nlm.nih.gov/mesh/D006086"),
        ("MONDO:0013730", "http://purl.obolibrary.org/obo/MONDO_0013730"),
        ("clinicaltrials:NCT00698191", "https://identifiers.org/clinicaltrials:NCT00698191"),
    ],
)
def test_curies_expand_and_compress(curie: str, iri: str) -> None:
    assert iris.expand(curie) == iri
    assert iris.compress(iri) == curie


@pytest.mark.parametrize("text", ["nothing:1", "no colon", ""])
def test_what_is_no_curie_is_an_error(text: str) -> None:
    with pytest.raises(KeyError):
        iris.expand(text)


def test_an_unknown_iri_stays_whole() -> None:
    assert iris.compress("http://example.org/x") == "http://example.org/x"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fundación Progreso y Salud", "fundacion progreso y salud"),
        ("Medipost Co., Ltd.", "Medipost Co Ltd"),
        ("University Hospital of Liège", "University Hospital of Liege"),
    ],
)
def test_spellings_of_a_name_share_an_iri(one: str, other: str) -> None:
    assert iris.organization(one) == iris.organization(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京大学", "清华大学"),
        ("北京 Hospital", "上海 Hospital"),
        ("Клиника 1", "1"),
        ("Foo—Bar", "FooBar"),
        ("Hospital", "北京 Hospital"),
    ],
)
def test_different_names_keep_apart(one: str, other: str) -> None:
    assert iris.organization(one) != iris.organization(other)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Łódź", "lodz"),
        ("Ødense", "odense"),
        ("Universität Gießen", "universitat-giessen"),
        ("King's College – London", "kings-college-london"),
        ("King’s College — London", "kings-college-london"),
        ("İstanbul", "istanbul"),
    ],
)
def test_letters_with_a_plain_form_lose_their_marks(text: str, slug: str) -> None:
    assert iris.slug(text) == slug


def test_a_doi_is_one_paper_in_any_case() -> None:
    assert iris.paper(doi="10.1016/S0140-6736(08)60690-X") == iris.paper(
        doi="10.1016/s0140-6736(08)60690-x"
    )


def test_a_paper_needs_something() -> None:
    with pytest.raises(ValueError, match="needs"):
        iris.paper()


@given(st.text(min_size=1))
def test_no_text_breaks_out_of_an_iri(text: str) -> None:
    for made in (
        iris.organization(text),
        iris.trial(text),
        iris.paper(doi=text),
        iris.paper(pmid=text),
        iris.paper(text=text),
        iris.cited_paper("0" * 64, text),
        iris.concept("status", text),
    ):
        assert SAFE.fullmatch(made)


def test_expanding_and_compressing_are_those_of_the_library() -> None:
    converter = curies.Converter.from_prefix_map(iris.prefixes())
    for prefix in iris.prefixes():
        for name in ("x", "D006086", "a/b#c:d_e", ""):
            curie = f"{prefix}:{name}"
            assert iris.expand(curie) == converter.expand(curie)
            assert iris.compress(iris.expand(curie)) == converter.compress(iris.expand(curie))
