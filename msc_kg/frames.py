"""Columns of Python values as data frames of pandas and polars, and as HTML for notebooks.

pandas, polars and pyarrow are an extra (``msc-kg[frames]``), imported when they are asked for.
"""

import importlib
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from msc_kg.characters import printable
from msc_kg.errors import InputError
from msc_kg.values import Cell

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

INSTALL = "pip install 'msc-kg[frames]'"
SHOWN_ROWS = 30
"""Rows that a table shows in a notebook; how many more there are is told."""

_PANDAS = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "text": "string"}
_POLARS = {"integer": "Int64", "number": "Float64", "boolean": "Boolean", "text": "String"}
_KINDS: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "text"}
_LARGEST = 2**63


def kind_of(values: Sequence[Cell]) -> str:
    """Return the narrowest of "boolean", "integer", "number", "text" that holds all values."""
    kinds = {_KINDS[type(value)] for value in values if value is not None}
    if kinds <= {"integer", "number"}:
        whole = [value for value in values if isinstance(value, int)]
        if kinds == {"integer"} and all(-_LARGEST <= value < _LARGEST for value in whole):
            return "integer"
        return "number" if kinds else "text"
    return kinds.pop() if len(kinds) == 1 else "text"


def as_kind(value: Cell, kind: str) -> Cell:
    """Return a value as the kind of its column; absent stays absent."""
    if value is None or kind in {"integer", "boolean"}:
        return value
    if kind == "number":
        return float(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def to_pandas(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> "pd.DataFrame":
    """Return a pandas frame with nullable types: Int64, Float64, boolean, string.

    Raises:
        InputError: pandas is not installed.
    """
    pandas = needed("pandas")
    frame: pd.DataFrame = pandas.DataFrame(
        {
            name: pandas.array(values, dtype=_PANDAS[kind])
            for name, kind, values in _columns(names, rows)
        },
        columns=list(names),
    )
    return frame


def to_polars(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> "pl.DataFrame":
    """Return a polars frame: Int64, Float64, Boolean, String.

    Raises:
        InputError: polars is not installed.
    """
    polars = needed("polars")
    frame: pl.DataFrame = polars.DataFrame(
        [
            polars.Series(name, values, dtype=getattr(polars, _POLARS[kind]))
            for name, kind, values in _columns(names, rows)
        ]
    )
    return frame


def needed(module: str) -> Any:
    """Return a module of the extra.

    Raises:
        InputError: it is not installed; the error says how to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise InputError(f"{module} is not installed", next_step=INSTALL) from error


def to_html(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return rows as an HTML table, every text escaped, the first rows only."""
    head = "".join(f"<th>{_shown(name)}</th>" for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td>{_shown(value)}</td>' for value in row)}</tr>"
        for row in rows[:SHOWN_ROWS]
    )
    more = len(rows) - SHOWN_ROWS
    note = f"<p>{more} more rows</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _shown(value: Cell) -> str:
    return escape(printable("" if value is None else str(as_kind(value, "text"))))


def _columns(
    names: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> list[tuple[str, str, list[Cell]]]:
    found = []
    for place, name in enumerate(names):
        values = [row[place] for row in rows]
        kind = kind_of(values)
        found.append((name, kind, [as_kind(value, kind) for value in values]))
    return found
