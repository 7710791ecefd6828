"""Statuses of a study as pages and tables word them, with the one before."""

import re
from functools import cache, lru_cache

from msc_kg import schemes
from msc_kg.phrases.coded import key, normal_code
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.spans import Span

_PREVIOUS = re.compile(
    r"(?:(?:recruitment|last[\s-]known|previous|prior|former)\s{1,3}(?:overall\s|recruitment\s)?"
    r"status(?:\s{1,3}was)?|previously|last\s{1,3}known\s{1,3}as)\s{0,3}:?\s{0,3}",
    re.IGNORECASE,
)
_END_OF_WORDS = re.compile(r"\s{0,3}(?:[\n\r|;†‡*§¶#]|\bVerified\b|\bFirst\s+Posted\b|\bas of\b)")
_LABEL = re.compile(
    r"^\s*(?:(?:overall|recruitment|recruiting|study|trial)\s+)*status\s*:\s*", re.IGNORECASE
)
_BRACKET = re.compile(r"\s{0,3}[(\[]")
_AROUND = " \t\r\n\u00a0:.;,|()[]"
_LONGEST = 80
# In running text these words are too common to be a status by themselves.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "open active closed complete done ended available approved planned pending running "
        "enrolling authorised stopped revoked halted paused finished concluded restarted",
    )
)


def read_status(text: str) -> tuple[str | None, str | None]:
    """Return the status of a field in its own words, and the previous one if it is stated.

    "Unknown Verified May 2013 ... Recruitment status was: Recruiting" is "Unknown", formerly
    "Recruiting". A reason in brackets is no part of the status.
    """
    text = _LABEL.sub("", text[:2000])
    previous = _PREVIOUS.search(text, 1)
    if previous is None:
        return _words(text), None
    return _words(text[: previous.start()]), _words(text[previous.end() :])


@lru_cache(1024)
def normal_status(text: str) -> str | None:
    """Return the notation of a status ("NOT_YET_RECRUITING") by any wording, or ``None``."""
    words = read_status(text)[0]
    return normal_code("statuses", words) if words else None


def spot_statuses(text: str) -> tuple[Span[str], ...]:
    """Return the statuses named in running text, as notations.

    A status of one word must begin with a capital; it may be glued to what stands beside it.
    """
    spans = []
    for found in _labels().finditer(text):
        if _stands_alone(text, found.start(), found.end()):
            code = normal_code("statuses", found.group())
            if code is not None:
                spans.append(Span(found.start(), found.end(), code))
    return tuple(spans)


def _words(text: str) -> str | None:
    """Return the words of the status at the beginning of a text."""
    end = _END_OF_WORDS.search(text, len(text) - len(text.lstrip()))
    words = text[: end.start() if end else None].strip()
    words = _without_reason(words)
    unstated = is_filler(words) and key(words) not in _known()
    return None if not words or unstated or len(words) > _LONGEST else words


def _without_reason(words: str) -> str:
    """Return the words without a reason: "Terminated (slow accrual)", "Withdrawn: no funds"."""
    if key(words) in _known():
        return words.strip(" :.;,|" if words.count("(") == words.count(")") else _AROUND)
    bare = _BRACKET.split(words, maxsplit=1)[0].strip(_AROUND)
    found = _labels().match(bare)
    if key(bare) not in _known() and found and not bare[found.end() :][:1].isalpha():
        return found.group()
    return bare


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a match is a word of its own, or glued where capitals begin a new one."""
    words = text[start:end]
    if " " not in words and not words[0].isupper():
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    begins = not before.isalpha() or (before.islower() and words[0].isupper())
    ends = not after.isalpha() or (after.isupper() and words[-1].islower())
    return begins and ends and before not in {"-", "/"} and after != "-"


@cache
def _known() -> frozenset[str]:
    return frozenset(
        key(label) for concept in schemes.load("statuses") for label in concept.labels
    ) | {"unknown"}


@cache
def _labels() -> re.Pattern[str]:
    """Return a pattern of all wordings, the longest first."""
    found = {label for concept in schemes.load("statuses") for label in concept.labels}
    words = sorted(
        (label for label in found if label.lower() not in _COMMON), key=lambda w: (-len(w), w)
    )
    return re.compile(
        "|".join(re.escape(label).replace(r"\ ", r"\s{1,3}") for label in words), re.IGNORECASE
    )
