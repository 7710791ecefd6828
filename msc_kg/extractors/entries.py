"""Documents that hold many trials, one entry after another: read as streams, entry by entry.

A dump of a registry may be larger than memory. Its extractor cuts the stream into entries
cheaply, without reading their meaning, and reads each entry by itself; so entries can be
selected, spread over workers, and lost to a reject one at a time.
"""

import io
from collections.abc import Iterator
from typing import IO, ClassVar, TypeAlias

from msgspec import Struct

from msc_kg.documents import Document
from msc_kg.records import Description, Extraction, Record, Reject

HEAD_BYTES = 64 * 1024
"""How much of the beginning of a document tells its kind."""
MAX_ENTRY_BYTES = 64 * 1024 * 1024
"""Largest entry that is read; a larger one becomes a reject."""


class Entry(Struct, frozen=True):
    """One trial of a document, not yet read.

    ``place`` is its place in the document ("line 12", "row 12", "studies[3]"), which becomes
    the locator of its record. ``content`` is understood by its extractor only.
    """

    place: str
    content: bytes


Read: TypeAlias = Record | Reject
"""What an entry is read to."""


class EntryExtractor:
    """Base of the extractors of documents that are read entry by entry.

    A subclass tells how sure it is of a beginning, cuts a stream and reads an entry; reading
    whole documents in memory follows from these.
    """

    name: ClassVar[str]
    description: ClassVar[str]

    def recognise(self, head: bytes, name: str) -> float:
        """Return how sure it is (0 to 1) of a document with this beginning and file name.

        ``head`` is the first ``HEAD_BYTES`` at most. Must not raise, whatever the bytes.
        """
        raise NotImplementedError

    def entries(self, document: str, stream: IO[bytes]) -> Iterator[Entry | Reject]:
        """Cut a stream into entries, holding one at a time (or a small part of the stream).

        What cannot be cut is a reject with its place; the rest goes on where it can. Must not
        raise for bad content. ``document`` is the name that rejects cite.
        """
        raise NotImplementedError

    def read(self, document: str, entry: Entry) -> Read:
        """Return the record of an entry, or a reject that says why there is none."""
        raise NotImplementedError

    def confidence(self, document: Document) -> float:
        """Return how sure it is of a document in memory."""
        return self.recognise(document.content[:HEAD_BYTES], document.name)

    def extract(self, document: Document) -> Extraction:
        """Return all records of a document in memory."""
        records: list[Record] = []
        rejects: list[Reject] = []
        for entry in self.entries(document.name, io.BytesIO(document.content)):
            item = entry if isinstance(entry, Reject) else self.read(document.name, entry)
            if isinstance(item, Record):
                records.append(item)
            else:
                rejects.append(item)
        return Extraction(Description(kind=self.name), tuple(records), tuple(rejects))
