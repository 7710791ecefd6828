"""Values as the registries behind ICTRP write them: lists, dates, ages, phases.

Each registry fills the portal's fields in its own way; a form is told by its marks, never by the
name of the registry.
"""

import re
from datetime import date
from html import unescape

from msc_kg.extractors.study import plain
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.dates import read_date
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.phases import read_phases, spot_phases

_BREAK = re.compile(r"<\s{0,3}(?:br|/?p|/?li|/?div)\s{0,3}/?\s{0,3}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,100}>")
_BETWEEN = re.compile(r";(?=\S)|;?\n|;$")
_SEMICOLON = re.compile(r" ?; ?|\n")
_ITEM = re.compile(r"(?:^|(?<=[\s.;]))(?:Health )?Condition\s?\d{1,2}\s?:\s*", re.IGNORECASE)
_CODED = re.compile(r"[A-Z]\d{2,3}(?:\.?\d{1,3})?[A-Z]?\s*[-–—:]\s*(?=\S)")
_CODE = re.compile(r"\W*(?:[A-Z]\d{2}(?:[.\dA-Z]{0,5})|[A-Z]\d{2}(?:\.\d{3}){1,8})\W*")
_NO_CONDITION = re.compile(
    r"(?:MedDRA|Level|Classification code|Term|System Organ Class|Therapeutic area|ICD|MeSH|SNOMED)"
    r"\b[^:]{0,20}(?::|\d{6,})",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?:\s.*)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_NO_LIMIT = re.compile(r"(?:there is )?no\b.{0,40}|any(?: age)?|unlimited", re.IGNORECASE)
_SEX = re.compile(r"\b(female|male)s?\s*:\s*(yes|no)\b", re.IGNORECASE)
_ANSWERED_PHASE = re.compile(r"\(Phase\s+(I{1,3}|IV)\)\s*:?\s*(yes|no)\b", re.IGNORECASE)
_COUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)|(?<![\d.,])\d{1,7}(?![\d.]*\d)")
_GROUP_SIZE = re.compile(r"[^:：]{1,200}[:：]\s*(\d{1,6})\s*")
_MOST = 10_000_000


def lines_of(text: str) -> str:
    """Return a text whose tags of HTML are line ends or nothing, and its signs themselves.

    Single spaces divide words, and no line is empty.
    """
    untagged = _TAG.sub(" ", _BREAK.sub("\n", text)) if "<" in text else text
    written = unescape(untagged) if "&" in untagged else untagged
    lines = (" ".join(line.split()) for line in written.splitlines())
    return "\n".join(line for line in lines if line)


def items(text: str) -> tuple[str, ...]:
    """Return the items of a list, which semicolons without a space behind or line ends divide."""
    parts = (plain(part).strip(" ;") for part in _BETWEEN.split(lines_of(text)))
    return tuple(part for part in parts if part and not is_filler(part))


def short_items(text: str) -> tuple[str, ...]:
    """Return the items of a list of short texts, which any semicolon divides."""
    parts = (plain(part) for part in _SEMICOLON.split(lines_of(text)))
    return tuple(dict.fromkeys(part for part in parts if part and not is_filler(part)))


def read_conditions(text: str) -> tuple[str, ...]:
    """Return conditions without codes of ICD before them and without what classifies them.

    >>> read_conditions("Health Condition 1: M170- Bilateral osteoarthritis of knee")
    ('Bilateral osteoarthritis of knee',)
    """
    found: list[str] = []
    for part in _ITEM.split(lines_of(text)):
        for item in _SEMICOLON.split(part):
            name = plain(_CODED.sub("", item.strip(), count=1)).strip(" ;")
            if name and not (is_filler(name) or _CODE.fullmatch(name) or _NO_CONDITION.match(name)):
                found.append(name)
    return tuple(dict.fromkeys(found))


def read_registered(text: str) -> str | None:
    """Return the day of registration: the portal writes the day before the month, or figures."""
    words = plain(text)
    compact = _COMPACT.fullmatch(words)
    if compact:
        return _day(*map(int, compact.groups()))
    figures = _FIGURES.fullmatch(words)
    if figures:
        first, second, year = map(int, figures.groups())
        return _day(year, second, first) or _day(year, first, second)
    return read_stated_date(words)


def read_stated_date(text: str) -> str | None:
    """Return a date as a registry wrote it; only the year if day and month could be exchanged."""
    words = plain(text)
    stated = read_date(words) or read_date(words.split(",")[0]) or read_date(words.split(" ")[0])
    figures = _FIGURES.fullmatch(words.replace("-", "/").replace(".", "/"))
    if stated is None and figures:
        return _day(*map(int, figures.group(3, 2, 1))) and figures[3]
    compact = _COMPACT.fullmatch(words)
    return stated or (_day(*map(int, compact.groups())) if compact else None)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def read_age_limit(text: str) -> str | None:
    """Return a limit of age as stated; words for none are absence."""
    words = plain(lines_of(text))
    return None if not words or is_filler(words) or _NO_LIMIT.fullmatch(words) else words


def read_sex(text: str) -> str | None:
    """Return the sex as stated; answers for each ("Female: yes Male: yes") are put together."""
    words = plain(lines_of(text))
    answers = {name.lower(): answer.lower() == "yes" for name, answer in _SEX.findall(words)}
    if not answers:
        return None if is_filler(words) else words
    named = [name.title() for name, is_so in answers.items() if is_so]
    return "All" if len(named) == 2 else "".join(named) or None


def read_portal_phases(text: str) -> tuple[str, ...]:
    """Return the phases of a field, each in its words; answered ones if they are "yes"."""
    words = plain(lines_of(text))
    answered = _ANSWERED_PHASE.findall(words)
    if answered:
        return tuple(f"Phase {numeral}" for numeral, answer in answered if answer.lower() == "yes")
    if not words or (is_filler(words) and not normal_code("phases", words)):
        return ()
    spotted = (phase for span in spot_phases(words) for phase in span.value)
    return read_phases(words) or tuple(dict.fromkeys(spotted))


def read_size(text: str) -> int | None:
    """Return a number of participants; sizes of groups ("A:30;B:30") are added up."""
    words = plain(lines_of(text)).strip(" ;")
    groups = [
        _GROUP_SIZE.fullmatch(part.strip()) for part in re.split(r"[;；]", words) if part.strip()
    ]
    sizes = [int(group[1]) for group in groups if group]
    if sizes and len(sizes) == len(groups):
        return sum(sizes) if sum(sizes) < _MOST else None
    found = _COUNT.findall(words)
    count = int(found[0].replace(",", "")) if len(found) == 1 else _MOST
    return count if count < _MOST else None
