"""Items of doses that belong together, and which of them state amounts of cells."""

import re
from decimal import Decimal

from msgspec import Struct

from msc_kg.phrases.dose_context import is_given, is_labelled, is_part_of_other, is_repeated
from msc_kg.phrases.dose_items import Item, is_repetition, read_item
from msc_kg.phrases.numbers import GAP, Multiplier, sign_after

MOST_ITEMS = 12
_LEAST_PLAIN = Decimal(10_000)
_MOST_COEFFICIENT = Decimal(1_000)

RANGE = re.compile(
    rf"{GAP}(?:-|–|—|−|‐|‑|~|∼|～|〜|\.\.\.?|(?<=[\s\d])(?:to|through|until)(?=\s)){GAP}(?:to\s)?"
)
_LIST = re.compile(rf"{GAP}(?:[,;]|/|&|(?<=\s)(?:and|or|vs\.?|versus)(?=\s)){GAP}(?:(?:and|or)\s)?")
_SEPARATING = frozenset("-–—−‐‑~∼～〜.,;/&tuaov")  # what a separator may begin with
_WORDED = re.compile(r"\b(?:and|or|vs|versus)\b|&")
_POINTED_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.000(?![\d.,])")


class Reading(Struct, frozen=True, gc=False):
    """How to read: a whole cell or running text, and what its column header stated."""

    lenient: bool = False
    unit: str | None = None
    scale: Decimal = Decimal(1)


class Phrase(Struct, frozen=True, gc=False):
    """Items that belong together; ``separators`` stand between them."""

    items: tuple[Item, ...] = ()
    separators: tuple[str, ...] = ()

    def part(self, first: int, last: int) -> "Phrase":
        """Return the items from ``first`` up to ``last`` (half-open)."""
        if first == 0 and last == len(self.items):
            return self
        return Phrase(self.items[first:last], self.separators[first : max(first, last - 1)])


def read_phrase(text: str, start: int, reading: Reading) -> Phrase:
    """Return the items that follow one another from ``start`` on."""
    items: list[Item] = []
    separators: list[str] = []
    place = start
    while len(items) < MOST_ITEMS:
        listed = bool(separators) and separators[-1] == ","
        item = read_item(text, place, lenient=reading.lenient, listed=listed)
        if item is None:
            break
        items.append(item)
        separator = None if item.counted.refused else _separator(text, item.after)
        if separator is None:
            break
        separators.append(separator.group())
        place = separator.end()
    return Phrase(tuple(items), tuple(separators[: max(0, len(items) - 1)]))


def _separator(text: str, start: int) -> re.Match[str] | None:
    """Return what stands between two items."""
    if sign_after(text, start) not in _SEPARATING:
        return None
    return RANGE.match(text, start) or _LIST.match(text, start)


def kept_part(text: str, phrase: Phrase, reading: Reading) -> Phrase:
    """Return the part of a phrase that states amounts of cells."""
    last = len(phrase.items)
    while last and not _is_amount(text, phrase.items[last - 1], reading):
        last -= 1
    if last < 2:
        return phrase.part(0, last)
    phrase = phrase.part(0, last)
    first = last - 1
    while first and _shares(text, phrase, first - 1, reading):
        first -= 1
    if first == 0 and is_labelled(text, phrase.items[0].start):
        first = next(
            (place for place, item in enumerate(phrase.items) if not item.is_bare), last - 1
        )
    return phrase.part(first, last)


def _is_amount(text: str, item: Item, reading: Reading) -> bool:
    """Say whether the item is an amount without the help of a later one."""
    if is_part_of_other(text, item) or not item.coefficient:
        return False
    if item.multiplier is not None:
        return item.is_certain(lenient=reading.lenient) or is_given(text, item)
    if item.counted.refused or is_repetition(text, item):
        return False
    if reading.scale != 1:
        return not is_repeated(text, item.start)
    known = item.counted.named or reading.unit is not None
    return known and plain_number(text, item) >= _LEAST_PLAIN


def plain_number(text: str, item: Item) -> Decimal:
    """Return a number that goes without a power of ten; "500.000 cells" are half a million."""
    thousands = _POINTED_THOUSANDS.match(text, item.start, item.end)
    return item.coefficient * 1000 if thousands else item.coefficient


def _shares(text: str, phrase: Phrase, place: int, reading: Reading) -> bool:
    """Say whether the item at ``place`` is an amount by the help of those after it."""
    item = phrase.items[place]
    if item.counted.refused or is_part_of_other(text, item):
        return False
    if not item.is_bare:
        return True
    if is_repetition(text, item) or not _precedes(phrase, place, reading):
        return False
    owner = owner_of(phrase, place)
    if owner is None:
        return reading.scale != 1 or plain_number(text, item) >= _LEAST_PLAIN
    if owner.kind == "lost" or item.coefficient >= _MOST_COEFFICIENT:
        return False
    return reading.lenient or not _is_loose(text, phrase, place)


def _precedes(phrase: Phrase, place: int, reading: Reading) -> bool:
    """Say whether numbers may be of one list: they rise, or fall between the slashes of a cell."""
    before, after = (each.coefficient for each in phrase.items[place : place + 2])
    slashed = reading.lenient and phrase.separators[place].strip() == "/"
    return before < after or (slashed and before > after)


def owner_of(phrase: Phrase, place: int) -> Multiplier | None:
    """Return the power of ten that holds for the item at ``place``: its own, or the next one."""
    for item in phrase.items[place:]:
        if item.multiplier is not None:
            return item.multiplier
    return None


def _is_loose(text: str, phrase: Phrase, place: int) -> bool:
    """Say whether only a comma and a space tie the item to the next: "20, 1 × 10^6"."""
    if phrase.separators[place].strip() not in {",", ";"} or phrase.separators[place] == ",":
        return False
    item = phrase.items[place]
    return "." not in text[item.start : item.end] and not any(
        _WORDED.search(separator) for separator in phrase.separators
    )
