"""Tables in shapes that copying makes of them, and what they say of all their rows."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.documents import Document
from msc_kg.extractors import table_glue
from msc_kg.extractors.review_table import ReviewTable
from msc_kg.extractors.table_columns import read_header_cell
from msc_kg.records import Extraction, Record

TABLE = ReviewTable()


def extract(text: str) -> Extraction:
    return TABLE.extract(Document("table.txt", text.encode()))


def read(text: str) -> tuple[Record, ...]:
    return extract(text).records


def cells(text: str) -> list[tuple[str, ...]]:
    rows = TABLE.explain(Document("table.txt", text.encode()))
    return [tuple(cell for _, cell in row.cells) for row in rows]


NAMES = ("Disease", "NCT number", "Status", "Phase", "Enrollment", "Cell source", "Dose", "Route")
ROWS = (
    (
        "Multiple sclerosis",
        "NCT01056471",
        "Completed",
        "I/II",
        "30",
        "AD-MSCs",
        "2 doses of 1 × 106 cells/kg",
        "Intravenous",
    ),
    (
        "Acute GVHD",
        "NCT02336230",
        "Unknown status",
        "III",
        "55",
        "Allogeneic hBM-MSC",
        "2 × 106/kg",
        "IV",
    ),
    ("Stroke", "NCT01678534", "Completed", "II", "20", "UC-MSC", "1 × 107 cells", "Intrathecal"),
)


def glued(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("".join(row) for row in (names, *rows))


# --- cells without separators -----------------------------------------------------------


def test_glued_cells_are_cut_where_the_writing_changes() -> None:
    text = f"Table 1Trials of MSCs\n\n{glued(NAMES, ROWS)}\n\nGVHD: graft-versus-host disease\n"
    assert cells(text) == list(ROWS)
    assert TABLE.confidence(Document("t", text.encode())) > 0.8
    record = read(text)[0]
    assert record.locator == "Table 1, row 1"
    assert record.products[0].text == "AD-MSCs"
    assert (record.doses[0].value, record.enrollment) == (1e6, 30)


def test_glued_rows_below_a_header_with_spaces() -> None:
    body = glued((), ROWS).strip("\n")
    assert cells(f"{' '.join(NAMES)}\n{body}\n") == list(ROWS)


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("StrokeNCT01056471Recruiting", "Stroke NCT01056471 Recruiting"),
        ("IIIV", "II IV"),
        ("1 × 10612 months", "1 × 106 12 months"),
        ("20hUC-MSC", "20 hUC-MSC"),
        ("T1DM", "T1DM"),
        ("CD34", "CD34"),
    ],
)
def test_seams(text: str, spaced: str) -> None:
    assert table_glue.spaced(text) == spaced


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300))
def test_seams_lie_within_a_text_and_leave_it_whole(text: str) -> None:
    places = table_glue.seams(text)
    assert all(0 < place < len(text) for place in places)
    assert "".join(table_glue.pieces(text, places)) == text


# --- statements about all rows ----------------------------------------------------------

PLAIN = "Trial ID | Phase | Dose | Patients\nNCT01056471 | I | 2 | 30\nNCT02336230 | II | 4 | 20\n"


def test_the_caption_gives_route_product_and_condition() -> None:
    record = read(f"Table 2. Trials of intravenous BM-MSCs in multiple sclerosis\n{PLAIN}")[1]
    assert record.conditions == ("multiple sclerosis",)
    assert [route.value for route in record.routes] == ["intravenous"]
    assert record.products[0].tissues == ("bone marrow",)
    assert record.evidence["conditions[0]"].place == "Table 2, caption"


def test_a_caption_about_two_conditions_gives_none() -> None:
    record = read(f"Table 2. Trials of MSCs in stroke and multiple sclerosis\n{PLAIN}")[0]
    assert record.conditions == ()


def test_a_column_is_never_overruled_by_the_caption() -> None:
    record = read(
        "Table 1. Intravenous MSCs in stroke\nTrial ID | Disease | Route | Phase\n"
        "NCT01056471 | Ataxia | Intrathecal | I\nNCT02336230 | Stroke | NR | I\n"
    )
    assert record[0].conditions == ("Ataxia",)
    assert record[0].routes[0].value == "intrathecal"
    assert record[1].routes == ()


def test_notes_give_units_and_donors() -> None:
    record = read(
        "Trial ID | Disease | Cells | Dose (×10^6) | N\nNCT01056471 | Stroke | BM-MSC | 2 | 30\n"
        "NCT02336230 | Stroke | AD-MSC | 1,4 | 30\nNCT02336231 | Stroke | AD-MSC | 2.5 | 30\n\n"
        "* Doses in cells/kg. All cells were autologous.\n"
    )
    assert (record[0].doses[0].value, record[0].doses[0].unit) == (2e6, "cells/kg")
    assert record[0].products[0].donors == ("autologous",)
    assert [dose.value for dose in record[1].doses] == [1e6, 4e6]


def test_a_dose_without_unit_in_a_table_of_cells_counts_cells() -> None:
    record = read(
        "Trial ID | Disease | Cell source | Dose\nNCT01056471 | Stroke | BM-MSC | 1 × 10^8\n"
        "NCT01056472 | Stroke | BM-MSC | –\n"
    )[0]
    assert record.doses[0].unit == "cells"


def test_tissues_below_a_column_of_mscs_are_mscs() -> None:
    record = read(
        "Trial ID | Disease | MSC source | Phase\nNCT01056471 | Stroke | Bone marrow | I\n"
        "NCT01056472 | Stroke | Adipose tissue | I\n"
    )[1]
    assert (record.products[0].cell_type, record.products[0].tissues) == (
        "MSC",
        ("adipose tissue",),
    )


def test_legends_above_the_table_and_of_one_entry_are_read() -> None:
    above = extract(f"Table 1. MSC\nIA: intra-articular\n{PLAIN}").description
    below = extract(f"Table 1. MSC\n{PLAIN}\nIA, intra-articular\n").description
    assert above.abbreviations == below.abbreviations == {"IA": "intra-articular"}
    assert above.table == "Table 1. MSC"


# --- several trials in one row, several lines in one cell --------------------------------


def test_stacked_cells_are_trials_of_their_own() -> None:
    records = read(
        "| Disease | Identifier | Phase | Country | Sponsor |\n|---|---|---|---|---|\n"
        "| Stroke | NCT01056471<br>NCT01056472 | I<br>II | Iran<br>Spain | Royan Institute<br>X |\n"
    )
    assert [record.registry_ids for record in records] == [("NCT01056471",), ("NCT01056472",)]
    assert [record.phases for record in records] == [("I",), ("II",)]
    assert [record.conditions for record in records] == [("Stroke",), ("Stroke",)]
    assert [record.sponsor and record.sponsor.country for record in records] == ["Iran", "Spain"]
    assert all(record.locations == () for record in records)


def test_stacks_without_line_breaks_are_told_by_their_counts() -> None:
    records = read(
        "Disease | NCT number | Phase | Enrollment\n"
        "Stroke | NCT01056471 NCT01056472 | I/II II | 30 40\nAtaxia | NCT01056473 | I | 5\n"
    )
    assert [(r.phases, r.enrollment) for r in records] == [
        (("I", "II"), 30),
        (("II",), 40),
        (("I",), 5),
    ]


def test_two_registries_in_a_cell_are_one_trial() -> None:
    records = read(
        "Disease | Trial | Phase | Patients\nStroke | NCT01056471<br>2011-000183-10 | I<br>II | 3\n"
        "Stroke | NCT01056472 | I | 4\n"
    )
    assert len(records) == 2
    assert records[0].registry_ids == ("NCT01056471", "2011-000183-10")


def test_cells_wrapped_between_columns_of_spaces() -> None:
    records = read(
        "Trial          Disease               Cells              Dose      Patients\n"
        "                                                       (×10^6\n"
        "                                                       cells)\n"
        "Published\n"
        "NCT01541579    Perianal fistula in   Allogeneic AD-     120       212\n"
        "               Crohn's disease       MSC\n"
        "NCT01372969    Stroke                Autologous         20        24\n"
        "                                     BM-MSC\n"
    )
    assert [record.conditions for record in records] == [
        ("Perianal fistula in Crohn's disease",),
        ("Stroke",),
    ]
    assert records[0].products[0].tissues == ("adipose tissue",)
    assert (records[0].doses[0].value, records[0].enrollment) == (120e6, 212)


def test_the_distance_of_identifiers_tells_the_columns_of_cells_per_line() -> None:
    names = ("Trial no.", "Sort of randomness", "Disease", "Cells", "Phase")
    rows = [(f"NCT0105647{n}", "Parallel", "Stroke", "BM-MSC", "II") for n in range(3)]
    assert cells("\n".join(cell for row in (names, *rows) for cell in row)) == rows


def test_names_of_a_header_broken_at_the_ends_of_lines() -> None:
    text = (
        "Trial no. Phase Disease Cells given Dosing Pts Response\n(CR/PR) Ref\n"
        "NCT00366145 III Acute GvHD BM-MSC 2 × 106 cells/kg twice a\nweek for 4 weeks 260 "
        "CR 40% [1]"
    )
    assert cells(text)[0][4:] == (
        "2 × 106 cells/kg twice a week for 4 weeks",
        "260",
        "CR 40%",
        "[1]",
    )


# --- cells ------------------------------------------------------------------------------


def one(**stated: str) -> Record:
    """The record of the first row of a table with these columns, and a registry id."""
    names = [name.replace("_", " ") for name in stated]
    filled = " | ".join(("NCT01056471", *stated.values()))
    return read(f"NCT ID | {' | '.join(names)}\n{filled}\n{filled}\n")[0]


def test_unknown_is_a_status_and_no_phase() -> None:
    record = one(Status="Unknown", Phase="N/A", Disease="Stroke")
    assert (record.status, record.phases) == ("Unknown", ())
    assert one(Status="-", Phase="I", Disease="Stroke").status is None


def test_a_noun_shared_by_two_routes() -> None:
    record = one(Route="Peripheral or portal vein", Disease="Liver cirrhosis", Phase="I")
    assert [route.value for route in record.routes] == ["intravenous", "portal vein"]


def test_citations_glued_or_bracketed_behind_identifiers_and_diseases() -> None:
    records = read(
        "Disease Cells Phase NCT number\nLiver cirrhosis UC-MSC I/II NCT0122049238\n"
        "BM-MSC II NCT01220493 [12]\nLiver failure UC-MSC II NCT01220494a\n"
    )
    assert [[each.marker for each in record.references] for record in records] == [
        ["[38]"],
        ["[12]"],
        [],
    ]
    assert records[1].conditions == ("Liver cirrhosis",)
    assert any("taken from above" in note for note in records[1].notes)
    assert one(Disease="Stroke [4]", Phase="I", N="3").conditions == ("Stroke",)


def test_arms_of_a_column() -> None:
    record = one(Disease="Stroke", Study_arms="BM-MSC 1 × 10^6/kg (n = 12) vs placebo", Phase="I")
    assert [arm.enrollment for arm in record.arms] == [12, None]
    assert record.arms[0].doses[0].unit == "cells/kg"
    assert one(Disease="Stroke", Arms="2", Phase="I").arms == ()


def test_authors_with_years_are_references() -> None:
    text = (
        "Study | Disease | Cells | Dose | Patients\n"
        "Orozco et al., 2013 | Stroke | BM-MSC | NR | 3\n"
        "Jo (2014) | Stroke | BM-MSC | 1 × 10^6 cells | 4\n"
    )
    records = read(text)
    assert [record.references[0].text for record in records] == ["Orozco et al., 2013", "Jo (2014)"]
    assert records[0].title is None


def test_a_title_is_no_product() -> None:
    title = "Intravenous autologous bone marrow-derived MSCs in stroke"
    record = one(Title=title, Phase="I", Patients="3")
    assert (record.title, record.products, record.routes) == (title, (), ())
    assert one(Title=title, Cells="AD-MSC", Patients="3").products[0].tissues == ("adipose tissue",)


def test_a_product_named_before_a_brand_keeps_its_tissue() -> None:
    product = one(Disease="Heart failure", Cells="Allogeneic BM (Provacel)", Phase="I").products[0]
    assert (product.tissues, product.donors) == (("bone marrow",), ("allogeneic",))


def test_other_products_are_kept_and_marked() -> None:
    record = one(Disease="Stroke", Therapy="MSC-derived exosomes", Phase="I")
    assert record.products[0].cell_type != "MSC"
    assert record.interventions == ()


def test_raised_signs_in_markup() -> None:
    record = read(
        "<table><caption>Table 3. MSC</caption><tr><th>NCT ID</th><th>Dose<sup>a</sup></th>"
        "<th>Disease</th><th>Cells</th></tr><tr><td>NCT01056471<sup>b</sup></td>"
        "<td>1 × 10<sup>6</sup>/kg</td><td>Stroke<sup>12</sup></td><td>CD34<sup>+</sup> cells</td>"
        "</tr></table>"
    )[0]
    assert record.locator == "Table 3, row 1"
    assert record.doses[0].value == 1e6
    assert (record.conditions, record.references[0].marker) == (("Stroke",), "[12]")
    assert record.products[0].text == "CD34+ cells"


def test_a_table_of_patients_is_no_table_of_trials() -> None:
    extraction = extract(
        "Patient | Age (years) | Symptoms | Outcome\n1 | 31 | Amenorrhea | Pregnant\n"
        "2 | 29 | Hypomenorrhea | Not pregnant\n3 | 35 | Amenorrhea | Pregnant\n"
    )
    assert extraction.records == ()
    assert len(extraction.rejects) == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Dosea", "dose"),
        ("Cell dose*", "dose"),
        ("Countries", "country"),
        ("Principal investigator", "official"),
        ("Last update posted", "last-update"),
        ("Disease severity", "detail"),
        ("Registered number", "registry-id"),
    ],
)
def test_header_names(name: str, kind: str) -> None:
    assert read_header_cell(name).kind == kind


def test_a_number_in_front_counts_the_rows() -> None:
    rows = "".join(f"{n} | NCT0105647{n} | Stroke | {n}0\n" for n in range(1, 4))
    records = read(f"No. | NCT ID | Disease | Patients\n{rows}")
    assert [record.enrollment for record in records] == [10, 20, 30]


HOSTILE = {
    "glued": glued(NAMES, ROWS) + "\n" + "aB" * 60_000,
    "seams": glued(NAMES, ROWS[:1]) + "\n" + ("aBcDeFgHiJ1K2" * 500 + "\n") * 20,
    "stars": "| Disease | Dose | NCT number |\n| " + "*a" * 60_000 + " | x | y |\n",
    "breaks": "| Disease | Dose | NCT ID |\n| x | y | " + "NCT01056471<br>" * 8_000 + "|\n",
    "caption": "Table 1. " + "trials in all " * 8_000 + "\n" + PLAIN,
    "notes": PLAIN + "\n" + "AB: all doses in cells/kg. " * 4_000,
    "spaces": "Disease     Dose      NCT number\n" + "  a" * 40_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_shapes_are_read_to_the_end(name: str) -> None:
    assert isinstance(extract(HOSTILE[name]), Extraction)
