"""The facts of the packaged reviews, printed in every layout and read back: layout x F1.

    python benchmarks/renderings.py [--errors] [--show LAYOUT]

The facts are those of the golden records (``tests/golden/review_rows.jsonl``, checked by
hand); what is read back is scored against the same records (``scoring.py``).
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
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


def measure(layout: str) -> dict[str, Score]:
    """Return the score of each review in a layout."""
    scores = {}
    for name, records in golden().items():
        document = Document(name, render(layout, facts(name, records)).encode())
        found = registry.extract(document).records
        scores[name] = compare(records, [msgspec.to_builtins(record) for record in found])
    return scores


def _print_errors(layout: str, name: str, score: Score) -> None:
    for error in score.errors:
        what = "missed" if error.missed else "extra"
        print(f"{layout}, {name}, record {error.record + 1}: {what} {error.path} {error.value!r}")


def main() -> int:
    """Print F1 of each layout and review, or one rendering."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", action="store_true", help="each value missed or extra")
    parser.add_argument("--show", choices=LAYOUTS, metavar="LAYOUT", help="print the renderings")
    arguments = parser.parse_args()
    if arguments.show:
        for name, records in golden().items():
            print(render(arguments.show, facts(name, records)))
        return 0
    rows: list[tuple[tables.Cell, ...]] = []
    for layout in LAYOUTS:
        scores = measure(layout)
        rows.append(_figures(layout, scores))
        if arguments.errors:
            for name, score in scores.items():
                _print_errors(layout, name, score)
    columns = ("layout", *COLUMNS, "all values")
    print(tables.render(tables.Table(columns, tuple(rows)), "markdown"), end="")
    return 0


def _figures(layout: str, scores: Mapping[str, Score]) -> tuple[tables.Cell, ...]:
    each = [score.total for score in scores.values()]
    return (layout, *(round(counts.f1, 4) for counts in (*each, total(each))))


if __name__ == "__main__":
    sys.exit(main())
