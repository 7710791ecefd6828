"""Documents with several pages or papers; records stated twice; spaces that are no spaces."""

import re
from collections.abc import Callable
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import TypeAlias

import msgspec
import pytest
from growth import LINEAR, growth

from msc_kg import resources
from msc_kg.documents import Document
from msc_kg.extractors.parts import SEVERAL, parts
from msc_kg.extractors.registry import extract
from msc_kg.records import Extraction, Record

Alone: TypeAlias = Callable[[str], list[bytes]]
SEEDS = tuple(sorted(resources.files("seeds", "*.txt")))
CORPUS = Path(__file__).resolve().parents[1] / "benchmarks" / "corpus" / "developed"
PAGES = tuple(sorted((CORPUS / "pages").glob("*.txt")))
TABLE = """Table {number}. {caption}

Disease | Cell source | Status | Sponsor | NCT number
GVHD | Bone marrow | Completed | Osiris Therapeutics | NCT00366145
Crohn's disease | Adipose tissue | Recruiting | Mayo Clinic | NCT01915927
Osteoarthritis | Umbilical cord | Completed | Medipost | Unknown
"""
RELATED = """
Related Clinical Trials
Cells of Another Kind for Crohn's Disease
NCT ID: NCT00000101
Status: Recruiting
Phase: Phase 2
Sponsor: Somebody
Cells of a Third Kind for Crohn's Disease
ClinicalTrials.gov Identifier: NCT00000102
Status: Completed
"""


def read(text: str) -> Extraction:
    return extract(Document("several.txt", text.encode()))


def text_of(path: Path) -> str:
    return Document(path.name, path.read_bytes()).text


def stated(record: Record, *, notes: bool = True) -> bytes:
    """Return what a record states, without where."""
    plain = msgspec.structs.replace(record, document="", locator="", evidence={})
    return msgspec.json.encode(
        plain if notes else msgspec.structs.replace(plain, notes=()), order="sorted"
    )


def all_stated(extraction: Extraction, *, notes: bool = True) -> list[bytes]:
    return [stated(record, notes=notes) for record in extraction.records]


def pages_say(first: str, second: str, joined: str, alone: Alone) -> None:
    both = read(joined)
    assert not both.rejects
    assert all_stated(both) == alone(first) + alone(second)


@pytest.fixture(scope="module")
def alone() -> Alone:
    return cache(lambda text: all_stated(read(text)))


@pytest.mark.parametrize("gap", ["", "\n\n"])
def test_any_two_seeds_together_say_what_both_say(gap: str, alone: Alone) -> None:
    for one, other in permutations(map(text_of, SEEDS), 2):
        pages_say(one, other, one + gap + other, alone)


def test_any_two_originals_together_say_what_both_say(shared: Path, alone: Alone) -> None:
    """They have no line end at their end."""
    originals = [text_of(path) for path in sorted((shared / "seeds").glob("*.txt"))]
    for one, other in permutations(originals, 2):
        pages_say(one, other, one + other, alone)


@pytest.mark.skipif(not PAGES, reason="the corpus is not in this copy")
def test_any_page_before_a_page_of_the_corpus(alone: Alone) -> None:
    for one, other in zip(PAGES, PAGES[1:] + PAGES[:1], strict=True):
        first, second = (text_of(path).rstrip("\n") + "\n" for path in (one, other))
        pages_say(first, second, first + second, alone)


def test_all_seeds_in_one_document() -> None:
    texts = [text_of(path) for path in SEEDS]
    found = read("".join(texts))
    assert len(found.records) == 78
    assert found.description.kind == SEVERAL
    assert found.description.doi is None
    assert len({record.locator for record in found.records}) == 78


@pytest.mark.skipif(not PAGES, reason="the corpus is not in this copy")
@pytest.mark.parametrize("path", [*PAGES, *SEEDS], ids=lambda path: path.stem)
def test_one_page_stays_whole(path: Path) -> None:
    document = Document(path.name, path.read_bytes())
    assert parts(document) == (parts(document)[0],)
    assert parts(document)[0].document == document


@pytest.mark.parametrize("name", ["NCT00962923.txt", "NCT01690247.txt", "NCT03778333.txt"])
def test_related_trials_with_labels_begin_no_page(name: str) -> None:
    text = text_of(resources.folder("seeds") / name)
    assert len(parts(Document(name, (text + RELATED).encode()))) == 1


def test_lines_are_those_of_the_whole_document() -> None:
    first, second = (text_of(path) for path in SEEDS[:2])
    lines = (first + second).split("\n")
    found = read(first + second)
    assert [record.locator.split(",")[0] for record in found.records] == ["part 1", "part 2"]
    for record in found.records:
        for evidence in record.evidence.values():
            number = re.fullmatch(r"line (\d+)", evidence.place)
            if number:
                line = " ".join(lines[int(number[1]) - 1].split())
                assert " ".join(evidence.text.split())[:40] in line


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_document_pasted_twice_is_stated_once(path: Path, gap: str) -> None:
    once, twice = read(text_of(path)), read(text_of(path) + gap + text_of(path))
    assert all_stated(twice, notes=False) == all_stated(once, notes=False)
    for record in twice.records:
        assert record.notes[-1].startswith("stated twice in the document (again at part 2")


def test_a_table_pasted_twice_is_stated_once() -> None:
    table = TABLE.format(number=1, caption="Trials of MSC")
    found = read(table + "\n" + table)
    assert [record.conditions for record in found.records] == [
        ("GVHD",), ("Crohn's disease",), ("Osteoarthritis",)
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["Unknown", "NCT01626677"])
def test_equal_rows_of_one_table_are_two_rows(number: str) -> None:
    table = TABLE.format(number=1, caption="Trials of MSC")
    row = f"Osteoarthritis | Umbilical cord | Completed | Medipost | {number}\n"
    assert len(read(table + row + row).records) == 5


def test_rows_pasted_twice_below_one_header_are_stated_once() -> None:
    table = TABLE.format(number=1, caption="Trials of MSC")
    rows = table.split("NCT number\n")[1]
    assert len(read(table + rows).records) == 3


@pytest.mark.parametrize(
    "caption", ["MSC trials", "MSC clinical trials", "Mesenchymal stem cell trials"]
)
def test_a_caption_in_words_of_headers_hides_no_table(caption: str) -> None:
    table = TABLE.format(number=1, caption=caption).removeprefix("Table 1. ")
    assert len(read(table).records) == 3
    assert len(read(table.replace("\n\n", "\n")).records) == 3


def test_two_tables_of_one_paper_are_one_part() -> None:
    tables = [TABLE.format(number=n, caption="Trials of MSC") for n in (1, 2)]
    assert len(parts(Document("x", "\n".join(tables).encode()))) == 1


def test_a_table_below_a_page_is_read_too() -> None:
    page = text_of(resources.folder("seeds") / "NCT01690247.txt")
    found = read(page + "\n" + TABLE.format(number=1, caption="Trials of MSC"))
    assert [record.kind for record in found.records] == ["registry-record"] + 3 * ["review-row"]


def test_a_broken_page_among_others_is_a_reject_not_a_mixture() -> None:
    page = text_of(resources.folder("seeds") / "NCT01690247.txt")
    head = "A Study of Some Cells in Some Disease\nNCT ID: NCT00000201\n" \
        "Last Updated: 2009\nStudy Results\n"  # fmt: skip
    found = read(page + head)
    assert found.records[0].registry_ids == ("NCT01690247",)
    assert len(found.records) + len(found.rejects) == 2


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_spaces_that_do_not_break_and_characters_without_width(path: Path) -> None:
    text = text_of(path)
    usual = all_stated(read(text))
    assert all_stated(read(text.replace(" ", "\u00a0"))) == usual
    hidden = re.sub(r"(?<=[a-z]{3})(?=[a-z]{3})", "\u00ad\u200b", text)
    assert all_stated(read("\ufeff" + hidden)) == usual


def test_a_space_among_the_digits_of_a_number_stays() -> None:
    text = Document("x", "10\u00a0000\u00a0cells 1\u2009×\u2009106 12\u20071234".encode()).text
    assert text == "10\u00a0000 cells 1 × 106 12 1234"


@pytest.mark.parametrize(
    "lines",
    [
        "ClinicalTrials.gov Identifier: NCT00000001\n",
        "Sponsor:\nx\nClinicalTrials.gov Identifier: NCT00000001\nFirst Posted\nPurpose\n",
        "Skip to main content\nTable 1.\n",
        "Table 1.\nx\n",
        "(a)\n",
    ],
)
def test_hostile_texts_are_cut_in_linear_time(lines: str) -> None:
    def read(text: str) -> None:
        parts(Document("x", text.encode()))

    assert growth(read, lambda size: lines * (size // len(lines)), 25_000) < LINEAR
