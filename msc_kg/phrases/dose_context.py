"""What stands before the number of a dose: "≥", "at least", "day", "$", "a dose of".

Everything looks back a bounded distance.
"""

import re

from msc_kg.patterns import later
from msc_kg.phrases.dose_items import Item

_BETWEEN = later(r"\b(?:between|from)\s{1,3}$", re.IGNORECASE)
# Numbers after these words count days, groups, steps; they are no amounts.
_LABEL = later(
    r"\b(?:days?|weeks?|months?|years?|hours?|groups?|arms?|cohorts?|levels?|phase|part|visits?"
    r"|stage|grade|table|row|figure|fig\.|step|no\.|type|d|w|m|h)\s{0,2}#?$",
    re.IGNORECASE,
)
_NAME_ENDS = frozenset("D-‐‑")
_NAME = later(r"(?:\bCD|[A-Za-z]{2}\d*[-‐‑])$")
_GIVEN = later(
    r"\b(?:dos(?:e|age|ing)s?|infusions?|injections?|administrations?)(?:\sis|\swas|\slevel)?[\s:=]"
    r"(?:\s?(?:of|at|about|approximately|around|up\sto|at\sleast|a\stotal\sof))*\s?$",
    re.IGNORECASE,
)
_CURRENCIES = frozenset("$€£¥")
_CURRENCY = later(r"[$€£¥]\s?$")
_JOINING = frozenset("_@^")
_TIMES_BEFORE = later(r"[×xX*]\s?$")

QUALIFIERS: tuple[tuple[str, str], ...] = (
    (">=", r"≥|⩾|≧|>\s?=|=\s?>|&ge;|at least|not? less than|minimum(?: of)?|min\.?"),
    ("<=", r"≤|⩽|≦|<\s?=|=\s?<|&le;|up to|at most|not? more than|maximum(?: of)?|max\.?"
           r"|not exceeding|not to exceed"),
    (">", r">|&gt;|more than|greater than|over|above|exceeding"),
    ("<", r"<|&lt;|less than|fewer than|below|under"),
    ("~", r"[~∼～≈≃≅]|approximately|approx\.?|about|around|circa|ca\.?|roughly|nearly|almost"),
)  # fmt: skip
"""Signs, and the words that stand for each: alternatives, in the order they are tried."""
_QUALIFIER = later(
    "(?:"
    + "|".join(
        rf"(?P<q{number}>(?<![A-Za-z])(?:{words}))" for number, (_, words) in enumerate(QUALIFIERS)
    )
    + r")\s{0,3}$",
    re.IGNORECASE,
)
# What these end with where they are plain letters and signs: few numbers follow such words.
_QUALIFIER_ENDS = (
    *("<", ">", "=", "~", ";", "than", "least", "most", "over", "above", "below", "under", "up to"),
    *("exceed", "exceeding", "minimum", "maximum", "mum of", "min", "min.", "max", "max.", "about"),
    *("around", "approximately", "approx", "approx.", "circa", "ca", "ca.", "roughly", "nearly"),
    "almost",
)  # fmt: skip


def qualifier_before(text: str, start: int) -> tuple[str | None, int]:
    """Return the qualifier before a number (">=" for "at least") and where its words begin."""
    offset = max(0, start - 20)
    before = text[offset:start]
    if before.isascii() and not before.rstrip().lower().endswith(_QUALIFIER_ENDS):
        return None, start
    found = _QUALIFIER.search(before)
    if found is None or found.lastgroup is None:
        return None, start
    return QUALIFIERS[int(found.lastgroup[1:])][0], offset + found.start()


def is_between(text: str, start: int) -> bool:
    """Say whether "between" stands before a number, so that "and" makes a range."""
    return _BETWEEN.search(text[max(0, start - 12) : start]) is not None


def is_labelled(text: str, start: int) -> bool:
    """Say whether the number counts days, groups or steps."""
    return _LABEL.search(text[max(0, start - 12) : start]) is not None


def is_repeated(text: str, start: int) -> bool:
    """Say whether the number follows a multiplication sign: the 3 of "2 × 3"."""
    return _TIMES_BEFORE.search(text[max(0, start - 2) : start]) is not None


def is_given(text: str, item: Item) -> bool:
    """Say whether the words before the number make it a dose: "a dose of 100 million"."""
    before = text[max(0, item.start - 60) : item.start]
    return not item.counted.refused and _GIVEN.search(before) is not None


def is_part_of_other(text: str, item: Item) -> bool:
    """Say whether what stands before the number makes it part of something else."""
    before = text[max(0, item.start - 8) : item.start]
    sign, last = before[-1:], before.rstrip()[-1:]
    if sign in _JOINING or (last in _CURRENCIES and _CURRENCY.search(before)):
        return True
    strong = item.multiplier is not None and item.multiplier.kind in {"power", "word"}
    if last in _NAME_ENDS and _NAME.search(before):
        return not strong or item.coefficient == 1
    return not strong and sign.isalpha() and not _TIMES_BEFORE.search(before)


def words_between(text: str, start: int, end: int) -> str:
    """Return the words, with the bracket that was opened right before a closing one."""
    words = text[start:end]
    if words.count(")") > words.count("(") and text[max(0, start - 1) : start] == "(":
        return f"({words}"
    return words.strip()
