"""A record of a structured registry format while it is read: values, each with its place.

Formats with fields (JSON, XML, CSV, tables) know where every value stands, so nothing has to
be found: values are put in as stated, counts as in the source.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from msc_kg.extractors.unread import shortened
from msc_kg.phrases.tokens import Known
from msc_kg.records import Evidence, Record, Unread

T = TypeVar("T")
Placed = tuple[str, T, str]
"""The place of a value, the value, and the words of the record for it."""
_MOST_NAMES = 100
"""Entries of a list whose names are kept: all records have the same ones."""


def plain(text: str) -> str:
    """Return a text without line ends and surplus spaces.

    Most texts are so already. White space but for the plain space is not printable.
    """
    if text.isprintable() and "  " not in text and text.strip() == text:
        return text
    return " ".join(text.split())


def named(name: str, entries: Sequence[T]) -> Iterable[tuple[str, T]]:
    """Return the entries of a list with their names, counted from 0.

    >>> list(named("arms", ("placebo", "cells")))
    [('arms[0]', 'placebo'), ('arms[1]', 'cells')]
    """
    if not entries:
        return ()
    count = len(entries)
    names = _NAMES[name] if count <= _MOST_NAMES else []
    if len(names) < count:
        names += [f"{name}[{number}]" for number in range(len(names), count)]
    return zip(names, entries, strict=False)


_NAMES: Known[list[str]] = Known(lambda _: [])
"""The names of the entries of lists that are known so far."""


class Study:
    """The fields of one registry record, called as in :class:`msc_kg.records.Record`.

    Places are relative to the record ("statusModule.overallStatus"); evidence names them after
    the record's own locator.
    """

    __slots__ = ("_evidence", "_notes", "_unread", "_values", "_within")

    def __init__(self, document: str, locator: str) -> None:
        """Begin a registry record without fields."""
        self._within = f"{locator}, "
        self._values: dict[str, Any] = {
            "kind": "registry-record",
            "document": document,
            "locator": locator,
        }
        self._evidence: dict[str, Evidence] = {}
        self._notes: list[str] = []
        self._unread: list[Unread] = []

    def put(self, field: str, value: object, place: str, words: str | None = None) -> None:
        """Set a field of one value; ``None`` and empty text set nothing.

        ``words`` are those of the document when the value is not they.
        """
        if value is None or value == "":
            return
        self._values[field] = value
        self._evidence[field] = Evidence(
            self._within + place, str(value) if words is None else words
        )

    def put_texts(self, *stated: tuple[str, str | None, str]) -> None:
        """Set fields of one text each, which stands between the field and its place."""
        values, evidence, within = self._values, self._evidence, self._within
        for field, words, place in stated:
            if words:
                values[field] = words
                evidence[field] = Evidence(within + place, words)

    def put_all(
        self, field: str, values: Iterable[T], place: str, words: Callable[[T], str] = str
    ) -> None:
        """Set a field of several values, all those of the source in its order.

        The place of each is ``place[n]``, counted from 0.
        """
        placed = [(where, value, words(value)) for where, value in named(place, tuple(values))]
        self.put_placed(field, placed)

    def put_placed(self, field: str, placed: Sequence[Placed[T]]) -> None:
        """Set a field of several values, each with a place of its own."""
        if not placed:
            return
        evidence, within = self._evidence, self._within
        values: list[T] = []
        for path, (place, value, words) in named(field, placed):
            values.append(value)
            evidence[path] = Evidence(within + place, words)
        self._values[field] = tuple(values)

    def witness(self, path: str, place: str, words: str) -> None:
        """Keep the place and words of a part of the record ("arms[0].doses[0]")."""
        self._evidence[path] = Evidence(self._within + place, words)

    def set(self, field: str, value: object) -> None:
        """Set a field that was worked out from others, without evidence of its own."""
        self._values[field] = value

    def value(self, field: str) -> Any:
        """Return the value of a field, or ``None``."""
        return self._values.get(field)

    def note(self, text: str) -> None:
        """Flag something for a curator, once."""
        if text not in self._notes:
            self._notes.append(text)

    def unread(self, place: str, words: str, reason: str) -> None:
        """Tell of a value that was not understood."""
        self._unread.append(Unread(self._within + place, shortened(words), reason))

    def record(self) -> Record:
        """Return the record as it stands."""
        return Record(
            **self._values,
            notes=tuple(self._notes),
            unread=tuple(self._unread) or msgspec.UNSET,
            evidence=self._evidence,
        )
