"""``msc-kg sparql`` as a user calls it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from msc_kg.cli import cli

SMALL = str(Path(__file__).parent / "graphs" / "small.ttl")
TRIALS = "SELECT ?trial WHERE { ?trial dcterms:identifier ?id } ORDER BY ?trial LIMIT 1"


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["sparql", "-g", SMALL, *arguments], input=given)


def test_from_argument_file_and_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "question.rq"
    path.write_text(TRIALS)
    expected = "trial\nhttps://identifiers.org/clinicaltrials:NCT00000001\n"
    assert run(TRIALS).stdout == expected
    assert run(str(path)).stdout == expected
    assert run(given=TRIALS).stdout == expected
    assert run("-", given=TRIALS).stdout == expected


def test_ask() -> None:
    assert run("ASK { ?s a msc:Trial }").stdout == "answer\ntrue\n"


def test_construct_gives_turtle_or_rows() -> None:
    query = "CONSTRUCT { ?t a msc:Trial } WHERE { ?t dcterms:identifier 'NCT00000001' }"
    turtle = run(query).stdout
    assert "clinicaltrials:NCT00000001 a msc:Trial ." in turtle
    assert turtle.count("@prefix") == 3
    rows = run(query, "--format", "csv").stdout.split("\n")
    assert rows[0] == "subject,predicate,object"
    assert rows[1].startswith("https://identifiers.org/clinicaltrials:NCT00000001,")
    assert run("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(false) }").stdout == ""


def test_named_graphs_are_there_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "g.nq"
    path.write_text('<http://a> <http://b> "1" <http://g> .\n')
    query = "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    result = CliRunner().invoke(cli, ["sparql", query, "-g", str(path)])
    assert result.stdout == "g\nhttp://g\n"


def test_no_rows() -> None:
    assert run("SELECT ?s WHERE { ?s a msc:Nothing }").stdout == "s\n"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * WHERE { ?s ?p ] }", "query, line 1, column 26: malformed query"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE is an update"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", "SERVICE"),
        ("nowhere.rq", "neither a query nor a file"),
        ("x" * 5000, "neither a query nor a file"),
    ],
)
def test_what_cannot_be_asked(query: str, message: str) -> None:
    result = run(query)
    assert message in str(result.exception)
