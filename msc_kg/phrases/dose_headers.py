"""The unit and the power of ten that the header of a column states for its doses."""

import re

from msc_kg.phrases.dose_units import read_counted, read_denominator
from msc_kg.phrases.numbers import read_multiplier, read_power

_LONGEST = 200
_WORDED = re.compile(r"(?<![^\W_])(?=[mb]il|mio|ml?n|thousand|m (?:cells|mscs))", re.IGNORECASE)
_SLASH = re.compile(r"/|\bper\b", re.IGNORECASE)


def read_dose_header(header: str) -> tuple[str | None, float]:
    """Return the unit and scale a column header states: "Dose (× 10^6/kg)" → "cells/kg", 1e6."""
    for start in (found.start() for found in re.finditer(r"(?<!\d)10", header[:_LONGEST])):
        power = read_power(header, start, multiplied=True)
        if power is not None:
            return _header_unit(header, power.end), float(power.factor)
    for found in _WORDED.finditer(header[:_LONGEST]):
        word = read_multiplier(header, found.start())
        if word is not None:
            return _header_unit(header, word.end), float(word.factor)
    return _unit_from(header, 0), 1.0


def _header_unit(header: str, start: int) -> str | None:
    """Return the unit behind a power of ten, else the one stated before it."""
    return _unit_from(header, start) or _unit_from(header, 0)


def _unit_from(header: str, start: int) -> str | None:
    """Return the unit that a column header states from ``start`` on: "(cells/kg)"."""
    direct = read_counted(header, start)
    if start and direct.unit is not None and direct.plain:
        return direct.unit
    for slash in _SLASH.finditer(header[: start + _LONGEST], start):
        found = read_denominator(header, slash.start())
        if found is not None and found.unit is not None:
            return found.unit
    names_cells = re.search(r"\bcells\b", header[start : start + _LONGEST], re.IGNORECASE)
    return "cells" if names_cells else None
