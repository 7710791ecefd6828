"""Remarks on what was read reach the curator."""

from pathlib import Path

from click.testing import CliRunner

from msc_kg import resources, validation
from msc_kg.build import build
from msc_kg.cli import cli

PAGE = resources.folder("seeds") / "NCT03778333.txt"


def test_each_remark_of_a_page_is_a_warning_with_its_place(tmp_path: Path) -> None:
    result = build([PAGE], tmp_path / "kg")
    found = [f for f in result.report.findings if f.name == "remark-text"]
    assert len(found) == result.remarks > 0
    assert {f.severity for f in found} == {"warning"}
    assert any("names a treatment" in f.message for f in found)
    graph = (tmp_path / "kg" / "graph.ttl").read_bytes()
    assert graph.count(b"msc:flag") <= result.remarks
    assert validation.validate(graph) == result.report


def test_the_build_counts_remarks(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["build", str(PAGE), "-o", str(tmp_path / "kg")])
    assert done.exit_code == 0
    assert "remarks, see msc-kg validate" in done.stderr
