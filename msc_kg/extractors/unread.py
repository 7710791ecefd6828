"""Values of known fields that were not understood, as the rejects of a build tell of them."""

from collections.abc import Iterator

import msgspec

from msc_kg.phrases.statuses import normal_status
from msc_kg.records import Extraction, Record, Reject

NO_DATE = (
    "no date: it is impossible, incomplete, or day and month could be exchanged; "
    "correct it in the document, as 2014-02-28, 2014-02 or 2014"
)
"""Why a date is not understood."""
NO_COUNT = "no number of participants; correct it in the document, as 120"
"""Why an enrollment is not understood."""
NO_STATUS = (
    "no known recruitment status; correct it in the document, or leave it: the words are kept"
)
"""Why a status is not understood."""
_SHORT = 200  # characters of a value


def shortened(words: str) -> str:
    """Return the beginning of a value on one line."""
    return " ".join(words.split())[:_SHORT]


def with_unread(extraction: Extraction) -> Extraction:
    """Return the extraction with a reject for each value that was not understood."""
    found = tuple(reject for record in extraction.records for reject in _unread(record))
    if not found:
        return extraction
    return msgspec.structs.replace(extraction, rejects=(*extraction.rejects, *found))


def _unread(record: Record) -> Iterator[Reject]:
    for value in record.unread or ():
        yield Reject(record.document, value.place, value.text, value.reason)
    if record.status and normal_status(record.status) is None:
        evidence = record.evidence.get("status")
        place = evidence.place if evidence else record.locator
        yield Reject(record.document, f"{place}, status", shortened(record.status), NO_STATUS)
