"""Archives: the documents in ``.zip``, ``.tar``, ``.tar.gz`` and ``.gz`` bytes.

A broken member or archive becomes a reject; the other members go on. What an archive may
grow to is limited, so that a small hostile file cannot fill the memory.
"""

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from msc_kg.documents import Document
from msc_kg.records import Reject

MAX_DOCUMENT_BYTES = 256 * 1024 * 1024
"""Largest single document that is read, after unpacking."""
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
"""Most bytes that one archive may unpack to, archives within it counted again."""
MAX_DEPTH = 3
"""Most archives around a document."""

_BROKEN = (
    OSError,
    EOFError,
    RuntimeError,  # an encrypted zip, or one packed in a way that cannot be read
    ValueError,
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
)
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"


class _TooLargeError(Exception):
    """A document, or all that an archive unpacks to, is larger than allowed."""


@dataclass
class _Budget:
    """The bytes that may still be unpacked."""

    left: int

    def read(self, stream: IO[bytes] | gzip.GzipFile) -> bytes:
        content = stream.read(min(MAX_DOCUMENT_BYTES, self.left) + 1)
        if len(content) > MAX_DOCUMENT_BYTES:
            raise _TooLargeError(f"larger than {MAX_DOCUMENT_BYTES // 1024**2} MB after unpacking")
        if len(content) > self.left:
            raise _TooLargeError(f"unpacks to more than {MAX_UNPACKED_BYTES // 1024**2} MB")
        self.left -= len(content)
        return content


def unpacked(name: str, content: bytes) -> Iterator[Document | Reject]:
    """Yield the document that ``content`` is, or those in it when it is an archive.

    Archives are told by the end of ``name``; gzip also by its first bytes, and so are zip and
    tar where the name has no end (standard input).
    """
    yield from _unpacked(name, content, MAX_DEPTH, _Budget(MAX_UNPACKED_BYTES))


def _unpacked(
    name: str, content: bytes, depth: int, budget: _Budget
) -> Iterator[Document | Reject]:
    opener = _opener(name, content)
    if opener is None:
        if len(content) > MAX_DOCUMENT_BYTES:
            yield _large(name, f"larger than {MAX_DOCUMENT_BYTES // 1024**2} MB")
        else:
            yield Document(name, content)
    elif not depth:
        reason = f"an archive within {MAX_DEPTH} archives; unpack the outer one yourself"
        yield _reject(name, reason)
    else:
        try:
            for inner, part in opener(name, content, budget):
                yield from _unpacked(inner, part, depth - 1, budget)
        except _TooLargeError as error:
            yield _large(name, str(error))
        except _BROKEN as error:
            yield _reject(
                name,
                f"the archive cannot be unpacked ({error}); "
                "download it again, or unpack it and name the folder",
            )


_Opener = Callable[[str, bytes, _Budget], Iterator[tuple[str, bytes]]]


def _opener(name: str, content: bytes) -> _Opener | None:
    lower = name.lower()
    for suffixes, opener in _OPENERS:
        if lower.endswith(suffixes):
            return opener
    if content[:2] == _GZIP:
        return _gzip
    if "." not in name:
        return _zip if content[:4] == _ZIP else _tar if content[257:262] == b"ustar" else None
    return None


def _zip(name: str, content: bytes, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in sorted(archive.infolist(), key=lambda info: info.filename):
            if not entry.is_dir():
                with archive.open(entry) as stream:
                    yield f"{name}/{entry.filename}", budget.read(stream)


def _tar(name: str, content: bytes, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for entry in sorted(archive.getmembers(), key=lambda info: info.name):
            stream = archive.extractfile(entry) if entry.isfile() else None
            if stream is not None:
                yield f"{name}/{entry.name}", budget.read(stream)


def _gzip(name: str, content: bytes, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    with gzip.open(io.BytesIO(content)) as stream:
        yield name[:-3] if name.lower().endswith(".gz") else name, budget.read(stream)


_OPENERS: tuple[tuple[tuple[str, ...], _Opener], ...] = (
    ((".zip",), _zip),
    ((".tar", ".tar.gz", ".tgz"), _tar),
    ((".gz",), _gzip),
)
"""How archives are opened, by the end of their name."""


def _large(name: str, what: str) -> Reject:
    return _reject(name, f"{what}; split it")


def _reject(name: str, reason: str) -> Reject:
    return Reject(document=name, place="file", text="", reason=reason)
