"""Reading documents, measured: precision, recall and F1 of each field and document.

    python benchmarks/extraction.py [FOLDER...] [--documents] [--errors] [--text] [--json]

Beside a document ``NAME.EXT`` stands ``NAME.gold.jsonl`` with one record a line (the keys of
``msc-kg extract`` that have values; an empty file when no records are expected). Without
FOLDER the two halves of the corpus are read. How values are compared: ``scoring.py``.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from scoring import Counts, Score, Stated, by_field, compare, total

from msc_kg import tables
from msc_kg.documents import Document
from msc_kg.extractors import registry
from msc_kg.records import Record, from_json

GOLD = ".gold.jsonl"
CORPUS = Path(__file__).parent / "corpus"
HALVES = tuple(
    CORPUS / part
    for part in ("developed", "held-back", "held-back-2", "held-back-3", "held-back-4")
)
TABLES, PAGES = "tables", "pages"
_ABOUT = {"README.md"}
_HEAD = ("gold", "found", "right", "precision", "recall", "F1")


class CorpusError(Exception):
    """The corpus is not as it should be: a document without gold, gold that is no record."""


@dataclass(frozen=True)
class Measured:
    """One document: what it is, the score, and the places of its records on both sides.

    ``name`` begins with the folder that was named.
    """

    name: str
    kind: str
    score: Score
    gold: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder that was named, without those above it."""
        return self.name.partition("/")[0]


def documents(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the documents below a folder with their gold files, sorted by path.

    Raises:
        CorpusError: there is none, or one lacks its gold.
    """
    files = [file for file in sorted(folder.rglob("*")) if _is_document(file)]
    if not files:
        raise CorpusError(f"{folder}: no documents with {GOLD} files beside them")
    for file in files:
        gold = file.with_name(file.stem + GOLD)
        if not gold.is_file():
            raise CorpusError(f"{file}: there is no {gold.name} beside it")
        yield file, gold


def _is_document(file: Path) -> bool:
    hidden = file.name.startswith(".") or file.name in _ABOUT
    return file.is_file() and not hidden and not file.name.endswith(GOLD)


def read_gold(file: Path) -> list[Stated]:
    """Return the gold records of a file.

    Raises:
        CorpusError: a line is no record; the message names it.
    """
    records: list[Stated] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            from_json(json.dumps({"kind": "review-row", "document": "", "locator": "", **record}))
        except (json.JSONDecodeError, TypeError, msgspec.ValidationError) as error:
            raise CorpusError(f"{file}, line {number}: {error}") from error
        unknown = sorted(set(record) - set(Record.__struct_fields__))
        if unknown:
            raise CorpusError(f"{file}, line {number}: no field of a record: {', '.join(unknown)}")
        records.append(record)
    return records


def measure(file: Path, gold_file: Path, name: str, *, words: bool = False) -> Measured:
    """Read one document and compare its records with the gold ones."""
    gold = read_gold(gold_file)
    records = registry.extract(Document(file.name, file.read_bytes())).records
    found: list[Stated] = [msgspec.to_builtins(record) for record in records]
    return Measured(
        name=name,
        kind=PAGES if _is_page(gold or found) else TABLES,
        score=compare(gold, found, words=words),
        gold=tuple(_place(number, record) for number, record in enumerate(gold, start=1)),
        found=tuple(_place(number, record) for number, record in enumerate(found, start=1)),
    )


def _is_page(records: Sequence[Stated]) -> bool:
    return bool(records) and records[0].get("kind") == "registry-record"


def _place(number: int, record: Stated) -> str:
    ids = " ".join(record.get("registry_ids") or ())
    return f"record {number} {ids}".rstrip()


def measure_folder(folder: Path, *, words: bool = False) -> list[Measured]:
    """Measure every document below a folder."""
    return [
        measure(
            file,
            gold,
            f"{folder.resolve().name}/{file.relative_to(folder).as_posix()}",
            words=words,
        )
        for file, gold in documents(folder)
    ]


# --- what is printed --------------------------------------------------------------------


def totals(measured: Sequence[Measured]) -> dict[str, Counts]:
    """Return the micro totals of each folder (when there are several), of kinds, and of all."""
    folders = list(dict.fromkeys(each.folder for each in measured))
    found = {}
    for folder in [*folders, ""] if len(folders) > 1 else [""]:
        for kind in (TABLES, PAGES, "all"):
            chosen = (
                each.score.total
                for each in measured
                if folder in ("", each.folder) and kind in ("all", each.kind)
            )
            found[f"{folder} {kind}".strip()] = total(chosen)
    return found


def figures(counts: Counts) -> dict[str, float]:
    """Return counts with precision, recall and F1, rounded to four digits."""
    shares = (counts.precision, counts.recall, counts.f1)
    return dict(
        zip(_HEAD, (counts.gold, counts.found, counts.right, *map(_rounded, shares)), strict=True)
    )


def _rounded(share: float) -> float:
    return round(share, 4)


def errors(measured: Iterable[Measured]) -> Iterator[dict[str, tables.Cell]]:
    """Yield each missed and each extra value with its document, record and field."""
    for each in measured:
        for error in each.score.errors:
            places = each.gold if error.missed else each.found
            yield {
                "document": each.name,
                "record": places[error.record],
                "field": error.path,
                "error": "missed" if error.missed else "extra",
                "value": error.value,
            }


def as_table(first: str, rows: Mapping[str, Counts]) -> str:
    """Return rows of figures as a table."""
    cells: list[tuple[tables.Cell, ...]] = []
    for name, counts in rows.items():
        cells.append((name, *figures(counts).values()))
    return tables.render(tables.Table((first, *_HEAD), tuple(cells)), "table")


def as_text(measured: Sequence[Measured], *, each_document: bool, each_error: bool) -> str:
    """Return the report for people."""
    parts = [as_table("field", by_field(each.score for each in measured))]
    if each_document:
        parts.append(as_table("document", {each.name: each.score.total for each in measured}))
    if each_error:
        columns = ("document", "record", "field", "error", "value")
        listed = tuple(tuple(error[name] for name in columns) for error in errors(measured))
        parts.append(tables.render(tables.Table(columns, listed), "table"))
    parts.append(as_table(f"{len(measured)} documents", totals(measured)))
    return "\n".join(parts)


def as_json(measured: Sequence[Measured]) -> str:
    """Return the whole report as one JSON object."""
    fields = by_field(each.score for each in measured)
    report = {
        "documents": {
            each.name: {"kind": each.kind, **figures(each.score.total)} for each in measured
        },
        "fields": {name: figures(counts) for name, counts in fields.items()},
        "totals": {name: figures(counts) for name, counts in totals(measured).items()},
        "errors": list(errors(measured)),
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the folders named, or both halves of the corpus; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", default=HALVES)
    parser.add_argument("--documents", action="store_true", help="figures of each document")
    parser.add_argument("--errors", action="store_true", help="each value missed or extra")
    parser.add_argument("--text", action="store_true", help="compare the words of values too")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    chosen = parser.parse_args(arguments)
    try:
        measured = [
            m for folder in chosen.folders for m in measure_folder(folder, words=chosen.text)
        ]
    except CorpusError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if chosen.json:
        print(as_json(measured), end="")
    else:
        print(as_text(measured, each_document=chosen.documents, each_error=chosen.errors), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
