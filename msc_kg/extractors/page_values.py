"""Small values of labelled fields: ages, enrollment, yes and no, lists, interventions."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from msc_kg import schemes
from msc_kg.extractors.page_lines import plain, with_next
from msc_kg.extractors.undelimited import Terms, is_term, packaged, terms_of
from msc_kg.patterns import later
from msc_kg.phrases.phases import read_phases

EnrollmentType = Literal["actual", "estimated"]

UNKNOWN_ENROLLMENT = 99999999
"""The registry's placeholder for an enrollment nobody stated."""

_AGE = (
    r"\d{1,3}(?:\.\d{1,2})?\s*-?\s*"
    r"(?:(?:year|month|week|day|hour|minute|age)(?:s\b|\(s\)|\b)|yrs?\b|[ymwd]\b)(?:[\s-]+old\b)?"
)
_RANGE = later(
    rf"({_AGE}|\d{{1,3}})\s*(?:to|-|–|~|∼|～|through|and|max(?:imum)?(?: age)?:?)\s*({_AGE})",
    re.IGNORECASE,
)
_UP_TO = later(rf"(?:up to|until|under|below|<=?|≤|max\w*)\s*({_AGE})", re.IGNORECASE)
_NO_LIMIT = later(r"\d{2,3}\s*(?:\+|years? and (?:over|older|above))", re.IGNORECASE)
_ONE_AGE = later(_AGE, re.IGNORECASE)
_UNIT = later(r"[A-Za-z]+$")
_COUNT = later(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d{1,9})(?![\w.]*\d)")
_TYPES: tuple[tuple[EnrollmentType, re.Pattern[str]], ...] = (
    ("actual", later(r"\b(?:actual|final|total number enrolled)\b", re.IGNORECASE)),
    ("estimated", later(r"\b(?:estimated?|anticipated|target|planned)\b", re.IGNORECASE)),
)
_YES_NO = {"yes": True, "no": False, "accepts healthy volunteers": True, "true": True,
           "false": False, "allowed": True, "not allowed": False,
           "accepted": True, "not accepted": False}  # fmt: skip
_QUALIFIES = later(
    r"[\w-]*(?:ic|al|ous|ive|ary|ar|oid|ing|ed|ile)|acute|severe|moderate|unspecified|adult|juvenile"
    r"|type \w+|stage \w+|grade \w+|class \w+",
    re.IGNORECASE,
)
_CLOSING = later(r"[;；|]")
_SEPARATORS = later(r"\s*(?:;|；|、|\||•|\s/\s)\s*")


def read_ages(text: str) -> tuple[str | None, str | None]:
    """Return lowest and highest age as stated.

    >>> read_ages("18 Years to 70 Years (Adult, Older Adult)")
    ('18 Years', '70 Years')
    """
    ranges = list(_RANGE.finditer(text))
    if ranges:
        between = ranges[-1]
        low, high = ranges[0][1], between[2]
        unit = _UNIT.search(high)
        if _NO_LIMIT.search(text, between.end()):
            high = None
        return (f"{low} {unit[0]}" if low.isdigit() and unit else low), high
    up_to = _UP_TO.search(text)
    if up_to:
        return None, up_to[1]
    one = _ONE_AGE.search(text)
    return (one[0] if one else None), None


def read_age(text: str) -> str | None:
    """Return one age as stated ("18 Years"), or ``None`` when there is no limit."""
    one = _ONE_AGE.search(text)
    if one:
        return one[0]
    return text if text.isdigit() else None


def read_count(text: str) -> int | None:
    """Return the first whole number ("50 participants"); the registry's placeholder is absence."""
    found = _COUNT.search(text)
    if found is None:
        return None
    count = int(found[1].replace(",", ""))
    return None if count == UNKNOWN_ENROLLMENT else count


def is_placeholder(text: str) -> bool:
    """Return whether a count is the registry's placeholder for one nobody stated."""
    found = _COUNT.search(text)
    return found is not None and int(found[1].replace(",", "")) == UNKNOWN_ENROLLMENT


def enrollment_type(*texts: str) -> EnrollmentType | None:
    """Return what label or value say: "actual", "estimated" (also anticipated, target), or none."""
    for kind, pattern in _TYPES:
        if any(pattern.search(text) for text in texts):
            return kind
    return None


def read_yes_no(text: str) -> bool | None:
    """Return what "Yes" or "No" means; ``None`` for other words."""
    words = re.split(r"[\s,.;(]", text.strip().casefold(), maxsplit=1)
    return _YES_NO.get(text.strip().casefold(), _YES_NO.get(words[0]))


def read_phase_cell(text: str) -> tuple[str, ...]:
    """Return the phases of a cell; several may stand side by side ("Phase 1 Phase 2")."""
    parts = re.split(r"\s+(?=(?:Early )?Phase\b)", text)
    parts = [" ".join(parts)] if parts[0].casefold() == "early" else parts
    return tuple(dict.fromkeys(phase for part in parts for phase in read_phases(part)))


def read_list(text: str, terms: Terms) -> tuple[str, ...]:
    """Return the items between semicolons, pipes or slashes; between commas when they are items.

    Commas separate when there are several and no more than one part is an inverted
    qualifier, or when every part is a known term ("Stroke, Spinal cord injury").
    """
    items = [plain(item).rstrip(".") for item in _SEPARATORS.split(text) if plain(item)]
    if len(items) > 1 and _CLOSING.search(text):
        return tuple(items)
    return tuple(part for item in items for part in _at_commas(item, terms))


def read_keywords(text: str) -> tuple[str, ...]:
    """Return the keywords of a line: between semicolons, or else between commas.

    >>> read_keywords("Scleroderma, Systemic")
    ('Scleroderma, Systemic',)
    """
    if _CLOSING.search(text) or is_term(text, condition_terms()):
        return tuple(re.split(r"\s*[;；|]\s*", text))
    parts = tuple(re.split(r"\s*[,，]\s*", text))
    if len(parts) == 2 and _QUALIFIES.fullmatch(parts[1]):
        return (text,)
    return parts


def _at_commas(item: str, terms: Terms) -> tuple[str, ...]:
    parts = tuple(plain(part) for part in re.split(r"[,，]\s+", item) if plain(part))
    if len(parts) < 2 or is_term(item, terms):
        return (item,)
    if len(parts) == 2 and (
        _QUALIFIES.fullmatch(parts[1]) or is_term(" ".join(parts[::-1]), terms)
    ):
        return (item,)
    known = sum(is_term(part, terms) for part in parts)
    if known == len(parts) or (len(parts) > 2 and known > 0):
        return parts
    return (item,)


@cache
def intervention_types() -> dict[str, str]:
    """Return the printed types of interventions ("Biological"), by their words in lower case."""
    return {
        label.casefold(): label
        for concept in schemes.load("intervention-types")
        for label in (concept.notation or "", *concept.labels)
        if label
    }


def split_interventions(text: str) -> Iterator[tuple[str | None, str]]:
    """Yield type and name of each intervention in a cell ("Drug: A Biological: B").

    Without a type the text is one name.
    """
    marks = list(_typed().finditer(text))
    if not marks or marks[0].start() > 0:
        name = plain(text[: marks[0].start()] if marks else text)
        if name:
            yield None, name
    for mark, following in with_next(marks):
        name = plain(text[mark.end() : following.start() if following else len(text)])
        if name:
            yield plain(mark[1]), name.rstrip(",;| ")


@cache
def _typed() -> re.Pattern[str]:
    names = sorted(intervention_types(), key=len, reverse=True)
    words = "|".join(re.escape(name).replace("_", "[ _]") for name in names)
    return later(rf"(?<!\S)({words})\s*:(?=\s|$)", re.IGNORECASE)


@cache
def condition_terms() -> Terms:
    """Return the terms that lists of conditions are cut by.

    Beside the schemes these are ``listed_terms.txt``: what trials of cell therapy give as
    conditions and keywords.
    """
    listed = Path(__file__).with_name("listed_terms.txt").read_text(encoding="utf-8")
    schemes_ = packaged("conditions", "mesh-headings", "cell-types", "tissues")
    return schemes_ | terms_of(row for row in listed.splitlines() if not row.startswith("#"))
