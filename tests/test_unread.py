"""Values of known fields that are not understood: told as rejects of a build, the rest is read."""

import json
from pathlib import Path

import pytest

from msc_kg import folder
from msc_kg.build import build
from msc_kg.documents import Document
from msc_kg.extractors import registry
from msc_kg.extractors.unread import NO_COUNT, NO_DATE, NO_STATUS, with_unread

PAGE = """\
# Stromal Cells for Knee Osteoarthritis
ClinicalTrials.gov Identifier: NCT01234567
Recruitment Status: {status}
Study Type: Interventional
Phase: Phase 2
Condition: Osteoarthritis, Knee
Estimated Enrollment: {size}
Study Start Date: {start}
Sponsor: University of Leeds
Brewing Temperature: lukewarm
"""
GOOD = {"status": "Recruiting", "size": "24 participants", "start": "February 28, 2014"}
BAD = {
    "status": ("Brewing", NO_STATUS, "line 3, status"),
    "size": ("99999999999999999999999 participants", NO_COUNT, "line 7, Estimated Enrollment"),
    "start": ("February 30, 2014", NO_DATE, "line 8, Study Start Date"),
}


def rejects(name: str, text: str) -> list[tuple[str, str, str]]:
    """Return place, text and reason of the rejects of a document with one record."""
    extraction = with_unread(registry.extract(Document(name, text.encode())))
    assert len(extraction.records) == 1
    assert {reject.document for reject in extraction.rejects} <= {name}
    return [(one.place, one.text, one.reason) for one in extraction.rejects]


def study(**status: object) -> str:
    """Return a study as the API answers."""
    design = {"enrollmentInfo": {"count": status.pop("count", 12)}}
    section = {
        "identificationModule": {"nctId": "NCT01234567", "briefTitle": "Stromal cells"},
        "statusModule": {"overallStatus": "RECRUITING", **status},
        "designModule": design,
    }
    return json.dumps({"protocolSection": section})


@pytest.mark.parametrize("field", BAD)
def test_a_value_on_a_page_that_is_not_understood(field: str) -> None:
    text, reason, place = BAD[field]
    assert rejects("page.txt", PAGE.format(**{**GOOD, field: text})) == [(place, text, reason)]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"start": "Not provided"},
        {"size": "99999999"},
        {"size": "N/A"},
        {"start": "February 30, 2014\nStudy Start Date: February 28, 2014"},
    ],
)
def test_absence_and_unknown_labels_are_none(values: dict[str, str]) -> None:
    assert rejects("page.txt", PAGE.format(**{**GOOD, **values})) == []


@pytest.mark.parametrize(
    ("stated", "place", "text", "reason"),
    [
        ({"startDateStruct": {"date": "2014-02-30"}},
         "statusModule.startDateStruct.date", "2014-02-30", NO_DATE),
        ({"count": -3}, "designModule.enrollmentInfo.count", "-3", NO_COUNT),
        ({"count": 10**22}, "designModule.enrollmentInfo.count", "1" + "0" * 22, NO_COUNT),
        ({"overallStatus": "BREWING"}, "statusModule.overallStatus, status", "BREWING", NO_STATUS),
    ],
)  # fmt: skip
def test_a_value_of_the_api(stated: dict[str, object], place: str, text: str, reason: str) -> None:
    ((found, *rest),) = rejects("one.json", study(**stated))
    assert (found.endswith(place), *rest) == (True, text, reason)


def test_a_value_of_another_type_is_told_with_its_place() -> None:
    ((place, text, reason),) = rejects("one.json", study(count="a few"))
    assert place.endswith("enrollmentInfo.count")
    assert text == "a few"
    assert "mend the file" in reason


@pytest.mark.parametrize("stated", [{}, {"count": 99999999}, {"startDateStruct": {"date": "2014"}}])
def test_good_values_of_the_api_are_none(stated: dict[str, object]) -> None:
    assert rejects("one.json", study(**stated)) == []


def test_values_of_an_xml_record() -> None:
    text = (
        "<clinical_study><id_info><nct_id>NCT01234567</nct_id></id_info>"
        "<brief_title>Stromal cells</brief_title>"
        "<start_date>February 30, 2014</start_date><enrollment>many</enrollment>"
        "</clinical_study>"
    )
    found = rejects("one.xml", text)
    assert sorted((words, reason) for _, words, reason in found) == [
        ("February 30, 2014", NO_DATE), ("many", NO_COUNT),
    ]  # fmt: skip
    assert any("start_date" in place for place, _, _ in found)


def test_values_of_a_download_in_csv() -> None:
    text = (
        "NCT Number,Study Title,Study Status,Enrollment,Start Date\n"
        "NCT01234567,Stromal cells,RECRUITING,many,2014-02-30\n"
    )
    found = rejects("studies.csv", text)
    assert found == [
        ("row 1, column Start Date", "2014-02-30", NO_DATE),
        ("row 1, column Enrollment", "many", NO_COUNT),
    ]


def test_a_build_tells_them_and_goes_on(tmp_path: Path) -> None:
    values = {field: text for field, (text, _, _) in BAD.items()}
    (tmp_path / "page.txt").write_text(PAGE.format(**values), encoding="utf-8")
    (tmp_path / "one.json").write_text(study(startDateStruct={"date": "soon"}), encoding="utf-8")
    results = [build([tmp_path / "page.txt", tmp_path / "one.json"], tmp_path / f"kg{jobs}",
                     jobs=jobs) for jobs in (1, 2)]  # fmt: skip
    lines = [(result.folder / folder.REJECTS).read_bytes() for result in results]
    assert lines[0] == lines[1]
    told = [json.loads(line) for line in lines[0].splitlines()]
    assert {(reject["document"].rpartition("/")[2], reject["text"]) for reject in told} == {
        ("one.json", "soon"), *(("page.txt", text) for text in values.values()),
    }  # fmt: skip
    assert results[0].records == 2
    assert results[0].rejected_documents == ()
