"""Pages of labelled fields that no extractor knows by their layout."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.documents import Document
from msc_kg.extractors.labelled_page import LabelledPage
from msc_kg.extractors.page_labels import field_of, read_labelled
from msc_kg.extractors.page_lines import read_lines
from msc_kg.extractors.page_values import read_ages, read_count, read_phase_cell
from msc_kg.records import Date, Eligibility, Intervention, Outcome, Record, Sponsor

PRESENT_SITE = """Mesenchymal Stem Cells for Progressive MS
ClinicalTrials.gov ID NCT09999905
Sponsor Karolinska Institutet
Information provided by Jane Doe, Karolinska Institutet (Responsible Party)
Last Update Posted 2018-12-19
Study Overview
Brief Summary
Prose of 5 x 10^9 cells.
Official Title
Autologous Bone Marrow Mesenchymal Stem Cells for Progressive MS
Conditions
Multiple Sclerosis
Secondary Progressive Multiple Sclerosis
Intervention / Treatment
Biological: Autologous mesenchymal stem cells
Other Study ID Numbers
MSC-progressive MS
Study Start (Actual)
2012-12-01
Primary Completion (Actual)
2016-12
Study Completion (Estimated)
2016-12-31
Enrollment (Actual)
7
Study Type
Interventional
Phase
Phase 1
Phase 2
Contacts and Locations
This section provides the contact details.
Sweden
Stockholm, Sweden, 17176
Karolinska University Hospital
Participation Criteria
Eligibility Criteria
Description
Inclusion Criteria:
* MS
Ages Eligible for Study
18 Years to 65 Years (Adult, Older Adult )
Sexes Eligible for Study
All
Accepts Healthy Volunteers
No
Study Plan
How is the study designed?
Design Details
Primary Purpose : Treatment
Allocation : N/A
Interventional Model : Single Group Assignment
Masking : None (Open Label)
Arms and Interventions
Participant Group/Arm	Intervention/Treatment
Experimental: MSC
IV infusion of 1-2 million cells/kg
	Biological: Autologous mesenchymal stem cells
IV therapy
What is the study measuring?
Primary Outcome Measures
Outcome Measure	Measure Description	Time Frame
Adverse events	prose	48 weeks
Collaborators and Investigators
Sponsor
Karolinska Institutet
Collaborators
Cell Works AB
Investigators
Principal Investigator: Jane Doe, MD, Karolinska Institutet
Study Registration Dates
First Submitted
2018-12-12
First Posted
2018-12-19
Study Record Updates
Last Update Posted
2018-12-19
Last Verified
2018-12
More Information
Terms related to this study
Keywords Provided by Jane Doe, Karolinska Institutet
Mesenchymal Stem Cells
Multiple Sclerosis
Additional Relevant MeSH Terms
Multiple Sclerosis
Sclerosis
"""

ICTRP = """Main
Note: This record shows only 22 elements of the WHO Trial Registration Data Set.
Register: IRCT
Last refreshed on: 24 February 2018
Main ID: IRCT201108107270N1
Date of registration: 2011-09-05
Prospective Registration: No
Primary sponsor: Tehran University of Medical Sciences, Iran
Public title: Transplantation of bone marrow mesenchymal stem cells in knee osteoarthritis
Scientific title: Autologous bone marrow mesenchymal stem cells in knee osteoarthritis
Date of first enrolment: 2010-03-21
Target sample size: 6
Recruitment status: Complete
URL: https://example.org
Study type: interventional
Study design: Randomization: N/A. Blinding: Not blinded. Purpose: Treatment. Assignment: Single.
Phase: 1
Countries of recruitment
Iran (Islamic Republic of)
Contacts
Name: Dr X
Telephone: +98
Email: x@y.z
Key inclusion & exclusion criteria
Inclusion criteria: age 18-65; Exclusion criteria: none
Age minimum: 18 years
Age maximum: 65 years
Gender: Both
Health Condition(s) or Problem(s) studied
Osteoarthritis of knee.
Intervention(s)
Intra-articular injection of 20-24 million autologous bone marrow mesenchymal stem cells
Primary Outcome(s)
Pain. Timepoint: 12 months.
Secondary Outcome(s)
Walking distance.
Secondary ID(s)
RI-1
Source(s) of Monetary Support
Tehran University
Secondary Sponsor(s)
Royan Institute
Results
Results available: No
"""


def read(text: str) -> Record:
    document = Document("page.txt", text.encode())
    assert 0.5 < LabelledPage().confidence(document) < 0.97
    return LabelledPage().extract(document).records[0]


@pytest.fixture(scope="module")
def present() -> Record:
    return read(PRESENT_SITE)


@pytest.fixture(scope="module")
def ictrp() -> Record:
    return read(ICTRP)


def test_labels_on_lines_of_their_own(present: Record) -> None:
    assert present.registry_ids == ("NCT09999905",)
    assert present.secondary_ids == ("MSC-progressive MS",)
    assert present.conditions == ("Multiple Sclerosis", "Secondary Progressive Multiple Sclerosis")
    assert present.phases == ("Phase 1", "Phase 2")
    assert (present.enrollment, present.enrollment_type) == (7, "actual")
    assert present.start_date == Date("2012-12-01", "actual")
    assert present.completion_date == Date("2016-12-31", "estimated")
    assert present.eligibility == Eligibility("18 Years", "65 Years", "All", False)
    assert (present.allocation, present.masking) == ("N/A", "None (Open Label)")
    assert present.keywords == ("Mesenchymal Stem Cells", "Multiple Sclerosis")
    assert present.mesh_terms == ("Multiple Sclerosis", "Sclerosis")


def test_people_and_organisations(present: Record) -> None:
    assert present.sponsor == Sponsor("Karolinska Institutet")
    assert present.collaborators == (Sponsor("Cell Works AB"),)
    assert present.officials == ("Jane Doe, MD",)


def test_arms_and_outcomes_in_tables(present: Record) -> None:
    assert [(arm.label, arm.type) for arm in present.arms] == [("MSC", "Experimental")]
    assert [(dose.low, dose.high, dose.unit) for dose in present.doses] == [(1e6, 2e6, "cells/kg")]
    assert present.interventions == (
        Intervention("Autologous mesenchymal stem cells", "Biological"),
    )
    assert present.outcomes == (Outcome("Adverse events", "primary", "48 weeks"),)


def test_record_of_another_registry(ictrp: Record) -> None:
    assert ictrp.registry_ids == ("IRCT201108107270N1",)
    assert ictrp.title == (
        "Transplantation of bone marrow mesenchymal stem cells in knee osteoarthritis"
    )
    assert ictrp.sponsor == Sponsor("Tehran University of Medical Sciences", "Iran")
    assert ictrp.collaborators == (Sponsor("Royan Institute"),)
    assert ictrp.conditions == ("Osteoarthritis of knee",)
    assert (ictrp.enrollment, ictrp.enrollment_type) == (6, "estimated")
    assert (ictrp.masking, ictrp.primary_purpose) == ("Not blinded", "Treatment")
    assert ictrp.eligibility == Eligibility("18 years", "65 years", "Both", None)
    assert ictrp.outcomes[0] == Outcome("Pain", "primary", "12 months")
    assert [site.country for site in ictrp.locations] == ["Iran (Islamic Republic of)"]
    assert [product.tissues for product in ictrp.products] == [("bone marrow",)]
    assert [product.donors for product in ictrp.products] == [("autologous",)]
    assert "x@y.z" not in str(ictrp)


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Estimated Study Completion Date :", "completion_date"),
        ("Enrollment ICMJE (Actual)", "enrollment"),
        ("Condition(s):", "conditions"),
        ("Key words", "keywords"),
        ("注册号：", "registry_id"),
        ("Telephone:", "-"),
        ("The weather", None),
        ("x" * 200, None),
    ],
)
def test_labels(label: str, field: str | None) -> None:
    assert field_of(label) == field


def test_a_value_stands_beside_or_below_its_label() -> None:
    lines = read_lines("Status: Recruiting\nPhase | 2 |\nSponsor:\nA\n\nnoise\n**Gender:** Both")
    assert [(found.field, found.text) for found in read_labelled(lines)] == [
        ("status", "Recruiting"),
        ("phases", "2"),
        ("sponsor", "A"),
        ("sex", "Both"),
    ]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("18 Years to 70 Years (Adult, Older Adult)", ("18 Years", "70 Years")),
        ("18 Years and older (Adult, Older Adult)", ("18 Years", None)),
        ("up to 6 Months", (None, "6 Months")),
        ("18-65 years", ("18 years", "65 years")),
        ("Child, Adult, Older Adult", (None, None)),
    ],
)
def test_ages(text: str, ages: tuple[str | None, str | None]) -> None:
    assert read_ages(text) == ages


def test_counts_and_phases() -> None:
    assert read_count("1,200 participants") == 1200
    assert read_count("0") == 0
    assert read_count("99999999") is None
    assert read_count("none") is None
    assert read_phase_cell("Early Phase 1") == ("Early Phase 1",)
    assert read_phase_cell("Phase 2 Phase 3") == ("Phase 2", "Phase 3")


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from((PRESENT_SITE + ICTRP).split("\n")), max_size=80))
def test_lines_in_any_order_are_read(lines: list[str]) -> None:
    document = Document("p.txt", "\n".join(lines).encode())
    assert 0 <= LabelledPage().confidence(document) <= 0.8
    assert len(LabelledPage().extract(document).records) == 1
