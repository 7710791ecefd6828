"""Tables drawn from the gold rows of the corpus, in all layouts, with the dirt of copying.

    python benchmarks/stress.py [--drawn 300] [--layout LAYOUT] [--worst 10] [--show SEED]

Columns, their order and names, captions and what is around the table are drawn at random; so
is dirt: letters of footnotes, page heads, repeated headers, blank lines, numbered rows, lost
cells, names that no list knows, no identifiers. Only facts that a plain table gives back are
drawn, so that what is measured is the reading of tables, not that of phrases.
"""

import argparse
import sys
import textwrap
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from layouts import LAYOUTS, MARKUP, Facts
from scoring import Score, total
from stress_facts import names_of, pools, score_of

from msc_kg import tables

_STRANGE: Mapping[str, tuple[str, ...]] = {
    "id": ("Entry in the register", "Listed as"),
    "phase": ("Level", "Step"),
    "status": ("Situation", "Where it stands"),
    "route": ("Path", "Vessel or site", "Put into"),
    "source": ("What was given", "Investigated material"),
    "dose": ("How much", "Load"),
    "country": ("Held in", "From"),
}
"""Names that no list has."""
_CAPTIONS = (
    "Table 2. Clinical trials of mesenchymal stem cells",
    "TABLE III | Registered studies",
    "Table 1",
    "Table 4: Mesenchymal stromal cells in clinical trials registered until June 2021",
    "Tab. 2. MSC trials",
    "",
)
_BEFORE = (
    "",
    "",
    "3.2. Clinical evidence\n\nMany groups have begun to treat patients with cells, and the "
    "results that were reported so far are given below.",
    "International Journal of Examples 2021, 22, 1234\n\nThe trials that we found are listed here.",
)
_AFTER = (
    "",
    "",
    "MSC, mesenchymal stem cell; NR, not reported.",
    "Abbreviations: BM, bone marrow; MSC: mesenchymal stem cell.",
    "As can be seen, most of these studies were small, and few of them had a control group. "
    "Larger trials are needed before the treatment can be recommended.",
)
_FILLERS = ("NR", "–", "N/A", "Not reported")


@dataclass(frozen=True)
class Sheet:
    """A drawn table: what is printed, the records that it states, and the dirt on it."""

    facts: Facts
    records: tuple[dict[str, Any], ...]
    dirt: tuple[str, ...]
    before: str
    after: str
    seed: int


# --- drawing ----------------------------------------------------------------------------


def draw_sheet(seed: int) -> Sheet:
    """Return the table of a seed, the same one at each call."""
    random = Random(seed)
    dirt = tuple(name for name, share in _DIRT.items() if random.random() < share)
    kinds = _kinds(random, "no identifiers" not in dirt)
    names = [random.choice(names_of(kind)) for kind in kinds]
    rows: list[list[str]] = []
    records: list[dict[str, Any]] = []
    for _ in range(random.randint(4, 9)):
        facts = {kind: random.choice(pools()[kind]) for kind in kinds}
        if "lost cells" in dirt and random.random() < 0.4:
            kind = random.choice([k for k in kinds if k not in ("id", "condition", "title")])
            facts[kind] = (random.choice(_FILLERS), {})
        rows.append([facts[kind][0] for kind in kinds])
        records.append({key: v for kind in kinds for key, v in facts[kind][1].items()})
    _soil(random, dirt, kinds, names, rows)
    table = Facts(random.choice(_CAPTIONS), tuple(names), tuple((tuple(row),) for row in rows))
    around = random.choice(_BEFORE), random.choice(_AFTER)
    return Sheet(table, tuple(records), dirt, *around, seed)


def _kinds(random: Random, identified: bool) -> list[str]:
    optional = [kind for kind in pools() if kind not in ("id", "condition", "title", "source")]
    kinds = random.sample(optional, random.randint(2, 6))
    if "sponsor" in kinds and "country" in kinds:
        kinds.remove("country")  # the only country beside a sponsor is the sponsor's
    kinds += ["condition"] if random.random() < 0.9 else ["title"]
    kinds += ["id"] if identified else []
    kinds += ["source"] if random.random() < 0.8 or not identified or "title" in kinds else []
    random.shuffle(kinds)
    return kinds


def _soil(
    random: Random,
    dirt: Sequence[str],
    kinds: Sequence[str],
    names: list[str],
    rows: list[list[str]],
) -> None:
    """Put the dirt of header and cells on a table."""
    strange = [place for place, kind in enumerate(kinds) if kind in _STRANGE]
    if "unknown name" in dirt and strange:
        place = random.choice(strange)
        names[place] = random.choice(_STRANGE[kinds[place]])
    if "footnote" in dirt:
        names[random.randrange(len(names))] += random.choice(("a", "b", "*", "†"))
    if "numbered rows" in dirt:
        names.insert(0, random.choice(("No.", "#", "S. No.")))
        for number, row in enumerate(rows, start=1):
            row.insert(0, str(number))


_DIRT: Mapping[str, float] = {
    "unknown name": 0.25,
    "footnote": 0.15,
    "numbered rows": 0.15,
    "lost cells": 0.3,
    "no identifiers": 0.12,
    "page head": 0.15,
    "repeated header": 0.12,
    "blank lines": 0.15,
    "upper case": 0.08,
}
"""How often each kind of dirt is drawn."""

# --- printing ---------------------------------------------------------------------------


def lines_only(facts: Facts) -> str:
    """A cell a line and no blank line at all."""
    return "\n".join(cell for line in facts.lines for cell in line if cell)


def paged(facts: Facts) -> str:
    """Columns as wide as their contents, two spaces between them; nothing is wrapped."""
    lines = list(facts.lines)
    widths = [max(len(line[place]) for line in lines) for place in range(len(facts.names))]
    return "\n".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


SHEETS: Mapping[str, Callable[[Facts], str]] = {
    **{name: print_ for name, print_ in LAYOUTS.items() if name != "html with groups"},
    "lines only": lines_only,
    "paged": paged,
}
_BY_LINES = frozenset({"flat", "glued", "pipes", "outer pipes", "tabs", "paged"})
"""Layouts whose rows are lines, between which dirt may fall."""
_PAGE_HEADS = ("Cell Therapy Examples 2021, 3, x FOR PEER REVIEW    7 of 20", "Page 7 of 20")


def print_sheet(layout: str, sheet: Sheet) -> str:
    """Return the document in a layout."""
    random = Random(sheet.seed + 1)
    facts = sheet.facts
    if "upper case" in sheet.dirt:
        facts = replace(facts, names=tuple(name.upper() for name in facts.names))
    body = SHEETS[layout](facts)
    if layout in MARKUP:
        label, _, title = facts.caption.partition(". ")
        before, after = (f"<p>{part}</p>" for part in (sheet.before, sheet.after))
        return f"<html><body>{before}<p>{label}. {title}</p>{body}{after}</body></html>"
    if layout in _BY_LINES:
        body = _dirty(random, body, sheet.dirt)
    before = textwrap.fill(sheet.before, 90) if layout == "wrapped" else sheet.before
    gap = "\n" if random.random() < 0.3 and facts.caption else "\n\n"
    parts = [part for part in (before, f"{facts.caption}{gap}{body}", sheet.after) if part]
    return "\n\n".join(parts) + "\n"


def _dirty(random: Random, body: str, dirt: Sequence[str]) -> str:
    header, *lines = body.split("\n")
    middle = max(1, len(lines) // 2)
    if "blank lines" in dirt:
        lines = [f"{line}\n" if random.random() < 0.5 else line for line in lines]
    if "repeated header" in dirt:
        lines.insert(middle, header)
    if "page head" in dirt:
        lines.insert(middle, f"\n{random.choice(_PAGE_HEADS)}\n")
    return "\n".join((header, *lines))


# --- measuring --------------------------------------------------------------------------


def measure_sheet(layout: str, sheet: Sheet) -> Score:
    """Return the score of a drawn table that is printed in a layout and read."""
    name = "table.csv" if layout == "csv" else "table.html" if layout in MARKUP else "table.txt"
    return score_of(print_sheet(layout, sheet), sheet.records, name)


def measure_sheets(layout: str, count: int, first: int = 0) -> dict[int, Score]:
    """Return the scores of the tables of ``count`` seeds."""
    return {seed: measure_sheet(layout, draw_sheet(seed)) for seed in range(first, first + count)}


def mean(scores: Mapping[int, Score]) -> float:
    """Return the mean F1 of documents."""
    return sum(score.total.f1 for score in scores.values()) / len(scores)


def main() -> int:
    """Print the mean F1 of each layout, the worst documents, and the mean by kind of dirt."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--drawn", type=int, default=300, help="how many tables are drawn")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--layout", choices=SHEETS, action="append", metavar="LAYOUT")
    parser.add_argument("--worst", type=int, default=5, help="how many documents are named")
    parser.add_argument("--show", type=int, metavar="SEED", help="print a document and its errors")
    chosen = parser.parse_args()
    layouts = chosen.layout or list(SHEETS)
    if chosen.show is not None:
        for layout in layouts:
            _show(layout, draw_sheet(chosen.show))
        return 0
    rows: list[tuple[tables.Cell, ...]] = []
    by_dirt: defaultdict[str, list[float]] = defaultdict(list)
    for layout in layouts:
        scores = measure_sheets(layout, chosen.drawn, chosen.first)
        worst = sorted(scores, key=lambda seed: scores[seed].total.f1)[: chosen.worst]
        named = ", ".join(f"{seed} ({scores[seed].total.f1:.2f})" for seed in worst)
        micro = total(score.total for score in scores.values()).f1
        rows.append((layout, round(mean(scores), 4), round(micro, 4), named))
        for seed, score in scores.items():
            for name in draw_sheet(seed).dirt or ("none",):
                by_dirt[name].append(score.total.f1)
    columns = ("layout", "mean F1", "micro-F1", "worst seeds")
    print(tables.render(tables.Table(columns, tuple(rows)), "markdown"), end="")
    dirty = tuple((name, round(sum(f) / len(f), 4)) for name, f in sorted(by_dirt.items()))
    print(tables.render(tables.Table(("dirt", "mean F1"), dirty), "markdown"), end="")
    return 0


def _show(layout: str, sheet: Sheet) -> None:
    print(print_sheet(layout, sheet))
    score = measure_sheet(layout, sheet)
    print(layout, sheet.dirt, round(score.total.f1, 4))
    for error in score.errors:
        what = f"{'missed' if error.missed else 'extra'} {error.path} {error.value!r}"
        print(f"record {error.record + 1}: {what}")


if __name__ == "__main__":
    sys.exit(main())
