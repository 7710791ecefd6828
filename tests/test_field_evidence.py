"""Every fact knows its document, its place and its words."""

from pathlib import Path

import pytest

from msc_kg import catalog, tables
from msc_kg.documents import Document
from msc_kg.grounding import Grounder
from msc_kg.mapping import map_document
from msc_kg.mapping.evidence import LONGEST, passage
from msc_kg.records import Date, Description, Evidence, Extraction, Record, Reference, Sponsor
from msc_kg.store import open_graph

GROUNDER = Grounder()
PAGES = ("NCT00962923", "NCT01690247", "NCT03778333")


def rows(folder: Path, name: str, **given: str) -> list[dict[str, tables.Cell]]:
    answer = tables.from_rows(catalog.answer(open_graph(folder), name, given))
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def lines_of(**fields: object) -> str:
    """Return the quads of a record that has the given fields."""
    record = Record(**{"document": "a.txt", "registry_ids": (), **fields})  # type: ignore[arg-type]
    document = Document("a.txt", b"a")
    mapped = map_document(document, Extraction(Description(kind="test"), (record,)), GROUNDER)
    return "".join(mapped.lines)


@pytest.mark.parametrize("trial", PAGES)
def test_all_that_a_page_says_has_words_and_a_line(seeds_folder: Path, trial: str) -> None:
    found = [
        row
        for row in rows(seeds_folder, "trial", trial=trial)
        if row["document"] == f"{trial}.txt" and row["property"] != "remark"
    ]
    assert len(found) > 30
    for row in found:
        assert row["words"], row
        assert str(row["locator"]).startswith("line "), row


def test_words_of_a_date_are_those_of_the_line(seeds_folder: Path) -> None:
    found = rows(seeds_folder, "trial", trial="NCT03778333")
    (start,) = [row for row in found if row["property"] == "start date"]
    assert (start["value"], start["locator"], start["words"]) == (
        "2012-12-01", "line 19", "December 1, 2012",
    )  # fmt: skip


def test_all_that_reviews_say_has_words(seeds_folder: Path) -> None:
    found = rows(seeds_folder, "trial", trial="NCT00698191")
    assert {row["document"] for row in found} == {
        "review-autoimmune-2022.txt",
        "review-immunosuppression-2011.txt",
    }
    assert [row for row in found if not row["words"] and "arm" not in str(row["property"])] == []


def test_each_value_of_a_list_has_its_own_place() -> None:
    lines = lines_of(
        kind="registry-record",
        locator="page",
        keywords=("marrow", "liver", "skin"),
        references=(Reference(text="A. Paper one.", pmid="1"), Reference(text="B.", pmid="2")),
        evidence={
            "keywords[0]": Evidence("line 3", "marrow; liver"),
            "keywords[1]": Evidence("line 3", "marrow; liver"),
            "keywords[2]": Evidence("line 9", "skin"),
            "references[1]": Evidence("line 12", "B. PMID 2"),
        },
    )
    first, second = (f"/1/evidence/keywords-{number}>" for number in (0, 2))
    assert "/1/evidence/keywords-1>" not in lines
    assert [w for w in ("marrow", "liver", "skin") if f'{first} <{MSC}onText> "{w}"' in lines] == [
        "marrow",
        "liver",
    ]
    assert f'{second} <{MSC}onText> "skin"' in lines
    assert f"references-1> <{MSC}onNode> <https://pubmed.ncbi.nlm.nih.gov/2/>" in lines


MSC = "https://w3id.org/msc-kg/ontology#"


def test_what_a_row_tells_already_is_not_said_again() -> None:
    lines = lines_of(
        kind="review-row",
        locator="Table 1, row 2",
        title="Cells",
        enrollment=9,
        sponsor=Sponsor("A", "China"),
        phases=("Phase 1",),
        start_date=Date("2012-02"),
        evidence={
            "title": Evidence("Table 1, row 2, column Title", "Cells"),
            "enrollment": Evidence("Table 1, row 2, column N", "9 patients"),
            "sponsor": Evidence("Table 1, row 2, column Sponsor", "A, China"),
            "phases[0]": Evidence("Table 1, row 2, column Phase", "Phase 1"),
            "start_date": Evidence("line 4", "2012-02"),
        },
    )
    told = {name for name in EVIDENCED if f"/1/evidence/{name}> <{MSC}locator>" in lines}
    assert told == {"enrollment", "phases-0", "start-date"}
    assert f"enrollment> <{MSC}onProperty> <{MSC}cohortSize>" in lines


EVIDENCED = ("title", "enrollment", "sponsor", "phases-0", "start-date")


@pytest.mark.parametrize(
    "text",
    ["Dr A, a.b@example.org", "Contact: A, Tel 12345", "A B, +86 10 6693", "Phone: 555-0100"],
)
def test_no_personal_data_becomes_evidence(text: str) -> None:
    assert passage(text) is None


@pytest.mark.parametrize("text", ["2008-005144-16", "December 2012", "telomeres", "50 + 5 cells"])
def test_other_words_do(text: str) -> None:
    assert passage(text) == text


def test_long_passages_are_cut_around_the_value() -> None:
    text = "a " * 1000 + "here" + " b" * 1000
    shown = passage(text, "here")
    assert shown is not None
    assert shown.startswith("…here")
    assert shown.endswith("…")
    assert len(shown) == LONGEST + 2
    assert passage("x" * LONGEST, "y") == "x" * LONGEST


def test_evidence_of_a_design_is_the_words_of_the_design(seeds_folder: Path) -> None:
    graph = open_graph(seeds_folder)
    answered = catalog.ask(graph, catalog.question("design"), {})
    found = tables.from_rows(catalog.with_evidence(graph, answered, {})).rows
    own = {row[-2:] for row in found if row[-3] == "NCT03778333.txt"}
    assert ("line 16", "None (Open Label)") in own
    assert ("line 14", "N/A") in own


def test_the_words_of_a_whole_list_are_those_of_its_entries() -> None:
    told = {
        "keywords": Evidence("line 7", "Keywords: immunity; bone"),
        "keywords[1]": Evidence("line 9", "bone tissue"),
    }
    lines = lines_of(
        kind="registry-record",
        locator="line 1",
        keywords=("immunity", "bone", "marrow"),
        evidence=told,
    )
    words = [line for line in lines.splitlines() if "#statedAs>" in line]
    assert sum("Keywords: immunity; bone" in line for line in words) == 1
    assert sum('"bone tissue"' in line for line in words) == 1
    on = {line.split('"')[1] for line in lines.splitlines() if "#onText>" in line}
    assert on == {"immunity", "bone", "marrow"}
