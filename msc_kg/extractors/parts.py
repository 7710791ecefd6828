"""Texts that hold several pages or papers: cut, each part read by itself, put together again.

A part is a document of its own for its extractor; lines are numbered, and records placed,
as in the whole document.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from msc_kg.documents import Document
from msc_kg.extractors.part_heads import heads
from msc_kg.records import Description, Evidence, Extraction, Record, Reject, Unread

SEVERAL = "several"
"""The kind of a document whose parts are of different kinds."""

_LINE = re.compile(r"^line (\d+)\b")
_LEAST_TABLE = 3  # rows, to tell a table pasted twice from rows alike
_WHOLE = "whole document"
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|article|table)\b", re.IGNORECASE)
_MARKUP_BEGINS = re.compile(r"\s*<(?:!doctype html|\?xml)", re.IGNORECASE)
_UNPLACED = {"locator": "", "evidence": {}, "unread": msgspec.UNSET}

Read = Callable[[Document], Extraction]


@dataclass(frozen=True)
class Part:
    """A part of a document: ``before`` lines of the whole stand above it."""

    document: Document
    before: int = 0
    has_head: bool = False


def parts(document: Document) -> tuple[Part, ...]:
    """Return the pages and papers in a document, itself when it holds one."""
    if document.is_binary:
        return (Part(document),)
    lines = document.text.split("\n")
    if _MARKUP.match(document.text[:2000]):
        starts = [(number, 0) for number in _markup_starts(lines)]
    else:
        starts = [(head.start, head.column) for head in heads(lines)]
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    begun = bool(starts) and starts[0][0] <= first
    starts = starts[begun:]
    return tuple(_cut(document.name, lines, starts, begun)) if starts else (Part(document),)


def _markup_starts(lines: Sequence[str]) -> Iterator[int]:
    """Where another document in HTML or XML begins: at its declaration."""
    begun = True
    for number, line in enumerate(lines):
        if line.strip():
            begins = bool(_MARKUP_BEGINS.match(line[:200]))
            if begins and not begun:
                yield number
            begun = begins


def _cut(
    name: str, lines: Sequence[str], starts: Sequence[tuple[int, int]], begun: bool
) -> Iterator[Part]:
    places = [(0, 0), *starts, (len(lines), 0)]
    for number, ((start, column), (end, end_column)) in enumerate(pairwise(places)):
        own = list(lines[start:end])
        if end_column:
            own.append(lines[end][:end_column])
        own[0] = own[0][column:]
        yield Part(Document(name, "\n".join(own).encode()), start, begun or number > 0)


def extract_parts(document: Document, read: Read) -> Extraction:
    """Return what ``read`` makes of the parts of a document, as one extraction."""
    found = [(part, read(part.document)) for part in _readable(document, read)]
    if len(found) == 1:
        (_, extraction), = found  # fmt: skip
        return _once(extraction)
    placed = [_placed(extraction, part, n) for n, (part, extraction) in enumerate(found, 1)]
    return _once(
        Extraction(
            _together([extraction.description for extraction in placed]),
            tuple(record for extraction in placed for record in extraction.records),
            tuple(reject for extraction in placed for reject in extraction.rejects),
        )
    )


def _readable(document: Document, read: Read) -> tuple[Part, ...]:
    """The parts; what stands above the first head is one of its own when it is a table."""
    found = parts(document)
    first, *others = found
    if first.has_head or not others:
        return found
    records = read(first.document).records
    if records and all(record.kind == "review-row" for record in records):
        return found
    second, *others = others
    text = f"{first.document.text}\n{second.document.text}"
    joined = Document(document.name, text.encode()) if others else document
    return (Part(joined, 0, has_head=True), *others)


def _placed(extraction: Extraction, part: Part, number: int) -> Extraction:
    """The extraction of a part with places as in the whole document."""
    name = f"part {number}"

    def place(text: str) -> str:
        line = _LINE.match(text)
        if line:
            return f"line {int(line[1]) + part.before}{text[line.end() :]}"
        return name if text == _WHOLE else f"{name}, {text}"

    doi = extraction.description.doi
    locator = f"{name} (doi:{doi})" if doi else name
    records = (
        msgspec.structs.replace(
            record,
            locator=f"{locator}, {record.locator}",
            evidence={
                path: Evidence(place(evidence.place), evidence.text)
                for path, evidence in record.evidence.items()
            },
            unread=_placed_unread(record, place),
        )
        for record in extraction.records
    )
    rejects = (
        Reject(reject.document, place(reject.place), reject.text, reject.reason)
        for reject in extraction.rejects
    )
    return Extraction(extraction.description, tuple(records), tuple(rejects))


def _placed_unread(
    record: Record, place: Callable[[str], str]
) -> tuple[Unread, ...] | msgspec.UnsetType:
    return (
        tuple(Unread(place(value.place), value.text, value.reason) for value in record.unread or ())
        or msgspec.UNSET
    )


def _together(descriptions: Sequence[Description]) -> Description:
    """What all parts agree upon: a document with two papers is part of neither."""
    first, *others = descriptions
    agreed = {
        field: value
        for field in Description.__struct_fields__
        if all(getattr(other, field) == (value := getattr(first, field)) for other in others)
    }
    agreed["kind"] = agreed.get("kind", SEVERAL)
    return Description(**agreed)


def _once(extraction: Extraction) -> Extraction:
    """Keep records that the document states twice once, with a note of where again."""
    firsts = _firsts(extraction.records)
    again: dict[int, list[str]] = {}
    for number, first in firsts.items():
        again.setdefault(first, []).append(extraction.records[number].locator)
    records = (
        _noted(record, again.get(number, ()))
        for number, record in enumerate(extraction.records)
        if number not in firsts
    )
    return msgspec.structs.replace(extraction, records=tuple(records))


def _firsts(records: Sequence[Record]) -> dict[int, int]:
    """Return the numbers of repeated records with that of the first of each.

    Rows of one table that look alike may be two studies, and so may rows without a registry
    number: the former are repeated where the whole table is, the latter where a row beside
    them is, too.
    """
    seen: dict[bytes, int] = {}
    alike: dict[int, int] = {}
    for number, record in enumerate(records):
        first = seen.setdefault(_stated(record), number)
        if first != number:
            alike[number] = first
    twice = {number for rows in _tables(records) for number in _second_half(rows, alike)}
    return {
        number: first
        for number, first in alike.items()
        if number in twice or _is_elsewhere(number, records, alike)
    }


def _is_elsewhere(number: int, records: Sequence[Record], alike: dict[int, int]) -> bool:
    """Whether the same record stands in another table or part."""
    first = alike[number]
    if _table(records[number]) == _table(records[first]):
        return False
    beside = (alike.get(number + step) == first + step for step in (-1, 1))
    return bool(records[number].registry_ids) or any(beside)


def _second_half(rows: Sequence[int], alike: dict[int, int]) -> Sequence[int]:
    """The rows of a table that repeat its other rows, all of them in their order."""
    half = len(rows) // 2
    pairs = zip(rows[:half], rows[half:], strict=False)
    is_twice = (
        len(rows) % 2 == 0
        and half >= _LEAST_TABLE
        and all(alike.get(again) == first for first, again in pairs)
    )
    return rows[half:] if is_twice else ()


def _tables(records: Sequence[Record]) -> Iterable[list[int]]:
    tables: dict[str, list[int]] = {}
    for number, record in enumerate(records):
        tables.setdefault(_table(record), []).append(number)
    return tables.values()


def _table(record: Record) -> str:
    return record.locator.rsplit(", row ", 1)[0]


def _stated(record: Record) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(record, **_UNPLACED), order="sorted")


def _noted(record: Record, again: Sequence[str]) -> Record:
    if not again:
        return record
    times = "twice" if len(again) == 1 else f"{len(again) + 1} times"
    note = f"stated {times} in the document (again at {'; '.join(again)})"
    return msgspec.structs.replace(record, notes=(*record.notes, note))
