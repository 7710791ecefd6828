"""Values of a study in JSON as they go into a record, each with its place."""

from collections.abc import Iterable

from msc_kg.extractors.ctgov_values import plain
from msc_kg.extractors.study import Study


def put_text(study: Study, field: str, text: str | None, place: str) -> None:
    """Set a field of one text."""
    if text:
        study.put(field, plain(text), place)


def put_texts(study: Study, field: str, texts: Iterable[str], place: str) -> None:
    """Set a field of several texts; empty ones are none."""
    stated = ((number, plain(text)) for number, text in enumerate(texts))
    study.put_placed(field, [(f"{place}[{n}]", words, words) for n, words in stated if words])


def words_of(text: str | None) -> str | None:
    """Return a text without surplus white space, ``None`` when nothing is left."""
    return " ".join(text.split()) or None if text else None


def joined(parts: Iterable[str | None]) -> str:
    """Return the parts that are there, divided by commas."""
    return ", ".join(part for part in parts if part)
