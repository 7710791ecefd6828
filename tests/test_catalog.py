"""Canned questions: their answers on the seeds, their parameters, and the evidence."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib_graph import RdflibGraph

from msc_kg import arguments, catalog, tables
from msc_kg.errors import InputError, UnknownNameError
from msc_kg.knowledge_graph import KnowledgeGraph
from msc_kg.question_files import bound, read_question
from msc_kg.store import Graph, Rows, open_graph

SMALL = Path(__file__).parent / "graphs" / "small.ttl"
EXPECTED = [
    (asked.name, expected.arguments, expected.rows)
    for asked in catalog.questions().values()
    for expected in asked.expectations
]


@pytest.fixture(scope="module")
def small() -> Graph:
    return open_graph(SMALL)


@pytest.fixture(scope="module")
def seeds(seeds_folder: Path) -> Graph:
    return open_graph(seeds_folder)


@pytest.fixture(scope="module")
def small_in_rdflib(small: Graph) -> Graph:
    return RdflibGraph(small)


def asked_of(graph: Graph, name: str, **given_: str) -> list[tuple[tables.Cell, ...]]:
    return list(tables.from_rows(catalog.answer(graph, name, given_)).rows)


def with_evidence(graph: Graph, name: str, **given_: str) -> list[tuple[tables.Cell, ...]]:
    asked = catalog.question(name)
    values = catalog.resolve(graph, asked, {key: (text,) for key, text in given_.items()})
    answered = catalog.ask(graph, asked, values)
    return list(tables.from_rows(catalog.with_evidence(graph, answered, values)).rows)


@pytest.mark.parametrize(("name", "given_", "rows"), EXPECTED)
def test_rows_on_the_packaged_seeds(
    seeds: Graph, name: str, given_: dict[str, str], rows: int
) -> None:
    assert len(asked_of(seeds, name, **given_)) == rows


def test_the_flagship_question(seeds: Graph) -> None:
    rows = asked_of(seeds, "sponsors", condition="GVHD", tissue="BM")
    assert [(row[0], *row[2:]) for row in rows] == [
        ("Osiris Therapeutics", 3, "NCT00136903 NCT00284986 NCT00366145"),
        ("University Hospital of Liege", 2, "NCT00504803 NCT00603330"),
        ("Case Comprehensive Cancer Center", 1, "NCT00361049"),
        ("Christian Medical College, Vellore", 1, "NCT00314483"),
        ("Guangdong General Hospital", 1, "NCT00972660"),
        ("University of Salamanca", 1, "NCT00447460"),
    ]


@pytest.mark.parametrize("name", catalog.questions())
def test_two_engines_agree(small: Graph, small_in_rdflib: Graph, name: str) -> None:
    given_ = {"trial": {"trial": "NCT00000005"}, "portfolio": {"sponsor": "Medipost"}}.get(name, {})
    assert with_evidence(small, name, **given_) == with_evidence(small_in_rdflib, name, **given_)


@pytest.mark.parametrize("name", ["sponsors", "doses", "combinations"])
def test_two_engines_agree_on_the_seeds(seeds: Graph, name: str) -> None:
    given_ = catalog.question(name).expectations[0].arguments
    assert with_evidence(seeds, name, **given_) == with_evidence(RdflibGraph(seeds), name, **given_)


def test_files_run_as_they_stand(small: Graph) -> None:
    for asked in catalog.questions().values():
        rows = small.select(asked.text)
        assert set(asked.columns) <= set(rows.variables)


def test_narrower_conditions_and_unregistered_studies_count(small: Graph) -> None:
    assert asked_of(small, "sponsors", condition="GVHD", tissue="bone marrow") == [
        ("Christian Medical College, Vellore", "India", 2, "NCT00000003"),
        ("University Hospital of Liege", "Belgium", 2, "NCT00000001 NCT00000002"),
    ]


def test_tissues_include_narrower_ones_but_cord_blood_is_none_of_them(small: Graph) -> None:
    cord = asked_of(small, "trials", tissue="umbilical cord")
    blood = asked_of(small, "trials", tissue="cord blood")
    assert [row[0] for row in cord] == ["NCT00000005"]
    assert [row[0] for row in blood] == ["NCT00000004"]


def test_related_trials_are_no_trials_of_the_graph(small: Graph) -> None:
    assert "NCT00000009" not in {row[0] for row in asked_of(small, "trials")}


def test_evidence_repeats_rows_in_natural_order(small: Graph) -> None:
    rows = with_evidence(small, "sponsors", condition="GVHD", country="Belgium")
    assert [row[:4] for row in rows] == [rows[0][:4]] * 3
    assert [row[4:6] for row in rows] == [
        ("one.txt", "Table 1, row 2"),
        ("one.txt", "Table 1, row 10"),
        ("two.txt", "Table 2, row 2"),
    ]
    words = "BM-derived autologous MSCs | GVHD | Recruiting | University Hospital of Liege, Belgium"
    assert rows[0][6] == words


def test_evidence_of_disagreements_is_of_the_property(small: Graph) -> None:
    rows = with_evidence(small, "disagreements", trial="NCT00000001")
    assert [row[1:3] + row[5:] for row in rows] == [
        ("overallStatus", "change over time", "one.txt", "Table 1, row 2", "Recruiting (2011-04)"),
        ("overallStatus", "change over time", "two.txt", "Table 2, row 2", "Unknown status (2010)"),
    ]
    assert len(asked_of(small, "disagreements", kind="Contradiction")) == 1


def test_doses_belong_to_the_cells_of_their_arm(small: Graph) -> None:
    rows = asked_of(small, "doses", tissue="Wharton's jelly", unit="cells/kg")
    assert rows == [
        (
            "NCT00000005", "systemic lupus erythematosus", "WJ-MSC", None, None, None,
            100000, 300000, "cells/kg", "1–3 × 105/kg", "two.txt", "Table 2, row 1",
        )
    ]  # fmt: skip


def test_cohorts_are_summed_over_reports_and_arms(small: Graph) -> None:
    assert asked_of(small, "reports") == [
        ("NCT00000005", 2, 28, None, "systemic lupus erythematosus")
    ]


def test_several_texts_for_a_parameter_mean_any(small: Graph) -> None:
    asked = catalog.question("trials")
    values = catalog.resolve(small, asked, {"condition": ("chronic GVHD", "SLE")})
    rows = catalog.ask(small, asked, values).rows.rows
    assert [str(row[0]) for row in rows] == ['"NCT00000002"', '"NCT00000005"']


def test_trials_and_sponsors_are_found_by_any_of_their_names(small: Graph) -> None:
    def trial(text: str) -> str:
        return str(arguments.resolve(small, "trial", text))

    assert trial("nct 00000005") == "<https://identifiers.org/clinicaltrials:NCT00000005>"
    assert trial("Unregistered study, Table 1, row 6") == "<https://w3id.org/msc-kg/trial/aaaa-6>"
    assert trial("https://w3id.org/msc-kg/trial/aaaa-6") == "<https://w3id.org/msc-kg/trial/aaaa-6>"
    assert trial("NCT12345678") == "<https://identifiers.org/clinicaltrials:NCT12345678>"
    medipost = arguments.resolve(small, "sponsor", "medipost")
    assert arguments.in_graph(small, medipost)
    assert not arguments.in_graph(small, arguments.resolve(small, "condition", "psoriasis"))


@pytest.mark.parametrize(
    ("name", "given_", "message"),
    [
        ("sponser", {}, "unknown question 'sponser'\n  did you mean sponsors"),
        ("sponsors", {"tisue": "BM"}, "the parameters of sponsors are: condition, tissue, donor"),
        ("sponsors", {"condition": "xyzzy"}, "unknown condition 'xyzzy'"),
        ("trial", {"trial": "NCT0000000"}, "unknown trial of this graph 'NCT0000000'\n  did you"),
        ("portfolio", {"sponsor": "Medipst"}, "did you mean Medipost"),
        ("disagreements", {"kind": "granular"}, "did you mean change over time or contradiction"),
        ("papers", {"trial": "http://a b"}, "unknown trial"),
    ],
)
def test_unknown_names(small: Graph, name: str, given_: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownNameError) as error:
        catalog.answer(small, name, given_)
    assert message in str(error.value)


def test_a_required_parameter_is_asked_for(small: Graph) -> None:
    with pytest.raises(InputError, match="trial needs --trial: a registry number"):
        catalog.answer(small, "trial", {})


@settings(deadline=None, max_examples=50)
@given(st.text())
def test_text_never_becomes_sparql(text: str) -> None:
    """Whatever a literal holds, the query stays one and finds nothing by it."""
    query = bound(catalog.question("trials"), {"condition": (ox.Literal(text),)})
    assert open_graph(SMALL).select(query).rows == ()


def test_rows_that_carry_their_evidence_have_its_columns() -> None:
    for asked in catalog.questions().values():
        if asked.evidence is None:
            assert set(catalog.EVIDENCE_COLUMNS) <= set(asked.columns), asked.name


def test_papers_and_sites_have_the_words_of_their_line(seeds: Graph) -> None:
    papers = asked_of(seeds, "papers", trial="NCT00698191")
    assert {row[-1] for row in papers} >= {"[106]", "[107]"}
    assert all(row[-1] for row in papers)
    (site,) = asked_of(seeds, "sites", country="China", condition="liver transplantation")
    assert site[-3:] == ("NCT01690247.txt", "line 40", "Beijing 302 Hospital | Recruiting")


def test_natural_order_of_rows() -> None:
    places = ["Table 1, row 10", "line 9", "Table 1, row 2", "Table 1", "10", "9"]
    assert sorted(places, key=catalog.natural) == [
        "9", "10", "Table 1", "Table 1, row 2", "Table 1, row 10", "line 9",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("#+ columns: a\n", "the header needs one line '#+ description:'"),
        ("#+ description: d\n#+ columns: a\n#+ parameter: x\n", "not understood: 'x'"),
        ("#+ description: d\n#+ columns: a\n#+ seeds: many\n", "not understood: 'many'"),
    ],
)
def test_malformed_headers_are_told(tmp_path: Path, header: str, message: str) -> None:
    path = tmp_path / "odd.rq"
    path.write_text(header)
    with pytest.raises(InputError) as error:
        read_question(path)
    assert str(error.value).startswith("odd.rq: ")
    assert message in str(error.value)


def test_many_keys_are_not_written_into_the_query(
    small: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = with_evidence(small, "trials")
    monkeypatch.setattr(catalog, "MOST_KEYS", 0)
    assert with_evidence(small, "trials") == expected


def test_rows_without_evidence_stay(small: Graph) -> None:
    asked = catalog.question("sponsors")
    nobody = ox.NamedNode("https://w3id.org/msc-kg/org/nobody")
    rows = Rows(asked.columns, ((ox.Literal("Nobody"), None, None, None),))
    answered = catalog.Answer(asked, rows, ((nobody,),))
    assert catalog.with_evidence(small, answered, {}).rows == ((*rows.rows[0], None, None, None),)


def test_evidence_of_a_page_has_the_words_and_line_of_the_property(tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    record = "<https://w3id.org/msc-kg/record/aaaa/1>"
    path.write_text(
        SMALL.read_text()
        + f"{record} msc:hasEvidence <{record[1:-1]}/evidence/status> .\n"
        + f"<{record[1:-1]}/evidence/status> a msc:FieldEvidence ; rdfs:label 'status, line 5' ;\n"
        + "  msc:onProperty msc:overallStatus ; msc:locator 'line 5' ;\n"
        + "  msc:statedAs 'Status: Recruiting' .\n"
    )
    graph = open_graph(path)
    expected = [
        ("one.txt", "line 5", "Status: Recruiting (2011-04)"),
        ("two.txt", "Table 2, row 2", "Unknown status (2010)"),
    ]
    for engine in (graph, RdflibGraph(graph)):
        found = with_evidence(engine, "disagreements", trial="NCT00000001")
        assert [row[5:] for row in found] == expected


def test_parameters_from_python_that_are_no_texts(seeds_folder: Path) -> None:
    graph = KnowledgeGraph.open(seeds_folder)
    for wrong, said in ((5, "is not text"), (["GVHD", 5], "is not text"), ([], "has no text")):
        with pytest.raises(InputError, match=f"the parameter condition {said}"):
            graph.query("sponsors", condition=wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="parameter"):
        graph.query("sponsors", tisue="BM")
    rows = graph.query("sponsors", condition="GVHD", tissue="BM", donor=None)
    assert len(rows) == len(rows.rows) == 6
    assert repr(graph) == f"KnowledgeGraph({str(seeds_folder)!r})"
