"""Forms of pages: rows of label, tab and value; labels above values; labelled parts of arms."""

from msc_kg.documents import Document
from msc_kg.extractors.labelled_page import LabelledPage
from msc_kg.extractors.legacy_page import LegacyPage
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_outcomes import read_outcome
from msc_kg.records import Record

SHEET = """Public title\tCells for a spine
Unique ID issued by UMIN\tUMIN000099901
Condition
Condition\tSpinal cord injury
Classification by malignancy\tOthers
Genomic information\tNO
Developmental phase\tPhase II
Study type\tInterventional
Intervention
No. of arms\t2
Interventions/Control_1\tAutologous bone marrow mesenchymal stem cells
Interventions/Control_2\tRehabilitation only
Interventions/Control_3\t

Eligibility
Age-lower limit\t20 years-old <=
Gender\tMale and Female
Target sample size\t30
Institute\tA Model University
Secondary IDs\tYES
Registered date\t2019/04/15
"""
LABELS_ABOVE = """Registration number:
ChiCTR1800099901
Public title:
Cells of the cord for a liver
Secondary sponsor:
Country:
China
City:
Jinan
Institution hospital:
A Cell Company
Address:
9 Road
Study type:
Interventional study
Target disease:
Cirrhosis
Interventions:
Group:
Low dose group
Sample size:
40
Intervention:
Umbilical cord mesenchymal stem cells
Total sample size:
80
Outcome:
Survival
Type:
Primary indicator
"""


def _read(text: str) -> Record:
    return LabelledPage().extract(Document("page.txt", text.encode())).records[0]


def test_in_rows_with_tabs_an_unknown_label_ends_the_value() -> None:
    record = _read(SHEET)
    assert record.conditions == ("Spinal cord injury",)
    assert [item.name for item in record.interventions] == [
        "Autologous bone marrow mesenchymal stem cells",
        "Rehabilitation only",
    ]
    assert record.phases == ("Phase II",)
    assert record.secondary_ids == ()
    assert record.sponsor is not None
    assert record.sponsor.name == "A Model University"


def test_labels_in_english_above_their_values() -> None:
    record = _read(LABELS_ABOVE)
    assert [(arm.label, arm.enrollment) for arm in record.arms] == [("Low dose group", 40)]
    assert record.enrollment == 80
    assert [party.name for party in record.collaborators] == ["A Cell Company"]
    assert [(found.measure, found.role) for found in record.outcomes] == [("Survival", "primary")]


def test_time_in_brackets_behind_a_measure() -> None:
    outcome = read_outcome(Line(1, "Pain on a scale[12 months after]"))
    assert outcome is not None
    assert (outcome.measure, outcome.time_frame) == ("Pain on a scale", "12 months after")


def test_legacy_title_stands_above_the_sentence_of_the_status() -> None:
    text = "Try our beta site\nCells for a Heart\nThis study has been terminated.\n"
    text += "ClinicalTrials.gov Identifier:\tNCT09999901\n"
    record = LegacyPage().extract(Document("page.txt", text.encode())).records[0]
    assert record.title == "Cells for a Heart"
