"""Facts of the gold rows of the corpus, as the words of a cell and what they state."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from drawn_tables import NAMES, Fact
from layouts import Facts, render
from scoring import Score, compare

from msc_kg.documents import Document
from msc_kg.extractors import registry

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("developed", "held-back", "held-back-2", "held-back-3")
_CELL_KEYS: Mapping[str, str] = {
    "source": "products",
    "dose": "doses",
    "route": "routes",
}
_WORD_KEYS: Mapping[str, str] = {"status": "status", "outcome": "outcome", "title": "title"}
_MORE_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("Identifier", "Trial registration", "Registry number", "NCT", "Study ID", "Trial"),
    "title": ("Study name", "Trial title", "Official title"),
    "condition": ("Diagnosis", "Disease treated", "Pathology", "Disorder", "Target disease"),
    "source": ("MSC type", "Type of cells", "MSC product", "Origin of MSCs", "Stem cells used"),
    "dose": ("Dosage", "Cell number", "Number of cells infused", "Amount of cells", "Dosing"),
    "route": ("Administration", "Infusion route", "Mode of delivery", "Delivery", "Given by"),
    "enrollment": ("N", "n", "No. of patients", "Participants", "Subjects enrolled", "Size"),
    "phase": ("Trial phase", "Stage"),
    "status": ("State", "Trial status", "Current status"),
    "sponsor": ("Institution", "Lead sponsor", "Sponsoring institution"),
    "country": ("Country", "Location", "Nation", "Study location"),
    "outcome": ("Outcome", "Main results", "Key findings", "Conclusion"),
    "reference": ("Refs", "Citation"),
}


def names_of(kind: str) -> tuple[str, ...]:
    """Return the names that lists have for a kind of column."""
    return (*NAMES.get(kind, ()), *_MORE_NAMES.get(kind, ()))


def _rows() -> Iterator[dict[str, Any]]:
    for part in PARTS:
        for file in sorted((ROOT / "benchmarks/corpus" / part / "tables").glob("*.gold.jsonl")):
            for line in file.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)
    golden = ROOT / "tests/golden/review_rows.jsonl"
    yield from map(json.loads, golden.read_text(encoding="utf-8").splitlines())


def _facts_of(record: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    for kind, key in _CELL_KEYS.items():
        values = record.get(key) or ()
        texts = list(dict.fromkeys(value["text"] for value in values))
        if len(texts) == 1:
            yield kind, (texts[0], {key: list(values)})
    for kind, key in _WORD_KEYS.items():
        if record.get(key):
            yield kind, (record[key], {key: record[key]})
    if len(record.get("conditions") or ()) == 1:
        yield "condition", (record["conditions"][0], {"conditions": record["conditions"]})
    if record.get("phases"):
        words = "/".join([record["phases"][0], *(p.split()[-1] for p in record["phases"][1:])])
        yield "phase", (words, {"phases": record["phases"]})
    if record.get("enrollment"):
        yield "enrollment", (str(record["enrollment"]), {"enrollment": record["enrollment"]})
    if record.get("registry_ids") and not record.get("secondary_ids"):
        ids = record["registry_ids"]
        yield "id", (", ".join(ids), {"registry_ids": ids})
    if record.get("sponsor", {}).get("name"):
        sponsor = record["sponsor"]
        words = ", ".join(filter(None, (sponsor["name"], sponsor.get("country"))))
        yield "sponsor", (words, {"sponsor": sponsor})
    places = [place.get("country") for place in record.get("locations") or ()]
    if len(places) == 1 and places[0] and not record.get("sponsor"):
        yield "country", (places[0], {"locations": [{"country": places[0]}]})
    if record.get("references") and all(r.get("marker") for r in record["references"]):
        markers = record["references"]
        cell = "[" + ",".join(r["marker"].strip("[]") for r in markers) + "]"
        yield "reference", (cell, {"references": markers})


@cache
def pools() -> Mapping[str, tuple[Fact, ...]]:
    """Return the facts by kind of column: those that a plain Markdown table gives back."""
    found: defaultdict[str, dict[str, Fact]] = defaultdict(dict)
    for record in _rows():
        for kind, fact in _facts_of(record):
            if 0 < len(fact[0]) < 120 and "|" not in fact[0] and "\n" not in fact[0]:
                found[kind].setdefault(fact[0], fact)
    return {kind: tuple(_plain(kind, list(facts.values()))) for kind, facts in found.items()}


def _plain(kind: str, facts: Sequence[Fact]) -> Iterator[Fact]:
    anchor = "phase" if kind == "id" else "id"
    for fact in facts:
        other: Fact = ("II", {"phases": ["II"]})
        if anchor == "id":
            other = ("NCT01297413", {"registry_ids": ["NCT01297413"]})
        names = (
            NAMES[anchor][0],
            names_of(kind)[0],
            "Disease" if kind != "condition" else "Status",
        )
        last = "Stroke" if kind != "condition" else "Completed"
        stated = {"conditions": ["Stroke"]} if kind != "condition" else {"status": "Completed"}
        row = ((other[0], fact[0], last),)
        table = Facts("Table 1. Trials of mesenchymal stem cells", names, (row, row))
        wanted = {**other[1], **fact[1], **stated}
        if not score_of(render("markdown", table), [wanted, wanted]).errors:
            yield fact


def score_of(text: str, records: Sequence[Mapping[str, Any]], name: str = "table.txt") -> Score:
    """Return the score of what is read from a document."""
    found = registry.extract(Document(name, text.encode())).records
    return compare(records, [msgspec.to_builtins(record) for record in found])
