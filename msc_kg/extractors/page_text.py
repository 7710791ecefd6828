"""The lines of a document that holds one page: text as it is, HTML as its text."""

import re
from functools import lru_cache

from msc_kg.documents import Document
from msc_kg.extractors.page_html import html_lines
from msc_kg.extractors.page_lines import Line, read_lines
from msc_kg.extractors.page_navigation import without_navigation

_LOOKED_AT = 200_000  # characters, to tell what a page is
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
    return without_navigation(html_lines(text) if _is_html(text) else read_lines(text))


def _is_html(text: str) -> bool:
    head = text[:3000].lstrip()
    return head.startswith("<") and bool(_TAGS.search(head))
