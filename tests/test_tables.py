"""Rows as text: every format holds what it was given."""

import csv
import io

import orjson
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import tables
from msc_kg.store import Rows
from msc_kg.tables import Cell, Table

XSD = "http://www.w3.org/2001/XMLSchema#"
TABLE = Table(
    ("name", "trials", "dose"),
    (
        ('Christian "Medical" College, Vellore', 2, 1.5),
        ("a|b\nc\td<i>\\", None, 67370000.0),
        (None, 0, 0.0000001),
    ),
)
cells = st.one_of(st.none(), st.integers(), st.text(), st.booleans())
tables_ = st.lists(st.tuples(cells, cells), max_size=5).map(
    lambda rows: Table(("first", "second"), tuple(rows))
)


def typed(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))


def test_csv() -> None:
    assert tables.render(TABLE, "csv") == (
        "name,trials,dose\n"
        '"Christian ""Medical"" College, Vellore",2,1.5\n'
        '"a|b\nc\td<i>\\",,67370000\n'
        ",0,0.0000001\n"
    )


def test_tsv() -> None:
    assert tables.render(TABLE, "tsv").split("\n")[2] == "a|b\\nc\\td<i>\\\\\t\t67370000"


def test_json() -> None:
    assert orjson.loads(tables.render(TABLE, "json"))[1] == {
        "name": "a|b\nc\td<i>\\",
        "trials": None,
        "dose": 67370000.0,
    }


def test_markdown() -> None:
    lines = tables.render(TABLE, "markdown").split("\n")
    assert lines[:2] == ["| name | trials | dose |", "| --- | --- | --- |"]
    assert lines[3] == "| a\\|b c\td&lt;i&gt;\\\\ |  | 67370000 |"


def test_table_is_as_wide_as_it_needs_or_as_it_may() -> None:
    wide = tables.render(TABLE, "table")
    assert 'Christian "Medical" College, Vellore' in wide
    assert all(line == line.rstrip() for line in wide.split("\n"))
    narrow = tables.render(TABLE, "table", width=30)
    assert max(len(line) for line in narrow.split("\n")) <= 30


def test_control_characters_and_markup_do_not_reach_a_terminal() -> None:
    shown = tables.render(Table(("a",), (("\x1b[31mred [bold]x[/bold]\x07",),)), "table")
    assert "\x1b" not in shown
    assert "[bold]x[/bold]" in shown


def test_an_unknown_format() -> None:
    with pytest.raises(KeyError):
        tables.render(TABLE, "xml")


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (typed("28", "integer"), 28),
        (typed("28.0", "decimal"), 28),
        (typed("2.8E1", "double"), 28),
        (typed("1.5", "decimal"), 1.5),
        (typed("true", "boolean"), True),
        (typed("0", "boolean"), False),
        (typed("2011-04", "gYearMonth"), "2011-04"),
        (typed("many", "integer"), "many"),
        (typed("NaN", "double"), "NaN"),
        (ox.Literal("007"), "007"),
        (ox.NamedNode("http://a/b"), "http://a/b"),
        (ox.BlankNode("x"), "_:x"),
        (None, None),
    ],
)
def test_cells(term: ox.Literal | ox.NamedNode | ox.BlankNode | None, value: Cell) -> None:
    found = tables.cell(term)
    assert found == value
    assert type(found) is type(value)


def test_rows_become_a_table() -> None:
    rows = Rows(("a", "b"), ((ox.Literal("x"), None),))
    assert tables.from_rows(rows) == Table(("a", "b"), (("x", None),))


@settings(deadline=None)
@given(tables_)
def test_csv_gives_the_cells_back(table: Table) -> None:
    stream = io.StringIO(tables.render(table, "csv"), newline="")
    assert list(csv.reader(stream, strict=True)) == [
        list(table.columns),
        *([tables.text(value) for value in row] for row in table.rows),
    ]


@settings(deadline=None)
@given(tables_)
def test_tsv_and_markdown_have_a_line_for_each_row(table: Table) -> None:
    assert tables.render(table, "tsv").count("\n") == len(table.rows) + 1
    assert tables.render(table, "markdown").count("\n") == len(table.rows) + 2
    assert all(line.count("\t") == 1 for line in tables.render(table, "tsv").split("\n")[:-1])


@settings(deadline=None)
@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_have_no_exponent(number: int | float) -> None:
    shown = tables.text(number)
    assert "e" not in shown.lower()
    assert float(shown) == float(number)
