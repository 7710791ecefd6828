"""Where the tables of a text are, in whatever rendering: header, rows or lines, notes.

A table comes out either as a grid (pipes, Markdown, tabs, CSV, aligned columns, HTML,
JATS) or as lines to be cut: undelimited rows ("flat"), or one cell per line ("stacked").
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from msc_kg.extractors import table_fixed, table_grids, table_html
from msc_kg.extractors.table_columns import UNKNOWN, Header, read_header_cells, read_header_line
from msc_kg.extractors.table_glue import is_glued, unglued_header
from msc_kg.extractors.table_grids import Grid, GridRow
from msc_kg.extractors.table_lines import (
    Line,
    caption_above,
    is_legend,
    is_note,
    notes_below,
    read_label,
    read_lines,
)

_HEADER_LINES = 8
_HEADER_LENGTH = 500
_SURE = 0.7
_SURER = 0.85
_SUREST = 0.95
_LEAST_KINDS = 3
_LEAST_SEAMS = 2
_MOST_COLUMNS = 24
_PROSE_WORDS = 60
_LEADING_BRACKET = re.compile(r"^[(\[][^()\[\]]{0,40}[)\]]\s*")
_WINDOW, _LONGEST_NAME = 200, 60
_REGISTERED = re.compile(r"[A-Za-z]{2,8}\d{7,}")
_HTML_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A table as found: ``rows`` when it is a grid, else ``lines`` to be cut."""

    layout: str
    label: str
    caption: str
    header: Header
    rows: tuple[GridRow, ...] = ()
    lines: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()


_GRIDS: tuple[tuple[str, Callable[[Sequence[Line], int], Grid | None]], ...] = (
    ("pipes", table_grids.read_pipes),
    ("tabs", table_grids.read_tabs),
    ("csv", table_grids.read_csv),
    ("aligned", table_grids.read_aligned),
    ("fixed", table_fixed.read_fixed),
)
_SIGNS = {"pipes": "|", "tabs": "\t", "csv": ",", "aligned": "  ", "fixed": "  "}


@lru_cache(maxsize=4)
def find_tables(text: str) -> tuple[Table, ...]:
    """Return the tables of a text, in order; time is linear in the length of the text."""
    if _HTML_TABLE.search(text):
        return tuple(table for table in map(_from_markup, table_html.read_markup(text)) if table)
    return tuple(_text_tables(read_lines(text)))


def _text_tables(lines: Sequence[Line]) -> Iterator[Table]:
    place = above = 0
    while place < len(lines):
        found = _grid_at(lines, place, above) or _lines_at(lines, place, above)
        if found is None:
            place += 1
            continue
        table, place = found
        above = place
        if table is not None:
            yield table


_Found = tuple[Table | None, int]


def _grid_at(lines: Sequence[Line], place: int, above: int) -> _Found | None:
    text = lines[place].text
    for layout, read in _GRIDS:
        if _SIGNS[layout] in text or (layout == "csv" and ";" in text):
            grid = read(lines, place)
            if grid is not None:
                return _grid_table(layout, grid, lines, place, above), grid.end
    return None


def _grid_table(
    layout: str, grid: Grid, lines: Sequence[Line], place: int, above: int
) -> Table | None:
    if not grid.rows:
        return None
    label, caption = _caption(lines, place, above)
    notes = (*_legends_above(lines, place, above), *notes_below(lines, grid.end))
    return Table(layout, label, caption, grid.header, rows=grid.rows, notes=notes)


def _caption(lines: Sequence[Line], place: int, above: int) -> tuple[str, str]:
    return caption_above([line.text for line in lines[max(above, place - 8) : place]])


def _legends_above(lines: Sequence[Line], place: int, above: int) -> Iterator[Line]:
    return (
        line for line in lines[max(above, place - _HEADER_LINES) : place] if is_legend(line.text)
    )


def _lines_at(lines: Sequence[Line], place: int, above: int) -> _Found | None:
    found = _flat_header(lines, place)
    if found is None:
        return None
    layout, header, start = found
    label, caption = _caption(lines, place, above)
    end = _body_end(lines, start, {line.text for line in lines[place:start]}, layout)
    below = tuple(notes_below(lines, end))
    notes = (*_legends_above(lines, place, above), *below)
    repeated = {line.text for line in lines[place:start]} if layout == "flat" else set()
    body = tuple(line for line in lines[start:end] if line.text not in repeated)
    if not body:
        return None, max(end, start)
    if layout == "flat" and is_glued([line.text for line in body]):
        layout = "glued"
    return Table(layout, label, caption, header, lines=body, notes=notes), end + len(below)


def _flat_header(lines: Sequence[Line], place: int) -> tuple[str, Header, int] | None:
    """Return layout, header and first body line of a header that begins at ``place``."""
    run = _header_run(lines, place)
    if not run:
        return _glued_header(lines, place)
    periodic = _periodic_header(lines, place) if len(run[0].columns) == 1 else None
    if periodic:
        return "stacked", periodic, place + len(periodic.columns)
    if len(run) >= _LEAST_KINDS and all(len(header.columns) == 1 for header in run):
        header = Header(tuple(each.columns[0] for each in run), 1.0)
        return ("stacked", header, place + len(run)) if _is_sure(header) else None
    for size in range(_head_size(lines, place, len(run)), 0, -1):
        header = read_header_line(" ".join(line.text for line in lines[place : place + size]))
        wrapped = all(each.coverage >= _SURER for each in run[:size]) or header.coverage >= _SUREST
        if (size == 1 or wrapped) and _is_sure(header) and _is_capitalised(header):
            return "flat", header, place + size
    return _glued_header(lines, place)


def _periodic_header(lines: Sequence[Line], place: int) -> Header | None:
    """The header of cells of their own lines: as many as lie between identifiers."""
    window = lines[place : place + _WINDOW]
    ids = [n for n, line in enumerate(window) if _REGISTERED.search(line.text[:_HEADER_LENGTH])]
    gaps = Counter(after - before for before, after in pairwise(ids)).most_common(1)
    if not gaps or not _LEAST_KINDS <= gaps[0][0] <= min(_MOST_COLUMNS, ids[0]):
        return None
    names = [line.text for line in window[: gaps[0][0]]]
    if any(len(name) > _LONGEST_NAME or len(read_header_line(name).known) > 1 for name in names):
        return None
    header = read_header_cells(names)
    return header if len(header.known) >= _LEAST_KINDS and header.coverage >= _SURE else None


def _head_size(lines: Sequence[Line], place: int, run: int) -> int:
    """How many lines may make a header whose names are broken at the ends of the lines."""
    size, known = run, -1
    while size < _HEADER_LINES and place + size < len(lines) - 1:
        more = [line.text for line in lines[place : place + size + 1]]
        if len(more[-1]) > _HEADER_LENGTH // 2 or _REGISTERED.search(more[-1]):
            break
        header = read_header_line(" ".join(more))
        if header.coverage < _SUREST or len(header.columns) <= known:
            break
        size, known = size + 1, len(header.columns)
    return size


def _glued_header(lines: Sequence[Line], place: int) -> tuple[str, Header, int] | None:
    text = lines[place].text
    if len(text) > _HEADER_LENGTH or place + 1 == len(lines):
        return None
    apart = unglued_header(text)
    if len(apart) < len(text) + _LEAST_SEAMS or _REGISTERED.search(text):
        return None
    header = read_header_line(apart)
    if _is_sure(header) and _is_capitalised(header):
        return "glued", header, place + 1
    return None


def _header_run(lines: Sequence[Line], place: int) -> list[Header]:
    run: list[Header] = []
    for line in lines[place : place + 3 * _HEADER_LINES]:
        header = _header_like(line.text)
        if header is None:
            break
        run.append(header)
        if len(run) == _HEADER_LINES and any(len(each.columns) > 1 for each in run):
            break
    return run


@lru_cache(maxsize=4096)
def _header_like(text: str) -> Header | None:
    """The header that a line may be a part of."""
    if len(text) > _HEADER_LENGTH or _REGISTERED.search(text) or read_label(text):
        return None
    header = read_header_line(_LEADING_BRACKET.sub("", text))
    known = header.coverage >= _SURE and header.columns[0].kind != UNKNOWN
    return header if known else None


def _is_sure(header: Header) -> bool:
    width = len(header.columns)
    return len(header.known) >= _LEAST_KINDS and header.coverage >= _SURE and width <= _MOST_COLUMNS


def _is_capitalised(header: Header) -> bool:
    """Whether the names begin like names; words of a sentence do not."""
    begun = {column.kind for column in header.columns if not column.name[0].islower()}
    return len(begun - {UNKNOWN}) >= _LEAST_KINDS


def _body_end(lines: Sequence[Line], start: int, header: Set[str], layout: str) -> int:
    for place in range(start, len(lines)):
        line = lines[place]
        if read_label(line.text) or is_note(line.text):
            return place
        if place > start and line.after_blank and _is_last_legend(lines, place, layout):
            return place
        if place > start and line.after_blank and _is_prose(line.text):
            return place
        if line.text not in header and _begins_other_table(line.text):
            return place
    return len(lines)


def _is_last_legend(lines: Sequence[Line], place: int, layout: str) -> bool:
    """Whether a line expands an abbreviation; among cells of their own lines only the last."""
    last = place + 1 == len(lines) or read_label(lines[place + 1].text) is not None
    return is_legend(lines[place].text) and (layout != "stacked" or last)


def _begins_other_table(text: str) -> bool:
    """Whether a line is delimited, or the undelimited header of another table."""
    if text.count("|") > 1 or text.count("\t") > 1:
        return True
    other = _header_like(text)
    return other is not None and _is_sure(other) and _is_capitalised(other)


def _is_prose(text: str) -> bool:
    return len(text.split()) > _PROSE_WORDS and not _REGISTERED.search(text)


def _from_markup(markup: table_html.Markup) -> Table | None:
    places = table_html.spread(markup)
    head = _head_rows(markup)
    rows = [_grid_row(row) for row in places]
    if head > 1:
        rows = [_joined_head(rows[:head]), *rows[head:]]
    grid = table_grids.with_header([row for row in rows if any(row.cells)], 0)
    if grid is None or not grid.rows:
        return None
    label, caption = caption_above([*markup.before, *markup.caption])
    after = read_lines("\n".join(markup.after))
    return Table(
        "html", label, caption, grid.header, rows=grid.rows, notes=tuple(notes_below(after, 0))
    )


def _head_rows(markup: table_html.Markup) -> int:
    marked = 0
    for cells in markup.rows:
        if not cells or not all(cell.header for cell in cells):
            break
        marked += 1
    return min(markup.head_rows or marked, len(markup.rows) - 1)


def _grid_row(places: Sequence[table_html.Place]) -> GridRow:
    spanned = frozenset(number for number, place in enumerate(places) if place.from_above)
    line = places[0].line if places else 0
    return GridRow(tuple(place.text for place in places), line, spanned)


def _joined_head(rows: Sequence[GridRow]) -> GridRow:
    width = max(len(row.cells) for row in rows)
    stacks = (
        [row.cells[place] for row in rows if place < len(row.cells)] for place in range(width)
    )
    names = tuple(" ".join(dict.fromkeys(filter(None, stack))) for stack in stacks)
    return GridRow(names, rows[0].line)
