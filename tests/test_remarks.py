"""Remarks on what was read reach the curator."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from msc_kg import resources, validation
from msc_kg.build import build
from msc_kg.cli import cli
from msc_kg.documents import Document
from msc_kg.grounding import Grounder
from msc_kg.mapping import map_document
from msc_kg.records import Description, Extraction, Record

PAGE = resources.folder("seeds") / "NCT03778333.txt"


def test_each_remark_of_a_page_is_a_warning_with_its_place(tmp_path: Path) -> None:
    result = build([PAGE], tmp_path / "kg")
    assert result.report is not None
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


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (("NCT00000001", "NCT00000002"), {"record-one-trial"}),
        (("NCT00000001", "2008-005144-16", "2009-005144-16"), {"remark-text"}),
        (("NCT00000001", "2008-005144-16"), set()),
    ],
)
def test_a_page_with_two_numbers_of_one_registry_is_told(
    numbers: tuple[str, ...], expected: set[str]
) -> None:
    record = Record(kind="registry-record", document="a.txt", locator="page", registry_ids=numbers)
    document = Document("a.txt", b"a")
    mapped = map_document(document, Extraction(Description(kind="test"), (record,)), Grounder())
    triples = "".join(f"{line[: line.rindex(' <')]} .\n" for line in mapped.lines)
    found = validation.validate(triples.encode()).findings
    wanted = {"record-one-trial", "remark-text"}
    assert {f.name for f in found if f.name in wanted} == expected
