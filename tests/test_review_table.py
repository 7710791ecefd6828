"""Tables of review papers: every rendering, every row, and no input that raises."""

import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import resources
from msc_kg.documents import Document
from msc_kg.extractors.base import Extractor
from msc_kg.extractors.review_table import CutRow, ReviewTable
from msc_kg.extractors.table_cells import split_conditions
from msc_kg.extractors.table_columns import kinds, read_header_cell, read_header_line
from msc_kg.extractors.table_spotters import SPOTTERS, Vocabulary
from msc_kg.records import Coverage, Extraction, Record

TABLE = ReviewTable()
SEEDS = {
    "000_5904adb47c9b7bfa.txt": "review-immunosuppression-2011.txt",
    "001_af12169374264bf1.txt": "review-autoimmune-2022.txt",
}
GOLDEN = Path(__file__).parent / "golden" / "review_rows.jsonl"


def document(text: str, name: str = "table.txt") -> Document:
    return Document(name, text.encode())


def read(text: str) -> tuple[Record, ...]:
    return TABLE.extract(document(text)).records


def seed(name: str) -> Document:
    return Document(name, (resources.folder("seeds") / name).read_bytes())


def stated(value: Any) -> Any:
    """The parts that are there, as JSON would have them."""
    if isinstance(value, dict):
        return {key: stated(part) for key, part in value.items() if part not in (None, [], {}, ())}
    return [stated(part) for part in value] if isinstance(value, list | tuple) else value


def facts(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = stated(msgspec.to_builtins(record))
    for name in ("kind", "evidence", "abbreviations", "coverage"):
        found.pop(name, None)
    return found


# --- the seeds --------------------------------------------------------------------------


def test_every_row_of_the_packaged_reviews_is_read_as_it_was_checked_by_hand() -> None:
    """Protects each stated field of the 75 rows: they were compared with the printed tables."""
    golden = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    assert len(golden) == 18 + 57
    read_now = [
        facts(record) for name in SEEDS.values() for record in TABLE.extract(seed(name)).records
    ]
    for expected, found in zip(golden, read_now, strict=True):
        assert found == expected


@pytest.mark.parametrize(("original", "packaged"), SEEDS.items())
def test_originals_and_packaged_seeds_give_the_same_facts(
    shared: Path, original: str, packaged: str
) -> None:
    text = (shared / "seeds" / original).read_bytes()
    full = [facts(record) for record in TABLE.extract(Document(packaged, text)).records]
    ours = [facts(record) for record in TABLE.extract(seed(packaged)).records]
    for each in full:
        each.pop("outcome", None)
    assert full == ours


@pytest.mark.parametrize("name", SEEDS.values())
def test_the_seeds_hold_no_outcomes_and_give_no_rejects(name: str) -> None:
    extraction = TABLE.extract(seed(name))
    assert extraction.rejects == ()
    assert all(record.outcome is None for record in extraction.records)
    assert TABLE.confidence(seed(name)) > 0.9


def test_the_outcomes_of_the_original_are_read(shared: Path) -> None:
    text = (shared / "seeds" / "001_af12169374264bf1.txt").read_bytes()
    records = TABLE.extract(Document("001", text)).records
    assert all(record.outcome for record in records)
    last = records[38].outcome or ""
    assert last.startswith("16 patients")
    assert last.endswith(" Seven patients relapse after 6 months")


def test_the_document_is_described() -> None:
    description = TABLE.extract(seed("review-autoimmune-2022.txt")).description
    assert description.kind == "review-table"
    assert description.doi == "10.1186/s13287-022-02782-7"
    assert description.published == "2022-03-07"
    assert description.table == "Table 1. Clinical application of MSCs in autoimmune diseases"
    assert description.abbreviations["T1DM"] == "type 1 diabetes mellitus"
    assert description.title is None
    other = TABLE.extract(seed("review-immunosuppression-2011.txt")).description
    assert (other.published, other.doi) == ("2011-04", "10.1111/j.1365-2249.2011.04327.x")


def test_fields_carry_their_place_and_words() -> None:
    record = TABLE.extract(seed("review-autoimmune-2022.txt")).records[4]
    assert record.evidence["conditions[0]"].place == "Table 1, row 5, column Disease"
    assert record.evidence["conditions[0]"].text == "RA"
    assert record.evidence["arms[2].doses[0]"].text == "4 × 106/kg"
    assert record.as_of == "2022-03-07"
    assert set(record.abbreviations) == {"RA", "I.V", "MSC", "AD"}


def test_every_field_of_every_row_has_evidence() -> None:
    for name in SEEDS.values():
        for record in TABLE.extract(seed(name)).records:
            for path in ("conditions", "products", "doses", "routes", "registry_ids", "references"):
                for number in range(len(getattr(record, path))):
                    assert f"{path}[{number}]" in record.evidence
            for path in ("title", "status", "enrollment", "sponsor"):
                assert (getattr(record, path) is None) == (path not in record.evidence)


def test_explain_tells_how_each_row_was_cut() -> None:
    rows = TABLE.explain(seed("review-autoimmune-2022.txt"))
    assert len(rows) == 57
    row = rows[4]
    assert row.locator == "Table 1, row 5"
    assert row.cells[0] == ("Disease", "RA")
    assert row.further == (
        (("Enrollment number", "20"), ("Cell mass", "2 × 106/kg")),
        (("Enrollment number", "6"), ("Cell mass", "4 × 106/kg")),
    )
    assert row.confidence is not None
    assert 0.5 < row.confidence <= 1


# --- renderings: the same facts in every layout -----------------------------------------

Rows = Sequence[Sequence[str]]
NAMES = ("Disease", "Cell source", "Route", "Dose", "Patients", "Phase", "NCT number")
ROWS: Rows = (
    ("Stroke", "Autologous BM-MSC", "Intravenous", "1 × 106/kg", "12", "I", "NCT01297413"),
    ("Parkinson disease", "UC-MSC", "Intrathecal", "2 × 107 cells", "20", "I/II", "NCT03550183"),
    (
        "Knee osteoarthritis",
        "AD-MSC",
        "Intra-articular",
        "5 × 107 cells",
        "18",
        "II",
        "NCT02351011",
    ),
)


def pipes(names: Sequence[str], rows: Rows) -> str:
    return "\n".join(" | ".join(row) for row in (names, *rows))


def markdown(names: Sequence[str], rows: Rows) -> str:
    rule = ["---"] * len(names)
    return "\n".join(f"| {' | '.join(row)} |" for row in (names, rule, *rows))


def tabs(names: Sequence[str], rows: Rows) -> str:
    return "\n".join("\t".join(row) for row in (names, *rows))


def comma_separated(names: Sequence[str], rows: Rows) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([names, *rows])
    return out.getvalue()


def stacked(names: Sequence[str], rows: Rows) -> str:
    return "\n\n".join(cell for row in (names, *rows) for cell in row)


def aligned(names: Sequence[str], rows: Rows) -> str:
    return "\n".join("".join(f"{cell:<28}" for cell in row) for row in (names, *rows))


def flat(names: Sequence[str], rows: Rows) -> str:
    return "\n".join(" ".join(row) for row in (names, *rows))


def hypertext(names: Sequence[str], rows: Rows) -> str:
    head = "".join(f"<th>{name}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def wrapped(names: Sequence[str], rows: Rows) -> str:
    lines = [" ".join(names)]
    for row in rows:
        words = " ".join(row).split()
        lines += [" ".join(words[start : start + 5]) for start in range(0, len(words), 5)]
    return "\n".join(lines)


RENDERINGS = (
    pipes,
    markdown,
    tabs,
    comma_separated,
    stacked,
    aligned,
    flat,
    hypertext,
    wrapped,
)


@pytest.mark.parametrize("render", RENDERINGS, ids=lambda render: render.__name__)
def test_one_reading_for_every_rendering(render: Callable[[Sequence[str], Rows], str]) -> None:
    text = "Table 2. Trials of MSCs\n\n" + render(NAMES, ROWS)
    if render is hypertext:
        text = "<p>Table 2. Trials of MSCs</p>" + render(NAMES, ROWS)
    rows = TABLE.explain(document(text))
    assert [tuple(cell for _, cell in row.cells) for row in rows] == list(ROWS)
    assert [row.locator for row in rows] == [f"Table 2, row {number}" for number in (1, 2, 3)]
    assert TABLE.confidence(document(text)) > 0.8
    record = read(text)[0]
    assert record.conditions == ("Stroke",)
    assert record.phases == ("I",)
    assert (record.enrollment, record.registry_ids) == (12, ("NCT01297413",))
    assert record.doses[0].value == 1e6
    assert record.routes[0].value == "intravenous"
    assert record.products[0].donors == ("autologous",)


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("name", SEEDS.values())
def test_undelimited_columns_may_stand_in_any_order(name: str, number: int) -> None:
    rows = [dict(row.cells) for row in TABLE.explain(seed(name))]
    names = list(dict.fromkeys(column for row in rows for column in row))
    random.Random(number).shuffle(names)
    lines = [" ".join(row[column] for column in names if column in row) for row in rows]
    again = TABLE.explain(document("\n".join(["Table 1. MSC", "", " ".join(names), *lines])))
    assert [dict(row.cells) for row in again] == rows


# --- hard cases, one test each ----------------------------------------------------------


def test_ids_first_and_unknown_diseases() -> None:
    rows = TABLE.explain(
        document(
            "NCT number Phase Condition Cell source Route of administration Number of patients "
            "Country Status\n"
            "NCT02351011 I/II Knee osteoarthritis Allogeneic AD-MSCs Intra-articular 18 France "
            "Completed\n"
            "NCT01183728 II Osteonecrosis of the femoral head BM-MSCs Local implantation 24 Spain "
            "Unknown status\n"
            "NCT03308006 III Degenerative disc disease Autologous BM-MSCs Intradiscal 40 USA "
            "Not yet recruiting\n"
        )
    )
    assert [dict(row.cells)["Condition"] for row in rows] == [
        "Knee osteoarthritis",
        "Osteonecrosis of the femoral head",
        "Degenerative disc disease",
    ]
    assert [dict(row.cells)["Status"] for row in rows] == [
        "Completed",
        "Unknown status",
        "Not yet recruiting",
    ]


def test_title_and_disease_are_cut_at_the_right_word_also_when_lines_are_wrapped() -> None:
    rows = TABLE.explain(
        document(
            "Study title Disease Cell type Phase\nSponsor Identifier\n"
            "Autologous mesenchymal stem cells in patients with\n"
            "Duchenne muscular dystrophy Duchenne muscular dystrophy BM-derived\n"
            "autologous MSCs Phase 1 Royan Institute,\nIran NCT02285673\n"
            "Safety of MSC for stroke Stroke Adipose tissue-derived MSCs Phase 1/2 "
            "Hospital La Paz, Spain NCT01678534\n"
        )
    )
    assert [tuple(cell for _, cell in row.cells) for row in rows] == [
        (
            "Autologous mesenchymal stem cells in patients with Duchenne muscular dystrophy",
            "Duchenne muscular dystrophy",
            "BM-derived autologous MSCs",
            "Phase 1",
            "Royan Institute, Iran",
            "NCT02285673",
        ),
        (
            "Safety of MSC for stroke",
            "Stroke",
            "Adipose tissue-derived MSCs",
            "Phase 1/2",
            "Hospital La Paz, Spain",
            "NCT01678534",
        ),
    ]


def test_headings_between_the_rows_are_no_rows_and_give_the_condition() -> None:
    records = read(
        "Trial Phase Cell source Patients Identifier\n"
        "Neurological disorders\n"
        "Repair of nerves II/III BM-MSC 20 NCT01297413\n"
        "Cardiovascular diseases\n"
        "MSC after bypass II Allogeneic BM-MSC 30 NCT00114452\n"
    )
    assert [record.title for record in records] == ["Repair of nerves", "MSC after bypass"]
    assert [record.conditions for record in records] == [
        ("Neurological disorders",),
        ("Cardiovascular diseases",),
    ]


def test_spans_of_rows_are_arms_when_they_span_the_trial_and_carry_the_disease() -> None:
    records = read(
        "<h4>Table 1.</h4><p>Trials of MSC</p><table><tr><th>Disease</th><th>Trial ID</th>"
        "<th>Source</th><th>Dose</th><th>Patients</th></tr>"
        "<tr><td rowspan='2'>Stroke</td><td>NCT00768066</td><td>BM-MSC</td>"
        "<td>1 × 10<sup>6</sup> cells/kg</td><td>65</td></tr>"
        "<tr><td>NCT01087996</td><td>AD-MSC</td><td>20 × 10<sup>6</sup> cells</td><td>30</td></tr>"
        "<tr><td rowspan='2'>Heart failure</td><td rowspan='2'>NCT00721045</td>"
        "<td rowspan='2'>MSC</td><td>25 × 10<sup>6</sup> cells</td><td>20</td></tr>"
        "<tr><td>75 × 10<sup>6</sup> cells</td><td>21</td></tr></table>"
    )
    assert [record.conditions for record in records] == [
        ("Stroke",),
        ("Stroke",),
        ("Heart failure",),
    ]
    assert records[0].doses[0].value == 1e6
    assert [(arm.enrollment, arm.doses[0].value) for arm in records[2].arms] == [
        (20, 25e6),
        (21, 75e6),
    ]
    assert records[2].enrollment is None
    assert len(records[2].products) == 1


def test_a_unit_in_the_header_holds_for_its_column() -> None:
    record = read(
        "Disease\tTrial\tPhase\tCell dose (x10^6 cells/kg)\tRoute\tn\n"
        "Crohn disease\tNCT01157650\tI/II\t2\tIV\t15\n"
        "\tNCT01378390\tI\t4\tIV\t13\n"
    )[1]
    assert (record.doses[0].value, record.doses[0].unit) == (4e6, "cells/kg")
    assert record.conditions == ("Crohn disease",)
    assert any("taken from above" in note for note in record.notes)


def test_a_column_of_the_donor_qualifies_the_products() -> None:
    record = read(
        "NCT number | Disease | Cell source | Match | Phase/Status\n"
        "NCT01157650 | Stroke | Bone marrow MSC | Allogeneic | Phase 2/Recruiting\n"
        "NCT01157651 | Stroke | Bone marrow MSC | Autologous | Phase 1/Completed\n"
    )[1]
    assert record.products[0].donors == ("autologous",)
    assert (record.phases, record.status) == (("Phase 1",), "Completed")


def test_an_intervention_column_states_products_doses_and_routes() -> None:
    record = read(
        "| Trial ID | Title | Phase | Intervention | Country |\n|---|---|---|---|---|\n"
        "| NCT04252118 | MSCs for pneumonia | 1 | 3.0 × 10^7 UC-MSCs intravenously | China |\n"
        "| ChiCTR2000029990 | MSCs again | I/II | UC-MSCs | China |\n"
    )[0]
    assert [dose.value for dose in record.doses] == [3e7]
    assert [route.value for route in record.routes] == ["intravenous"]
    assert record.products[0].tissues == ("umbilical cord",)
    assert record.locations[0].country == "China"
    assert record.title == "MSCs for pneumonia"


def test_ids_of_a_wrong_length_are_kept_as_stated_with_a_note() -> None:
    record = read(
        "Disease | Phase | Patients | NCT number\nStroke | 1 | 12 | NCT0129741\n"
        "Stroke | 2 | 13 | NCT01297413\n"
    )[0]
    assert record.registry_ids == ()
    assert record.secondary_ids == ("NCT0129741",)
    assert len(record.notes) == 1


def test_fillers_are_absence() -> None:
    record = read(
        "Disease | Route | Dose | Patients | NCT number | Reference\n"
        "Stroke | NR | – | N/A | Unknown | [4]\nStroke | IV | 1 × 106/kg | 3 | NCT01297413 | [5]\n"
    )[0]
    assert stated(facts(record)) == {
        "document": "table.txt",
        "locator": "Table, row 1",
        "conditions": ["Stroke"],
        "references": [{"marker": "[4]"}],
    }


def test_several_tables_are_all_read_and_told_apart() -> None:
    one = pipes(NAMES, ROWS)
    records = read(f"Table 1. First\n{one}\n\nTable 2. Second\n{flat(NAMES, ROWS)}\n\n{one}\n")
    assert [record.locator for record in records[::3]] == [
        "Table 1, row 1",
        "Table 2, row 1",
        "Table, row 1",
    ]
    assert len(records) == 9


def test_a_table_about_no_trials_is_a_reject_that_says_so() -> None:
    text = (
        "Table 1. Markers\n\nCell type Marker Function Reference\n"
        "BM-MSC CD73 Adhesion [1]\nAD-MSC CD90 Adhesion [2]\nUC-MSC CD105 Signalling [3]\n"
    )
    extraction = TABLE.extract(document(text))
    assert extraction.records == ()
    assert "not about trials" in extraction.rejects[0].reason
    assert TABLE.confidence(document(text)) < 0.5


def test_an_overlong_line_is_a_reject_and_the_rows_around_it_are_read() -> None:
    lines = flat(NAMES, ROWS).split("\n")
    extraction = TABLE.extract(document("\n".join([*lines[:2], "x " * 9000, *lines[2:]])))
    assert len(extraction.records) == 3
    assert [(reject.place, "too long" in reject.reason) for reject in extraction.rejects] == [
        ("line 3", True)
    ]


def test_rows_cut_with_little_confidence_say_so() -> None:
    names = "Reference Disease Study design Patients Cell type Dose Route Outcome"
    rows = (
        "Garcia 2018 [13] Fistula Open Phase III 212 AD-MSC 120 × 106 cells Intralesional Cure",
        "Lee et al. [12] Stroke Open label 12 UC-MSC 1.2 × 107 cells IV Less pain",
    )
    records = read("\n".join((names, *rows)))
    assert len(records) == 2
    assert any("little confidence" in note for record in records for note in record.notes)


@pytest.mark.parametrize(
    "name", ["002_dba071fd4c4ebb8b.txt", "003_bfc3852bb3ca6bb6.txt", "004_c2e37b80c5b115f9.txt"]
)
def test_registry_pages_are_no_review_tables(shared: Path, name: str) -> None:
    page = Document(name, (shared / "seeds" / name).read_bytes())
    assert TABLE.confidence(page) < 0.3


# --- parts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("GVHD, poor graft function", ("GVHD", "poor graft function")),
        ("Multiple Sclerosis, Chronic Progressive", ("Multiple Sclerosis, Chronic Progressive",)),
        ("Liver failure and lupus nephritis", ("Liver failure", "lupus nephritis")),
        ("Ankle; Knee", ("Ankle", "Knee")),
        ("Stroke, unspecified", ("Stroke, unspecified",)),
    ],
)
def test_conditions_are_split_only_where_every_part_is_one(
    cell: str, parts: tuple[str, ...]
) -> None:
    assert split_conditions(cell, Vocabulary()) == parts


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("ClinicalTrials.gov identifier", "registry-id"),
        ("No. of patients (n)", "enrollment"),
        ("Type of MSCs used in the trial", "cell-source"),
        ("Route of administration", "route"),
        ("Dose (×10^6 cells)", "dose"),
        ("Favourite colour", "unknown"),
    ],
)
def test_header_cells(cell: str, kind: str) -> None:
    assert read_header_cell(cell).kind == kind


def test_an_undelimited_header_is_cut_into_the_longest_names() -> None:
    header = read_header_line(
        "Disease Infusion method MSC source Enrollment number Cell mass Outcome NCT number Ref."
    )
    assert [column.kind for column in header.columns] == [
        "condition",
        "route",
        "cell-source",
        "enrollment",
        "dose",
        "outcome",
        "registry-id",
        "reference",
    ]
    assert header.coverage == 1


def test_every_kind_that_is_looked_for_has_header_words() -> None:
    assert set(SPOTTERS) <= set(kinds())
    assert len(kinds()) == 38


# --- no input raises --------------------------------------------------------------------

MARKS = ("|", "\t", "\n", "\n\n", ",", '"', "Table 1.", "Unknown", "GVHD", "[4]", "and", "x")
TAGS = ("<table>", "<tr>", "<td rowspan=3>", "</td>", "</table>", "<thead>", "<sup>6")
SCRAPS = st.sampled_from([*NAMES, *MARKS, *TAGS, *(cell for row in ROWS for cell in row)])


@settings(deadline=None, max_examples=60)
@given(st.lists(SCRAPS | st.text(max_size=8), max_size=60), st.sampled_from([" ", ""]))
def test_scraps_of_tables_never_raise(scraps: list[str], glue: str) -> None:
    extraction = TABLE.extract(document(flat(NAMES, ROWS[:1]) + "\n" + glue.join(scraps)))
    assert isinstance(extraction, Extraction)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_random_bytes_never_raise(content: bytes) -> None:
    found = Document("x", content)
    assert 0 <= TABLE.confidence(found) <= 1
    assert all(isinstance(row, CutRow) for row in TABLE.explain(found))
    assert TABLE.extract(found).rejects


HOSTILE = {
    "one word": "a" * 100_000,
    "spaces": (" " * 1000 + "a") * 100,
    "digits": "1" * 100_000,
    "header words": "Disease\n" * 12_000,
    "headers": f"{' '.join(NAMES)}\n" * 1500,
    "pipes": "|" * 100_000,
    "brackets": "[" * 100_000,
    "quotes": "Disease,Route,Dose,NCT number\n" + '"' + "a," * 40_000,
    "open tables": "<table>" * 14_000,
    "spans": "<table>" + "<td colspan=200 rowspan=200>x" * 3000,
    "labels": "Table 1. x\n" * 9000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_to_the_end(name: str) -> None:
    extraction = TABLE.extract(document(f"{' '.join(NAMES)}\n{HOSTILE[name]}"))
    assert isinstance(extraction, Extraction)


def test_it_is_an_extractor() -> None:
    assert isinstance(TABLE, Extractor)
    assert TABLE.name == "review-table"


def test_the_coverage_note_names_columns_with_content_that_fed_no_field() -> None:
    records = read(
        "Disease | Phase | Weather | Number | NCT number\n"
        "Stroke | I | rain | 12 | NCT01297413\n"
        "Stroke | II | – | 3 | NCT01297414\n"
    )
    assert [record.coverage for record in records] == [
        Coverage(5, 4, ("Weather",)),
        Coverage(4, 4),
    ]
