"""Where the nodes of a neighbourhood stand on its page."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("nicegui")

from msc_kg.dossiers import Node
from msc_kg.dossiers.around import Around, around
from msc_kg.explorer import places
from msc_kg.store import open_graph
from msc_kg.views import spread


def star(names: list[str], each: int) -> Around:
    """Return a condition with trials, each with some papers of its own."""
    centre = Node("urn:centre", names[0], "condition")
    trials = [Node(f"urn:trial{number}", name, "trial") for number, name in enumerate(names)]
    papers = [
        (trial, Node(f"{trial.iri}/{number}", f"paper {number} of {trial.name}", "paper"))
        for trial in trials
        for number in range(each)
    ]
    links = [(trial.iri, "condition", centre.iri) for trial in trials]
    links += [(trial.iri, "paper", paper.iri) for trial, paper in papers]
    return Around(centre, (centre, *trials, *(paper for _, paper in papers)), tuple(links), 0)


def check(found: Around) -> places.Places:
    """No box lies over another or leaves the picture, and each node is in its box."""
    placed = places.place(found)
    assert placed.points.keys() == placed.boxes.keys() == {node.iri for node in found.nodes}
    for (x, y, wide, high), (u, v, broad, tall) in combinations(placed.boxes.values(), 2):
        assert abs(x - u) >= (wide + broad) / 2 - 0.01 or abs(y - v) >= (high + tall) / 2 - 0.01
    for iri, (x, y, wide, high) in placed.boxes.items():
        assert wide / 2 - 0.01 <= x <= placed.width - wide / 2 + 0.01
        assert high / 2 - 0.01 <= y <= placed.height - high / 2 + 0.01
        u, v = placed.points[iri]
        assert abs(u - x) <= wide / 2
        assert abs(v - y) <= high / 2
    assert placed.width <= places.WIDEST + 0.01
    assert places.place(found) == placed
    return placed


@given(
    st.lists(st.text(min_size=1, max_size=400), min_size=1, max_size=12),
    st.integers(min_value=0, max_value=3),
)
@settings(deadline=None, max_examples=20)
def test_no_name_lies_over_another(names: list[str], each: int) -> None:
    check(star(names, each))


@pytest.mark.parametrize("program", ["sfdp", "none-of-this-name"])
def test_forty_trials_fit_a_page(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(spread, "PROGRAM", program)
    placed = check(star([f"NCT{number:08}" for number in range(40)], 2))
    assert placed.height < 2000


def test_a_neighbourhood_of_the_seeds(seeds_folder: Path) -> None:
    placed = check(around(open_graph(str(seeds_folder)), "condition", "GVHD"))
    assert placed.height < 1000


def test_one_node_alone_has_a_place() -> None:
    centre = Node("urn:centre", "x", "condition")
    placed = check(Around(centre, (centre,), (), 0))
    assert placed.width == placed.height / (places.CENTRE + 27) * places.CENTRE
