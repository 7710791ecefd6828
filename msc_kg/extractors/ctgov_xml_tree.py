"""A ``clinical_study`` element as a tree, within bounds, and the texts in it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msc_kg.extractors.ctgov_encodings import decoded
from msc_kg.extractors.study import plain
from msc_kg.extractors.study_cells import Passage

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_ELEMENTS = 300_000
MAX_DEPTH = 60
NOT_UTF8 = "the text is not UTF-8; it was read as Windows-1252"

_RESULTS = re.compile(rb"<clinical_results?(?=[\s>])")
_RESULTS_END = re.compile(rb"</clinical_results?\s*>")
_TAGS = re.compile(rb"<(?:(/)|[A-Za-z_][^<>]*?(/)?>)")


class UnreadableError(Exception):
    """A study whose XML cannot be read; the message says why."""


def read_tree(content: bytes) -> tuple["Element", bool]:
    """Return the element, without its tables of results, and whether it was UTF-8.

    No entity is expanded but those of XML itself: a study holds no document type, and any
    other reference to an entity is an error.

    Raises:
        UnreadableError: the XML is not well-formed, too deep, or has too many elements.
    """
    from xml.etree.ElementTree import ParseError, XMLParser  # not for documents of other kinds

    text, is_utf8 = decoded(content)
    studied = _without_results(text.encode("utf-8"))
    _check_bounds(studied)
    parser = XMLParser(encoding="utf-8")
    try:
        parser.feed(studied)
        return parser.close(), is_utf8
    except ParseError as error:
        raise UnreadableError(f"the XML is not well-formed ({error})") from error


def _without_results(content: bytes) -> bytes:
    """Return a study without its tables of results, by far its largest part."""
    kept: list[bytes] = []
    position = 0
    while begin := _RESULTS.search(content, position):
        end = _RESULTS_END.search(content, begin.end())
        if end is None:
            break
        kept.append(content[position : begin.start()])
        position = end.end()
    return b"".join((*kept, content[position:]))


def _check_bounds(content: bytes) -> None:
    """Refuse what would take a large tree, before one is made."""
    if content.count(b"<") > 2 * MAX_ELEMENTS:
        raise UnreadableError(f"it has more than {MAX_ELEMENTS} elements")
    depth = 0
    for tag in _TAGS.finditer(content):
        depth += -1 if tag[1] else not tag[2]
        if depth > MAX_DEPTH:
            raise UnreadableError(f"its elements are nested more than {MAX_DEPTH} deep")


def words(element: "Element | None") -> str:
    """Return the text of an element, unwrapped: its own, and that of a ``textblock`` in it."""
    if element is None:
        return ""
    block = element.find("textblock")
    return plain("".join((element if block is None else block).itertext()))


def first(element: "Element", *paths: str) -> Passage | None:
    """Return the text at the first path that has one, with that path as its place."""
    for path in paths:
        text = words(element.find(path))
        if text:
            return Passage(path, text)
    return None


def every(element: "Element", *paths: str) -> Iterator[tuple[str, "Element"]]:
    """Yield the elements at several paths with their places: "keyword[0]"."""
    for path in paths:
        for at, found in enumerate(element.findall(path)):
            yield f"{path}[{at}]", found


def texts(element: "Element", *paths: str) -> tuple[Passage, ...]:
    """Return the texts at several paths, each with its place."""
    found = ((place, words(child)) for place, child in every(element, *paths))
    return tuple(Passage(place, text) for place, text in found if text)
