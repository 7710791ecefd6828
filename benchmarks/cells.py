"""Cells from registry text: how many trials give products, doses and routes, and how many falsely.

    python benchmarks/cells.py [--list]

Reads the records of MSC trials and of all kinds of trials in the shared data. A product in a
trial whose titles, arms, interventions and keywords never speak of such cells would be false;
``--list`` prints every product of the trials that are not about MSC, and the MSC trials
without one, to be judged by eye.
"""

import argparse
import gzip
import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from msc_kg import tables
from msc_kg.extractors.ctgov_json import CtgovJson
from msc_kg.extractors.entries import Entry
from msc_kg.extractors.study import Study
from msc_kg.extractors.study_cells import (
    ArmPassages,
    InterventionPassages,
    Passage,
    StudyPassages,
    add_cells,
)
from msc_kg.records import Record

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
MSC_TRIALS = SHARED / "ctgov_v2_msc" / "msc.ndjson.gz"
ALL_TRIALS = SHARED / "ctgov_v2" / "studies.ndjson.gz"
OF_MSC = re.compile(
    r"mesenchym|stromal (?:stem )?cells?|\bMSCs?\b|[a-z]MSCs?\b|stem[ -]?cells?", re.I
)
"""Words of a trial that may be about MSC; generous, so that what is left surely is not."""
_HEAD = ("records", "number", "product", "tissue", "donor", "dose", "route", "CPU ms")


@dataclass(frozen=True)
class Figures:
    """How many records state what."""

    name: str
    records: tuple[Record, ...]

    @property
    def row(self) -> tuple[str, ...]:
        """The figures as cells of a table: numbers with their share, and the time of reading."""
        told = (
            sum(bool(record.products) for record in self.records),
            sum(any(p.tissues for p in record.products) for record in self.records),
            sum(any(p.donors for p in record.products) for record in self.records),
            sum(bool(record.doses) for record in self.records),
            sum(bool(record.routes) for record in self.records),
        )
        total = max(1, len(self.records))
        shares = (f"{count} ({count / total:.1%})" for count in told)
        return (self.name, str(len(self.records)), *shares, f"{milliseconds(self.records):.2f}")


def read(path: Path) -> Iterator[Record]:
    """Yield the records of a file with one study a line."""
    extractor = CtgovJson()
    with gzip.open(path) as lines:
        for number, line in enumerate(lines, start=1):
            found = extractor.read(path.name, Entry(f"line {number}", line))
            if isinstance(found, Record):
                yield found


def is_of_msc(record: Record) -> bool:
    """Return whether a trial speaks of MSC or stem cells in its short texts."""
    return OF_MSC.search(" ".join(texts(record))) is not None


def texts(record: Record) -> Iterator[str]:
    """Yield what a record says of itself in short."""
    yield from (text for text in (record.title, record.official_title) if text)
    yield from record.keywords
    for item in record.interventions:
        yield from (item.name, *item.other_names)
    yield from (arm.label for arm in record.arms if arm.label)


def milliseconds(records: Iterable[Record]) -> float:
    """Return the CPU time of reading cells from the short texts of a record, in milliseconds."""
    prepared = [(record, _passages(record)) for record in records]
    started = time.process_time()
    for record, passages in prepared:
        add_cells(Study(record.document, record.locator), passages)
    return 1000 * (time.process_time() - started) / max(1, len(prepared))


def _passages(record: Record) -> StudyPassages:
    return StudyPassages(
        title=Passage("title", record.title) if record.title else None,
        official_title=Passage("official", record.official_title)
        if record.official_title
        else None,
        interventions=[
            InterventionPassages(
                Passage("intervention", item.name),
                item.type,
                [Passage("other name", name) for name in item.other_names],
            )
            for item in record.interventions
        ],
        arms=[ArmPassages(Passage("arm", arm.label), arm.type) for arm in record.arms if arm.label],
    )


def listed(records: Iterable[Record]) -> Iterator[str]:
    """Yield a line for each record: its number, title and the words of its products."""
    for record in records:
        products = "; ".join(product.text for product in record.products) or "-"
        yield f"{' '.join(record.registry_ids)}  {record.title}\n    {products}"


def main() -> int:
    """Print the figures; return 1 without the shared data."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="print what is to be judged by eye")
    wanted = parser.parse_args()
    missing = [path for path in (MSC_TRIALS, ALL_TRIALS) if not path.is_file()]
    if missing:
        print(f"skipped: {missing[0].name} is not beside this checkout", file=sys.stderr)
        return 1
    given = tuple(read(MSC_TRIALS))
    others = tuple(record for record in read(ALL_TRIALS) if not is_of_msc(record))
    rows = [Figures("MSC trials", given).row, Figures("other trials", others).row]
    print(tables.render(tables.Table(_HEAD, tuple(rows)), "table"))
    if wanted.list:
        print("\nOther trials with a product:")
        print("\n".join(listed(record for record in others if record.products)))
        print("\nMSC trials without a product:")
        print("\n".join(listed(record for record in given if not record.products)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
