"""``msc-kg query`` and ``msc-kg info`` as a user calls them."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from msc_kg import catalog
from msc_kg.cli import cli, main

SMALL = str(Path(__file__).parent / "graphs" / "small.ttl")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=True)


def status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str, str]:
    """Run the whole command as the console script does."""
    monkeypatch.setattr("sys.argv", ["msc-kg", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_bare_lists_the_questions() -> None:
    result = run("query")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["name"] for row in rows] == list(catalog.questions())
    sponsors = next(row for row in rows if row["name"] == "sponsors")
    assert sponsors["parameters"] == "--condition --tissue --donor --country --status"


def test_the_contract_of_sponsors() -> None:
    result = run("query", "sponsors", "--condition", "GVHD", "--tissue", "BM", "-g", SMALL)
    assert result.exit_code == 0
    assert result.stdout == (
        "sponsor,country,trials,registry_ids\n"
        '"Christian Medical College, Vellore",India,2,NCT00000003\n'
        "University Hospital of Liege,Belgium,2,NCT00000001 NCT00000002\n"
    )


def test_evidence_adds_columns() -> None:
    result = run("query", "trials", "--condition", "SLE", "--evidence", "-g", SMALL)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["document"], row["locator"]) for row in rows] == [
        ("one.txt", "Table 1, row 5"),
        ("two.txt", "Table 2, row 1"),
    ]


def test_rows_that_carry_their_evidence_say_so() -> None:
    result = run("query", "papers", "--evidence", "-g", SMALL)
    assert "carry their evidence already" in result.stderr
    assert result.stdout.startswith("trial,link,paper")


@pytest.mark.parametrize("format_", ["table", "csv", "tsv", "json", "markdown"])
def test_formats(format_: str) -> None:
    result = run("query", "--graph", SMALL, "--format", format_, "counts")
    assert result.exit_code == 0
    assert "Wharton's jelly" in result.stdout
    if format_ == "json":
        assert json.loads(result.stdout)[0]["trials"] == 2


def test_options_before_the_name_hold_too() -> None:
    assert (
        run("query", "-g", SMALL, "reports").stdout == run("query", "reports", "-g", SMALL).stdout
    )


@pytest.mark.parametrize("name", catalog.questions())
def test_every_question_has_help_and_runs(name: str) -> None:
    asked = catalog.question(name)
    shown = run("query", name, "--help").output
    assert all(f"--{parameter.name}" in shown for parameter in asked.parameters)
    given_ = {"trial": ["--trial", "NCT00000005"], "portfolio": ["--sponsor", "Medipost"]}
    result = run("query", name, "-g", SMALL, *given_.get(name, []))
    assert result.exit_code == 0, result.output
    assert result.stdout.split("\n")[0] == ",".join(asked.columns)


def test_sparql_prints_the_query_without_a_graph() -> None:
    result = run("query", "sponsors", "--condition", "GVHD", "--sparql", "-g", "/nowhere")
    assert result.exit_code == 0
    assert "VALUES ?condition { <https://w3id.org/msc-kg/condition/gvhd> }" in result.stdout
    assert "VALUES ?tissue { UNDEF }" in result.stdout


def test_no_rows_is_fine_and_explained() -> None:
    result = run("query", "sponsors", "--condition", "psoriasis", "-g", SMALL)
    assert result.exit_code == 0
    assert result.stdout == "sponsor,country,trials,registry_ids\n"
    assert "no trial in this graph has condition 'psoriasis'" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sponser"], "did you mean sponsors?"),
        (["sponsors", "--tisue", "BM"], "The parameters of sponsors are: --condition --tissue"),
        (["sponsors", "--condition", "xyzzy", "-g", SMALL], "unknown condition 'xyzzy'"),
        (["trial", "-g", SMALL], "Missing option '--trial'"),
        (["trial", "--trial", "odd", "-g", SMALL], "unknown trial of this graph 'odd'"),
        (["sponsors", "-g", "/nowhere"], "/nowhere: no such graph"),
        (["sponsors", "--format", "xml"], "'xml' is not one of"),
    ],
)
def test_wrong_use_exits_2(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    code, out, err = status(monkeypatch, capsys, "query", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_an_endpoint_out_of_reach_exits_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = status(monkeypatch, capsys, "query", "sponsors", "-g", "http://127.0.0.1:1/")
    assert code == 3
    assert "cannot be reached" in err


def test_info_of_any_graph() -> None:
    result = run("info", "-g", SMALL)
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(result.stdout))}
    assert result.exit_code == 0
    assert (rows["trials"]["count"], rows["registered trials"]["count"]) == ("6", "5")
    assert (rows["sponsor"]["count"], rows["sponsor"]["share"]) == ("5", "0.625")
    assert "quads" not in rows


def test_info_of_a_folder_tells_of_the_build(seeds_folder: Path) -> None:
    result = run("info", "-g", str(seeds_folder), "--format", "json")
    rows = {row["name"]: row["count"] for row in json.loads(result.stdout)}
    assert (rows["documents"], rows["records"], rows["registry records"]) == (5, 78, 3)
    assert rows["quads"] > 5000
    assert rows["condition: grounded"] > 70


def test_info_of_a_broken_manifest(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes(Path(SMALL).read_bytes())
    (tmp_path / "manifest.json").write_text("[]")
    assert "not the manifest of a build" in str(run("info", "-g", str(tmp_path)).exception)
