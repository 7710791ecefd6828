"""Tables of trials in review papers, in whatever rendering they were copied out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from msc_kg.documents import Document
from msc_kg.extractors import table_context
from msc_kg.extractors.table_choices import choose_by_cells
from msc_kg.extractors.table_columns import UNKNOWN, Column
from msc_kg.extractors.table_general import read_general
from msc_kg.extractors.table_glue import spaced
from msc_kg.extractors.table_layouts import Table, find_tables
from msc_kg.extractors.table_periods import values_in
from msc_kg.extractors.table_records import (
    SECTION,
    Source,
    pointed,
    read_record,
    sectioned,
)
from msc_kg.extractors.table_rows import Reading, Row, read_rows
from msc_kg.extractors.table_spotters import SPOTTERS, Vocabulary
from msc_kg.extractors.table_stacks import unstacked
from msc_kg.phrases import products, registry_ids
from msc_kg.records import Description, Extraction, Record, Reject

_TRIAL_COLUMNS = frozenset({"registry-id", "enrollment", "phase", "status", "sponsor"})
_TREATMENT_COLUMNS = frozenset({"cell-source", "dose", "route", "donor", "intervention"})
_USUAL = frozenset({"condition", "title", "reference", "author", "outcome"})
_USEFUL = _TRIAL_COLUMNS | _TREATMENT_COLUMNS | _USUAL | {"country"}
_FOREIGN = frozenset({"mechanism"})
_TELLING = ("dose", "phase", "route", "status", "cell-source")
_CONTINUED = re.compile(r"\W*(?:cont(?:inued|'d|d)?\.?)?\W*", re.IGNORECASE)
_LEAST_MARKS = 3
_LEAST_SURENESS = 0.5
_LEAST_ROWS = 2
_HALF, _CELLS_SHARE = 0.5, 0.25
"""How many rows, or lines that may be parts of rows, state what tells a table of trials."""
_SAMPLE_LINES = 60
_SAMPLE_LENGTH = 4000


@dataclass(frozen=True)
class CutRow:
    """How a row was cut: its place, how sure, and its cells by column, further lines too."""

    locator: str
    line: int
    confidence: float | None
    cells: tuple[tuple[str, str], ...]
    further: tuple[tuple[tuple[str, str], ...], ...]


class ReviewTable:
    """Reads the tables of trials in a document."""

    name = table_context.KIND
    description = (
        "a table of trials from a review paper: undelimited lines, pipes, Markdown, tabs, "
        "CSV, one cell per line, HTML or JATS"
    )

    def confidence(self, document: Document) -> float:
        """Return how sure it is, 0 to 1, that the document holds a table of trials."""
        if document.is_binary:
            return 0.0
        return max(map(_sureness, find_tables(document.text)), default=0.0)

    def extract(self, document: Document) -> Extraction:
        """Return a record for each row; tables about no trials and unread lines are rejects."""
        tables = _labelled(find_tables(document.text)) if not document.is_binary else []
        legend: dict[str, str] = {}
        for table in tables:
            legend = {**table_context.read_legend(table), **legend}
        description = table_context.describe(document.text, tables, legend)
        records: list[Record] = []
        rejects: list[Reject] = []
        for table in tables:
            self._read(document, table, description, records, rejects)
        if not tables:
            rejects.append(_reject(document, "whole document", "", "no table was found"))
        return Extraction(description, tuple(records), tuple(rejects))

    def explain(self, document: Document) -> tuple[CutRow, ...]:
        """Return how the rows of every table of trials were cut."""
        found: list[CutRow] = []
        for table in _labelled(find_tables(document.text)):
            reading = _reading(table)
            found += (_explained(row, table, reading.columns) for row in reading.rows)
        return tuple(found)

    def _read(
        self,
        document: Document,
        table: Table,
        description: Description,
        records: list[Record],
        rejects: list[Reject],
    ) -> None:
        reading = _reading(table)
        for line in reading.unread:
            rejects.append(_reject(document, f"line {line.line}", line.text, line.reason))
        reason = _no_trials(reading, table)
        if reason:
            rejects.append(_reject(document, table.label, table.caption, reason))
            return
        vocabulary = Vocabulary(table_context.read_legend(table))
        own = frozenset(kind for c in reading.columns for kind in (c.kind, *c.parts))
        general = read_general(table, vocabulary, own, document.text)
        as_of = description.published
        source = Source(document.name, table.label, as_of, vocabulary, general, pointed(reading))
        for row in reading.rows:
            if any(row.cells):
                records.append(read_record(row, reading.columns, source))


def _reading(table: Table) -> Reading:
    vocabulary = Vocabulary(table_context.read_legend(table))
    return sectioned(unstacked(read_rows(table, vocabulary), vocabulary))


def _labelled(tables: Sequence[Table]) -> list[Table]:
    """The tables with labels that tell them apart: a second "Table" is "Table (2)"."""
    seen: Counter[str] = Counter()
    captions: dict[str, str] = {}
    labelled = []
    for table in tables:
        if _CONTINUED.fullmatch(table.caption):
            table = replace(table, caption=captions.get(table.label, table.caption))
        captions.setdefault(table.label, table.caption)
        seen[table.label] += 1
        count = seen[table.label]
        label = table.label if count == 1 else f"{table.label} ({count})"
        labelled.append(replace(table, label=label))
    return labelled


def _explained(row: Row, table: Table, columns: Sequence[Column]) -> CutRow:
    def named(cells: Sequence[str]) -> tuple[tuple[str, str], ...]:
        pairs = zip(columns, cells, strict=True)
        return tuple((column.name, cell) for column, cell in pairs if cell)

    further = tuple(named(cells) for cells in row.further)
    locator = f"{table.label}, row {row.number}"
    return CutRow(locator, row.line, row.confidence, named(row.cells), further)


def _reject(document: Document, place: str, text: str, reason: str) -> Reject:
    return Reject(document=document.name, place=place, text=text, reason=reason)


def _no_trials(reading: Reading, table: Table) -> str | None:
    """Why a table gives no records: it has no rows, or is not about trials."""
    if not reading.rows:
        return "the table has a header and no rows"
    named = [column for column in reading.columns if column.name != SECTION]
    known = {kind for column in named for kind in (column.kind, *column.parts)}
    texts = [" ".join(row.cells) for row in reading.rows]
    if any(registry_ids.spot_registry_ids(text) for text in texts):
        return None
    if _treats(table, known, texts):
        return None
    if _resemblance(known, texts) < _LEAST_MARKS or not _is_sure(table, texts):
        names = ", ".join(column.name or "?" for column in reading.columns)
        return f"the table is not about trials (no registry ids; columns: {names})"
    return None


def _is_sure(table: Table, texts: Sequence[str]) -> bool:
    """Whether a table without registry ids is of trials: by its header, or naming cells."""
    if _sureness(table) >= _LEAST_SURENESS:
        return True
    cells = sum(bool(products.spot_products(text)) for text in texts[:_SAMPLE_LINES])
    return 2 * cells >= min(len(texts), _SAMPLE_LINES) and len(table.header.known & _USEFUL) > 2


def _treats(table: Table, known: Set[str], texts: Sequence[str]) -> bool:
    """Whether a table lists diseases treated with cells and more about each treatment."""
    if known & _FOREIGN or not known & {"condition", "title"} or not texts:
        return False
    sample = texts[:_SAMPLE_LINES]
    cells = sum(bool(products.spot_products(text)) for text in sample)
    told = len(known & (_USEFUL - {"condition", "title", "cell-source", "intervention"}))
    if table.layout == "stacked" and not table.rows:
        cells *= max(1, len(table.header.columns))
    if told == 1 and 2 * sum(values_in(text) > 2 for text in sample) >= len(sample):
        told += 1
    return cells >= _LEAST_ROWS and cells >= _CELLS_SHARE * len(sample) and told >= 2


def _resemblance(known: Set[str], texts: Sequence[str], share: float = _HALF) -> int:
    """How many things that trials have the header names or a share of the rows state."""
    sample = texts[:_SAMPLE_LINES]
    states = Vocabulary()
    stated = {
        kind
        for kind in _TELLING
        if sum(any(SPOTTERS[kind](text, states)) for text in sample) >= share * len(sample)
    }
    if not stated:
        return 0
    return len(stated | (known & _TRIAL_COLUMNS)) + len(known & _USUAL) - 2 * len(known & _FOREIGN)


def _sureness(table: Table) -> float:
    """How surely a table lists trials, by its header and a look at its rows."""
    kinds = _known(table) & _USEFUL
    texts = list(_sample(table))
    if len(texts) < _LEAST_ROWS and len(kinds) < 5:
        return 0.0
    registered = sum(bool(registry_ids.spot_registry_ids(text)) for text in texts)
    if registered >= _LEAST_ROWS and len(kinds) >= 2:
        return min(0.95, 0.6 + 0.05 * len(kinds) + 0.2 * registered / len(texts))
    if _treats(table, _known(table), texts):
        return min(0.9, 0.5 + 0.05 * len(kinds))
    if len(kinds) < _LEAST_MARKS or not kinds & _TRIAL_COLUMNS:
        return 0.1 * min(len(kinds), 4)
    share = _HALF if table.rows else _CELLS_SHARE
    return max(0.0, min(0.9, 0.1 + 0.11 * _resemblance(kinds, texts, share)))


def _known(table: Table) -> frozenset[str]:
    """The kinds of columns that the header names, or that the cells of a grid tell."""
    if not table.rows or table.header.coverage == 1:
        return table.header.known
    width = len(table.header.columns)
    rows = [(*row.cells, *[""] * width)[:width] for row in table.rows[:_SAMPLE_LINES]]
    columns = choose_by_cells(table.header.columns, list(zip(*rows, strict=True)), Vocabulary())
    return table.header.known | (frozenset(c.kind for c in columns) - {UNKNOWN})


def _sample(table: Table) -> Iterator[str]:
    yield from (" ".join(row.cells)[:_SAMPLE_LENGTH] for row in table.rows[:_SAMPLE_LINES])
    lines = (line.text[:_SAMPLE_LENGTH] for line in table.lines[:_SAMPLE_LINES])
    yield from map(spaced, lines) if table.layout == "glued" else lines
