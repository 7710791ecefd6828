"""The tables of a graph as CSV files and as Parquet files."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any

from msc_kg.exports.nodes import NodeSource
from msc_kg.exports.tables import CellValue, Row, TableColumn, TableShape, rows, shapes
from msc_kg.frames import needed
from msc_kg.store import Graph
from msc_kg.tables import quoted, text

SEPARATOR = "|"
"""What stands between several values of a cell in CSV; within a value it is written ``\\|``."""
BATCH_ROWS = 10_000
"""Rows of a Parquet file that are held before they are written."""

_ESCAPES = str.maketrans({"\\": "\\\\", SEPARATOR: "\\" + SEPARATOR})


def write_csv(graph: Graph, folder: Path) -> None:
    """Write every table as ``NAME.csv`` (RFC 4180, UTF-8, a header line)."""
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {}
        for name, shape in shapes().items():
            files[name] = stack.enter_context((folder / f"{name}.csv").open("wb"))
            files[name].write(csv_line(column.name for column in shape.columns))
        for name, row in rows(NodeSource(graph)):
            cells = ((row[column.name], column.many) for column in shapes()[name].columns)
            files[name].write(csv_line(_joined(*cell) for cell in cells))


def csv_line(cells: Iterable[str]) -> bytes:
    """Return cells as a line of CSV, quoted where they must be."""
    return (",".join(map(quoted, cells)) + "\n").encode()


def _joined(value: CellValue, many: bool) -> str:
    if isinstance(value, list):
        return SEPARATOR.join(text(one).translate(_ESCAPES) for one in value)
    return text(value)


def write_parquet(graph: Graph, folder: Path) -> None:
    """Write every table as ``NAME.parquet``; columns with several values are lists.

    Raises:
        InputError: pyarrow is not installed (``msc-kg[frames]``).
    """
    arrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    with ExitStack() as stack:
        writers: dict[str, _Batches] = {}
        for name, shape in shapes().items():
            schema = _schema(arrow, shape)
            writer = stack.enter_context(parquet.ParquetWriter(folder / f"{name}.parquet", schema))
            writers[name] = _Batches(partial(_write_batch, arrow, schema, writer))
        for name, row in rows(NodeSource(graph)):
            writers[name].add(row)
        for batches in writers.values():
            batches.flush()


def _write_batch(arrow: Any, schema: Any, writer: Any, batch: list[Row]) -> None:
    writer.write_table(arrow.Table.from_pylist(batch, schema=schema))


class _Batches:
    """Rows that are passed on many at a time."""

    def __init__(self, write: Callable[[list[Row]], None]) -> None:
        self._write = write
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) >= BATCH_ROWS:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self._write(self._rows)
            self._rows = []


def _schema(arrow: Any, shape: TableShape) -> Any:
    types = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "boolean": arrow.bool_(),
    }

    def field(column: TableColumn) -> Any:
        plain = types[column.kind]
        return arrow.field(column.name, arrow.list_(plain) if column.many else plain)

    return arrow.schema([field(column) for column in shape.columns])
