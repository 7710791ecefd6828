"""Tables printed in every layout and read back: layout x F1.

    python benchmarks/renderings.py [--drawn 60] [--errors] [--show LAYOUT]

The facts are those of the packaged reviews (``tests/golden/review_rows.jsonl``, checked by
hand) and of tables drawn at random with fixed seeds (``drawn_tables.py``); what is read
back is scored against the same records (``scoring.py``).
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from drawn_tables import draw
from layouts import LAYOUTS, Cells, Facts, Row, render
from scoring import Score, Stated, compare, total

from msc_kg import resources, tables
from msc_kg.documents import Document
from msc_kg.extractors import registry

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden" / "review_rows.jsonl"
_FILLED = {"NCT number": "Unknown", "Cell mass": "Unknown"}
"""What the reviews print where a trial has no registry id, or no dose is known."""


def _texts(joint: str, key: str) -> Callable[[Stated], str]:
    return lambda stated: joint.join(part["text"] for part in stated.get(key, ()))


def _listed(joint: str, key: str) -> Callable[[Stated], str]:
    return lambda stated: joint.join(stated.get(key, ()))


def _worded(key: str) -> Callable[[Stated], str]:
    return lambda stated: str(stated.get(key, ""))


def _sponsor(stated: Stated) -> str:
    return ", ".join(stated.get("sponsor", {}).values())


def _markers(stated: Stated) -> str:
    return "".join(part["marker"] for part in stated.get("references", ()))


COLUMNS: Mapping[str, Mapping[str, Callable[[Stated], str]]] = {
    "review-autoimmune-2022.txt": {
        "Disease": _listed(", ", "conditions"),
        "Infusion method": _texts(" & ", "routes"),
        "MSC source": _texts(" + ", "products"),
        "Enrollment number": _worded("enrollment"),
        "Cell mass": _texts(", ", "doses"),
        "NCT number": _listed(" ", "registry_ids"),
        "Reference": _markers,
    },
    "review-immunosuppression-2011.txt": {
        "Clinical trial": _worded("title"),
        "Disease": _listed(", ", "conditions"),
        "Cell type/source": _texts(" + ", "products"),
        "Status": _worded("status"),
        "Sponsor": _sponsor,
        "ClinicalTrials.gov identifier": _listed(" ", "registry_ids"),
    },
}
"""How each column of a review prints what its records state."""


def golden() -> dict[str, list[dict[str, Any]]]:
    """Return the golden records by document."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found[record["document"]].append(record)
    return found


def facts(name: str, records: Sequence[Stated]) -> Facts:
    """Return the table of a review, made from its golden records."""
    lines = (resources.folder("seeds") / name).read_text(encoding="utf-8").splitlines()
    start = lines.index("Table 1.")
    return Facts(
        caption=f"{lines[start]} {lines[start + 2]}",
        names=tuple(COLUMNS[name]),
        rows=tuple(_row(COLUMNS[name], record) for record in records),
        notes=lines[-1],
        spanned=frozenset({"Disease"}),
    )


def _row(columns: Mapping[str, Callable[[Stated], str]], record: Stated) -> Row:
    first, *further = record.get("arms") or [{}]
    whole: Cells = tuple(
        write({**record, **first}) or _FILLED.get(column, "") for column, write in columns.items()
    )
    return (whole, *(tuple(write(arm) for write in columns.values()) for arm in further))


def read_back(layout: str, table: Facts, records: Sequence[Stated], name: str = "") -> Score:
    """Return the score of what is read from a table printed in a layout."""
    document = Document(name or "table.txt", render(layout, table).encode())
    found = registry.extract(document).records
    return compare(records, [msgspec.to_builtins(record) for record in found])


def measure(layout: str) -> dict[str, Score]:
    """Return the score of each review in a layout."""
    return {
        name: read_back(layout, facts(name, records), records, name)
        for name, records in golden().items()
    }


def measure_drawn(layout: str, count: int) -> dict[str, Score]:
    """Return the score of each of ``count`` drawn tables, the same ones at each call."""
    drawn = [draw(Random(seed)) for seed in range(count)]
    return {
        f"drawn table {seed}": read_back(layout, each.facts, each.records)
        for seed, each in enumerate(drawn)
    }


def main() -> int:
    """Print F1 of each layout, or the reviews in one layout."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--drawn", type=int, default=60, help="how many tables are drawn")
    parser.add_argument("--errors", action="store_true", help="each value missed or extra")
    parser.add_argument("--show", choices=LAYOUTS, metavar="LAYOUT", help="print the renderings")
    arguments = parser.parse_args()
    if arguments.show:
        for name, records in golden().items():
            print(render(arguments.show, facts(name, records)))
        return 0
    rows: list[tuple[tables.Cell, ...]] = []
    for layout in LAYOUTS:
        reviews, drawn = measure(layout), measure_drawn(layout, arguments.drawn)
        each = [score.total for score in reviews.values()]
        parts = (*each, total(each), total(score.total for score in drawn.values()))
        rows.append((layout, *(round(counts.f1, 4) for counts in parts)))
        if arguments.errors:
            _print_errors(layout, {**reviews, **drawn})
    columns = ("layout", *COLUMNS, "both reviews", f"{arguments.drawn} drawn tables")
    print(tables.render(tables.Table(columns, tuple(rows)), "markdown"), end="")
    return 0


def _print_errors(layout: str, scores: Mapping[str, Score]) -> None:
    for name, score in scores.items():
        for error in score.errors:
            what = f"{'missed' if error.missed else 'extra'} {error.path} {error.value!r}"
            print(f"{layout}, {name}, record {error.record + 1}: {what}")


if __name__ == "__main__":
    sys.exit(main())
