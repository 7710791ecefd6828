"""The manifest of a build: inputs with digests, counts, coverage per field, versions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import orjson

from msc_kg import __version__
from msc_kg.documents import Document
from msc_kg.grounding import Grounding
from msc_kg.records import Extraction, Record

_NOT_FIELDS = {"kind", "document", "locator", "evidence", "abbreviations", "notes", "coverage"}
FIELDS = tuple(name for name in Record.__struct_fields__ if name not in _NOT_FIELDS)
"""The fields of a record whose coverage is told."""


def manifest(
    read: Sequence[tuple[Document, Extraction]],
    groundings: Iterable[Grounding],
    *,
    quads: int,
    triples: int,
    trials: int,
    duplicates: Sequence[str],
) -> bytes:
    """Return ``manifest.json``; it holds no date, so that the same inputs give the same bytes."""
    records = [record for _, extraction in read for record in extraction.records]
    content: dict[str, Any] = {
        "msc_kg": __version__,
        "inputs": [_input(document, extraction) for document, extraction in read],
        "duplicates": sorted(duplicates),
        "counts": {
            "documents": len(read),
            "records": len(records),
            "records_by_kind": dict(sorted(Counter(r.kind for r in records).items())),
            "rejects": sum(len(extraction.rejects) for _, extraction in read),
            "trials": trials,
            "triples": triples,
            "quads": quads,
        },
        "groundings": _grounding_counts(groundings),
        "coverage": coverage(records),
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def coverage(records: Sequence[Record]) -> dict[str, dict[str, int]]:
    """Return for each kind of record and each field the number of records that state it."""
    result: dict[str, dict[str, int]] = {}
    for kind in sorted({record.kind for record in records}):
        own = [record for record in records if record.kind == kind]
        counts = {name: sum(_states(record, name) for record in own) for name in FIELDS}
        result[kind] = {"records": len(own)} | {k: v for k, v in counts.items() if v}
    return result


def _states(record: Record, name: str) -> bool:
    value = getattr(record, name)
    if value not in (None, ()):
        return True
    return name in {"products", "doses", "routes"} and any(
        getattr(arm, name) for arm in record.arms
    )


def _input(document: Document, extraction: Extraction) -> dict[str, Any]:
    description = msgspec.structs.asdict(extraction.description)
    stated = ("title", "doi", "published", "modified")
    return {
        "name": document.name,
        "sha256": document.sha256,
        "bytes": len(document.content),
        "media_type": document.media_type,
        "encoding": document.encoding,
        "kind": extraction.description.kind,
        **{key: description[key] for key in stated if description[key]},
        "records": len(extraction.records),
        "rejects": len(extraction.rejects),
    }


def _grounding_counts(groundings: Iterable[Grounding]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for grounding in groundings:
        outcome = "grounded" if grounding.concept else "ungrounded"
        if not grounding.concept and len(grounding.candidates) > 1:
            outcome = "ambiguous"
        counts.setdefault(grounding.kind, Counter())[outcome] += 1
    return {kind: dict(sorted(tally.items())) for kind, tally in sorted(counts.items())}
