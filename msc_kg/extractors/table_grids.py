"""Delimited tables as grids: pipes and Markdown, tabs, CSV, columns aligned with spaces."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msc_kg.extractors.table_columns import Header, read_header_cells
from msc_kg.extractors.table_lines import Line, read_label
from msc_kg.extractors.table_spotters import is_section

_LONGEST_HEADER = 4000
_LONGEST_HEADING = 80
_RULE = re.compile(r"[\s|:+=_-]*")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*|__|\*|_)(?=\S)([^*_\n]{1,300})(?<=\S)\1(?![\w*])")
_GAP = re.compile(r"\s{2,}")
_SURE = 0.6
_HEADER_ROWS = 3
_MOST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of cells; ``from_above`` are the places that a span from above fills."""

    cells: tuple[str, ...]
    line: int
    from_above: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Grid:
    """Rows under a header; ``end`` is the index of the first line after the table."""

    header: Header
    rows: tuple[GridRow, ...]
    end: int


def with_header(rows: Sequence[GridRow], end: int) -> Grid | None:
    """Return the grid whose header is the row, among the first three, that is understood best.

    Without one the columns have no names, and their contents decide.
    """
    if len(rows) < 2:
        return None
    heads = [read_header_cells(row.cells) for row in rows[:_HEADER_ROWS]]
    best = max(range(len(heads)), key=lambda place: (len(heads[place].known), -place))
    if len(heads[best].known) >= 2 or heads[best].coverage >= _SURE:
        return Grid(heads[best], tuple(rows[best + 1 :]), end)
    width = max(len(row.cells) for row in rows)
    return Grid(read_header_cells([""] * width), tuple(rows), end)


def read_pipes(lines: Sequence[Line], start: int) -> Grid | None:
    """Read rows of cells between pipes, with or without outer pipes and a rule."""
    rows, end = _run(lines, start, _pipe_cells(lines[start].text))
    return with_header([row for row in rows if not _RULE.fullmatch("|".join(row.cells))], end)


def with_breaks(cell: str) -> str:
    """Return a cell with single spaces, a line end for each break ("<br>"), no emphasis."""
    plain = _EMPHASIS.sub(r"\2", cell) if "*" in cell or "_" in cell else cell
    lines = _BREAK.sub("\n", plain).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _pipe_cells(first: str) -> Callable[[str], list[str] | None]:
    """Return how the lines of a table are split; its first line tells whether pipes are outer.

    Below a first line without them a pipe at either end of a line stands beside an empty cell.
    """
    left, right = "|" * first.startswith("|"), "|" * first.endswith("|")

    def split(line: str) -> list[str] | None:
        if "|" not in line:
            return None
        inner = line.removeprefix(left).removesuffix(right)
        cells = [with_breaks(cell) for cell in inner.split("|")]
        return cells if len(cells) > 1 or _RULE.fullmatch(line) else None

    return split


def read_tabs(lines: Sequence[Line], start: int) -> Grid | None:
    """Read rows of cells between tabs."""
    rows, end = _run(lines, start, _tab_cells)
    return with_header(rows, end)


def _tab_cells(line: str) -> list[str] | None:
    return [with_breaks(c).strip('"') for c in line.split("\t")] if "\t" in line else None


def read_aligned(lines: Sequence[Line], start: int) -> Grid | None:
    """Read columns that runs of spaces hold apart, when the first line is a sure header."""
    names = _GAP.split(lines[start].text)
    header = read_header_cells(names) if len(names) >= 3 else None
    if header is None or len(header.known) < 3 or header.coverage < _SURE:
        return None
    rows, end = _run(lines, start, lambda line: _same_width(line, len(names)))
    ended = end == len(lines) or lines[end].after_blank or read_label(lines[end].text)
    return with_header(rows, end) if ended else None


def read_full(lines: Sequence[Line], start: int) -> Grid | None:
    """Read such columns where every line has all its cells, or is surely a heading."""
    grid = read_aligned(lines, start)
    if grid is None:
        return None
    width = len(grid.header.columns)
    lonely = [each for each in lines[start : grid.end] if len(_GAP.split(each.text)) != width]
    return None if any(each.indent or not is_section(each.text) for each in lonely) else grid


def _same_width(line: str, width: int) -> list[str] | None:
    cells = _GAP.split(line)
    return cells if len(cells) == width else None


def _run(
    lines: Sequence[Line], start: int, split: Callable[[str], list[str] | None]
) -> tuple[list[GridRow], int]:
    """Split lines until one does not fit; a heading between two that fit is a row of one cell."""
    rows: list[GridRow] = []
    place = start
    while place < len(lines) and not read_label(lines[place].text):
        line = lines[place]
        cells = split(line.text)
        if cells is None and not _is_heading(lines, place, split):
            break
        rows.append(GridRow(tuple(cells or [line.text]), line.number))
        place += 1
    return rows, place


def _is_heading(
    lines: Sequence[Line], place: int, split: Callable[[str], list[str] | None]
) -> bool:
    """Whether a line is a few words between rows of cells, perhaps below another such line."""
    first, last = place, place
    while first > 0 and place - first < _MOST_HEADINGS and split(lines[first - 1].text) is None:
        first -= 1
    while last - first < _MOST_HEADINGS and split(_text(lines, last + 1)) is None:
        last += 1
    headings = lines[first : last + 1]
    if first == 0 or any(len(each.text) > _LONGEST_HEADING for each in headings):
        return False
    if any(read_label(each.text) for each in headings):
        return False
    return _go_on(split(lines[first - 1].text), split(_text(lines, last + 1)))


def _text(lines: Sequence[Line], place: int) -> str:
    return lines[place].text if place < len(lines) else ""


def _go_on(before: list[str] | None, after: list[str] | None) -> bool:
    """Whether a row is of the same table as one before; its last cell may have vanished."""
    if not before or not after or min(len(before), len(after)) <= 2:
        return False
    if len(before) == len(after):
        return True
    return abs(len(before) - len(after)) == 1 and len(read_header_cells(after).known) < 2


def read_csv(lines: Sequence[Line], start: int) -> Grid | None:
    """Read comma- or semicolon-separated values under a header that is surely one."""
    first = lines[start].text[:_LONGEST_HEADER]
    for delimiter in ",;":
        names = _next(csv.reader([first], delimiter=delimiter)) or []
        header = read_header_cells(names) if 3 <= len(names) <= 60 else None
        if header and len(header.known) >= 3 and header.coverage >= _SURE:
            return _csv_rows(lines, start, delimiter, header)
    return None


def _csv_rows(lines: Sequence[Line], start: int, delimiter: str, header: Header) -> Grid:
    width = len(header.columns)
    body = lines[start + 1 :]
    reader = csv.reader((line.text + "\n" for line in body), delimiter=delimiter)
    rows: list[GridRow] = []
    end, before = start + 1, 0
    while cells := _next(reader):
        if abs(len(cells) - width) > 1 or len(cells) < 2:
            break
        rows.append(GridRow(tuple(with_breaks(cell) for cell in cells), body[before].number))
        before = reader.line_num
        end = start + 1 + before
    return Grid(header, tuple(rows), end)


def _next(reader: "csv._reader") -> list[str] | None:  # type: ignore[name-defined]
    try:
        return next(reader, None)
    except csv.Error:
        return None
