"""The coverage note of a record: fields with content that a document shows, and those used."""

from collections.abc import Iterable

from msc_kg.extractors.page_lines import plain
from msc_kg.records import Coverage

MOST_UNUSED = 20
"""How many labels of unused fields are named."""

_LONGEST = 60  # characters of a label


def coverage(fields: Iterable[tuple[str, bool]]) -> Coverage:
    """Return the note on fields seen, each with its label and whether it was used.

    A label that stands several times is counted once, and used when it was used anywhere.
    """
    used: dict[str, bool] = {}
    labels: dict[str, str] = {}
    for label, is_used in fields:
        words = plain(label)[:_LONGEST]
        key = words.casefold()
        labels.setdefault(key, words)
        used[key] = used.get(key, False) or is_used
    unused = [labels[key] for key, is_used in used.items() if not is_used]
    return Coverage(len(used), len(used) - len(unused), tuple(unused[:MOST_UNUSED]))
