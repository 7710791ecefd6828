"""The command ``msc-kg ground``: output, order, exit codes."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from msc_kg.cli import cli
from msc_kg.cli.ground import KEYS
from msc_kg.grounding import Grounder, sssom


def _run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["ground", *arguments], input=stdin)


def test_a_phrase_is_explained() -> None:
    result = _run("steroid resistant aGVHD")
    assert result.exit_code == 0
    for words in (
        "cond:steroid-refractory-acute-gvhd",
        "graft-versus-host disease > acute graft-versus-host disease",
        "'resistant' read as 'refractory'",
        "semapv:",
    ):
        assert words in result.stdout


def test_all_kinds_that_apply_are_told() -> None:
    result = _run("BM")
    assert "tissue:bone-marrow" in result.stdout
    assert "country:BM" in result.stdout
    assert "UBERON:0002371" in result.stdout
    ambiguous = _run("IC").stdout
    assert "route:intracoronary" in ambiguous
    assert "cond:interstitial-cystitis" in ambiguous


@pytest.mark.parametrize(
    ("kind", "text", "curie"),
    [
        ("tissue", "BM", "tissue:bone-marrow"),
        ("route", "I.V", "route:intravenous"),
        ("sponsor", "Mayo Clinic, USA", "org:mayo-clinic"),
        ("country", "Korea", "country:KR"),
        ("condition", "MONDO:0013730", "cond:gvhd"),
    ],
)
def test_one_kind(kind: str, text: str, curie: str) -> None:
    result = _run("--kind", kind, text)
    assert result.exit_code == 0
    assert curie in result.stdout


def test_a_relation_that_is_not_exact_is_told() -> None:
    assert "skos:broadMatch: the concept is broader" in _run("severe GVHD").stdout


def test_what_is_not_understood_exits_with_1_and_near_names() -> None:
    result = _run("--kind", "condition", "mutliple sclerosos")
    assert result.exit_code == 1
    assert "did you mean" in result.stdout
    assert "multiple sclerosis" in result.stdout
    assert _run("xyzzy").exit_code == 1
    assert _run("xyzzy", "GVHD").exit_code == 0
    treatment = _run("--kind", "condition", "Autologous Mesenchymal Stem Cells")
    assert treatment.exit_code == 1
    assert "names a treatment" in treatment.stdout


def test_json_lines_keep_order_and_count() -> None:
    lines = ["GVHD", "", "xyzzy", " severe  GVHD ", "GVHD", '\u03b1 "quoted" \\']
    result = _run("--kind", "condition", "--format", "json", "-", stdin="\n".join(lines))
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(tuple(answer) == KEYS for answer in answers)
    assert [answer["concept"] for answer in answers] == [
        "cond:gvhd",
        None,
        None,
        "cond:gvhd",
        "cond:gvhd",
        None,
    ]
    assert [answer["text"] for answer in answers] == [" ".join(line.split()) for line in lines]
    assert "MONDO:0013730" in answers[0]["exact_matches"]
    assert answers[0]["justification"] == "semapv:LexicalMatching"
    assert answers[1]["justification"] is None
    assert answers[1]["exact_matches"] == []


def test_json_lines_without_a_kind_take_the_first_that_applies() -> None:
    result = _run("--format", "json", "-", stdin="GVHD\nBM\n\nxyzzy\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["kind"] for answer in answers] == ["condition", "tissue", None, None]


def test_more_keys_on_demand() -> None:
    result = _run("--kind", "condition", "--format", "json", "--explain", "severe GVHD")
    answer = json.loads(result.stdout)
    assert tuple(answer)[: len(KEYS)] == KEYS
    assert answer["predicate"] == "skos:broadMatch"
    assert "severe" in answer["explanation"]


def test_rows() -> None:
    result = _run("--kind", "tissue", "--format", "csv", "BM", "a, b")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["concept"] for row in rows] == ["tissue:bone-marrow", ""]
    assert tuple(rows[0]) == KEYS
    assert len(_run("--format", "tsv", "GVHD").stdout.splitlines()) == 2


def test_input_in_another_encoding_is_answered_line_by_line() -> None:
    stdin = "\ufeffGVHD\r\n".encode() + b"\xff\xfe\nGVHD\n"
    result = _run("--kind", "condition", "--format", "json", "-", stdin=stdin)
    concepts = [json.loads(line)["concept"] for line in result.stdout.splitlines()]
    assert concepts == ["cond:gvhd", None, "cond:gvhd"]


def test_empty_input_is_fine() -> None:
    result = _run("--format", "json", "-", stdin="")
    assert (result.exit_code, result.stdout) == (0, "")


def test_curated_decisions_of_a_user(tmp_path: Path) -> None:
    path = tmp_path / "mine.sssom.tsv"
    written = sssom.write([Grounder().ground("condition", "xyzzy")]).decode()
    path.write_text(
        written.replace(
            "sssom:NoTermFound\t\tsemapv:LexicalMatching",
            "cond:als\tALS\tsemapv:ManualMappingCuration",
        ),
        "utf-8",
    )
    result = _run("--curated", str(path), "--kind", "condition", "xyzzy")
    assert result.exit_code == 0
    assert "cond:als" in result.stdout
    assert "semapv:ManualMappingCuration" in result.stdout


def test_an_unknown_kind_offers_near_ones() -> None:
    result = _run("--kind", "tisue", "BM")
    assert result.exit_code == 2
    assert "Did you mean tissue?" in result.stderr


def test_wrong_use() -> None:
    assert _run().exit_code == 2
    assert _run("--curated", "/no/such/file", "x").exit_code == 2
    assert _run("--format", "yaml", "x").exit_code == 2


def test_help_has_examples() -> None:
    result = _run("--help")
    assert result.exit_code == 0
    assert 'msc-kg ground "steroid resistant aGVHD"' in result.stdout
    assert "Exit status" in result.stdout


def _process(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from msc_kg.cli import main; main()", "ground", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_exit_codes_of_the_real_command(tmp_path: Path) -> None:
    assert _process("GVHD").returncode == 0
    nothing = _process("xyzzy")
    assert (nothing.returncode, nothing.stderr) == (1, "")
    wrong = _process("--kind", "tisue", "BM")
    assert wrong.returncode == 2
    (tmp_path / "bad.tsv").write_text("no mapping set\n")
    bad = _process("--curated", str(tmp_path / "bad.tsv"), "GVHD")
    assert bad.returncode == 2
    assert "bad.tsv, line 1: no SSSOM mapping set" in bad.stderr
    assert "Traceback" not in bad.stderr
