"""The lines of a document that holds one page: text as it is, HTML as its text."""

import re
from collections.abc import Sequence
from functools import lru_cache

from msc_kg.documents import Document
from msc_kg.extractors.page_html import html_lines
from msc_kg.extractors.page_lines import Line, read_lines
from msc_kg.extractors.page_navigation import without_navigation

_LOOKED_AT = 200_000  # characters, to tell what a page is
_LONGEST_LABEL = 60
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_TORN = re.compile(r"^(?:\((?:actual|estimated?|anticipated)\)$|: ?[^\s:])", re.IGNORECASE)
_TAGS = re.compile(r"<(?:html|body|table|div|dl|!doctype)\b", re.IGNORECASE)


@lru_cache(maxsize=4)
def page_lines(document: Document) -> tuple[Line, ...]:
    """Return the lines of a page, numbered as in the document."""
    return _lines(document.text)


@lru_cache(maxsize=4)
def page_head(document: Document) -> str:
    """Return the beginning of a page as text, to tell what kind of page it is."""
    text = document.text[:_LOOKED_AT]
    return "\n".join(line.text for line in _lines(text)) if _is_html(text) else text


def _lines(text: str) -> tuple[Line, ...]:
    lines = html_lines(text) if _is_html(text) else _broken(read_lines(text))
    return without_navigation(_rejoined(lines))


def _broken(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Break lines where a table in Markdown has a tag for it."""
    return tuple(
        Line(line.number, part.strip(" ") if place else part)
        for line in lines
        for place, part in enumerate(_BREAK.split(line.text))
    )


def _rejoined(lines: Sequence[Line]) -> list[Line]:
    """Put what browsers tear off a label back: its kind in brackets, its colon with the value."""
    found: list[Line] = []
    for line in lines:
        torn = _TORN.match(line.text)
        if torn and found and 0 < len(found[-1].text) < _LONGEST_LABEL:
            glue = "" if line.text.startswith(":") else " "
            found[-1] = Line(found[-1].number, f"{found[-1].text}{glue}{line.text}")
        else:
            found.append(line)
    return found


def _is_html(text: str) -> bool:
    head = text[:3000].lstrip()
    return head.startswith("<") and bool(_TAGS.search(head))
