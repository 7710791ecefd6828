"""Tables drawn from the gold rows of the corpus, with the dirt of copying, are read back."""

import pytest
import stress
import stress_facts
from layouts import MARKUP

FLOORS = {
    "flat": 0.96,
    "pipes": 0.985,
    "outer pipes": 0.985,
    "markdown": 0.985,
    "stacked": 0.975,
    "spaced": 0.975,
    "glued": 0.93,
    "glued throughout": 0.75,
    "wrapped": 0.94,
    "columns": 0.98,
    "tabs": 0.985,
    "csv": 0.98,
    "html": 0.985,
    "jats": 0.985,
    "lines only": 0.975,
    "paged": 0.98,
}
"""Mean F1 of the documents drawn, below which no change may bring a layout."""

DRAWN = 6


def test_every_layout_has_a_floor() -> None:
    assert set(FLOORS) == set(stress.SHEETS)


@pytest.mark.parametrize("layout", FLOORS)
def test_drawn_tables_are_read_back(layout: str) -> None:
    assert stress.mean(stress.measure_sheets(layout, DRAWN)) >= FLOORS[layout]


def test_a_sheet_is_the_same_for_the_same_seed() -> None:
    assert stress.draw_sheet(3) == stress.draw_sheet(3)
    assert stress.draw_sheet(3) != stress.draw_sheet(4)


def test_dirt_of_every_kind_is_drawn() -> None:
    seen = {name for seed in range(60) for name in stress.draw_sheet(seed).dirt}
    assert len(seen) == 9


def test_pools_hold_facts_of_every_column() -> None:
    pools = stress_facts.pools()
    assert {"id", "condition", "source", "dose", "route", "phase", "status"} <= set(pools)
    assert sum(map(len, pools.values())) > 500


@pytest.mark.parametrize("layout", stress.SHEETS)
def test_a_document_holds_caption_and_cells(layout: str) -> None:
    sheet = stress.draw_sheet(0)
    text = stress.print_sheet(layout, sheet)
    assert layout in MARKUP or sheet.facts.caption in text
    assert sheet.facts.rows[0][0][0].split()[0] in text
