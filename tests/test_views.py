"""Pictures: the right neighbourhood, no box over another, the same bytes again."""

from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import views
from msc_kg.cli import cli
from msc_kg.errors import InputError, UnknownNameError
from msc_kg.store import open_graph
from msc_kg.views.drawing import Box, place

RELATIONS = ("condition", "sponsor", "tissueSource", "broader")


@pytest.fixture(scope="module")
def network(seeds_folder: Path) -> "nx.MultiDiGraph[str]":
    """Return the network of the packaged seeds."""
    return views.trial_network(open_graph(seeds_folder), RELATIONS)


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share a place."""
    return (
        abs(one[0] - other[0]) < (one[2] + other[2]) / 2
        and abs(one[1] - other[1]) < (one[3] + other[3]) / 2
    )


def labels(graph: "nx.MultiDiGraph[str]", kind: str) -> set[str]:
    """Return the labels of the nodes of a type."""
    return {a["label"] for _, a in graph.nodes(data=True) if a["type"] == kind}


def test_the_neighbourhood_of_gvhd(network: "nx.MultiDiGraph[str]") -> None:
    focus = views.find_focus(network, "GVHD")
    part, cut = views.neighbourhood(network, focus.nodes)
    assert cut == 0
    assert len(labels(part, "Trial")) == 10
    assert "Osiris Therapeutics" in labels(part, "Organization")
    assert labels(part, "Tissue") == {"bone marrow", "umbilical cord blood"}
    assert "chronic graft-versus-host disease" in labels(part, "Condition")


def test_a_broader_concept_outside_the_picture_is_bridged(
    network: "nx.MultiDiGraph[str]",
) -> None:
    focus = views.find_focus(network, "GVHD")
    part, _ = views.neighbourhood(network, focus.nodes)
    by_label = {part.nodes[node]["label"]: node for node in part}
    narrow = by_label["steroid-refractory graft-versus-host disease"]
    assert part.has_edge(narrow, by_label["graft-versus-host disease"], "broader")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NCT00698191", "NCT00698191"),
        ("nct00698191", "NCT00698191"),
        ("osiris therapeutics", "Osiris Therapeutics"),
        ("BM", "bone marrow"),
        ("lupus", "systemic lupus erythematosus"),
    ],
)
def test_a_focus_in_any_wording(network: "nx.MultiDiGraph[str]", text: str, name: str) -> None:
    assert views.find_focus(network, text).name == name


def test_an_unknown_focus_offers_near_labels(network: "nx.MultiDiGraph[str]") -> None:
    with pytest.raises(UnknownNameError, match="did you mean Osiris Therapeutics"):
        views.find_focus(network, "Osiris Terapeutics Ltd")


def test_the_limit_keeps_the_nearest_and_tells(network: "nx.MultiDiGraph[str]") -> None:
    focus = views.find_focus(network, "GVHD")
    part, cut = views.neighbourhood(network, focus.nodes, limit=8)
    assert part.number_of_nodes() <= 8
    assert cut > 0
    assert focus.nodes <= set(part)


def test_no_box_lies_over_another_at_sixty_nodes(network: "nx.MultiDiGraph[str]") -> None:
    part = network.subgraph(sorted(network)[:60]).copy()
    assert part.number_of_nodes() == 60
    boxes, _, _ = place(part)
    assert not [pair for pair in combinations(boxes.values(), 2) if overlap(*pair)]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Trial", "Condition", "Organization", "Tissue", "Other"]),
                  st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]),
                          min_size=1, max_size=120)),
        min_size=1, max_size=60,
    )
)  # fmt: skip
def test_boxes_never_overlap(nodes: list[tuple[str, str]]) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, (kind, label) in enumerate(nodes):
        graph.add_node(f"n{number}", type=kind, label=label)
    boxes, width, height = place(graph)
    assert not [pair for pair in combinations(boxes.values(), 2) if overlap(*pair)]
    for x, y, own_width, own_height in boxes.values():
        assert own_width / 2 <= x <= width - own_width / 2
        assert own_height / 2 <= y <= height - own_height / 2


def test_labels_fit_their_boxes(network: "nx.MultiDiGraph[str]") -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from msc_kg.views.drawing import FONT, label

    figure = Figure(figsize=(10, 10), dpi=100)
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    boxes, _, _ = place(network)
    for node, (_, _, width, height) in boxes.items():
        text = figure.text(0, 0, label(network, node), **FONT)
        extent = text.get_window_extent(renderer)
        assert extent.width / 100 <= width
        assert extent.height / 100 <= height


def test_long_columns_are_broken(network: "nx.MultiDiGraph[str]") -> None:
    from msc_kg.views.layout import TALLEST, columns

    assert max(len(column) for column in columns(network)) <= TALLEST
    assert sorted(node for column in columns(network) for node in column) == sorted(network)


def test_letters_without_a_glyph_are_no_warning(tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("a", type="Organization", label="北京大学人民医院")
    views.draw(graph, tmp_path / "a.png", focus={"a"})
    assert (tmp_path / "a.png").stat().st_size > 0


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_equal_pictures_have_equal_bytes(
    tmp_path: Path, network: "nx.MultiDiGraph[str]", suffix: str
) -> None:
    focus = views.find_focus(network, "GVHD")
    part, _ = views.neighbourhood(network, focus.nodes)
    for name in ("one", "two"):
        views.draw(part, tmp_path / f"{name}{suffix}", title="GVHD")
    first = (tmp_path / f"one{suffix}").read_bytes()
    assert first == (tmp_path / f"two{suffix}").read_bytes()
    assert first[:5] == (b"<?xml" if suffix == ".svg" else b"\x89PNG\r")


def test_another_suffix_is_refused(tmp_path: Path, network: "nx.MultiDiGraph[str]") -> None:
    with pytest.raises(InputError, match="not the name of a picture"):
        views.draw(network, tmp_path / "a.docx")


def test_the_command(tmp_path: Path, seeds_folder: Path) -> None:
    output = tmp_path / "gvhd.svg"
    arguments = ["view", "-g", str(seeds_folder), "--focus", "GVHD", "-o", str(output)]
    done = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert done.return_value == 0
    assert "nodes around graft-versus-host disease" in done.stderr
    assert b"https://identifiers.org/clinicaltrials:NCT00314483" in output.read_bytes()
