"""The same facts printed in every layout and read back give the same records.

Delimited layouts and cells on lines of their own must be read back exactly; where the
delimiters are lost, the share that comes back is measured on fixed tables.
"""

from random import Random

import pytest
from drawn_tables import NAMES, POOLS, draw
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import LAYOUTS, Facts, render
from renderings import golden, measure, measure_drawn, read_back
from scoring import total

EXACT = ("outer pipes", "markdown", "tabs", "csv", "html", "html with groups", "jats")
FLOORS = {
    "flat": (0.995, 0.99),
    "pipes": (0.88, 0.94),
    "stacked": (0.995, 0.99),
    "spaced": (0.995, 0.99),
    "glued": (0.985, 0.98),
    "glued throughout": (0.985, 0.98),
    "wrapped": (0.985, 0.99),
    "columns": (0.995, 0.99),
}
"""F1 of the packaged reviews, and of the tables drawn, that no change may fall below."""

TABLES = 25
CHANCE = st.randoms(use_true_random=False)


def test_every_layout_is_measured() -> None:
    assert set(LAYOUTS) == set(EXACT) | set(FLOORS)
    assert len(LAYOUTS) == len(EXACT) + len(FLOORS) == 15


@pytest.mark.parametrize("layout", EXACT)
@given(chance=CHANCE)
@settings(deadline=None, max_examples=20)
def test_delimited_tables_are_read_back_exactly(layout: str, chance: Random) -> None:
    drawn = draw(chance)
    score = read_back(layout, drawn.facts, drawn.records)
    assert score.errors == (), render(layout, drawn.facts)


@given(chance=CHANCE)
@settings(deadline=None, max_examples=20)
def test_tables_between_pipes_without_empty_cells_are_read_back_exactly(chance: Random) -> None:
    drawn = draw(chance, arms=False)
    score = read_back("pipes", drawn.facts, drawn.records)
    assert score.errors == (), render("pipes", drawn.facts)


@pytest.mark.parametrize("layout", EXACT)
def test_the_packaged_reviews_are_read_back_exactly(layout: str) -> None:
    scores = measure(layout)
    assert [score.errors for score in scores.values()] == [(), ()]
    assert total(score.total for score in scores.values()).gold == 740


@pytest.mark.parametrize("layout", FLOORS)
def test_layouts_that_lose_delimiters_keep_their_share(layout: str) -> None:
    reviews = total(score.total for score in measure(layout).values())
    drawn = total(score.total for score in measure_drawn(layout, TABLES).values())
    assert (reviews.gold, drawn.gold) == (740, 810)
    floor, floor_of_drawn = FLOORS[layout]
    assert reviews.f1 >= floor
    assert drawn.f1 >= floor_of_drawn


# --- the layouts and the tables themselves ----------------------------------------------

SMALL = Facts(
    "Table 1. Trials",
    ("Disease", "Dose"),
    ((("RA", "1 × 106"), ("", "2 × 106")), (("MS & RA", ""),)),
    notes="RA: rheumatoid arthritis",
)
PRINTED = {
    "flat": "Disease Dose\nRA 1 × 106\n2 × 106\nMS & RA",
    "pipes": "Disease | Dose\nRA | 1 × 106\n | 2 × 106\nMS & RA | ",
    "markdown": "| Disease | Dose |\n| --- | --- |\n"
    "| RA | 1 × 106 |\n|  | 2 × 106 |\n| MS & RA |  |",
    "stacked": "Disease\nDose\n\nRA\n1 × 106\n\n2 × 106\n\nMS & RA\n",
    "glued": "Disease Dose\nRA1 × 106\n2 × 106\nMS & RA",
    "columns": "Disease             Dose\nRA                  1 × 106\n"
    "                    2 × 106\nMS & RA",
    "csv": "Disease,Dose\nRA,1 × 106\n,2 × 106\nMS & RA,\n",
    "html": "<table><thead><tr><th>Disease</th><th>Dose</th></tr></thead>\n"
    '<tbody><tr><td rowspan="2">RA</td><td>1 × 106</td></tr>\n<tr><td>2 × 106</td></tr>\n'
    "<tr><td>MS &amp; RA</td><td></td></tr>\n</tbody></table>",
}


@pytest.mark.parametrize("layout", PRINTED)
def test_what_a_layout_prints(layout: str) -> None:
    assert LAYOUTS[layout](SMALL) == PRINTED[layout]


def test_equal_cells_span_their_rows_where_they_may() -> None:
    rows = tuple(((disease, dose),) for disease, dose in (("RA", "1"), ("RA", "1"), ("MS", "1")))
    printed = LAYOUTS["html"](Facts("", ("Disease", "Dose"), rows, spanned=frozenset({"Disease"})))
    assert printed.count('<td rowspan="2">RA</td>') == 1
    assert printed.count("<td>1</td>") == 3
    grouped = LAYOUTS["html with groups"](SMALL)
    assert "<tr><th>Study</th><th>Details</th></tr>" in grouped


@pytest.mark.parametrize("layout", LAYOUTS)
def test_caption_and_notes_stand_around_the_table(layout: str) -> None:
    text = render(layout, SMALL)
    assert text.index("Table 1.") < text.index("Disease") < text.index("rheumatoid")


def test_a_drawn_table_is_the_same_for_the_same_seed() -> None:
    assert draw(Random(7)) == draw(Random(7))
    assert draw(Random(7)) != draw(Random(8))


def test_drawn_tables_cover_every_column_and_fact() -> None:
    drawn = [draw(Random(seed)) for seed in range(300)]
    shown = {name for each in drawn for name in each.facts.names}
    cells = {cell for each in drawn for row in each.facts.rows for line in row for cell in line}
    assert shown == {name for names in NAMES.values() for name in names}
    assert cells >= {cell for pool in POOLS.values() for cell, _ in pool}
    assert any("arms" in record for each in drawn for record in each.records)


def test_the_golden_records_are_those_of_the_packaged_reviews() -> None:
    assert [len(records) for records in golden().values()] == [57, 18]
