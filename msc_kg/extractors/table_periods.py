"""Cells on lines of their own: after how many lines the same kinds of cells come again.

"Phase", "Recruiting", "NCT01297413" stand at the same distance from row to row, whatever the
header calls them. The distance tells how many columns there are, and so where the header ends.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msc_kg.extractors.table_spotters import SPOTTERS, Vocabulary
from msc_kg.phrases import fillers

LEAST, MOST = 3, 20
"""How few and how many columns such a table may have."""
WINDOW = 200
_KINDS = (
    "registry-id",
    "phase",
    "status",
    "dose",
    "route",
    "cell-source",
    "country",
    "reference",
    "enrollment",
    "condition",
)
_VALUES = ("registry-id", "dose", "status", "phase")
_STATED = ("registry-id", "dose", "status", "phase", "route", "cell-source", "country")
_LONGEST = 120
_AGREED, _LEAST_PAIRS = 0.6, 4
_COVERED = 0.6
_BARE_ID = re.compile(r"0\d{7}")
_EMPTY: frozenset[str] = frozenset()


@lru_cache(maxsize=8192)
def cell_kinds(text: str) -> frozenset[str]:
    """Return the kinds of columns that a cell may stand in, by its words alone; none for fillers.

    >>> sorted(cell_kinds("NCT01297413")), sorted(cell_kinds("Not available"))
    (['registry-id'], [])
    """
    if len(text) > _LONGEST or fillers.is_filler(text):
        return _EMPTY
    if _BARE_ID.fullmatch(text):
        return frozenset({"registry-id"})
    states = Vocabulary()
    return frozenset(
        kind
        for kind in _KINDS
        if sum(end - start for start, end in SPOTTERS[kind](text, states)) >= _COVERED * len(text)
    )


@lru_cache(maxsize=4096)
def values_in(text: str) -> int:
    """Return of how many kinds the values are that a line states."""
    states = Vocabulary()
    return sum(any(SPOTTERS[kind](text, states)) for kind in _STATED)


def cell_values(text: str) -> bool:
    """Return whether a text states a dose, a status, a phase or an identifier."""
    states = Vocabulary()
    return any(any(SPOTTERS[kind](text, states)) for kind in _VALUES)


def agreement(texts: Sequence[str], width: int) -> float:
    """Return which share of the cells is of the kind of the cell ``width`` lines on, 0 to 1."""
    kinds = [cell_kinds(text) for text in texts]
    pairs = [
        bool(one & other) for one, other in zip(kinds, kinds[width:], strict=False) if one and other
    ]
    return sum(pairs) / len(pairs) if len(pairs) >= _LEAST_PAIRS else 0.0


def period(texts: Sequence[str]) -> int:
    """Return the number of columns of cells on lines of their own; 0 where none is told."""
    sample = texts[:WINDOW]
    widths: Iterable[int] = range(LEAST, min(MOST, len(sample) // 2) + 1)
    scores = {width: agreement(sample, width) for width in widths}
    best = max(scores, key=lambda width: (round(scores[width], 1), -width), default=0)
    return best if scores.get(best, 0.0) >= _AGREED else 0
