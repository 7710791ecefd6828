"""``msc-kg validate``: what it prints and how it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from planted import defects, plant
from shape_examples import CONFORMING

from msc_kg import validation
from msc_kg.cli import cli
from msc_kg.errors import InputError

WANTED = {"record-status", "record-locator"}
WRONG = [defect for defect in defects() if defect.shape in WANTED]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(
        cli, ["validate", *map(str, arguments)], standalone_mode=False, catch_exceptions=True
    )


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.nt"
    path.write_bytes(plant(CONFORMING.read_bytes(), *WRONG))
    return path


@pytest.fixture
def warned(tmp_path: Path) -> Path:
    path = tmp_path / "warned.nt"
    only = [defect for defect in WRONG if defect.shape == "record-locator"]
    path.write_bytes(plant(CONFORMING.read_bytes(), *only))
    return path


def test_a_graph_that_conforms_ends_with_0() -> None:
    result = run(CONFORMING)
    assert result.return_value == 0
    assert result.stdout.startswith("conforms: no findings (")


def test_a_graph_of_another_project_is_told(tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text("<http://a/b> a <https://schema.org/MedicalTrial> .", encoding="utf-8")
    result = run(other)
    assert result.return_value == 0
    assert f"note: {other} holds no trial" in result.stderr
    assert "holds no trial" not in run(CONFORMING).stderr


def test_folders_are_looked_into_for_trials(tmp_path: Path, seeds_folder: Path) -> None:
    assert "holds no trial" not in run(seeds_folder).stderr
    empty = tmp_path / "kg"
    empty.mkdir()
    (empty / "graph.nq").touch()
    assert "holds no trial" in run(empty).stderr


def test_violations_end_with_1_and_are_told_with_their_place(broken: Path) -> None:
    result = run("--graph", broken)
    assert result.return_value == 1
    assert result.stdout.startswith("does not conform: ")
    assert "VIOLATION the record states more than one overall status [record-status]: 1" in (
        result.stdout
    )
    assert "  NCT00000001 in page (Completed; status:RECRUITING) [page" in result.stdout


def test_warnings_end_with_1_only_when_strict(warned: Path) -> None:
    assert run(warned).return_value == 0
    assert run(warned, "--strict").return_value == 1


def test_the_engines_print_the_same(broken: Path) -> None:
    printed = {run(broken, "--engine", engine).stdout for engine in validation.ENGINES}
    assert len(printed) == 1


def test_what_the_engine_does_not_cover_names_the_one_that_does(tmp_path: Path) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<https://example.org/s> sh:targetNode <https://example.org/x> ; sh:rule [] .\n"
    )
    error = run(CONFORMING, "--shapes", shapes).exception
    assert isinstance(error, InputError)
    assert (error.where, error.next_step) == ("https://example.org/s", "use --engine pyshacl")
    assert "sh:rule" in str(error)
    assert run(CONFORMING, "--shapes", shapes, "--engine", "pyshacl").return_value == 0


@pytest.mark.parametrize(
    ("format_", "begin"),
    [
        ("json", "{"),
        ("turtle", "@prefix sh:"),
        ("junit", "<?xml"),
        ("html", "<!DOCTYPE html>"),
        ("text", "does not conform"),
    ],
)
def test_every_format_is_written(broken: Path, tmp_path: Path, format_: str, begin: str) -> None:
    out = tmp_path / "report"
    printed = run(broken, "--format", format_, "--verbose")
    written = run(broken, "--format", format_, "--verbose", "-o", out)
    assert printed.return_value == written.return_value == 1
    assert printed.stdout.startswith(begin)
    assert out.read_bytes() == printed.stdout_bytes
    assert written.stdout == ""
    assert written.stderr.startswith("does not conform: ")


def test_json_holds_the_findings(broken: Path) -> None:
    content = json.loads(run(broken, "--format", "json").stdout)
    assert content["conforms"] is False
    assert "record-status" in {item["shape"].rpartition("/")[2] for item in content["findings"]}


def test_own_shapes_are_used(tmp_path: Path) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "@prefix msc: <https://w3id.org/msc-kg/ontology#> .\n"
        "[] a sh:NodeShape ; sh:targetClass msc:Trial ; sh:property [\n"
        '  sh:path msc:keyword ; sh:minCount 1 ; sh:message "a keyword is wanted" ] .\n'
    )
    result = run(CONFORMING, "--shapes", shapes, "--shapes", shapes)
    assert result.return_value == 1
    assert "a keyword is wanted" in result.stdout


def test_the_ontology_is_checked() -> None:
    result = run("--ontology")
    assert result.return_value == 0
    assert result.stdout.startswith("conforms")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "no such graph"),
        ([str(CONFORMING), "--shapes", "nowhere.ttl"], "cannot be read as shapes"),
        ([str(CONFORMING.parent)], "no graph.nq"),
        ([str(CONFORMING), "-o", "/nowhere/report"], "cannot be written"),
    ],
)
def test_what_cannot_be_used_ends_with_2(arguments: list[str], message: str) -> None:
    error = run(*arguments).exception
    assert isinstance(error, InputError)
    assert error.exit_status == 2
    assert message in str(error)
    assert error.next_step


@pytest.mark.parametrize(
    "arguments", [["a", "--graph", "b"], ["a", "--ontology"], ["--shapes", "a", "--ontology"]]
)
def test_arguments_that_do_not_go_together_are_wrong_use(arguments: list[str]) -> None:
    error = run(*arguments).exception
    assert error is not None
    assert getattr(error, "exit_code", None) == 2


def test_help_has_examples() -> None:
    result = CliRunner().invoke(cli, ["validate", "--help"])
    assert result.exit_code == 0
    assert "msc-kg validate my-kg --strict" in result.output
