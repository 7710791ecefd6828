"""A record while a page is read: fields with the line that stated each."""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from msc_kg.extractors.coverage import coverage
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.unread import shortened
from msc_kg.records import Evidence, Record, Unread

Kind = Literal["registry-record", "review-row"]


class Draft:
    """Collects the fields of one record; what is stated first stays.

    A field is called as in :class:`msc_kg.records.Record`; values are added with the line
    that states them, which becomes their evidence.
    """

    def __init__(self, kind: Kind, document: str, locator: str) -> None:
        self._identity: dict[str, Any] = {"kind": kind, "document": document, "locator": locator}
        self._values: dict[str, Any] = {}
        self._lists: dict[str, list[Any]] = {}
        self._evidence: dict[str, Evidence] = {}
        self._lines: dict[str, Line] = {}
        self._places: dict[str, dict[Any, int]] = {}
        self._listed: dict[str, list[Line]] = {}
        self._seen: list[tuple[str, bool]] = []
        self._unread: dict[Unread, str] = {}
        self.statements = 0
        """How often a value was stated; one that is stated again counts, another one does not."""

    def put(self, field: str, value: object, line: Line, *, at: str = "") -> None:
        """Set a field with one value, unless it is set or the value is ``None`` or empty.

        ``at`` is the path of the evidence when it differs from the field.
        """
        if value in (None, ""):
            return
        if field in self._values:
            self.statements += self._values[field] == value
            return
        self.statements += 1
        self._values[field] = value
        self._lines[field] = line
        self._evidence.setdefault(at or field, line.evidence)

    def add(self, field: str, value: object, line: Line) -> int:
        """Add a value to a list field, once; return its place in the list."""
        self.statements += 1
        values = self._lists.setdefault(field, [])
        places = self._places.setdefault(field, {})
        if value in places:
            return places[value]
        places[value] = len(values)
        values.append(value)
        self._evidence[f"{field}[{len(values) - 1}]"] = line.evidence
        self._listed.setdefault(field, []).append(line)
        return len(values) - 1

    def replace(self, field: str, index: int, value: object) -> None:
        """Put another value in the place of one in a list field."""
        self.statements += 1
        self._places[field][value] = index
        self._lists[field][index] = value

    def set(self, field: str, value: object) -> None:
        """Set a field with one value, whatever it was; its evidence is kept by ``witness``."""
        self.statements += 1
        self._values[field] = value

    def restate(self, field: str, value: object, line: Line) -> None:
        """Set a field with one value to what a better place states."""
        self.statements += 1
        self._values[field] = value
        self._lines[field] = line
        self._evidence[field] = line.evidence

    def witness(self, path: str, line: Line) -> None:
        """Keep the line as evidence of the part of the record at ``path``."""
        self._evidence.setdefault(path, line.evidence)

    def saw(self, label: str, *, used: bool) -> None:
        """Count a labelled field or section with content, for the coverage note."""
        self._seen.append((label, used))

    def unread(self, field: str, label: str, line: Line, reason: str) -> None:
        """Tell of the value of a known label that was not understood, if the field stays empty."""
        place = f"line {line.number}, {label.strip('#*:：| ')}"
        self._unread[Unread(place, shortened(line.words), reason)] = field

    @property
    def places(self) -> frozenset[str]:
        """The places of all evidence ("line 12")."""
        return frozenset(evidence.place for evidence in self._evidence.values())

    def note(self, text: str) -> None:
        """Flag something for a curator."""
        notes = self._lists.setdefault("notes", [])
        if text not in notes:
            notes.append(text)

    def has(self, *fields: str) -> bool:
        """Return whether any of the fields has a value."""
        return any(field in self._values or self._lists.get(field) for field in fields)

    def value(self, field: str) -> Any:
        """Return the value of a field, the values of a list field, or ``None``."""
        return self._values.get(field, self._lists.get(field))

    def line(self, field: str) -> Line:
        """Return the line that states a field with one value.

        Raises:
            KeyError: the field has no value.
        """
        return self._lines[field]

    def listed(self, field: str) -> tuple[tuple[Any, Line], ...]:
        """Return the values of a list field, each with the line that states it."""
        lines = self._listed.get(field, ())
        return tuple(zip(self._lists.get(field, ()), lines, strict=True))

    def missing(self, fields: Iterable[str]) -> tuple[str, ...]:
        """Return those of the fields that have no value."""
        return tuple(field for field in fields if not self.has(field))

    def record(self) -> Record:
        """Return the record as it stands."""
        values: dict[str, Any] = {**self._identity, **self._values}
        values.update({field: tuple(items) for field, items in self._lists.items()})
        noted = coverage(self._seen) if self._seen else None
        return Record(
            **values,
            coverage=noted,
            unread=tuple(one for one, field in self._unread.items() if not self.has(field))
            or msgspec.UNSET,
            evidence=dict(sorted(self._evidence.items())),
        )
