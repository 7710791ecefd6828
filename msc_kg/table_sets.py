"""Sets of tables: the files of one export that only together tell of a trial, one document.

Such an export (AACT's) is a folder or a zip with a text file for each table. A table is told
by its first line: names of columns in small letters between bars. Tables in the same folder are
a set if trials' numbers (``nct_id``) are in one of them; other files beside them are documents
of their own. The content of a set is that of its tables in the order of their names, each behind
a line of a group separator (U+001D, with which no line of a table begins) and its name.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO

from msc_kg.damage import BROKEN, TooLargeError, until_damaged
from msc_kg.documents import StoredDocument

MARK = b"\x1d"
"""What the line before each table of a set begins with."""

_NAME = re.compile(r"[A-Za-z][A-Za-z_]{2,60}\.txt")
_HEADER = re.compile(
    rb"(?:\xef\xbb\xbf)?(\"?[a-z][a-z0-9_]{0,62}\"?(?:\|\"?[a-z][a-z0-9_]{0,62}\"?)+)\s*"
)
_KEY = "nct_id"
_HEADER_BYTES = 16 * 1024
_BLOCK_BYTES = 256 * 1024
_LONGEST_NAME = 200


def columns(head: bytes) -> tuple[str, ...]:
    """Return the names of the columns of a table that begins so; none if it is no table."""
    found = _HEADER.fullmatch(head[:_HEADER_BYTES].partition(b"\n")[0])
    return tuple(found[1].decode().replace('"', "").split("|")) if found else ()


def has_trials(head: bytes) -> bool:
    """Whether a table that begins so has a column of trials' numbers."""
    return _KEY in columns(head)


def may_be_table(name: str) -> bool:
    """Whether a file has the name of a table: words in letters, ".txt"."""
    return _NAME.fullmatch(PurePosixPath(name).name) is not None


def tables_among(names: Iterable[str], opened: Callable[[str], IO[bytes]]) -> tuple[str, ...]:
    """Return which files of a folder are a set of tables, in the order of their names.

    A file that cannot be opened is none.
    """
    heads = {name: head for name in sorted(names) if columns(head := _head(opened, name))}
    return tuple(heads) if any(map(has_trials, heads.values())) else ()


def table_set(name: str, tables: Iterable[StoredDocument]) -> StoredDocument:
    """Return the document of a set; its tables are named by their files, in that order."""
    parts = tuple(sorted(tables, key=lambda table: table.name))
    return StoredDocument(
        name,
        sum(table.stored_bytes for table in parts),
        lambda: io.BufferedReader(_Chunks(_joined(parts)), _BLOCK_BYTES),
        parts,
    )


def split(stream: IO[bytes], name: str) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the tables of a set with the names of their files, each to be read before the next.

    A stream that is no set is one table with the ``name``.
    """
    rest = _Rest(stream)
    if not rest.skip_mark():
        yield name, rest.table()
        return
    while True:
        own = rest.line()
        table = rest.table()
        yield own, table
        while table.read(_BLOCK_BYTES):
            pass
        if not rest.skip_mark():
            return


def _head(opened: Callable[[str], IO[bytes]], name: str) -> bytes:
    try:
        with opened(name) as stream:
            return stream.read(_HEADER_BYTES)
    except TooLargeError:
        raise
    except BROKEN:
        return b""


def _joined(tables: Iterable[StoredDocument]) -> Iterator[bytes]:
    """Yield the content of a set; a table that is damaged ends there."""
    for table in tables:
        yield MARK + table.name.encode("utf-8", "replace") + b"\n"
        last = b""
        try:
            opened = table.open()
        except BROKEN:
            continue
        with opened, until_damaged(opened) as stream:
            while block := stream.read(_BLOCK_BYTES):
                yield block
                last = block
        if last and not last.endswith(b"\n"):
            yield b"\n"


class _Chunks(io.RawIOBase):
    """A stream of the bytes that an iterator yields."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._pending = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._pending:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._pending = memoryview(chunk)
        count = min(len(buffer), len(self._pending))
        buffer[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count


class _Rest:
    """What is left of the stream of a set."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._held = stream.read(_BLOCK_BYTES)

    def skip_mark(self) -> bool:
        """Go behind the mark of the next table; return whether there is one."""
        is_there = self._held.startswith(MARK)
        self._held = self._held[is_there:]
        return is_there

    def line(self) -> str:
        """Return the rest of a line, without its end."""
        while b"\n" not in self._held and len(self._held) < _LONGEST_NAME and self._more():
            pass
        line, _, self._held = self._held.partition(b"\n")
        if not self._held:
            self._more()
        return line[:_LONGEST_NAME].decode("utf-8", "replace")

    def table(self) -> IO[bytes]:
        """Return the stream up to the next mark at the beginning of a line."""
        return io.BufferedReader(_Chunks(self._until_mark()), _BLOCK_BYTES)

    def _until_mark(self) -> Iterator[bytes]:
        if self._held.startswith(MARK):
            return
        while self._held:
            at = self._held.find(b"\n" + MARK)
            if at >= 0:
                found, self._held = self._held[: at + 1], self._held[at + 1 :]
                yield found
                return
            ends = self._held.endswith(b"\n")  # the mark may stand behind it
            found, self._held = self._held[: len(self._held) - ends], self._held[-1:] * ends
            if found:
                yield found
            if not self._more():
                yield self._held
                self._held = b""

    def _more(self) -> bool:
        block = self._stream.read(_BLOCK_BYTES)
        self._held += block
        return bool(block)
