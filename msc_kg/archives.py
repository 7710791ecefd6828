"""Archives: the documents in ``.zip``, ``.tar``, ``.tar.gz`` and ``.gz`` files.

Members are read as streams and never written out, but for those that cannot be read twice
where they are (in a tar, in an archive within an archive, on standard input): these are
spooled. A broken member or archive becomes a reject; the other members go on. What an archive
may grow to is limited, so that a small hostile file fills neither memory nor disk. Tables in a
zip that only tell of trials together are one document (see :mod:`msc_kg.table_sets`).
"""

import gzip
import io
import tarfile
import tempfile
import weakref
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, TypeAlias

from msgspec import Struct, structs

from msc_kg.damage import BROKEN, TooLargeError
from msc_kg.documents import StoredDocument
from msc_kg.records import Reject
from msc_kg.table_sets import may_be_table, table_set, tables_among

MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
"""Most bytes that an archive may unpack to, unless it is itself large."""
MAX_RATIO = 100
"""Most times its own size that a large archive may unpack to; registry dumps have 4 to 20."""
MAX_DEPTH = 3
"""Most archives around a document."""
MAX_HELD_BYTES = 16 * 1024 * 1024
"""Largest content that is held in memory; larger ones are spooled to disk."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_BLOCK_BYTES = 1024 * 1024
_BUFFER_BYTES = 128 * 1024

Opened: TypeAlias = Callable[[], IO[bytes]]


class _Budget(Struct):
    """The bytes that may still be unpacked; every document may be read twice."""

    allowed: int
    left: int

    @classmethod
    def of(cls, stored_bytes: int) -> "_Budget":
        allowed = max(MAX_UNPACKED_BYTES, MAX_RATIO * stored_bytes)
        return cls(allowed, 2 * allowed)

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise TooLargeError(f"unpacks to more than {self.allowed // 1024**2} MB")


class _Counted(io.RawIOBase):
    """A stream whose bytes are taken from a budget."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, budget: _Budget) -> None:
        super().__init__()
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        # What was unpacked before a damage must not be lost: never ask for more than comes at once.
        content = self._stream.read1(len(buffer))  # type: ignore[union-attr]
        buffer[: len(content)] = content
        self._budget.spend(len(content))
        return len(content)

    def close(self) -> None:
        self._stream.close()
        super().close()


def unpacked(name: str, stored_bytes: int, opened: Opened) -> Iterator[StoredDocument | Reject]:
    """Yield the document that a file is, or those in it when it is an archive.

    Archives are told by the end of ``name``; gzip also by its first bytes, and so are zip and
    tar where the name has no end (standard input). A document yielded can be read until the
    next is asked for.
    """
    packed = StoredDocument(name, stored_bytes, opened)
    yield from _unpacked(packed, name.lower(), MAX_DEPTH, None)


def spooled(stream: IO[bytes]) -> Opened:
    """Keep what is left of a stream so that it can be read repeatedly; return how to open it."""
    head = stream.read(MAX_HELD_BYTES)
    if len(head) < MAX_HELD_BYTES:
        return partial(io.BytesIO, head)
    with tempfile.NamedTemporaryFile(prefix="msc-kg-", delete=False) as file:
        file.write(head)
        while block := stream.read(_BLOCK_BYTES):
            file.write(block)
    opened: Opened = partial(_opened, Path(file.name))
    weakref.finalize(opened, Path(file.name).unlink, missing_ok=True)
    return opened


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def _unpacked(
    packed: StoredDocument, kind: str, depth: int, budget: _Budget | None
) -> Iterator[StoredDocument | Reject]:
    """Yield what is in a file; ``kind`` is the name that tells what it is."""
    try:
        members = None if packed.tables else _members_of(packed, kind)
        if members is None:
            yield packed
        elif not depth:
            reason = f"an archive within {MAX_DEPTH} archives; unpack the outer one yourself"
            yield _reject(packed.name, reason)
        else:
            budget = budget or _Budget.of(packed.stored_bytes)
            for member in _told_apart(members(packed, budget)):
                if isinstance(member, Reject):
                    yield member
                else:
                    own = kind.removesuffix(".gz") if member.name == packed.name else member.name
                    yield from _unpacked(member, own, depth - 1, budget)
    except TooLargeError as error:
        yield _reject(packed.name, f"{error}; split it")
    except BROKEN as error:
        yield _broken(packed.name, error)


def _told_apart(members: Iterable[StoredDocument | Reject]) -> Iterator[StoredDocument | Reject]:
    """Number the members of an archive that share a name."""
    count: Counter[str] = Counter()
    for member in members:
        if isinstance(member, StoredDocument):
            count[member.name] += 1
            times = count[member.name]
            yield member if times == 1 else structs.replace(member, name=f"{member.name} ({times})")
        else:
            yield member


_Members: TypeAlias = Callable[[StoredDocument, _Budget], Iterator[StoredDocument | Reject]]


def _members_of(packed: StoredDocument, kind: str) -> _Members | None:
    for suffixes, members in _KINDS:
        if kind.lower().endswith(suffixes):
            return members
    with packed.open() as stream:
        head = stream.read(512)
    if head[:2] == _GZIP:
        return _gzip
    if "." not in kind:
        return _zip if head[:4] == _ZIP else _tar if head[257:262] == b"ustar" else None
    return None


def _zip(packed: StoredDocument, budget: _Budget) -> Iterator[StoredDocument | Reject]:
    with packed.open() as stream, zipfile.ZipFile(stream) as archive:
        members = {info.filename: info for info in archive.infolist() if not info.is_dir()}
        in_sets: set[str] = set()
        for folder, tables in _zipped_sets(members, archive, budget):
            in_sets.update(table.name for table in tables)
            inner = [
                structs.replace(table, name=PurePosixPath(table.name).name) for table in tables
            ]
            yield table_set(f"{packed.name}/{folder}" if folder else packed.name, inner)
        for entry in sorted(archive.infolist(), key=lambda info: info.filename):
            if not entry.is_dir() and entry.filename not in in_sets:
                yield _zipped(f"{packed.name}/{entry.filename}", archive, entry, budget)


def _zipped_sets(
    members: Mapping[str, zipfile.ZipInfo], archive: zipfile.ZipFile, budget: _Budget
) -> Iterator[tuple[str, list[StoredDocument]]]:
    """Yield the folders of a zip that hold sets of tables, with their tables."""
    folders: dict[str, list[str]] = {}
    for name in sorted(members):
        if may_be_table(name):
            folders.setdefault(name.rpartition("/")[0], []).append(name)

    def opened(name: str) -> IO[bytes]:
        return _counted(partial(archive.open, members[name]), budget)

    for folder, names in folders.items():
        tables = tables_among(names, opened)
        if tables:
            yield (
                folder,
                [
                    StoredDocument(name, members[name].compress_size, partial(opened, name))
                    for name in tables
                ],
            )


def _tar(packed: StoredDocument, budget: _Budget) -> Iterator[StoredDocument]:
    with packed.open() as stream, tarfile.open(fileobj=stream, mode="r|*") as archive:
        for entry in archive:
            content = archive.extractfile(entry) if entry.isfile() else None
            if content is not None:
                budget.spend(entry.size)
                name = f"{packed.name}/{entry.name}"
                yield StoredDocument(name, entry.size, spooled(content))


def _gzip(packed: StoredDocument, budget: _Budget) -> Iterator[StoredDocument]:
    opened = partial(_counted, partial(_gunzipped, packed.open), budget)
    with closing(opened()) as stream:
        stream.read(1)  # what is no gzip at all is told before it is called a document
    yield StoredDocument(packed.name, packed.stored_bytes, opened)


def _zipped(
    name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget
) -> StoredDocument | Reject:
    """Return a member; a small one is held, as it is read more than once."""
    opened: Opened = partial(_counted, partial(archive.open, entry), budget)
    try:
        if entry.file_size <= MAX_HELD_BYTES:
            with closing(opened()) as stream:
                opened = spooled(stream)
    except TooLargeError:
        raise
    except BROKEN as error:
        return _broken(name, error)
    return StoredDocument(name, entry.compress_size, opened)


def _counted(opened: Callable[[], IO[bytes] | gzip.GzipFile], budget: _Budget) -> IO[bytes]:
    return io.BufferedReader(_Counted(opened(), budget), _BUFFER_BYTES)


class _Gunzipped(gzip.GzipFile):
    """A gzip stream that closes what it reads."""

    def __init__(self, packed: IO[bytes]) -> None:
        super().__init__(fileobj=packed, mode="rb")
        self._packed = packed

    def close(self) -> None:
        super().close()
        self._packed.close()


def _gunzipped(opened: Opened) -> gzip.GzipFile:
    return _Gunzipped(opened())


_KINDS: tuple[tuple[tuple[str, ...], _Members], ...] = (
    ((".zip",), _zip),
    ((".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"), _tar),
    ((".gz",), _gzip),
)
"""How archives are opened, by the end of their name."""


def _broken(name: str, error: Exception) -> Reject:
    return _reject(
        name,
        f"the archive cannot be unpacked ({error}); "
        "download it again, or unpack it and name the folder",
    )


def _reject(name: str, reason: str) -> Reject:
    return Reject(document=name, place="file", text="", reason=reason)
