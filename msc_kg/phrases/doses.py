"""Doses of cells: "2.1–3.6 × 106/kg", "1-2 million cells/kg", "67.37 ± 7.65 × 106cells".

The grammar, read left to right with bounded look-ahead::

    phrase      = item { separator item }          at most twelve items
    item        = ( coefficient [ multiplier ] | power ) [ counted ]
    coefficient = number [ "±" number ]
    separator   = range ("–", "to", "~") | list (",", "/", "and", "or")

A power of ten, or a unit, that only the last item states holds for those before it.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from msc_kg.phrases.dose_context import (
    is_between,
    is_given,
    is_labelled,
    is_part_of_other,
    is_repeated,
    qualifier_before,
    words_between,
)
from msc_kg.phrases.dose_headers import read_dose_header as read_dose_header
from msc_kg.phrases.dose_items import Item, is_repetition, read_item
from msc_kg.phrases.dose_starts import number_starts
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.numbers import GAP, Multiplier, sign_after
from msc_kg.phrases.spans import Span
from msc_kg.records import Dose

_MOST_ITEMS = 12
_LEAST_PLAIN = Decimal(10_000)
_MOST_COEFFICIENT = Decimal(1_000)
_CELLS = (Decimal(100), Decimal(10) ** 13)
_LONGEST_CELL = 2_000

_RANGE = re.compile(
    rf"{GAP}(?:-|–|—|−|‐|‑|~|∼|～|〜|\.\.\.?|(?<=[\s\d])(?:to|through|until)(?=\s)){GAP}(?:to\s)?"
)
_LIST = re.compile(rf"{GAP}(?:[,;]|/|&|(?<=\s)(?:and|or|vs\.?|versus)(?=\s)){GAP}(?:(?:and|or)\s)?")
_SEPARATING = frozenset("-–—−‐‑~∼～〜.,;/&tuaov")  # what a separator may begin with
_WORDED = re.compile(r"\b(?:and|or|vs|versus)\b|&")
_POINTED_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.000(?![\d.,])")


class _Reading(Struct, frozen=True, gc=False):
    """How to read: a whole cell or running text, and what its column header stated."""

    lenient: bool = False
    unit: str | None = None
    scale: Decimal = Decimal(1)


_RUNNING = _Reading()


class _Phrase(Struct, frozen=True, gc=False):
    """Items that belong together; ``separators`` stand between them."""

    items: tuple[Item, ...] = ()
    separators: tuple[str, ...] = ()

    def part(self, first: int, last: int) -> "_Phrase":
        if first == 0 and last == len(self.items):
            return self
        return _Phrase(self.items[first:last], self.separators[first : max(first, last - 1)])


class _Amount(Struct, frozen=True, gc=False):
    """One item, or the two ends of a range, multiplied and with the unit resolved."""

    first: Item
    last: Item
    values: tuple[Decimal, ...]
    factor: Decimal
    unit: str | None


def spot_doses(text: str) -> tuple[Span[Dose], ...]:
    """Return the doses of cells stated in running text.

    Precision first: a power of ten, "million" or the like, or a count of "cells" is needed;
    volumes, masses, ages, dates, identifiers and counts of people are none. The doses of a
    list ("150 or 300 million cells") have the words of the whole list.
    """
    return tuple(_spans(text, _RUNNING))


def read_doses(cell: str, *, unit: str | None = None, scale: float = 1.0) -> tuple[Dose, ...]:
    """Return the doses of a whole cell or field.

    ``unit`` ("cells/kg") and ``scale`` (1e6) are what the column header states for numbers
    that come without; a cell whose power of ten was lost has no dose.
    """
    if is_filler(cell):
        return ()
    reading = _Reading(True)
    if len(cell) <= _LONGEST_CELL:
        reading = _Reading(True, unit, Decimal(str(scale)))
    return tuple(dict.fromkeys([span.value for span in _spans(cell, reading)]))


def _spans(text: str, reading: _Reading) -> list[Span[Dose]]:
    """Return the doses of each phrase of the text, left to right."""
    found: list[Span[Dose]] = []
    headed = reading.scale != 1 or reading.unit is not None
    resume = 0
    for start in number_starts(text, headed=headed):
        if start < resume:
            continue
        read = _read_phrase(text, start, reading)
        kept = _kept(text, read, reading)
        if kept.items:
            resume = kept.items[-1].after
            found += _doses(text, kept, reading)
        elif read.items:
            last = read.items[-1]
            resume = last.start if len(read.items) == _MOST_ITEMS else last.end
    return found


def _read_phrase(text: str, start: int, reading: _Reading) -> _Phrase:
    """Return the items that follow one another from ``start`` on."""
    items: list[Item] = []
    separators: list[str] = []
    place = start
    while len(items) < _MOST_ITEMS:
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
    return _Phrase(tuple(items), tuple(separators[: max(0, len(items) - 1)]))


def _separator(text: str, start: int) -> re.Match[str] | None:
    """Return what stands between two items."""
    if sign_after(text, start) not in _SEPARATING:
        return None
    return _RANGE.match(text, start) or _LIST.match(text, start)


def _kept(text: str, phrase: _Phrase, reading: _Reading) -> _Phrase:
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


def _is_amount(text: str, item: Item, reading: _Reading) -> bool:
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
    return known and _plain(text, item) >= _LEAST_PLAIN


def _plain(text: str, item: Item) -> Decimal:
    """Return a number that goes without a power of ten; "500.000 cells" are half a million."""
    thousands = _POINTED_THOUSANDS.match(text, item.start, item.end)
    return item.coefficient * 1000 if thousands else item.coefficient


def _shares(text: str, phrase: _Phrase, place: int, reading: _Reading) -> bool:
    """Say whether the item at ``place`` is an amount by the help of those after it."""
    item = phrase.items[place]
    if item.counted.refused or is_part_of_other(text, item):
        return False
    if not item.is_bare:
        return True
    if is_repetition(text, item) or not _precedes(phrase, place, reading):
        return False
    owner = _owner(phrase, place)
    if owner is None:
        return reading.scale != 1 or _plain(text, item) >= _LEAST_PLAIN
    if owner.kind == "lost" or item.coefficient >= _MOST_COEFFICIENT:
        return False
    return reading.lenient or not _is_loose(text, phrase, place)


def _precedes(phrase: _Phrase, place: int, reading: _Reading) -> bool:
    """Say whether numbers may be of one list: they rise, or fall between the slashes of a cell."""
    before, after = (each.coefficient for each in phrase.items[place : place + 2])
    slashed = reading.lenient and phrase.separators[place].strip() == "/"
    return before < after or (slashed and before > after)


def _owner(phrase: _Phrase, place: int) -> Multiplier | None:
    """Return the power of ten that holds for the item at ``place``: its own, or the next one."""
    for item in phrase.items[place:]:
        if item.multiplier is not None:
            return item.multiplier
    return None


def _is_loose(text: str, phrase: _Phrase, place: int) -> bool:
    """Say whether only a comma and a space tie the item to the next: "20, 1 × 10^6"."""
    if phrase.separators[place].strip() not in {",", ";"} or phrase.separators[place] == ",":
        return False
    item = phrase.items[place]
    return "." not in text[item.start : item.end] and not any(
        _WORDED.search(separator) for separator in phrase.separators
    )


def _amounts(text: str, phrase: _Phrase, reading: _Reading) -> list[_Amount]:
    """Return the amounts of a phrase: its ranges, and the items that are in none."""
    items = phrase.items
    values = [_value(text, phrase, place, reading) for place in range(len(items))]
    between = len(items) > 1 and is_between(text, items[0].start)
    amounts: list[_Amount] = []
    place = 0
    while place < len(items):
        last = place
        if place + 1 < len(items) and values[place] < values[place + 1]:
            last += _is_range(phrase.part(place, place + 2), between)
        owner = _owner(phrase, last)
        factor = owner.factor if owner else reading.scale
        kept = tuple(values[place : last + 1])
        amounts.append(
            _Amount(items[place], items[last], kept, factor, _unit(phrase, last, reading))
        )
        place = last + 1
    return amounts


def _value(text: str, phrase: _Phrase, place: int, reading: _Reading) -> Decimal:
    item, owner = phrase.items[place], _owner(phrase, place)
    if owner is not None:
        return item.coefficient * owner.factor
    return item.coefficient * reading.scale if reading.scale != 1 else _plain(text, item)


def _is_range(pair: _Phrase, between: bool) -> bool:
    """Say whether two items are the ends of a range."""
    separator = pair.separators[0]
    if _RANGE.fullmatch(f" {separator}", 1) is None and not (between and "and" in separator):
        return False
    units = {item.counted.unit for item in pair.items} - {None}
    return len(units) < 2


def _unit(phrase: _Phrase, place: int, reading: _Reading) -> str | None:
    """Return the unit at ``place``: its own, that of a later item, of the header, of an earlier."""
    own = phrase.items[place].counted.unit
    if own is not None or len(phrase.items) == 1:
        return own or reading.unit
    later = (item.counted.unit for item in phrase.items[place:])
    earlier = (item.counted.unit for item in reversed(phrase.items[:place]))
    return next((unit for unit in (*later, reading.unit, *earlier) if unit is not None), None)


def _doses(text: str, phrase: _Phrase, reading: _Reading) -> Iterator[Span[Dose]]:
    amounts = _amounts(text, phrase, reading)
    several = len(amounts) > 1
    shared = several and any(amount.last.multiplier is None for amount in amounts[:-1])
    whole = (amounts[0].first.start, amounts[-1].last.end)
    for amount in amounts:
        if not _CELLS[0] <= amount.values[-1] <= _CELLS[1]:
            continue
        qualifier, start = qualifier_before(text, amount.first.start)
        span = (start, amount.last.end)
        words = (min(start, whole[0]), whole[1]) if shared else span
        yield Span(*span, _dose(words_between(text, *words), amount, qualifier))


def _dose(words: str, amount: _Amount, qualifier: str | None) -> Dose:
    error = amount.last.error
    ranged = len(amount.values) == 2
    return Dose(
        text=words,
        value=None if ranged else float(amount.values[0]),
        low=float(amount.values[0]) if ranged else None,
        high=float(amount.values[1]) if ranged else None,
        error=None if error is None else float(error * amount.factor),
        unit=amount.unit,
        qualifier=qualifier,
    )
