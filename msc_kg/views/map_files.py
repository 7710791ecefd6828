"""An evidence map as a file: picture, page, or the numbers behind it."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from msc_kg.errors import InputError
from msc_kg.store import Graph
from msc_kg.tables import Table
from msc_kg.views import charts
from msc_kg.views.bubbles import drawn, plural, told
from msc_kg.views.evidence_map import COLUMNS, ROWS, Cell, Matrix, matrix
from msc_kg.views.landscape import TrialFacts
from msc_kg.views.page import Group, Listed, page
from msc_kg.views.rollup import Counts, count

TITLE = "Evidence map: conditions and tissue sources of the cells"
ALL_CONDITIONS, ALL_TISSUES = "(all conditions)", "(all tissues)"
COLUMN_NAMES = (
    "condition", "tissue", "trials", "participants", "enrolled", "reported", "with_size",
    "completed", "with_status", "share_completed", "condition_iri", "tissue_iri", "listed",
)  # fmt: skip


def draw_map(
    graph: Graph,
    path: Path,
    *,
    trials: Collection[str] | None = None,
    level: int | None = None,
    rows: int = ROWS,
    columns: int = COLUMNS,
    **filters: Sequence[str],
) -> str:
    """Write the evidence map and return what is told of it.

    ``filters`` are the texts that chose ``trials``, by parameter of the question ``trials``.
    The end of the file's name says what is written: ``.png``, ``.svg``, ``.html``, or the
    numbers as ``.csv``, ``.tsv``, ``.json``, ``.md``.

    Raises:
        InputError: no trial is left, another kind of file, or it cannot be written.
    """
    found = matrix(
        graph, trials=trials, condition=filters.get("condition", ()),
        tissue=filters.get("tissue", ()), level=level, rows=rows, columns=columns, filters=filters,
    )  # fmt: skip
    if not found.total.trials:
        raise InputError("the graph has no trial to draw", where=graph.source)
    title, said = titled(TITLE, filters), note(found)
    ways = {
        ".png": lambda: _picture(found, title, said, "png"),
        ".svg": lambda: _picture(found, title, said, "svg"),
        ".html": lambda: _page(found, title, said),
        **charts.numbers(numbers(found)),
    }
    charts.save(path, ways)
    counted = (
        (found.total.trials, "trial"),
        (len(found.rows), "row"),
        (len(found.columns), "column"),
    )
    return ", ".join(plural(number, word) for number, word in counted)


def titled(title: str, filters: dict[str, Sequence[str]]) -> str:
    """Return a title, and on a second line what the trials were chosen by."""
    told = "; ".join(f"{name} {' or '.join(texts)}" for name, texts in filters.items() if texts)
    return f"{title}\n{told}" if told else title


def note(found: Matrix) -> str:
    """Return what is counted, of how many trials, and how new the records are."""
    total = found.total
    parts = [
        f"{plural(total.trials, 'trial')}. A trial counts in every row and column that it "
        "belongs to, each with everything narrower, and once in the totals.",
        f"Participants: enrollment by registries ({total.enrolled:,})"
        + (f", else the largest cohort that a report tells of ({total.reported:,})"
           if total.reported else "")
        + f"; stated for {plural(total.with_size, 'trial')}.",
        f"Completed: of the {plural(total.with_status, 'trial')} with a status.",
    ]  # fmt: skip
    if found.newest:
        parts.append(f"Newest record: {found.newest}.")
    return " ".join(parts)


def numbers(found: Matrix) -> Table:
    """Return the counts of every cell, row, column and of all, with the names of the trials."""
    rows = [_row(c, c.condition, c.tissue, c.names) for row in found.cells for c in row if c]
    for head in found.rows:
        rows.append(_total(head.label, ALL_TISSUES, count(head.trials)))
    for head in found.columns:
        rows.append(_total(ALL_CONDITIONS, head.label, count(head.trials)))
    rows.append(_total(ALL_CONDITIONS, ALL_TISSUES, found.total))
    return Table(COLUMN_NAMES, tuple(rows))


def _row(
    cell: Cell, condition: str | None, tissue: str | None, names: Sequence[str]
) -> tuple[Any, ...]:
    own = (condition, tissue, "; ".join(names))
    return (cell.condition_label, cell.tissue_label, *_counts(cell), *own)


def _total(condition: str, tissue: str, counts: Counts) -> tuple[Any, ...]:
    return (condition, tissue, *_counts(counts), None, None, None)


def _counts(counts: Cell | Counts) -> tuple[Any, ...]:
    share = counts.share_completed
    return (
        counts.trials, counts.participants, counts.enrolled, counts.reported, counts.with_size,
        counts.completed, counts.with_status, None if share is None else round(share, 3),
    )  # fmt: skip


def _picture(found: Matrix, title: str, said: str, format_: str) -> str | bytes:
    with drawn(found, title, said, _single) as (figure, titles):
        return charts.png(figure) if format_ == "png" else charts.svg(figure, titles, title)


def _single(cell: Cell, row: int, column: int) -> str | None:
    """Return where a bubble of a picture leads: to its trial when it is one."""
    del row, column
    return cell.trial_iris[0] if len(cell.trial_iris) == 1 else None


def _anchor(cell: Cell, row: int, column: int) -> str:
    del cell
    return f"#trials-{row}-{column}"


def _page(found: Matrix, title: str, said: str) -> str:
    with drawn(found, "", "", _anchor) as (figure, titles):
        picture = charts.inline(charts.svg(figure, titles, title))
    facts = {trial.trial: trial for trial in found.landscape.trials}
    label = found.landscape.concepts.label
    groups = [
        _group(cell, f"trials-{row}-{column}", facts, label)
        for row, cells in enumerate(found.cells)
        for column, cell in enumerate(cells)
        if cell is not None
    ]
    return page(title, said, picture, groups, numbers(found))


def _group(cell: Cell, anchor: str, facts: dict[Any, TrialFacts], label: Any) -> Group:
    heading, *lines = told(cell).split("\n")
    if cell.command:
        lines.pop()
    listed = []
    for iri in cell.trial_iris:
        trial = facts[iri]
        status = ", ".join(sorted(label(one) for one in trial.statuses))
        told_of = "; ".join(part for part in (trial.title, status) if part)
        listed.append(Listed(trial.name, iri, told_of))
    return Group(anchor, heading, tuple(lines), cell.command, tuple(listed))
