"""Exports of the WHO's search portal (ICTRP) and of registries in its form: XML and CSV."""

import io
import re
from collections.abc import Iterator
from typing import IO, ClassVar

import msgspec

from msc_kg.extractors.ctgov_csv_rows import Row, read_rows
from msc_kg.extractors.ctgov_encodings import decoded, utf8_head
from msc_kg.extractors.ctgov_xml_cuts import cut_studies
from msc_kg.extractors.ctgov_xml_tree import NOT_UTF8, UnreadableError
from msc_kg.extractors.entries import Entry, EntryExtractor, Read
from msc_kg.extractors.ictrp_names import NUMBERS, UNREAD, layout_of, read_header
from msc_kg.extractors.ictrp_xml import (
    MENDED,
    ROOT_TAG,
    TRIAL_TAG,
    Stated,
    begins_trial,
    stated_in,
)
from msc_kg.extractors.study import Study, plain
from msc_kg.extractors.study_cells import Passage
from msc_kg.records import Reject

_IDENTIFIER = "identifier"
_TRIAL_ID = "trial id"
_TAGS = re.compile(r"<[^<>]{0,500}>")
_SHORT = 200
_HEADER_BYTES = 32 * 1024


class _Content(msgspec.Struct, frozen=True, array_like=True):
    """A row as it travels: the texts by what is read from them, with their columns."""

    cells: dict[str, list[tuple[str, str]]]
    notes: tuple[str, ...] = ()


class Ictrp(EntryExtractor):
    """Reads the trials of an export, of whichever registries."""

    name: ClassVar[str] = "ictrp"
    description: ClassVar[str] = (
        "exports of the WHO search portal (ICTRP) of all registries: XML and CSV"
    )

    def recognise(self, head: bytes, name: str) -> float:
        """Return how sure it is: elements or columns with the portal's names."""
        start = utf8_head(head).lstrip()
        if start.startswith(b"<"):
            return 0.98 if ROOT_TAG.search(start) else 0.96 * begins_trial(start)
        line = decoded(start[:_HEADER_BYTES].partition(b"\n")[0])[0].strip("\r")
        if read_header(line):
            return 0.97
        return 0.9 if layout_of(line) else 0.0

    def entries(self, document: str, stream: IO[bytes]) -> Iterator[Entry | Reject]:
        """Yield the trials: "Trial[0]" is the first of XML, "row 1" the first of CSV."""
        buffered = io.BufferedReader(stream)  # type: ignore[type-var]
        start = utf8_head(buffered.peek(_SHORT)[:_HEADER_BYTES]).lstrip()
        count = 0
        cut = _trials if start.startswith(b"<") else _rows
        for item in cut(document, buffered):
            count += 1
            yield item
        if not count:
            reason = "no trials of an ICTRP export are in it; download the trials again"
            yield Reject(document, "whole document", "", reason)

    def read(self, document: str, entry: Entry) -> Read:
        """Return the record of a trial."""
        notes: tuple[str, ...]
        if entry.content.startswith(b"<"):
            try:
                stated, is_mended, is_utf8 = stated_in(entry.content)
            except UnreadableError as error:
                reason = f"{error}; mend the file or download the trial again"
                return _reject(document, entry.place, entry.content, reason)
            notes = (MENDED,) * is_mended + (NOT_UTF8,) * (not is_utf8)
        else:
            content = msgspec.msgpack.decode(entry.content, type=_Content)
            notes = content.notes
            stated = {
                kind: [Passage(f"column {name}", text) for name, text in texts]
                for kind, texts in content.cells.items()
            }
        return _record(document, entry, stated, notes)


def _record(document: str, entry: Entry, stated: Stated, notes: tuple[str, ...]) -> Read:
    if not stated.keys() & {_TRIAL_ID, "title", "official title"}:
        reason = "the trial has neither number nor title; download it again"
        return _reject(document, entry.place, entry.content, reason)
    from msc_kg.extractors.ictrp_fields import STEPS

    study = Study(document, entry.place)
    for note in notes:
        study.note(note)
    for step in STEPS:
        step(study, stated)
    return study.record()


def _trials(document: str, stream: IO[bytes]) -> Iterator[Entry | Reject]:
    for at, cut in enumerate(cut_studies(stream, TRIAL_TAG)):
        if cut.problem:
            yield _reject(document, f"Trial[{at}]", cut.content, cut.problem)
        else:
            yield Entry(f"Trial[{at}]", cut.content)


def _rows(document: str, stream: IO[bytes]) -> Iterator[Entry | Reject]:
    for row in read_rows(stream, read_header, NUMBERS, layout_of):
        place = f"row {row.number}"
        if row.problem:
            yield Reject(document, place, plain(row.text)[:_SHORT], row.problem)
        else:
            yield Entry(place, msgspec.msgpack.encode(_content(row)))


def _content(row: Row) -> _Content:
    cells: dict[str, list[tuple[str, str]]] = {}
    for kind, name, text in zip(row.header.kinds, row.header.names, row.cells, strict=True):
        if kind and kind != UNREAD and text.strip():
            stated = _TRIAL_ID if kind == _IDENTIFIER else kind
            cells.setdefault(stated, []).append((name, text))
    return _Content(cells, row.notes)


def _reject(document: str, place: str, content: bytes, reason: str) -> Reject:
    """Return a reject that shows the beginning of a trial without its tags."""
    text = _TAGS.sub(" ", decoded(content[:4096])[0])
    return Reject(document, place, plain(text)[:_SHORT], reason)
