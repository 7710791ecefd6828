"""Values of a study in JSON as they go into a record, each with its place."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from msc_kg.extractors.ctgov_values import plain
from msc_kg.extractors.study import Study

T = TypeVar("T")
Placed = tuple[str, T, str]
"""The place of a value, the value, and the words of the record for it."""


def put_placed(study: Study, field: str, placed: Sequence[Placed[T]]) -> None:
    """Set a field of several values, each with a place of its own."""
    if placed:
        study.set(field, tuple(value for _, value, _ in placed))
        for number, (place, _, words) in enumerate(placed):
            study.witness(f"{field}[{number}]", place, words)


def put_text(study: Study, field: str, text: str | None, place: str) -> None:
    """Set a field of one text."""
    if text:
        study.put(field, plain(text), place)


def put_texts(study: Study, field: str, texts: Iterable[str], place: str) -> None:
    """Set a field of several texts; empty ones are none."""
    stated = ((number, plain(text)) for number, text in enumerate(texts))
    put_placed(study, field, [(f"{place}[{n}]", words, words) for n, words in stated if words])


def words_of(text: str | None) -> str | None:
    """Return a text without surplus white space, ``None`` when nothing is left."""
    return plain(text) or None if text else None


def joined(parts: Iterable[str | None]) -> str:
    """Return the parts that are there, divided by commas."""
    return ", ".join(part for part in parts if part)
