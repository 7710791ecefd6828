"""What the reader of sources finds: used by tests of sources and builds."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from msc_kg.batches import batches
from msc_kg.documents import Document
from msc_kg.records import Reject
from msc_kg.sources import find


@dataclass(frozen=True)
class Gathered:
    """Documents read as a whole in the order they come, rejects, and names of duplicates."""

    documents: list[Document]
    rejects: list[Reject]
    duplicates: list[str]


def gather(sources: Iterable[str | Path]) -> Gathered:
    """Return all that is found in sources."""
    found = Gathered([], [], [])
    for batch in batches(find(sources)):
        found.rejects.extend(batch.rejects)
        found.duplicates.extend(batch.duplicates)
        for piece in batch.pieces:
            assert piece.content is not None
            found.documents.append(Document(piece.origin.name, piece.content))
    return found
