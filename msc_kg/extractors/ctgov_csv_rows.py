"""Rows of a download as a stream: one at a time, whatever stands in the others.

A row may go over several lines. A quote that is never closed spoils its own row only: the next
line that begins with a trial's number where rows have theirs begins a new row.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import IO, TypeAlias

from msgspec import Struct

from msc_kg.extractors.ctgov_csv_cells import cells, lenient_cells
from msc_kg.extractors.ctgov_csv_columns import Header, read_header
from msc_kg.extractors.ctgov_encodings import decoded, utf8_chunks
from msc_kg.extractors.entries import MAX_ENTRY_BYTES

NOT_UTF8 = "the text is not UTF-8; it was read as Windows-1252"
STRAY_QUOTE = "a quotation mark does not fit; cells were cut at the separators behind quotes"
NCT_NUMBERS = re.compile(rb"NCT\d{8}")
_BEGIN_WITHIN = 3
"""Rows are known by their beginning if the number is in one of so many first cells."""

HeaderReader: TypeAlias = Callable[[str], Header | None]
"""Returns the header that a line is, if it is one of a known download."""


class Row(Struct, frozen=True):
    """The cells of a row, numbered from 1, below its header; ``problem`` says why it has none."""

    number: int
    header: Header
    cells: tuple[str, ...]
    notes: tuple[str, ...] = ()
    problem: str | None = None
    text: str = ""


def read_rows(
    stream: IO[bytes],
    header_of: HeaderReader = read_header,
    numbers: re.Pattern[bytes] = NCT_NUMBERS,
    layout_of: HeaderReader | None = None,
) -> Iterator[Row]:
    """Yield the rows of a download; nothing when it has no header that is known.

    The header may be repeated, or another one begin, where downloads were joined. ``numbers``
    are those of the trials. Where the first line is no header, ``layout_of`` tells its columns.
    """
    lines = _lines(stream)
    first = next((line for line in lines if line.strip()), b"")
    text = decoded(first)[0].strip("\r\n")
    header = header_of(text)
    if header is None and layout_of is not None:
        header, lines = layout_of(text), chain((first,), lines)
    if header is None:
        return
    number = 0
    begins = _beginning(header, numbers)
    for content in _row_contents(lines, begins):
        number += 1
        row = _row(number, header, content)
        other = _other_header(row, header_of, numbers)
        if other is None:
            yield row
        else:
            header, number = other, number - 1


def _other_header(row: Row, header_of: HeaderReader, numbers: re.Pattern[bytes]) -> Header | None:
    """Return the header that a row is, if it is one."""
    if row.cells:
        at = row.header.identifier or 0
        return row.header if row.cells[at] == row.header.names[at] else None
    if row.problem and not numbers.search(row.text[:400].encode()):
        found = header_of(row.text)
        return found if found and found.identifier is not None else None
    return None


def _row(number: int, header: Header, content: bytes) -> Row:
    text, is_utf8 = decoded(content)
    text = text.rstrip("\r\n")
    problem = _unreadable(content)
    if problem:
        return Row(number, header, (), (), problem, text[:1000])
    notes = () if is_utf8 else (NOT_UTF8,)
    width = len(header.names)
    found = _fitted(cells(text, header.delimiter), width)
    if found is None and '"' in text:
        found = _fitted(lenient_cells(text, header.delimiter), width)
        notes = (*notes, STRAY_QUOTE)
    if found is None:
        return Row(number, header, (), (), _misfit(text, header), text[:1000])
    return Row(number, header, tuple(found), notes)


def _unreadable(content: bytes) -> str | None:
    if len(content) > MAX_ENTRY_BYTES:
        return f"the row is longer than {MAX_ENTRY_BYTES >> 20} MB; close its quotation marks"
    if b"\0" in content:
        return "the row holds NUL bytes; download the file again"
    return None


def _fitted(found: list[str] | None, width: int) -> list[str] | None:
    """Return the cells if they are as many as the columns, but for empty ones at the end."""
    if found is None or len(found) < width or any(found[width:]):
        return None
    return found[:width]


def _misfit(text: str, header: Header) -> str:
    found = lenient_cells(text, header.delimiter) or []
    return (
        f"the row has {len(found)} cells below {len(header.names)} columns, or a quotation mark "
        "that does not fit; mend the row, or download the file again if it ends here"
    )


def _beginning(header: Header, numbers: re.Pattern[bytes]) -> re.Pattern[bytes] | None:
    at = header.identifier
    if at is None or at >= _BEGIN_WITHIN:
        return None
    mark = re.escape(header.delimiter.encode())
    before = rb'"?[^"' + mark + rb']{0,40}"?' + mark
    own = rb'"?(?:' + numbers.pattern + rb')"?'
    return re.compile(b"(?:" + before + b"){%d}" % at + own + mark + rb"(?!\s)")


def _row_contents(lines: Iterator[bytes], begins: re.Pattern[bytes] | None) -> Iterator[bytes]:
    """Join lines to rows: a row goes on while a quote is open."""
    pending: list[bytes] = []
    size, is_open = 0, False
    for line in lines:
        if is_open and begins and begins.match(line):
            yield b"".join(pending)
            pending, size, is_open = [], 0, False
        if not is_open and not line.strip():
            continue
        if size <= MAX_ENTRY_BYTES:  # beyond it only the fact of its length is kept
            pending.append(line)
            size += len(line)
        is_open ^= line.count(b'"') % 2 == 1
        if not is_open:
            yield b"".join(pending)
            pending, size = [], 0
    if pending:
        yield b"".join(pending)


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield lines with their ends, in pieces where one is longer than any row may be."""
    chunks = _with_line_feeds(utf8_chunks(stream))
    rest: list[bytes] = []
    size = 0
    for chunk in chunks:
        first, *more = chunk.split(b"\n")
        rest.append(first)
        size += len(first)
        if more or size > MAX_ENTRY_BYTES:
            yield b"".join(rest) + b"\n" * bool(more)
            yield from (line + b"\n" for line in more[:-1])
            rest, size = more[-1:], len(more[-1]) if more else 0
    if size:
        yield b"".join(rest)


def _with_line_feeds(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Give lines that end in carriage returns only, as the first chunk shows, line feeds."""
    first = next(chunks, b"")
    returns_only = b"\r" in first and b"\n" not in first
    for chunk in chain((first,), chunks):
        yield chunk.replace(b"\r", b"\n") if returns_only else chunk
