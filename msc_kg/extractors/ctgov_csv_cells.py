"""Rows of delimited text to cells, after RFC 4180, with a second reading for stray quotes.

The csv module is not used: its limit of the length of a field holds for the whole process, and
a quote that is never closed makes it swallow the rest of a file.
"""

import re
from functools import cache


def cells(row: str, delimiter: str) -> list[str] | None:
    """Return the cells of a row without its line end; ``None`` if its quotes do not fit."""
    if '"' not in row:
        return row.split(delimiter)
    return _matched(_strict(delimiter), row, delimiter)


def lenient_cells(row: str, delimiter: str) -> list[str] | None:
    """Return the cells of a row in which quotes count only at the edges of cells."""
    return _matched(_lenient(delimiter), row, delimiter)


def _matched(pattern: re.Pattern[str], row: str, delimiter: str) -> list[str] | None:
    found: list[str] = []
    position = 0
    while True:
        match = pattern.match(row, position)
        if match is None:
            return None
        quoted = match[1]
        found.append(match[2] if quoted is None else quoted.replace('""', '"'))
        position = match.end()
        if position == len(row):
            return found
        position += len(delimiter)
        if position == len(row):
            return [*found, ""]


@cache
def _strict(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"([^"]*+(?:""[^"]*+)*+)"|([^{mark}"][^{mark}]*+|))(?={mark}|\Z)')


@cache
def _lenient(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]|"(?!{mark}|\Z))*+)"|([^{mark}]*+))(?={mark}|\Z)')
