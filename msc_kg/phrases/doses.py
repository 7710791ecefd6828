"""Doses of cells: "2.1–3.6 × 106/kg", "1-2 million cells/kg", "67.37 ± 7.65 × 106cells".

The grammar, read left to right with bounded look-ahead::

    phrase      = item { separator item }          at most twelve items
    item        = ( coefficient [ multiplier ] | power ) [ counted ]
    coefficient = number [ "±" number ]
    separator   = range ("–", "to", "~") | list (",", "/", "and", "or")

A power of ten, or a unit, that only the last item states holds for those before it.
"""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from msc_kg.phrases.dose_context import is_between, qualifier_before, words_between
from msc_kg.phrases.dose_headers import read_dose_header as read_dose_header
from msc_kg.phrases.dose_items import Item
from msc_kg.phrases.dose_phrases import (
    MOST_ITEMS,
    RANGE,
    Phrase,
    Reading,
    kept_part,
    owner_of,
    plain_number,
    read_phrase,
)
from msc_kg.phrases.dose_starts import number_starts
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.spans import Span
from msc_kg.records import Dose

_CELLS = (Decimal(100), Decimal(10) ** 13)
_LONGEST_CELL = 2_000
_RUNNING = Reading()


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
    reading = Reading(True)
    if len(cell) <= _LONGEST_CELL:
        reading = Reading(True, unit, Decimal(str(scale)))
    return tuple(dict.fromkeys([span.value for span in _spans(cell, reading)]))


def _spans(text: str, reading: Reading) -> list[Span[Dose]]:
    """Return the doses of each phrase of the text, left to right."""
    found: list[Span[Dose]] = []
    headed = reading.scale != 1 or reading.unit is not None
    resume = 0
    for start in number_starts(text, headed=headed):
        if start < resume:
            continue
        read = read_phrase(text, start, reading)
        kept = kept_part(text, read, reading)
        if kept.items:
            resume = kept.items[-1].after
            found += _doses(text, kept, reading)
        elif read.items:
            last = read.items[-1]
            resume = last.start if len(read.items) == MOST_ITEMS else last.end
    return found


def _amounts(text: str, phrase: Phrase, reading: Reading) -> list[_Amount]:
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
        owner = owner_of(phrase, last)
        factor = owner.factor if owner else reading.scale
        kept = tuple(values[place : last + 1])
        amounts.append(
            _Amount(items[place], items[last], kept, factor, _unit(phrase, last, reading))
        )
        place = last + 1
    return amounts


def _value(text: str, phrase: Phrase, place: int, reading: Reading) -> Decimal:
    item, owner = phrase.items[place], owner_of(phrase, place)
    if owner is not None:
        return item.coefficient * owner.factor
    return item.coefficient * reading.scale if reading.scale != 1 else plain_number(text, item)


def _is_range(pair: Phrase, between: bool) -> bool:
    """Say whether two items are the ends of a range."""
    separator = pair.separators[0]
    if RANGE.fullmatch(f" {separator}", 1) is None and not (between and "and" in separator):
        return False
    units = {item.counted.unit for item in pair.items} - {None}
    return len(units) < 2


def _unit(phrase: Phrase, place: int, reading: Reading) -> str | None:
    """Return the unit at ``place``: its own, that of a later item, of the header, of an earlier."""
    own = phrase.items[place].counted.unit
    if own is not None or len(phrase.items) == 1:
        return own or reading.unit
    later = (item.counted.unit for item in phrase.items[place:])
    earlier = (item.counted.unit for item in reversed(phrase.items[:place]))
    return next((unit for unit in (*later, reading.unit, *earlier) if unit is not None), None)


def _doses(text: str, phrase: Phrase, reading: Reading) -> Iterator[Span[Dose]]:
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
