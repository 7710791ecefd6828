"""Imports run one way only: each module may import those above it in this list."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "msc_kg"
ORDER = (
    ("errors", "patterns"),
    ("characters", "plain_turtle", "resources", "sorting", "terms", "turtle"),
    ("vocab",),
    ("prepared", "registries"),
    ("iris",),
    ("schemes",),
    ("damage", "documents", "records", "suggestions"),
    ("table_sets",),
    ("archives",),
    ("sources",),
    ("phrases",),
    ("grounding",),
    ("extractors",),
    ("survey",),
    ("batches",),
    ("quads",),
    ("subjects",),
    ("runs",),
    ("run_merge",),
    ("mapping",),
    ("manifest",),
    ("shards",),
    ("pool", "preloaded"),
    ("work",),
    ("folder",),
    ("dataset",),
    ("sparql_text",),
    ("values",),
    ("frames",),
    ("answers",),
    ("credentials",),
    ("signing",),
    ("remote",),
    ("endpoint", "fetching"),
    ("store", "storing"),
    ("arguments", "question_files", "tables"),
    ("card", "catalog"),
    ("differences",),
    ("dossiers",),
    ("report",),
    ("validation",),
    ("merging",),
    ("build",),
    ("scale",),
    ("exports",),
    ("loading",),
    ("views",),
    ("server",),
    ("explorer",),
    ("agents",),
    ("knowledge_graph",),
    ("cli",),
    ("__main__",),
)
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part(module: str) -> str:
    """Return the part of the package that a dotted module name belongs to."""
    names = module.split(".")
    return names[1] if len(names) > 1 else ""


def imported(path: Path) -> set[str]:
    """Return the parts of the package that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {part(alias.name) for alias in node.names if alias.name.startswith("msc_kg")}
        elif isinstance(node, ast.ImportFrom) and node.module == "msc_kg":
            found |= {alias.name for alias in node.names if alias.name != "__version__"}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("msc_kg."):
            found.add(part(node.module or ""))
    return found - {""}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if own == "__init__":
        return
    for other in imported(path) - {own}:
        assert LEVEL[other] < LEVEL[own], f"{own} must not import {other}"


def test_every_part_is_in_the_order() -> None:
    parts = {path.relative_to(PACKAGE).with_suffix("").parts[0] for path in MODULES}
    assert parts - {"__init__"} == set(LEVEL)
