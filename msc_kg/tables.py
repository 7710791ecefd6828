"""Rows as text: a table for a terminal, CSV, TSV, JSON or Markdown.

Text of documents is data: it is escaped for each format, and control characters never
reach a terminal.
"""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import orjson

from msc_kg.characters import printable
from msc_kg.quads import decimal
from msc_kg.store import Rows
from msc_kg.values import Cell, cell

__all__ = ["Cell", "Table", "cell", "from_rows", "quoted", "render", "text"]

_CSV_QUOTED = re.compile(r'[",\r\n]|^\s|\s$')
_TSV_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_MARKDOWN_ESCAPES = str.maketrans(
    {"\\": "\\\\", "|": "\\|", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": " ", "\r": ""}
)


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and the rows below them; an absent value is ``None``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def from_rows(answer: Rows) -> Table:
    """Return the table of the rows of a SELECT query."""
    rows = (tuple(cell(term) for term in row) for row in answer.rows)
    return Table(answer.variables, tuple(rows))


def text(value: Cell) -> str:
    """Return a cell as text: numbers without exponent, absent values empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return decimal(value) if isinstance(value, float) else str(value)


def render(table: Table, format_: str, *, width: int | None = None) -> str:
    """Return the table as text that ends with a line feed.

    Args:
        table: what to write.
        format_: "table", "csv", "tsv", "json" or "markdown".
        width: characters a line may have (only "table"); ``None`` is as wide as it needs.

    Raises:
        KeyError: another format.
    """
    if format_ == "table":
        return _boxed(table, width)
    return WRITERS[format_](table)


def _csv(table: Table) -> str:
    """Quote as RFC 4180 wants; the csv module leaves a carriage return unquoted."""
    rows = (table.columns, *(tuple(map(text, row)) for row in table.rows))
    return "".join(",".join(map(quoted, row)) + "\n" for row in rows)


def quoted(words: str) -> str:
    """Return a cell of CSV, in quotation marks where RFC 4180 or white space wants them."""
    return '"' + words.replace('"', '""') + '"' if _CSV_QUOTED.search(words) else words


def _tsv(table: Table) -> str:
    rows: Iterable[Sequence[Cell]] = (table.columns, *table.rows)
    return "".join("\t".join(text(v).translate(_TSV_ESCAPES) for v in row) + "\n" for row in rows)


def _json(table: Table) -> str:
    objects = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return orjson.dumps(objects, option=orjson.OPT_INDENT_2).decode() + "\n"


def _markdown(table: Table) -> str:
    rule = ("---",) * len(table.columns)
    escaped = (tuple(text(v).translate(_MARKDOWN_ESCAPES) for v in row) for row in table.rows)
    return "".join(f"| {' | '.join(row)} |\n" for row in (table.columns, rule, *escaped))


WRITERS: dict[str, Callable[[Table], str]] = {
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "markdown": _markdown,
}
"""How each format for files and pipes is written."""


def _boxed(table: Table, width: int | None) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(table.columns):
        number = any(isinstance(row[index], int | float) for row in table.rows)
        drawn.add_column(Text(name), justify="right" if number else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(printable(text(value))) for value in row))
    stream = io.StringIO()
    console = Console(file=stream, width=width or 100_000, color_system=None)
    if width is None:
        needed = Measurement.get(console, console.options, drawn).maximum
        console = Console(file=stream, width=needed, color_system=None)
    console.print(drawn)
    return (
        "".join(f"{line.rstrip()}\n" for line in stream.getvalue().split("\n")).strip("\n") + "\n"
    )
