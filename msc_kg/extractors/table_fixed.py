"""Tables laid out with spaces, whose cells may be wrapped over several lines (text of a PDF).

The header tells where the columns begin. A line without a first cell goes on with the cells
above; so does a first cell whose words would not have fitted on the line before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from msc_kg.extractors.table_columns import Header, read_header_cells
from msc_kg.extractors.table_grids import Grid, GridRow
from msc_kg.extractors.table_lines import Line, is_legend, is_note, read_label
from msc_kg.phrases import registry_ids

_PIECE = re.compile(r"\S+(?: \S+)*")
_LEAST_COLUMNS, _LEAST_KINDS, _SURE = 3, 3, 0.6
_HEADER_LINES = 4
_TOLERANCE = 1
_LONGEST = 600
_SINGLE = frozenset({"registry-id", "enrollment", "phase", "reference", "row-number"})
"""Columns whose cells fill one line; a second value begins a row or a further arm."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """The pieces of a line by column, "" where there is none."""

    texts: tuple[str, ...]
    line: Line


def read_fixed(lines: Sequence[Line], start: int) -> Grid | None:
    """Read columns that begin where the names of a sure header begin."""
    places = [place for place, _ in _pieces(lines[start])]
    if len(places) < _LEAST_COLUMNS:
        return None
    header, body = _header(lines, start, places)
    known = len(header.known)
    if known < _LEAST_KINDS or header.coverage < _SURE:
        return None
    rows: list[GridRow] = []
    end = body
    for cells in _body(lines, body, places):
        _add(rows, cells, header, places)
        end += 1
    return Grid(header, tuple(rows), end) if rows else None


def _pieces(line: Line) -> list[tuple[int, str]]:
    """What runs of spaces hold apart, each with its place on the line."""
    found = _PIECE.finditer(line.text[:_LONGEST])
    return [(match.start() + line.indent, match.group()) for match in found]


def _header(lines: Sequence[Line], start: int, places: Sequence[int]) -> tuple[Header, int]:
    names = [name for _, name in _pieces(lines[start])]
    header = read_header_cells(names)
    end = start + 1
    while end < min(len(lines) - 1, start + _HEADER_LINES) and not lines[end].after_blank:
        cells = _cut(lines[end], places)
        if cells is None or registry_ids.spot_registry_ids(lines[end].text):
            break
        joined = [f"{name} {cell}".strip() for name, cell in zip(names, cells, strict=True)]
        wider = read_header_cells(joined)
        if cells[0] and wider.coverage < 1.0:
            break
        names, header = joined, wider
        end += 1
    return header, end


def _cut(line: Line, places: Sequence[int]) -> tuple[str, ...] | None:
    """The cells of a line; ``None`` where words run across the beginning of a column."""
    cells = [""] * len(places)
    for at, text in _pieces(line):
        for column, part in _parts(at, text, places):
            if column is None:
                return None
            cells[column] = f"{cells[column]} {part}".strip()
    return tuple(cells)


def _parts(at: int, text: str, places: Sequence[int]) -> Iterator[tuple[int | None, str]]:
    inside = [place - at for place in places if at + _TOLERANCE < place < at + len(text)]
    starts = [0, *inside, len(text)]
    for first, end in pairwise(starts):
        before = [n for n, place in enumerate(places) if place <= at + first + _TOLERANCE]
        split = first == 0 or text[first - 1] == " "
        yield (before[-1] if before and split else None), text[first:end].strip()


def _body(lines: Sequence[Line], start: int, places: Sequence[int]) -> Iterator[_Cells]:
    for line in lines[start:]:
        if read_label(line.text) or is_note(line.text):
            return
        if line.after_blank and is_legend(line.text):
            return
        cells = _cut(line, places)
        if cells is None:
            return
        yield _Cells(cells, line)


def _add(rows: list[GridRow], cells: _Cells, header: Header, places: Sequence[int]) -> None:
    """Add a line to the row it goes on with, or as a row of its own."""
    if rows and _goes_on(rows[-1], cells, header, places):
        joined = map(_joined, rows[-1].cells, cells.texts)
        rows[-1] = GridRow(tuple(joined), rows[-1].line)
    else:
        rows.append(GridRow(cells.texts, cells.line.number))


def _goes_on(above: GridRow, cells: _Cells, header: Header, places: Sequence[int]) -> bool:
    kinds = [column.kind for column in header.columns]
    twice = any(
        kind in _SINGLE and mine and old and not _unfinished(old)
        for kind, mine, old in zip(kinds, cells.texts, above.cells, strict=True)
    )
    if twice or not any(above.cells[1:]):
        return False
    if not cells.texts[0]:
        return True
    words = above.cells[0].split("\n")[-1]
    room = places[1] - places[0] - 1
    wrapped = len(words) + 1 + len(cells.texts[0].split()[0]) > room
    filled = sum(map(bool, cells.texts))
    return wrapped and 2 * filled <= len(places) + 1


def _unfinished(text: str) -> bool:
    return text[-1] in "/-–,("


def _joined(above: str, text: str) -> str:
    glue = "" if not above or not text or above[-1] == "-" else "\n"
    return f"{above}{glue}{text}"
