"""Streams of bytes in any encoding as UTF-8, chunk by chunk, without byte-order mark."""

import codecs
import re
from collections.abc import Iterator
from typing import IO

CHUNK_BYTES = 256 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}\sencoding\s*=\s*["']([\w.:-]{1,40})""")
_AS_THEY_ARE = frozenset({"utf-8", "ascii"})


def utf8_chunks(stream: IO[bytes], size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """Yield a stream as UTF-8; its encoding is told by a byte-order mark or an XML declaration.

    Bytes of a stream that tells no other encoding stay as they are: see :func:`decoded`.
    What its own encoding does not know becomes U+FFFD.
    """
    first = stream.read(size)
    mark, encoding = _encoding(first)
    chunks = _chunks(first[len(mark) :], stream, size)
    if encoding in _AS_THEY_ARE:
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def utf8_head(head: bytes) -> bytes:
    """Return the beginning of a stream as :func:`utf8_chunks` gives it."""
    mark, encoding = _encoding(head)
    if encoding in _AS_THEY_ARE:
        return head[len(mark) :]
    return head[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")


def decoded(content: bytes) -> tuple[str, bool]:
    """Return a piece of text, and whether it is UTF-8; else it is read as Windows-1252."""
    try:
        return content.decode("utf-8"), True
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), False


def _chunks(first: bytes, stream: IO[bytes], size: int) -> Iterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = stream.read(size)


def _encoding(head: bytes) -> tuple[bytes, str]:
    """Return the byte-order mark and the name of the encoding."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return mark, encoding
    declared = _DECLARED.match(head)
    return b"", _known(declared[1].decode("ascii", "replace")) if declared else "utf-8"


def _known(name: str) -> str:
    """Return Python's name of a declared encoding; wide ones need a mark, others are unknown."""
    try:
        known = codecs.lookup(name)
    except LookupError:
        return "utf-8"
    wide = known.name.startswith(("utf-16", "utf-32")) or not known._is_text_encoding
    return "utf-8" if wide else known.name
