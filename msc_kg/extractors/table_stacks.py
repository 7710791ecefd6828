"""Rows whose cells each hold a stack of values: several trials printed in one row.

A cell of three identifiers beside a cell of three phases is three trials. Stacks are told
by their line breaks, or, where those were lost, by their mentions: as many as identifiers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from msc_kg.extractors.table_columns import Column
from msc_kg.extractors.table_rows import Reading, Row
from msc_kg.extractors.table_spotters import SPOTTERS, Vocabulary, is_condition
from msc_kg.phrases import fillers, registry_ids
from msc_kg.registries import registry_of

_COUNTED = frozenset({"phase", "status", "enrollment", "reference", "dose", "route"})
"""Columns whose mentions can be counted where line breaks were lost."""
_LEAST_PARALLEL = 2
_MOST = 40


def unstacked(reading: Reading, vocabulary: Vocabulary) -> Reading:
    """Return the reading with a row for each trial; line breaks within cells become spaces."""
    rows = [row for each in reading.rows for row in _trials(each, reading.columns, vocabulary)]
    numbered = (replace(row, number=number) for number, row in enumerate(rows, start=1))
    return replace(reading, rows=tuple(numbered))


def _trials(row: Row, columns: Sequence[Column], vocabulary: Vocabulary) -> Iterator[Row]:
    place = next((p for p, column in enumerate(columns) if column.kind == "registry-id"), None)
    count = _identifiers(row.cells[place]) if place is not None else 0
    stacks = [
        _stack(cell, column, count, vocabulary)
        for cell, column in zip(row.cells, columns, strict=True)
    ]
    parallel = sum(len(stack) == count for stack in stacks)
    broken = sum(len(_lines(cell)) == count for cell in row.cells)
    if not 1 < count <= _MOST or row.further or not (broken > 1 or parallel > _LEAST_PARALLEL):
        yield _joined(row, columns, vocabulary)
        return
    for number in range(count):
        cells = [stack[number] if len(stack) == count else " ".join(stack) for stack in stacks]
        yield replace(row, cells=tuple(cells))


def _identifiers(cell: str) -> int:
    """How many identifiers of one registry a cell holds; 0 where they are of several."""
    found = list(dict.fromkeys(span.value for span in registry_ids.spot_registry_ids(cell)))
    registries = {registry_of(value) for value in found}
    return len(found) if len(registries) == 1 else 0


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in cell.split("\n") if line.strip()]


def _stack(cell: str, column: Column, count: int, vocabulary: Vocabulary) -> list[str]:
    lines = _lines(cell)
    if len(lines) > 1 or count < 2:
        return lines
    if column.kind == "registry-id":
        ends = [span.end for span in registry_ids.spot_registry_ids(cell)]
        return [cell[a:b].strip(" ,;/&") for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    if column.kind not in _COUNTED or column.parts:
        return lines
    starts = sorted(start for start, _ in SPOTTERS[column.kind](cell, vocabulary))
    if len(starts) != count or cell[: starts[0]].strip():
        return lines
    return [cell[a:b].strip(" ,;") for a, b in zip(starts, [*starts[1:], len(cell)], strict=True)]


def _joined(row: Row, columns: Sequence[Column], vocabulary: Vocabulary) -> Row:
    def join(cell: str, column: Column) -> str:
        lines = _lines(cell) if "\n" in cell else [cell]
        listed = column.kind == "condition" and all(is_condition(x, vocabulary) for x in lines)
        stated = [line for line in lines if len(lines) == 1 or not fillers.is_filler(line)]
        return ("; " if listed else " ").join(stated)

    def all_joined(cells: Sequence[str]) -> tuple[str, ...]:
        return tuple(join(cell, column) for cell, column in zip(cells, columns, strict=True))

    return replace(row, cells=all_joined(row.cells), further=tuple(map(all_joined, row.further)))
