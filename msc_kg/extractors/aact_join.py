"""The tables of AACT joined by ``nct_id``: all rows of one study after those of another.

Every row that is read becomes a line that begins with the number of its study; the lines are
sorted outside of memory. So the tables may have any order and any size.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, groupby
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from msc_kg.extractors.aact_model import TABLES
from msc_kg.extractors.ctgov_csv_cells import cells
from msc_kg.extractors.ctgov_csv_columns import Header
from msc_kg.extractors.ctgov_csv_rows import Row, read_rows
from msc_kg.extractors.ctgov_values import NCT_NUMBER
from msc_kg.extractors.entries import MAX_ENTRY_BYTES, Entry
from msc_kg.extractors.study import plain
from msc_kg.records import Reject
from msc_kg.sorting import SpilledLines, merged
from msc_kg.table_sets import split

KEY = "nct_id"
DELIMITER = "|"
MOST_REJECTS = 100
"""Most rows of a table that are rejected one by one."""
LINE_END = "\u2028"
"""What stands for the end of a line in a cell."""

_NAMES = tuple(TABLES)
_STUDIES = _NAMES.index("studies")
_NUMBER = slice(0, 11)
_TABLE = slice(12, 14)
_CELLS = slice(36, -1)
_LINES_AT_ONCE = 5_000
_SHORT = 200
_LONGEST_HEADER = 32 * 1024
_ENCODE = msgspec.json.Encoder().encode


def read_header(line: str) -> Header | None:
    """Return the header of a table, if it has a column of the studies' numbers."""
    names = cells(line.strip(), DELIMITER) if len(line) <= _LONGEST_HEADER else None
    if names is None or len(names) < 2 or names.count(KEY) != 1:
        return None
    kinds = tuple("identifier" if name == KEY else name for name in names)
    return Header(DELIMITER, tuple(names), kinds)


def studies(document: str, stream: IO[bytes]) -> Iterator[Entry | Reject]:
    """Yield the studies of a set of tables, by number; first the rows that cannot be read."""
    with _temporary_folder() as place:
        lines = SpilledLines(place)
        has_studies = has_tables = False
        for name, stored in split(stream, document):
            table = _Table(document, name)
            if table.code is not None:
                has_tables = True
                yield from table.load(stored, lines)
                has_studies |= table.code == _STUDIES and table.rows > 0
        if not has_tables:
            reason = "no table of AACT is in it; name the folder or zip that holds studies.txt"
            yield Reject(document, "whole document", "", reason)
        found = chain.from_iterable(merged(lines.finish(), unique=False))
        yield from _joined(document, found, has_studies=has_studies)


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """Give a folder that goes away, silently also when a reader stops halfway."""
    place = Path(tempfile.mkdtemp(prefix="msc-kg-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


class _Table:
    """A table while it is read; ``code`` is ``None`` if nothing is read from it."""

    def __init__(self, document: str, name: str) -> None:
        kind = PurePosixPath(name).stem.lower()
        self.code = _NAMES.index(kind) if kind in TABLES else None
        self.rows = 0
        self._document = document
        self._name = name
        self._first_line: str | None = None
        self._rejected = 0

    def load(self, stored: IO[bytes], lines: SpilledLines) -> Iterator[Reject]:
        """Add the rows to lines; yield those that cannot be read."""
        ready: list[bytes] = []
        columns: _Columns | None = None
        for row in read_rows(stored, self._header):
            if columns is None or columns.header is not row.header:
                columns = _Columns(row.header, self.code or 0)
            problem = row.problem or columns.problem(row)
            if problem:
                yield from self._reject(row, problem)
                continue
            self.rows += 1
            ready.append(columns.line(row))
            if len(ready) >= _LINES_AT_ONCE:
                lines.add(ready)
                ready = []
        lines.add(ready)
        yield from self._untold()

    def _header(self, line: str) -> Header | None:
        if self._first_line is None:
            self._first_line = line
        return read_header(line)

    def _reject(self, row: Row, problem: str) -> Iterator[Reject]:
        self._rejected += 1
        if self._rejected <= MOST_REJECTS:
            text = row.text or DELIMITER.join(row.cells[:8])
            place = f"{self._name}, row {row.number}"
            yield Reject(self._document, place, plain(text[:1000])[:_SHORT], problem)

    def _untold(self) -> Iterator[Reject]:
        """Yield what is to be told of the table as a whole."""
        first = (self._first_line or "").strip()
        more = self._rejected - MOST_REJECTS
        if first and read_header(first) is None:
            reason = f"the first line names no column {KEY}; give the table its header"
            yield Reject(self._document, self._name, plain(first)[:_SHORT], reason)
        if more > 0:
            reason = f"{more} more rows cannot be read; download the tables again"
            yield Reject(self._document, self._name, "", reason)


class _Columns:
    """Where the cells that are read stand in the rows of a table."""

    def __init__(self, header: Header, code: int) -> None:
        self.header = header
        self._code = code
        self._key = header.names.index(KEY)
        self._id = header.names.index("id") if "id" in header.names else None
        names = TABLES[_NAMES[code]]
        self._read = [header.names.index(name) if name in header.names else None for name in names]

    def problem(self, row: Row) -> str | None:
        """Return why a row belongs to no study, if so."""
        number = row.cells[self._key]
        if NCT_NUMBER.fullmatch(number):
            return None
        return (
            f"column {KEY} holds {number[:30]!r}, no NCT number; "
            "if cells moved to other columns, mend the row or download it again"
        )

    def line(self, row: Row) -> bytes:
        """Return a row as a line: number of the study, table, order in it, cells."""
        found = row.cells
        stated: list[object] = [row.number, "; ".join(row.notes)]
        stated += ["" if at is None else _one_line(found[at]) for at in self._read]
        own = "" if self._id is None else found[self._id]
        is_number = own.isascii() and own.isdigit() and len(own) < 20
        order = int(own) if is_number else row.number
        number = found[self._key].encode()
        return b"%b\t%02d\t%020d\t%b\n" % (number, self._code, order, _ENCODE(stated))


def _one_line(text: str) -> str:
    return LINE_END.join(text.splitlines()) if "\n" in text else text


def _joined(
    document: str, lines: Iterable[bytes], *, has_studies: bool
) -> Iterator[Entry | Reject]:
    """Yield the studies of sorted lines; where the table of studies is, those that are in it."""
    without = 0
    for number, rows in groupby(lines, key=lambda line: line[_NUMBER]):
        found: dict[int, list[bytes]] = {}
        size = 0
        for line in rows:
            size += len(line)
            if size <= MAX_ENTRY_BYTES:
                found.setdefault(int(line[_TABLE]), []).append(line[_CELLS])
        place = f"{_NAMES[min(found, default=_STUDIES)]}.txt, {number.decode()}"
        if has_studies and _STUDIES not in found:
            without += 1
        elif size > MAX_ENTRY_BYTES:
            reason = f"its rows are larger than {MAX_ENTRY_BYTES >> 20} MB; download them again"
            yield Reject(document, place, "", reason)
        else:
            yield Entry(place, _content(found))
    if without:
        reason = (
            f"rows of {without} studies that are not in studies.txt; "
            "take all tables from the same export"
        )
        yield Reject(document, "other tables", "", reason)


def _content(found: dict[int, list[bytes]]) -> bytes:
    """Return the JSON object of the rows of one study, by table."""
    tables = (
        b'"%b":[%b]' % (_NAMES[code].encode(), b",".join(rows)) for code, rows in found.items()
    )
    return b"{" + b",".join(tables) + b"}"
