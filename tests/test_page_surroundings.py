"""What sites print around and inside pages never becomes a value of the record."""

import pytest

from msc_kg.documents import Document
from msc_kg.extractors.aggregator_page import AggregatorPage
from msc_kg.extractors.labelled_page import LabelledPage
from msc_kg.extractors.legacy_page import LegacyPage
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_navigation import is_navigation
from msc_kg.extractors.page_officials import official_name
from msc_kg.extractors.page_site_lines import read_site_line
from msc_kg.extractors.present_page import PresentPage
from msc_kg.records import Intervention, Location, Outcome, Record

LEGACY = """COVID-19 is an emerging, rapidly evolving situation.
Get the latest public health information from CDC
Cells of the Cord for Failing Lungs (CORD-LUNG)
ClinicalTrials.gov Identifier: NCT09999951
Recruitment Status :
Withdrawn
(No permission)
First Posted : April 29, 2021
Sponsor:
Jane Doe
Condition or disease | Intervention/treatment | Phase |
---|---|---|
Lung Failure | Biological: Cells of the cord | Phase 1 |
Study Type : | Interventional |
Please refer to this study by its ClinicalTrials.gov identifier (NCT number): NCT09999951
United States, Ohio | |
Example Hospital | |
Dayton, Ohio, United States, 45400 |
Jane Doe
Principal Investigator: | Jane Doe, MD | Example Hospital |
"""
BEFORE_2017 = """Cells of Fat for Knees
This study is currently recruiting participants. (see Contacts and Locations)
Verified May 2016 by Example Hospital
"""
PRESENT = """Completed
Cells of Fat for Scars
ClinicalTrials.gov ID NCT09999952
Study Overview
Official Title
Treatment With Cells of Fat in Scars of the Face
Conditions
Scar
What is the study measuring?
Primary Outcome Measures
Outcome Measure
Measure Description
Time Frame
Number of events
Adverse events
At 12 month follow-up
Secondary Outcome Measures
Outcome Measure
Measure Description
Time Frame
Width of the scar
In millimetres
At 6 and 12 month follow-up
Adverse Events
Reported by mail.
"""
AGGREGATOR = """Cells of Fat for Knees
NCT ID: NCT09999953
Sponsors
Meet the organizations funding or collaborating on the study and learn about their roles.
Example University
OTHER
Sponsor Role lead
Responsible Party
Identify who holds primary responsibility for the study information.
Responsibility Role SPONSOR
Locations
Explore where the study is taking place.
Example Hospital
Graz, Styria, Austria
Site Status RECRUITING
References
Explore related publications, articles, or registry entries linked to this study.
Doe J, Roe R. Cells of fat in ten knees, a first report. Knee. 2016 May;9(5):331-6.
Reference Type RESULT
PMID: 12345678 (View on PubMed)
"""
CHARITY = """Example Foundation
Home  >  Research  >  Trial details
Donate | Newsletter | For families of patients
Own Cells of Fat after an Injury
Registry number: NCT09999954
Sponsor's number: EF-1
Study phase: Human pharmacology (Phase I) and therapeutic exploratory (Phase II)
Medical condition: Spinal cord injury
Experimental treatment: Cells of fat
Comparison: Physical therapy
Primary goal: Treatment
Target enrollment: 40 people
Expected completion: December 2025
Where it takes place
Example Clinic, Toronto, Ontario, Canada - Closed
What is measured
Secondary outcome: Pain at 12 months
In plain words
Cells are grown for two months.
Who cannot join
People with cancer.
You might also be interested in
Walking again - NCT09999955 - Recruiting - Phase I
"""
PORTAL = """Home | Advanced Search | List By | Search Tips | UTN | Contact us
World Health Organization
Main
Note: This record shows only 22 elements of the WHO Trial Registration Data Set.
Main ID:\tIRCT20200101000001N1
Public title:\tCells of blood in patients with failing lungs
Target sample size:\t40
Recruitment status:\tComplete
Study type:\tinterventional
"""


def read(page: AggregatorPage | LabelledPage | LegacyPage | PresentPage, text: str) -> Record:
    (record,) = page.extract(Document("page.txt", text.encode())).records
    return record


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("COVID-19 is an emerging, rapidly evolving public health situation.", True),
        ("COVID-19 is an emerging disease of the lungs", False),
        ("Home | Advanced Search | Contact us", True),
        ("Home exercise | 12 weeks", False),
    ],
)
def test_banners(text: str, expected: bool) -> None:
    assert is_navigation(text) is expected


def test_a_banner_is_no_title_and_a_sponsor_no_site() -> None:
    record = read(LegacyPage(), LEGACY)
    assert (record.title, record.acronym) == ("Cells of the Cord for Failing Lungs", "CORD-LUNG")
    assert (record.status, record.why_stopped) == ("Withdrawn", "No permission")
    assert [site.facility for site in record.locations] == ["Example Hospital"]


def test_a_sentence_of_the_status_with_a_link() -> None:
    assert read(LegacyPage(), BEFORE_2017).status == "recruiting"


def test_a_title_that_begins_with_a_label_and_cells_that_are_headings() -> None:
    record = read(PresentPage(), PRESENT)
    assert record.official_title == "Treatment With Cells of Fat in Scars of the Face"
    assert record.outcomes == (
        Outcome("Number of events", "primary", "At 12 month follow-up"),
        Outcome("Width of the scar", "secondary", "At 6 and 12 month follow-up"),
    )


def test_roles_of_an_aggregator_are_no_organisations() -> None:
    record = read(AggregatorPage(), AGGREGATOR)
    assert (record.collaborators, record.responsible_party) == ((), None)
    assert [site.status for site in record.locations] == ["RECRUITING"]
    assert [reference.pmid for reference in record.references] == ["12345678"]


def test_a_page_with_words_of_its_own() -> None:
    record = read(LabelledPage(), CHARITY)
    assert record.title == "Own Cells of Fat after an Injury"
    assert record.secondary_ids == ("EF-1",)
    assert record.phases == ("Phase I", "Phase II")
    assert Intervention("Physical therapy") in record.interventions
    assert record.primary_purpose == "Treatment"
    assert record.completion_date is not None
    assert record.completion_date.type == "estimated"
    assert [outcome.measure for outcome in record.outcomes] == ["Pain at 12 months"]
    assert [site.status for site in record.locations] == ["Closed"]
    assert record.related_trials == ("NCT09999955",)


def test_a_portal_is_no_identifier() -> None:
    assert read(LabelledPage(), PORTAL).secondary_ids == ()


def test_a_link_is_no_title() -> None:
    labels = (
        "Condition category\nLungs\nSubmission date\n11/01/2018\nRegistration date\n25/01/2018\n"
        "Last edited\n09/06/2021\nOverall study status\nCompleted\nRecruitment status\nClosed\n"
        "Study hypothesis\nCells help\nEthics approval required\nYes\nStudy design\nOpen\n"
        "Target number of participants\n9\nScientific title\nA trial of cells for lungs\n"
    )
    top = "ISRCTN99999999\nhttps://doi.org/10.1186/ISRCTN99999999\nCells for lungs of babies\n"
    assert read(LabelledPage(), top + labels).title == "Cells for lungs of babies"


def test_an_affiliation_of_one_word_is_no_degree() -> None:
    line = Line(1, "Principal Investigator: Jane Doe, MD, Hospital, Southwest Model")
    assert official_name(line) == "Jane Doe, MD"


@pytest.mark.parametrize("status", [" - Closed", " (Recruiting)", ""])
def test_a_site_may_state_its_status(status: str) -> None:
    found = read_site_line(f"Example Clinic, Toronto, Ontario, Canada{status}")
    assert found == Location(
        "Example Clinic", "Toronto", "Ontario", None, "Canada", status.strip(" -()") or None
    )
