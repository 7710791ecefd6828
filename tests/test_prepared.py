"""Prepared schemes and tables say what the Turtle says, and are left aside when it changed."""

from pathlib import Path

import pytest

from msc_kg import resources, schemes
from msc_kg.grounding import headings
from msc_kg.grounding.index import Index
from msc_kg.grounding.lexicon import lexicon, made
from msc_kg.grounding.spotting import mentions
from msc_kg.grounding.stored import MADE_FROM, WIDE, stored
from msc_kg.phrases.organisation_names import name_key

EXTRA = (
    '\n<https://w3id.org/msc-kg/org/x> skos:inScheme scheme:organisations ; skos:prefLabel "X" .\n'
)


def turtle(name: str) -> bytes:
    """Return the Turtle of a packaged scheme."""
    return (resources.folder("ontology") / "schemes" / f"{name}.ttl").read_bytes()


@pytest.mark.parametrize("name", schemes.PREPARED)
def test_a_prepared_scheme_is_what_its_turtle_states(name: str) -> None:
    assert schemes.prepared_concepts(name) == schemes.stated(name, turtle(name).decode())


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


@pytest.mark.parametrize("change", ["", "{}", "cut", "other"])
def test_a_prepared_scheme_that_is_cut_off_or_of_another_form_is_not_used(
    change: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ontology = resources.folder("ontology")
    content = (ontology / "prepared" / "routes.txt").read_text("utf-8")
    changed = {"cut": content[:-1000], "other": f"x{content}"}.get(change, change)
    (tmp_path / "ontology" / "prepared").mkdir(parents=True)
    (tmp_path / "ontology" / "prepared" / "routes.txt").write_text(changed, "utf-8")
    (tmp_path / "ontology" / "schemes").symlink_to(ontology / "schemes")
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    assert schemes.prepared_concepts("routes") is None


@pytest.mark.parametrize("name", MADE_FROM)
def test_stored_tables_are_those_of_the_schemes(name: str) -> None:
    there, anew = stored(name), made(name)
    assert there is not None
    assert tuple(there.concepts) == anew.concepts
    assert there.below == anew.below
    assert there.spellings == anew.spellings
    assert all(there.spelled(key) == numbers for key, numbers in anew.spellings.items())
    assert all(there.holding(word) == numbers for word, numbers in anew.under_words.items())
    assert all(there.matches(group) == found for group, found in anew.under_matches.items())
    assert all(there.phrases(first) == found for first, found in anew.under_phrases.items())
    assert len(anew.spellings) > 100
    assert min(map(len, (anew.under_words, anew.under_phrases, anew.under_matches))) > 0
    assert not any([there.spelled("no such label"), there.holding("xyzzy"), there.matches("x")])


def test_conditions_with_mesh_are_the_same_made_and_stored() -> None:
    stored = headings.conditions().scheme.concepts
    assert dict(stored) == dict(headings.scheme_made(WIDE).concepts)


def test_a_stored_index_answers_as_one_that_is_made() -> None:
    scheme = headings.conditions().scheme
    there, anew = headings.conditions(), Index(scheme, free_order=True)
    for concept in list(scheme)[::25]:
        wanted = ("disease", "chronic", "child")
        assert there.narrower_with(concept.iri, wanted) == anew.narrower_with(concept.iri, wanted)
        assert there.narrower(concept.iri) == anew.narrower(concept.iri)
        for label in (*concept.labels, concept.notation or "", f"no {concept.label}"):
            assert there.find(label) == anew.find(label)
            assert mentions(there, f"of {label}") == mentions(anew, f"of {label}")


def test_organisations_are_found_by_stored_names_as_by_those_that_are_made() -> None:
    there = lexicon().index("sponsor")
    anew = Index(there.scheme, comparable=name_key)
    assert there.stored
    assert not anew.stored
    assert list(there.spellings.items()) == list(anew.spellings.items())
    for concept in list(there.scheme)[::5]:
        for label in (*concept.labels, concept.notation or "", f"no {concept.label}"):
            assert there.find(label) == anew.find(label)


def test_the_tables_of_other_words_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_kg.grounding.words.digest", lambda: "another")
    assert all(stored.__wrapped__(name) is None for name in MADE_FROM)


def test_without_stored_tables_conditions_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    before = headings.conditions()
    monkeypatch.setattr(headings, "stored", lambda name: None)
    after = headings.conditions.__wrapped__()
    assert after.stored is None
    assert dict(after.scheme.concepts) == dict(before.scheme.concepts)
