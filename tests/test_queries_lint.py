"""What differs between engines is avoided by rule; every rule walks every query file."""

import re
from pathlib import Path

import pytest
from query_rules import RULES, problems

from msc_kg import catalog, grounding, iris, resources, sparql_text
from msc_kg.arguments import WAYS
from msc_kg.question_files import Question, read_question
from msc_kg.store import open_graph

FILES = tuple(
    path
    for folder in ("answers", "dossiers", "evidence", "info")
    for path in resources.files("queries", f"{folder}/*.rq")
)
QUESTIONS = tuple(catalog.questions().values())
COMPANIONS = tuple(sorted({asked.evidence for asked in QUESTIONS if asked.evidence}))

each_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}"
)
each_question = pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.name)


def body(path: Path) -> str:
    return re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


def clause(path: Path, keyword: str) -> list[str]:
    """Return the variables of the last clause of a kind (the outermost one)."""
    found = re.findall(rf"^{keyword} (.*)$", body(path), re.MULTILINE)
    return re.findall(r"\?(\w+)", found[-1]) if found else []


def projected(path: Path) -> set[str]:
    text = body(path)
    select = text[text.index("SELECT") : text.index("WHERE {")]
    named = re.findall(r"AS \?(\w+)\)", select)
    plain = re.sub(r"\([^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)* AS \?\w+\)", "", select)
    return {*named, *re.findall(r"\?(\w+)", plain)}


def test_the_number_of_queries() -> None:
    assert len(QUESTIONS) == 20
    assert len(list(resources.files("queries", "evidence/*.rq"))) == len(COMPANIONS) == 9
    assert len(FILES) == 47


@each_file
def test_nothing_that_engines_do_differently(path: Path) -> None:
    assert problems(path.read_text(encoding="utf-8")) == []


WHOLE = "SELECT DISTINCT ?s WHERE {{ {} }} ORDER BY ?s"
BAD = {
    WHOLE.format("GRAPH ?g { ?s ?p ?o }"): "words: GRAPH",
    WHOLE.format("?s ?p ?o FILTER NOT EXISTS { ?s a ?c }"): "words: EXISTS",
    WHOLE.format("SERVICE <http://a> { ?s ?p ?o }"): "words: SERVICE",
    WHOLE.format("?s ?p ?o FILTER (RAND() > 0.5)"): "words: RAND",
    "SELECT ?s (COUNT(?o) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s": "counts of copies: COUNT(?o)",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }": "counts of copies: COUNT(*)",
    "SELECT ?s (SUM(?o) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s": "sums of copies: SUM",
    "SELECT ?s WHERE { ?s ?p ?o }": "rows more than once: SELECT ?s WHERE",
    WHOLE.format("?s a ?c . { SELECT ?s WHERE { ?s ?p ?o } }"): "rows more than once",
    WHOLE.format("?s a ?c OPTIONAL { {?s :a ?o} UNION {?s :b ?o} UNION {?s :c ?o} }"): "UNION or",
    WHOLE.format("?s a ?c OPTIONAL { ?s :a|:b ?o }"): "UNION or alternatives",
    WHOLE.format('?s ?p ?o FILTER (STR(?o) > "10")'): "numbers compared as text",
    WHOLE.format('?s ?p ?o FILTER (?o >= "10")'): "numbers compared as text",
    WHOLE.format("VALUES ?k { :a :b } ?s :p/:q* ?k"): "transitive path into VALUES",
    WHOLE.format('BIND (COALESCE(CONCAT(?a, "x"), ?b) AS ?s)'): "CONCAT that may fail",
}


@pytest.mark.parametrize(("query", "problem"), BAD.items())
def test_every_rule_finds_what_breaks_it(query: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in problems(query)), problems(query)


def test_every_rule_has_a_bad_query() -> None:
    broken = {found.partition(":")[0] for query in BAD for found in problems(query)}
    assert broken == set(RULES)


def test_good_queries_pass() -> None:
    words = WHOLE.format('?s ?p "GRAPH UNION | > 1" . # EXISTS\n FILTER (?o > 9 || ?o < 2)')
    assert problems(words) == []
    assert problems("SELECT ?s (MIN(?o) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s") == []
    assert problems("SELECT (SUM(?n) AS ?m) WHERE { { SELECT DISTINCT ?s ?n WHERE {} } }") == []


@each_file
def test_prefixes_are_those_of_the_project(path: Path) -> None:
    text = body(path)
    declared = dict(re.findall(r"^PREFIX ([\w-]+): <(.*)>$", text, re.MULTILINE))
    assert declared == {name: iris.prefixes()[name] for name in declared}
    assert list(declared) == sorted(declared)
    assert sparql_text.with_prefixes(text) == text
    for name in declared:
        assert re.search(rf"(?<![\w:]){name}:\w", text), f"{name}: is not used"


@each_file
def test_order_is_by_projected_variables(path: Path) -> None:
    order = clause(path, "ORDER BY")
    assert order
    if path.parent.name != "info":
        assert set(order) <= projected(path)


@each_file
def test_lists_are_sorted_by_us(path: Path) -> None:
    """Engines join the values of a group in any order, and rdflib refuses unbound ones."""
    found = re.findall(
        r'GROUP_CONCAT\((.*?); SEPARATOR = "(.+?)"\) AS \?(\w+)\)', body(path), re.DOTALL
    )
    assert len(found) == body(path).count("GROUP_CONCAT")
    assert all(re.fullmatch(r'DISTINCT COALESCE\(\?\w+, ""\)', inside) for inside, _, _ in found)
    sorted_lists = read_question(path).sorted_lists
    outer = {name: mark for _, mark, name in found if name in projected(path)}
    assert outer.items() <= sorted_lists.items()
    assert set(sorted_lists) <= set(read_question(path).columns)


@each_file
def test_one_values_line_for_each_parameter(path: Path) -> None:
    read = read_question(path)
    variables = re.findall(r"^ *VALUES \?(\w+) \{ UNDEF \}$", body(path), re.MULTILINE)
    keys = set(read.key) if path.parent.name == "evidence" else set()
    assert sorted(set(variables) - keys) == sorted(p.variable for p in read.parameters)
    assert len(variables) == len(set(variables)) == body(path).count("UNDEF")


@each_file
def test_columns_and_keys_are_projected(path: Path) -> None:
    read = read_question(path)
    if path.parent.name != "info":
        assert {*read.columns, *read.key} <= projected(path)


@each_file
def test_blocks_of_one_parameter_are_alike(path: Path) -> None:
    """A parameter limits an answer and its evidence in the same way."""
    if path.parent.name != "evidence" or not read_question(path).parameters:
        return
    answer = (path.parents[1] / "answers" / path.name).read_text(encoding="utf-8")
    for block in re.findall(r"^  \{ SELECT .*?^  \} \}\n", body(path), re.MULTILINE | re.DOTALL):
        assert "UNDEF" not in block or block in answer


@each_question
def test_evidence_shares_the_key(asked: Question) -> None:
    assert asked.question.endswith("?")
    if asked.evidence is None:
        assert {"document", "locator"} <= set(asked.columns)
        return
    companion = catalog.evidence_query(asked.evidence)
    assert companion.key == asked.key != ()
    assert companion.columns == catalog.EVIDENCE_COLUMNS
    assert set(companion.parameters) <= set(asked.parameters)


@each_question
def test_kinds_of_parameters_can_be_understood(asked: Question) -> None:
    assert asked.expectations
    for parameter in asked.parameters:
        assert parameter.kind in {*grounding.KINDS, *WAYS}


def test_the_order_is_total(seeds_folder: Path) -> None:
    graph = open_graph(seeds_folder)
    for path in FILES:
        if path.parent.name != "info":
            rows = graph.select(path.read_text(encoding="utf-8"))
            order = [rows.variables.index(name) for name in clause(path, "ORDER BY")]
            keys = [tuple(str(row[place]) for place in order) for row in rows.rows]
            assert len(keys) == len(set(keys)), path.name
