"""``msc-kg info``: counts and coverage of a graph."""

from pathlib import Path
from typing import Any

import click
import orjson

from msc_kg import resources, tables
from msc_kg.cli.options import format_option, graph_option
from msc_kg.cli.printing import print_table
from msc_kg.errors import InputError
from msc_kg.store import Graph, open_graph
from msc_kg.tables import Cell, Table

COLUMNS = ("part", "name", "count", "share")
Row = tuple[str, Cell, Cell, Cell]


@click.command(name="info")
@graph_option
@format_option
def command(graph: str, format_: str | None) -> None:
    """Tell how much a graph holds, and how many of its records state each field.

    The part "build" (quads, groundings, rejects) is there for a knowledge-graph folder;
    counts and coverage for any graph. A share is of all records (of all groundings of a
    kind for the build).

    \b
    Examples:
      msc-kg info
      msc-kg info --graph kg/graph.ttl --format markdown
    """
    opened = open_graph(graph)
    rows = [*_build(Path(graph)), *_counts(opened), *_coverage(opened)]
    print_table(Table(COLUMNS, tuple(rows)), format_)


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


def _build(folder: Path) -> list[Row]:
    path = folder / "manifest.json"
    if not path.is_file():
        return []
    try:
        manifest: dict[str, Any] = orjson.loads(path.read_bytes())
        return [*_manifest_counts(manifest), *_groundings(manifest)]
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(
            f"not the manifest of a build ({error})", where=str(path), next_step="build it again"
        ) from error


def _manifest_counts(manifest: dict[str, Any]) -> list[Row]:
    counts = manifest["counts"]
    named = ("quads", "triples", "documents", "rejects")
    return [("build", name, counts[name], None) for name in named if name in counts]


def _groundings(manifest: dict[str, Any]) -> list[Row]:
    return [
        ("build", f"{kind}: {outcome}", count, _share(count, sum(outcomes.values())))
        for kind, outcomes in manifest.get("groundings", {}).items()
        for outcome, count in outcomes.items()
    ]
