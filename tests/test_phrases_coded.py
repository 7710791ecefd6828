"""Statuses, phases and the other coded values."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import schemes
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.phases import normal_phase, read_phases, spot_phases
from msc_kg.phrases.statuses import normal_status, read_status, spot_statuses

LEGACY = (
    "Unknown\nVerified May 2013 by Fu-Sheng Wang, Beijing 302 Hospital.\n"
    "Recruitment status was: Recruiting\nFirst Posted : September 21, 2012"
)


@pytest.mark.parametrize(
    ("text", "words", "previous", "code"),
    [
        (LEGACY, "Unknown", "Recruiting", "UNKNOWN"),
        (LEGACY.replace("\n", " "), "Unknown", "Recruiting", "UNKNOWN"),
        ("Unknown (previously: Recruiting)", "Unknown", "Recruiting", "UNKNOWN"),
        ("Unknown status †", "Unknown status", None, "UNKNOWN"),
        ("UNKNOWN", "UNKNOWN", None, "UNKNOWN"),
        ("Recruitment Status : Completed", "Completed", None, "COMPLETED"),
        ("Completed", "Completed", None, "COMPLETED"),
        ("Active, not recruiting", "Active, not recruiting", None, "ACTIVE_NOT_RECRUITING"),
        ("Active (not recruiting)", "Active (not recruiting)", None, "ACTIVE_NOT_RECRUITING"),
        ("Not yet recruiting", "Not yet recruiting", None, "NOT_YET_RECRUITING"),
        ("Enrolling by invitation", "Enrolling by invitation", None, "ENROLLING_BY_INVITATION"),
        ("Terminated (slow accrual)", "Terminated", None, "TERMINATED"),
        ("Terminated: low enrollment", "Terminated", None, "TERMINATED"),
        ("Withdrawn", "Withdrawn", None, "WITHDRAWN"),
        ("Withdrawn (withdrawn before enrollment)", "Withdrawn", None, "WITHDRAWN"),
        ("Suspended", "Suspended", None, "SUSPENDED"),
        ("Ongoing", "Ongoing", None, "ACTIVE_NOT_RECRUITING"),
        ("Recruitment completed", "Recruitment completed", None, "ACTIVE_NOT_RECRUITING"),
        ("Recruting", "Recruting", None, None),
        ("NR", None, None, None),
        ("–", None, None, None),
        ("", None, None, None),
    ],
)
def test_statuses(text: str, words: str | None, previous: str | None, code: str | None) -> None:
    assert read_status(text) == (words, previous)
    assert normal_status(text) == code


def test_every_wording_of_the_scheme_is_a_status() -> None:
    for concept in schemes.load("statuses"):
        for label in concept.labels:
            assert normal_status(label) == concept.notation, label


def test_statuses_in_running_text() -> None:
    text = "MSCs Not yet recruiting Fuzhou NCT01056471RecruitingI/II sclerosisCompleted. recruiting"
    found = [(text[span.start : span.end], span.value) for span in spot_statuses(text)]
    assert found == [
        ("Not yet recruiting", "NOT_YET_RECRUITING"),
        ("Recruiting", "RECRUITING"),
        ("Completed", "COMPLETED"),
    ]


@pytest.mark.parametrize(
    ("text", "words", "codes"),
    [
        ("PHASE1/PHASE2", ("PHASE1", "PHASE2"), ["PHASE1", "PHASE2"]),
        ("Phase 1", ("Phase 1",), ["PHASE1"]),
        ("I/II", ("I", "II"), ["PHASE1", "PHASE2"]),
        ("I–II", ("I", "II"), ["PHASE1", "PHASE2"]),
        ("Phase I/II", ("Phase I", "Phase II"), ["PHASE1", "PHASE2"]),
        ("Phase 1/2", ("Phase 1", "Phase 2"), ["PHASE1", "PHASE2"]),
        ("Phase 1 | Phase 2", ("Phase 1", "Phase 2"), ["PHASE1", "PHASE2"]),
        ("Phase 2/Phase 3", ("Phase 2", "Phase 3"), ["PHASE2", "PHASE3"]),
        ("Early Phase 1", ("Early Phase 1",), ["EARLY_PHASE1"]),
        ("EARLY_PHASE1", ("EARLY_PHASE1",), ["EARLY_PHASE1"]),
        ("IIa", ("IIa",), ["PHASE2"]),
        ("1b/2a", ("1b", "2a"), ["PHASE1", "PHASE2"]),
        ("IV", ("IV",), ["PHASE4"]),
        ("Phase 0", ("Phase 0",), ["EARLY_PHASE1"]),
        ("Not Applicable", ("Not Applicable",), ["NA"]),
        ("N/A", ("N/A",), ["NA"]),
        ("NR", (), []),
        ("20", (), []),
        ("", (), []),
    ],
)
def test_phases(text: str, words: tuple[str, ...], codes: list[str]) -> None:
    assert read_phases(text) == words
    assert [normal_phase(phase) for phase in words] == codes


def test_phases_in_running_text() -> None:
    text = "RecruitingI/II30 a Phase IIb study of grade II/III disease, BM I.V; phase 3"
    found = [(text[span.start : span.end], span.value) for span in spot_phases(text)]
    assert found == [
        ("I/II", ("I", "II")),
        ("Phase IIb", ("Phase IIb",)),
        ("phase 3", ("phase 3",)),
    ]


@pytest.mark.parametrize(
    ("scheme", "text", "code"),
    [
        ("masking", "None (Open Label)", "NONE"),
        ("maskings", "NONE", "NONE"),
        ("masking", "Double (Participant, Investigator)", "DOUBLE"),
        ("study-type", "Interventional (Clinical Trial)", "INTERVENTIONAL"),
        ("allocation", "N/A", "NA"),
        ("allocation", "NON_RANDOMIZED", "NON_RANDOMIZED"),
        ("allocation", "Non-Randomised", "NON_RANDOMIZED"),
        ("intervention-model", "Single Group Assignment", "SINGLE_GROUP"),
        ("primary-purpose", "Treatment", "TREATMENT"),
        ("agency-class", "OTHER", "OTHER"),
        ("sex", "All", "ALL"),
        ("arm-type", "Placebo Comparator", "PLACEBO_COMPARATOR"),
        ("intervention-type", "Biological", "BIOLOGICAL"),
        ("masking", "xyzzy", None),
        ("masking", "", None),
    ],
)
def test_coded_values(scheme: str, text: str, code: str | None) -> None:
    assert normal_code(scheme, text) == code


def test_an_unknown_scheme_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        normal_code("no-such-scheme", "x")


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60) | st.text(alphabet="PhaseI12/ -Recrutingd(:)", max_size=60))
def test_no_text_raises(text: str) -> None:
    words, _ = read_status(text)
    assert words is None or words in text
    assert normal_code("phases", text) is None or read_phases(text) is not None
    assert all(normal_phase(part) for part in read_phases(text))
    assert all(text[span.start : span.end] for span in spot_statuses(text))
    assert all(text[span.start : span.end] for span in spot_phases(text))
