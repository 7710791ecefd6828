"""The legacy ClinicalTrials.gov page: every field of two real pages, and layouts made up."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import resources
from msc_kg.documents import Document
from msc_kg.extractors.legacy_page import LegacyPage
from msc_kg.records import (
    Arm,
    Date,
    Dose,
    Eligibility,
    Intervention,
    Location,
    Product,
    Record,
    Route,
    Sponsor,
)

PAGE = """Adipose Cells in Knee Osteoarthritis - Full Text View - ClinicalTrials.gov
Listing a study does not mean it has been evaluated by the U.S. Federal Government. |
ClinicalTrials.gov Identifier: NCT09999901 |
Recruitment Status : Withdrawn (no funding)
First Posted : March 2, 2015
Results First Posted : May 6, 2019
Last Update Posted : May 7, 2019
Sponsor:
Example University Hospital
Collaborators:
Cell Works, Inc.
National Example Institute (NEI)
Information provided by (Responsible Party):
Jane Doe, Example University Hospital
|
- Study Details
Condition or disease | Intervention/treatment | Phase |
---|---|---|
Osteoarthritis, Knee Rotator Cuff Injuries | Biological: ADMSC
Procedure: Sham injection | Phase 1 Phase 2 |
Sites such as NCT01111111 gave 5 x 10^9 cells. Study Type: of old it was different in many ways.
Investigators will compare intrathecal bone marrow cells.
Allocation: all patients are free
Study Type : | Interventional (Clinical Trial) |
Actual Enrollment : | 0 participants |
Allocation: | Randomized |
Intervention Model: | Parallel Assignment |
Intervention Model Description: | nothing to keep |
Masking: | Double (Participant, Investigator) |
Primary Purpose: | Treatment |
Official Title: | A Phase 1/2 Trial of Allogeneic Adipose-derived Mesenchymal Stem Cells |
Actual Study Start Date : | June 2016 |
Actual Primary Completion Date : | July 4, 2018 |
Estimated Study Completion Date : | August 2018 |

Arm | Intervention/treatment |
---|---|
Experimental: Low dose
Intra-articular, 1 x 10^6 cells/kg
|
Biological: ADMSC
Drug: is how this line begins
Other Names:
- Allo-ASC
- Cells of fat |
Sham Comparator: Sham
as MSC, needle only
|
Procedure: Sham injection
intravenous saline |
No Intervention: Control
|
|
Primary Outcome Measures :
- WOMAC score [ Time Frame: 12 months [1 year] ]long words
Secondary Outcome Measures :
- Adverse events [ Time Frame: 24 months ] [ Designated as safety issue: Yes ]

Choosing to participate in a study is an important personal decision.
Ages Eligible for Study: | 18 Years and older (Adult, Older Adult) |
Sexes Eligible for Study: | Female |
Accepts Healthy Volunteers: | Yes |
Inclusion Criteria:
- Sponsor: must agree
- 10 x 10^6 platelets
Please refer to this study by its ClinicalTrials.gov identifier (NCT number): NCT09999901
United States, California | |
Example Clinic | Active, not recruiting |
Los Angeles, California, United States, 90033 | |
Contact: A B 555-1234 a@b.org | |
Korea, Republic of | |
Seoul Hospital | Recruiting |
Seoul, Korea, Republic of, 135-710 | |
Principal Investigator: A Local One, MD | |
Principal Investigator: | Jane Doe, MD | Example University Hospital |
Study Director: | John Roe, PhD | Cell Works, Inc. |
Publications automatically indexed to this study by ClinicalTrials.gov Identifier (NCT Number):
Doe J, Roe J. Cells in knees. J Cells. 2019 Jan;8(1):1-9. doi: 10.1000/cells.18. Epub 2018 Dec 1.
Responsible Party: | Jane Doe, Example University Hospital |
Other Study ID Numbers: |
EUH-12
U01AR000000 ( U.S. NIH Grant/Contract ) |
First Posted: | March 2, 2015 Key Record Dates |
Last Verified: | April 2019 |
Plan to Share IPD: | No |
knee osteoarthritis mesenchymal stem cells |
Osteoarthritis Osteoarthritis, Knee Arthritis Joint Diseases |
Musculoskeletal Diseases Rheumatic Diseases |
"""

OLD_PAGE = """Safety of Bone Marrow MSC in Stroke
This study is currently recruiting participants.
Verified February 2010 by Example Hospital
Sponsor:
Example Hospital
Information provided by:
Example Hospital
ClinicalTrials.gov Identifier:
NCT09999908
First received: July 3, 2009
Last updated: February 8, 2010
Last verified: February 2010
Purpose
Prose with IV.
Condition | Intervention | Phase |
---|---|---|
Stroke
Brain Infarction | Biological: autologous MSC
Other: control | Phase 1
Phase 2 |
Study Type: | Interventional |
Study Design: | Allocation: Randomized
Endpoint Classification: Safety Study
Intervention Model: Parallel Assignment
Masking: Open Label
Primary Purpose: Treatment |
Official Title: | A Trial |
Primary Outcome Measures:
- Safety [ Time Frame: 1 year ] [ Designated as safety issue: Yes ]
Secondary Outcome Measures:
- NIHSS [ Time Frame: 1 year ] [ Designated as safety issue: No ]
Estimated Enrollment: | 30 |
Study Start Date: | July 2009 |
Estimated Study Completion Date: | July 2012 |
Estimated Primary Completion Date: | July 2011 (Final data collection date) |
Arms | Assigned Interventions |
---|---|
MSC: Experimental
1 x 10^8 cells IV
|
Biological: autologous MSC
IV |
control: No Intervention | Other: control |
Eligibility
Ages Eligible for Study: | 18 Years to 75 Years |
Genders Eligible for Study: | Both |
Accepts Healthy Volunteers: | No |
Criteria
Inclusion Criteria:
- x
Contacts and Locations
Please refer to this study by its ClinicalTrials.gov identifier: NCT09999908
Locations
France | |
Example Hospital | Recruiting |
Grenoble, France, 38000 | |
Contact: J D, MD jd@x.fr |
Principal Investigator: J D, MD |
Sponsors and Collaborators
Example Hospital
Ministry of Health, France
Investigators
Principal Investigator: | J D, MD | Example Hospital |
More Information
No publications provided
Responsible Party: | Example Hospital |
ClinicalTrials.gov Identifier: | NCT09999908 History of Changes |
Other Study ID Numbers: | EH-1 |
Study First Received: | July 3, 2009 |
Last Updated: | February 8, 2010 |
Health Authority: | France: AFSSAPS |
Keywords provided by Example Hospital:
stroke
stem cells
Additional relevant MeSH terms:
Stroke
Infarction
Brain Infarction
ClinicalTrials.gov processed this record on March 1, 2015
"""


def read(text: str) -> Record:
    extraction = LegacyPage().extract(Document("page.txt", text.encode()))
    assert not extraction.rejects
    return extraction.records[0]


def seed(name: str) -> Record:
    return read((resources.folder("seeds") / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page() -> Record:
    return read(PAGE)


def test_umbilical_cord_page(shared: Path) -> None:
    record = read(next((shared / "seeds").glob("003*")).read_text(encoding="utf-8"))
    expected = Record(
        kind="registry-record",
        document="page.txt",
        locator="page",
        registry_ids=("NCT01690247",),
        secondary_ids=("Beijing302-008",),
        title="Human Mesenchymal Stem Cells Induce Liver Transplant Tolerance",
        official_title=(
            "Human Umbilical Cord Mesenchymal Stem Cell Induce Liver Allografts Tolerance"
        ),
        conditions=("Evidence of Liver Transplantation",),
        keywords=("mesenchymal stem cells", "liver transplantation", "clinical trial", "rejection"),
        mesh_terms=(
            "Immunosuppressive Agents",
            "Immunologic Factors",
            "Physiological Effects of Drugs",
        ),
        status="Unknown",
        previous_status="Recruiting",
        phases=("Phase 1",),
        study_type="Interventional (Clinical Trial)",
        allocation="Randomized",
        intervention_model="Parallel Assignment",
        masking="None (Open Label)",
        primary_purpose="Treatment",
        enrollment=50,
        enrollment_type="estimated",
        start_date=Date("2012-02"),
        primary_completion_date=Date("2014-02", "estimated"),
        completion_date=Date("2015-02", "estimated"),
        first_posted=Date("2012-09-21"),
        last_updated=Date("2013-05-31"),
        verified=Date("2013-05"),
        interventions=(
            Intervention(
                "Conventional plus UC-MSC",
                "Drug",
                ("Immunosuppressive agents plus umbilical cord stem cells",),
            ),
            Intervention(
                "Conventional plus placebo", "Drug", ("Immunosuppressive agents plus saline",)
            ),
        ),
        products=(Product("UC-MSC", "MSC", ("umbilical cord",)),),
        doses=(Dose("1×106 UC-MSC/kg body weight", 1e6, unit="cells/kg"),),
        routes=(Route("i.v.", "intravenous"),),
        arms=(
            Arm(
                "Conventional plus UC-MSC",
                "Experimental",
                products=(Product("UC-MSC", "MSC", ("umbilical cord",)),),
            ),
            Arm("Conventional plus placebo", "Placebo Comparator"),
        ),
        outcomes=record.outcomes,
        eligibility=Eligibility("18 Years", "70 Years", "All", False),
        sponsor=Sponsor("Beijing 302 Hospital", stated_as="responsible party"),
        responsible_party="Fu-Sheng Wang, Research Center for Biotherapy, Beijing 302 Hospital",
        officials=("Fu-Sheng Wang, PHD",),
        locations=(
            Location("Beijing 302 Hospital", "Beijing", None, "100039", "China", "Recruiting"),
        ),
        as_of="2013-05-31",
        coverage=record.coverage,
        evidence=record.evidence,
    )
    assert record == expected
    assert [(outcome.role, outcome.time_frame) for outcome in record.outcomes] == [
        (None, "48 weeks"),
        (None, "48 weeks"),
    ]
    assert record.outcomes[0].measure.endswith("early liver function recovery")


def test_bone_marrow_page() -> None:
    record = seed("NCT03778333.txt")
    assert record.conditions == ("Autologous Mesenchymal Stem Cells", "Multiple Sclerosis")
    assert record.notes == (
        "conditions[0]: 'Autologous Mesenchymal Stem Cells' names a treatment, no condition",
    )
    assert record.keywords == ("Mesenchymal Stem Cells", "Multiple Sclerosis")
    assert record.mesh_terms == (
        "Multiple Sclerosis",
        "Multiple Sclerosis, Chronic Progressive",
        "Sclerosis",
        "Pathologic Processes",
        "Demyelinating Autoimmune Diseases, CNS",
        "Autoimmune Diseases of the Nervous System",
        "Nervous System Diseases",
        "Demyelinating Diseases",
        "Autoimmune Diseases",
        "Immune System Diseases",
    )
    assert (record.status, record.allocation) == ("Completed", "N/A")
    assert (record.enrollment, record.enrollment_type) == (7, "actual")
    assert record.completion_date == Date("2016-12-31", "actual")
    product = Product(
        "autologous bone-marrow derived mesenchymal stem cells",
        "MSC",
        ("bone marrow",),
        ("autologous",),
    )
    dose = Dose("1-2 million cells/kg body weight", low=1e6, high=2e6, unit="cells/kg")
    assert record.products == (product,)
    assert record.doses == (dose,)
    assert record.arms == (
        Arm(
            "Open label single arm study",
            "Experimental",
            products=(product,),
            doses=(dose,),
            routes=(Route("IV", "intravenous"),),
        ),
    )
    assert record.sponsor == Sponsor("Karolinska Institutet", stated_as="responsible party")
    assert [(site.city, site.postcode) for site in record.locations] == [
        ("Stockholm", "171 76"),
        ("Stockholm", "17176"),
    ]


def test_evidence_is_a_line() -> None:
    record = seed("NCT03778333.txt")
    text = (resources.folder("seeds") / "NCT03778333.txt").read_text(encoding="utf-8")
    lines = text.split("\n")
    for path, evidence in record.evidence.items():
        number = int(evidence.place.removeprefix("line "))
        assert evidence.text.strip("| ") in lines[number - 1], path


def test_status_with_reason_and_no_participants(page: Record) -> None:
    assert (page.status, page.why_stopped) == ("Withdrawn", "no funding")
    assert (page.enrollment, page.enrollment_type) == (0, "actual")


def test_sponsor_and_collaborators_are_stated(page: Record) -> None:
    assert page.sponsor == Sponsor("Example University Hospital")
    assert [name.name for name in page.collaborators] == [
        "Cell Works, Inc.",
        "National Example Institute (NEI)",
    ]
    assert page.responsible_party == "Jane Doe, Example University Hospital"


def test_nothing_leaks_from_prose_and_criteria(page: Record) -> None:
    assert page.registry_ids == ("NCT09999901",)
    assert page.allocation == "Randomized"
    assert [dose.text for dose in page.doses] == ["1 x 10^6 cells/kg"]
    assert [route.value for route in page.routes] == ["intra-articular"]
    assert "555" not in str(page)
    assert "@" not in str(page)


def test_lists_without_separators_are_cut(page: Record) -> None:
    assert page.title == "Adipose Cells in Knee Osteoarthritis"
    assert page.conditions == ("Osteoarthritis, Knee", "Rotator Cuff Injuries")
    assert page.phases == ("Phase 1", "Phase 2")
    assert page.keywords == ("knee osteoarthritis", "mesenchymal stem cells")
    assert page.mesh_terms[1:3] == ("Osteoarthritis, Knee", "Arthritis")
    assert len(page.mesh_terms) == 6


def test_arms_and_interventions(page: Record) -> None:
    assert page.interventions == (
        Intervention("ADMSC", "Biological", ("Allo-ASC", "Cells of fat")),
        Intervention("Sham injection", "Procedure"),
    )
    assert [(arm.label, arm.type) for arm in page.arms] == [
        ("Low dose", "Experimental"),
        ("Sham", "Sham Comparator"),
        ("Control", "No Intervention"),
    ]
    assert [len(arm.doses) for arm in page.arms] == [1, 0, 0]


def test_outcomes_keep_the_role_of_their_heading(page: Record) -> None:
    assert [(o.role, o.measure, o.time_frame) for o in page.outcomes] == [
        ("primary", "WOMAC score", "12 months [1 year]"),
        ("secondary", "Adverse events", "24 months"),
    ]


def test_sites_people_papers_and_identifiers(page: Record) -> None:
    assert page.locations == (
        Location(
            "Example Clinic",
            "Los Angeles",
            "California",
            "90033",
            "United States",
            "Active, not recruiting",
        ),
        Location("Seoul Hospital", "Seoul", None, "135-710", "Korea, Republic of", "Recruiting"),
    )
    assert page.officials == ("Jane Doe, MD", "John Roe, PhD")
    assert [(paper.doi, paper.type) for paper in page.references] == [
        ("10.1000/cells.18", "derived")
    ]
    assert page.secondary_ids == ("EUH-12", "U01AR000000")
    assert page.eligibility == Eligibility("18 Years", None, "Female", True)
    assert page.as_of == "2019-05-07"


def test_a_truncated_page_is_read_as_far_as_it_goes() -> None:
    record = read(PAGE[: PAGE.index("Actual Study Start")])
    assert record.enrollment == 0
    assert record.conditions[0] == "Osteoarthritis, Knee"
    assert record.start_date is None
    assert record.notes == (
        "the page lacks or breaks off before: arms, eligibility, "
        "responsible party and identifiers, verification date",
    )


@settings(deadline=None, max_examples=30)
@given(st.integers(0, len(PAGE)), st.integers(0, len(PAGE)))
def test_any_piece_of_a_page_is_read(start: int, end: int) -> None:
    piece = Document("piece.txt", PAGE[min(start, end) : max(start, end)].encode())
    reader = LegacyPage()
    assert 0 <= reader.confidence(piece) <= 1
    assert len(reader.extract(piece).records) == 1


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(PAGE.split("\n")), max_size=60))
def test_lines_in_any_order_are_read(lines: list[str]) -> None:
    assert len(LegacyPage().extract(Document("p.txt", "\n".join(lines).encode())).records) == 1


def test_layout_before_2017() -> None:
    record = read(OLD_PAGE)
    assert not record.notes
    assert record.status == "recruiting"
    assert record.conditions == ("Stroke", "Brain Infarction")
    assert (record.allocation, record.masking) == ("Randomized", "Open Label")
    assert (record.sponsor, record.secondary_ids) == (Sponsor("Example Hospital"), ("EH-1",))
    assert [(arm.label, arm.type) for arm in record.arms] == [
        ("MSC", "Experimental"),
        ("control", "No Intervention"),
    ]
    assert [outcome.role for outcome in record.outcomes] == ["primary", "secondary"]
    assert (record.first_posted, record.verified) == (Date("2009-07-03"), Date("2010-02"))
    assert record.keywords == ("stroke", "stem cells")
    assert record.mesh_terms == ("Stroke", "Infarction", "Brain Infarction")
    assert [site.facility for site in record.locations] == ["Example Hospital"]


def test_numbers_of_related_trials_are_no_numbers_of_the_page() -> None:
    from msc_kg import resources
    from msc_kg.documents import Document
    from msc_kg.extractors import registry

    page = (resources.folder("seeds") / "NCT01690247.txt").read_bytes()
    related = b"\nRelated Clinical Trials\nNCT ID: NCT01051882\nNCT ID: NCT02315027\n"
    (record,) = registry.extract(Document("page.txt", page + related)).records
    assert record.registry_ids == ("NCT01690247",)
    assert record.related_trials == ("NCT01051882", "NCT02315027")
