"""The items of a dose: one number with its error, its power of ten and what it counts."""

import re
from collections.abc import Callable
from decimal import Decimal

from msgspec import Struct

from msc_kg.phrases.dose_units import Counted, read_counted
from msc_kg.phrases.numbers import (
    GAP,
    Multiplier,
    read_multiplier,
    read_number,
    read_power,
    sign_after,
)

_ERROR_SIGN = re.compile(rf"{GAP}(?:±|\+\s?/\s?[-–−]){GAP}")
_BEFORE_ERROR = frozenset("±+")
_OPEN = re.compile(rf"{GAP}\({GAP}(?:i\.e\.,?\s|or\s|about\s|total\s)?")
_CLOSE = re.compile(rf"{GAP}\)")
_MOST_COEFFICIENT = Decimal(10_000)
_MILLION = Decimal(10**6)
_PERCENT = re.compile(rf"{GAP}%")
_REPEATED = re.compile(
    rf"{GAP}(?:doses?|times?|(?:in[fj]\w{{4,9}})s?|cycles?|weeks?|days?|months?|years?|patients?"
    r"|groups?|arms?|vials?|sites?|points?|x(?=\s|$))(?!\w)",
    re.IGNORECASE,
)


class Item(Struct, frozen=True, gc=False):
    """A number from ``start`` to ``end`` (its unit included).

    ``multiplier`` is ``None`` for a bare number, whose power of ten may stand later.
    """

    start: int
    end: int
    coefficient: Decimal
    error: Decimal | None
    multiplier: Multiplier | None
    counted: Counted

    @property
    def after(self) -> int:
        """Where the text goes on: behind the name of what is counted."""
        return max(self.end, self.counted.after)

    @property
    def is_bare(self) -> bool:
        """Say whether neither a power of ten nor a unit goes with the number."""
        return self.multiplier is None and not self.counted.plain

    def is_certain(self, *, lenient: bool) -> bool:
        """Say whether the item by itself is an amount of cells.

        In running text, weaker signs need the word "cells" or a denominator beside them.
        """
        if self.counted.refused or self.multiplier is None:
            return False
        return lenient or _CERTAIN[self.multiplier.kind](self.counted)


_CERTAIN: dict[str, Callable[[Counted], bool]] = {
    "power": lambda counted: True,
    "word": lambda counted: counted.unit is not None or counted.clear,
    "letter": lambda counted: counted.unit is not None,
    "lost": lambda counted: counted.plain,
    "bracketed": lambda counted: counted.named,
}


def read_item(text: str, start: int, *, lenient: bool, listed: bool = False) -> Item | None:
    """Return the item whose number begins at ``start``.

    ``listed`` says that the commas of "1,5,10" part numbers here.
    """
    power = read_power(text, start)
    if power is not None:
        return _item(text, start, power.end, Decimal(1), None, power)
    number = read_number(text, start, commas=not listed)
    if number is None:
        return None
    sign = sign_after(text, number.end)
    if sign == "%" and _PERCENT.match(text, number.end):
        return None
    if number.value >= _MOST_COEFFICIENT and "," in text[start : number.end] and not listed:
        multiplier = read_multiplier(text, number.end)
        if multiplier is not None and multiplier.factor >= _MILLION:  # "100,200,300 million"
            return read_item(text, start, lenient=lenient, listed=True)
    error, end = _error(text, number.end) if sign in _BEFORE_ERROR else (None, number.end)
    signless = lenient or "." in text[start:end] or "," in text[start:end]
    multiplier = read_multiplier(text, end, signless=signless)
    if multiplier is None:
        return _item(text, start, end, number.value, error, None)
    if error is None:
        error, end = _scaled_error(text, multiplier)
    else:
        end = multiplier.end
    return _item(text, start, end, number.value, error, multiplier)


def _item(
    text: str,
    start: int,
    end: int,
    coefficient: Decimal,
    error: Decimal | None,
    multiplier: Multiplier | None,
) -> Item:
    if sign_after(text, end) == "(":
        end = _same_again(text, end, coefficient * (multiplier.factor if multiplier else 1))
    counted = read_counted(text, end)
    return Item(start, max(end, counted.end), coefficient, error, multiplier, counted)


def _error(text: str, start: int) -> tuple[Decimal | None, int]:
    """Return the number after ± and where it ends; a percentage is none."""
    sign = _ERROR_SIGN.match(text, start) if sign_after(text, start) in _BEFORE_ERROR else None
    number = read_number(text, sign.end()) if sign else None
    if number is None or _is_percentage(text, number.end):
        return None, start
    return number.value, number.end


def _is_percentage(text: str, end: int) -> bool:
    """Say whether a percent sign follows a number that ended at ``end``."""
    return sign_after(text, end) == "%" and _PERCENT.match(text, end) is not None


def _scaled_error(text: str, multiplier: Multiplier) -> tuple[Decimal | None, int]:
    """Return the error printed behind the power, with its own power: "1 × 10^6 ± 2 × 10^5"."""
    error, end = _error(text, multiplier.end)
    own = read_multiplier(text, end) if error is not None else None
    if error is None or own is None:
        return None, multiplier.end
    return error * own.factor / multiplier.factor, own.end


def _same_again(text: str, end: int, value: Decimal) -> int:
    """Return the end of the same amount in brackets: the "(100 million)" of "100 × 10^6 (...)"."""
    opened = _OPEN.match(text, end)
    number = read_number(text, opened.end()) if opened else None
    if number is None:
        return end
    multiplier = read_multiplier(text, number.end)
    stop = multiplier.end if multiplier else number.end
    if number.value * (multiplier.factor if multiplier else 1) != value:
        return end
    closed = _CLOSE.match(text, max(stop, read_counted(text, stop).after))
    return closed.end() if closed else end


def is_repetition(text: str, item: Item) -> bool:
    """Say whether a bare number counts doses or people, not cells: the 2 of "2 doses of"."""
    return item.is_bare and _REPEATED.match(text, item.end) is not None
