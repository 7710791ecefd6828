"""The manifest of a build: inputs with digests, counts, coverage per field, versions.

It is put together from tallies, so that parts of a build can be counted by themselves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import IO, Any

import msgspec
import orjson
from msgspec.structs import astuple

from msc_kg import __version__
from msc_kg.grounding import Grounding
from msc_kg.records import Extraction, Record

_NOT_FIELDS = {"kind", "document", "locator", "evidence", "abbreviations", "notes", "coverage",
               "unread"}  # fmt: skip
_ALL_FIELDS = Record.__struct_fields__
FIELDS = tuple(name for name in _ALL_FIELDS if name not in _NOT_FIELDS)
"""The fields of a record whose coverage is told."""
_COVERED = ("records", "fields_seen", "fields_used", *FIELDS)


class Tally(msgspec.Struct):
    """Counts of a build or of a part of it; the counts of parts add up.

    ``coverage`` counts by kind of record and field, ``groundings`` by kind and outcome,
    ``numbers`` by name.
    """

    numbers: Counter[str] = msgspec.field(default_factory=Counter)
    coverage: dict[str, Counter[str]] = {}
    groundings: dict[str, Counter[str]] = {}

    def count(self, extraction: Extraction, groundings: Iterable[Grounding]) -> None:
        """Count what was read from (a part of) a document."""
        self.numbers["rejects"] += len(extraction.rejects)
        stated: defaultdict[str, list[str]] = defaultdict(list)
        for record in extraction.records:
            stated[record.kind] += _stated(record)
        for kind, names in stated.items():
            self.coverage.setdefault(kind, Counter()).update(names)
        for record in extraction.records:
            if record.coverage is not None:
                self.coverage[record.kind]["fields_seen"] += record.coverage.seen
                self.coverage[record.kind]["fields_used"] += record.coverage.used
        outcomes = Counter((grounding.kind, _outcome(grounding)) for grounding in groundings)
        for (kind, outcome), count in outcomes.items():
            self.groundings.setdefault(kind, Counter())[outcome] += count

    def add(self, other: "Tally") -> None:
        """Add the counts of another part."""
        self.numbers.update(other.numbers)
        for kind, counts in other.coverage.items():
            self.coverage.setdefault(kind, Counter()).update(counts)
        for kind, counts in other.groundings.items():
            self.groundings.setdefault(kind, Counter()).update(counts)

    def plain(self) -> dict[str, Any]:
        """Return the counts in the form that :meth:`of` reads."""
        return {
            "numbers": dict(self.numbers),
            "coverage": {kind: dict(counts) for kind, counts in self.coverage.items()},
            "groundings": {kind: dict(counts) for kind, counts in self.groundings.items()},
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Tally":
        """Return the counts of their plain form."""
        return cls(
            Counter(plain["numbers"]),
            {kind: Counter(counts) for kind, counts in plain["coverage"].items()},
            {kind: Counter(counts) for kind, counts in plain["groundings"].items()},
        )


def write_manifest(
    out: IO[bytes], tally: Tally, inputs: Iterator[dict[str, Any]], duplicates: Iterator[str]
) -> None:
    """Write ``manifest.json``, one input a line.

    It holds no date, so that the same inputs give the same bytes.
    """
    by_kind = {kind: counts["records"] for kind, counts in sorted(tally.coverage.items())}
    counts = {"records": sum(by_kind.values()), "records_by_kind": by_kind}
    _member(out, "{", "msc_kg", __version__)
    _member(out, ",", "counts", {**dict(sorted(tally.numbers.items())), **counts})
    _member(out, ",", "groundings", _sorted(tally.groundings))
    _member(out, ",", "coverage", {k: _in_order(c) for k, c in sorted(tally.coverage.items())})
    _list(out, "duplicates", duplicates)
    _list(out, "inputs", inputs)
    out.write(b"\n}\n")


def _member(out: IO[bytes], before: str, name: str, value: object) -> None:
    text = orjson.dumps({name: value}, option=orjson.OPT_INDENT_2).decode()
    out.write(f"{before}\n{text[2:-2]}".encode())


def _list(out: IO[bytes], name: str, items: Iterator[Any]) -> None:
    out.write(f',\n  "{name}": ['.encode())
    for number, item in enumerate(items):
        out.write((b",\n    " if number else b"\n    ") + orjson.dumps(item))
    out.write(b"\n  ]")


def _sorted(counts: dict[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {kind: dict(sorted(tally.items())) for kind, tally in sorted(counts.items())}


def _in_order(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in _COVERED if counts[name]}


def _stated(record: Record) -> list[str]:
    """Return "records" and the names of the fields that a record states, by itself or in arms."""
    names = ["records"]
    for name, value in zip(_ALL_FIELDS, astuple(record), strict=True):
        if (value or (value is not None and value != ())) and name not in _NOT_FIELDS:
            names.append(name)
    for name in ("products", "doses", "routes"):
        if not getattr(record, name) and any(getattr(arm, name) for arm in record.arms):
            names.append(name)
    return names


def _outcome(grounding: Grounding) -> str:
    if grounding.concept:
        return "grounded"
    return "ambiguous" if len(grounding.candidates) > 1 else "ungrounded"
