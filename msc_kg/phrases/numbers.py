"""Numbers and powers of ten as they survive printing, copying and conversion.

Everything here reads at a position of a text and looks ahead a bounded distance, so that
callers stay linear in the length of the text. Values are exact decimals.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from msc_kg.patterns import later

GAP = r"[\s\u200b\u2060\ufeff]{0,4}"
"""Optional white space of any width, also the invisible kinds."""
TIMES = r"[×xX*·•∙⋅✕✖⨯хХχ´]"
"""The multiplication sign and the characters that stand in for it."""
_INVISIBLE = frozenset("\u200b\u2060\ufeff")

_THIN = r"[\u00a0\u2009\u200a\u202f]"
_EXPLICIT = rf"(?:\\?\^|ˆ|\*\*|~|\$\^|<sup>){GAP}[{{(]?(?P<raised>\d{{1,2}})[)}}]?(?:</sup>|\$)?"
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = later(
    rf"10(?:{GAP}{_EXPLICIT}"
    r"|\s?(?P<superscript>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})"
    r"|\s?\((?P<bracketed>\d{1,2})\)"
    r"|\s?[eE]\s?\+?(?P<exponential>\d{1,2})"
    r"|(?P<lost>\d{1,2}))(?!\d|\.\d)"
)
# "× 10 6": a raised figure that became a word of its own; only before a unit, a mark or the end.
_SPACED_POWER = later(
    rf"10\s{{1,2}}(?P<lost>\d{{1,2}})(?={GAP}(?:$|[/),;:.\]]|cells?\b|[\w-]{{0,12}}MSC))"
)
# "× 10/7", "× 10*7", "× 10'7": other marks for a raised figure; only after a sign.
_MARKED_POWER = later(r"10\s?[/*'’]\s?(?P<lost>\d{1,2})(?![\d.])")
_ROUND_FACTOR = later(r"(10{3,11}|10{0,2}(?:,000){1,3})(?![\d,])")
_SCIENTIFIC = later(r"[eE]\+?(\d{1,2})(?![\d.])")
_TIMES = later(rf"{GAP}[)\]]?{GAP}(?:{TIMES}|\.(?={GAP}10{GAP}(?:\\?\^|[⁰¹²³⁴⁵⁶⁷⁸⁹]))){GAP}")
_SPACES = later(GAP)
_MAY_MULTIPLY = frozenset(TIMES[1:-1] + ")].")
_WORD = later(rf"(?:{GAP}|-)(?P<word>[A-Za-z]{{1,12}})\.?(?![A-Za-z])")
_WORDS = {
    "thousand": Decimal(10**3),
    "million": Decimal(10**6),
    "millions": Decimal(10**6),
    "milion": Decimal(10**6),
    "mio": Decimal(10**6),
    "mln": Decimal(10**6),
    "mill": Decimal(10**6),
    "mil": Decimal(10**6),
    "billion": Decimal(10**9),
    "billions": Decimal(10**9),
    "bn": Decimal(10**9),
}
_LETTERS = {"M": Decimal(10**6), "MM": Decimal(10**6)}
_POWERS = {exponent: Decimal(10) ** exponent for exponent in range(3, 14)}  # the plausible ones

_NUMBERS: tuple[tuple[str, str], ...] = (
    # the first factor of "4.10^6", where the point multiplies
    (r"\d{1,6}(?=\s?\.\s?10\s?(?:\\?\^|[⁰¹²³⁴⁵⁶⁷⁸⁹]))", ""),
    (r"[1-9]\d{0,2}(?:,\d{3}){1,4}(?:\.\d{1,6})?(?!\d|,\d)", ","),
    (r"[1-9]\d{0,2}(?:\.\d{3}){2,4}(?!\d|[.,]\d)", "."),
    (rf"[1-9]\d{{0,2}}(?:{_THIN}\d{{3}}){{1,4}}(?!\d|{_THIN}\d)", "space"),
    (r"[1-9]\d{0,2}(?:[ ]\d{3}){2,4}(?!\d|[ ]\d{3})", "space"),
    (r"[1-9]\d{0,2}[ ]000(?!\d)", "space"),
    (r"\d{1,9},\d{1,6}(?!\d|,\d)", "decimal"),
    # "2·0", the raised point of some journals
    (r"\d{1,4}·(?!10(?:\d|\s?[\\^(eE⁰¹²³⁴⁵⁶⁷⁸⁹]))\d{1,3}(?!\d)", "raised"),
    (r"\d{0,12}\.\d{1,9}", ""),
    (r"\d{1,15}", ""),
)
_DECIMAL_MARKS = {"decimal": ",", "raised": "·"}


def _first_of(numbers: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    """Return one pattern for several forms of numbers: its only group is that of the form."""
    return later("|".join(f"({pattern})" for pattern, _ in numbers))


# Most numbers are of the last two forms, and nothing behind them lets one of the others begin.
_SIMPLE_NUMBER = later(r"\d{1,12}(?:\.(?!10)\d{1,9})?(?!\d|[,·]|\s?\.|\s\d)")
_STYLES = tuple(style for _, style in _NUMBERS)
_ANY_NUMBER = _first_of(_NUMBERS)
# the groups keep their places
_NUMBER_WITHOUT_COMMAS = _first_of(
    (r"(?!)" if style in {",", "decimal"} else pattern, style) for pattern, style in _NUMBERS
)
_COUNT = later(
    r"(?<![\w.,/-])(\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3}){1,3}|\d{1,9})(?![\w%]|[.,/-]\d)"
)


def sign_after(text: str, start: int) -> str:
    """Return the sign behind up to two gaps at ``start`` (see ``GAP``), or an empty text.

    What may follow a number is told by its first sign, so that few patterns need be tried.
    """
    for sign in text[start : start + 9]:
        if not sign.isspace() and sign not in _INVISIBLE:
            return sign
    return ""


class Number(Struct, frozen=True, gc=False):
    """A number that ends at ``end``."""

    value: Decimal
    end: int


class Multiplier(Struct, frozen=True, gc=False):
    """What a number is multiplied with, up to ``end``.

    ``kind`` says how sure it is: a "power" of ten that was multiplied or raised, a "lost"
    superscript without a factor before it ("106"), likewise a "bracketed" one ("10(6)"), a
    "word" ("million"), a "letter" ("M").
    """

    factor: Decimal
    end: int
    kind: Literal["power", "lost", "bracketed", "word", "letter"]


_WEAK_FORMS: dict[str, Literal["lost", "bracketed"]] = {"lost": "lost", "bracketed": "bracketed"}

_NUMBER_WORDS = {
    word: Decimal(value)
    for value, word in (
        (1, "one"), (2, "two"), (3, "three"), (4, "four"), (5, "five"), (6, "six"), (7, "seven"),
        (8, "eight"), (9, "nine"), (10, "ten"), (15, "fifteen"), (20, "twenty"),
        (25, "twenty-five"), (30, "thirty"), (40, "forty"), (50, "fifty"), (60, "sixty"),
        (75, "seventy-five"), (80, "eighty"), (90, "ninety"),
        (100, "one hundred"), (100, "hundred"), (150, "one hundred fifty"),
        (200, "two hundred"), (300, "three hundred"),
    )
}  # fmt: skip
NUMBER_WORD = (
    rf"\b(?:{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})(?=[\s-](?:million|billion))"
)
"""A number in words, before "million"."""
_NUMBER_WORD = later(NUMBER_WORD, re.IGNORECASE)


def read_number(text: str, start: int, *, commas: bool = True) -> Number | None:
    """Return the number that begins at ``start``: "1,000", "0,5", "1.5", "30 000 000".

    Without ``commas`` the number ends before one: the 5 of a list "1,5,10".
    """
    simple = _SIMPLE_NUMBER.match(text, start)
    if simple:
        return Number(Decimal(simple.group()), simple.end())
    found = (_ANY_NUMBER if commas else _NUMBER_WITHOUT_COMMAS).match(text, start)
    if found and found.lastindex:
        return Number(_decimal(found.group(), _STYLES[found.lastindex - 1]), found.end())
    word = _NUMBER_WORD.match(text, start)
    return Number(_NUMBER_WORDS[word.group().lower()], word.end()) if word else None


def _decimal(digits: str, style: str) -> Decimal:
    if style in _DECIMAL_MARKS:
        return Decimal(digits.replace(_DECIMAL_MARKS[style], "."))
    if style == "space":
        return Decimal(re.sub(r"\s", "", digits))
    return Decimal(digits.replace(style, "") if style else digits)


def read_power(text: str, start: int, *, multiplied: bool = False) -> Multiplier | None:
    """Return the power of ten that begins at ``start``: "10^6", "10⁶", "10(6)", "10E6", "106".

    After a multiplication sign a lost superscript is certain; alone it is only possible.
    """
    found = _POWER.match(text, start)
    if found is None and multiplied:
        found = _SPACED_POWER.match(text, start) or _MARKED_POWER.match(text, start)
    if found is None:
        return None
    form = found.lastgroup or ""
    factor = _POWERS.get(int(found[form].translate(_SUPERSCRIPTS)))
    if factor is None:
        return None
    # alone, "10(9)" is more often volume and issue of a journal, or a count and a percentage
    weak = not multiplied and form in _WEAK_FORMS
    return Multiplier(factor, found.end(), _WEAK_FORMS[form] if weak else "power")


def read_multiplier(text: str, start: int, *, signless: bool = False) -> Multiplier | None:
    """Return what multiplies the number that ended at ``start``: "× 10^6", "e6", " million".

    With ``signless``, the sign may be lost too: the " 10E6" of "1,5 10E6".
    """
    sign = sign_after(text, start)
    found = _times(text, start) if sign in _MAY_MULTIPLY else None
    if found is None and signless:
        found = _power_without_sign(text, start)
    if found is None and (sign.isalpha() or sign == "-"):
        found = _scientific(text, start) or _worded(text, start)
    return found


def _times(text: str, start: int) -> Multiplier | None:
    sign = _TIMES.match(text, start)
    if sign is None:
        return None
    power = read_power(text, sign.end(), multiplied=True)
    if power is None and (factor := _ROUND_FACTOR.match(text, sign.end())):
        return Multiplier(Decimal(factor.group().replace(",", "")), factor.end(), "power")
    return power


def _power_without_sign(text: str, start: int) -> Multiplier | None:
    """Return the power of "1.5 10E6", whose sign was lost."""
    gap = _SPACES.match(text, start)
    if gap is None or gap.end() == start:
        return None
    return read_power(text, gap.end())


def _scientific(text: str, start: int) -> Multiplier | None:
    found = _SCIENTIFIC.match(text, start)
    factor = _POWERS.get(int(found.group(1))) if found else None
    return Multiplier(factor, found.end(), "power") if found and factor else None


def _worded(text: str, start: int) -> Multiplier | None:
    found = _WORD.match(text, start)
    if found is None:
        return None
    word = found["word"]
    if factor := _WORDS.get(word.lower()):
        return Multiplier(factor, found.end("word"), "word")
    if factor := _LETTERS.get(word):
        return Multiplier(factor, found.end("word"), "letter")
    return None


def read_count(text: str) -> int | None:
    """Return the only whole number of a cell: "50 participants", "n = 1,234"; else ``None``."""
    found = _COUNT.findall(text[:200])
    return int(re.sub(r"\D", "", found[0])) if len(found) == 1 else None
