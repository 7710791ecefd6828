"""Registries whose pages are read after their rows are put in a common form.

A view tells such a page and returns lines of labels and values; the first that fits is used.
Dates of figures are put in order of year, month, day when the page shows which comes first.
"""

import re
from collections.abc import Callable, Sequence

from msc_kg.extractors.page_chictr import chictr_lines, is_chictr_page
from msc_kg.extractors.page_ctri import ctri_lines, is_ctri_page
from msc_kg.extractors.page_eu_ctr import eu_lines, is_eu_page
from msc_kg.extractors.page_isrctn import is_isrctn_page, isrctn_lines
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_sheets import is_sheet_page, sheet_lines

View = tuple[
    Callable[[Sequence[Line]], bool],
    Callable[[Sequence[Line]], list[Line]],
]
VIEWS: tuple[View, ...] = (
    (is_eu_page, eu_lines),
    (is_ctri_page, ctri_lines),
    (is_isrctn_page, isrctn_lines),
    (is_sheet_page, sheet_lines),
    (is_chictr_page, chictr_lines),
)
"""How to tell a page, and how to put it in the common form."""

_FIGURES = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?![\d/])")
_MONTHS = 12


def in_common_form(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page as labels and values, as far as its registry is known."""
    rewrite = next((view for fits, view in VIEWS if fits(lines)), list)
    return _with_plain_dates(rewrite(lines))


def _with_plain_dates(lines: Sequence[Line]) -> list[Line]:
    """Turn 20/04/2018 into 2018-04-20 when a figure above 12 shows that days stand first."""
    dates = [found for line in lines for found in _FIGURES.finditer(line.text)]
    day_first = any(int(found[1]) > _MONTHS for found in dates)
    month_first = any(int(found[2]) > _MONTHS for found in dates)
    if day_first == month_first:
        return list(lines)
    order = r"\3-\2-\1" if day_first else r"\3-\1-\2"
    return [Line(line.number, _padded(_FIGURES.sub(order, line.text))) for line in lines]


def _padded(text: str) -> str:
    return re.sub(r"(?<=\d{4}-)(\d)(?=-)|(?<=\d{4}-\d\d-)(\d)(?!\d)", r"0\g<0>", text)
