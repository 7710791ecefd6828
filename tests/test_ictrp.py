"""Exports of the WHO's search portal; all trials here are invented."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.batches import selection
from msc_kg.documents import Document
from msc_kg.extractors import registry
from msc_kg.extractors.ctgov_values import put_design
from msc_kg.extractors.ictrp import Ictrp
from msc_kg.extractors.ictrp_arms import read_interventions, read_outcomes
from msc_kg.extractors.ictrp_design import read_design
from msc_kg.extractors.ictrp_values import (
    items,
    read_age_limit,
    read_conditions,
    read_portal_phases,
    read_registered,
    read_sex,
    read_size,
    read_stated_date,
    short_items,
)
from msc_kg.extractors.ictrp_xml import MENDED
from msc_kg.extractors.study import Study
from msc_kg.extractors.study_cells import Passage
from msc_kg.records import Extraction, Location, Outcome

PRESENT = {
    "Internal_Number": "77",
    "TrialID": "ChiCTR2000099901",
    "Last_Refreshed_on": "23 March 2020",
    "Public_title": "Umbilical cord cells for nothing",
    "Scientific_title": "A trial of umbilical cord mesenchymal stem cells",
    "Acronym": "NIL-CORD",
    "Primary_sponsor": "Hospital of Nowhere",
    "Date_registration": "03/04/2020",
    "Date_registration3": "20200403",
    "Export_date": "3/15/2021 7:44:54 AM",
    "Source_Register": "ChiCTR",
    "web_address": "http://registry.example/77",
    "Recruitment_Status": "Not Recruiting",
    "other_records": "No",
    "Inclusion_agemin": "18 Years",
    "Inclusion_agemax": "no limit",
    "Inclusion_gender": "Both",
    "Date_enrollement": "2020-01-30",
    "Target_size": "experimental group:60;control group:40;",
    "Study_type": "Interventional study",
    "Study_design": "Parallel",
    "Phase": "1-2",
    "Countries": "China;Japan",
    "Contact_Firstname": "Jane",
    "Contact_Email": "jane@nowhere.example",
    "Contact_Tel": "+1 555 0100",
    "Inclusion_Criteria": "Bone marrow cells before",
    "Condition": "Stroke;J12.8 - Viral pneumonia",
    "Intervention": "experimental group:umbilical cord MSC 1 x 10^6/kg intravenously;"
    "control group:Saline;",
    "Primary_outcome": "Mortality;Oxygenation rate;",
    "results_yes_no": "",
    "Bridging_flag_TRUE_FALSE": "FALSE",
}
OLD = {
    "TrialID": "EUCTR2008-999944-16-DE",
    "SecondaryIDs": "NCT09999991;U1111-1234-5678",
    "public_title": "Cells for A & B",
    "Scientific_title": "Cells again",
    "Primary_sponsor": "Cells and Sons GmbH",
    "Secondary_Sponsor": "University of Nowhere;Nil",
    "Date_registration": "13/04/2009",
    "Inclusion_gender": "<br>Female: yes<br>Male: yes<br>",
    "Date_enrollement": "03/04/2009",
    "Target_size": "20",
    "Study_design": "Controlled: yes Randomised: yes Open: no Double blind: yes "
    "Parallel group: yes Cross over: no",
    "Phase": "Human pharmacology (Phase I): no\nTherapeutic exploratory (Phase II): yes\n"
    "Therapeutic confirmatory - (Phase III): yes\nTherapeutic use (Phase IV): no",
    "Countries": "Germany",
    "Condition": "GvHD <br>MedDRA version: 20.0\nLevel: PT\nClassification code 10099999\n"
    "Term: something\n;Therapeutic area: Diseases [C]",
    "Intervention": "<br>Trade Name: Prochymal<br>Product Name: remestemcel-L<br>"
    "Pharmaceutical Form: Suspension<br>",
    "Secondary_outcome": "Pain. Timepoint: 6 months. Method of measurement: scale.",
}
NESTED = """<trials><trial><main><trial_id>DRKS00099901</trial_id><reg_name>DRKS</reg_name>
<public_title>Nested cells</public_title><primary_sponsor>Hospital of Nowhere</primary_sponsor>
<date_enrolment>2019-05-01</date_enrolment><type_enrolment>ACTUAL</type_enrolment>
<target_size>10</target_size><results_actual_enrolment>8</results_actual_enrolment>
<hc_freetext>Stroke</hc_freetext></main>
<contacts><contact><firstname>Jane</firstname><email>jane@nowhere.example</email></contact></contacts>
<countries><country2>Germany</country2><country2>Austria</country2></countries>
<secondary_ids><secondary_id><sec_id>ISRCTN99999901</sec_id></secondary_id></secondary_ids>
<primary_outcome><prim_outcome>Walking</prim_outcome><prim_outcome>Talking</prim_outcome>
</primary_outcome></trial></trials>"""


def escaped(text: str) -> str:
    """Return a text as it stands in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def xml(*trials: dict[str, str]) -> bytes:
    """Return an export of trials."""
    shown = "\n".join(
        f"<Trial>{''.join(f'<{k}>{escaped(v)}</{k}>' for k, v in trial.items())}</Trial>"
        for trial in trials
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return (
        f"{head}<Trials_downloaded_from_ICTRP>\n{shown}\n</Trials_downloaded_from_ICTRP>".encode()
    )


def table(*trials: dict[str, str], spaces: bool = True) -> bytes:
    """Return trials as CSV; the portal writes spaces in the names of its columns."""
    stream = io.StringIO()
    names = list(dict.fromkeys(name for trial in trials for name in trial))
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([name.replace("_", " ") if spaces else name for name in names])
    writer.writerows([[trial.get(name, "") for name in names] for trial in trials])
    return stream.getvalue().encode()


def extracted(content: bytes, name: str = "export") -> Extraction:
    """Return what the extractor that is chosen reads."""
    found = registry.extract(Document(name, content))
    assert found.description.kind == "ictrp"
    return found


def facts(record: Any) -> dict[str, Any]:
    """Return the fields of a record but those that tell where they were found."""
    return {
        field: getattr(record, field)
        for field in record.__struct_fields__
        if field not in ("locator", "evidence", "document")
    }


def test_a_trial_of_the_present_form() -> None:
    (record,) = extracted(xml(PRESENT)).records
    assert record.locator == "Trial[0]"
    assert record.registry_ids == ("ChiCTR2000099901",)
    assert record.title == "Umbilical cord cells for nothing"
    assert record.status == "Not Recruiting"
    assert record.phases == ("1", "2")
    assert record.conditions == ("Stroke", "Viral pneumonia")
    assert (record.enrollment, record.enrollment_type) == (100, "estimated")
    assert record.first_posted
    assert record.first_posted.value == "2020-04-03"
    assert record.start_date
    assert record.start_date.value == "2020-01-30"
    assert record.as_of == "2020-03-23"
    assert record.last_updated is None  # the portal refreshed its copy then
    assert record.sponsor
    assert record.sponsor.name == "Hospital of Nowhere"
    assert record.locations == (Location(country="China"), Location(country="Japan"))
    assert record.intervention_model == "Parallel"
    assert record.eligibility
    assert record.eligibility.min_age == "18 Years"
    assert record.eligibility.max_age is None
    assert record.outcomes == (
        Outcome("Mortality", "primary"), Outcome("Oxygenation rate", "primary")
    )  # fmt: skip
    assert [arm.label for arm in record.arms] == ["experimental group", "control group"]
    assert [product.cell_type for product in record.arms[0].products] == ["MSC"]
    assert [dose.value for dose in record.doses] == [1e6]
    assert [route.value for route in record.routes] == ["intravenous"]
    assert record.evidence["status"].place == "Trial[0], Recruitment_Status"
    assert record.evidence["conditions[1]"].place == "Trial[0], Condition[1]"


def test_a_trial_of_an_old_form_with_answers_and_tags() -> None:
    (record,) = extracted(xml(OLD)).records
    assert record.registry_ids == ("2008-999944-16", "NCT09999991")
    assert record.secondary_ids == ("NCT09999991", "U1111-1234-5678")
    assert record.title == "Cells for A & B"
    assert record.conditions == ("GvHD",)
    assert record.phases == ("Phase II", "Phase III")
    assert (record.allocation, record.masking) == ("Randomised", "Double blind")
    assert record.intervention_model == "Parallel group"
    assert [one.name for one in record.collaborators] == ["University of Nowhere"]
    assert record.first_posted
    assert record.first_posted.value == "2009-04-13"
    assert record.start_date
    assert record.start_date.value == "2009"  # day and month may be exchanged
    assert record.eligibility
    assert record.eligibility.sex == "All"
    (drug,) = record.interventions
    assert (drug.name, drug.other_names) == ("Prochymal", ("remestemcel-L",))
    assert [product.brand for product in record.products] == ["Prochymal"]
    assert record.outcomes == (Outcome("Pain", "secondary", "6 months"),)


def test_a_registrys_own_nested_form() -> None:
    (record,) = extracted(NESTED.encode()).records
    assert record.registry_ids == ("DRKS00099901", "ISRCTN99999901")
    assert record.locations == (Location(country="Germany"), Location(country="Austria"))
    assert [outcome.measure for outcome in record.outcomes] == ["Walking", "Talking"]
    assert (record.enrollment, record.enrollment_type) == (8, "actual")
    assert record.start_date
    assert record.start_date.type == "actual"
    assert record.evidence["outcomes[1]"].place == "Trial[0], primary_outcome/prim_outcome[1][0]"


@pytest.mark.parametrize("spaces", [True, False])
@pytest.mark.parametrize("trial", [PRESENT, OLD])
def test_csv_gives_the_same_facts_as_xml(trial: dict[str, str], spaces: bool) -> None:
    other = {"TrialID": "NCT09999999", "Public_title": "x", "Scientific_title": "y"}
    full = {**dict.fromkeys(PRESENT, ""), **trial} if "Public_title" in trial else trial
    one = extracted(table(full, spaces=spaces)).records[0]
    two = extracted(xml(full, other)).records[0]
    assert facts(one) == facts(two)
    assert one.locator == "row 1"
    assert one.evidence["status" if one.status else "title"].place.startswith("row 1, column ")


def test_persons_are_not_read() -> None:
    for content in (xml(PRESENT), table(PRESENT), NESTED.encode()):
        (record,) = extracted(content).records
        shown = str(record)
        assert "Jane" not in shown
        assert "@" not in shown
        assert "555" not in shown


def full_export(**stated: str) -> bytes:
    """Return a row of the export without header."""
    from msc_kg.extractors.ictrp_names import _layout

    names = _layout()
    assert stated.keys() <= set(names)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow([stated.get(name, "") for name in names])
    return stream.getvalue().encode()


def test_a_full_export_without_header() -> None:
    rows = [
        full_export(
            TrialID=number, Public_title="Cells", url="https://registry.example/1",
            Study_design="Masking: Open", Conditions="Stroke\nComa", Primary_sponsor="Nobody",
            Date_registration="2013-05-07", Public_Contact_Email="jane@nowhere.example",
        )
        for number in ("ISRCTN99999901", "NTR9999", "CTRI/2020/09/099999")
    ]  # fmt: skip
    found = extracted(b"".join(rows))
    assert [record.locator for record in found.records] == ["row 1", "row 2", "row 3"]
    assert found.records[2].registry_ids == ("CTRI/2020/09/099999",)
    assert found.records[0].conditions == ("Stroke", "Coma")
    assert found.records[0].masking == "Open"
    assert found.records[0].sponsor
    assert found.records[0].sponsor.name == "Nobody"
    assert not found.rejects


def test_numbers_of_registries_nobody_knows_are_kept() -> None:
    (record,) = extracted(xml({**PRESENT, "TrialID": "XYZ-77"})).records
    assert record.registry_ids == ()
    assert record.secondary_ids == ("XYZ-77",)
    assert "no number of a known registry" in record.notes[0]


def test_another_trial_of_the_same_registry_is_related() -> None:
    trial = {**PRESENT, "TrialID": "NCT09999990", "SecondaryIDs": "NCT09999991;JPRN-UMIN000099999"}
    (record,) = extracted(xml(trial)).records
    assert record.registry_ids == ("NCT09999990", "UMIN000099999")
    assert record.related_trials == ("NCT09999991",)


def test_a_broken_trial_spoils_only_itself() -> None:
    content = xml(PRESENT, PRESENT, OLD).replace(b"</Public_title>", b"</Title>", 1)
    found = extracted(content)
    assert [record.locator for record in found.records] == ["Trial[1]", "Trial[2]"]
    (reject,) = found.rejects
    assert reject.place == "Trial[0]"
    assert "not well-formed" in reject.reason
    assert "ChiCTR2000099901" in reject.text


def test_what_xml_forbids_is_mended_with_a_note() -> None:
    content = xml(PRESENT).replace(b"Oxygenation rate", b"Oxygen &#x1F;& rate \x02&nbsp;")
    (record,) = extracted(content).records
    assert record.outcomes[1].measure == "Oxygen & rate"
    assert MENDED in record.notes


def test_entities_are_never_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = bomb + xml(PRESENT).partition(b"\n")[2].replace(b"Mortality", b"&b;")
    (record,) = extracted(content).records
    assert record.outcomes[0].measure == "&b"


@pytest.mark.parametrize("make", [xml, table])
def test_cut_off_exports_give_what_stands_before(make: Callable[..., bytes]) -> None:
    content = make(PRESENT, PRESENT, PRESENT)
    found = extracted(content[: len(content) - len(content) // 4])
    assert len(found.records) == 2
    assert len(found.rejects) == 1


def test_a_quote_that_is_never_closed_is_noted_in_its_own_row() -> None:
    rows = table(PRESENT, PRESENT, PRESENT, PRESENT).split(b"\n")
    rows[2] = rows[2].replace(b"Hospital of Nowhere", b'"Hospital of Nowhere', 1)
    plain_rows = [row.partition(b",")[2] for row in rows]  # the number comes first
    found = extracted(b"\n".join(plain_rows))
    assert len(found.records) == 4
    assert [bool(record.notes) for record in found.records] == [False, True, False, False]
    assert not found.rejects


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    trial = {**PRESENT, "Primary_sponsor": "Hôpital de Nulle Part"}
    text = xml(trial).decode().replace('encoding="UTF-8"', "")
    (record,) = extracted(text.encode(encoding)).records
    assert record.sponsor
    assert record.sponsor.name == "Hôpital de Nulle Part"
    (record,) = extracted(table(trial).decode().encode(encoding)).records
    assert record.sponsor
    assert record.sponsor.name == "Hôpital de Nulle Part"


def test_a_huge_field_is_read() -> None:
    long = "mesenchymal stem cells and more words; " * 30_000
    (record,) = extracted(xml({**PRESENT, "Intervention": long})).records
    assert record.interventions[0].name == "mesenchymal stem cells and more words"
    assert all(len(shown.text) <= 300 for shown in record.evidence.values())


def test_other_documents_are_left_to_others() -> None:
    extractor = Ictrp()
    for head in (b"", b"<html><body>trial</body></html>", b"NCT Number,Study Title\n", b"\xff\xfe"):
        assert extractor.recognise(head, "x") == 0
    empty = Document("x", b"<Trials_downloaded_from_ICTRP></Trials_downloaded_from_ICTRP>")
    (reject,) = extractor.extract(empty).rejects
    assert "no trials" in reject.reason


def test_selection_finds_words_in_rows_and_elements() -> None:
    for content in (xml(PRESENT), table(PRESENT)):
        entries = list(Ictrp().entries("x", io.BytesIO(content)))
        (entry,) = entries
        assert selection("mesenchym*").search(getattr(entry, "content", b""))


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (read_conditions, "Health Condition 1: M170- Bilateral pain", ("Bilateral pain",)),
        (read_conditions, "Condition 1: Coma. Condition 2: Stroke.", ("Coma.", "Stroke.")),
        (read_conditions, "G35;Multiple sclerosis", ("Multiple sclerosis",)),
        (read_conditions, "B12 deficiency;Stroke;Stroke", ("B12 deficiency", "Stroke")),
        (read_conditions, "None", ()),
        (read_registered, "20190315", "2019-03-15"),
        (read_registered, "05/03/2019", "2019-03-05"),
        (read_registered, "03/25/2019", "2019-03-25"),
        (read_registered, "2019-03-05 00:00:00", "2019-03-05"),
        (read_registered, "soon", None),
        (read_registered, "20191399", None),
        (read_stated_date, "March 2019", "2019-03"),
        (read_stated_date, "05/03/2019", "2019"),
        (read_stated_date, "25-03-2019", "2019-03-25"),
        (read_stated_date, "2020-03-20, 1399/01/01", "2020-03-20"),
        (read_stated_date, "99/99/2019", None),
        (read_age_limit, "18 Years<br>", "18 Years"),
        (read_age_limit, "No limit", None),
        (read_age_limit, "N/A", None),
        (read_sex, "Female: no Male: yes", "Male"),
        (read_sex, "Both, male and female", "Both, male and female"),
        (read_portal_phases, "Phase 2/Phase 3", ("Phase 2", "Phase 3")),
        (read_portal_phases, "Not Specified", ("Not Specified",)),
        (read_portal_phases, "-", ()),
        (read_portal_phases, "N/A", ("N/A",)),
        (read_portal_phases, "Phase II", ("Phase II",)),
        (read_size, "1,200", 1200),
        (read_size, "Group 1:30;Group 2:31;", 61),
        (read_size, "between 20 and 30", None),
        (read_size, "60 participants", 60),
        (items, "A;B; and more<br>C;", ("A", "B; and more", "C")),
        (short_items, "Korea (Republic of); Japan;Japan", ("Korea (Republic of)", "Japan")),
    ],
)  # fmt: skip
def test_values(read: Callable[[str], object], text: str, expected: object) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Allocation: Non-Randomized. Intervention model: Parallel Assignment. "
            "Primary purpose: Treatment. Masking: None (Open Label).",
            "Non-Randomized|Parallel Assignment|None (Open Label)|Treatment",
        ),
        (
            "Purpose: Treatment;Allocation: Randomised controlled trial;"
            "Masking: Blinded (masking used);Assignment: Parallel;Type of endpoint: Safety",
            "Randomised controlled trial|Parallel|Blinded (masking used)|Treatment",
        ),
        (
            "Randomization: Not randomized, Blinding: Single blinded, Placebo: Used, "
            "Assignment: Single, Purpose: Prevention.",
            "Not randomized|Single|Single blinded|Prevention",
        ),
        ("Randomized: Yes, Masking: Double, Control: Placebo, Group: Parallel",
         "Randomized|Parallel|Double|"),
        ("Randomized, Parallel Group Trial\nMethod of generating randomization sequence:Computer\n"
         "Blinding and masking:Open Label", "Randomized|Parallel Group|Open Label|"),
        ("a double-blind, randomised study", "randomised||double-blind|"),
        ("Factorial", "|Factorial||"),
        ("", "|||"),
    ],
)  # fmt: skip
def test_designs(text: str, expected: str) -> None:
    found: dict[str, str] = {}
    for field, words in read_design(text):
        found.setdefault(field, words)
    order = ("allocation", "intervention_model", "masking", "primary_purpose")
    assert "|".join(found.get(field, "") for field in order) == expected


def test_a_design_without_labels_is_no_error() -> None:
    study = Study("d", "row 1")
    put_design(study, "parallel", "design")
    assert study.value("allocation") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Drug: saline, 5 ml; twice;Biological: UC-MSC", ["saline, 5 ml; twice", "UC-MSC"]),
        ("Cells. They are given", ["Cells. They are given"]),
        ("Intervention 1: Intervention group: MSC. Intervention 2: Control group: none given",
         ["MSC.", "none given"]),
        ("Group 1:MSC;Group 2:Saline;", ["MSC", "Saline"]),
        ("MSC;Saline", ["MSC;Saline"]),
        ("Product Name: A<br>Product Name: B<br>Product Code: b1", ["A", "B"]),
        ("Not applicable", []),
    ],
)  # fmt: skip
def test_interventions(text: str, expected: list[str]) -> None:
    given_ = read_interventions([Passage("Intervention", text)])
    assert [one.name.text for one in given_.interventions] == expected


def test_outcomes_with_times() -> None:
    assert read_outcomes("Pain [VAS] [12 months]", "primary") == (
        Outcome("Pain [VAS]", "primary", "12 months"),
    )


@settings(deadline=None, max_examples=25)
@given(st.binary(max_size=400))
def test_no_bytes_raise(content: bytes) -> None:
    extractor = Ictrp()
    extractor.recognise(content, "x")
    for whole in (content, xml(PRESENT)[:300] + content, table(PRESENT)[:900] + content):
        extractor.extract(Document("x", whole))
