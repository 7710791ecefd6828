"""Where the tables of a text are, in whatever rendering: header, rows or lines, notes.

A table comes out either as a grid (pipes, Markdown, tabs, CSV, aligned columns, HTML,
JATS) or as lines to be cut: undelimited rows ("flat"), or one cell per line ("stacked").
"""

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from msc_kg.extractors import table_fixed, table_grids, table_html
from msc_kg.extractors.table_columns import Header
from msc_kg.extractors.table_glue import is_glued
from msc_kg.extractors.table_grids import Grid, GridRow
from msc_kg.extractors.table_heads import HEADER_LINES, begins_table, find_header, is_registered
from msc_kg.extractors.table_lines import (
    Line,
    caption_above,
    is_legend,
    is_note,
    notes_below,
    read_label,
    read_lines,
)
from msc_kg.extractors.table_periods import agreement, cell_values

_PROSE_WORDS = 60
_REGULAR = 0.9
_LEAST_NAMES = 5
_LEAST_WORDS, _PLAIN_SHARE, _LONGEST_PARAGRAPH, _TESTED = 8, 0.7, 12, 2000
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
    ("full", table_grids.read_full),
    ("fixed", table_fixed.read_fixed),
    ("aligned", table_grids.read_aligned),
)
_SIGNS = {"pipes": "|", "tabs": "\t", "csv": ",", "full": "  ", "fixed": "  ", "aligned": "  "}


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
        if table is not None:
            above = place
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
        line for line in lines[max(above, place - HEADER_LINES) : place] if is_legend(line.text)
    )


def _lines_at(lines: Sequence[Line], place: int, above: int) -> _Found | None:
    found = find_header(lines, place)
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
        # A caption in words of headers, above a table that is delimited, or headers repeated.
        return None, max(place + 1, end - (start - place))
    if layout == "flat" and is_glued([line.text for line in body]):
        layout = "glued"
    rows = _full_stacks(body, len(header.columns)) if layout == "stacked" else ()
    lines_left = () if rows else body
    table = Table(layout, label, caption, header, rows=rows, lines=lines_left, notes=notes)
    return table, end + len(below)


def _full_stacks(body: Sequence[Line], width: int) -> tuple[GridRow, ...]:
    """The rows of cells of their own lines where no cell is left out."""
    texts = [line.text for line in body]
    if len(body) % width or not (_one_id_each(texts, width) or _is_regular(texts, width)):
        return ()
    return tuple(
        GridRow(tuple(texts[start : start + width]), body[start].number)
        for start in range(0, len(body), width)
    )


def _one_id_each(texts: Sequence[str], width: int) -> bool:
    places = [number % width for number, text in enumerate(texts) if is_registered(text[:500])]
    return len(set(places)) == 1 and len(places) * width == len(texts)


def _is_regular(texts: Sequence[str], width: int) -> bool:
    """Whether nearly all cells are of the kind of those in the rows above and below."""
    return agreement(texts, width) >= _REGULAR


def _body_end(lines: Sequence[Line], start: int, header: Set[str], layout: str) -> int:
    for place in range(start, len(lines)):
        line = lines[place]
        if read_label(line.text) or is_note(line.text):
            return place
        if place > start and line.after_blank and _is_last_legend(lines, place, layout):
            return place
        if place > start and line.after_blank and _is_prose(line.text):
            return place
        if layout == "flat" and place > start and line.after_blank and _is_sentence(lines, place):
            return place
        if line.text not in header and _begins_other_table(line.text, layout):
            return place
    return len(lines)


def _is_last_legend(lines: Sequence[Line], place: int, layout: str) -> bool:
    """Whether a line expands an abbreviation; among cells of their own lines only the last."""
    last = place + 1 == len(lines) or read_label(lines[place + 1].text) is not None
    return is_legend(lines[place].text) and (layout != "stacked" or last)


def _begins_other_table(text: str, layout: str) -> bool:
    """Whether a line is delimited, or the undelimited header of another table; cells are none."""
    if text.count("|") > 1 or text.count("\t") > 1:
        return True
    return begins_table(text, _LEAST_NAMES if layout == "stacked" else 0)


def _is_prose(text: str) -> bool:
    return len(text.split()) > _PROSE_WORDS and not is_registered(text)


def _is_sentence(lines: Sequence[Line], place: int) -> bool:
    """Whether the lines from here to a blank one are sentences that speak of no trial."""
    words: list[str] = []
    for line in lines[place : place + _LONGEST_PARAGRAPH]:
        if line.after_blank and words:
            break
        words += line.text.split()
    plain = sum(word.strip(",.;()").islower() and word.strip(",.;()").isalpha() for word in words)
    text = " ".join(words)
    if len(words) < _LEAST_WORDS or text[-1] != "." or plain < _PLAIN_SHARE * len(words):
        return False
    return not cell_values(text[:_TESTED])


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
