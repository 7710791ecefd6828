"""Rows as frames and HTML, the graph in a notebook, and the example notebook itself."""

import ast
import json
from pathlib import Path

import nbformat
import pandas as pd
import polars as pl
import pyoxigraph as ox
import pytest

from msc_kg import frames
from msc_kg.errors import InputError
from msc_kg.knowledge_graph import KnowledgeGraph
from msc_kg.store import Rows

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "examples" / "explore.ipynb"
XSD = "http://www.w3.org/2001/XMLSchema#"


def literal(text: str, datatype: str) -> ox.Literal:
    """Return a literal of an XML Schema datatype."""
    return ox.Literal(text, datatype=ox.NamedNode(f"{XSD}{datatype}"))


ROWS = Rows(
    ("name", "trials", "dose", "open", "start", "node", "mixed", "nothing"),
    (
        (
            ox.Literal("a"),
            literal("3", "integer"),
            literal("28.0", "decimal"),
            literal("true", "boolean"),
            literal("2011-04", "gYearMonth"),
            ox.NamedNode("http://example.org/x"),
            literal("1", "integer"),
            None,
        ),
        (ox.Literal("b"), None, None, None, None, None, ox.Literal("two"), None),
    ),
)


def test_pandas_has_typed_columns() -> None:
    frame = ROWS.to_pandas()
    kinds = [str(kind) for kind in frame.dtypes]
    assert kinds[:4] == ["string", "Int64", "Float64", "boolean"]
    assert set(kinds[4:]) == {"string"}
    assert frame["trials"].tolist() == [3, pd.NA]
    assert frame["start"][0] == "2011-04"
    assert frame["mixed"].tolist() == ["1", "two"]
    assert frame["nothing"].isna().all()


def test_polars_has_typed_columns() -> None:
    frame = ROWS.to_polars()
    assert frame.dtypes[:4] == [pl.String, pl.Int64, pl.Float64, pl.Boolean]
    assert frame["dose"].to_list() == [28.0, None]
    assert frame["node"].to_list() == ["http://example.org/x", None]


def test_numbers_too_large_for_frames_are_floats() -> None:
    rows = Rows(("n",), ((literal("99999999999999999999", "integer"),),))
    assert rows.to_polars().dtypes == [pl.Float64]
    assert rows.to_pandas()["n"][0] == 1e20


def test_no_rows_keep_their_columns() -> None:
    empty = Rows(("a", "b"), ())
    assert list(empty.to_pandas().columns) == ["a", "b"]
    assert empty.to_polars().columns == ["a", "b"]


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_a_missing_library_says_what_to_install(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(wanted: str) -> None:
        raise ImportError(wanted)

    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(InputError, match=rf"{name} is not installed\n.*msc-kg\[frames\]"):
        getattr(ROWS, f"to_{name}")()


def test_rows_in_a_notebook_are_escaped_and_few() -> None:
    rows = tuple((ox.Literal(f"<b>{n}</b>\x1b"),) for n in range(100))
    html = Rows(("<i>",), rows)._repr_html_()
    assert "<th>&lt;i&gt;</th>" in html
    assert "<td>&lt;b&gt;0&lt;/b&gt;\ufffd</td>" in html
    assert html.count("<tr>") == frames.SHOWN_ROWS + 1
    assert "70 more rows" in html
    assert "<td>0</td>" in Rows(("n",), ((literal("0", "integer"),),))._repr_html_()


def test_a_graph_in_a_notebook_tells_its_counts(seeds_folder: Path) -> None:
    html = KnowledgeGraph.open(seeds_folder)._repr_html_()
    assert "<td>records</td><td>78</td>" in html


def test_the_example_notebook_runs(seeds_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(seeds_folder.parent)
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    cells = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    names: dict[str, object] = {}
    shown = [last_value(cell, names) for cell in cells]
    assert len(cells) == 7
    assert len(shown[1].rows) == 6  # type: ignore[attr-defined]
    assert shown[2].to_dict()["United States"] == 4  # type: ignore[attr-defined]
    assert len(shown[6].rows) == 5  # type: ignore[attr-defined]


def last_value(source: str, names: dict[str, object]) -> object:
    """Run a cell and return the value of the expression it ends with."""
    tree = ast.parse(source)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


def test_the_notebook_is_stored_without_outputs() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert all(not cell.get("outputs") for cell in cells)
