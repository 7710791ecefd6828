"""Every extractor is found, one is chosen, and what nobody reads is a reject with a reason."""

import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path

import pytest
from growth import LINEAR, growth
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import resources
from msc_kg.documents import Document
from msc_kg.errors import InputError
from msc_kg.extractors import plugins, registry
from msc_kg.extractors.base import Extractor
from msc_kg.extractors.legacy_page import LegacyPage
from msc_kg.records import Description, Extraction, Record, Reject

KINDS = {
    "NCT00962923.txt": "aggregator-page",
    "NCT01690247.txt": "legacy-page",
    "NCT03778333.txt": "legacy-page",
    "review-autoimmune-2022.txt": "review-table",
    "review-immunosuppression-2011.txt": "review-table",
}
ORIGINALS = {
    "000": "review-table",
    "001": "review-table",
    "002": "aggregator-page",
    "003": "legacy-page",
    "004": "legacy-page",
}


class Sure:
    """An extractor that takes everything."""

    def __init__(self, name: str = "sure", confidence: float = 1.0) -> None:
        self.name = name
        self.description = "everything"
        self._confidence = confidence

    def confidence(self, document: Document) -> float:
        return self._confidence

    def extract(self, document: Document) -> Extraction:
        return Extraction(
            Description(kind=self.name), (Record(kind="review-row", document="d", locator="l"),)
        )


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    clear = registry.forget
    clear()
    monkeypatch.setattr(registry, "OF_ENTRIES", ())
    monkeypatch.setattr(registry, "OF_TEXTS", ())
    monkeypatch.setattr(plugins, "may_be_installed", lambda group: True)
    monkeypatch.setattr(metadata, "entry_points", lambda group: ())
    yield monkeypatch
    clear()


def names(text: str | bytes) -> str:
    content = text if isinstance(text, bytes) else text.encode()
    choice = registry.choose(Document("document", content))
    return "reject" if isinstance(choice, Reject) else choice.name


def test_built_in_extractors_keep_the_protocol() -> None:
    found = [extractor for extractor in registry.extractors() if extractor.name in KINDS.values()]
    assert len(found) == 3
    for extractor in registry.extractors():
        assert isinstance(extractor, Extractor)
        assert extractor.name == extractor.name.lower()
        assert extractor.description


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_choice_for_packaged_seeds(name: str, kind: str) -> None:
    assert names((resources.folder("seeds") / name).read_bytes()) == kind


@pytest.mark.parametrize(("name", "kind"), ORIGINALS.items())
def test_choice_for_originals(name: str, kind: str, shared: Path) -> None:
    assert names(next((shared / "seeds").glob(f"{name}*")).read_bytes()) == kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\x89PNG\x00\x00\x01\x02", "binary"),
        (b"hello", "too short"),
        (b"A letter about the weather, once more. " * 40, "no extractor knows"),
    ],
)
def test_what_cannot_be_read_is_one_reject_with_a_reason(content: bytes, words: str) -> None:
    extraction = registry.extract(Document("folder/page.bin", content))
    assert extraction.records == ()
    (reject,) = extraction.rejects
    assert (reject.document, reject.place) == ("folder/page.bin", "whole document")
    assert words in reject.reason
    assert ";" in reject.reason, "what next is missing"


def test_an_unknown_document_says_what_was_looked_at() -> None:
    (reject,) = registry.extract(Document("x", b"nothing to see " * 40)).rejects
    for extractor in registry.extractors():
        assert extractor.name in reject.reason


def test_the_surest_is_chosen_and_ties_go_by_name(only: pytest.MonkeyPatch) -> None:
    sure = (Sure("b", 0.7), Sure("a", 0.7), Sure("c", 0.6))
    only.setattr(registry, "extractors", lambda: tuple(sorted(sure, key=lambda e: e.name)))
    assert names("text") == "a"


def test_half_sure_is_not_enough(only: pytest.MonkeyPatch) -> None:
    only.setattr(registry, "extractors", lambda: (Sure("half", 0.5),))
    assert names("text") == "reject"


def entry(value: str) -> metadata.EntryPoint:
    return metadata.EntryPoint("mine", value, registry.ENTRY_POINTS)


def test_plug_ins_come_from_entry_points(only: pytest.MonkeyPatch) -> None:
    only.setattr(metadata, "entry_points", lambda group: (entry(f"{__name__}:Sure"),))
    assert [extractor.name for extractor in registry.extractors()] == ["sure"]
    assert len(registry.extract(Document("d", b"text")).records) == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("no_such_module:Thing", "cannot be loaded"),
        (f"{__name__}:Missing", "cannot be loaded"),
        ("builtins:dict", "lacks a part"),
    ],
)
def test_a_broken_plug_in_is_named(only: pytest.MonkeyPatch, value: str, words: str) -> None:
    only.setattr(metadata, "entry_points", lambda group: (entry(value),))
    with pytest.raises(InputError, match=words) as caught:
        registry.extractors()
    assert caught.value.next_step


def installed(folder: Path, module: str = __name__) -> None:
    """Install a package that brings an extractor into a folder."""
    package = folder / "mine-1.0.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text(f"[msc_kg.extractors]\nmine = {module}:Sure\n")


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A folder where packages are looked for, before it is there."""
    registry.forget()
    monkeypatch.setattr(registry, "OF_ENTRIES", ())
    monkeypatch.setattr(registry, "OF_TEXTS", ())
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "packages")])
    yield tmp_path / "packages"
    registry.forget()


def test_an_installed_plug_in_is_found(path: Path) -> None:
    assert registry.extractors() == ()
    installed(path)
    registry.forget()
    assert [extractor.name for extractor in registry.extractors()] == ["sure"]


def test_a_first_look_tells_where_no_plug_in_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finders = [each for each in sys.meta_path if each is PathFinder or not _finds_packages(each)]
    monkeypatch.setattr(sys, "meta_path", finders)  # packages that other tests import add some
    assert not plugins.may_be_installed(registry.ENTRY_POINTS)
    (path / "other.dist-info").mkdir(parents=True)
    assert not plugins.may_be_installed(registry.ENTRY_POINTS)
    assert plugins.may_be_installed("console_scripts"), "those of the packages that tests need"
    installed(path)
    assert plugins.may_be_installed(registry.ENTRY_POINTS)


def _finds_packages(finder: object) -> bool:
    return hasattr(finder, "find_distributions")


def test_plug_ins_may_be_in_what_is_no_folder(path: Path) -> None:
    path.write_bytes(b"PK")
    assert plugins.may_be_installed(registry.ENTRY_POINTS)


def test_plug_ins_may_be_where_another_finder_looks(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Finder:
        find_distributions = None

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    assert plugins.may_be_installed(registry.ENTRY_POINTS)


def test_two_extractors_of_one_name_are_refused(only: pytest.MonkeyPatch) -> None:
    twice = (entry(f"{__name__}:Sure"), entry(f"{__name__}:Sure"))
    only.setattr(metadata, "entry_points", lambda group: twice)
    with pytest.raises(InputError, match="two extractors"):
        registry.extractors()


@settings(deadline=None, max_examples=30)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(content: bytes) -> None:
    extraction = registry.extract(Document("d", content))
    assert extraction.records or extraction.rejects


@pytest.mark.parametrize(
    "line",
    ["( ", "a, ", "10 x 10^6 to ", "Phase 1 ", "Drug: ", "| ", "- [ Time Frame: ", "NCT0 ", "a"],
)
def test_hostile_pages_take_linear_time(line: str) -> None:
    head = "ClinicalTrials.gov Identifier: NCT01690247\nRecruitment Status : Completed\n"
    middle = "Study Type : | Interventional |\nArm | Intervention/treatment |\n"

    def write(size: int) -> str:
        return f"{head}{middle}{line * (size // len(line))}\nLast Verified: | May 2013 |\nx y z\n"

    def read(text: str) -> None:
        assert LegacyPage().extract(Document("d", text.encode())).records

    assert growth(read, write, 15_000) < LINEAR
