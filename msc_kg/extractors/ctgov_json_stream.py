"""Cuts ClinicalTrials.gov JSON into studies without reading them: pages, lists, lines, one study.

Only brackets and strings are looked at, so that gigabytes pass at the speed of a search and one
study is held at a time. Where a study is broken (a quotation mark or bracket is missing), the
next one is found by how studies begin.
"""

import io
import re
from collections.abc import Callable, Iterator
from typing import IO

import msgspec

from msc_kg.extractors.ctgov_json_window import STRING, Window
from msc_kg.extractors.entries import MAX_ENTRY_BYTES, Entry
from msc_kg.records import Reject

_SPACE = b" \t\r\n\x1e"
_BETWEEN = _SPACE + b","
_MEMBER = STRING + rb"\s*+:\s*+(?:" + STRING + rb'|[^\s,"{}\[\]]++)\s*+'
_PAGE = re.compile(rb"\{\s*+(?:" + _MEMBER + rb',\s*+)*?"studies"\s*+:\s*+\[', re.DOTALL)
_PAGE_END = re.compile(rb"(?:\s*+,\s*+" + _MEMBER + rb")*+\s*+\}", re.DOTALL)
_SHORT = 120
_MEGABYTE = 1024 * 1024
_TOO_LARGE = (
    f"it is larger than {MAX_ENTRY_BYTES // _MEGABYTE} MB, or nested more deeply than any study, "
    "and was passed over; take out what is not from the registry"
)

Cut = Iterator[Entry | Reject]


class _Envelope(msgspec.Struct):
    """An object that holds studies behind other objects."""

    studies: list[msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET


def reject(document: str, place: str, content: bytes, reason: str) -> Reject:
    """Return a reject with the beginning of the content."""
    words = " ".join(content[: 2 * _SHORT].decode("utf-8", "replace").split())
    return Reject(document, place, words[:_SHORT], reason)


def is_page(head: bytes) -> bool:
    """Whether a document begins as a page of the API does ("studies" behind plain values)."""
    return bool(_PAGE.match(head.lstrip(_SPACE)))


def cut(document: str, stream: IO[bytes]) -> Cut:
    """Cut a stream into studies; see the module for how."""
    return _cut(document, Window(stream), "")


def _cut(document: str, window: Window, prefix: str) -> Cut:
    first = window.skip(_SPACE)
    if not first:
        yield reject(document, "whole document", b"", "it is empty; download it again")
    elif first == b"[":
        window.at += 1
        yield from _members(document, window, lambda number: f"{prefix}[{number}]")
        if window.skip(_SPACE):
            yield _trailing(document, window)
    elif window.match(_PAGE):
        yield from _pages(document, window, prefix)
    elif window.is_lines():
        yield from _lines(document, window)
    else:
        yield from _values(document, window)


def _pages(document: str, window: Window, prefix: str) -> Cut:
    """Cut pages, one after another; those after the first are numbered."""
    number = 0
    while page := window.match(_PAGE):
        number += 1
        before = f"{prefix}page {number}, " if number > 1 else prefix
        window.at = page.end()
        yield from _members(document, window, lambda n, before=before: f"{before}studies[{n}]")  # type: ignore[misc]
        end = window.match(_PAGE_END)
        if end:
            window.at = end.end()
        if not window.skip(_SPACE):
            break
    else:
        yield _trailing(document, window)


def _trailing(document: str, window: Window) -> Reject:
    reason = "text after the end of the list was not read; put one JSON document into one file"
    return reject(document, "after the last study", window.rest(2 * _SHORT), reason)


def _members(document: str, window: Window, place: Callable[[int], str]) -> Cut:
    """Cut the items of a list, from behind its bracket to behind the closing one."""
    number = 0
    while True:
        first = window.skip(_BETWEEN)
        if first == b"]":
            window.at += 1
            return
        if not first:
            reason = "the file ends before its list of studies does; download it again"
            yield reject(document, place(number), b"", reason)
            return
        yield _item(document, window, place(number))
        number += 1


def _values(document: str, window: Window) -> Cut:
    """Cut objects that follow one another, mostly a single one."""
    number = 0
    while window.skip(_BETWEEN):
        item = _item(document, window, f"[{number}]")
        if number == 0 and not window.skip(_BETWEEN) and isinstance(item, Entry):
            item = Entry("study", item.content)
        yield from _opened(item)
        number += 1


def _item(document: str, window: Window, place: str) -> Entry | Reject:
    content = window.value()
    if content is None:
        return reject(document, place, b"", _TOO_LARGE)
    return Entry(place, content)


def _opened(item: Entry | Reject) -> Cut:
    """Yield the studies of a page that :data:`_PAGE` does not know, else what was given."""
    if isinstance(item, Reject) or b'"studies"' not in item.content:
        yield item
        return
    try:
        studies = msgspec.json.decode(item.content, type=_Envelope).studies
    except (msgspec.DecodeError, RecursionError):
        studies = msgspec.UNSET
    if isinstance(studies, msgspec.UnsetType):
        yield item
        return
    before = "" if item.place == "study" else f"{item.place}."
    for number, study in enumerate(studies):
        yield Entry(f"{before}studies[{number}]", bytes(study))


def _lines(document: str, window: Window) -> Cut:
    """Cut lines, each with one study (or a page or list of them)."""
    number = 0
    while (line := window.line()) is not None:
        number += 1
        content = line.strip(_SPACE)
        if len(content) > MAX_ENTRY_BYTES:
            yield reject(document, f"line {number}", content, _TOO_LARGE)
        elif content[:1] == b"[" or _PAGE.match(content):
            yield from _cut(document, Window(io.BytesIO(content)), f"line {number}, ")
        elif content:
            yield Entry(f"line {number}", content)
