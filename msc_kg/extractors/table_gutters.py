"""Where the columns of a table laid out with spaces begin, by all its lines and its header.

A header tells roughly; the place is where fewest words are cut through and most cells begin.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

Piece: TypeAlias = tuple[int, str]
"""What runs of spaces hold apart: the place on the line, and the words."""

_CUT_WORD, _CUT_PIECE, _BEGUN = -3.0, -0.5, 1.0
_AWAY = -0.01
_TIGHT = 0.2
TOLERANCE = 1
"""By how many characters a cell may begin before its column."""
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a column in the header, and from where to where it is printed."""

    start: int
    end: int
    text: str


def boundaries(names: Sequence[Name], body: Sequence[Sequence[Piece]]) -> list[int]:
    """Return where each named column begins; the cells before the second belong to the first."""
    sample = [pieces for pieces in body if len(pieces) > 1][:_MOST_LINES]
    width = max((at + len(text) for pieces in sample for at, text in pieces), default=0)
    width = max(width, *(name.end for name in names)) + 2
    worth = _worth(sample, width)
    found = [0]
    for left, right in pairwise(names):
        inner = range(max(left.start, found[-1]) + 1, max(right.end, right.start + 1))
        near = right.start
        found.append(max(inner, key=lambda at: worth[at] + _AWAY * abs(at - near), default=near))
    return found


def _worth(body: Sequence[Sequence[Piece]], width: int) -> list[float]:
    """What speaks for a column that begins at each place."""
    worth = [0.0] * (width + 1)
    for pieces in body:
        for at, text in pieces:
            worth[at] += _BEGUN
            for inner in range(1, len(text)):
                apart = text[inner - 1] == " "
                worth[at + inner] += _CUT_PIECE if apart else _CUT_WORD
    return worth


def cut(pieces: Sequence[Piece], places: Sequence[int]) -> tuple[str, ...]:
    """Return the cells of a line; words that run on into the next column stay where they begin."""
    cells = [""] * len(places)
    for at, text in pieces:
        for column, part in _parts(at, text, places):
            cells[column] = f"{cells[column]} {part}".strip()
    return tuple(cells)


def _parts(at: int, text: str, places: Sequence[int]) -> Iterator[tuple[int, str]]:
    first = 0
    for place in places:
        split = _space(text, place - at)
        if split > first:
            yield _column(at + first, places), text[first:split].strip()
            first = split
    yield _column(at + first, places), text[first:].strip()


def _space(text: str, inside: int) -> int:
    """The word that begins at a place within a piece, or one character off; 0 for none."""
    if not TOLERANCE < inside < len(text):
        return 0
    near = (inside, inside - TOLERANCE, inside + TOLERANCE)
    return next((place for place in near if text[place - 1 : place] == " "), 0)


def _column(at: int, places: Sequence[int]) -> int:
    return max(0, sum(place <= at + TOLERANCE for place in places) - 1)


def crosses(pieces: Sequence[Piece], places: Sequence[int], *, tight: bool = False) -> bool:
    """Say whether a line is a single run of words that goes on across the end of a column.

    ``tight`` tells that columns may have a single space between them; then only words that are
    cut through show it.
    """
    if len(pieces) != 1:
        return False
    at, text = pieces[0]
    within = [place - at for place in places if at + TOLERANCE < place < at + len(text) - TOLERANCE]
    leads = len(places) > 1 and at < places[1] - TOLERANCE and not tight
    return any(leads or not _space(text, inside) for inside in within)


def is_tight(body: Sequence[Sequence[Piece]], places: Sequence[int]) -> bool:
    """Say whether single spaces hold cells apart in many lines."""
    full = [pieces for pieces in body if len(pieces) > 1]
    joined = sum(
        any(_space(text, place - at) for at, text in pieces for place in places) for pieces in full
    )
    return joined > _TIGHT * len(body)
