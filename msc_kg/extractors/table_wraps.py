"""Rows out of lines whose cells stand side by side and may be wrapped: the best division.

A cell goes on in the next line because a word did not fit; where it would have fitted, where
a cell appears below an empty place, or where a second identifier stands, a row (or a further
arm) begins. Dynamic programming over the lines; rows have a bounded height, so time is linear.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from msc_kg.extractors.table_breaks import rejoined, words_of
from msc_kg.extractors.table_columns import Header, weights
from msc_kg.extractors.table_grids import GridRow
from msc_kg.extractors.table_heads import is_registered
from msc_kg.extractors.table_lines import Line
from msc_kg.extractors.table_scores import IDENTITY
from msc_kg.extractors.table_spotters import SPOTTERS, Vocabulary, is_section
from msc_kg.phrases import products, registry_ids

NEVER = float("-inf")
_HIGHEST = 60
_GIVEN_UP = -40.0
_ROW, _FURTHER, _SECTION = -1.0, -2.5, -1.5
_EMPTY_SHARE = 0.5
_GAP, _LATE = -3.0, -1.2
_FITTED, _SLACK, _LIKELY_FITTED = -0.8, -0.5, -0.4
_MOST_SLACK = 6
_TWICE, _TWO_VALUES = -5.0, -3.0
_LOWER, _DANGLING = 0.4, 0.5
_LOWER_FIRST = -1.0
_BLANK = 2.0
_MOSTLY_BLANK, _MOSTLY_REGISTERED = 0.7, 0.7
_IDENTITY_FURTHER = -8.0
_SINGLE = frozenset({"registry-id", "enrollment", "phase", "reference", "row-number"})
"""Columns whose cells hold one value; a second one begins a row or a further arm."""
_WHOLE = frozenset({"dose", "cell-source", "status"})
"""Columns whose cells seldom hold two whole values."""
_UNFINISHED = re.compile(r"[-‐–/,(&+:]$|\b(?:and|or|of|in|for|with|the|to|by|from|a|×|x)$", re.I)


@dataclass(frozen=True, slots=True)
class Cells:
    """The pieces of a line by column, "" where there is none; a heading has one for all."""

    texts: tuple[str, ...]
    line: Line
    heading: bool = False


@dataclass(frozen=True)
class _Page:
    """What the lines of a table share: kinds, room and longest piece of each column."""

    kinds: tuple[str, ...]
    room: tuple[int, ...]
    longest: tuple[int, ...]
    blanks: bool
    blocks: bool


@dataclass(frozen=True, slots=True)
class _Best:
    """The best division up to a line: its score, and the part that ends there."""

    score: float
    start: int = 0
    label: str = ""


def wrapped_rows(lines: Sequence[Cells], header: Header, places: Sequence[int]) -> list[GridRow]:
    """Return the rows that lines of cells make; ``places`` is where the columns begin."""
    if not lines:
        return []
    page = _page(lines, header, places)
    known = words_of(text for each in lines for text in each.texts)
    return [_row(lines[first:end], label, page, known) for first, end, label in _parts(lines, page)]


def _page(lines: Sequence[Cells], header: Header, places: Sequence[int]) -> _Page:
    columns = range(len(places))
    plain = [each for each in lines if not each.heading] or list(lines)
    longest = tuple(max(len(each.texts[c]) for each in plain) for c in columns)
    widths = [after - before for before, after in pairwise(places)]
    room = (*(max(width - 2, 1) for width in widths), longest[-1])
    blank = sum(each.line.after_blank for each in lines[1:])
    return _Page(
        tuple(column.kind for column in header.columns),
        room,
        tuple(map(min, longest, (*(max(width - 1, 1) for width in widths), longest[-1]))),
        0 < blank < _MOSTLY_BLANK * (len(lines) - 1),
        _in_blocks(lines),
    )


def _in_blocks(lines: Sequence[Cells]) -> bool:
    """Whether blank lines part rows: most blocks between them have just one identifier."""
    blocks: list[int] = []
    for each in lines:
        if each.line.after_blank or not blocks:
            blocks.append(0)
        blocks[-1] += any(map(is_registered, each.texts))
    several = 1 < len(blocks) < len(lines)
    return several and max(blocks) == 1 and sum(blocks) >= _MOSTLY_REGISTERED * len(blocks)


def _parts(lines: Sequence[Cells], page: _Page) -> list[tuple[int, int, str]]:
    best = [_Best(0.0), *(_Best(NEVER) for _ in lines)]
    for first in range(len(lines)):
        if best[first].score == NEVER:
            continue
        for end, label, worth in _from(lines, first, page):
            score = best[first].score + worth
            if score > best[end].score and (first or label != "further"):
                best[end] = _Best(score, first, label)
    parts: list[tuple[int, int, str]] = []
    end = len(lines)
    while end:
        parts.append((best[end].start, end, best[end].label))
        end = best[end].start
    return parts[::-1]


def _from(lines: Sequence[Cells], first: int, page: _Page) -> Iterator[tuple[int, str, float]]:
    """The parts that begin at a line: where each ends, what it is, and its score."""
    head = lines[first]
    begins = not page.blocks or head.line.after_blank or first == 0
    blank = _BLANK if page.blanks and head.line.after_blank else 0.0
    if head.heading:
        yield first + 1, "section", blank
        return
    if _is_lonely(head) and begins:
        sure = is_section(head.texts[0]) or blank > 0
        yield first + 1, "section", (0.0 if sure else _SECTION) + blank
    part = _Part(head, page)
    further = _further(head, page)
    while True:
        base = part.score + blank
        if begins:
            yield first + part.height, "row", base + _ROW + part.empty() + part.late()
        if further > NEVER:
            yield first + part.height, "further", base + further + part.late()
        place = first + part.height
        if place == len(lines) or part.height == _HIGHEST or lines[place].heading:
            return
        part.add(lines[place])
        further = min(further, _further(lines[place], page))
        if part.score < _GIVEN_UP:
            return


def _is_lonely(cells: Cells) -> bool:
    return bool(cells.texts[0]) and not any(cells.texts[1:])


def _further(head: Cells, page: _Page) -> float:
    """The charge for a further line of a row that begins here."""
    if head.texts[0]:
        return NEVER
    if next(filter(None, head.texts), "A")[0] == "(":
        return NEVER
    stated = zip(head.texts, page.kinds, strict=True)
    keys = sum(bool(text) for text, kind in stated if kind in IDENTITY)
    return _FURTHER + keys * _IDENTITY_FURTHER


class _Part:
    """Lines that may be one row: the score of what is written below what."""

    def __init__(self, head: Cells, page: _Page) -> None:
        self._page = page
        self._cells = list(head.texts)
        self._last = list(head.texts)
        self._ended = [not text for text in head.texts]
        self._late = 0
        self.height = 1
        self.score = _LOWER_FIRST if _is_low(next(filter(None, head.texts), "A")) else 0.0

    def add(self, below: Cells) -> None:
        self.height += 1
        if self._page.blanks and below.line.after_blank:
            self.score -= _BLANK
        for column, text in enumerate(below.texts):
            if not text:
                self._ended[column] = True
                continue
            if not self._cells[column]:
                self._late += 1
            else:
                self.score += _GAP if self._ended[column] else self._break(column, text)
            self._ended[column] = False
            self._cells[column] = f"{self._cells[column]} {text}".strip()
            self._last[column] = text

    def _break(self, column: int, text: str) -> float:
        above, kind = self._last[column], self._page.kinds[column]
        score = _fitting(above, text, self._page.longest[column], self._page.room[column])
        unfinished = bool(_UNFINISHED.search(above))
        if _is_low(text):
            score += _LOWER
        if unfinished:
            return score + _DANGLING
        if kind in _SINGLE and _states(kind, self._cells[column]) and _states(kind, text):
            score += _TWICE
        if text[0] == "(":
            return score + _LOWER
        if kind in _WHOLE and _is_value(kind, self._cells[column]) and _is_value(kind, text):
            score += _TWO_VALUES
        return score

    def empty(self) -> float:
        """The charge for the columns that the row leaves empty."""
        return sum(
            _EMPTY_SHARE * max(weights(kind).empty, -3.0)
            for kind, cell in zip(self._page.kinds, self._cells, strict=True)
            if not cell
        )

    def late(self) -> float:
        """The charge for cells that begin below the first line."""
        return 0.0 if self._page.blocks else _LATE * self._late


def _fitting(above: str, text: str, longest: int, room: int) -> float:
    """The charge for a break before a word that would have fitted on the line above."""
    slack = longest - len(above) - 1 - len(text.split()[0])
    if slack >= 0:
        return _FITTED + _SLACK * min(slack, _MOST_SLACK)
    return _LIKELY_FITTED if slack + room - longest >= 0 else 0.0


@lru_cache(maxsize=4096)
def _states(kind: str, text: str) -> bool:
    """Whether a text is a whole value of a kind of column that holds one."""
    return bool(registry_ids.spot_registry_ids(text)) if kind == "registry-id" else True


@lru_cache(maxsize=4096)
def _is_value(kind: str, text: str) -> bool:
    """Whether a text is one or more whole mentions of a kind; of cells with their type."""
    if kind == "cell-source":
        named = products.spot_products(text)
        return bool(named) and all(each.value.cell_type for each in named)
    spans = sorted(SPOTTERS[kind](text, Vocabulary()))
    return bool(spans) and spans[0][0] == 0 and spans[-1][1] == len(text)


def _is_low(text: str) -> bool:
    """Whether a text goes on with a word in small letters ("cells"; not "hUC-MSC")."""
    return text.split()[0].strip(",.;:()").islower()


def _row(lines: Sequence[Cells], label: str, page: _Page, known: frozenset[str]) -> GridRow:
    number = lines[0].line.number
    if label == "section":
        return GridRow(lines[0].texts, number)
    width = len(lines[0].texts)
    return GridRow(tuple(_cell(lines, column, page, known) for column in range(width)), number)


def _cell(lines: Sequence[Cells], column: int, page: _Page, known: frozenset[str]) -> str:
    """The cell of a row in a column; a break stays where the next word would have fitted."""
    cell = ""
    for text in (each.texts[column] for each in lines if each.texts[column]):
        last = cell.rpartition("\n")[2]
        joined = rejoined(cell, text, known) if cell else text
        if joined is None:
            fitted = page.longest[column] - len(last) - 1 - len(text.split()[0]) >= 0
            joined = f"{cell}{chr(10) if fitted else ' '}{text}"
        cell = joined
    return cell
