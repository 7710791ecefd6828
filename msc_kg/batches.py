"""The work of a build: documents cut into batches that are read one by one.

Cutting is cheap and needs no grounding: documents with many trials are cut into entries, and
what does not match a selection is left out before it is read. A batch is plain, so that it can
be sent to another process.
"""

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from msgspec import Struct, structs

from msc_kg import sources
from msc_kg.damage import TooLargeError, until_damaged
from msc_kg.documents import Document, StoredDocument
from msc_kg.extractors import registry
from msc_kg.extractors.entries import Entry, EntryExtractor
from msc_kg.extractors.unread import with_unread
from msc_kg.records import Description, Extraction, Record, Reject
from msc_kg.sources import Found
from msc_kg.survey import surveyed

BATCH_BYTES = 1024 * 1024
"""Bytes of content in a batch, about; one larger document is a batch of its own."""
PIECE_BYTES = 256 * 1024
"""Bytes of entries of one document that are read together, about."""
MAX_DOCUMENT_BYTES = 256 * 1024 * 1024
"""Largest document that is read as a whole; documents of entries may be larger."""

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with the name of a document, the entries and the stored bytes read since last."""


class Origin(Struct, frozen=True):
    """What is known of a document apart from what it says.

    ``kind`` is the name of the extractor of its entries; empty when it is read as a whole.
    """

    name: str
    sha256: str
    size: int
    media_type: str
    encoding: str
    kind: str = ""


class Piece(Struct, frozen=True):
    """Some of a document: entries with their numbers in it (from 1), or all of it.

    ``unmatched`` counts the entries that were left out.
    """

    origin: Origin
    entries: tuple[tuple[int, Entry], ...] = ()
    content: bytes | None = None
    rejects: tuple[Reject, ...] = ()
    unmatched: int = 0

    @property
    def size(self) -> int:
        """The bytes of its content."""
        return len(self.content or b"") + sum(len(entry.content) for _, entry in self.entries)


class Batch(Struct, frozen=True):
    """Pieces that are read together; ``number`` counts from 0.

    ``rejects`` and ``duplicates`` are what was found before any document was read.
    """

    number: int
    pieces: tuple[Piece, ...]
    rejects: tuple[Reject, ...] = ()
    duplicates: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """A digest of what is in the batch, the same whenever the same is read."""
        digest = hashlib.sha256()
        for piece in self.pieces:
            numbers = [number for number, _ in piece.entries]
            digest.update(f"{piece.origin} {numbers} {piece.rejects} {piece.unmatched}".encode())
        digest.update(f"{self.rejects} {self.duplicates}".encode())
        return digest.hexdigest()[:16]


def selection(pattern: str) -> re.Pattern[bytes]:
    """Return what a pattern as ``mesenchym*|stromal cell|MSC`` matches, in UTF-8 bytes.

    Alternatives stand between bars and match whole words; ``*`` stands for any letters. Capitals
    do not matter, but for letters outside ASCII.
    """
    words = [word.strip() for word in pattern.split("|") if word.strip()]
    forms = (
        r"\s+".join(re.escape(part).replace(r"\*", r"\w*") for part in word.split())
        for word in words
    )
    return re.compile(rb"(?<!\w)(?:" + "|".join(forms).encode() + rb")(?!\w)", re.IGNORECASE)


def batches(
    found: Found,
    select: re.Pattern[bytes] | None = None,
    progress: Progress | None = None,
) -> Iterator[Batch]:
    """Cut the documents of the sources into batches, always into the same ones."""
    reader = _Reader(select, progress)
    pending: list[Piece] = []
    size = number = 0
    for piece in reader.pieces(found):
        if pending and size + piece.size > BATCH_BYTES:
            yield Batch(number, tuple(pending), *reader.take())
            pending, size, number = [], 0, number + 1
        pending.append(piece)
        size += piece.size
    yield Batch(number, tuple(pending), *reader.take())


def read(piece: Piece) -> tuple[Extraction, tuple[int, ...]]:
    """Return what a piece says, and the numbers of its records in their document."""
    if piece.content is not None:
        extraction = with_unread(registry.extract(Document(piece.origin.name, piece.content)))
        return extraction, tuple(range(1, 1 + len(extraction.records)))
    if not piece.origin.kind:
        return Extraction(Description(kind="unmatched")), ()
    extractor = registry.entry_extractor_named(piece.origin.kind)
    records: list[Record] = []
    numbers: list[int] = []
    rejects = list(piece.rejects)
    for number, entry in piece.entries:
        item = extractor.read(piece.origin.name, entry)
        if isinstance(item, Reject):
            rejects.append(item)
        else:
            records.append(item)
            numbers.append(number)
    description = Description(kind=piece.origin.kind)
    extraction = Extraction(description, tuple(records), tuple(rejects))
    return with_unread(extraction), tuple(numbers)


class _Reader:
    """Reads the documents of sources in their order, each content once."""

    def __init__(self, select: re.Pattern[bytes] | None, progress: Progress | None) -> None:
        self._select = select
        self._progress = progress
        self._seen: set[bytes] = set()
        self._rejects: list[Reject] = []
        self._duplicates: list[str] = []

    def take(self) -> tuple[tuple[Reject, ...], tuple[str, ...]]:
        """Return the rejects and duplicates since the last time."""
        taken = tuple(self._rejects), tuple(self._duplicates)
        self._rejects, self._duplicates = [], []
        return taken

    def pieces(self, found: Found) -> Iterator[Piece]:
        self._rejects += found.rejects
        for file in found.files:
            for document in sources.documents(file):
                if isinstance(document, Reject):
                    self._rejects.append(document)
                else:
                    yield from self._pieces(document)

    def _pieces(self, document: StoredDocument) -> Iterator[Piece]:
        try:
            found = surveyed(document)
        except TooLargeError as error:
            self._rejects.append(Reject(document.name, "file", "", f"{error}; split it"))
            return
        if found.digest in self._seen:
            self._duplicates.append(document.name)
            self._tell(document.name, 0, document.stored_bytes)
            return
        self._seen.add(found.digest)
        if found.content is not None and not found.problem:
            document = structs.replace(document, open=partial(io.BytesIO, found.content))
        extractor = registry.entry_extractor(found.head, document.name)
        beginning = Document(document.name, found.head)
        origin = Origin(
            document.name, found.digest.hex(), found.size, beginning.media_type,
            beginning.encoding, extractor.name if extractor else "",
        )  # fmt: skip
        if found.problem:
            self._rejects.append(_cut_off(document.name, found.problem))
        if extractor is not None:
            yield from self._entries(document, origin, extractor)
        elif found.size > MAX_DOCUMENT_BYTES:
            reason = f"larger than {MAX_DOCUMENT_BYTES // 1024**2} MB; split it"
            self._rejects.append(Reject(document.name, "file", "", reason))
        elif not found.problem:
            yield from self._whole(document, origin)

    def _whole(self, document: StoredDocument, origin: Origin) -> Iterator[Piece]:
        content = b"".join(document.blocks())
        self._tell(document.name, 1, document.stored_bytes)
        known = Document(document.name, content)
        if self._select is not None and not self._select.search(known.text.encode()):
            yield Piece(origin, unmatched=1)
            return
        whole = Origin(
            origin.name, origin.sha256, origin.size, known.media_type, known.encoding
        )  # fmt: skip
        yield Piece(whole, content=content)

    def _entries(
        self, document: StoredDocument, origin: Origin, extractor: EntryExtractor
    ) -> Iterator[Piece]:
        share = document.stored_bytes / max(origin.size, 1)
        told = 0
        for piece in _cut(document, origin, extractor, self._select):
            stored = int(share * piece.size)
            told += stored
            self._tell(document.name, len(piece.entries) + piece.unmatched, stored)
            yield piece
        self._tell(document.name, 0, document.stored_bytes - told)

    def _tell(self, name: str, entries: int, stored_bytes: int) -> None:
        if self._progress is not None:
            self._progress(name, entries, stored_bytes)


def _cut(
    document: StoredDocument,
    origin: Origin,
    extractor: EntryExtractor,
    select: re.Pattern[bytes] | None,
) -> Iterator[Piece]:
    """Cut a document into pieces of entries; there is one at least."""
    number, size, unmatched = 0, 0, 0
    chosen: list[tuple[int, Entry]] = []
    rejects: list[Reject] = []
    for item in _cut_entries(document, extractor):
        if isinstance(item, Reject):
            rejects.append(item)
            continue
        number += 1
        if select is not None and not select.search(item.content):
            unmatched += 1
            continue
        chosen.append((number, item))
        size += len(item.content)
        if size >= PIECE_BYTES:
            yield Piece(origin, tuple(chosen), None, tuple(rejects), unmatched)
            size, unmatched, chosen, rejects = 0, 0, [], []
    yield Piece(origin, tuple(chosen), None, tuple(rejects), unmatched)


def _cut_entries(document: StoredDocument, extractor: EntryExtractor) -> Iterator[Entry | Reject]:
    """Yield the entries that can be read; that the rest is cut off is told by the survey."""
    with document.open() as stream:
        yield from extractor.entries(document.name, until_damaged(stream))


def _cut_off(name: str, problem: str) -> Reject:
    reason = f"damaged or cut off ({problem}): what stands before that is read; download it again"
    return Reject(name, "file", "", reason)
