"""The aggregator page: every field of a real page, and sections made up."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import resources
from msc_kg.documents import Document
from msc_kg.extractors.aggregator_page import AggregatorPage
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_values_in_order import BASIC, DESIGN, place_values
from msc_kg.records import (
    Date,
    Dose,
    Eligibility,
    Extraction,
    Intervention,
    Location,
    Outcome,
    Product,
    Record,
    Route,
    Sponsor,
)

PAGE = """Umbilical Cord MSC for Knee Osteoarthritis
NCT ID: NCT09999902
Last Updated: 2021-03-04
Study Results
Results available
The study team has published outcome measurements for this trial.
Basic Information
Get a concise snapshot of the trial, including recruitment status.
TERMINATED
PHASE2
33 participants
INTERVENTIONAL
2019-01-15
2020-06-30
2020-12-31
Brief Summary
Review the sponsor-provided synopsis that highlights what the study is about.
This trial gives 5 x 10^9 bone marrow cells.
Related Clinical Trials
Explore similar clinical trials based on study characteristics and research focus.
Autologous Bone Marrow MSC for ALS
NCT09999903
RECRUITING
PHASE1
Conditions
See the medical conditions and disease areas that this research is targeting.
Osteoarthritis, Knee
Cartilage Disease
Keywords
Explore important study keywords that can help with search and discovery.
MSC
umbilical cord
Study Design
Understand how the trial is structured.
RANDOMIZED
PARALLEL
TREATMENT
DOUBLE
PARTICIPANT
INVESTIGATOR
Study Groups
Review each arm or cohort in the study, along with the interventions and objectives.
UC-MSC 10 million
One intra-articular injection of 10 million cells.
EXPERIMENTAL
Placebo
Saline only
PLACEBO_COMPARATOR
Interventions
Learn about the drugs, procedures, or behavioral strategies being tested.
UC-MSC
Injected in the knee.
BIOLOGICAL
Saline
Saline solution
DRUG
Eligibility Criteria
Check the participation requirements.
Inclusion Criteria
* aged 40 Years
18 Years
N/A
FEMALE
Yes
Sponsors
Meet the organizations funding or collaborating on the study and learn about their roles.
Cells Inc.
INDUSTRY
Karolinska Institutet
OTHER
Responsible Party
Identify the individual or organization who holds primary responsibility.
SPONSOR
Principal Investigators
Learn about the lead researchers overseeing the trial and their institutional affiliations.
Jane Doe, MD
Role: PRINCIPAL_INVESTIGATOR
Cells Inc.
Locations
Explore where the study is taking place and check the recruitment status at each participating site.
Clinic One
Berlin, , Germany
Clinic Two
Houston, Texas, United States
Countries
Review the countries where the study has at least one active or historical site.
Germany
United States
Provided Documents
Download supplemental materials such as informed consent forms, protocols, or participant manuals.
Document Type: Study Protocol
References
Explore related publications, articles, or registry entries linked to this study.
Doe J. Cells. J Cells. 2020;1(1):1-2. doi: 10.1000/abc.1.
12345678
Other Identifiers
Review additional registry numbers or institutional identifiers associated with this trial.
2018-001234-56
Identifier Type: EUDRACT_NUMBER
Identifier Source: secondary_id
CELL-2
Identifier Type: -
Identifier Source: org_study_id
More Related Trials
Additional clinical trials that may be relevant based on similarity analysis.
Foo
NCT09999904
"""

HOSPITAL = "the Affiliated Nanjing Drum Tower Hospital of Nanjing University Medical School"


def extract(text: str) -> Extraction:
    return AggregatorPage().extract(Document("page.txt", text.encode()))


@pytest.fixture(scope="module")
def page() -> Record:
    return extract(PAGE).records[0]


def test_systemic_sclerosis_page(shared: Path) -> None:
    text = next((shared / "seeds").glob("002*")).read_text(encoding="utf-8")
    extraction = extract(text)
    record = extraction.records[0]
    assert not extraction.rejects
    assert record == Record(
        kind="registry-record",
        document="page.txt",
        locator="page",
        registry_ids=("NCT00962923",),
        secondary_ids=("NJGLYY003",),
        title="Allogeneic Mesenchymal Stem Cells Transplantation for Systemic Sclerosis (SSc)",
        status="UNKNOWN",
        phases=("PHASE1", "PHASE2"),
        study_type="INTERVENTIONAL",
        allocation="NON_RANDOMIZED",
        intervention_model="SINGLE_GROUP",
        masking="NONE",
        primary_purpose="TREATMENT",
        enrollment=20,
        start_date=Date("2009-08-31"),
        completion_date=Date("2011-12-31"),
        last_updated=Date("2009-08-20"),
        interventions=(Intervention("Allogeneic Mesenchymal Stem Cells (AlloMSC)"),),
        products=(
            Product("Allogeneic Mesenchymal Stem Cells (AlloMSC)", "MSC", donors=("allogeneic",)),
        ),
        doses=(Dose(r"10\^6 cells/kg body weight", 1e6, unit="cells/kg"),),
        routes=(Route("intravenously", "intravenous"),),
        eligibility=Eligibility("15 Years", "65 Years", "ALL", False),
        sponsor=Sponsor(HOSPITAL.replace("the", "The", 1), class_="OTHER"),
        responsible_party=HOSPITAL,
        locations=(
            Location(
                "the Affiliated Drum Tower Hospital of Nanjing University Medical School",
                "Nanjing",
                "Jiangsu",
                None,
                "China",
            ),
        ),
        references=record.references,
        related_trials=(
            "NCT02213705",
            "NCT01051882",
            "NCT02315027",
            "NCT01609283",
            "NCT01777646",
        ),
        as_of="2009-08-20",
        coverage=record.coverage,
        evidence=record.evidence,
    )
    assert [paper.doi for paper in record.references] == [
        "10.1002/stem.68",
        "10.1177/1352458509104590",
        "10.1038/cmi.2008.52",
        "10.1177/0961203306075793",
        "10.1007/s10067-024-06865-z",
        "10.1186/s13075-017-1373-2",
        "10.1016/j.stem.2012.03.007",
    ]
    assert record.evidence["doses[0]"].place == "line 44"


def test_packaged_page_is_known_without_hints() -> None:
    text = (resources.folder("seeds") / "NCT00962923.txt").read_text(encoding="utf-8")
    assert AggregatorPage().confidence(Document("x", text.encode())) > 0.8
    assert extract(text).records[0].sponsor == Sponsor(
        HOSPITAL.replace("the", "The", 1), class_="OTHER"
    )


def test_basic_information_with_three_dates(page: Record) -> None:
    assert (page.status, page.phases, page.enrollment) == ("TERMINATED", ("PHASE2",), 33)
    assert page.start_date == Date("2019-01-15")
    assert page.primary_completion_date == Date("2020-06-30")
    assert page.completion_date == Date("2020-12-31")


def test_arms_stand_above_their_type(page: Record) -> None:
    assert [(arm.label, arm.type) for arm in page.arms] == [
        ("UC-MSC 10 million", "EXPERIMENTAL"),
        ("Placebo", "PLACEBO_COMPARATOR"),
    ]
    assert [dose.text for dose in page.doses] == ["10 million cells"]
    assert page.interventions == (
        Intervention("UC-MSC", "BIOLOGICAL"),
        Intervention("Saline", "DRUG"),
    )


def test_organisations_people_sites_and_identifiers(page: Record) -> None:
    assert page.sponsor == Sponsor("Cells Inc.", class_="INDUSTRY")
    assert page.collaborators == (Sponsor("Karolinska Institutet", class_="OTHER"),)
    assert page.officials == ("Jane Doe, MD",)
    assert page.locations == (
        Location("Clinic One", "Berlin", None, None, "Germany"),
        Location("Clinic Two", "Houston", "Texas", None, "United States"),
    )
    assert page.secondary_ids == ("2018-001234-56", "CELL-2")
    assert page.references[0].pmid == "12345678"


def test_related_trials_give_identifiers_only(page: Record) -> None:
    assert page.related_trials == ("NCT09999903", "NCT09999904")
    assert [product.tissues for product in page.products] == [("umbilical cord",)]
    assert (page.conditions, page.keywords) == (
        ("Osteoarthritis, Knee", "Cartilage Disease"),
        ("MSC", "umbilical cord"),
    )


def test_a_value_without_a_place_is_a_reject() -> None:
    rejects = extract(PAGE).rejects
    assert [(reject.text, reject.reason) for reject in rejects] == [
        ("PARTICIPANT", "no value of design"),
        ("INVESTIGATOR", "no value of design"),
    ]
    assert rejects[0].place.startswith("line ")


def test_outcomes_end_with_their_time_frame() -> None:
    record = extract(
        "T\nNCT ID: NCT09999902\nPrimary Outcomes\nSee what the study measures to judge success.\n"
        "Pain score\nsome words\nTime Frame: 12 months\nFunction\nWithin 6 weeks\n"
    ).records[0]
    assert record.outcomes == (
        Outcome("Pain score", "primary", "12 months"),
        Outcome("Function", "primary", "Within 6 weeks"),
    )


def test_an_unknown_section_ends_the_one_before_it() -> None:
    record = extract(
        "T\nNCT ID: NCT09999902\nConditions\nStroke\nStudy Sparkles\n"
        "Discover what makes this study sparkle among all the others.\nNot A Condition\n"
    ).records[0]
    assert record.conditions == ("Stroke",)


@given(st.sets(st.integers(0, 6)))
def test_a_missing_line_shifts_nothing(left_out: set[int]) -> None:
    stated = (
        ("status", "RECRUITING"),
        ("phases", "NA"),
        ("enrollment", "12 participants"),
        ("study_type", "OBSERVATIONAL"),
        ("start_date", "2020-01"),
        ("primary_completion_date", "2021-01-01"),
        ("completion_date", "2022-01-01"),
    )
    kept = [pair for place, pair in enumerate(stated) if place not in left_out | {4, 5, 6} - {4}]
    lines = [Line(place, text) for place, (_, text) in enumerate(kept)]
    assert [field for field, _ in place_values(lines, BASIC)] == [field for field, _ in kept]


@given(st.sets(st.integers(0, 3)))
def test_design_values_are_known_by_their_code_lists(left_out: set[int]) -> None:
    stated = (
        ("allocation", "RANDOMIZED"),
        ("intervention_model", "CROSSOVER"),
        ("primary_purpose", "PREVENTION"),
        ("masking", "QUADRUPLE"),
    )
    kept = [pair for place, pair in enumerate(stated) if place not in left_out]
    lines = [Line(place, text) for place, (_, text) in enumerate(kept)]
    assert [field for field, _ in place_values(lines, DESIGN)] == [field for field, _ in kept]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, len(PAGE)), st.integers(0, len(PAGE)))
def test_any_piece_of_a_page_is_read(start: int, end: int) -> None:
    piece = PAGE[min(start, end) : max(start, end)]
    assert 0 <= AggregatorPage().confidence(Document("p", piece.encode())) <= 1
    assert len(extract(piece).records) == 1
