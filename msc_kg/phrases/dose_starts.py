"""Where in a text the number of a dose may begin: a cheap first look."""

import re
from collections.abc import Iterator, Sequence

from msc_kg.patterns import later
from msc_kg.phrases.numbers import NUMBER_WORD

_REACH = 150
# A digit, or a point before one, that begins a number.
_DIGITS = r"[\d.](?<![\d^⁰¹²³⁴-⁹][\d.])(?<!\d[.,][\d.])(?:(?<=\d)\d*+|(?=\d))"
_DIGIT_START, _PLAIN_START = later(_DIGITS), later(_DIGITS, re.ASCII)
_DIGIT, _PLAIN_DIGIT = later(r"\d"), later(r"[0-9]")
_NUMBER_WORD = later(NUMBER_WORD, re.IGNORECASE)
_LONGEST_WORD = 20
_MILLION = later(r"[mb]illion(?<=[a-z][\s-].illion)", re.IGNORECASE)
# What begins with a number that nobody takes for an amount of cells: "12 weeks", "5 mg".
_OTHER_AMOUNT = later(
    r"\d{1,3}+(?:[\s-]{0,2}%|[ -](?:weeks?|days?|months?|years?|hours?|minutes?|patients?"
    r"|participants?|subjects?|mg|ml|cm|mm)(?![\w/-]))"
)
# The first character of a sign is one of a few, which passes most places of a text at once.
_SIGNS = later(
    r"[\dmbt](?:(?<=\d)(?:(?<=1)0[\s\\^ˆ*~$<(⁰¹²³⁴-⁹eE\d]|\s?MM?\b|[eE]\+?\d|(?:[,.\s]?000){1,4}(?!\d))"
    r"|(?<=[mb])(?:il|(?<=m)(?:io|ln)\b|(?<=b)n\b)|(?<=t)housand)"
)


def number_starts(text: str, *, headed: bool) -> Sequence[int]:
    """Return where numbers begin that may be amounts of cells, left to right.

    Unless a column header told what the numbers count (``headed``), a power of ten or the like
    must stand near behind them.
    """
    digit, begin = (_PLAIN_DIGIT, _PLAIN_START) if text.isascii() else (_DIGIT, _DIGIT_START)
    first = digit.search(text)
    words = list(_word_starts(text)) if "illion" in text.lower() else []
    if first is None:
        starts = words
    elif headed or words or _next_sign(text, first.start()) < len(text):
        starts = [found.start() for found in begin.finditer(text, max(0, first.start() - 1))]
        starts = sorted(starts + words) if words else starts
    else:
        return ()
    return starts if headed else _near_signs(text, starts)


def _word_starts(text: str) -> Iterator[int]:
    """Yield where numbers in words begin: each stands right before its "million".

    Most that stands there is a number in digits.
    """
    for million in _MILLION.finditer(text):
        start = max(0, million.start() - _LONGEST_WORD)
        word = _NUMBER_WORD.search(text, start, million.end())
        if word is not None:
            yield word.start()


def _near_signs(text: str, starts: Sequence[int]) -> list[int]:
    """Return the places with a sign of an amount near behind them."""
    near: list[int] = []
    sign = -1
    for start in starts:
        sign = _next_sign(text, start) if sign < start else sign
        if sign - start < _REACH and not _OTHER_AMOUNT.match(text, start):
            near.append(start)
    return near


def _next_sign(text: str, start: int) -> int:
    """Return where "cells", a power of ten or the like stands next, or the end and far more."""
    cells = text.find("cel", start)
    if 0 <= cells < start + _REACH:
        return cells
    found = _SIGNS.search(text, start)
    places = [cells if cells >= 0 else len(text) + _REACH]
    if found is not None:
        places.append(found.start())
    return min(places)
