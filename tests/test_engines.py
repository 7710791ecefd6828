"""The canned questions give the same rows on every kind of store.

Compared with the embedded store in memory are rdflib, rdflib over Oxigraph, the store on disk,
and over HTTP an Oxigraph server, Virtuoso and ``msc-kg serve`` (``servers.py``). Rows are
compared as a user sees them: numbers by value, in order, with their evidence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from engines import ENGINES, Place
from servers import Server

from msc_kg import catalog, resources
from msc_kg.question_files import Question
from msc_kg.store import Graph, LocalGraph, RemoteGraph, open_graph
from msc_kg.tables import Cell, from_rows

SMALL = Path(__file__).parent / "graphs" / "small.ttl"
MSC = Path("data", "ctgov_v2_msc", "msc.ndjson.gz")

VALUES = {
    "condition": ("GVHD", "type 1 diabetes"),
    "tissue": ("BM", "umbilical cord"),
    "donor": ("allogeneic",),
    "route": ("intravenous",),
    "status": ("recruiting",),
    "phase": ("phase 2",),
    "country": ("China", "Belgium"),
    "unit": ("cells/kg",),
    "class": ("industry",),
    "allocation": ("randomized",),
    "masking": ("double",),
    "kind": ("granularity",),
}
"""What is given for a parameter, alone and, where there are two, both at once."""

ODD = (
    " \"quoted\" \\ 'single'",
    " é ü – ß",
    " 雪 Ωμέγα",
    " <b>&amp;</b> %41",
    " }) ; DROP",
    "\tand\ttabs",
)
"""Ends that the texts of the hard graph get in turn."""

HARD = """
@prefix clinicaltrials: <https://identifiers.org/clinicaltrials:> .
@prefix cond: <https://w3id.org/msc-kg/condition/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix msc: <https://w3id.org/msc-kg/ontology#> .
@prefix record: <https://w3id.org/msc-kg/record/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
clinicaltrials:NCT00000001 dcterms:identifier "NCT00000001" , "007" , "0e0" ; msc:enrollment 0 .
clinicaltrials:NCT00000003 dcterms:title "007" ; rdfs:comment "7.0" , "TRUE" .
<https://w3id.org/msc-kg/record/aaaa/5> msc:sponsorStatedAs "007" ;
  msc:asOf "2020-02"^^xsd:gYearMonth ;
  msc:cohortSize 28 ; msc:enrollment 0 .
<https://w3id.org/msc-kg/record/bbbb/1> msc:sponsorStatedAs "7" , "7.0" ;
  msc:asOf "2020"^^xsd:gYear .
"""
"""Texts that look like numbers, truth values and dates; two spellings of a number; counts of 0."""


@dataclass(frozen=True)
class Case:
    """A question with what is given for its parameters."""

    asked: Question
    given: dict[str, tuple[str, ...]] = field(hash=False)

    @property
    def name(self) -> str:
        """Question and values, for messages."""
        return f"{self.asked.name} {self.given}"

    @property
    def in_header(self) -> bool:
        """Whether the header of the question tells how many rows the seeds give."""
        given = [expected.arguments for expected in self.asked.expectations]
        return {name: texts[0] for name, texts in self.given.items()} in given


LARGE = ("store on disk", "Oxigraph server", "msc-kg serve")
"""Engines for the large graph, besides Virtuoso: rdflib takes hours."""


def seeds(request: pytest.FixtureRequest) -> Graph:
    """Return the packaged seeds."""
    return open_graph(request.getfixturevalue("seeds_folder"))


def hard(request: pytest.FixtureRequest) -> Graph:
    """Return a small graph whose texts are hard on engines."""
    quads = [*ox.parse(SMALL.read_bytes(), format=ox.RdfFormat.TURTLE)]
    triples = [odd(quad, ODD[number % len(ODD)]) for number, quad in enumerate(quads)]
    return LocalGraph(iter([*triples, *ox.parse(HARD, format=ox.RdfFormat.TURTLE)]))


def odd(quad: ox.Quad, end: str) -> ox.Quad:
    """Return a quad whose text, if it is one, has an odd end; names of kinds stay."""
    said = quad.object
    kept = quad.predicate.value.endswith(("identifier", "source", "notation"))
    if (
        not isinstance(said, ox.Literal)
        or kept
        or said.datatype.value.rpartition("#")[2] != "string"
    ):
        return quad
    return ox.Quad(quad.subject, quad.predicate, ox.Literal(said.value + end))


GRAPHS = {"seeds": seeds, "hard": hard}


@cache
def cases() -> tuple[Case, ...]:
    """Return every question with nothing given, one value, two at once, and as in its header."""
    found = [Case(asked, given) for asked in catalog.questions().values() for given in sets(asked)]
    return tuple({case.name: case for case in found}.values())


def sets(asked: Question) -> Iterator[dict[str, tuple[str, ...]]]:
    """Yield what is given for the parameters of a question."""
    if not any(parameter.required for parameter in asked.parameters):
        yield {}
    for expected in asked.expectations:
        yield {name: (text,) for name, text in expected.arguments.items()}
    for parameter in asked.parameters:
        values = VALUES.get(parameter.name, ())
        yield from ({parameter.name: values[:number]} for number in range(1, len(values) + 1))


def shown(graph: Graph, reference: Graph, case: Case) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of a case with their evidence, as a user sees them."""
    known = {name: tuple(texts) for name, texts in case.given.items()}
    values = catalog.resolve(reference, case.asked, known)
    answered = catalog.ask(graph, case.asked, values)
    return from_rows(catalog.with_evidence(graph, answered, values)).rows


@pytest.fixture(scope="module", params=GRAPHS)
def reference(request: pytest.FixtureRequest) -> tuple[str, Graph]:
    """Return the name of a graph and the graph in the embedded store in memory."""
    return request.param, GRAPHS[request.param](request)


@pytest.fixture(scope="module")
def wanted(reference: tuple[str, Graph]) -> dict[str, tuple[tuple[Cell, ...], ...]]:
    """Return the rows of the embedded store for every case that the graph can answer."""
    graph = reference[1]
    return {case.name: shown(graph, graph, case) for case in cases() if fits(graph, case)}


def fits(graph: Graph, case: Case) -> bool:
    """Return whether a graph knows the trials and sponsors that a case names."""
    from msc_kg.errors import UnknownNameError

    try:
        catalog.resolve(graph, case.asked, case.given)
    except UnknownNameError:
        return False
    return True


def test_the_number_of_cases(
    reference: tuple[str, Graph], wanted: dict[str, tuple[tuple[Cell, ...], ...]]
) -> None:
    assert len(catalog.questions()) == 20
    assert len(cases()) == 94
    answered = {"seeds": (94, 60), "hard": (93, 30)}[reference[0]]
    assert len(wanted) == answered[0]
    assert sum(map(bool, wanted.values())) >= answered[1]


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "Virtuoso"])
def test_every_engine_gives_the_same_rows(
    engine: str,
    reference: tuple[str, Graph],
    wanted: dict[str, tuple[tuple[Cell, ...], ...]],
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    compare(engine, reference, wanted, Place(tmp_path, request))


def test_virtuoso_gives_the_same_rows(
    reference: tuple[str, Graph],
    wanted: dict[str, tuple[tuple[Cell, ...], ...]],
    virtuoso_server: Server,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    compare("Virtuoso", reference, wanted, Place(tmp_path, request))


def compare(
    engine: str,
    reference: tuple[str, Graph],
    wanted: dict[str, tuple[tuple[Cell, ...], ...]],
    place: Place,
) -> None:
    """Ask an engine every case; say all cases at once in which it differs."""
    name, graph = reference
    other = ENGINES[engine](place, graph, name)
    slow = (name == "large" and engine != "Virtuoso") or (engine == "rdflib" and name != "hard")
    asked = [case for case in cases() if case.name in wanted and (case.in_header or not slow)]
    assert len(asked) >= 20
    differing = {
        case.name: (wanted[case.name][:3], rows[:3])
        for case in asked
        if (rows := shown(other, graph, case)) != wanted[case.name]
    }
    assert not differing, differing


def test_files_run_as_they_stand_on_virtuoso(
    reference: tuple[str, Graph],
    virtuoso_server: Server,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    files = [
        *resources.files("queries", "info/*.rq"),
        *resources.files("queries", "views/*.rq"),
    ]
    assert len(files) == 10
    name, graph = reference
    other = ENGINES["Virtuoso"](Place(tmp_path, request), graph, name)
    for path in files:
        assert plain(other, path) == plain(graph, path), path.name


def plain(graph: Graph, path: Path) -> object:
    """Return the triples or the rows of a query file, rows in their order where it has one."""
    text = path.read_text(encoding="utf-8")
    if "CONSTRUCT" in text:
        return {str(triple) for triple in graph.construct(text)}
    rows = from_rows(graph.select(text)).rows
    return rows if "ORDER BY" in text else set(rows)


@pytest.fixture(scope="module")
def large(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Return the graph of 1,552 registry records."""
    from msc_kg.build import build

    if not (shared / MSC).is_file():
        pytest.skip("the registry records are not there")
    folder = tmp_path_factory.mktemp("large") / "kg"
    build([shared / MSC], folder)
    return open_graph(folder)


@pytest.fixture(scope="module")
def wanted_of_large(large: Graph) -> dict[str, tuple[tuple[Cell, ...], ...]]:
    """Return the rows of the embedded store for cases of a header and those with nothing given."""
    asked = [case for case in cases() if case.in_header or not case.given]
    return {case.name: shown(large, large, case) for case in asked if fits(large, case)}


@pytest.mark.parametrize("engine", LARGE)
def test_a_large_graph(
    engine: str,
    large: Graph,
    wanted_of_large: dict[str, tuple[tuple[Cell, ...], ...]],
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    compare(engine, ("large", large), wanted_of_large, Place(tmp_path, request))


def test_virtuoso_loses_no_rows_of_a_large_graph(
    large: Graph,
    wanted_of_large: dict[str, tuple[tuple[Cell, ...], ...]],
    virtuoso_server: Server,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    """With subqueries inlined, as Virtuoso is shipped, ``doses`` and others lose rows here."""
    inlined = RemoteGraph(virtuoso_server.query).select(
        "SELECT (bif:sys_stat('enable_inline_sqs') AS ?is) {}"
    )
    assert [str(value) for row in inlined.values() for value in row] == ["0"]
    compare("Virtuoso", ("large", large), wanted_of_large, Place(tmp_path, request))
