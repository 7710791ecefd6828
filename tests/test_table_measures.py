"""Headers that measure cells and the rows under them; headings, lists, routes, parties in cells."""

import pytest

from msc_kg.documents import Document
from msc_kg.extractors.review_table import ReviewTable
from msc_kg.extractors.table_columns import read_header_cell, read_header_line
from msc_kg.extractors.table_figures import partings
from msc_kg.extractors.table_glue import pieces, seams
from msc_kg.extractors.table_parties import party
from msc_kg.records import Dose, Record, Sponsor


def read(text: str) -> tuple[Record, ...]:
    return ReviewTable().extract(Document("table.txt", text.encode())).records


def amounts(record: Record) -> list[tuple[float | None, float | None, float | None, str | None]]:
    def of(dose: Dose) -> tuple[float | None, float | None, float | None, str | None]:
        return dose.value, dose.low, dose.high, dose.unit

    return [of(dose) for dose in record.doses]


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Dose, million cells",
            "Dose (million cells/kg)",
            "Dose in millions",
            "Dose (M cells/kg)",
        ),
        *("Cells/kg", "MSCs/kg", "Cells per kg body weight", "Cells (×10^6)", "Cells, ×106"),
        *("× 10^6 cells/kg", "106 cells/kg", "Million cells", "Cells infused (millions)"),
        *("Number of cells/kg", "Cells/kg (×10^6)", "Total cells", "Cells/injection"),
    ],
)
def test_a_header_that_measures_cells_names_doses(header: str) -> None:
    assert read_header_cell(header).kind == "dose"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Cell type (cells/kg)", "cell-source"),
        ("Patients (10)", "enrollment"),
        ("Cell type/dose", "cell-source"),
        ("Volume (ml)", "detail"),
    ],
)
def test_other_headers_with_measures_keep_their_kind(header: str, kind: str) -> None:
    assert read_header_cell(header).kind == kind


def test_a_measure_ends_where_the_next_name_begins() -> None:
    header = read_header_line("Trial ID Cell source Dose, million cells/kg N Country")
    assert [column.name for column in header.columns][2:] == [
        *("Dose, million cells/kg", "N", "Country"),
    ]


def test_bare_numbers_below_a_measure_are_doses_also_without_delimiters() -> None:
    records = read(
        "Table 1. Trials\n\n"
        "NCT number Disease MSC source MSCs (×106) N Route Country\n"
        "NCT01609283 ALS AD-MSC 20, 40, 80 27 Intrathecal USA\n"
        "NCT01051882 ALS BM-MSC 100 12 Intrathecal Israel\n"
        "NCT01363401 Stroke BM-MSC 2–5 64 Intravenous China\n"
    )
    assert [record.enrollment for record in records] == [27, 12, 64]
    assert [dose[0] for dose in amounts(records[0])] == [2e7, 4e7, 8e7]
    assert amounts(records[2]) == [(None, 2e6, 5e6, "cells")]


def test_the_name_states_the_unit_and_the_brackets_the_power() -> None:
    (record, _) = read(
        "| Trial | Disease | Cell type | Cells/kg (×10^6) | Patients |\n"
        "| NCT01609283 | GVHD | BM-MSC | 1-2 | 27 |\n"
        "| NCT01051882 | GVHD | UC-MSC | 3 | 12 |\n"
    )
    assert amounts(record) == [(None, 1e6, 2e6, "cells/kg")]


def test_a_list_of_doses_behind_the_number_of_patients() -> None:
    record, *_ = read(
        "Table 1\n\nTrial Disease MSC source Route N Dose Phase\n"
        "NCT02290886 ALS AD-MSC Intravenous 52 1, 2, 4 × 106 cells/kg I/II\n"
        "NCT03265444 MSA BM-MSC Intrathecal 9 0.5 × 106 cells/kg I\n"
    )
    assert record.enrollment == 52
    assert [dose[0] for dose in amounts(record)] == [1e6, 2e6, 4e6]


def test_headings_between_rows_do_not_end_a_table() -> None:
    records = read(
        "Table 4. Trials\n"
        "Disease | Cells | Route | Participants | Identifier | Reference\n"
        "Adults\nStroke | BM-MSC | IC | 18 | NCT01287936 | [52]\n"
        "Newborns\nSmall trials\nHIE | UC-MSC | IV | 6 | NCT03635450 |\n"
        "IC, intracerebral; IV, intravenous\n"
    )
    assert [record.conditions for record in records] == [("Stroke",), ("HIE",)]
    assert [route.value for record in records for route in record.routes] == [
        *("intracerebral", "intravenous"),
    ]


@pytest.mark.parametrize("cell", ["AD-MSCs, topical", "AD-MSCs (topical)", "AD-MSCs - topical"])
def test_a_part_of_an_intervention_may_be_a_route(cell: str) -> None:
    (record, _) = read(
        f"NCT number\tCondition\tIntervention\tEnrollment\n"
        f"NCT04484402\tCorneal ulcer\t{cell}\t25\nNCT04484403\tBurns\tUC-MSCs\t9\n"
    )
    assert [route.value for route in record.routes] == ["topical"]


@pytest.mark.parametrize(
    ("cell", "official", "sponsor"),
    [
        ("Ada Berg, University of Oslo, Norway", "Ada Berg", "University of Oslo, Norway"),
        ("University of Oslo (Ada Berg)", "Ada Berg", "University of Oslo"),
        ("Ada Berg/University of Oslo", "Ada Berg", "University of Oslo"),
        ("Ada Berg, Norway", "", "Ada Berg, Norway"),
        ("Berg Research Institute, Norway", "", "Berg Research Institute, Norway"),
        ("", "", ""),
    ],
)
def test_parties(cell: str, official: str, sponsor: str) -> None:
    assert (party("official", cell), party("sponsor", cell)) == (official, sponsor)


@pytest.mark.parametrize("header", ["Sponsor/country", "Organisation, country"])
@pytest.mark.parametrize("joint", [", ", "/"])
def test_the_country_behind_a_sponsor(header: str, joint: str) -> None:
    text = f"Disease | NCT number | Phase | {header}\nStroke | NCT01678534 | II | "
    (record,) = read(f"Table 1. Trials\n\n{text}Organ Transplant Institute{joint}Chile\n")
    assert record.sponsor == Sponsor("Organ Transplant Institute", "Chile")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Stem cells given", "cell-source"), ("How given", "route"), ("Starting year", "start-date")],
)
def test_names_in_everyday_words(name: str, kind: str) -> None:
    assert kind in read_header_cell(name).kinds


def test_all_studies_of_a_caption_are_no_leukaemia() -> None:
    text = "Table 1. MSCs infused in all studies\n\nNCT number | Phase | Cells\n"
    (record,) = read(f"{text}NCT01678534 | II | UC-MSC\n")
    assert record.conditions == ()


@pytest.mark.parametrize("header", ["Cell therapy Dose, cells/kg", "Cells/kg or total"])
def test_measures_below_a_heading_or_of_two_sorts(header: str) -> None:
    assert read_header_cell(header).kind == "dose"


@pytest.mark.parametrize(
    ("row", "cut"),
    [
        ("UC-MSC51 × 106/kg", ["UC-MSC", "5", "1 × 106/kg"]),
        ("UC-MSC3040 × 106/kg", ["UC-MSC", "30", "40 × 106/kg"]),
        ("UC-MSC251.5 × 106/kg", ["UC-MSC", "25", "1.5 × 106/kg"]),
        ("UC-MSC40 × 106/kg", ["UC-MSC", "40 × 106/kg"]),
        ("UC-MSC–15 × 106/kg", ["UC-MSC–15 × 106/kg"]),
    ],
)
def test_a_count_glued_to_a_dose(row: str, cut: list[str]) -> None:
    figures = [place for each in partings([row])[0] for place in each.places]
    assert list(pieces(row, seams(row, figures=figures))) == cut


def test_counts_are_cut_off_doses_where_the_header_has_both() -> None:
    rows = "StrokeUC-MSC51 × 106/kgNCT03745417\nAcute GVHDBM-MSC3040 × 106/kgNCT03392311\n"
    records = read(f"Table 1.Trials\n\nConditionCell typePatients (n)DoseNCT number\n{rows}")
    found = [(record.enrollment, record.doses[0].value) for record in records]
    assert found == [(5, 1e6), (30, 4e7)]
