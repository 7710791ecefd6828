"""The tables of AACT joined by ``nct_id``: all rows of one study after those of another.

Every row that is read becomes a line that begins with the number of its study; the lines are
sorted outside of memory. So the tables may have any order and any size.
"""

import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, groupby
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from msc_kg.extractors.aact_model import TABLES
from msc_kg.extractors.ctgov_csv_cells import cells
from msc_kg.extractors.ctgov_csv_columns import Header
from msc_kg.extractors.ctgov_csv_rows import Row, read_rows
from msc_kg.extractors.ctgov_values import NCT_NUMBER, plain
from msc_kg.extractors.entries import MAX_ENTRY_BYTES, Entry
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
_ENCODE = msgspec.json.Encoder().encode


def read_header(line: str) -> Header | None:
    """Return the header of a table, if it has a column of the studies' numbers."""
    names = cells(line.strip(), DELIMITER)
    if names is None or len(names) < 2 or names.count(KEY) != 1:
        return None
    kinds = tuple("identifier" if name == KEY else name for name in names)
    return Header(DELIMITER, tuple(names), kinds)


def studies(document: str, stream: IO[bytes]) -> Iterator[Entry | Reject]:
    """Yield the studies of a set of tables, by number; first the rows that cannot be read."""
    with tempfile.TemporaryDirectory(prefix="msc-kg-") as place:
        lines = SpilledLines(Path(place))
        has_studies = False
        for name, stored in split(stream, document):
            table = _Table(document, name)
            if table.code is not None:
                yield from table.load(stored, lines)
                has_studies |= table.code == _STUDIES and table.rows > 0
        found = chain.from_iterable(merged(lines.finish(), unique=False))
        yield from _joined(document, found, has_studies=has_studies)


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
        for row in read_rows(stored, self._header):
            problem = row.problem or _misplaced(row)
            if problem:
                yield from self._reject(row, problem)
                continue
            self.rows += 1
            ready.append(_line(row, self.code or 0))
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


def _misplaced(row: Row) -> str | None:
    number = row.cells[row.header.identifier or 0].strip()
    if NCT_NUMBER.fullmatch(number):
        return None
    return (
        f"column {KEY} holds {number[:30]!r}, no NCT number; "
        "if cells moved to other columns, mend the row or download it again"
    )


def _line(row: Row, code: int) -> bytes:
    """Return a row as a line: number of the study, table, order in it, cells."""
    own, *where = _positions(row.header, code)
    found = row.cells
    stated: list[object] = [row.number, "; ".join(row.notes)]
    stated += [_one_line(found[at]) if at >= 0 else "" for at in where]
    identifier = found[own] if own >= 0 else ""
    is_number = identifier.isascii() and identifier.isdigit() and len(identifier) < 20
    order = int(identifier) if is_number else row.number
    number = found[row.header.identifier or 0].strip()
    return b"%b\t%02d\t%020d\t%b\n" % (number.encode(), code, order, _ENCODE(stated))


@lru_cache(256)
def _positions(header: Header, code: int) -> tuple[int, ...]:
    """Return where the rows' own identifier is, and the columns that are read; -1: nowhere."""
    wanted = ("id", *TABLES[_NAMES[code]])
    return tuple(header.names.index(name) if name in header.names else -1 for name in wanted)


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
