"""Dates with their precision."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.phrases.dates import read_date, read_labelled_date, spot_dates
from msc_kg.records import Date


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("February 2012", "2012-02"),
        ("December 1, 2012", "2012-12-01"),
        ("2009-08-31", "2009-08-31"),
        ("2011 Apr", "2011-04"),
        ("2022 Mar 7", "2022-03-07"),
        ("31/08/2009", "2009-08-31"),
        ("08/31/2009", "2009-08-31"),
        ("05/05/2009", "2009-05-05"),
        ("12-Mar-2012", "2012-03-12"),
        ("1st March 2012", "2012-03-01"),
        ("Sept. 2010", "2010-09"),
        ("2012", "2012"),
        ("2012/03/04", "2012-03-04"),
        ("2009-08", "2009-08"),
        ("2015年3月1日", "2015-03-01"),
        ("2009-08-31T00:00:00Z", "2009-08-31"),
        ("2009-08-31 10:15:00", "2009-08-31"),
        ("December 2016 (Actual)", "2016-12"),
        ("May 2013 [Estimated]", "2013-05"),
        ("03/04/2009", None),
        ("2009-02-30", None),
        ("February 30, 2009", None),
        ("2019-13", None),
        ("Unknown", None),
        ("", None),
        ("48 weeks", None),
    ],
)
def test_whole_fields(text: str, value: str | None) -> None:
    assert read_date(text) == value


@pytest.mark.parametrize(
    ("label", "value", "read"),
    [
        ("Actual Study Start Date :", "December 1, 2012", Date("2012-12-01", "actual")),
        ("Estimated Study Completion Date", "February 2015", Date("2015-02", "estimated")),
        ("Study Start", "2012-12 (Anticipated)", Date("2012-12", "estimated")),
        ("Study Start", "2012-12", Date("2012-12")),
        ("Actual Study Start Date", "later", None),
    ],
)
def test_labelled_fields(label: str, value: str, read: Date | None) -> None:
    assert read_labelled_date(label, value) == read


def test_running_text() -> None:
    text = ". 2011 Apr;164(1):1–8. First Posted : September 21, 2012 | NCT01056471 in 2012"
    found = [(text[span.start : span.end], span.value) for span in spot_dates(text)]
    assert found == [("2011 Apr", "2011-04"), ("September 21, 2012", "2012-09-21")]


FORMATS = ["%Y-%m-%d", "%B %d, %Y", "%d %B %Y", "%Y %b %d", "%d-%b-%Y", "%b %d %Y", "%Y/%m/%d"]


@settings(deadline=None, max_examples=100)
@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMATS))
def test_any_format_gives_the_same_day(day: date, form: str) -> None:
    words = day.strftime(form)
    assert read_date(words) == day.isoformat()
    assert [span.value for span in spot_dates(f"on {words} there")] == [day.isoformat()]


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="0123456789-/., JanMay2012年月日(:", max_size=30) | st.text(max_size=30))
def test_no_text_raises_and_no_day_is_impossible(text: str) -> None:
    stated = [read_date(text), *(span.value for span in spot_dates(text))]
    for value in stated:
        if value and len(value) == 10:
            date.fromisoformat(value)
