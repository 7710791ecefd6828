"""The present ClinicalTrials.gov page, as text in the ways browsers copy it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.documents import Document
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_officials import official_name
from msc_kg.extractors.page_outcome_rows import is_time_frame
from msc_kg.extractors.present_page import PresentPage
from msc_kg.extractors.registry import choose
from msc_kg.records import Date, Eligibility, Intervention, Location, Outcome, Record, Sponsor

TOP = """Find Studies
On this page
Study Overview
Contacts and Locations
Participation Criteria
More Information
Terminated (no funds)
Umbilical Cord MSC in Lupus
ClinicalTrials.gov ID{eq}NCT09999911
Sponsor{eq}Example University Hospital
Information provided by{eq}Jane Doe, Example University Hospital (Responsible Party)
Last Update Posted{eq}2021-03-04
"""
PAGE = (
    TOP
    + """Study Overview
Brief Summary
Treatment
Others gave 5 x 10^9 bone marrow cells (NCT01111111).
Official Title
A Phase 2 Trial of Umbilical Cord Mesenchymal Stem Cells in Lupus Nephritis
Conditions

Systemic Lupus Erythematosus

Lupus Nephritis

Intervention / Treatment

Biological: UC-MSC
Other: Placebo
Other Study ID Numbers
EUH-1
2018-001234-56 (EudraCT Number)
Study Start (Actual){eq}2019-01-15
Primary Completion (Estimated){eq}2020-06
Study Completion (Estimated){eq}2020-12
Enrollment (Actual){eq}33
Study Type{eq}Interventional
Phase
Phase 1
Phase 2
Resource links provided by the National Library of Medicine
MedlinePlus related topics: Lupus
Contacts and Locations
Study Contact
Name: A B
Phone Number: 555
This study has 2 locations
United States
Ohio
Cleveland, Ohio, United States, 44106
Recruiting
Example Clinic
Germany
Berlin, Germany, 10117
Klinik Eins
Participation Criteria
Eligibility Criteria
Description
Inclusion Criteria:
Conditions such as HIV
Ages Eligible for Study{eq}18 Years and older (Adult, Older Adult)
Sexes Eligible for Study{eq}All
Accepts Healthy Volunteers{eq}No
Study Plan
How is the study designed?
Design Details
Primary Purpose : Treatment
Allocation : Randomized
Interventional Model : Parallel Assignment
Masking : Double (Participant, Investigator)
Arms and Interventions
Participant Group/Arm\tIntervention/Treatment
Experimental: Cells
One intravenous infusion of 1 x 10^6 cells/kg
Biological: UC-MSC
Umbilical cord mesenchymal stem cells
Other Names:
Cells of the cord
Placebo Comparator: Placebo
saline, intravenous
Other: Placebo
saline
What is the study measuring?
Primary Outcome Measures
{outcomes}
Collaborators and Investigators
Sponsor
Example University Hospital
Collaborators
Cell Works, Inc.
Investigators
Principal Investigator: Jane Doe, MD, Example University Hospital
Publications
General Publications
Doe J. Cells in lupus. J Cells. 2019 Jan;8(1):1-9. doi: 10.1000/cells.18.
Study Record Dates
First Submitted{eq}2018-12-12
First Posted (Actual){eq}2018-12-19
Last Update Posted (Actual){eq}2021-03-04
Last Verified{eq}2021-02
More Information
Terms related to this study
Keywords Provided by Jane Doe, Example University Hospital
Lupus, Systemic
Disease
Additional Relevant MeSH Terms
Lupus Nephritis
Disease
Plan for Individual participant data (IPD)
No
"""
)
OUTCOMES = {
    "tabs": "Outcome Measure\tMeasure Description\tTime Frame\nProteinuria\twords\t52 weeks\n"
    "Death\t\tup to 2 years",
    "lines with tabs": "Outcome Measure\tMeasure Description\tTime Frame\nProteinuria\n\twords\n"
    "\t52 weeks\nDeath\n\t\n\tup to 2 years",
    "lines": "Outcome Measure\nMeasure Description\nTime Frame\nProteinuria\nwords\n52 weeks\n"
    "Death\nup to 2 years",
}


def read(outcomes: str = "tabs", between: str = "\n") -> Record:
    text = PAGE.replace("{outcomes}", OUTCOMES[outcomes]).replace("{eq}", between)
    document = Document("page.txt", text.encode())
    assert isinstance(choose(document), PresentPage)
    return PresentPage().extract(document).records[0]


@pytest.fixture(scope="module")
def page() -> Record:
    return read()


def test_identity_and_status(page: Record) -> None:
    assert page.title == "Umbilical Cord MSC in Lupus"
    assert page.registry_ids == ("NCT09999911",)
    assert page.secondary_ids == ("EUH-1", "2018-001234-56")
    assert (page.status, page.why_stopped) == ("Terminated", "no funds")
    assert page.related_trials == ()


def test_overview_and_design(page: Record) -> None:
    assert page.conditions == ("Systemic Lupus Erythematosus", "Lupus Nephritis")
    assert page.phases == ("Phase 1", "Phase 2")
    assert (page.enrollment, page.enrollment_type) == (33, "actual")
    assert page.primary_completion_date == Date("2020-06", "estimated")
    assert page.last_updated == Date("2021-03-04", "actual")
    assert page.eligibility == Eligibility("18 Years", None, "All", False)
    assert page.primary_purpose == "Treatment"
    assert page.masking == "Double (Participant, Investigator)"


def test_people(page: Record) -> None:
    assert page.sponsor == Sponsor("Example University Hospital")
    assert page.responsible_party == "Jane Doe, Example University Hospital"
    assert page.collaborators == (Sponsor("Cell Works, Inc."),)
    assert page.officials == ("Jane Doe, MD",)


def test_arms_and_interventions_of_the_same_type(page: Record) -> None:
    assert [(arm.label, arm.type) for arm in page.arms] == [
        ("Cells", "Experimental"),
        ("Placebo", "Placebo Comparator"),
    ]
    assert page.interventions == (
        Intervention("UC-MSC", "Biological", ("Cells of the cord",)),
        Intervention("Placebo", "Other"),
    )
    assert [dose.value for dose in page.doses] == [1e6]
    assert not page.arms[1].products


def test_address_stands_above_the_site(page: Record) -> None:
    assert page.locations == (
        Location("Example Clinic", "Cleveland", "Ohio", "44106", "United States", "Recruiting"),
        Location("Klinik Eins", "Berlin", None, "10117", "Germany"),
    )


def test_terms_may_be_words_that_label_elsewhere(page: Record) -> None:
    assert page.keywords == ("Lupus, Systemic", "Disease")
    assert page.mesh_terms == ("Lupus Nephritis", "Disease")


@pytest.mark.parametrize("outcomes", sorted(OUTCOMES))
@pytest.mark.parametrize("between", ["\n", " "])
def test_every_way_of_copying_gives_the_same(page: Record, outcomes: str, between: str) -> None:
    other = read(outcomes, between)
    for field in set(Record.__struct_fields__) - {"evidence"}:
        assert getattr(other, field) == getattr(page, field), field
    assert other.outcomes == (
        Outcome("Proteinuria", "primary", "52 weeks"),
        Outcome("Death", "primary", "up to 2 years"),
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Principal Investigator: Jane Doe, MD, PhD, Mesoblast", "Jane Doe, MD, PhD"),
        ("Study Director: | Jane Doe, MD | Example Hospital |", "Jane Doe, MD"),
        ("Jane Doe", "Jane Doe"),
        ("Jane Doe, Hematologist, Example University Hospital", "Jane Doe, Hematologist"),
    ],
)
def test_names_lose_role_and_affiliation(text: str, name: str) -> None:
    assert official_name(Line(1, text)) == name


def test_time_frames_are_known_by_their_words() -> None:
    assert is_time_frame("3 and 6 months")
    assert is_time_frame("baseline")
    assert not is_time_frame("Quality of life by questionnaire")


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(PAGE.replace("{eq}", " ").split("\n")), max_size=80))
def test_lines_in_any_order_are_read(lines: list[str]) -> None:
    document = Document("p.txt", "\n".join(lines).encode())
    assert 0 <= PresentPage().confidence(document) < 1
    assert len(PresentPage().extract(document).records) == 1
