"""Reports as text, JSON, Turtle (W3C) and JUnit.

Each writer gives the same bytes for the same findings.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from xml.etree import ElementTree

import orjson
import pyoxigraph as ox

from msc_kg.characters import one_line, xml_text
from msc_kg.report.findings import Finding, Report, groups

SHOWN = 5
"""Warnings of one kind that the short text lists; violations are all listed, infos counted."""

_SH = "http://www.w3.org/ns/shacl#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_BOOLEAN = ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")


def summary(report: Report) -> str:
    """Return one line: whether the graph conforms, and the number of findings.

    >>> summary(Report((), ("https://w3id.org/msc-kg/shapes/trial-label",)))
    'conforms: no findings (1 shapes and checks)'
    """
    counts = [
        f"{count} {severity if count == 1 else f'{severity}s'}"
        for severity, count in report.counts.items()
        if count
    ]
    verdict = "conforms" if report.conforms else "does not conform"
    found = ", ".join(counts) or "no findings"
    return f"{verdict}: {found} ({len(report.checked)} shapes and checks)"


def to_text(report: Report, *, verbose: bool = False) -> str:
    """Return the findings for a terminal, gravest first and grouped by shape.

    Without ``verbose`` infos are only counted and long lists of warnings are cut.
    """
    lines = [summary(report)]
    for group in groups(report):
        lines += ["", *_text_of_group(group, verbose)]
    if report.counts["info"] and not verbose:
        lines += ["", "infos are only counted here: --verbose lists them"]
    return "".join(f"{one_line(line)}\n" for line in lines)


def to_json(report: Report) -> bytes:
    """Return the report as JSON: ``conforms``, ``counts``, ``checked`` and ``findings``."""
    content = {
        "conforms": report.conforms,
        "counts": report.counts,
        "checked": len(report.checked),
        "findings": report.findings,
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def to_turtle(report: Report) -> bytes:
    """Return the report in the validation report vocabulary of SHACL (section 3.6)."""
    content = ox.serialize(
        _report_triples(report), format=ox.RdfFormat.TURTLE, prefixes={"sh": _SH}
    )
    assert content is not None
    return content


def to_junit(report: Report) -> bytes:
    """Return JUnit XML: one test case a shape or check, failed by violations.

    Warnings and infos are the output of their test case.
    """
    found = {shape: list(group) for shape, group in groupby(_by_shape(report), attrgetter("shape"))}
    failed = {f.shape for f in report.findings if f.severity == "violation"}
    suite = ElementTree.Element(
        "testsuite", name="msc-kg validate", tests=str(len({*report.checked, *found})),
        failures=str(len(failed)),
    )  # fmt: skip
    for shape in sorted({*report.checked, *found}):
        case = ElementTree.SubElement(
            suite, "testcase", classname="msc-kg.validate", name=shape.rpartition("/")[2]
        )
        text = "\n".join(xml_text(_told(finding)) for finding in found.get(shape, []))
        if shape in failed:
            rule = xml_text(found[shape][0].rule)
            ElementTree.SubElement(case, "failure", message=rule, type="violation").text = text
        elif text:
            ElementTree.SubElement(case, "system-out").text = text
    ElementTree.indent(suite)
    content: bytes = ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _by_shape(report: Report) -> list[Finding]:
    return sorted(report.findings, key=lambda finding: (finding.shape, finding.order))


def _text_of_group(group: list[Finding], verbose: bool) -> Iterator[str]:
    first = group[0]
    yield f"{first.severity.upper()} {first.rule} [{first.name}]: {len(group)}"
    shown = group
    if not verbose and first.severity != "violation":
        shown = group[:SHOWN] if first.severity == "warning" else []
    for finding in shown:
        where = _where(finding)
        yield "  " + finding.message.replace(f": {first.rule}", "", 1) + (where and f" [{where}]")
    if shown and len(shown) < len(group):
        yield f"  ... and {len(group) - len(shown)} more (--verbose lists all)"


def _where(finding: Finding) -> str:
    return ", ".join(part for part in (finding.document, finding.locator) if part)


def _told(finding: Finding) -> str:
    where = _where(finding)
    return f"{finding.severity}: {finding.message}" + (f" [{where}]" if where else "")


def _report_triples(report: Report) -> Iterator[ox.Triple]:
    node = ox.BlankNode("report")
    yield ox.Triple(node, _TYPE, ox.NamedNode(f"{_SH}ValidationReport"))
    conforms = ox.Literal(str(not report.findings).lower(), datatype=_BOOLEAN)
    yield ox.Triple(node, ox.NamedNode(f"{_SH}conforms"), conforms)
    for number, finding in enumerate(report.findings, 1):
        result = ox.BlankNode(f"result{number}")
        yield ox.Triple(node, ox.NamedNode(f"{_SH}result"), result)
        yield ox.Triple(result, _TYPE, ox.NamedNode(f"{_SH}ValidationResult"))
        for name, value in _result_terms(finding):
            yield ox.Triple(result, ox.NamedNode(_SH + name), value)


def _result_terms(
    finding: Finding,
) -> Iterator[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal]]:
    focus = finding.focus
    blank = focus.startswith("_:")
    yield "focusNode", ox.BlankNode(focus[2:]) if blank else ox.NamedNode(focus)
    yield "resultSeverity", ox.NamedNode(_SH + finding.severity.capitalize())
    yield "resultMessage", ox.Literal(finding.message)
    if ":" in finding.shape:
        yield "sourceShape", ox.NamedNode(finding.shape)
    if finding.value:
        yield "value", ox.Literal(finding.value)
