"""The example extractor of the documentation works, and the registry takes it as a plug-in."""

import importlib.util
from pathlib import Path

import pytest

from msc_kg.documents import Document
from msc_kg.extractors import registry
from msc_kg.extractors.base import Extractor

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "examples" / "trial_cards.py"
CARDS = b"""[NCT01056471]
title = Autologous MSCs in secondary progressive multiple sclerosis
condition = multiple sclerosis
cells = Adipose tissue-derived autologous MSCs
sponsor = Fundacion Progreso y Salud, Spain

[NCT00504803]
title = a card without a condition
"""


@pytest.fixture
def extractor() -> Extractor:
    """Return the example's extractor."""
    spec = importlib.util.spec_from_file_location("trial_cards", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.TrialCards()
    assert isinstance(made, Extractor)
    return made


def test_the_example_reads_cards(extractor: Extractor) -> None:
    extraction = extractor.extract(Document("cards.txt", CARDS))
    (record,) = extraction.records
    assert record.registry_ids == ("NCT01056471",)
    assert record.products[0].tissues == ("adipose tissue",)
    assert record.sponsor is not None
    assert record.sponsor.country == "Spain"
    assert [reject.reason for reject in extraction.rejects] == ["the card names no condition"]


def test_the_registry_chooses_it_among_the_others(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = (*registry.extractors(), extractor)
    monkeypatch.setattr(registry, "extractors", lambda: every)
    assert registry.choose(Document("cards.txt", CARDS)) is extractor
    assert registry.choose(Document("other.txt", b"[section]\nkey = value\n")) is not extractor
