"""Pages in HTML as the lines a text copy would have: rows as cells between pipes.

A list of definitions becomes rows, too. Navigation, scripts, forms and footers are left out;
asides follow the page, of those about other trials the numbers only.
"""

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

from msc_kg.extractors.page_labels import NOT_KEPT, label_at
from msc_kg.extractors.page_lines import Line, plain
from msc_kg.phrases.registry_ids import spot_registry_ids

_SILENT = frozenset(
    {"script", "style", "nav", "footer", "noscript", "svg", "button", "select", "template"}
)
_VOID_OR_INLINE_BREAK = frozenset({"br", "hr"})
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "header", "main", "ul", "ol", "table", "tbody", "thead"}
    | {"dl", "form", "fieldset", "blockquote", "pre", "figure", "caption", "address", "title"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend", "summary"})
_ASIDE = "aside"
_FEWEST_FACTS = 2
_CELLS = frozenset({"td", "th"})
_SPACED = frozenset({"span", "strong", "b", "label", "a", "em"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.title = ""
        self._words: list[str] = []
        self._number = 1
        self._silent = 0
        self._in_title = False
        self._has_value = False
        self._row_cells = 0
        self.asides: list[list[Line]] = []
        self._outside: list[list[Line]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == _ASIDE:
            self._end_line(blank=True)
            self._outside.append(self.lines)
            self.lines = []
        elif tag == "title":
            self._in_title = True
        elif tag in _HEADINGS:
            self._end_line(blank=True)
            if tag == "h1" and not self._silent:
                self._words.append("# ")
        elif tag == "li":
            self._end_line()
            if not self._silent:
                self._words.append("- ")
        elif tag == "dt":
            self._end_row()
        elif tag == "dd":
            self._start_value()
        elif tag == "tr" or tag in _BLOCKS or tag in _VOID_OR_INLINE_BREAK:
            self._break()
            self._row_cells = 0 if tag == "tr" else self._row_cells

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == _ASIDE:
            self._end_aside()
        elif tag == "title":
            self._in_title = False
        elif tag in _HEADINGS:
            self._end_line(blank=True)
        elif tag == "dt":
            self._end_term()
        elif tag in _CELLS:
            self._words.append(" | ")
            self._row_cells += 1
        elif tag == "tr" or tag == "dl":
            self._end_row()
        elif tag in _BLOCKS or tag == "li":
            self._break()
        elif tag in _SPACED:
            self._words.append(" ")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        if self._silent or self._in_title:
            return
        if not self._words:
            if not data.strip():
                return
            self._number = self.getpos()[0]
        self._words.append(data.replace("\n", " ").replace("|", "/"))

    def close(self) -> None:
        super().close()
        self._end_line()
        while self._outside:
            self._end_aside()

    def _end_aside(self) -> None:
        """What stands beside the page is kept apart."""
        self._end_line(blank=True)
        if self._outside:
            self.asides.append(self.lines)
            self.lines = self._outside.pop()

    def _break(self) -> None:
        if "".join(self._words).strip(" -|"):
            self._end_line()

    def _end_term(self) -> None:
        text = plain("".join(self._words))
        self._words = [f"{text.rstrip(':')}: | "]
        self._has_value = False

    def _start_value(self) -> None:
        if self._has_value:
            self._end_line()
        self._has_value = True

    def _end_row(self) -> None:
        text = plain("".join(self._words))
        is_line = self._row_cells == 1
        self._row_cells = 0
        if is_line:
            self._words = [text.strip("| ")]  # a row of one cell is a line
        elif text:
            self._words = [text if text.endswith("|") else f"{text} |"]
        self._end_line()

    def _end_line(self, *, blank: bool = False) -> None:
        text = plain("".join(self._words))
        self._words = []
        if text and text not in ("-", "#"):
            self.lines.append(Line(self._number, text))
        if blank:
            self.lines.append(Line(self.getpos()[0], ""))


def html_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of a page in HTML, numbered as in the source."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = [*reader.lines, *(line for aside in reader.asides for line in _beside(aside))]
    if not any(line.text for line in lines[:1]) and reader.title and not lines:
        lines = [Line(1, plain(reader.title))]
    return tuple(lines)


def _beside(aside: Sequence[Line]) -> Iterator[Line]:
    """Yield the facts of an aside, or, where it tells of other trials, their numbers."""
    stated = [line for line in aside if not line.is_blank]
    ids = [(line, found.value) for line in stated for found in spot_registry_ids(line.text)]
    facts = sum(_is_fact(line) for line in stated)
    if facts >= _FEWEST_FACTS and len({number for _, number in ids}) < _FEWEST_FACTS:
        yield Line(stated[0].number, "")
        yield from aside
    elif ids:
        yield Line(ids[0][0].number, "")
        yield Line(ids[0][0].number, "Related trials:")
        for line, number in ids:
            yield Line(line.number, number)
        yield Line(ids[-1][0].number, "")


def _is_fact(line: Line) -> bool:
    found = label_at(line, bare=True)
    return found is not None and found[0] not in (NOT_KEPT, "related_trials")
