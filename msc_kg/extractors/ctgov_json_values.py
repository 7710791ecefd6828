"""Values of a study in JSON as they go into a record, each with its place."""

from collections.abc import Iterable, Sequence

from msc_kg.extractors.study import Placed, Study, named, plain
from msc_kg.phrases.tokens import Known


def put_texts(study: Study, field: str, texts: Sequence[str], place: str) -> None:
    """Set a field of several texts; empty ones are none."""
    found: list[Placed[str]] = []
    for where, text in named(place, texts):
        words = plain(text)
        if words:
            found.append((where, words, words))
    study.put_placed(field, found)


def words_of(text: str | None) -> str | None:
    """Return a text without surplus white space, ``None`` when nothing is left."""
    return plain(text) or None if text else None


CODES: Known[str | None] = Known(words_of)
"""What :func:`words_of` returns for texts that many records state alike: codes, ages, places."""


def joined(parts: Iterable[str | None]) -> str:
    """Return the parts that are there, divided by commas."""
    return ", ".join([part for part in parts if part])
