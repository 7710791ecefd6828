"""Where in a text the number of a dose may begin: a cheap first look."""

from collections.abc import Iterator

from msc_kg.patterns import later
from msc_kg.phrases.numbers import NUMBER_WORD

_REACH = 150
# A digit, or a point before one, that begins a number.
_DIGITS = r"[\d.](?<![\d^⁰¹²³⁴-⁹][\d.])(?<!\d[.,][\d.])(?:(?<=\d)|(?=\d))"
_DIGIT_START = later(_DIGITS)
_NUMBER_START = later(rf"{_DIGITS}|(?i:{NUMBER_WORD})")
_DIGIT = later(r"\d")
# What begins with a number that nobody takes for an amount of cells: "12 weeks", "5 mg".
_OTHER_AMOUNT = later(
    r"\d{1,3}(?:[\s-]{0,2}%|[ -](?:weeks?|days?|months?|years?|hours?|minutes?|patients?"
    r"|participants?|subjects?|mg|ml|cm|mm)(?![\w/-]))"
)
_SIGNS = later(
    r"10[\s\\^ˆ*~$<(⁰¹²³⁴-⁹eE\d]|[mb]il|\d\s?MM?\b|mio\b|mln\b|bn\b|thousand|cel|\d[eE]\+?\d"
    r"|\d(?:[,.\s]?000){1,4}(?!\d)"
)


def number_starts(text: str, *, headed: bool) -> Iterator[int]:
    """Yield where numbers begin that may be amounts of cells, left to right.

    Unless a column header told what the numbers count (``headed``), a power of ten or the like
    must stand near behind them.
    """
    worded = "illion" in text.lower()
    if not worded and not _DIGIT.search(text):
        return
    starts = _NUMBER_START if worded else _DIGIT_START
    sign = -1
    for found in starts.finditer(text):
        start = found.start()
        if headed:
            yield start
            continue
        if _OTHER_AMOUNT.match(text, start):
            continue
        sign = _next_sign(text, start) if sign < start else sign
        if sign - start < _REACH:
            yield start


def _next_sign(text: str, start: int) -> int:
    """Return where the next power of ten or the like stands, or the end and far more."""
    found = _SIGNS.search(text, start)
    return found.start() if found else len(text) + _REACH
