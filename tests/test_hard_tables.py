"""Tables that are hard to read: glued figures, wrapped cells side by side, arms in columns.

The tables are invented; the identifiers in them are of no particular trials.
"""

import pytest
from growth import LINEAR, growth
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.documents import Document
from msc_kg.extractors.review_table import ReviewTable
from msc_kg.extractors.table_brands import coined_name
from msc_kg.extractors.table_breaks import rejoined, words_of
from msc_kg.extractors.table_figures import partings
from msc_kg.extractors.table_measures import counts_arm
from msc_kg.records import Record

TABLE = ReviewTable()


def read(text: str) -> tuple[Record, ...]:
    return TABLE.extract(Document("table.txt", text.encode())).records


def conditions(text: str) -> list[str]:
    return ["; ".join(record.conditions) for record in read(text)]


def counts(text: str) -> list[int | None]:
    return [record.enrollment for record in read(text)]


def amounts(text: str) -> list[tuple[float | None, ...]]:
    found = [record.doses[0] for record in read(text)]
    return [(dose.value,) if dose.value else (dose.low, dose.high) for dose in found]


def tissues(text: str) -> list[tuple[str, ...]]:
    return [product.tissues for record in read(text) for product in record.products]


BONE, FAT, CORD, BLOOD = "bone marrow", "adipose tissue", "umbilical cord", "umbilical cord blood"

GLUED = """Table 1. MSC trials

DiseaseCell sourceNumber of patientsDoseRouteNCT number
Kidney transplantUC-MSC241.5 × 106/kgIVNCT01297413
ALSBM-MSC305 × 107 cellsITNCT01297414
Crohn's diseaseAD-MSC2121.2 × 108 cellsIntralesionalNCT01297415
StrokeBM-MSCNR2 × 106/kgIVNCT01297416
MSUC-MSC81–2 × 106/kgIV + ITNCT01297417
"""
CENTRED = """Table 2. Trials of MSCs
                                          Number of
 Disease           Cell source            patients     Dose             Trial
                                                       (cells/kg)       number
Acute GVHD         Allogeneic BM-MSC          24       2 × 106          NCT01297413
Ischemic stroke    Autologous AD-            105       1 × 106          NCT01297414
with hemiparesis   MSC
                   UC-MSC                      8       5 × 105          NCT01297415
Cartilage defects of the knee and the hip
Osteoarthritis     Autologous                 12       3 × 106          NCT01297416
                   BM-MSC
"""
BROKEN = """Table 3. Trials of MSCs

Trial            Condition         Cells         Phase   Status          N

NCT01297413      Multiple          BM-MSC        I/II    Termi-          12
                 sclerosis                               nated

NCT01297414      Amyotrophic       AD-MSC        I       Active, not     30
                 lateral                                 recruiting
                 sclerosis

NCT01297415      Stroke            UC-MSC        II

Abbreviations: AD, adipose; BM, bone marrow; UC, umbilical cord
"""
MIDDLE = """Table 4. Trials of MSCs

Trial            Condition         Cells         Phase   Status          N
                 Multiple
NCT01297413      sclerosis,        BM-MSC        I/II    Completed       12
                 progressive

                 Amyotrophic
NCT01297414      lateral           AD-MSC        I       Recruiting      30
                 sclerosis

NCT01297415      Stroke            UC-MSC        II      Unknown         9
"""
PAGED = """Table 5. Trials

Disease          Source       Dose            N    NCT number
Stroke           BM-MSC       1 × 106/kg      10   NCT01297413
                                                                      123
Disease          Source       Dose            N    NCT number
GVHD             UC-MSC       2 × 106/kg      20   NCT01297414
Lupus            UC-MSC       2 × 106/kg      30   NCT01297415
"""
TIGHT = """Table 9. Tight columns

Disease       Cells          N   Route NCT number  Status
Stroke        Autologous     12  IV    NCT01297413 Completed
              BM-MSC
Multiple      UC-MSC         105 IT    NCT01297414 Recruiting
sclerosis
GVHD          UC-MSC         9   IV    NCT01297415 Completed
"""
TITLED = """Table 10. Trials

Study title                    Disease       Phase  Enrollment  Sponsor             NCT number
Safety of mesenchymal stem     Stroke        I           12     Mayo Clinic,        NCT01297413
cells in patients with                                          USA
stroke
Stromal cells for knee         Knee          II         105     Royan Institute,    NCT01297414
osteoarthritis                 osteoarthr-                      Iran
                               itis
Stem cells in GVHD             GVHD          III        9       Leiden University   NCT01297415
                                                                Medical Center,
                                                                the Netherlands
"""
LUNG = """Table 11. MSC trials in lung disease

ConditionMSC typeRouteNo. of patientsCell doseStatusRegistration
ARDSUC-MSCIV611 × 106/kgCompletedChiCTR2000029606
COVID-19hUC-MSCIV1011–2 × 106/kgRecruitingNCT04333368
BPDUCB-MSCIntratracheal91 × 107/kgCompletedNCT01297205
COPDAllogeneic BM-MSCIV62100 × 106 cellsCompletedNCT00683722
IPFPlacenta-MSCIV82 × 106/kgUnknownNCT01385644
"""
RULED = """Table 13 Trials of MSCs

   Disease            Cell type        Number      Dose              Route          NCT
-------------------------------------------------------------------------------------------
    Stroke             BM-MSC            12      1 × 106/kg        Intravenous   NCT01297413
 Crohn's disease     Autologous           9     1–2 × 106/kg          Local      NCT01297414
                      AD-MSC
    Lupus              UC-MSC            40      1 × 106/kg        Intravenous   NCT01741857
"""
CITED = """Table 7. Trials of MSCs
Author Year Disease Cells Patients Dose NCT
Wang et al.2019StrokeUC-MSC201 × 106/kgNCT01297413
Li et al.2021COVID-19UC-MSC1002 × 106/kgNCT01297414
Smith et al.2015GVHDBM-MSC378 × 106/kgNCT01297415
"""
ACRONYMS = """Table 15. MSC trials
Disease Cells Route Dose Patients NCT number
RABM-MSCIV1 × 106/kg12NCT01297413
SLEUC-MSCIV1 × 106/kg105NCT01297414
SScAD-MSCLocal12.5 × 106 cells8NCT01297415
T1DMWJ-MSCIV2.6 × 107 cells29NCT01297416
"""
ARMS = """Table 8. Trials

Disease        MSC group   Control    Route        Trial registration
               (n)         (n)
Stroke         16          14         Intravenous  NCT01297413
Knee           20          20         Intra-       NCT01297414
osteoarthritis                        articular
"""


# --- cells without separators -----------------------------------------------------------


def test_counts_doses_and_routes_glued_to_each_other() -> None:
    assert counts(GLUED) == [24, 30, 212, None, 8]
    assert amounts(GLUED) == [(1.5e6,), (5e7,), (1.2e8,), (2e6,), (1e6, 2e6)]
    routes = [[route.value for route in record.routes] for record in read(GLUED)]
    local = ["intravenous", "intrathecal", "intralesional", "intravenous"]
    assert routes == [*([each] for each in local), ["intravenous", "intrathecal"]]


def test_where_figures_could_part_otherwise_the_record_says_so() -> None:
    (note,) = read(GLUED)[2].notes
    assert note.startswith("figures stand together in '2121.2 × 108'; read as 212 and 1.2 × 108")
    rows = TABLE.explain(Document("table.txt", GLUED.encode()))
    assert rows[2].confidence is not None
    assert 0.5 < rows[2].confidence < 0.9


def test_abbreviations_in_chains() -> None:
    assert conditions(ACRONYMS) == ["RA", "SLE", "SSc", "T1DM"]
    assert tissues(ACRONYMS) == [(BONE,), (CORD,), (FAT,), ("Wharton's jelly",)]
    assert conditions(LUNG) == ["ARDS", "COVID-19", "BPD", "COPD", "IPF"]
    assert tissues(LUNG) == [(CORD,), (CORD,), (BLOOD,), (BONE,), ("placenta",)]


def test_route_count_and_dose_in_one_run() -> None:
    assert counts(LUNG) == [61, 101, 9, 62, 8]
    assert amounts(LUNG) == [(1e6,), (1e6, 2e6), (1e7,), (1e8,), (2e6,)]


def test_authors_and_years_glued_to_diseases() -> None:
    assert conditions(CITED) == ["Stroke", "COVID-19", "GVHD"]
    assert counts(CITED) == [20, 100, 37]


@pytest.mark.parametrize(
    ("line", "count", "dose"),
    [
        ("hUC-MSC1051 × 106/kg", "105", "1 × 106/kg"),
        ("BM-MSC3040 × 106", "30", "40 × 106"),
        ("BM-MSC2529.5 × 106", "25", "29.5 × 106"),
        ("AD-MSC10712 × 107", "107", "12 × 107"),
        ("AD-MSC202.1–3.6 × 106/kg", "20", "2.1–3.6 × 106/kg"),
        ("AD-MSC1367.37 ± 7.65 × 106", "13", "67.37 ± 7.65 × 106"),
        ("BM-MSC20.5-1 × 108", "2", "0.5-1 × 108"),
        ("UC-MSC24100 million", "24", "100 million"),
        ("410 × 106/kg", "4", "10 × 106/kg"),
    ],
)
def test_the_likeliest_parting(line: str, count: str, dose: str) -> None:
    ((found,),) = partings([line])
    assert (found.count, found.dose) == (count, dose)
    assert line[found.place :].startswith(dose)


def test_other_rows_speak_for_a_parting() -> None:
    alone = partings(["UC-MSC1171 × 106/kg"])[0][0]
    rows = ["UC-MSC401 × 106/kg", "UC-MSC301 × 106/kg", "UC-MSC1171 × 106/kg"]
    among = partings(rows)[2][0]
    assert alone.count == among.count == "117"
    assert among.confidence > alone.confidence


@pytest.mark.parametrize("line", ["40 × 106/kg", "BM-MSC100 × 106", "UC-MSC0.5 × 106", "NCT 12"])
def test_figures_that_do_not_part(line: str) -> None:
    assert partings([line]) == [()]


# --- cells side by side -----------------------------------------------------------------


def test_centred_names_figures_to_the_right_and_headings_across() -> None:
    assert counts(CENTRED) == [24, 105, 8, 12]
    assert conditions(CENTRED)[1:] == [*["Ischemic stroke with hemiparesis"] * 2, "Osteoarthritis"]
    assert tissues(CENTRED) == [(BONE,), (FAT,), (CORD,), (BONE,)]
    assert {record.doses[0].unit for record in read(CENTRED)} == {"cells/kg"}


def test_words_broken_in_cells_blank_lines_between_rows_and_a_short_last_row() -> None:
    assert conditions(BROKEN) == ["Multiple sclerosis", "Amyotrophic lateral sclerosis", "Stroke"]
    statuses = [record.status for record in read(BROKEN)]
    assert statuses == ["Terminated", "Active, not recruiting", None]
    assert counts(BROKEN) == [12, 30, None]


def test_cells_in_the_middle_of_the_height_of_their_row() -> None:
    found = conditions(MIDDLE)
    assert found == ["Multiple sclerosis, progressive", "Amyotrophic lateral sclerosis", "Stroke"]
    assert [record.registry_ids[0][-3:] for record in read(MIDDLE)] == ["413", "414", "415"]


def test_a_page_number_and_a_repeated_header_are_no_rows() -> None:
    assert conditions(PAGED) == ["Stroke", "GVHD", "Lupus"]
    assert counts(PAGED) == [10, 20, 30]


def test_single_spaces_between_narrow_columns() -> None:
    assert conditions(TIGHT) == ["Stroke", "Multiple sclerosis", "GVHD"]
    assert counts(TIGHT) == [12, 105, 9]
    assert [record.status for record in read(TIGHT)] == ["Completed", "Recruiting", "Completed"]


def test_long_titles_beside_sponsors_of_several_lines() -> None:
    first, second, third = read(TITLED)
    assert first.title == "Safety of mesenchymal stem cells in patients with stroke"
    assert second.conditions == ("Knee osteoarthritis",)
    assert third.sponsor is not None
    assert (third.sponsor.name, third.sponsor.country) == (
        "Leiden University Medical Center",
        "the Netherlands",
    )


def test_a_rule_below_the_header_and_centred_cells() -> None:
    assert conditions(RULED) == ["Stroke", "Crohn's disease", "Lupus"]
    assert tissues(RULED) == [(BONE,), (FAT,), (CORD,)]
    assert amounts(RULED)[1] == (1e6, 2e6)


def test_arms_in_columns_of_their_own() -> None:
    first, second = read(ARMS)
    assert [(arm.label, arm.enrollment) for arm in first.arms] == [
        ("MSC group", 16),
        ("Control", 14),
    ]
    assert first.enrollment is None
    assert second.conditions == ("Knee osteoarthritis",)
    assert second.routes[0].value == "intra-articular"


@given(st.lists(st.text("Aa1 -,.\u00d7/", max_size=70), max_size=12))
@settings(deadline=None, max_examples=60)
def test_whatever_stands_below_a_header_is_read_or_refused(lines: list[str]) -> None:
    header = "Disease        NCT number     Cells        Patients   Dose\n"
    extraction = TABLE.extract(Document("t", (header + "\n".join(lines)).encode()))
    assert all(record.evidence or not record.conditions for record in extraction.records)


@pytest.mark.parametrize(
    "line", ["Stroke         NCT01297413    BM-MSC\n", "a\n", "  b  c\n", "\n x"]
)
def test_time_is_linear_in_the_lines_of_columns(line: str) -> None:
    header = "Disease        NCT number     Cells        Patients   Dose\n"

    def extract(text: str) -> None:
        TABLE.extract(Document("t", text.encode()))

    assert growth(extract, lambda size: header + line * size, 150) < LINEAR


# --- words and names --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("II Un-", "known", "II Unknown"),
        ("Adipose tissue-", "derived MSCs", "Adipose tissue-derived MSCs"),
        ("Allogeneic BM-", "MSC", "Allogeneic BM-MSC"),
        ("COVID-", "19", "COVID-19"),
        ("Phase I/", "II", "Phase I/II"),
        ("1 ×", "106", None),
        ("NR –", "12", None),
    ],
)
def test_lines_that_are_one(above: str, below: str, joined: str | None) -> None:
    assert rejoined(above, below) == joined


def test_a_word_that_the_table_has_elsewhere_loses_its_hyphen() -> None:
    assert rejoined("nephro-", "blastoma") == "nephro-blastoma"
    assert rejoined("nephro-", "blastoma", words_of(["A nephroblastoma"])) == "nephroblastoma"


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Wharton's jelly MSCs (CardioCell)", "CardioCell"),
        ("XyloStem", "XyloStem"),
        ("BM-MSCs (Zeltrix®)", "Zeltrix"),
        ("Osteomacel", "Osteomacel"),
        ("MSCs (UCB)", None),
        ("Bone marrow", None),
        ("MSCs (Passage 3)", None),
    ],
)
def test_trade_names_by_their_form(cell: str, name: str | None) -> None:
    assert coined_name(cell, {}) == name


@pytest.mark.parametrize(
    ("header", "arm"),
    [("Control (n)", True), ("MSC group, n", True), ("Patients (n)", False), ("Control", False)],
)
def test_headers_that_count_an_arm(header: str, arm: bool) -> None:
    assert counts_arm(header) is arm


def test_lists_of_doses_that_fall() -> None:
    text = "Trial | Disease | Million cells/kg\nNCT01297413 | GVHD | 1/0.5\nNCT01297414 | MS | 2\n"
    doses = [[dose.value for dose in record.doses] for record in read(text)]
    assert doses == [[1e6, 5e5], [2e6]]


def test_a_word_broken_between_lines_of_a_flat_table() -> None:
    text = (
        "Disease Patients Status NCT number\nKnee osteoarthritis 12 Completed NCT01297413\n"
        "Stroke 36 Un-\nknown NCT01297414\nGraft failure 8 Recruiting NCT01297415\n"
    )
    assert [record.status for record in read(text)] == ["Completed", "Unknown", "Recruiting"]
