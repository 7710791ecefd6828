"""How a page sets labels and values, so that a label nobody listed ends the value before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_shapes import SHAPES
from msc_kg.extractors.page_values import split_interventions

Head = tuple[str, str, str] | None
"""Field, label and rest of a line that starts with a known label."""

SINGLE = (frozenset(SHAPES) - {"phases"}) | {
    *("title", "official_title", "acronym", "why_stopped", "sponsor")
}
"""Fields of one value, on one line where labels stand alone."""

_LISTS = frozenset(
    {"conditions", "keywords", "secondary_ids", "collaborators", "countries", "officials", "phases"}
)
"""Fields of several values, among which no labels stand."""

_FEWEST = 6
_FEWEST_ROWS = 12
_LABEL = re.compile(r"[^\W\d_a-zß-ÿ][^:：|\t]{1,70}[:：](?=\s|$)")
_MAX_WORDS = 9


@dataclass(frozen=True)
class Style:
    """What most labels of some lines have in common.

    ``beside``: "Label: value"; ``below``: "Label:" over the value; ``alone``: the same without
    a colon; ``in_rows``: "Label | value"; ``is_sheet``: a label, a tab and a value;
    ``rows_close``: rows end in a pipe, so that lines between label and pipe are its value.
    """

    beside: bool
    below: bool
    alone: bool
    in_rows: bool
    is_sheet: bool
    rows_close: bool

    def ends(self, line: Line, field: str, *, begun: bool, is_beside: bool) -> bool:
        """Return whether a line without a known label ends the value of the field."""
        if self.is_sheet and "\t" in line.text and not line.text.startswith("\t"):
            return True
        cells = [cell for cell in line.cells if cell]
        if len(cells) > 1 and (cells[0].endswith(":") or (self.in_rows and len(cells) == 2)):
            return True
        if not begun or not (is_beside or field in SINGLE or field in _LISTS):
            return False
        if self.alone and field in SINGLE:
            return True
        return self._is_label(line)

    def _is_label(self, line: Line) -> bool:
        found = _LABEL.match(line.item)
        if found is None or len(found[0].split()) > _MAX_WORDS:
            return False
        if next(split_interventions(line.item), (None, ""))[0] is not None:
            return False
        closes = found.end() == len(line.item.rstrip())
        return self.below if closes else self.beside


def style_of(lines: Sequence[Line], heads: Sequence[Head]) -> Style:
    """Return the style of lines; ``heads`` are the known labels on them."""
    known = [(line, head) for line, head in zip(lines, heads, strict=True) if head is not None]
    single = [(line, head) for line, head in known if len(line.cells) < 2]
    with_colon = [line.text.rstrip().endswith((":", "：")) for line, head in single if not head[2]]
    beside = sum(bool(head[2] and re.search("[:：]", line.text)) for line, head in single)
    stated = [line for line in lines if not line.is_blank]
    pairs = sum(len([cell for cell in line.cells if cell]) == 2 for line in stated)
    tabs = sum("\t" in line.text and bool(line.text.split("\t")[0]) for line in stated)
    rows = [line for line in stated if "|" in line.text]
    most = len(known) / 2
    return Style(
        beside=beside >= max(_FEWEST, most),
        below=sum(with_colon) >= max(_FEWEST, most),
        alone=len(with_colon) - sum(with_colon) >= max(_FEWEST, most),
        in_rows=pairs >= max(_FEWEST, len(stated) / 2),
        is_sheet=tabs >= _FEWEST_ROWS and tabs > 2 * len(stated) / 3,
        rows_close=sum(line.text.endswith("|") for line in rows) > len(rows) / 2,
    )
