"""What an extractor is: it knows one kind of document and reads records out of it."""

from typing import Protocol, runtime_checkable

from msc_kg.documents import Document
from msc_kg.records import Extraction


@runtime_checkable
class Extractor(Protocol):
    """Reads one kind of document.

    ``name`` is lower-case words joined with hyphens, unique among all extractors;
    ``description`` one line that tells a user which documents it reads.
    """

    @property
    def name(self) -> str:
        """The unique name, e.g. ``legacy-page``."""

    @property
    def description(self) -> str:
        """One line: which documents it reads."""

    def confidence(self, document: Document) -> float:
        """Return how sure it is, 0 to 1, that the document is of its kind.

        Above 0.5 it is ready to read it. Must not raise, whatever the document.
        """

    def extract(self, document: Document) -> Extraction:
        """Return the records of a document of its kind; what is not understood are rejects."""
