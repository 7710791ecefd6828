"""The timeline: starts, phases and states as counted another way; bars that say what is known."""

import csv
import dataclasses
import io
import itertools
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import schemes
from msc_kg.build import Options, build
from msc_kg.cli import cli
from msc_kg.errors import InputError
from msc_kg.store import Graph, LocalGraph, open_graph
from msc_kg.terms import Iri
from msc_kg.views import bars, gantt, timeline, timeline_files
from msc_kg.views.landscape import Moment
from msc_kg.views.timeline import NO_PHASE, TimedTrial

PREFIXES = """
@prefix date-type: <https://w3id.org/msc-kg/date-type/> .
@prefix msc: <https://w3id.org/msc-kg/ontology#> .
@prefix phase: <https://w3id.org/msc-kg/phase/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/msc-kg/status/> .
@prefix t: <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
status:COMPLETED a skos:Concept ; rdfs:label "Completed" .
"""
HAND_MADE = (
    PREFIXES
    + """
t:1 a msc:Trial ; rdfs:label "one" ; msc:overallStatus status:COMPLETED ;
  msc:phase phase:PHASE1 , phase:PHASE2 ; msc:startDate "2012-07"^^xsd:gYearMonth ;
  msc:primaryCompletionDate "2014"^^xsd:gYear ; msc:completionDate "2014-06-30"^^xsd:date .
t:r1 a msc:Record ; msc:about t:1 ; msc:asOf "2015-01-01"^^xsd:date ;
  msc:startDate "2012-07"^^xsd:gYearMonth ; msc:startDateType date-type:ACTUAL .
# an older record expected another date; a newer one passed this one
t:2 a msc:Trial ; rdfs:label "two" ; msc:startDate "2011"^^xsd:gYear .
t:r2 a msc:Record ; msc:about t:2 ; msc:asOf "2010-01-01"^^xsd:date ;
  msc:startDate "2010"^^xsd:gYear ; msc:startDateType date-type:ESTIMATED .
t:r3 a msc:Record ; msc:about t:2 ; msc:asOf "2012-06"^^xsd:gYearMonth ;
  msc:startDate "2011"^^xsd:gYear .
# expected, and a phase that does not apply
t:3 a msc:Trial ; rdfs:label "three" ; msc:phase phase:NA ;
  msc:startDate "2013-02-03"^^xsd:date .
t:r4 a msc:Record ; msc:about t:3 ; msc:startDate "2013-02-03"^^xsd:date ;
  msc:startDateType date-type:ESTIMATED .
t:4 a msc:Trial ; rdfs:label "four" ; msc:overallStatus status:RECRUITING , t:odd .
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
def registry(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Return a graph of some hundred registry records."""
    folder = tmp_path_factory.mktemp("registry") / "kg"
    source = shared / "data/ctgov_v2_msc/msc.ndjson.gz"
    build([source], folder, options=Options("GVHD|lupus|fistula|sclerosis"), validate=False)
    return open_graph(folder)


def test_trials_by_start(hand_made: LocalGraph) -> None:
    found = timeline.trials(hand_made)
    assert [(t.name, t.start, t.phase, t.state, t.newest) for t in found] == [
        ("two", Moment("2011"), NO_PHASE, "no status stated", "2012-06"),
        ("one", Moment("2012-07"), "Phase 1/Phase 2", "completed", "2015-01-01"),
        ("three", Moment("2013-02-03", estimated=True), NO_PHASE, "no status stated", None),
        ("four", None, NO_PHASE, "running", None),
    ]
    assert found[1].end == Moment("2014-06-30")
    assert found[1].status == "Completed"


def test_phases_and_states_cover_their_schemes() -> None:
    for concept in schemes.load("phases"):
        expected = NO_PHASE if concept.notation == "NA" else concept.label
        assert timeline.phase(frozenset({concept.iri})) == expected
    states = {c.notation: timeline.state(frozenset({c.iri})) for c in schemes.load("statuses")}
    assert len(states) == 14
    assert Counter(states.values())["other status"] == 5
    assert set(states.values()) | {"no status stated"} == set(bars.COLOURS)
    assert timeline.phase(frozenset(map(Iri, ("https://w3id.org/msc-kg/phase/PHASE1",
                                              "https://w3id.org/msc-kg/phase/PHASE3")))) == (
        "Phase 1/Phase 3"
    )  # fmt: skip


YEARS = """
PREFIX msc: <https://w3id.org/msc-kg/ontology#>
SELECT ?trial ?start ?status WHERE {
  ?trial a msc:Trial ; msc:startDate ?start .
  OPTIONAL { ?trial msc:overallStatus ?status }
}
"""


def test_bars_are_as_counted_by_a_query(registry: Graph) -> None:
    rows = registry.select(YEARS).rows
    years = Counter(start.value[:4] for _, start, _ in rows if isinstance(start, ox.Literal))
    done = sum("COMPLETED" in str(status) for _, _, status in rows)
    started = [trial for trial in timeline.trials(registry) if trial.start]
    found = bars.lanes(started)
    counted: Counter[str] = Counter()
    for segment in found.segments:
        if segment.lane == 0:
            counted[found.bins.labels[segment.bin]] += len(segment.trials)
    assert counted == years
    assert sum(counted.values()) > 100
    completed = [one for one in found.segments if one.lane == 0 and one.state == "completed"]
    assert sum(len(one.trials) for one in completed) == done
    assert sum(len(one.trials) for one in found.segments if one.lane) == len(started)


@given(st.lists(st.sampled_from([*range(1900, 2100), 1, 9999]), min_size=1, max_size=30))
@settings(deadline=None, max_examples=80)
def test_any_years_are_all_in_a_bin(years: list[int]) -> None:
    trials = [timed(str(number), f"{year:04}") for number, year in enumerate(years)]
    found = bars.lanes(trials)
    assert len(found.bins.labels) <= bars.MOST_BINS + 2
    assert sum(len(one.trials) for one in found.segments if one.lane == 0) == len(trials)
    for segment in found.segments:
        label = found.bins.labels[segment.bin]
        of_bin = {trial.start.year for trial in segment.trials if trial.start}
        if label.isdecimal():
            assert of_bin == {int(label)}
        else:
            first, last = found.bins.first, found.bins.last
            assert max(of_bin) < first if label == "before" else min(of_bin) > last


def timed(name: str, start: str | None, end: str | None = None, **more: Any) -> TimedTrial:
    facts: dict[str, Any] = {
        "title": None, "primary_completion": Moment(end) if end else None, "completion": None,
        "status": None, "state": "running", "phase": "Phase 2", "conditions": (), "tissues": (),
        "newest": None,
    }  # fmt: skip
    return TimedTrial(Iri(name), name, start=Moment(start) if start else None, **(facts | more))


def test_spans_of_what_is_known_and_expected() -> None:
    assert gantt.spans(timed("a", "2012-07", "2014")) == [(2012.5, 2015.0, True, False)]
    open_ended = timed("b", "2012", newest="2013-01-01")
    assert gantt.spans(open_ended) == [(2012.0, 2013.0, True, False)]
    running = timed("c", "2012", primary_completion=Moment("2014", estimated=True),
                    completion=Moment("2015", estimated=True), newest="2013-01-01")  # fmt: skip
    assert gantt.spans(running) == [
        (2012.0, 2013.0, True, False), (2013.0, 2015.0, True, True), (2015.0, 2016.0, False, True),
    ]  # fmt: skip
    backwards = timed("d", "2014", "2012")
    assert gantt.spans(backwards) == [(2014.0, 2014.0, True, False)]


@given(
    start=st.dates(), ends=st.tuples(st.dates(), st.dates()), newest=st.dates(),
    cut=st.sampled_from([4, 7, 10]), flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)  # fmt: skip
@settings(deadline=None, max_examples=80)
def test_spans_follow_one_another(
    start: Any, ends: Any, newest: Any, cut: int, flags: tuple[bool, bool, bool]
) -> None:
    moments = [
        Moment(date.isoformat()[:cut], flag)
        for date, flag in zip((start, *ends), flags, strict=True)
    ]
    trial = dataclasses.replace(
        timed("a", None, newest=newest.isoformat()[:cut]),
        start=moments[0], primary_completion=moments[1], completion=moments[2],
    )  # fmt: skip
    spans = gantt.spans(trial)
    assert spans[0][0] == gantt.begins(moments[0].date)
    assert all(begin <= end for begin, end, _, _ in spans)
    assert all(one[1] == other[0] for one, other in itertools.pairwise(spans))
    assert any(flags) or not any(expected for _, _, _, expected in spans)


# ---- files


def drawn(folder: Path, graph: Graph, name: str) -> Path:
    path = folder / name
    timeline_files.draw_timeline(graph, path)
    return path


@pytest.mark.parametrize("suffix", [".png", ".svg", ".html", ".csv"])
def test_the_same_bytes_again(hand_made: LocalGraph, tmp_path: Path, suffix: str) -> None:
    first = drawn(tmp_path, hand_made, f"a{suffix}").read_bytes()
    assert drawn(tmp_path, hand_made, f"b{suffix}").read_bytes() == first


def test_a_trial_a_row_in_the_numbers(hand_made: LocalGraph, tmp_path: Path) -> None:
    text = drawn(tmp_path, hand_made, "a.csv").read_text()
    rows = {row["trial"]: row for row in csv.DictReader(io.StringIO(text))}
    assert list(rows) == ["two", "one", "three", "four"]
    assert (rows["three"]["start"], rows["three"]["start_expected"]) == ("2013-02-03", "true")
    assert (rows["one"]["completion"], rows["one"]["phase"]) == ("2014-06-30", "Phase 1/Phase 2")
    assert rows["four"]["start"] == ""


def marks(svg: str) -> dict[str, str]:
    return dict(re.findall(r'<g id="(mark-[^"]+)"><title>([^<]*)</title>', svg))


def test_few_trials_have_a_bar_each(hand_made: LocalGraph, tmp_path: Path) -> None:
    svg = drawn(tmp_path, hand_made, "a.svg").read_text()
    ET.fromstring(svg)
    found = [title for title in marks(svg).values() if title]
    assert [title.split("\n")[0] for title in found] == ["two", "one", "three"]
    assert "no end stated" in found[0]
    assert "start 2013-02-03 (expected)" in found[2]
    assert 'xlink:href="https://example.org/1"' in svg
    assert "1 more states no start" in drawn(tmp_path, hand_made, "a.html").read_text()


def test_many_trials_are_added_up(registry: Graph, tmp_path: Path) -> None:
    svg = drawn(tmp_path, registry, "a.svg").read_text()
    ET.fromstring(svg)
    found = bars.lanes([trial for trial in timeline.trials(registry) if trial.start])
    told = Counter(found.told(segment) for segment in found.segments)
    assert Counter(marks(svg).values()) == told
    assert "2012, all phases" in svg
    page = drawn(tmp_path, registry, "a.html").read_text()
    anchors = set(re.findall(r' id="([^"]+)"', page))
    leading = set(re.findall(r'href="#(trials-[^"]+)"', page))
    assert len(leading) == len(found.segments)
    assert leading <= anchors


def words_of(context: Any) -> tuple[list[Any], float, float]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with context as (figure, _):
        renderer: Any = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        texts = [text for text in figure.axes[0].texts if text.get_text()]
        return [t.get_window_extent(renderer) for t in texts], *figure.canvas.get_width_height()


LONG = "NCT00000000 of the many centres that would rather have a name of their own " * 2


@pytest.mark.parametrize("count", [1, 5, 60, 61, 400])
@pytest.mark.parametrize("name", ["NCT01", LONG])
def test_no_words_overlap_and_none_leave_the_picture(count: int, name: str) -> None:
    phases = [concept.label for concept in schemes.load("phases")] + [NO_PHASE]
    trials = [
        timed(f"{name} {n}", str(1999 + n % 30), str(2001 + n % 41), title=LONG,
              phase=phases[n % len(phases)], state=list(bars.COLOURS)[n % 7])
        for n in range(count)
    ]  # fmt: skip
    context = (
        gantt.drawn(trials, f"t\n{LONG}", "note " * 60, lambda _: None)
        if count <= timeline_files.MOST_BARS
        else bars.drawn(bars.lanes(trials), f"t\n{LONG}", "note " * 60, lambda _: None)
    )
    found, width, height = words_of(context)
    assert all(min(b.x0, b.y0) >= 0 and b.x1 <= width and b.y1 <= height for b in found)
    for one, other in itertools.combinations(found, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        assert across <= 1 or min(one.y1, other.y1) - max(one.y0, other.y0) <= 1, (one, other)


def test_heights_of_bars_are_numbers_of_trials() -> None:
    trials = [timed(str(n), "2001" if n < 90 else "2002", phase="Phase 3") for n in range(100)]
    with bars.drawn(bars.lanes(trials), "t", "", lambda _: None) as (figure, _):
        heights = {
            patch.get_gid(): patch.get_height()  # type: ignore[attr-defined]
            for patch in figure.axes[0].patches
            if patch.get_gid()
        }
    assert heights["mark-0-0-1"] / heights["mark-0-1-1"] == pytest.approx(9)
    assert heights["mark-1-0-1"] == pytest.approx(heights["mark-0-0-1"])


@pytest.mark.parametrize(
    ("trials", "told", "advice"),
    [
        (0, "no trials to draw", "fewer filters"),
        (1, "the one trial has no start date", "--kind map"),
        (3, "none of the 3 trials has a start date", "--kind map"),
    ],
)
def test_a_graph_without_dates_is_told(trials: int, told: str, advice: str, tmp_path: Path) -> None:
    stated = 'a msc:Trial ; msc:startDate "soon" , "2012-13" , "20120101" .'
    graph = read(PREFIXES + "".join(f"t:{number} {stated}\n" for number in range(trials)))
    with pytest.raises(InputError, match=told) as caught:
        drawn(tmp_path, graph, "a.svg")
    assert advice in caught.value.next_step


def test_one_trial_is_told_as_one(tmp_path: Path) -> None:
    stated = 't:1 a msc:Trial ; msc:startDate "2012"^^xsd:gYear . t:2 a msc:Trial ; msc:phase '
    graph = read(f"{PREFIXES}{stated} phase:NA .")
    (dated, undated) = timeline.trials(graph)
    said = timeline_files.note((dated, undated), (dated,))
    assert said.startswith(
        "1 trial by its start in the accepted view of its records. 1 more states"
    )
    path = tmp_path / "a.svg"
    told = timeline_files.draw_timeline(graph, path, trials=[dated.trial])
    assert told == "1 of 1 trial has a start"
    assert timeline_files.draw_timeline(graph, path) == "1 of 2 trials have a start"


def test_the_command_line(seeds_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    asked = ["view", "-g", str(seeds_folder), "--kind", "timeline", "-o", str(path)]
    result = CliRunner().invoke(cli, asked)
    assert result.exit_code == 0, result.output
    assert "3 of 62 trials have a start" in result.output
    assert "NCT03778333" in path.read_text()
