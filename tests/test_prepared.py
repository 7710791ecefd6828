"""Prepared schemes and tables say what the Turtle says, and are left aside when it changed."""

from pathlib import Path

import pytest

from msc_kg import resources, schemes
from msc_kg.grounding import headings, tables
from msc_kg.grounding.index import Index
from msc_kg.grounding.spotting import mentions

EXTRA = (
    '\n<https://w3id.org/msc-kg/org/x> skos:inScheme scheme:organisations ; skos:prefLabel "X" .\n'
)


def turtle(name: str) -> bytes:
    """Return the Turtle of a packaged scheme."""
    return (resources.folder("ontology") / "schemes" / f"{name}.ttl").read_bytes()


@pytest.mark.parametrize("name", schemes.PREPARED)
def test_a_prepared_scheme_is_what_its_turtle_states(name: str) -> None:
    content = turtle(name)
    assert schemes.prepared(name, content) == schemes.stated(name, content.decode())


def test_the_prepared_scheme_of_another_turtle_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    changed = tmp_path / "ontology"
    (changed / "schemes").mkdir(parents=True)
    (changed / "prepared").symlink_to(resources.folder("ontology") / "prepared")
    (changed / "schemes" / "organisations.ttl").write_bytes(
        turtle("organisations") + EXTRA.encode()
    )
    before = len(schemes.load("organisations").concepts)
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    found = schemes.load.__wrapped__("organisations").concepts
    assert len(found) == before + 1
    assert any(concept.label == "X" for concept in found.values())


def made(name: str) -> tables.Made:
    """Return the tables of a name, made without what is prepared."""
    return tables.Made(headings.schemes_of_tables()[name], free_order=True)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"made_from": "", "concepts": []}'])
def test_a_prepared_scheme_of_another_form_is_not_used(
    content: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ontology" / "prepared").mkdir(parents=True)
    (tmp_path / "ontology" / "prepared" / "routes.json").write_bytes(content)
    turtle_of_routes = turtle("routes")
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    assert schemes.prepared("routes", turtle_of_routes) is None


@pytest.mark.parametrize("name", tables.MADE_FROM)
def test_stored_tables_are_those_of_the_schemes(name: str) -> None:
    stored, anew = tables.stored(name), made(name)
    assert stored is not None
    assert tuple(stored.concepts) == anew.concepts
    assert stored.below == anew.below
    for first, bags in anew.under_bags.items():
        assert stored.bags(first) == bags
    for group, matches in anew.under_matches.items():
        assert stored.matches(group) == matches
    for first, phrases in anew.under_phrases.items():
        assert stored.phrases(first) == phrases
    assert len(stored.under_bags) == len(anew.under_bags) > 100
    assert len(stored.under_phrases) == len(anew.under_phrases) > 100
    assert len(stored.under_matches) == len(anew.under_matches) > 1


def test_conditions_with_mesh_are_the_same_made_and_stored() -> None:
    stored = headings.conditions().scheme.concepts
    assert dict(stored) == dict(headings.schemes_of_tables()["conditions-and-mesh"].concepts)


def test_a_stored_index_answers_as_one_that_is_made() -> None:
    scheme = headings.conditions().scheme
    stored, anew = headings.conditions(), Index(scheme, free_order=True)
    for concept in list(scheme)[::25]:
        assert stored.narrower(concept.iri) == anew.narrower(concept.iri)
        for label in (*concept.labels, concept.notation or "", f"no {concept.label}"):
            assert stored.find(label) == anew.find(label)
            assert mentions(stored, f"of {label}") == mentions(anew, f"of {label}")


def test_the_tables_of_other_words_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_kg.grounding.tables.digest", lambda: "another")
    assert all(tables.stored.__wrapped__(name) is None for name in tables.MADE_FROM)


def test_without_stored_tables_conditions_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    before = headings.conditions()
    monkeypatch.setattr(headings, "stored", lambda name: None)
    after = headings.conditions.__wrapped__()
    assert after.stored is None
    assert dict(after.scheme.concepts) == dict(before.scheme.concepts)
