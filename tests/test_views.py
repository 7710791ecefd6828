"""Pictures: the right neighbourhood, no box over another, the same bytes again."""

import re
import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from msc_kg import views
from msc_kg.cli import cli
from msc_kg.errors import InputError, MscKgError, UnknownNameError
from msc_kg.store import open_graph
from msc_kg.terms import Iri
from msc_kg.views import charts, layout, spread, styles
from msc_kg.views import labels as words
from msc_kg.views.apart import apart
from msc_kg.views.facts import web_page
from msc_kg.views.outlines import Box
from msc_kg.views.picture import width_of
from msc_kg.views.placing import Placement, place
from msc_kg.views.scene import _without_hubs

RELATIONS = ("condition", "sponsor", "tissueSource", "broader")


@pytest.fixture(scope="module")
def network(seeds_folder: Path) -> "nx.MultiDiGraph[str]":
    """Return the network of the packaged seeds."""
    return views.trial_network(open_graph(seeds_folder), RELATIONS)


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


def overlapping(boxes: dict[str, Box]) -> list[tuple[str, str]]:
    """Return the pairs of nodes whose boxes share a place."""
    return [
        (one, other)
        for one, other in combinations(boxes, 2)
        if abs(boxes[one][0] - boxes[other][0]) < (boxes[one][2] + boxes[other][2]) / 2
        and abs(boxes[one][1] - boxes[other][1]) < (boxes[one][3] + boxes[other][3]) / 2
    ]


def check_placed(placed: Placement) -> None:
    """No box lies over another, all are on the sheet, and words fit their outlines."""
    assert not overlapping(placed.boxes)
    for node, (x, y, width, height) in placed.boxes.items():
        assert width / 2 <= x <= placed.width - width / 2
        assert height / 2 <= y <= placed.height - height / 2
        label = placed.labels[node]
        assert all(width_of(line.text, line.size, bold=line.bold) <= width for line in label.lines)
        assert sum(line.size for line in label.lines) <= height


@pytest.fixture
def without_sfdp(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide Graphviz."""
    monkeypatch.setattr("msc_kg.views.spread.PROGRAM", "no-such-program")


@pytest.mark.parametrize("way", ["columns", "spread"])
@pytest.mark.parametrize("focus", ["GVHD", "multiple sclerosis", "BM", "NCT00962923"])
def test_no_box_lies_over_another(seeds_folder: Path, way: str, focus: str) -> None:
    scene = views.scene(open_graph(seeds_folder), focus, depth=3, limit=200)
    check_placed(place(scene.network, way))


def test_the_whole_of_the_seeds(network: "nx.MultiDiGraph[str]") -> None:
    for way in ("columns", "spread"):
        check_placed(place(network, way))


@pytest.mark.usefixtures("without_sfdp")
def test_positions_without_graphviz(network: "nx.MultiDiGraph[str]") -> None:
    check_placed(place(network, "spread"))
    assert spread.by_sfdp(network, {}) is None


@pytest.mark.parametrize(
    "answer",
    [
        "", "graph 1 1 1\nstop\n", "node 0 nan 1 1 1\nnode 1 1 1 1 1\n",
        "node 0 1 1 1 1\nnode 1 inf 1 1 1\n", "node 7 1 1 1 1\n", "node x y\n",
    ],
)  # fmt: skip
def test_an_answer_of_graphviz_without_all_positions_is_not_used(answer: str) -> None:
    assert spread._answer(answer, ["a", "b"]) is None


def test_a_program_that_never_ends_is_left(
    tmp_path: Path, network: "nx.MultiDiGraph[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "sfdp"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr("msc_kg.views.spread.PROGRAM", str(program))
    monkeypatch.setattr("msc_kg.views.spread._SECONDS", 0.2)
    check_placed(place(network, "spread"))


NODES = st.lists(
    st.tuples(
        st.sampled_from(
            ["Trial", "Condition", "Organization", "Tissue", "Paper", "Route", "Other"]
        ),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=120),
    ),
    min_size=1,
    max_size=60,
)


@settings(deadline=None, max_examples=25)
@example(nodes=[("Trial", " "), ("Organization", "\x0b"), ("Condition", "\u2003")], links=[])
@given(NODES, st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=90))
def test_boxes_never_overlap(nodes: list[tuple[str, str]], links: list[tuple[int, int]]) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, (kind, label) in enumerate(nodes):
        graph.add_node(f"n{number}", type=kind, label=label, title=label)
    for one, other in links:
        source, target = one % len(nodes), other % len(nodes)
        if source != target:
            graph.add_edge(f"n{source}", f"n{target}", key="condition")
    check_placed(place(graph, "columns"))
    sizes = {node: (label.width, label.height) for node, label in words.labels(graph).items()}
    stacked = apart(dict.fromkeys(sizes, (0.0, 0.0)), sizes)
    assert not overlapping({node: (*stacked[node], *sizes[node]) for node in sizes})


def test_no_link_runs_below_a_box(network: "nx.MultiDiGraph[str]") -> None:
    """In columns, links run between boxes: sampled points of each line lie in none."""
    placed = place(network, "columns")
    assert placed.lines
    for line in placed.lines:
        ends = {node for link in line.links for node in link[:2]}
        for x, y in sampled(line.path):
            for node, (u, v, width, height) in placed.boxes.items():
                inside = abs(x - u) < width / 2 and abs(y - v) < height / 2
                assert not inside or node in ends, (line, node)


def sampled(path: Any) -> list[tuple[float, float]]:
    """Return points along a path of lines and cubic curves."""
    points: list[tuple[float, float]] = []
    for _, numbers in path:
        start = points[-1] if points else numbers[:2]
        control = [start, *zip(numbers[::2], numbers[1::2], strict=True)]
        for step in range(21):
            part = step / 20
            row = control
            while len(row) > 1:
                row = [
                    (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
                    for a, b in pairwise(row)
                ]
            points.append(row[0])
    return points


def test_labels_fit_their_boxes(network: "nx.MultiDiGraph[str]") -> None:
    """The measured widths are those that the drawing library draws."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    placed = place(network)
    with charts.canvas(10, 10) as (figure, axes):
        renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        for node, label in placed.labels.items():
            for line in label.lines:
                weight = "bold" if line.bold else "normal"
                text = axes.text(0, 0, line.text, fontsize=line.size * 0.75, weight=weight)
                extent = text.get_window_extent(renderer)
                assert extent.width / figure.dpi * 96 <= placed.boxes[node][2]


def test_long_columns_are_broken(network: "nx.MultiDiGraph[str]") -> None:
    sizes = {node: (label.width, label.height) for node, label in words.labels(network).items()}
    found = layout.arrange(network, sizes)
    boxes = [[s[0] for s in slots if not found.is_lane(s)] for slots in found.order]
    assert len(boxes) > 5
    assert sorted(node for column in boxes for node in column) == sorted(network)
    for column in boxes:
        assert sum(sizes[node][1] for node in column) <= 1.5 * layout.TALLEST


def test_types_differ_by_outline_and_lines_by_colour_or_dashes() -> None:
    outlines = [style.outline for style in styles.NODES.values()]
    assert len(outlines) == len(set(outlines)) == 7
    lines = [(style.colour, style.dash, style.width) for style in styles.EDGES.values()]
    assert len(lines) == len(set(lines))


def test_hubs_are_told_and_left_out(shared_tissue: "nx.MultiDiGraph[str]") -> None:
    focus = views.Focus(frozenset({Iri("c")}), "c")
    notes = _without_hubs(shared_tissue, "tissue", focus)
    assert notes == ["1 tissue source is not drawn (see --with tissue)."]
    assert "t" not in shared_tissue
    lines = [line.text for line in words.labels(shared_tissue)["n0"].lines]
    assert lines[-1] == "phase 2 · bone marrow"


@pytest.fixture
def shared_tissue() -> "nx.MultiDiGraph[str]":
    """Return thirteen trials of one condition with cells of one tissue."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("c", type="Condition", label="c")
    graph.add_node("t", type="Tissue", label="bone marrow")
    for number in range(13):
        name = f"n{number}"
        graph.add_node(name, type="Trial", label=name, phase=("Phase 2",), tissue=("bone marrow",))
        graph.add_edge(name, "c", key="condition")
        graph.add_edge(name, "t", key="tissueSource")
    return graph


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


SVG = "{http://www.w3.org/2000/svg}"


def drawn(folder: Path, path: Path, *arguments: str) -> str:
    """Run the command and return what it tells."""
    asked = ["view", "-g", str(folder), "-o", str(path), *arguments]
    done = CliRunner().invoke(cli, asked, standalone_mode=False)
    assert done.exception is None, done.exception
    assert done.return_value == 0
    return done.stderr


def test_the_command(tmp_path: Path, seeds_folder: Path) -> None:
    output = tmp_path / "gvhd.svg"
    told = drawn(seeds_folder, output, "--focus", "GVHD")
    assert "23 nodes around graft-versus-host disease" in told
    tree = ET.parse(output).getroot()
    links = {a.get("href"): a for a in tree.iter(f"{SVG}a")}
    assert len(links) == 23
    trial = links["https://clinicaltrials.gov/study/NCT00314483"]
    tooltip = trial.findtext(f"{SVG}g/{SVG}title") or ""
    assert tooltip.startswith("NCT00314483\nEvaluation of the role of mesenchymal stem cells")
    assert tooltip.endswith("6 statements in 1 document")
    assert "https://ror.org/044s61914" in links
    assert any("obolibrary.org/obo/MONDO_" in str(link) for link in links)
    texts = [text.text for text in tree.iter(f"{SVG}text")]
    assert "NCT00314483" in texts
    assert all(text.get("textLength") for text in tree.iter(f"{SVG}text"))


@pytest.mark.parametrize(
    ("arguments", "refused", "has"),
    [
        (("--kind", "map", "--depth", "3"), "--depth", "a map, which has --level, --rows"),
        (("--kind", "map", "--focus", "GVHD"), "--focus", "a map"),
        (("--kind", "timeline", "--rows", "25"), "--rows", "a timeline, which has --condition"),
        (("--focus", "GVHD", "--columns", "3"), "--columns", "a neighbourhood, which has --focus"),
        (("-o", "x.html", "--layout", "spread"), "--layout", "the page (.html) of a neighbourhood"),
        (("--kind", "timeline", "--with", "paper", "--limit", "9"), "--limit, --with", "timeline"),
    ],
)
def test_options_of_other_pictures_are_refused(
    seeds_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], refused: str, has: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["view", "-g", str(seeds_folder), *arguments])
    assert done.exit_code == 2
    assert f"{refused}: not for " in done.stderr
    assert has in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("asked", [("--kind", "map"), ("-o", "walk.html"), ("--focus", "GVHD")])
def test_a_graph_without_trials_draws_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.ttl").touch()
    done = CliRunner().invoke(cli, ["view", "-g", "empty.ttl", *asked], standalone_mode=False)
    assert isinstance(done.exception, MscKgError)
    assert [path.name for path in tmp_path.iterdir()] == ["empty.ttl"]


def test_papers_are_dots_that_lead_to_them(tmp_path: Path, seeds_folder: Path) -> None:
    output = tmp_path / "one.svg"
    drawn(seeds_folder, output, "--focus", "NCT00962923")
    links = {a.get("href"): a for a in ET.parse(output).getroot().iter(f"{SVG}a")}
    paper = links["https://doi.org/10.1002/stem.68"]
    assert not list(paper.iter(f"{SVG}text"))
    assert "Mesenchymal stem cell transplantation reverses" in "".join(paper.itertext())
    without = tmp_path / "without.svg"
    drawn(seeds_folder, without, "--focus", "NCT00962923", "--without", "paper")
    assert b"doi.org" not in without.read_bytes()


@pytest.mark.parametrize(
    ("kind", "node", "values", "page"),
    [
        ("Trial", "https://identifiers.org/clinicaltrials:NCT01854957",
         {"identifier": {"2011-001295-19", "NCT01854957"}},
         "https://clinicaltrials.gov/study/NCT01854957"),
        ("Trial", "https://w3id.org/msc-kg/trial/1", {}, "https://w3id.org/msc-kg/trial/1"),
        ("Paper", "https://x.org/p", {"pmid": {"123"}}, "https://pubmed.ncbi.nlm.nih.gov/123/"),
        ("Paper", "https://x.org/p", {"pmid": {"1"}, "doi": {"10.1/a"}}, "https://doi.org/10.1/a"),
        ("Paper", "https://x.org/p", {"doi": {'10.1/a"><script>'}}, "https://x.org/p"),
        ("Organization", "https://x.org/o", {"exactMatch": {"https://ror.org/1", "http://a/b"}},
         "https://ror.org/1"),
        ("Condition", "javascript:alert(1)", {"exactMatch": {"javascript:alert(2)"}}, ""),
        ("Condition", "urn:uuid:1", {}, ""),
    ],
)  # fmt: skip
def test_pages_of_nodes(kind: str, node: str, values: dict[str, set[str]], page: str) -> None:
    assert web_page(kind, node, values) == page


def test_filters_choose_trials_in_any_wording(tmp_path: Path, seeds_folder: Path) -> None:
    output = tmp_path / "a.svg"
    drawn(seeds_folder, output, "--focus", "GVHD", "--tissue", "UCB")
    assert re.findall(r">(NCT\d+)</text>", output.read_text()) == ["NCT00823316"]
    asked = ["view", "-g", str(seeds_folder), "--focus", "GVHD", "--country", "Iceland"]
    with pytest.raises(InputError, match="no trial of this graph has country Iceland"):
        CliRunner().invoke(cli, asked, standalone_mode=False, catch_exceptions=False)


def test_words_of_documents_are_text_in_svg(tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    hostile = '</text><script>alert(1)</script>"\u202e\x00&'
    graph.add_node("a", type="Trial", label=hostile, title=hostile * 300, told=hostile,
                   url='https://x.org/"><script>')  # fmt: skip
    graph.add_node("b", type="Condition", label="x" * 10_000)
    graph.add_edge("a", "b", key="condition")
    views.draw(graph, tmp_path / "a.svg", title=hostile, note=hostile)
    tree = ET.parse(tmp_path / "a.svg").getroot()
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} == {
        "svg", "title", "rect", "g", "path", "text", "a"
    }  # fmt: skip
    assert "\u202e" not in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_equal_bytes_whatever_the_order_of_hashes(tmp_path: Path, seeds_folder: Path) -> None:
    pictures = []
    for seed in ("1", "2"):
        output = tmp_path / f"{seed}.svg"
        command = ["view", "-g", str(seeds_folder), "--focus", "GVHD", "-o", str(output)]
        subprocess.run(
            [sys.executable, "-m", "msc_kg", *command, "--with", "paper", "--with", "donor"],
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"}, check=True, capture_output=True,
        )  # fmt: skip
        pictures.append(output.read_bytes())
    assert pictures[0] == pictures[1]
