"""Dossiers hold everything that each document says, and where documents disagree."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib_graph import RdflibGraph
from servers import Server

from msc_kg import dossiers
from msc_kg.dossiers import statements, words
from msc_kg.dossiers.around import around
from msc_kg.dossiers.names import find
from msc_kg.errors import UnknownNameError
from msc_kg.store import LocalGraph, open_graph
from msc_kg.vocab import msc, rdfs

SLE = "NCT00698191"


@pytest.fixture(scope="module")
def graph(seeds_folder: Path) -> LocalGraph:
    opened = open_graph(seeds_folder)
    assert isinstance(opened, LocalGraph)
    return opened


def trials(graph: LocalGraph) -> list[str]:
    query = "SELECT DISTINCT ?t WHERE { ?r msc:about ?t ; msc:statedIn ?d } ORDER BY ?t"
    query = f"PREFIX msc: <https://w3id.org/msc-kg/ontology#> {query}"
    return [term.value for (term,) in graph.select(query).rows if isinstance(term, ox.NamedNode)]


def test_documents_stand_side_by_side_where_they_disagree(graph: LocalGraph) -> None:
    dossier = dossiers.trial(graph, SLE)
    table = {line.property: line for line in dossier.table()}
    assert [source.issued for source in dossier.sources] == ["2011-04", "2022-03-07"]
    kinds = {n: line.disagreement.kind for n, line in table.items() if line.disagreement}
    assert kinds == {"condition": "granularity", "tissue source": "contradiction"}
    older, newer = table["tissue source"].cells
    assert {s.value for s in older} == {"bone marrow"}
    assert {s.value for s in newer} == {"bone marrow", "umbilical cord"}
    disagreement = table["tissue source"].disagreement
    assert disagreement is not None
    assert [side.values for side in disagreement.sides] == [
        ("bone marrow",), ("bone marrow", "umbilical cord")
    ]  # fmt: skip
    assert disagreement.explanation


def test_words_places_and_dates(graph: LocalGraph) -> None:
    stated = dossiers.trial(graph, SLE).statements
    (sponsor,) = [s for s in stated if s.property == "sponsor"]
    assert (sponsor.value, sponsor.words) == (
        "Nanjing Medical University",
        "Nanjing Medical University, China",
    )
    assert (sponsor.place, sponsor.as_of) == ("Table 1, row 13", "2011-04")
    assert sponsor.node is not None
    assert sponsor.node.kind == "sponsor"
    doses = {(s.value, s.words) for s in stated if s.property == "dose"}
    assert ("≥ 1,000,000 cells per kilogram body weight", "≥ 1 × 106/kg") in doses


@pytest.mark.parametrize("name", ["SLE", "Systemic Lupus Erythematosus", "lupus"])
def test_conditions_in_any_wording(graph: LocalGraph, name: str) -> None:
    assert dossiers.condition(graph, name).name == "systemic lupus erythematosus"


def test_a_condition_has_its_place_and_the_trials_of_everything_narrower(
    graph: LocalGraph,
) -> None:
    dossier = dossiers.condition(graph, "GVHD")
    assert [b.concept.name for b in dossier.broader][-1] == "immune system disorder"
    below = {branch.concept.name: branch.trials for branch in dossier.narrower}
    assert below["chronic graft-versus-host disease"] == 1
    assert len(dossier.trials) == 10
    through = {node.name for line in dossier.trials for node in line.through}
    assert through <= set(below)
    assert through


def test_a_sponsor_and_what_it_is_called(graph: LocalGraph) -> None:
    dossier = dossiers.sponsor(graph, "Nanjing medical university")
    assert {s.words for s in dossier.statements} == {"Nanjing Medical University, China"}
    assert [line.trial.name for line in dossier.trials] == [SLE]
    assert dossier.trials[0].relations == ("sponsor",)


@pytest.mark.parametrize(
    "name",
    [
        "10.1186/s13287-022-02782-7",
        "doi:10.1186/S13287-022-02782-7",
        "https://doi.org/10.1186/s13287-022-02782-7",
    ],
)
def test_a_paper_by_doi_and_the_rows_of_its_table(graph: LocalGraph, name: str) -> None:
    dossier = dossiers.paper(graph, name)
    assert dossier.iri == "https://doi.org/10.1186/s13287-022-02782-7"
    assert {s.property for s in dossier.statements} == {"part of the paper"}
    assert len(dossier.statements) == 57


def test_a_trial_that_is_only_mentioned(graph: LocalGraph) -> None:
    dossier = dossiers.trial(graph, "NCT01051882")
    (statement,) = dossier.statements
    assert statement.property == "related trial"
    assert statement.about.name == "NCT00962923"


def test_a_trial_without_number_by_its_iri_and_by_its_label(graph: LocalGraph) -> None:
    iri = next(iri for iri in trials(graph) if "msc-kg/trial/" in iri)
    dossier = dossiers.trial(graph, iri)
    assert dossier.statements
    assert dossiers.trial(graph, dossier.name).iri == iri


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("trial", "NCT99999999"),
        ("trial", "no such trial"),
        ("condition", "psoriasis"),
        ("sponsor", "Nobody Ltd."),
        ("paper", "10.1000/none"),
        ("paper", "https://doi.org/10.1000/none"),
        ("condition", "> } DROP ALL # <"),
    ],
)
def test_what_the_graph_does_not_speak_of(graph: LocalGraph, kind: str, text: str) -> None:
    with pytest.raises(UnknownNameError):
        dossiers.dossier(graph, kind, text)


def test_near_names_are_offered(graph: LocalGraph) -> None:
    with pytest.raises(UnknownNameError) as found:
        dossiers.sponsor(graph, "Nanjing Medical Univercity")
    assert found.value.near[0] == "Nanjing Medical University"


def test_nothing_that_a_record_states_is_left_out(graph: LocalGraph) -> None:
    """Every value of every record and part is a statement, a detail, or places one."""
    seen = 0
    for trial in trials(graph):
        _, stated = statements.of_trial(graph, ox.NamedNode(trial), "name")
        texts = {s.value for s in stated} | {s.words for s in stated} | {s.place for s in stated}
        texts |= {value for s in stated for _, value in s.details} | {s.within for s in stated}
        for text in values(graph, trial):
            seen += 1
            assert text in texts, (trial, text)
    assert seen > 500


UNTOLD = frozenset(
    {msc.doseValue.iri, msc.doseLow.iri, msc.doseHigh.iri, msc.doseError.iri,
     msc.doseQualifier.iri, rdfs.label.iri, msc.asOf.iri, msc.locator.iri}
)  # fmt: skip
"""Told in one: the numbers of a dose; labels of ours; date and place of all of a record."""


def values(graph: LocalGraph, trial: str) -> Iterator[str]:
    """Yield the literals that the records of a trial and their parts state."""
    records = (
        f"SELECT DISTINCT ?r WHERE {{ ?r <{msc.about.iri}> <{trial}> ; <{msc.statedIn.iri}> ?d }}"
    )
    for (record,) in graph.select(records).rows:
        assert isinstance(record, ox.NamedNode)
        for quad in graph.store:
            own = quad.subject == record or str(quad.subject).startswith(f"<{record.value}/")
            told = own and "/evidence/" not in str(quad.subject)
            if told and quad.predicate.value not in UNTOLD and isinstance(quad.object, ox.Literal):
                yield words.plain(quad.object)


def test_doses_in_words() -> None:
    assert words.dose({"dose value": "28000000", "dose error": "12000000"}) == (
        "28,000,000 ± 12,000,000"
    )
    assert words.dose({"dose unit": "cells"}) == ""
    assert words.dose({"dose low": "1000000", "dose qualifier": ">="}) == "≥ 1,000,000"


def test_names_are_found_once(graph: LocalGraph) -> None:
    assert find(graph, "trial", f" {SLE.lower()} ").value.endswith(SLE)


def test_cycles_of_broader_concepts_end() -> None:
    text = """
    PREFIX msc: <https://w3id.org/msc-kg/ontology#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX c: <https://w3id.org/msc-kg/condition/>
    c:gvhd a msc:Condition ; rdfs:label "<b>one</b>" ; skos:broader c:acute-gvhd .
    c:acute-gvhd a msc:Condition ; rdfs:label "two" ; skos:broader c:gvhd .
    """
    graph = LocalGraph(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    dossier = dossiers.condition(graph, "GVHD")
    assert [b.concept.name for b in (*dossier.broader, *dossier.narrower)] == ["two", "two"]
    assert dossier.name == "<b>one</b>"


ASKED = (
    ("trial", SLE),
    ("trial", "NCT01051882"),
    ("condition", "GVHD"),
    ("sponsor", "Nanjing Medical University"),
    ("paper", "10.1186/s13287-022-02782-7"),
)


def test_rdflib_gives_the_same(graph: LocalGraph) -> None:
    other = RdflibGraph(graph)
    for kind, text in ASKED:
        assert dossiers.dossier(other, kind, text) == dossiers.dossier(graph, kind, text), text


@pytest.mark.parametrize("name", ["oxigraph_server", "virtuoso_server"])
def test_servers_give_the_same(
    graph: LocalGraph, seeds_folder: Path, name: str, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(name)
    place = f"urn:msc-kg:dossiers:{name}"
    assert server.put(place, (seeds_folder / "graph.ttl").read_bytes()) in {200, 201, 204}
    other = open_graph(server.of_graph(place))
    for kind, text in ASKED:
        assert dossiers.dossier(other, kind, text) == dossiers.dossier(graph, kind, text), text
        near, same = around(other, kind, text), around(graph, kind, text)
        assert near == same
