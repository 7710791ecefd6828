"""Dates with the precision they were printed with; no day or month is made up."""

import re
from datetime import date
from typing import Literal

from msc_kg.patterns import later
from msc_kg.phrases.spans import Span
from msc_kg.records import Date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero janvier januar",
            "february feb febrero février februar",
            "march mar marzo mars märz",
            "april apr abril avril",
            "may mayo mai",
            "june jun junio juin juni",
            "july jul julio juillet juli",
            "august aug agosto août",
            "september sep sept septiembre septembre",
            "october oct octubre octobre oktober",
            "november nov noviembre novembre",
            "december dec diciembre décembre dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_GAP = r"\s{0,3}"

_FORMS = tuple(
    later(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(?P<mark>[-/.])(?P<number>\d{{1,2}})(?P=mark){_DAY}(?:[T\s]\d\d:\d\d[\d:.+Z]{{0,16}})?",
        rf"{_YEAR}[-/.](?P<number>\d\d)",
        rf"{_YEAR}{_GAP}年{_GAP}(?P<number>\d{{1,2}}){_GAP}月(?:{_GAP}{_DAY}{_GAP}日)?",
        rf"{_MONTH}{_GAP}{_DAY}{_GAP},?{_GAP}{_YEAR}",
        rf"{_DAY}{_GAP}[-/]?{_GAP}(?:de{_GAP})?{_MONTH}{_GAP}(?:[-/,]|de\s)?{_GAP}{_YEAR}",
        rf"{_MONTH}{_GAP}[-/,]?{_GAP}(?:de\s|of\s)?{_YEAR}",
        rf"{_YEAR}{_GAP}[-/,]?{_GAP}{_MONTH}(?:{_GAP}[-/]?{_GAP}{_DAY})?",
        rf"(?P<first>\d{{1,2}})(?P<mark>[/.-])(?P<second>\d{{1,2}})(?P=mark){_YEAR}",
        _YEAR,
    )
)
_PLAIN = later(r"(?:19|20)[0-9][0-9]-[01][0-9](?:-[0-3][0-9])?")
_SPOT = tuple(
    later(rf"(?<![\w.])(?:{form.pattern})(?![\w]|[-/.]\d)", re.IGNORECASE) for form in _FORMS[:-1]
)
_TYPES: dict[str, Literal["actual", "estimated"]] = {
    "actual": "actual",
    "estimated": "estimated",
    "estimate": "estimated",
    "anticipated": "estimated",
    "expected": "estimated",
    "planned": "estimated",
    "projected": "estimated",
}
_TYPE = later(rf"\b({'|'.join(_TYPES)})\b", re.IGNORECASE)
_AROUND = later(r"^[\s\[\]():,;]+|[\s\[\]()*†‡;,.:]+$")


def read_date(text: str) -> str | None:
    """Return the date a whole field states, as "YYYY", "YYYY-MM" or "YYYY-MM-DD".

    A word for its kind ("Actual") may stand beside it. Impossible dates, and figures whose
    day and month could be exchanged ("03/04/2009"), are none.
    """
    if _PLAIN.fullmatch(text):
        return _plain(text)
    words = _AROUND.sub("", _TYPE.sub("", text[:80])) if len(text) <= 80 else ""
    for form in _FORMS:
        found = form.fullmatch(words)
        if found:
            return _date(found)
    return None


def _plain(text: str) -> str | None:
    """Return a date as databases print it, if it is possible."""
    try:
        date.fromisoformat(text if len(text) > len("2020-01") else f"{text}-01")
    except ValueError:
        return None
    return text


def read_labelled_date(label: str, value: str) -> Date | None:
    """Return the date of a labelled field; its type comes from the words of either.

    "Actual Study Start Date" is "actual"; "Estimated", "Anticipated" and "Expected" are
    "estimated".
    """
    stated = read_date(value)
    if stated is None:
        return None
    kind = _TYPE.search(value[:80]) or _TYPE.search(label[:200])
    return Date(stated, _TYPES[kind.group().lower()] if kind else None)


def spot_dates(text: str) -> tuple[Span[str], ...]:
    """Return the dates in running text; a year alone is none."""
    spans: dict[int, Span[str]] = {}
    for form in _SPOT:
        for found in form.finditer(text):
            stated = _date(found)
            longest = spans.get(found.start())
            if stated and (longest is None or found.end() > longest.end):
                spans[found.start()] = Span(found.start(), found.end(), stated)
    kept: list[Span[str]] = []
    for span in sorted(spans.values(), key=lambda span: span.start):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _date(found: re.Match[str]) -> str | None:
    groups = found.groupdict()
    year = int(groups["year"])
    if groups.get("first"):
        return _unambiguous(year, int(groups["first"]), int(groups["second"]))
    name = groups.get("month")
    month = _MONTHS[name.lower()] if name else int(groups.get("number") or 0)
    day = groups.get("day")
    if day:
        return _possible(year, month, int(day))
    if not name and not groups.get("number"):
        return f"{year}"
    return f"{year}-{month:02}" if 1 <= month <= 12 else None


def _unambiguous(year: int, first: int, second: int) -> str | None:
    """Return the date of two figures before a year, if only one of them can be the month."""
    readings = {_possible(year, second, first), _possible(year, first, second)} - {None}
    return readings.pop() if len(readings) == 1 else None


def _possible(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
