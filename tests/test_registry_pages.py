"""Pages of other registries, HTML, and one set of fields in many layouts."""

from collections.abc import Callable
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.documents import Document
from msc_kg.extractors.labelled_page import LabelledPage
from msc_kg.extractors.page_html import html_lines
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_views import in_common_form
from msc_kg.records import Date, Eligibility, Intervention, Location, Outcome, Record, Sponsor

FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Registration number", ("NCT09999921",)),
    ("Public title", ("Adipose Cells in Stroke",)),
    ("Recruitment status", ("Recruiting",)),
    ("Study type", ("Interventional",)),
    ("Phase", ("Phase 2",)),
    ("Condition", ("Stroke", "Aphasia")),
    ("Intervention", ("Biological: adipose MSC", "Other: Placebo")),
    ("Target sample size", ("40",)),
    ("Purpose", ("Treatment",)),
    ("Study start date", ("2020-01-02",)),
    ("Minimum age", ("18 Years",)),
    ("Gender", ("All",)),
    ("Primary sponsor", ("Example Hospital",)),
    ("Collaborators", ("Cell Works Ltd",)),
    ("Public contact", ("A B, a@b.org",)),
    ("Principal investigator", ("Jane Doe, MD",)),
    ("Primary outcome(s)", ("NIHSS [Time Frame: 1 year]", "Death [Time Frame: 2 years]")),
)


def _beside(label: str, values: tuple[str, ...]) -> str:
    return f"{label}: {values[0]}" if len(values) == 1 else "\n".join((f"{label}:", *values))


def _row(label: str, values: tuple[str, ...]) -> str:
    return f"<tr><th>{escape(label)}</th><td>{'<br>'.join(map(escape, values))}</td></tr>"


def _terms(label: str, values: tuple[str, ...]) -> str:
    return f"<dt>{escape(label)}</dt>" + "".join(f"<dd>{escape(value)}</dd>" for value in values)


LAYOUTS: dict[str, Callable[[str, tuple[str, ...]], str]] = {
    "beside": _beside,
    "semicolons": lambda label, values: f"{label}: {'; '.join(values)}",
    "below": lambda label, values: "\n".join((label, *values)),
    "below, with blanks": lambda label, values: "\n".join((label, "", *values, "")),
    "cells": lambda label, values: f"{label} | {'; '.join(values)}",
    "rows": lambda label, values: f"| {label} | {'; '.join(values)} |",
    "tabs": lambda label, values: f"{label}\t{'; '.join(values)}",
    "headings": lambda label, values: "\n".join((f"## {label}", *values, "")),
    "bold": lambda label, values: f"**{label}:** {'; '.join(values)}",
    "table": _row,
    "definitions": _terms,
}
MARKUP = {"table": "<table>{}</table>", "definitions": "<dl>{}</dl>"}


def read(text: str) -> Record:
    document = Document("page", text.encode())
    assert LabelledPage().confidence(document) > 0.5
    extraction = LabelledPage().extract(document)
    assert not extraction.rejects
    return extraction.records[0]


def render(layout: str) -> str:
    body = "\n".join(LAYOUTS[layout](label, values) for label, values in FIELDS)
    frame = MARKUP.get(layout)
    return f"<html><body><h1>Trial</h1>{frame.format(body)}</body></html>" if frame else body


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_one_set_of_fields_in_every_layout(layout: str) -> None:
    record = read(render(layout))
    assert record.registry_ids == ("NCT09999921",)
    assert record.title == "Adipose Cells in Stroke"
    assert record.status == "Recruiting"
    assert record.phases == ("Phase 2",)
    assert record.conditions == ("Stroke", "Aphasia")
    assert record.interventions == (
        Intervention("adipose MSC", "Biological"),
        Intervention("Placebo", "Other"),
    )
    assert (record.enrollment, record.enrollment_type) == (40, "estimated")
    assert record.primary_purpose == "Treatment"
    assert record.start_date == Date("2020-01-02")
    assert record.eligibility == Eligibility("18 Years", None, "All", None)
    assert record.sponsor == Sponsor("Example Hospital")
    assert record.collaborators == (Sponsor("Cell Works Ltd"),)
    assert record.officials == ("Jane Doe, MD",)
    assert record.outcomes == (
        Outcome("NIHSS", "primary", "1 year"),
        Outcome("Death", "primary", "2 years"),
    )
    assert [product.tissues for product in record.products] == [("adipose tissue",)]


def test_html_keeps_the_lines_of_its_source() -> None:
    lines = html_lines("<html><script>var x</script>\n<nav>Home</nav>\n<p>Status:\n<b>Done</b></p>")
    assert lines == (Line(3, "Status: Done"),)


def test_eu_register() -> None:
    record = read(
        "EudraCT Number:\t2014-003872-17\nTrial Status:\tOngoing\n"
        "A.1\tMember State Concerned\tBelgium - FPS Health-DGM\n"
        "A.2\tEudraCT number\t2014-003872-17\n"
        "A.3\tFull title of the trial\tMSC after a liver transplant\n"
        "A.5.2\tUS NCT (ClinicalTrials.gov registry) number\tNCT09120045\n"
        "B.1.1\tName of Sponsor\tExample Hospital\nB.1.3.4\tCountry\tBelgium\n"
        "B.4.1\tName of organisation providing support\tExample Fund\n"
        "D.3.1\tProduct name\tBone marrow MSC\nD.3.7\tRoutes of administration for this IMP\t"
        "Intravenous use\nE.1.1\tMedical condition(s) being investigated\tLiver rejection\n"
        "E.3\tPrincipal inclusion criteria\tHepatitis C\nE.5.1\tPrimary end point(s)\tDeath\n"
        "E.5.1.1\tTimepoint(s) of evaluation of this end point\t12 months\n"
        "E.7.1\tHuman pharmacology (Phase I)\tYes\nE.7.2\tTherapeutic exploratory (Phase II)\tYes\n"
        "E.8.1.4\tDouble blind\tYes\nE.8.1.6\tCross over\tNo\n"
        "F.2.1\tFemale\tYes\nF.2.2\tMale\tYes\n"
        "F.4.2.2\tIn the whole clinical trial\t24\n"
    )
    assert record.registry_ids == ("2014-003872-17",)
    assert record.secondary_ids == ("NCT09120045",)
    assert record.phases == ("Phase I", "Phase II")
    assert record.sponsor == Sponsor("Example Hospital", "Belgium")
    assert record.outcomes == (Outcome("Death", "primary", "12 months"),)
    assert (record.masking, record.intervention_model) == ("Double blind", None)
    assert record.eligibility == Eligibility(sex="Both")
    assert record.locations == (Location(country="Belgium"),)
    assert record.conditions == ("Liver rejection",)


def test_chinese_registry_in_two_languages() -> None:
    record = read(
        "注册号：\nRegistration number：\tChiCTR2000031139\n注册题目：\t题目\n"
        "Public title：\tMSC in fibrosis\n研究疾病：\t肺纤维化\n"
        "Target disease：\tpulmonary fibrosis\n"
        "研究设计：\t随机平行对照\nStudy design：\tParallel\n研究实施时间：\n"
        "Study execute time：\t从From 2020-04-01至To 2021-12-31\n干预措施：\nInterventions：\n"
        "组别：\t试验组\t样本量：\t20\nGroup：\tTreatment group\tSample size：\t20\n"
        "干预措施：\t静脉输注\nIntervention：\tintravenous umbilical cord MSC\n"
        "组别：\t对照组\t样本量：\t21\nGroup：\tControl\tSample size：\t21\n干预措施：\t盐水\n"
        "Intervention：\tsaline\n国家：\t中国\t省(直辖市)：\t北京\t市(区县)：\t北京\n"
        "Country：\tChina\tProvince：\tBeijing\tCity：\tBeijing\n单位(医院)：\t医院\n"
        "Institution hospital：\tFirst Hospital\n指标中文名：\t肺\t指标类型：\t主要指标\n"
        "Outcome：\tDLCO\tType：\tPrimary indicator\n"
        "年龄范围：\t18\nParticipant age：\tMin age 18 years Max age 70 years\n"
    )
    assert record.registry_ids == ("ChiCTR2000031139",)
    assert record.conditions == ("pulmonary fibrosis",)
    assert [(arm.label, arm.enrollment) for arm in record.arms] == [
        ("Treatment group", 20),
        ("Control", 21),
    ]
    assert (record.start_date, record.completion_date) == (Date("2020-04-01"), Date("2021-12-31"))
    assert record.locations == (Location("First Hospital", "Beijing", "Beijing", None, "China"),)
    assert record.outcomes == (Outcome("DLCO", "primary"),)
    assert record.eligibility == Eligibility("18 years", "70 years")


def test_indian_registry() -> None:
    record = read(
        "CTRI Number\tCTRI/2018/03/012345 [Registered on: 15/03/2018]\n"
        "Type of Trial\tInterventional\n"
        "Public Title of Study\tMSC in ischemia\nSecondary IDs if Any\nSecondary ID\tIdentifier\n"
        "AB/17\tProtocol Number\nDetails of Contact Person Scientific Query\nName\tDr B\n"
        "Primary Sponsor\nName\tModel Ltd\nAddress\tx\nSites of Study\n"
        "Name of Principal Investigator\tName of Site\tSite Address\tPhone\n"
        "Dr A\tModel Institute\t1 Lake Road, Pune MAHARASHTRA\t0\n"
        "Health Condition / Problems Studied\nHealth Type\tCondition\nPatients\tLimb ischemia\n"
        "Intervention / Comparator Agent\nType\tName\tDetails\n"
        "Intervention\tBM-MSC\t2 million cells/kg\n"
        "Comparator Agent\tPlacebo\tintramuscular\nInclusion Criteria\nAge From\t18.00 Year(s)\n"
        "Primary Outcome\nOutcome\tTimePoints\nRest pain\t6 months\nTarget Sample Size\n"
        'Total Sample Size="60"\nDate of First Enrollment (India)\t02/04/2018\n'
    )
    assert record.secondary_ids == ("AB/17",)
    assert record.conditions == ("Limb ischemia",)
    assert record.sponsor == Sponsor("Model Ltd")
    assert record.first_posted == Date("2018-03-15")
    assert record.start_date == Date("2018-04-02")
    assert record.locations == (Location("Model Institute", "Pune", "MAHARASHTRA", None, "India"),)
    assert record.enrollment == 60
    assert [dose.value for dose in record.doses] == [2e6]
    assert not record.officials


def test_isrctn() -> None:
    record = read(
        "ISRCTN12345674 https://doi.org/10.1186/ISRCTN12345674\nCells for knee pain\n"
        "Registration date\n13/02/2015\nRecruitment status\nNo longer recruiting\n"
        "Condition category\nMusculoskeletal Diseases\nClinicalTrials.gov number\nNCT02345678\n"
        "Primary study design\nInterventional\nStudy type\nTreatment\n"
        "Study design\nDouble-blind randomised trial\nCondition\nKnee osteoarthritis\n"
        "Intervention\nOne injection of umbilical cord MSC\nSex\nBoth\n"
        "Target number of participants\n60\nTotal final enrolment\n58\n"
        "Trial participating centre\nExample Infirmary\nHigh Street\nLeeds\nLS1 3EX\n"
        "United Kingdom\nOrganisation\nUniversity of Leeds\nFunder name\nExample Fund\n"
    )
    assert record.registry_ids == ("ISRCTN12345674",)
    assert record.title == "Cells for knee pain"
    assert record.conditions == ("Knee osteoarthritis",)
    assert (record.enrollment, record.enrollment_type) == (58, "actual")
    assert (record.primary_purpose, record.masking) == ("Treatment", "Double-blind")
    assert record.secondary_ids == ("NCT02345678",)
    assert record.locations == (
        Location("Example Infirmary", "Leeds", None, "LS1 3EX", "United Kingdom"),
    )


def test_other_trials_give_numbers_only() -> None:
    record = read(render("below, with blanks") + "\nSimilar trials\nNCT01111111\nPhase: Phase 3\n")
    assert record.related_trials == ("NCT01111111",)
    assert record.phases == ("Phase 2",)


def test_dates_of_figures_follow_the_page() -> None:
    lines = [Line(1, "Start: 02/04/2018"), Line(2, "End: 25/12/2019")]
    assert [line.text for line in in_common_form(lines)] == ["Start: 2018-04-02", "End: 2019-12-25"]
    assert in_common_form(lines[:1])[0].text == "Start: 02/04/2018"


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="<>/dtliv \nA:|", max_size=200))
def test_any_markup_is_read(text: str) -> None:
    document = Document("p.html", f"<html><body>{text}".encode())
    LabelledPage().confidence(document)
    assert len(LabelledPage().extract(document).records) == 1
