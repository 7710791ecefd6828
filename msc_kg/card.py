"""What a graph holds and how complete it is: as rows, and as a card to read.

Counts and coverage are asked of the graph (``queries/info``); what is known of the build comes
from the manifest of its folder.
"""

from collections.abc import Callable, Mapping
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson

from msc_kg import folder, resources, tables
from msc_kg.characters import printable
from msc_kg.errors import InputError
from msc_kg.store import Graph
from msc_kg.tables import Cell, Table

COLUMNS = ("part", "name", "count", "share")
Row = tuple[str, Cell, Cell, Cell]

TITLES = {
    "build": "What was built",
    "counts": "What it holds",
    "coverage": "Records that state each field",
}
"""The titles of the parts of a card."""

_BAR = 20
"""Characters of a full bar."""


def figures(graph: Graph, source: Path | None = None) -> Table:
    """Return counts and coverage of a graph, and of the build whose folder ``source`` is.

    The columns are part, name, count and share (of all records; of all groundings of a kind).

    Raises:
        InputError: the manifest is none of a build.
    """
    rows = [*_build(source), *_counts(graph), *_coverage(graph)]
    return Table(COLUMNS, tuple(rows))


def render(table: Table, format_: str) -> str:
    """Return figures as a card: "card" for a terminal, "markdown" or "html" (a whole page)."""
    return CARDS[format_](table)


def html_counts(graph: Graph) -> str:
    """Return the counts of a graph as a small HTML table, for notebooks."""
    rows = "".join(
        f"<tr><td>{_escaped(name)}</td><td>{_number(count)}</td></tr>"
        for _, name, count, _ in _counts(graph)
    )
    title = f"<caption>Knowledge graph {_escaped(graph.source)}</caption>"
    return f"<table>{title}<tbody>{rows}</tbody></table>"


def _parts(table: Table) -> list[tuple[str, list[tuple[Cell, ...]]]]:
    return [
        (TITLES.get(str(part), str(part)), [row[1:] for row in rows])
        for part, rows in groupby(table.rows, key=lambda row: row[0])
    ]


def _terminal(table: Table) -> str:
    width = max((len(str(row[1])) for row in table.rows), default=0)
    lines = []
    for title, rows in _parts(table):
        lines += ["", f" {title}"]
        for name, count, share in rows:
            bar = f"  {_bar(share)} {_percent(share)}" if isinstance(share, float) else ""
            lines.append(f"   {printable(str(name)):<{width}}  {_number(count):>12}{bar}")
    return "\n".join(lines[1:]) + "\n"


def _markdown(table: Table) -> str:
    parts = []
    for title, rows in _parts(table):
        shared = any(isinstance(share, float) for *_, share in rows)
        columns = ("name", "count", "share") if shared else ("name", "count")
        cells = tuple((row[0], _number(row[1]), _percent(row[2]))[: len(columns)] for row in rows)
        parts.append(f"## {title}\n\n{tables.render(Table(columns, cells), 'markdown')}")
    return "\n".join(parts)


def _html(table: Table) -> str:
    sections = "".join(
        f"<section><h2>{_escaped(title)}</h2><table>{''.join(map(_html_row, rows))}</table>"
        "</section>"
        for title, rows in _parts(table)
    )
    return _PAGE.format(sections=sections)


def _html_row(row: tuple[Cell, ...]) -> str:
    name, count, share = row
    meter = ""
    if isinstance(share, float):
        meter = f'<meter min="0" max="1" value="{share}">{_percent(share)}</meter> '
    return (
        f"<tr><th scope='row'>{_escaped(name)}</th><td class='number'>{_number(count)}</td>"
        f"<td>{meter}{_percent(share)}</td></tr>"
    )


def _bar(share: float) -> str:
    full = round(share * _BAR)
    return "█" * full + "·" * (_BAR - full)


def _percent(share: Cell) -> str:
    return f"{share:.1%}" if isinstance(share, float) else ""


def _number(count: Cell) -> str:
    return f"{count:,}" if isinstance(count, int) else tables.text(count)


def _escaped(words: Cell) -> str:
    return escape(printable(tables.text(words)))


def _counts(graph: Graph) -> list[Row]:
    return [("counts", name, count, None) for name, count in _asked(graph, "counts")]


def _coverage(graph: Graph) -> list[Row]:
    return [
        ("coverage", name, count, _share(count, records))
        for name, count, records in _asked(graph, "coverage")
    ]


def _asked(graph: Graph, name: str) -> tuple[tuple[Cell, ...], ...]:
    path = resources.folder("queries") / "info" / f"{name}.rq"
    return tables.from_rows(graph.select(path.read_text(encoding="utf-8"))).rows


def _share(count: Cell, total: Cell) -> float | None:
    if isinstance(count, int) and isinstance(total, int) and total:
        return round(count / total, 3)
    return None


def _build(source: Path | None) -> list[Row]:
    path = (source or Path()) / folder.MANIFEST
    if source is None or not path.is_file():
        return []
    try:
        manifest: dict[str, Any] = orjson.loads(path.read_bytes())
        return [*_manifest_counts(manifest), *_groundings(manifest)]
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(
            f"not the manifest of a build ({error})", where=str(path), next_step="build it again"
        ) from error


def _manifest_counts(manifest: Mapping[str, Any]) -> list[Row]:
    counts = manifest["counts"]
    named = ("quads", "triples", "documents", "rejects")
    return [("build", name, counts[name], None) for name in named if name in counts]


def _groundings(manifest: Mapping[str, Any]) -> list[Row]:
    return [
        ("build", f"{kind}: {outcome}", count, _share(count, sum(outcomes.values())))
        for kind, outcomes in manifest.get("groundings", {}).items()
        for outcome, count in outcomes.items()
    ]


CARDS: dict[str, Callable[[Table], str]] = {
    "card": _terminal,
    "markdown": _markdown,
    "html": _html,
}
"""How each kind of card is written."""

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Knowledge graph: figures</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto;
  padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; font-weight: normal; padding: 0.2rem 0.75rem 0.2rem 0;
  border-bottom: 1px solid #ddd; overflow-wrap: anywhere; }}
.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
meter {{ width: 8rem; max-width: 40vw; }}
</style></head>
<body><h1>Knowledge graph</h1>{sections}</body></html>
"""
