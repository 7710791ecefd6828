"""Outcomes of the present CSV download: "measure, description, time frame" in one text.

Commas stand in all three, and the description is often missing, so most texts can be cut in
several ways. A text is cut only where its form leaves one likely way: the end is a time that
what stands before cannot belong to, and the measure holds no comma; a description must begin
like a sentence. Any other text stays whole as the measure.
"""

import re

from msc_kg.extractors.study import plain
from msc_kg.records import Outcome

_UNIT_NAMES = (
    r"(?:sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|h|days?|nights?|weeks?|wks?|months?|mos?|mths?"
    r"|years?|yrs?|y|cycles?|visits?|quarters?|decades?|semesters?)"
)
_UNIT = re.compile(rf"\b{_UNIT_NAMES}\b|(?<=\d){_UNIT_NAMES}\b|\bbaseline\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:and |or )?\d[\d.]{0,9}\+?", re.IGNORECASE)
# A part before the end that holds one of these may belong to the time.
_OF_TIME = re.compile(
    rf"\b(?:{_UNIT_NAMES}|baseline|basal|screening|follow[ -]?up|before|after|until|up to"
    r"|through\w*|during|prior|pre-?\w*|post-?\w*|admission|discharge|from|whichever|time|[DTHWMV]\d+"
    r"|average|every|each|at|birth|end|and|or|then|start|begin\w*|first|last|within|annually)\b"
    r"|\d$|i\.e\.",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"[A-Z0-9~<>≥≤]|(?:up to|from|at|through\w*|during|within|after|before|baseline|until|days?"
    r"|week|month|year|one|two|three|four|five|six|approximately|about|immediately|every|average"
    r"|an average|study|pre|post)\b"
)
_SENTENCE = re.compile(r"(?:[A-Z][a-z']+|A|[A-Z]{2,}s?) [a-z(]")
_UNIT_TO_COME = re.compile(r"\b(?:at|after|on|in|and) \d{1,4}$")
_LONGEST_TIME = 60
_LONGEST_OF_LIST = 30
_SHORTEST_SENTENCE = 30


def read_outcome(text: str, role: str | None) -> Outcome:
    """Return the outcome of one text; whole as the measure where its parts cannot be told."""
    words = plain(text)
    rest, time_frame = _split_time(words)
    if not time_frame:
        return Outcome(words, role)
    measure = _measure(rest)
    return Outcome(measure, role, time_frame) if measure else Outcome(words, role)


def _split_time(text: str) -> tuple[str, str]:
    """Return the text before its time frame, and that; empty where its begin is in doubt."""
    parts = text.split(", ")
    first = len(parts)
    while first > 1 and _is_of_tail(parts[first - 1], is_last=first == len(parts)):
        first -= 1
    tail, rest = ", ".join(parts[first:]), ", ".join(parts[:first])
    if not _BEGINS.match(tail) or tail.count("(") != tail.count(")"):
        return text, ""
    before = parts[first - 1]
    if _UNIT_TO_COME.search(before) and tail[0].isdigit():
        return text, ""
    if first > 1 and len(before) <= _LONGEST_TIME and _OF_TIME.search(before):
        return text, ""
    return rest, tail


def _is_of_tail(part: str, *, is_last: bool) -> bool:
    if len(part) <= (_LONGEST_TIME if is_last else _LONGEST_OF_LIST) and _UNIT.search(part):
        return True
    return not is_last and bool(_NUMBER.fullmatch(part))


def _measure(rest: str) -> str | None:
    """Return the measure before a description, or the whole where there is no comma."""
    measure, _, description = rest.partition(", ")
    if not description:
        return measure
    if measure.count("(") != measure.count(")") or len(description) <= _SHORTEST_SENTENCE:
        return None
    return measure if _SENTENCE.match(description) else None
