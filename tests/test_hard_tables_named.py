"""Tables of trials whose headers name columns in words of their own, in several layouts.

The tables are invented after the manner of reviews; they are no statements about trials.
"""

import pytest

from msc_kg.documents import Document
from msc_kg.extractors.registry import THRESHOLD
from msc_kg.extractors.review_table import ReviewTable
from msc_kg.extractors.table_choices import counts_rows
from msc_kg.extractors.table_periods import agreement, cell_kinds, period
from msc_kg.records import Record

TABLE = ReviewTable()

TABS = """Table 2 Clinical studies using MSCs in patients with COVID-19

Entity\tWhere\tPts\tWhat was given\tHow much\tTimes\tVia\tEntry
COVID-19 pneumonia\tChina\t7\tUC-MSCs\t1 × 10^6/kg\t1\tIV\tChiCTR2000029990
Severe COVID-19\tChina\t41\tUC-MSCs\t2 × 106/kg\t1\tIV\tNCT04288102
COVID-19 ARDS\tUSA\t24\tUC-MSC, allogeneic\t100 ± 20 × 106 cells\t2\tIV\tNCT04355728
ARDS\tSpain\t13\tAD-MSCs\t0.98 × 106/kg\tNR\tIV\tNR
"""

CAPTIONED = """MSC injections in knee osteoarthritis (all intra-articular)
Study ID N Cells Amount (×10^6) Comparator Months of follow-up Result
NCT02123368 30 Autologous BM-MSC 10, 100 Hyaluronic acid 12 Pain fell at both doses
NCT01586312 30 Allogeneic BM-MSC 40 Hyaluronic acid 12 Cartilage quality improved
NCT01879046 50 Autologous AD-MSC 50 Saline 6 No serious events
NCT02658344 24 Autologous AD-SVF 100 Saline 6 WOMAC improved
"""

PIPES = """Table 1. Stem cell trials in amyotrophic lateral sclerosis.
Identifier | Cell product | Delivery | Dose | Phase | n | Country
NCT01051882 | NurOwn (autologous MSC-NTF) | IM / IT | 1 × 106/kg; 24 × 106 | I/II | 12 | Israel
NCT01609283 | Autologous AD-MSC | IT | 10, 50, 100 × 10^6 | I | 27 | United States
NCT01363401 | Lenzumestrocel (autologous BM-MSC) | IT | 1 × 106/kg | I/II | 71 | Korea
NCT03280056 | NurOwn | IT | 125 × 106 | III | 196 | United States
"""

AUTHORS = """TABLE 4
Trials of mesenchymal stem cells for fistulizing Crohn's disease
Author, year Phase Fistula type Patients Product Dose Healing
Panés et al., 2016 III Complex perianal 212 Allogeneic AD-MSC (Cx601) 120 million 50% at week 24
Molendijk et al., 2015 II Perianal 21 Allogeneic BM-MSC 1, 3 or 9 × 10^7 80% at week 12
Garcia-Olmo et al., 2009 II Complex perianal 49 Autologous AD-MSC 20 million 71% at week 8
Ciccocioppo et al., 2011 I/II Complex 12 Autologous BM-MSC 2 × 10^7 7 of 10
"""

PARTLY_BLANK = """Table 3. Ongoing and completed trials of MSC in kidney disease
NCT number
Condition
Cells
Dose
Status

NCT00733876
AKI after cardiac surgery
Allogeneic BM-MSC
not disclosed
Completed
NCT01602328
AKI after cardiac surgery
AC607 (allogeneic BM-MSC)
2 × 106 cells/kg
Terminated
NCT01275612
Cisplatin-induced AKI
BM-MSC
1, 2, 5 × 106 cells/kg
Withdrawn
NCT02166489
ADPKD
Autologous BM-MSC
2 × 106 cells/kg
Completed
"""

FLAT = """Disorder Trial acronym/ID Stage Participants Tissue Regimen Finding
ARDS START NCT01775774 1 9 BM 1, 5 and 10 × 106/kg, single Safe
ARDS START NCT02097641 2a 60 BM 10 × 106/kg, single No effect on mortality
ARDS NCT01902082 1 12 Adipose 1 × 106/kg, single Well tolerated
Septic shock CISS NCT02421484 1 9 BM 0.3, 1 and 3 × 106/kg, single Safe
"""

SPANS = """<p>Table 2. Cell therapy for preterm infants</p><table>
<tr><th rowspan=2>Registry</th><th colspan=2>Infants</th><th rowspan=2>Cells</th>
<th rowspan=2>Way</th></tr><tr><th>n</th><th>Gestational age</th></tr>
<tr><td>NCT01297205</td><td>9</td><td>23–29 wk</td><td>UCB-MSC</td><td>Intratracheal</td></tr>
<tr><td>NCT02381366</td><td>12</td><td>23–27 wk</td><td>UCB-MSC</td><td>Intratracheal</td></tr>
<tr><td>NCT04255147</td><td>9</td><td>&lt;28 wk</td><td>UC-MSC</td><td>IV</td></tr></table>
"""

WRAPPED = """Title                          Phase    N    Sponsor                        ID
Autologous MSC in spinal       II/III   20   Asan Medical Center            NCT01676441
cord injury
UC-MSC therapy for subacute    I/II     300  Third Affiliated Hospital of   NCT03521323
spinal cord injury                           Sun Yat-sen University
Safety of NC1 in complete      I        12   Puerta de Hierro University    NCT01909154
paraplegia                                   Hospital
"""

CSV = """Trial No.,Disorder,Stem cells,Injected into,Enrolled,Start,Recruitment
NCT02043743,POI,Autologous BM-MSC,Ovary,60,2014-01,Unknown
NCT03816852,POF,UC-MSC,Ovary,28,2019-01,Not yet recruiting
NCT02644447,POF,"UC-MSC, on collagen scaffold",Ovary,23,2015-10,Completed
"""

GLUED = """Table 7Stem cells for erectile dysfunction
TrialEtiologyPatientsCellsDoseRoute
NCT02240823Radical prostatectomy21Autologous AD-SVF8.4–37.2 × 106Intracavernous
NCT02344849Diabetes4Autologous BM-MSC30 × 106Intracavernous
NCT02945449Diabetes22UC-MSC15 × 106Intracavernous
"""


def read(text: str, name: str = "table.txt") -> tuple[Record, ...]:
    document = Document(name, text.encode())
    assert TABLE.confidence(document) > THRESHOLD
    return TABLE.extract(document).records


def sizes(text: str) -> list[int | None]:
    return [record.enrollment for record in read(text)]


def doses(text: str) -> list[list[float | None]]:
    return [[dose.value for dose in record.doses] for record in read(text)]


def routes(text: str) -> list[list[str | None]]:
    return [[route.value for route in record.routes] for record in read(text)]


def tissues(text: str) -> list[tuple[str, ...]]:
    return [product.tissues for record in read(text) for product in record.products]


def ids(text: str) -> list[tuple[str, ...]]:
    return [record.registry_ids for record in read(text)]


BONE, FAT, CORD, BLOOD = "bone marrow", "adipose tissue", "umbilical cord", "umbilical cord blood"


def test_columns_of_unknown_names_are_told_by_their_cells() -> None:
    records = read(TABS)
    assert ids(TABS) == [("ChiCTR2000029990",), ("NCT04288102",), ("NCT04355728",), ()]
    assert [record.conditions[0] for record in records][2:] == ["COVID-19 ARDS", "ARDS"]
    assert doses(TABS) == [[1e6], [2e6], [1e8], [9.8e5]]
    assert routes(TABS) == [["intravenous"]] * 4
    assert [record.locations[0].country for record in records] == ["China", "China", "USA", "Spain"]
    assert tissues(TABS) == [(CORD,), (CORD,), (CORD,), (FAT,)]


def test_a_caption_in_brackets_and_a_measured_amount() -> None:
    assert sizes(CAPTIONED) == [30, 30, 50, 24]
    assert doses(CAPTIONED) == [[1e7, 1e8], [4e7], [5e7], [1e8]]
    assert routes(CAPTIONED) == [["intra-articular"]] * 4
    assert read(CAPTIONED)[0].outcome == "Pain fell at both doses"


def test_two_routes_and_brands_between_pipes() -> None:
    assert routes(PIPES)[0] == ["intramuscular", "intrathecal"]
    assert sizes(PIPES) == [12, 27, 71, 196]
    assert read(PIPES)[0].products[0].brand == "NurOwn"


def test_rows_of_authors_without_identifiers() -> None:
    assert sizes(AUTHORS) == [212, 21, 49, 12]
    assert doses(AUTHORS) == [[1.2e8], [1e7, 3e7, 9e7], [2e7], [2e7]]
    assert [record.phases for record in read(AUTHORS)] == [("III",), ("II",), ("II",), ("I", "II")]
    assert tissues(AUTHORS) == [(FAT,), (BONE,), (FAT,), (BONE,)]


def test_cells_on_lines_with_a_blank_line_below_the_header_only() -> None:
    states = ["Completed", "Terminated", "Withdrawn", "Completed"]
    assert [record.status for record in read(PARTLY_BLANK)] == states
    assert doses(PARTLY_BLANK) == [[], [2e6], [1e6, 2e6, 5e6], [2e6]]
    assert tissues(PARTLY_BLANK) == [(BONE,)] * 4


def test_a_regimen_is_a_dose_and_no_intervention() -> None:
    assert doses(FLAT) == [[1e6, 5e6, 1e7], [1e7], [1e6], [3e5, 1e6, 3e6]]
    assert all(record.interventions == () for record in read(FLAT))
    assert [record.outcome for record in read(FLAT)][1:3] == [
        "No effect on mortality",
        "Well tolerated",
    ]


def test_a_header_of_two_rows() -> None:
    assert sizes(SPANS) == [9, 12, 9]
    assert routes(SPANS) == [["endotracheal"], ["endotracheal"], ["intravenous"]]
    assert tissues(SPANS) == [(BLOOD,), (BLOOD,), (CORD,)]


def test_wrapped_titles_and_sponsors() -> None:
    records = read(WRAPPED)
    assert records[1].title == "UC-MSC therapy for subacute spinal cord injury"
    sponsors = [record.sponsor.name for record in records if record.sponsor]
    assert sponsors[1:] == [
        "Third Affiliated Hospital of Sun Yat-sen University",
        "Puerta de Hierro University Hospital",
    ]
    assert sizes(WRAPPED) == [20, 300, 12]


def test_commas_between_cells() -> None:
    assert sizes(CSV) == [60, 28, 23]
    assert [record.conditions for record in read(CSV)] == [("POI",), ("POF",), ("POF",)]
    assert [r.start_date.value for r in read(CSV) if r.start_date] == [
        "2014-01",
        "2019-01",
        "2015-10",
    ]


def test_cells_between_a_count_and_a_dose_that_are_glued() -> None:
    assert sizes(GLUED) == [21, 4, 22]
    assert doses(GLUED)[1:] == [[3e7], [1.5e7]]
    assert tissues(GLUED) == [(FAT,), (BONE,), (CORD,)]


# --- footnotes, captions, what is around ------------------------------------------------

MARKED = """Table 6. MSC infusion in liver disease (all cells allogeneic)

Indication N Tissue source Dosea Access Effect on MELD Registration
ACLF 56 UC 4 Peripheral vein Lower NCT01218464
Cirrhosis 110 BM 1–10 Portal vein Not reported Undefined

a × 10^6 cells per kg body weight. ACLF, acute-on-chronic liver failure.
"""
VESICLES = """Table 5. Vesicles
Vesicle product
Source
Disease
Given by
NCT
Stage
MSC exosomes
AD-MSC
Stroke
IV
04276987
I
MSC exosomes
UC-MSC
Burns
Topical
03437759
Early Phase 1
"""
PAGES = """Table 2. Trials of cells (intramuscular injection unless noted otherwise)

Sponsor               Indication        Product           Cells          n     Phase   Trial
                                                          injected                     number
                                                          (×10^6)
Ischaemia
Mayo Clinic           Limb ischaemia    BM-MSC            1 per kg       36    II      NCT01484574

Trials of cells                                                          Page 8 of 19

Table 2. (continued)

Sponsor               Indication        Product           Cells          n     Phase   Trial
                                                          injected                     number
                                                          (×10^6)
Wounds
Royan Institute       Foot ulcer        AD-MSC            30             59    II      NCT02619877
"""
BELOW = """Table 2. Trials of MSCs

Disease Phase Cell type Patients NCT ID
Burns I/II AD-MSCs 20 NCT03113747
Keloid I UC-MSCs 24 NCT04326959

A third group of trials uses matrices that were seeded with other cells; they are beyond this
review.
"""


def test_a_footnote_of_the_header_measures_bare_numbers() -> None:
    first, second = read(MARKED)
    assert (first.doses[0].value, first.doses[0].unit) == (4e6, "cells/kg")
    assert (second.doses[0].low, second.doses[0].high) == (1e6, 1e7)
    assert (first.outcome, second.outcome) == ("Lower", None)
    assert first.products[0].donors == ("allogeneic",)
    assert routes(MARKED) == [["intravenous"], ["portal vein"]]


def test_vesicles_and_their_source_are_one_product() -> None:
    first, second = read(VESICLES)
    assert (first.registry_ids, second.registry_ids) == (("NCT04276987",), ("NCT03437759",))
    assert [(p.cell_type, p.tissues) for p in first.products] == [("EXO", (FAT,))]
    assert second.phases == ("Early Phase 1",)


def test_heads_of_pages_and_a_continued_table() -> None:
    assert ids(PAGES) == [("NCT01484574",), ("NCT02619877",)]
    assert doses(PAGES) == [[1e6], [3e7]]
    assert routes(PAGES) == [["intramuscular"], ["intramuscular"]]


def test_sentences_below_a_table_are_no_row() -> None:
    assert [record.conditions for record in read(BELOW)] == [("Burns",), ("Keloid",)]


UNITS = {
    "Doses are total numbers of cells unless given per kilogram.": "cells",
    "* Number of cells, or cells per kg where marked.": "cells",
    "† Per kg of body weight, unless marked.": "cells/kg",
}


@pytest.mark.parametrize("note", UNITS)
def test_what_a_note_excepts_does_not_hold_for_all(note: str) -> None:
    rows = "ALS | NCT01777646 | MSC | 1 × 10^6\nMS | NCT02166021 | MSC | 2 × 10^6"
    records = read(f"Disease | Trial ID | Cells | Dose\n{rows}\n\n{note}\n")
    assert [record.doses[0].unit for record in records] == [UNITS[note]] * 2


AGES = {
    "16 Years and older": ("16 Years", None),
    "≥18": ("18 Years", None),
    "up to 65": (None, "65 Years"),
}


@pytest.mark.parametrize("age", AGES)
def test_ages_with_one_limit(age: str) -> None:
    rows = f"Stroke | NCT01777646 | MSC | {age}\nStroke | NCT02166021 | MSC | {age}"
    eligibility = read(f"Disease | Trial ID | Cells | Age\n{rows}\n")[0].eligibility
    assert eligibility is not None
    assert (eligibility.min_age, eligibility.max_age) == AGES[age]


# --- periods ----------------------------------------------------------------------------


def test_the_period_of_cells_on_lines_of_their_own() -> None:
    lines = [line for line in VESICLES.split("\n")[7:] if line]
    assert period(lines * 3) == 6
    assert agreement(lines, 6) == 1
    assert period(["one", "two", "three"] * 9) == 0


def test_the_kinds_of_a_cell() -> None:
    assert cell_kinds("04276987") == {"registry-id"}
    assert "status" in cell_kinds("Recruiting")
    assert cell_kinds("NR") == frozenset()


def test_numbers_that_count_rows() -> None:
    assert counts_rows(["1", "2", "3"])
    assert not counts_rows(["12", "60", "9"])
    assert not counts_rows(["NR"])
