"""Documents: bytes with where they came from, their digest and media type."""

import codecs
import gzip
import hashlib
import io
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from msc_kg.errors import InputError

MAX_DOCUMENT_BYTES = 256 * 1024 * 1024
"""Largest single document that is read, after unpacking."""


_BROKEN_ARCHIVE = (
    OSError,
    EOFError,
    RuntimeError,  # an encrypted zip, or one packed in a way that cannot be read
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE_ENCODINGS = frozenset({"utf-16", "utf-32"})
STANDARD_INPUT = "-"
"""The source that means standard input."""


@dataclass(frozen=True)
class Document:
    """One document as it was found.

    ``name`` is the path relative to the source that the user named (a file's own
    name for a single file); it is what records and rejects cite. ``content`` is the
    bytes as found. Two documents with equal bytes are the same document.
    """

    name: str
    content: bytes = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 digest of the content."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def encoding(self) -> str:
        """The encoding of the content as text.

        By its byte-order mark UTF-8, UTF-16 or UTF-32; else UTF-8 where the bytes are that;
        else Windows-1252 (which is what most other pages are), else Latin-1.
        """
        for mark, encoding in _BYTE_ORDER_MARKS:
            if self.content.startswith(mark):
                return encoding
        return next((name for name in ("utf-8", "cp1252") if self._is_encoded_in(name)), "latin-1")

    def _is_encoded_in(self, encoding: str) -> bool:
        try:
            self.content.decode(encoding)
        except UnicodeDecodeError:
            return False
        return True

    @cached_property
    def text(self) -> str:
        """The content as text, without byte-order mark; line ends become ``\\n``.

        What cannot be decoded becomes U+FFFD. Check :attr:`is_binary` first.
        """
        text = self.content.decode(self.encoding, "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def is_binary(self) -> bool:
        """Whether the content is no text: NUL bytes (outside UTF-16) or control characters."""
        head = self.content[:4096]
        if self.encoding in _WIDE_ENCODINGS:
            return False
        if b"\0" in head:
            return True
        control = sum(byte < 9 or 13 < byte < 32 for byte in head)
        return control > len(head) // 10

    @property
    def media_type(self) -> str:
        """The media type as guessed from the first characters of the content."""
        head = self.content[:512].lstrip()
        if self.is_binary:
            return "application/octet-stream"
        if head[:1] in (b"{", b"["):
            return "application/json"
        if head[:5] == b"<?xml":
            return "application/xml"
        if head[:1] == b"<":
            return "text/html"
        return "text/plain"


def paths(source: str | Path) -> Iterator[tuple[Path, str]]:
    """Yield the files below ``source`` with the names they are cited by, in their order.

    A folder is read recursively; hidden files are left out.

    Raises:
        InputError: there is no such path.
    """
    path = Path(source)
    if str(source) == STANDARD_INPUT:
        yield path, "standard-input"
        return
    if not path.exists():
        raise InputError("no such file or folder", where=str(source), next_step="check the path")
    if not path.is_dir():
        yield path, path.name
        return
    for file in sorted(path.rglob("*")):
        inner = file.relative_to(path)
        if file.is_file() and not any(part.startswith(".") for part in inner.parts):
            yield file, inner.as_posix()


def read(source: str | Path) -> Iterator[Document]:
    """Yield the documents in a file, folder, ``.zip``, ``.tar``, ``.tar.gz`` or ``.gz`` file.

    Raises:
        InputError: the path is missing, unreadable, or a broken archive.
    """
    for path, name in paths(source):
        yield from read_file(path, name)


def read_file(path: Path, name: str) -> Iterator[Document]:
    """Yield the documents of one file (several for an archive), cited as ``name``.

    Raises:
        InputError: the file is unreadable or a broken archive.
    """
    try:
        content = sys.stdin.buffer.read() if str(path) == STANDARD_INPUT else path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(path)) from error
    yield from from_bytes(name, content)


def from_bytes(name: str, content: bytes) -> Iterator[Document]:
    """Yield the documents in ``content``, unpacking archives by their ``name``."""
    try:
        yield from _unpack(name, content)
    except _BROKEN_ARCHIVE as error:
        raise InputError(
            f"the archive cannot be unpacked ({error})",
            where=name,
            next_step="download it again, or unpack it and name the folder",
        ) from error


def _unpack(name: str, content: bytes) -> Iterator[Document]:
    lower = name.lower()
    if lower.endswith(".zip"):
        yield from _unpack_zip(name, content)
    elif lower.endswith((".tar", ".tar.gz", ".tgz")):
        yield from _unpack_tar(name, content)
    elif lower.endswith(".gz"):
        with gzip.open(io.BytesIO(content)) as stream:
            yield Document(name[:-3], _limited(stream.read(MAX_DOCUMENT_BYTES + 1), name))
    else:
        yield Document(name, _limited(content, name))


def _unpack_zip(name: str, content: bytes) -> Iterator[Document]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in sorted(archive.infolist(), key=lambda info: info.filename):
            if not entry.is_dir():
                with archive.open(entry) as stream:
                    inner = f"{name}/{entry.filename}"
                    yield Document(inner, _limited(stream.read(MAX_DOCUMENT_BYTES + 1), inner))


def _unpack_tar(name: str, content: bytes) -> Iterator[Document]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for entry in sorted(archive.getmembers(), key=lambda info: info.name):
            stream = archive.extractfile(entry) if entry.isfile() else None
            if stream is not None:
                inner = f"{name}/{entry.name}"
                yield Document(inner, _limited(stream.read(MAX_DOCUMENT_BYTES + 1), inner))


def _limited(content: bytes, name: str) -> bytes:
    if len(content) > MAX_DOCUMENT_BYTES:
        raise InputError(
            f"larger than {MAX_DOCUMENT_BYTES // 1024**2} MB after unpacking",
            where=name,
            next_step="split the document",
        )
    return content
