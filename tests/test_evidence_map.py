"""The evidence map: every count as counted another way, nothing dropped, files that hold."""

import csv
import io
import itertools
import json
import math
import re
import shlex
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from msc_kg import catalog, iris
from msc_kg.answers import Answer, Forms, Rows
from msc_kg.build import Options, build
from msc_kg.cli import cli
from msc_kg.errors import InputError, RemoteError, UnknownNameError
from msc_kg.store import Graph, LocalGraph, open_graph
from msc_kg.terms import Iri
from msc_kg.views import bubbles, charts, evidence_map, map_files
from msc_kg.views.landscape import Concepts, TrialFacts, read_landscape
from msc_kg.views.rollup import ABSENT, CONCEPT, OTHER, UNSPECIFIED, Lines, heads
from msc_kg.vocab import msc

PREFIXES = """
@prefix cond: <https://w3id.org/msc-kg/condition/> .
@prefix msc: <https://w3id.org/msc-kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/msc-kg/status/> .
@prefix t: <https://example.org/> .
@prefix tissue: <https://w3id.org/msc-kg/tissue/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
HAND_MADE = (
    PREFIXES
    + """
cond:immune-system-disease a skos:Concept ; rdfs:label "immune system disorder" .
cond:transplant-complication a skos:Concept ; rdfs:label "transplantation-related disorder" .
cond:gvhd a skos:Concept ; rdfs:label "graft-versus-host disease" ;
  skos:broader cond:immune-system-disease , cond:transplant-complication .
cond:acute-gvhd a skos:Concept ; rdfs:label "acute GVHD" ; skos:broader cond:gvhd .
cond:sle a skos:Concept ; rdfs:label "lupus" ; skos:broader cond:immune-system-disease .
tissue:perinatal-tissue a skos:Concept ; rdfs:label "perinatal tissue" .
tissue:umbilical-cord a skos:Concept ; rdfs:label "umbilical cord" ;
  skos:broader tissue:perinatal-tissue .
tissue:whartons-jelly a skos:Concept ; rdfs:label "Wharton's jelly" ;
  skos:broader tissue:umbilical-cord .
tissue:bone-marrow a skos:Concept ; rdfs:label "bone marrow" .
tissue:unspecified-tissue a skos:Concept ; rdfs:label "tissue not stated" .

# both tissues; acute and plain GVHD count once in the row of GVHD
t:1 a msc:Trial ; rdfs:label "one" ; msc:condition cond:acute-gvhd , cond:gvhd ;
  msc:tissueSource tissue:bone-marrow , tissue:whartons-jelly ;
  msc:overallStatus status:COMPLETED ; msc:enrollment 10 .
# the enrollment holds, not the cohort
t:2 a msc:Trial ; rdfs:label "two" ; msc:condition cond:gvhd ;
  msc:tissueSource tissue:bone-marrow ; msc:overallStatus status:RECRUITING ; msc:enrollment 20 .
t:r2 a msc:Record ; msc:about t:2 ; msc:cohortSize 999 ; msc:asOf "2020-05"^^xsd:gYearMonth .
# two reports: the larger cohort
t:3 a msc:Trial ; rdfs:label "three" ; msc:condition cond:sle ;
  msc:tissueSource tissue:umbilical-cord .
t:r3 a msc:Record ; msc:about t:3 ; msc:cohortSize 7 ; msc:asOf "2021"^^xsd:gYear .
t:r4 a msc:Record ; msc:about t:3 ; msc:cohortSize 5 .
# a broad condition, and words that say nothing of the tissue
t:4 a msc:Trial ; rdfs:label "four" ; msc:condition cond:immune-system-disease ;
  msc:tissueSource tissue:unspecified-tissue ; msc:overallStatus status:WITHDRAWN ;
  msc:enrollment 0 .
# nothing at all
t:5 a msc:Trial ; rdfs:label "five" .
"""
)


def read(turtle: str) -> LocalGraph:
    return LocalGraph(
        ox.Quad(t.subject, t.predicate, t.object)
        for t in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    )


@pytest.fixture(scope="module")
def hand_made() -> LocalGraph:
    return read(HAND_MADE)


@pytest.fixture(scope="module")
def seeds(seeds_folder: Path) -> Any:
    return open_graph(seeds_folder)


def by_place(cells: tuple[evidence_map.Cell, ...]) -> dict[tuple[str, str], tuple[int, ...]]:
    return {
        (c.condition_label, c.tissue_label): (
            c.trials, c.enrolled, c.reported, c.completed, c.with_status,
        )
        for c in cells
    }  # fmt: skip


def test_the_cells_of_a_graph_made_by_hand(hand_made: LocalGraph) -> None:
    assert by_place(evidence_map.cells(hand_made)) == {
        ("graft-versus-host disease", "bone marrow"): (2, 30, 0, 1, 2),
        ("graft-versus-host disease", "umbilical cord"): (1, 10, 0, 1, 1),
        ("lupus", "umbilical cord"): (1, 0, 7, 0, 0),
        ("immune system disorder, unspecified", "tissue not stated"): (1, 0, 0, 0, 1),
        ("condition not recognised", "tissue not stated"): (1, 0, 0, 0, 0),
    }


def test_a_cell_holds_concepts_participants_and_names(hand_made: LocalGraph) -> None:
    cell = evidence_map.cells(hand_made)[0]
    assert cell.condition == iris.concept("cond", "gvhd")
    assert cell.tissue == iris.concept("tissue", "bone-marrow")
    assert (cell.participants, cell.with_size, cell.share_completed) == (30, 2, 0.5)
    assert cell.names == ("one", "two")
    assert cell.trial_iris == ("https://example.org/1", "https://example.org/2")
    reported = next(c for c in evidence_map.cells(hand_made) if c.condition_label == "lupus")
    assert (reported.participants, reported.share_completed) == (7, None)


def test_rows_by_level_and_below_a_condition(hand_made: LocalGraph) -> None:
    top = evidence_map.matrix(hand_made, level=1)
    assert [(head.label, len(head.trials)) for head in top.rows] == [
        ("immune system disorder", 4), ("transplantation-related disorder", 2),
        ("condition not recognised", 1),
    ]  # fmt: skip
    below = evidence_map.matrix(hand_made, condition=["GVHD"])
    assert [(head.label, head.kind, len(head.trials)) for head in below.rows] == [
        ("graft-versus-host disease, unspecified", UNSPECIFIED, 2), ("acute GVHD", CONCEPT, 1),
    ]  # fmt: skip
    assert below.total.trials == 2
    assert below.newest == "2020-05"


def test_columns_below_a_tissue(hand_made: LocalGraph) -> None:
    found = evidence_map.matrix(hand_made, tissue=["UC"])
    assert [(head.label, len(head.trials)) for head in found.columns] == [
        ("Wharton's jelly", 1), ("umbilical cord, unspecified", 1),
    ]  # fmt: skip


def test_the_rest_is_summed_not_dropped(hand_made: LocalGraph) -> None:
    found = evidence_map.matrix(hand_made, rows=1)
    assert [(head.kind, head.label, len(head.trials)) for head in found.rows] == [
        (CONCEPT, "graft-versus-host disease", 2), (OTHER, "other (2 conditions)", 2),
        (ABSENT, "condition not recognised", 1),
    ]  # fmt: skip
    one_left = evidence_map.matrix(hand_made, rows=2)
    assert OTHER not in {head.kind for head in one_left.rows}


COUNTED = """
PREFIX msc: <https://w3id.org/msc-kg/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?trial ?size ?cohort ?status WHERE {
  ?trial a msc:Trial ; msc:condition/skos:broader* CONDITION ;
    msc:tissueSource/skos:broader* TISSUE .
  OPTIONAL { ?trial msc:enrollment ?size }
  OPTIONAL { ?report msc:about ?trial ; msc:cohortSize ?cohort }
  OPTIONAL { ?trial msc:overallStatus ?status }
}
"""


def counted(graph: Graph, condition: str, tissue: str) -> tuple[int, ...]:
    """Count a cell by a query of its own."""
    text = COUNTED.replace("CONDITION", f"<{condition}>").replace("TISSUE", f"<{tissue}>")
    trials: dict[str, tuple[list[int], list[int], set[str]]] = {}
    for trial, size, cohort, status in graph.select(text).rows:
        own = trials.setdefault(str(trial), ([], [], set()))
        own[0].extend([int(size.value)] if isinstance(size, ox.Literal) else [])
        own[1].extend([int(cohort.value)] if isinstance(cohort, ox.Literal) else [])
        own[2].update([str(status)] if status is not None else [])
    stated = [max(sizes) for sizes, _, _ in trials.values() if sizes]
    told = [max(cohorts) for sizes, cohorts, _ in trials.values() if cohorts and not sizes]
    done = sum(any("/COMPLETED>" in one for one in s) for _, _, s in trials.values())
    return len(trials), sum(stated), sum(told), done, sum(bool(s) for _, _, s in trials.values())


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_cell_of_the_seeds_as_counted_by_a_query(seeds: LocalGraph, level: int) -> None:
    compared = 0
    for cell in evidence_map.cells(seeds, level=level, rows=200):
        if cell.condition and cell.tissue:
            expected = counted(seeds, cell.condition, cell.tissue)
            found = (cell.trials, cell.enrolled, cell.reported, cell.completed, cell.with_status)
            assert found == expected, cell
            compared += 1
    assert compared >= 20


def test_cells_of_registry_records_as_counted_by_a_query(shared: Path, tmp_path: Path) -> None:
    source = shared / "data/ctgov_v2_msc/msc.ndjson.gz"
    build([source], tmp_path / "kg", options=Options("GVHD|lupus|fistula"), validate=False)
    graph = open_graph(tmp_path / "kg")
    cells = [cell for cell in evidence_map.cells(graph) if cell.condition and cell.tissue]
    assert len(cells) > 40
    for cell in cells[::3]:
        found = (cell.trials, cell.enrolled, cell.reported, cell.completed, cell.with_status)
        assert found == counted(graph, str(cell.condition), str(cell.tissue))


def test_the_command_of_a_cell_lists_its_trials(seeds: LocalGraph) -> None:
    commands = [cell for cell in evidence_map.cells(seeds) if cell.command]
    assert len(commands) >= 15
    for cell in commands:
        words = shlex.split(cell.command or "")
        assert words[:3] == ["msc-kg", "query", "trials"]
        options = dict(zip((word[2:] for word in words[3::2]), words[4::2], strict=True))
        assert len(catalog.answer(seeds, "trials", options).rows) == cell.trials


def test_filters_stand_in_the_command(seeds: LocalGraph) -> None:
    found = evidence_map.matrix(seeds, filters={"status": ["Completed"], "condition": ["x"]})
    command = next(cell.command for row in found.cells for cell in row if cell and cell.command)
    assert command.endswith("--status Completed")


@pytest.mark.parametrize("options", [{}, {"rows": 2, "columns": 1}, {"level": 1}, {"level": 4}])
def test_no_trial_of_the_seeds_is_dropped(seeds: LocalGraph, options: dict[str, int]) -> None:
    found = evidence_map.matrix(seeds, **options)  # type: ignore[arg-type]
    everything = {trial.trial for trial in read_landscape(seeds).trials}
    assert found.total.trials == len(everything) == 62
    for lines in (found.rows, found.columns):
        assert {trial.trial for head in lines for trial in head.trials} == everything
    assert {iri for row in found.cells for c in row if c for iri in c.trial_iris} == everything


def test_trials_that_are_only_named_are_not_counted(seeds: LocalGraph) -> None:
    def trials(term: str) -> set[str]:
        found = seeds.select(f"SELECT ?trial {{ ?record <{term}> ?trial }}")
        return {trial.value for (trial,) in found.rows if isinstance(trial, ox.NamedNode)}

    described = trials(str(msc.about))
    assert {trial.trial for trial in read_landscape(seeds).trials} == described
    assert trials(str(msc.relatedTrial)) - described


def test_only_the_trials_asked_for(seeds: LocalGraph) -> None:
    some = sorted(trial.trial for trial in read_landscape(seeds).trials)[:9]
    assert evidence_map.matrix(seeds, trials=some).total.trials == 9


def test_a_condition_that_means_nothing_offers_others(seeds: LocalGraph) -> None:
    with pytest.raises(UnknownNameError, match="graft"):
        evidence_map.cells(seeds, condition=["graft versus hoast disease"])


letters = st.sampled_from("abcdefgh")


@given(
    links=st.sets(st.tuples(letters, letters), max_size=14),
    stated=st.lists(st.sets(letters, max_size=3), max_size=8),
    level=st.integers(1, 3),
    limit=st.integers(1, 4),
)
@settings(deadline=None, max_examples=60)
def test_any_hierarchy_even_a_circular_one_keeps_every_trial(
    links: set[tuple[str, str]], stated: list[set[str]], level: int, limit: int
) -> None:
    broader: dict[Iri, frozenset[Iri]] = {}
    for one, other in links:
        broader[Iri(one)] = broader.get(Iri(one), frozenset()) | {Iri(other)}
    trials = [
        TrialFacts(Iri(str(n)), str(n), conditions=frozenset(map(Iri, own)))
        for n, own in enumerate(stated)
    ]
    lines = Lines((), level, limit, "conditions", "none")
    found = heads(trials, lambda trial: trial.conditions, Concepts({}, broader), lines)
    assert {trial for head in found for trial in head.trials} == set(trials)
    assert sum(head.kind in {CONCEPT, UNSPECIFIED} for head in found) <= limit + 1
    assert len({(head.kind, head.label) for head in found}) == len(found)


# ---- files


def drawn(folder: Path, graph: LocalGraph, name: str, **options: Any) -> Path:
    path = folder / name
    map_files.draw_map(graph, path, **options)
    return path


def test_one_of_each_is_told_as_one(tmp_path: Path) -> None:
    stated = "t:1 a msc:Trial ; msc:condition cond:lupus ; msc:tissueSource tissue:bone-marrow ."
    graph = read(PREFIXES + stated)
    told = map_files.draw_map(graph, tmp_path / "one.svg")
    assert told == "1 trial, 1 row, 1 column"
    said = map_files.note(evidence_map.matrix(graph))
    assert said.startswith("1 trial. A trial counts")


@pytest.mark.parametrize("suffix", [".png", ".svg", ".html", ".csv", ".json", ".tsv", ".md"])
def test_the_same_bytes_again(seeds: LocalGraph, tmp_path: Path, suffix: str) -> None:
    first = drawn(tmp_path, seeds, f"a{suffix}").read_bytes()
    import matplotlib as mpl

    with mpl.rc_context({"font.size": 31, "axes.facecolor": "red", "savefig.dpi": 30}):
        assert drawn(tmp_path, seeds, f"b{suffix}").read_bytes() == first


def test_the_numbers_are_those_of_the_cells(seeds: LocalGraph, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(drawn(tmp_path, seeds, "a.csv").read_text())))
    cells = evidence_map.cells(seeds)
    own = [row for row in rows if "(all" not in row["condition"] + row["tissue"]]
    assert [
        (r["condition"], r["tissue"], int(r["trials"]), int(r["participants"])) for r in own
    ] == [(c.condition_label, c.tissue_label, c.trials, c.participants) for c in cells]
    assert rows[-1]["condition"] == "(all conditions)"
    assert (rows[-1]["trials"], rows[-1]["tissue"]) == ("62", "(all tissues)")
    objects = json.loads(drawn(tmp_path, seeds, "a.json").read_text())
    assert len(objects) == len(rows)


def circles(svg: str) -> dict[str, float]:
    """Return the diameter of each bubble by its tooltip."""
    found: dict[str, float] = {}
    for title, path in re.findall(
        r'<g id="mark-[^"]+"><title>([^<]*)</title>\s*(?:<a [^>]*>\s*)?<path d="([^"]*)"', svg
    ):
        x: list[float] = [float(a) for a in re.findall(r"(-?[\d.]+) -?[\d.]+", path)]
        found[title] = max(x) - min(x)
    return found


def test_the_area_of_a_bubble_is_the_number_of_trials(seeds: LocalGraph, tmp_path: Path) -> None:
    svg = drawn(tmp_path, seeds, "a.svg").read_text()
    ET.fromstring(svg)
    found = circles(svg)
    assert len(found) == len(evidence_map.cells(seeds))
    ratios: list[float] = []
    for title, width in found.items():
        number = re.search(r"^([\d,]+) trials?$", title, re.MULTILINE)
        assert number is not None
        ratios.append(width**2 / int(number[1].replace(",", "")))
    assert max(ratios) / min(ratios) == pytest.approx(1, abs=0.01)


def test_tooltips_say_counts_and_command(seeds: LocalGraph, tmp_path: Path) -> None:
    svg = drawn(tmp_path, seeds, "a.svg").read_text()
    title = next(t for t in circles(svg) if t.startswith("graft-versus-host disease × bone marrow"))
    assert "\n9 trials\n" in title
    assert "3 of 9 with a status completed (33%)" in title
    assert "msc-kg query trials --condition &#x27;graft" in title


def boxes(matrix: evidence_map.Matrix) -> list[Any]:
    """Return the boxes of all words of a picture, in pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with bubbles.drawn(matrix, f"title\n{LONG}", "note " * 90, lambda *_: None) as (figure, _):
        renderer: Any = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        texts = [text for text in figure.axes[0].texts if text.get_text()]
        width, height = figure.canvas.get_width_height()
        found = [text.get_window_extent(renderer) for text in texts]
    assert all(min(b.x0, b.y0) >= 0 and b.x1 <= width and b.y1 <= height for b in found)
    return found


LONG = "a disease of the connective tissue between the third and the fourth " * 4


@pytest.mark.parametrize("label", ["lupus", LONG, "Nephropathiemitglomerulosklerose" * 3, "狼疮"])
def test_no_words_overlap_and_none_leave_the_picture(label: str) -> None:
    graph = read(
        HAND_MADE.replace('"lupus"', f'"{label}"').replace('"umbilical cord"', f'"{label}"')
    )
    found = boxes(evidence_map.matrix(graph))
    assert len(found) > 30
    for one, other in itertools.combinations(found, 2):
        inside = (
            min(one.x1, other.x1) - max(one.x0, other.x0) > 1
            and min(one.y1, other.y1) - max(one.y0, other.y0) > 1
        )
        assert not inside, (one, other)


def test_colours_differ_in_lightness() -> None:
    def light(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return float(0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2)

    lights = [light(bubbles.colour(share)) for share in (0, 0.3, 0.5, 0.7, 1)]
    ratios = [(one + 0.05) / (other + 0.05) for one, other in itertools.pairwise(lights)]
    assert all(ratio > 1.5 for ratio in ratios)
    assert bubbles.colour(None) not in bubbles.SHARES


HOSTILE = "<script>alert(1)</script>\"'&--> \x07\u202e$x^2$ {{0}} javascript:x"


def test_text_of_documents_stays_text(tmp_path: Path) -> None:
    escaped = HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\x07", "\\u0007")
    graph = read(HAND_MADE.replace('"lupus"', f'"{escaped}"').replace('"three"', f'"{escaped}"'))
    page = drawn(tmp_path, graph, "a.html").read_text()
    assert "<script" not in page
    assert "\x07" not in page
    assert "\u202e" not in page
    svg = drawn(tmp_path, graph, "a.svg").read_text()
    assert "<script" not in svg
    ET.fromstring(svg)
    assert "alert(1)" in "".join(circles(svg))


def test_a_page_loads_nothing_and_its_links_lead_somewhere(
    seeds: LocalGraph, tmp_path: Path
) -> None:
    page = drawn(tmp_path, seeds, "a.html").read_text()
    assert "default-src 'none'" in page
    assert not re.search(r"(src|@import|url)\s*[=(]\s*['\"]?(https?:)?//", page)
    assert "<link" not in page
    anchors = Counter(re.findall(r' id="([^"]+)"', page))
    assert max(anchors.values()) == 1
    leading = re.findall(r'href="#([^"]+)"', page)
    assert sum(one.startswith("trials-") for one in leading) == len(evidence_map.cells(seeds))
    assert all(one in anchors or one == "_" for one in leading)


def test_a_picture_of_few_colours_is_small(seeds: LocalGraph, tmp_path: Path) -> None:
    path = drawn(tmp_path, seeds, "a.png")
    assert path.stat().st_size < 150_000
    with Image.open(path) as picture:
        assert picture.mode == "P"
        assert picture.size[0] > 700


@pytest.mark.parametrize("name", ["a.jpg", "a", "missing/a.svg"])
def test_what_cannot_be_written_is_told(seeds: LocalGraph, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"known are \.png|-o"):
        drawn(tmp_path, seeds, name)


def test_a_graph_without_trials_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no trial"):
        drawn(tmp_path, read(PREFIXES), "a.svg")


def test_other_graphs_may_hold_anything(tmp_path: Path) -> None:
    odd = (
        PREFIXES
        + """
    t:1 a msc:Trial ; rdfs:label "x" ; msc:condition t:nowhere ; msc:tissueSource "text" ;
      msc:enrollment "many" , 12.0 ; msc:startDate "soon" ;
      msc:overallStatus t:odd , status:COMPLETED .
    t:2 a msc:Trial ; msc:condition t:a .
    t:a a skos:Concept ; rdfs:label "A", "B" ; skos:broader t:a .
    """
    )
    found = evidence_map.matrix(read(odd))
    assert found.total.trials == 2
    assert found.total.enrolled == 12
    assert {head.label for head in found.rows} == {"A", "https://example.org/nowhere"}
    assert drawn(tmp_path, read(odd), "a.svg").stat().st_size > 1000


class Cutting(Forms):
    """An endpoint that answers at most so many rows, as Virtuoso does."""

    def __init__(self, whole: LocalGraph, most: int) -> None:
        self.source, self.whole, self.most = "http://localhost/sparql", whole, most

    def query(self, query: str) -> Answer:
        found = self.whole.query(query)
        assert isinstance(found, Rows)
        return Rows(found.variables, found.rows[: self.most])

    def triples(self) -> Any:
        return self.whole.triples()


def test_an_endpoint_that_cuts_its_answers_is_told(hand_made: LocalGraph) -> None:
    whole = evidence_map.cells(hand_made)
    assert evidence_map.cells(Cutting(hand_made, 1000)) == whole
    with pytest.raises(RemoteError, match="gave 20 of"):
        evidence_map.cells(Cutting(hand_made, 20))


def test_the_command_line(seeds_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    asked = ["view", "-g", str(seeds_folder), "--kind", "map", "--condition", "GVHD", "-o"]
    result = CliRunner().invoke(cli, [*asked, str(path), "--status", "completed"])
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    assert rows[-1]["trials"] == rows[-1]["completed"] == "3"


def test_measured_words_are_as_wide_as_drawn() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with charts.canvas(9, 1) as (figure, axes):
        charts.write(axes, 0.1, 0.5, words := "Mesenchymal stromal cells, 1,234 (μ)", 9)
        renderer: Any = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        width = axes.texts[0].get_window_extent(renderer).width / figure.dpi
    assert math.isclose(charts.measured(words, 9), width, rel_tol=0.03)
