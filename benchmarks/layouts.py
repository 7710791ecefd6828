"""Tables printed in the layouts in which papers come out of copying and converting.

A layout is a function from :class:`Facts` to the text of the table; :func:`render` adds the
caption above and the notes below.
"""

import csv
import io
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import TypeAlias

Cells: TypeAlias = tuple[str, ...]
Row: TypeAlias = tuple[Cells, ...]
"""The lines of one trial: the first has all cells, further ones those of a further arm."""

_PAGE = 72
_COLUMN = 18


@dataclass(frozen=True)
class Facts:
    """A table: its caption, the names of its columns, its rows, and the notes below.

    Equal cells of rows one below the other may be printed once in the columns ``spanned``.
    """

    caption: str
    names: Cells
    rows: tuple[Row, ...]
    notes: str = ""
    spanned: frozenset[str] = frozenset()

    @property
    def lines(self) -> Iterator[Cells]:
        """The header and all lines of all rows."""
        yield self.names
        for row in self.rows:
            yield from row


def render(layout: str, facts: Facts) -> str:
    """Return the document in a layout (a key of ``LAYOUTS``)."""
    body = LAYOUTS[layout](facts)
    if layout in MARKUP:
        return MARKUP[layout].format(*map(escape, _label(facts.caption)), body, escape(facts.notes))
    return f"{facts.caption}\n\n{body}\n\n{facts.notes}\n"


def _label(caption: str) -> tuple[str, str]:
    label, _, title = caption.partition(". ")
    return label, title


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines)


# --- text -------------------------------------------------------------------------------


def flat(facts: Facts) -> str:
    """Cells one after the other, a space between them; empty cells leave no trace."""
    return _joined(" ".join(filter(None, line)) for line in facts.lines)


def glued(facts: Facts) -> str:
    """Cells one after the other with nothing between them; the header keeps its spaces."""
    header, *lines = facts.lines
    return _joined((" ".join(header), *("".join(line) for line in lines)))


def glued_throughout(facts: Facts) -> str:
    """Cells one after the other with nothing between them, in the header too."""
    return _joined("".join(line) for line in facts.lines)


def pipes(facts: Facts) -> str:
    """Pipes between cells, none outside, no rule."""
    return _joined(" | ".join(line) for line in facts.lines)


def outer_pipes(facts: Facts) -> str:
    """Pipes between cells and outside, no rule."""
    return _joined(f"| {' | '.join(line)} |" for line in facts.lines)


def markdown(facts: Facts) -> str:
    """Pipes, also outside, and a rule below the header."""
    header, *lines = facts.lines
    rule = ("---",) * len(header)
    return _joined(f"| {' | '.join(line)} |" for line in (header, rule, *lines))


def stacked(facts: Facts) -> str:
    """A cell a line, a blank line after each row; empty cells leave no line."""
    return _joined("".join(f"{cell}\n" for cell in line if cell) for line in facts.lines)


def spaced(facts: Facts) -> str:
    """A cell a line, a blank line after each cell; empty cells leave no line."""
    return _joined(f"{cell}\n" for line in facts.lines for cell in line if cell)


def wrapped(facts: Facts) -> str:
    """Cells with spaces between them, lines broken where the page ends."""
    return _joined(part for line in flat(facts).split("\n") for part in textwrap.wrap(line, _PAGE))


def columns(facts: Facts) -> str:
    """Columns of a page: cells broken within their column, spaces between columns."""
    printed: list[str] = []
    for line in facts.lines:
        parts = [textwrap.wrap(cell, _COLUMN) for cell in line]
        for words in zip_longest(*parts, fillvalue=""):
            printed.append("".join(f"{word:<{_COLUMN + 2}}" for word in words).rstrip())
    return _joined(printed)


def tabs(facts: Facts) -> str:
    """Tabs between cells."""
    return _joined("\t".join(line) for line in facts.lines)


def comma_separated(facts: Facts) -> str:
    """Commas between cells, quotes where needed."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(facts.lines)
    return stream.getvalue()


# --- markup -----------------------------------------------------------------------------


def hypertext(facts: Facts) -> str:
    """An HTML table; cells that hold for several lines or rows span them."""
    return _table(facts, "")


def grouped_hypertext(facts: Facts) -> str:
    """The same; above the names of the columns stand names of groups that span them."""
    half = (len(facts.names) + 1) // 2
    groups = _cell("th", "Study", columns=half)
    groups += _cell("th", "Details", columns=len(facts.names) - half)
    return _table(facts, f"<tr>{groups}</tr>")


def _table(facts: Facts, groups: str) -> str:
    head = "".join(_cell("th", name) for name in facts.names)
    body = "".join(f"<tr>{cells}</tr>\n" for cells in _body(facts))
    return f"<table><thead>{groups}<tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"


def _body(facts: Facts) -> Iterator[str]:
    lines = [(row, number) for row in facts.rows for number in range(len(row))]
    covered = [0] * len(facts.names)
    for place, (row, number) in enumerate(lines):
        printed = ""
        for column, text in enumerate(row[number]):
            if covered[column]:
                covered[column] -= 1
                continue
            height = _height(facts, column, place, lines)
            covered[column] = height - 1
            printed += _cell("td", text, rows=height)
        yield printed


def _height(facts: Facts, column: int, place: int, lines: list[tuple[Row, int]]) -> int:
    """Over how many lines the cell of a line extends."""
    row, number = lines[place]
    if any(line[column] for line in row[number + 1 :]):
        return 1
    end = place + len(row) - number
    if facts.names[column] in facts.spanned:
        while end < len(lines) and lines[end][0][0][column] == row[0][column]:
            end += 1
    return end - place


def _cell(tag: str, text: str, *, rows: int = 1, columns: int = 1) -> str:
    spans = f' rowspan="{rows}"' * (rows > 1) + f' colspan="{columns}"' * (columns > 1)
    return f"<{tag}{spans}>{escape(text)}</{tag}>"


LAYOUTS: Mapping[str, Callable[[Facts], str]] = {
    "flat": flat,
    "pipes": pipes,
    "outer pipes": outer_pipes,
    "markdown": markdown,
    "stacked": stacked,
    "spaced": spaced,
    "glued": glued,
    "glued throughout": glued_throughout,
    "wrapped": wrapped,
    "columns": columns,
    "tabs": tabs,
    "csv": comma_separated,
    "html": hypertext,
    "html with groups": grouped_hypertext,
    "jats": hypertext,
}
_HTML = "<html><body>\n<p>{0}. {1}</p>\n{2}\n<p>{3}</p>\n</body></html>\n"
_JATS = (
    "<article><body><table-wrap><label>{0}.</label><caption><p>{1}</p></caption>\n{2}\n"
    "<table-wrap-foot><p>{3}</p></table-wrap-foot></table-wrap></body></article>\n"
)
MARKUP: Mapping[str, str] = {"html": _HTML, "html with groups": _HTML, "jats": _JATS}
"""Layouts of markup: label, title, table and notes are put into their places."""
