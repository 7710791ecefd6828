"""Planted defects are found, findings have a place, and reports can be read again."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import Defect, defects, plant
from shape_examples import CONFORMING

from msc_kg import report, resources, validation
from msc_kg.errors import InputError
from msc_kg.report import Finding, Report

DEFECTS = defects()
BY_SHAPE = {defect.shape: defect for defect in DEFECTS}
FEW = ("NCT00962923.txt", "NCT03778333.txt", "review-immunosuppression-2011.txt")
"""Seeds that hold a node for each defect; the reference engine takes long on all of them."""
OVERLAPPING = {"record-trial", "record-document"}
"""Defects that take away what others are planted into."""


def findings_of(triples: bytes, engine: str = validation.DEFAULT) -> tuple[Finding, ...]:
    return validation.validate(triples, engine=engine).findings


def has_found(defect: Defect, findings: tuple[Finding, ...]) -> bool:
    return any(f.name == defect.shape and defect.message in f.message for f in findings)


@pytest.fixture(scope="module")
def seeds(seeds_folder: Path) -> bytes:
    return (seeds_folder / "graph.ttl").read_bytes()


def test_thirty_one_defects_are_planted() -> None:
    assert len(DEFECTS) == len(BY_SHAPE) == 31


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: str(defect.shape))
def test_a_planted_defect_is_found(defect: Defect) -> None:
    assert has_found(defect, findings_of(plant(CONFORMING.read_bytes(), defect)))


def all_planted(graph: bytes) -> bytes:
    return plant(graph, *(defect for defect in DEFECTS if defect.shape not in OVERLAPPING))


def missed(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> set[str]:
    new = tuple(finding for finding in after if finding not in before)
    return {defect.shape for defect in DEFECTS if not has_found(defect, new)} - OVERLAPPING


def test_all_defects_are_found_in_the_seeds(seeds: bytes) -> None:
    assert missed(findings_of(seeds), findings_of(all_planted(seeds))) == set()


@pytest.fixture(scope="module")
def few_seeds(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    from msc_kg.build import build

    folder = tmp_path_factory.mktemp("few") / "kg"
    build([resources.folder("seeds") / name for name in FEW], folder)
    return (folder / "graph.ttl").read_bytes()


def test_the_engines_find_all_defects_in_a_few_seeds(few_seeds: bytes) -> None:
    damaged = all_planted(few_seeds)
    reference = findings_of(damaged, "pyshacl")
    assert missed(findings_of(few_seeds), reference) == set()
    for engine in validation.ENGINES:
        assert reference == findings_of(damaged, engine)


def test_no_violation_is_in_the_seeds(seeds: bytes) -> None:
    found = validation.validate(seeds)
    assert [f.message for f in found.findings if f.severity == "violation"] == []
    assert found.conforms


def test_the_build_writes_the_same_report(seeds_folder: Path, seeds: bytes) -> None:
    written = (seeds_folder / "report.json").read_bytes()
    assert written == report.to_json(validation.validate(seeds))


def finding_of(shape: str) -> Finding:
    found = findings_of(plant(CONFORMING.read_bytes(), BY_SHAPE[shape]))
    return next(finding for finding in found if finding.name == shape)


def test_a_finding_tells_everything_a_curator_needs() -> None:
    assert finding_of("dose-unit") == Finding(
        severity="violation",
        shape="https://w3id.org/msc-kg/shapes/dose-unit",
        rule="the dose has no unit, and no remark says why",
        message="> 2.6 ± 1.2 × 107 cells: the dose has no unit, and no remark says why",
        focus="https://w3id.org/msc-kg/record/00000000000000aa/1/dose/2",
        focus_label="> 2.6 ± 1.2 × 107 cells",
        path="msc:doseUnit | msc:flag",
        value="",
        document="page.txt",
        locator="line 6",
    )


@pytest.mark.parametrize(
    ("shape", "place"),
    [
        ("record-status", ("page.txt", "line 1")),
        ("trial-number", ("page.txt", "line 1")),
        ("report-enrollment", ("review.txt", "Table 1, row 1")),
        ("organisation-country", ("page.txt", "line 1")),
        ("document-digest", ("page.txt", "")),
        ("no-type", ("", "")),
    ],
)
def test_a_finding_is_placed_by_the_way_to_its_record(shape: str, place: tuple[str, str]) -> None:
    found = finding_of(shape)
    assert (found.document, found.locator) == place


def test_findings_are_sorted_gravest_first_and_do_not_depend_on_the_order_of_triples() -> None:
    damaged = plant(CONFORMING.read_bytes(), *DEFECTS[:6])
    lines = damaged.splitlines(keepends=True)
    found = findings_of(damaged)
    assert found == findings_of(b"".join(reversed(lines)))
    assert [f.severity for f in found] == sorted(
        (f.severity for f in found), key=report.SEVERITIES.index
    )


def test_own_shapes_stand_in_for_ours() -> None:
    shapes = b"""
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix msc: <https://w3id.org/msc-kg/ontology#> .
    <https://example.org/s> a sh:NodeShape ; sh:targetClass msc:Trial ; sh:severity sh:Info ;
      sh:sparql [ sh:prefixes <https://w3id.org/msc-kg/prefixes> ; sh:message "seen" ;
        sh:select "SELECT $this WHERE { $this a msc:Trial }" ] .
    """
    for engine in validation.ENGINES:
        found = validation.validate(CONFORMING.read_bytes(), engine=engine, shapes=shapes)
        assert [(f.name, f.message) for f in found.findings] == [("s", "NCT00000001: seen")]
        assert found.conforms
        assert found.checked == ("https://example.org/s",)


@pytest.mark.parametrize("engine", validation.ENGINES)
@pytest.mark.parametrize(
    ("data", "shapes"), [(b"<a> <b", None), (b"", b"@prefix : <x> . :a :b")], ids=["data", "shapes"]
)
def test_malformed_input_is_told(engine: str, data: bytes, shapes: bytes | None) -> None:
    with pytest.raises(InputError, match="cannot"):
        validation.validate(data, engine=engine, shapes=shapes)


def test_an_empty_graph_conforms() -> None:
    assert validation.validate(b"").findings == ()


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
findings = st.builds(
    Finding,
    severity=st.sampled_from(report.SEVERITIES),
    shape=st.sampled_from(["https://example.org/a", "https://example.org/b"]),
    rule=texts,
    message=texts,
    focus=st.sampled_from(["https://example.org/x", "_:b1"]),
    focus_label=texts,
    path=texts,
    value=texts,
    document=texts,
    locator=texts,
)


def report_of(found: list[Finding]) -> Report:
    return Report(tuple(sorted(set(found), key=lambda f: f.order)), ("https://example.org/c",))


@settings(deadline=None, max_examples=60)
@given(st.lists(findings, max_size=6))
def test_every_format_can_be_read_again(found: list[Finding]) -> None:
    made = report_of(found)
    content = json.loads(report.to_json(made))
    assert content["conforms"] is made.conforms
    assert [item["message"] for item in content["findings"]] == [f.message for f in made.findings]

    triples = list(ox.parse(report.to_turtle(made), format=ox.RdfFormat.TURTLE))
    results = [q for q in triples if q.predicate.value.endswith("#focusNode")]
    assert len(results) == len(made.findings)

    suite = ElementTree.fromstring(report.to_junit(made))
    failed = {
        case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None
    }
    assert failed == {f.name for f in made.findings if f.severity == "violation"}
    assert suite.get("tests") == str(len(list(suite.iter("testcase"))))

    assert report.to_html(made).count(b"<tr><td ") == len(made.findings)
    assert report.to_text(made).startswith(report.summary(made))


def test_no_text_of_a_document_becomes_markup() -> None:
    hostile = Finding(
        severity="violation", shape="https://example.org/a", rule="<b>", message="<script>&",
        focus='https://example.org/"><script>', focus_label="<i>", document="</td>", locator="'",
    )  # fmt: skip
    page = report.to_html(report_of([hostile])).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;&amp;" in page


def test_the_text_lists_violations_shortens_warnings_and_counts_infos() -> None:
    def many(severity: report.Severity, count: int) -> list[Finding]:
        return [
            Finding(
                severity=severity, shape=f"https://example.org/{severity}", rule=f"a {severity}",
                message=f"{severity} {number}", focus="https://example.org/x", focus_label="x",
                document="page", locator="line 3",
            )
            for number in range(count)
        ]  # fmt: skip

    made = report_of([*many("violation", 7), *many("warning", 7), *many("info", 7)])
    text = report.to_text(made)
    assert text.startswith("does not conform: 7 violations, 7 warnings, 7 infos (1 shapes")
    assert "VIOLATION a violation [violation]: 7\n  violation 0 [page, line 3]\n" in text
    assert text.count("  violation ") == 7
    assert text.count("  warning ") == 5
    assert "  ... and 2 more (--verbose lists all)" in text
    assert "INFO a info [info]: 7\n\ninfos are only counted here" in text
    assert "info 0" not in text
    assert report.to_text(made, verbose=True).count("  info ") == 7
