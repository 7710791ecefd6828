"""Tables in HTML and JATS: cells with row and column spans, and the text around them."""

import re
from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser

_CELLS = frozenset({"td", "th"})
_BLOCKS = frozenset(
    {"p", "li", "div", "tr", "table", "caption", "label", "title", "figcaption", "section", "fn"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "table-wrap", "table-wrap-foot"}
)
_SPACES = frozenset({"br", "break", *_BLOCKS})
_SILENT = frozenset({"script", "style", "head"})
_CITED = re.compile(r"\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,9}")
_FOOTNOTE = re.compile(r"[a-h](?:\s?,\s?[a-h])*|[*†‡§¶#]+")
_MAX_SPAN = 200
_MAX_COLUMNS = 40
_BEFORE, _AFTER = 1500, 4000


@dataclass
class Cell:
    """A cell as marked up; ``rows`` and ``columns`` are its spans."""

    header: bool
    rows: int
    columns: int
    line: int
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words with single spaces; a break within the cell is a line end."""
        lines = "".join(self.words).split("\n")
        return "\n".join(" ".join(line.split()) for line in lines if line.strip())


@dataclass
class Markup:
    """One table as marked up; ``before`` and ``after``: lines around it; ``caption``: within."""

    before: list[str]
    rows: list[list[Cell]] = field(default_factory=list)
    head_rows: int = 0
    after: list[str] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the grid: its words, and whether a span from above put them there."""

    text: str
    from_above: bool
    line: int


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Markup] = []
        self._table: Markup | None = None
        self._cell: Cell | None = None
        self._outside: list[str] = []
        self._silent = 0
        self._raised = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._open_table()
        elif tag == "tr" and self._table is not None:
            self._table.rows.append([])
            self._cell = None
        elif tag in _CELLS and self._table is not None:
            self._open_cell(self._table, tag, {name: value or "" for name, value in attrs})
        if tag in _SPACES:
            self._write("\n")
        self._raised = tag == "sup"

    def handle_endtag(self, tag: str) -> None:
        self._raised = False
        if tag in _SPACES:
            self._write("\n")
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _CELLS:
            self._cell = None
        elif tag == "caption" and self._table is not None:
            self._table.caption = "".join(self._outside).splitlines()
            self._outside = []
        elif tag == "thead" and self._table is not None:
            self._table.head_rows = len(self._table.rows)
        elif tag == "table":
            self._table = self._cell = None

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._raised:
            data = self._raised_text(data.strip())
        self._write(data.replace("\n", " ") if self._cell is not None else data)

    def close(self) -> None:
        super().close()
        self._end_outside()

    def _raised_text(self, text: str) -> str:
        """A raised exponent keeps its place; a raised citation is bracketed, a footnote dropped."""
        if text[:1].isdigit() and self._after_ten():
            return f"^{text}"
        before = "".join(self._cell.words[-2:]).rstrip()[-1:] if self._cell else ""
        if _CITED.fullmatch(text) and (before.isalpha() or before in ".)") and before not in "mM":
            return f" [{text}]"
        return "" if self._cell and _FOOTNOTE.fullmatch(text) else text

    def _after_ten(self) -> bool:
        return bool(self._cell and "".join(self._cell.words[-2:]).rstrip().endswith("10"))

    def _write(self, text: str) -> None:
        (self._cell.words if self._cell is not None else self._outside).append(text)

    def _end_outside(self) -> list[str]:
        text = "".join(self._outside)
        self._outside = []
        if self.tables:
            self.tables[-1].after = text[:_AFTER].splitlines()
        return text[-_BEFORE:].splitlines()

    def _open_table(self) -> None:
        self._cell = None
        self._table = Markup(self._end_outside())
        self.tables.append(self._table)

    def _open_cell(self, table: Markup, tag: str, stated: dict[str, str]) -> None:
        if not table.rows:
            table.rows.append([])
        rows, columns = _span(stated, "rowspan"), _span(stated, "colspan")
        self._cell = Cell(tag == "th", rows, columns, self.getpos()[0])
        table.rows[-1].append(self._cell)


def _span(stated: dict[str, str], name: str) -> int:
    value = stated.get(name, "1").strip()
    usable = value.isascii() and value.isdigit() and len(value) < 6
    return max(1, min(int(value), _MAX_SPAN)) if usable else 1


def read_markup(text: str) -> tuple[Markup, ...]:
    """Return the tables of an HTML or JATS text that have a cell."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return tuple(table for table in reader.tables if any(table.rows))


def spread(table: Markup) -> list[list[Place]]:
    """Return the grid of a table with every span laid out over the places it covers."""
    grid: list[list[Place]] = []
    hanging: dict[int, tuple[int, Cell]] = {}
    for cells in table.rows:
        row: list[Place] = []
        queue = deque(cells)
        while (queue or len(row) in hanging) and len(row) < _MAX_COLUMNS:
            if len(row) in hanging:
                row.append(_hang(hanging, len(row)))
            else:
                _lay(queue.popleft(), row, hanging, heads=len(cells) > 1)
        grid.append(row)
    return grid


def _hang(hanging: dict[int, tuple[int, Cell]], place: int) -> Place:
    left, cell = hanging.pop(place)
    if left > 1:
        hanging[place] = (left - 1, cell)
    return Place(cell.text, True, cell.line)


def _lay(cell: Cell, row: list[Place], hanging: dict[int, tuple[int, Cell]], heads: bool) -> None:
    """Add a cell to a row; a header is that of all columns below it, unless it is alone."""
    for offset in range(min(cell.columns, _MAX_COLUMNS)):
        if cell.rows > 1:
            hanging[len(row)] = (cell.rows - 1, cell)
        row.append(
            Place(cell.text if offset == 0 or (cell.header and heads) else "", False, cell.line)
        )
