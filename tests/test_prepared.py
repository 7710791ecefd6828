"""Prepared schemes and forms say what the Turtle says, and are left aside when it changed."""

from pathlib import Path

import pytest

from msc_kg import resources, schemes
from msc_kg.grounding import headings, normalisation

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


def test_prepared_forms_are_those_of_the_rules() -> None:
    labels = [label for name in headings.SCHEMES for c in schemes.load(name) for label in c.labels]
    known = normalisation.prepared_forms()
    assert all(known[label] == normalisation.reduced(label) for label in labels)


def test_the_forms_of_other_words_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_kg.grounding.normalisation.digest", lambda: "another")
    assert normalisation.prepared_forms.__wrapped__() == {}
