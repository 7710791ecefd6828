"""The packaged seeds say what the originals say, apart from prose that is named here."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from msc_kg import resources
from msc_kg.documents import Document
from msc_kg.extractors.registry import extract
from msc_kg.records import Record


@dataclass(frozen=True)
class Pair:
    """A packaged seed, the original it stands for, its records, and the fields left out."""

    packaged: str
    original: str
    records: int
    prose: frozenset[str] = frozenset()


PAIRS = (
    Pair("review-immunosuppression-2011.txt", "000", 18),
    Pair("review-autoimmune-2022.txt", "001", 57, frozenset({"outcome"})),
    Pair("NCT00962923.txt", "002", 1),
    Pair("NCT01690247.txt", "003", 1, frozenset({"outcomes"})),
    Pair("NCT03778333.txt", "004", 1, frozenset({"outcomes"})),
)
ABOUT_THE_DOCUMENT = frozenset({"document", "evidence", "coverage"})


def records(path: Path) -> tuple[Record, ...]:
    extraction = extract(Document(path.name, path.read_bytes()))
    assert not extraction.rejects, extraction.rejects
    return extraction.records


def packaged(pair: Pair) -> tuple[Record, ...]:
    return records(resources.folder("seeds") / pair.packaged)


def test_all_seeds_are_compared() -> None:
    names = {path.name for path in resources.files("seeds", "*.txt")}
    assert names == {pair.packaged for pair in PAIRS}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.packaged)
def test_number_of_records(pair: Pair) -> None:
    assert len(packaged(pair)) == pair.records


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.packaged)
def test_same_facts(pair: Pair, shared: Path) -> None:
    original = records(next((shared / "seeds").glob(f"{pair.original}*")))
    fields = set(Record.__struct_fields__) - ABOUT_THE_DOCUMENT - pair.prose
    for ours, theirs in zip(packaged(pair), original, strict=True):
        for field in sorted(fields):
            assert getattr(ours, field) == getattr(theirs, field), (ours.locator, field)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.packaged)
def test_fields_left_out_are_prose_of_the_original_only(pair: Pair, shared: Path) -> None:
    original = records(next((shared / "seeds").glob(f"{pair.original}*")))
    for field in pair.prose:
        assert any(getattr(record, field) for record in original)
        assert not any(getattr(record, field) for record in packaged(pair))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.packaged)
def test_same_words_are_the_evidence(pair: Pair, shared: Path) -> None:
    original = records(next((shared / "seeds").glob(f"{pair.original}*")))
    for ours, theirs in zip(packaged(pair), original, strict=True):
        paths = {path for path in theirs.evidence if path.split("[")[0] not in pair.prose}
        assert set(ours.evidence) == paths, ours.locator


def test_no_telephone_numbers_or_addresses() -> None:
    for path in resources.files("seeds", "*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "@" not in text
        assert "Contact:" not in text
