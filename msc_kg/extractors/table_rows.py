"""Rows of a table: which cells belong to one study, further lines, sections, spans."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from msc_kg.extractors.table_choices import choose_by_cells, choose_by_score
from msc_kg.extractors.table_columns import Column
from msc_kg.extractors.table_figures import Glue, Parting, read_glue
from msc_kg.extractors.table_grids import GridRow
from msc_kg.extractors.table_layouts import Table
from msc_kg.extractors.table_lines import Line
from msc_kg.extractors.table_scores import score
from msc_kg.extractors.table_segments import Costs, Scores, Step, cut, margin
from msc_kg.extractors.table_spotters import SPOTTERS, Vocabulary, is_section
from msc_kg.extractors.table_words import Words, read_words

_COSTS = {
    "stacked": Costs(wrap=0.0, inside=0.0, further=-2.5),
    "glued": Costs(wrap=-6.0, inside=-12.0, further=-4.0),
}
_RECURRING = frozenset({"condition", "condition-group", "cell-source", "sponsor", "route", "donor"})
_LINES_AT_ONCE = 2000
_LONGEST_LINE, _LONGEST_ROW = 8000, 40_000
_LEAST_CELLS = 3
_KEY = frozenset({"registry-id", "reference", "author", "title"})


@dataclass(frozen=True)
class Row:
    """A row: its cells by column ("" where there is none) and its further lines.

    ``confidence`` (0 to 1) tells how sure the cuts of an undelimited row are; ``carried``
    are the columns whose value stands in a row above; ``section`` is the heading above;
    ``remarks`` tell what else about the cuts is doubtful.
    """

    number: int
    line: int
    cells: tuple[str, ...]
    further: tuple[tuple[str, ...], ...] = ()
    confidence: float | None = None
    carried: frozenset[int] = frozenset()
    section: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unread:
    """A line that became no row, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """The columns, rows and unread lines of a table."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unread: tuple[Unread, ...] = ()


def read_rows(table: Table, vocabulary: Vocabulary) -> Reading:
    """Return the rows of a table, whatever its rendering."""
    if table.rows:
        return _read_grid(table, vocabulary)
    return _read_lines(table, vocabulary)


# --- grids ------------------------------------------------------------------------------


def _read_grid(table: Table, vocabulary: Vocabulary) -> Reading:
    names = tuple(column.name for column in table.header.columns)
    width = len(names)
    usable = [row for row in table.rows if sum(map(len, row.cells)) <= _LONGEST_ROW]
    unread = tuple(
        Unread(row.line, " ".join(row.cells)[:200], "the row is too long for a row of a table")
        for row in table.rows
        if sum(map(len, row.cells)) > _LONGEST_ROW
    )
    fitted = [_fitted(row, width) for row in usable]
    body = [row for row in fitted if any(row.cells) and row.cells != names]
    cells = [[row.cells[place] for row in body] for place in range(width)]
    columns = choose_by_cells(table.header.columns, cells, vocabulary)
    return Reading(columns, tuple(_numbered(_grid_rows(body, columns))), unread)


def _fitted(row: GridRow, width: int) -> GridRow:
    cells = row.cells + ("",) * (width - len(row.cells))
    extra = " ".join(filter(None, cells[width:]))
    cells = (*cells[: width - 1], f"{cells[width - 1]} {extra}".strip()) if extra else cells[:width]
    return replace(row, cells=cells)


def _grid_rows(body: Iterable[GridRow], columns: Sequence[Column]) -> Iterator[Row]:
    section = ""
    row: Row | None = None
    for each in body:
        own = [bool(text) and p not in each.from_above for p, text in enumerate(each.cells)]
        if row is not None and _is_further(own, columns):
            kept = tuple(text if own[p] else "" for p, text in enumerate(each.cells))
            row = replace(row, further=(*row.further, kept))
            continue
        if row is not None:
            yield row
        if _is_section(own, each):
            section, row = each.cells[0], None
        else:
            row = _with_carried(each, row, section, columns)
    if row is not None:
        yield row


def _is_section(own: Sequence[bool], row: GridRow) -> bool:
    return len(own) > 2 and sum(own) == 1 and own[0] and not any(row.cells[1:])


def _is_further(own: Sequence[bool], columns: Sequence[Column]) -> bool:
    """Whether a row of a grid only adds cells (a further arm) to the row above."""
    keys = [place for place, column in enumerate(columns) if column.kind in _KEY]
    return not own[0] and not any(own[place] for place in keys)


def _with_carried(each: GridRow, above: Row | None, section: str, columns: Sequence[Column]) -> Row:
    """The row with the disease of the row or section above, where its own cell is empty."""
    lead = next((p for p, column in enumerate(columns) if column.kind == "condition"), None)
    row = Row(0, each.line, each.cells, section=section)
    if lead is None or lead > 1 or each.cells[lead]:
        return row
    value = above.cells[lead] if above is not None else section
    cells = tuple(value if place == lead else text for place, text in enumerate(each.cells))
    return replace(row, cells=cells, carried=frozenset({lead}) if value else frozenset())


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    return (replace(row, number=number) for number, row in enumerate(rows, start=1))


# --- lines ------------------------------------------------------------------------------


def _read_lines(table: Table, vocabulary: Vocabulary) -> Reading:
    stacked = table.layout == "stacked"
    costs = _COSTS.get(table.layout, Costs())
    unread = tuple(
        Unread(line.number, line.text[:200], "the line is too long to be a row of a table")
        for line in table.lines
        if len(line.text) > _LONGEST_LINE
    )
    usable = [line for line in table.lines if len(line.text) <= _LONGEST_LINE]
    sections = [] if stacked else [line for line in usable if is_section(line.text)]
    headings = frozenset(line.number for line in sections)
    body = [(line.number, line.text) for line in usable if line.number not in headings]
    rows: list[Row] = []
    columns: tuple[Column, ...] = ()
    glued = table.layout == "glued"
    glue = read_glue(table.header.columns, body, vocabulary.legend) if glued else None
    for start in range(0, len(body), _LINES_AT_ONCE):
        lines = body[start : start + _LINES_AT_ONCE]
        words = read_words(lines, whole=stacked, glue=glue)
        columns = columns or choose_by_score(table.header.columns, words, costs, vocabulary)
        rows += _cut_twice(words, columns, vocabulary, costs)
    named = [replace(row, section=_heading(row.line, sections)) for row in rows]
    named = _parted(_continued(named, columns), glue)
    return Reading(columns or table.header.columns, tuple(_numbered(named)), unread)


def _parted(rows: Sequence[Row], glue: Glue | None) -> list[Row]:
    """The rows, no surer than their counts and doses part, with a remark where it was close."""
    if glue is None or not rows:
        return list(rows)
    ends = [*(row.line for row in rows[1:]), max(glue.last, rows[-1].line) + 1]
    return [_doubted(row, glue.within(row.line, end)) for row, end in zip(rows, ends, strict=True)]


def _doubted(row: Row, parted: Sequence[Parting]) -> Row:
    if row.confidence is None or not parted:
        return row
    sure = min(row.confidence, *(each.confidence for each in parted))
    return replace(
        row, confidence=sure, remarks=tuple(each.remark for each in parted if each.remark)
    )


def _continued(rows: Sequence[Row], columns: Sequence[Column]) -> list[Row]:
    """The rows, with the disease of the row above where a leading cell for it has vanished."""
    kinds = [column.kind for column in columns]
    if kinds[:1] != ["condition"] or len(columns) < _LEAST_CELLS:
        return list(rows)
    found: list[Row] = []
    for row in rows:
        if not row.cells[0] and found and found[-1].cells[0]:
            cells = (found[-1].cells[0], *row.cells[1:])
            row = replace(row, cells=cells, carried=frozenset({0}))
        found.append(row)
    return found


def _heading(number: int, sections: Sequence[Line]) -> str:
    """The heading above a line."""
    place = bisect_left(sections, number, key=lambda line: line.number)
    return sections[place - 1].text if place else ""


def _cut_twice(
    words: Words, columns: tuple[Column, ...], vocabulary: Vocabulary, costs: Costs
) -> list[Row]:
    """Cut, learn which values recur in a column, and cut again knowing them."""
    scores = score(words, columns, vocabulary)
    rows = _rows(words, scores, cut(scores, costs).steps)
    recurring = _recurring(rows, columns, vocabulary)
    if not recurring:
        return rows
    scores = score(words, columns, replace(vocabulary, recurring=recurring))
    return _rows(words, scores, cut(scores, costs).steps)


def _recurring(
    rows: Sequence[Row], columns: Sequence[Column], vocabulary: Vocabulary
) -> dict[str, tuple[str, ...]]:
    """The values that stand twice in a column and are not known as a whole already."""
    found: dict[str, tuple[str, ...]] = {}
    for place, column in enumerate(columns):
        if column.kind in _RECURRING and not column.parts:
            counts = Counter(row.cells[place] for row in rows if row.cells[place])
            values = tuple(value for value, count in counts.items() if count > 1)
            new = (v for v in values if (0, len(v)) not in SPOTTERS[column.kind](v, vocabulary))
            found[column.kind] = found.get(column.kind, ()) + tuple(new)
    return {kind: values for kind, values in found.items() if values}


@dataclass(frozen=True, slots=True)
class _Part:
    """Words ``first`` to ``end`` in ``column``; whether a row or a further line begins here."""

    column: int
    first: int
    end: int
    begins_row: bool
    begins_further: bool


def _parts(steps: Sequence[Step]) -> Iterator[_Part]:
    starts = [
        place
        for place, step in enumerate(steps)
        if not place
        or step.begins_row
        or step.begins_further
        or step.column != steps[place - 1].column
    ]
    for first, end in pairwise([*starts, len(steps)]):
        step = steps[first]
        yield _Part(step.column, first, end, step.begins_row, step.begins_further)


def _rows(words: Words, scores: Scores, steps: Sequence[Step]) -> list[Row]:
    lines: list[list[_Part]] = []
    for part in _parts(steps):
        if part.begins_row or part.begins_further or not lines:
            lines.append([])
        lines[-1].append(part)
    rows: list[Row] = []
    for parts in lines:
        cells = _cells(words, parts, scores.columns)
        if parts[0].begins_further and rows:
            rows[-1] = replace(rows[-1], further=(*rows[-1].further, cells))
        else:
            spans = [(part.column, part.first, part.end) for part in parts]
            sure = _sureness(margin(scores, spans))
            rows.append(Row(0, words.words[parts[0].first].line, cells, confidence=sure))
    return rows


def _cells(words: Words, parts: Sequence[_Part], width: int) -> tuple[str, ...]:
    cells = [""] * width
    for part in parts:
        text = words.between(part.first, part.end)
        cells[part.column] = f"{cells[part.column]} {text}".strip()
    return tuple(cells)


def _sureness(gap: float) -> float:
    return 1.0 if gap == float("inf") else round(max(gap, 0.0) / (1.0 + max(gap, 0.0)), 3)
