"""Documents: bytes with where they came from, their digest and media type."""

import codecs
import hashlib
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import IO

from msgspec import Struct

from msc_kg.patterns import later

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNICODE_SPACE = later(
    r"(?<!\d)[{0}]|[{0}](?!\d{{3}}(?!\d))".format("\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000")
)
_WITHOUT_WIDTH = later("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_WIDE_ENCODINGS = frozenset({"utf-16", "utf-32"})


class Document(Struct, frozen=True, dict=True):
    """One document as it was found.

    ``name`` is the path relative to the source that the user named (a file's own
    name for a single file); it is what records and rejects cite. ``content`` is the
    bytes as found. Two documents with equal bytes are the same document.
    """

    name: str
    content: bytes

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
        return _plain(text.replace("\r\n", "\n").replace("\r", "\n"))

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


def _plain(text: str) -> str:
    """Make Unicode spaces ordinary ones, but for those in a number; drop what has no width."""
    if text.isascii():
        return text
    return _UNICODE_SPACE.sub(" ", _WITHOUT_WIDTH.sub("", text))


class StoredDocument(Struct, frozen=True):
    """A document where it is stored, maybe too large to be held; it can be read repeatedly.

    ``stored_bytes`` is what it takes where it is stored (packed, in an archive). ``tables`` are
    the parts of one that is a set of tables (see :mod:`msc_kg.table_sets`).
    """

    name: str
    stored_bytes: int
    open: Callable[[], IO[bytes]]
    tables: tuple["StoredDocument", ...] = ()

    def blocks(self) -> Iterator[bytes]:
        """Yield the content block by block.

        Raises:
            OSError, EOFError, zlib.error, zipfile.BadZipFile: it is cut off or damaged.
        """
        with self.open() as stream:
            while block := stream.read1(_BLOCK_BYTES):  # type: ignore[attr-defined]
                yield block


_BLOCK_BYTES = 64 * 1024
