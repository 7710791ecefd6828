"""The first reading of a document: how large it is, its digest, whether it is whole."""

import hashlib
import io

from msgspec import Struct, structs

from msc_kg.damage import BROKEN, TooLargeError
from msc_kg.documents import StoredDocument
from msc_kg.extractors.entries import HEAD_BYTES

KEPT_BYTES = 32 * 1024 * 1024
"""Most bytes of a document that are held from its survey on, so that they are unpacked once."""


class Survey(Struct, frozen=True):
    """The beginning of a document, its size, its digest, why it is cut off, if so.

    ``content`` is all of it if that is not much.
    """

    head: bytes
    size: int
    digest: bytes
    problem: str
    content: bytes | None = None


def surveyed(document: StoredDocument) -> Survey:
    """Read a document for the first time.

    Raises:
        TooLargeError: it unpacks to more than documents may.
    """
    if document.tables:
        return _surveyed_set(document)
    digest = hashlib.sha256()
    head, size, problem = b"", 0, ""
    held = io.BytesIO()
    try:
        for block in document.blocks():
            head += block[: HEAD_BYTES - len(head)]
            size += len(block)
            digest.update(block)
            if size <= KEPT_BYTES:
                held.write(block)
            elif held.tell():
                held = io.BytesIO()
    except TooLargeError:
        raise
    except BROKEN as error:
        problem = str(error) or type(error).__name__
    content = held.getvalue() if size <= KEPT_BYTES else None
    return Survey(head, size, digest.digest(), problem, content)


def _surveyed_set(document: StoredDocument) -> Survey:
    """Survey the tables of a set.

    Its digest is that of the lines which ``sha256sum`` prints of them in the order of their names.
    """
    parts = [
        (table.name, structs.replace(surveyed(table), content=None)) for table in document.tables
    ]
    listed = "".join(f"{part.digest.hex()}  {name}\n" for name, part in parts)
    size = sum(part.size for _, part in parts)
    problem = "; ".join(f"{name}: {part.problem}" for name, part in parts if part.problem)
    with document.open() as stream:
        head = stream.read(HEAD_BYTES)
    return Survey(head, size, hashlib.sha256(listed.encode()).digest(), problem)
