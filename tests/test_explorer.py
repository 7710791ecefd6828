"""What the explorer's pages are made of, without a browser."""

from pathlib import Path

import pyoxigraph as ox
import pytest

pytest.importorskip("nicegui")

from msc_kg import catalog, tables
from msc_kg.dossiers.around import around
from msc_kg.errors import UnknownNameError
from msc_kg.explorer import addresses, answering, charts
from msc_kg.explorer.session import Explorer
from msc_kg.store import LocalGraph, open_graph


@pytest.fixture(scope="module")
def explorer(seeds_folder: Path) -> Explorer:
    return Explorer(open_graph(seeds_folder))


def offered(explorer: Explorer, kind: str, text: str) -> list[tuple[str, int | None, int]]:
    return [(s.text, s.trials, s.depth) for s in explorer.suggestions.suggest(kind, text)]


def test_an_abbreviation_offers_its_condition_and_what_is_narrower(explorer: Explorer) -> None:
    assert offered(explorer, "condition", "GVHD") == [
        ("graft-versus-host disease", 10, 0),
        ("chronic graft-versus-host disease", 1, 1),
        ("treatment-refractory graft-versus-host disease", 1, 1),
        ("steroid-refractory graft-versus-host disease", 1, 2),
    ]
    assert offered(explorer, "tissue", "BM")[0][0] == "bone marrow"


@pytest.mark.parametrize(
    ("kind", "text", "first"),
    [
        ("status", "rec", "Recruiting"),
        ("sponsor", "nanj", "Nanjing Medical University"),
        ("trial", "NCT0069", "NCT00698191"),
        ("country", "chi", "China"),
        ("disagreement-kind", "gran", "granularity"),
        ("tissue", "", "bone marrow"),
    ],
)
def test_beginnings_of_names_are_offered(
    explorer: Explorer, kind: str, text: str, first: str
) -> None:
    assert offered(explorer, kind, text)[0][0] == first


def test_what_the_graph_does_not_hold_is_said(explorer: Explorer) -> None:
    (suggestion,) = explorer.suggestions.suggest("condition", "psoriasis")
    assert (suggestion.trials, suggestion.note) == (0, "no trial in this graph")
    assert explorer.suggestions.suggest("condition", "<script>") == ()
    assert explorer.suggestions.suggest("class", "\x00") == ()


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        ("condition", "gvdh", "graft-versus-host disease"),
        ("tissue", "bone marow", "bone marrow"),
        ("sponsor", "Nanjing Medcial University", "Nanjing Medical University"),
    ],
)
def test_slips_of_the_keyboard_offer_what_looks_alike(
    explorer: Explorer, kind: str, text: str, meant: str
) -> None:
    offers = explorer.suggestions.suggest(kind, text)
    assert meant in [offer.text for offer in offers]
    assert explorer.suggestions.suggest(kind, "zzqqzzqq") == ()
    assert explorer.suggestions.suggest(kind, "x" * 10_000) == ()


def test_each_kind_of_parameter_can_be_suggested(explorer: Explorer) -> None:
    kinds = {p.kind for asked in catalog.questions().values() for p in asked.parameters}
    assert len(kinds) >= 14
    for kind in kinds - {"trial", "modification", "agency-class", "allocation", "masking"}:
        assert explorer.suggestions.suggest(kind, ""), kind


def test_search_finds_by_number_title_and_citation(explorer: Explorer) -> None:
    kinds = {hit.kind for hit in explorer.names.find("lupus")}
    assert kinds == {"trial", "condition", "paper"}
    assert [hit.name for hit in explorer.names.find("nct00698191")] == ["NCT00698191"]
    assert explorer.names.find("") == ()


def test_addresses_hold_question_and_parameters() -> None:
    given = {"condition": ["GVHD", "a&b=c"], "tissue": ["BM"]}
    assert addresses.ask("sponsors", given) == (
        "/ask/sponsors?condition=GVHD&condition=a%26b%3Dc&tissue=BM"
    )
    assert addresses.of("trial", "NCT00698191") == "/trial/NCT00698191"
    assert addresses.of("sponsor", '"><script>') == "/sponsor?name=%22%3E%3Cscript%3E"
    assert addresses.of("paper", "..") == "/paper?name=.."
    assert addresses.of("trial", "//evil.example/") == "/trial?name=%2F%2Fevil.example%2F"


def test_an_answer_has_links_evidence_command_and_csv(explorer: Explorer) -> None:
    question = catalog.question("sponsors")
    given = {"condition": ["GVHD"], "tissue": ["BM"]}
    asking = answering.understand(explorer.graph, question, given)
    assert asking.ready
    assert asking.command == "msc-kg query sponsors --condition GVHD --tissue BM"
    assert asking.understood(question.parameters[0]) == {"GVHD": "graft-versus-host disease"}
    answered = catalog.ask(explorer.graph, question, asking.values)
    first = answering.links(answered)[0]
    assert first["sponsor"][0]["href"].startswith("/sponsor?name=")
    assert [part["href"] for part in first["registry_ids"]] == [
        "/trial/NCT00136903",
        "/trial/NCT00284986",
        "/trial/NCT00366145",
    ]
    places = answering.evidence(explorer.graph, answered, 0, asking.values)
    assert places.variables == catalog.EVIDENCE_COLUMNS
    assert places.rows
    assert answering.csv(answered) == tables.render(tables.from_rows(answered.rows), "csv")


def test_texts_that_mean_nothing_are_errors_of_their_field(explorer: Explorer) -> None:
    question = catalog.question("sponsors")
    given = {"condition": ["lupos"], "tissue": ["BM"]}
    asking = answering.understand(explorer.graph, question, given)
    assert not asking.ready
    assert set(asking.errors) == {"condition"}
    required = answering.understand(explorer.graph, catalog.question("trial"), {})
    assert not required.ready


def test_an_answer_without_rows_says_what_the_graph_does_not_hold(explorer: Explorer) -> None:
    asking = answering.understand(
        explorer.graph, catalog.question("sponsors"), {"condition": ["psoriasis"]}
    )
    assert answering.unknown(explorer.graph, asking) == (
        "no trial in this graph has condition “psoriasis”",
    )


def test_bubbles_lead_to_their_trials(explorer: Explorer) -> None:
    overview = explorer.overview()
    cells = [cell for row in overview.matrix.cells for cell in row if cell]
    options = charts.evidence_map(overview.matrix)
    (series,) = options["series"]
    assert len(series["data"]) == len(cells) > 20
    sizes = {bubble["value"][2]: bubble["symbolSize"] for bubble in series["data"]}
    assert sorted(sizes, key=sizes.__getitem__) == sorted(sizes)
    for cell in cells[:3]:
        asked = addresses.ask(
            "trials", {"condition": [cell.condition_label], "tissue": [cell.tissue_label]}
        )
        assert charts.address(cell) == asked
        given = {"condition": cell.condition_label, "tissue": cell.tissue_label}
        rows = catalog.answer(explorer.graph, "trials", given).rows
        assert len(rows) == cell.trials


def test_the_timeline_counts_every_trial_with_a_start_once(explorer: Explorer) -> None:
    trials = explorer.overview().trials
    years, counts = charts.by_year(trials)
    assert years == ["2009", "2010", "2011", "2012"]
    assert sum(sum(each.values()) for each in counts.values()) == sum(
        trial.start is not None for trial in trials
    )
    assert charts.by_year(())[0] == []


def test_a_neighbourhood_has_its_trials_and_what_they_share(explorer: Explorer) -> None:
    found = around(explorer.graph, "condition", "GVHD")
    kinds = {node.kind for node in found.nodes}
    assert {"trial", "condition", "sponsor", "tissue source"} <= kinds
    assert sum(node.kind == "trial" for node in found.nodes) == 10
    known = {node.iri for node in found.nodes}
    assert all({one, other} <= known for one, _, other in found.links)
    with pytest.raises(UnknownNameError):
        around(explorer.graph, "nonsense", "GVHD")


def test_an_empty_graph_has_pages_too() -> None:
    empty = Explorer(LocalGraph(iter(())))
    assert empty.overview().trials == ()
    assert empty.names.find("lupus") == ()
    assert empty.suggestions.suggest("condition", "") == ()
    assert charts.timeline(())["series"] == []


def test_cycles_of_concepts_end_in_suggestions() -> None:
    text = """
    PREFIX msc: <https://w3id.org/msc-kg/ontology#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX c: <https://w3id.org/msc-kg/condition/>
    c:gvhd a msc:Condition, skos:Concept ; rdfs:label "GVHD" ; skos:broader c:acute-gvhd .
    c:acute-gvhd a msc:Condition, skos:Concept ; rdfs:label "two" ; skos:broader c:gvhd .
    <http://example.org/t> a msc:Trial ; msc:condition c:gvhd .
    """
    graph = LocalGraph(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    assert [s.text for s in Explorer(graph).suggestions.suggest("condition", "GVHD")] == [
        "GVHD",
        "two",
    ]
