"""Validation reports for readers: text, JSON, Turtle (W3C), JUnit and HTML.

Each writer gives the same bytes for the same findings.
"""

from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby
from operator import attrgetter
from xml.etree import ElementTree

import orjson
import pyoxigraph as ox

from msc_kg.validation import Finding, Report

__all__ = ["FORMATS", "Finding", "Report", "summary", "to_html", "to_json", "to_junit", "to_text",
           "to_turtle"]  # fmt: skip

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
    for group in _groups(report):
        lines += ["", *_text_of_group(group, verbose)]
    return "\n".join(lines) + "\n"


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
        text = "\n".join(_xml_text(_told(finding)) for finding in found.get(shape, []))
        if shape in failed:
            rule = _xml_text(found[shape][0].rule)
            ElementTree.SubElement(case, "failure", message=rule, type="violation").text = text
        elif text:
            ElementTree.SubElement(case, "system-out").text = text
    ElementTree.indent(suite)
    content: bytes = ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def to_html(report: Report) -> bytes:
    """Return one HTML page that needs nothing else."""
    groups = "".join(_html_of_group(group) for group in _groups(report))
    return _PAGE.format(summary=escape(summary(report)), groups=groups).encode()


def _text_bytes(report: Report) -> bytes:
    return to_text(report, verbose=True).encode()


FORMATS: dict[str, Callable[[Report], bytes]] = {
    "text": _text_bytes,
    "json": to_json,
    "turtle": to_turtle,
    "junit": to_junit,
    "html": to_html,
}
"""The writers by the name of their format."""


def _by_shape(report: Report) -> list[Finding]:
    return sorted(report.findings, key=lambda finding: (finding.shape, finding.order))


def _groups(report: Report) -> Iterator[list[Finding]]:
    """Yield the findings of one shape and severity together, gravest first."""
    for _, group in groupby(report.findings, attrgetter("severity", "shape")):
        yield list(group)


def _text_of_group(group: list[Finding], verbose: bool) -> Iterator[str]:
    first = group[0]
    yield f"{first.severity.upper()} {first.rule} [{first.name}]: {len(group)}"
    shown = group
    if not verbose and first.severity != "violation":
        shown = group[:SHOWN] if first.severity == "warning" else []
    for finding in shown:
        yield f"  {finding.message}"
        if _where(finding):
            yield f"    {_where(finding)}"
    if shown and len(shown) < len(group):
        yield f"  ... and {len(group) - len(shown)} more (--verbose lists all)"


def _where(finding: Finding) -> str:
    return ", ".join(part for part in (finding.document, finding.locator) if part)


def _told(finding: Finding) -> str:
    where = _where(finding)
    return f"{finding.severity}: {finding.message}" + (f" [{where}]" if where else "")


def _xml_text(text: str) -> str:
    """Return text without the characters that XML 1.0 forbids (section 2.2)."""
    return "".join(
        c if c in "\t\n" or "\x20" <= c < "\ufffe" or c > "\uffff" else "�" for c in text
    )


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


def _html_of_group(group: list[Finding]) -> str:
    first = group[0]
    rows = "".join(
        f'<tr><td title="{escape(f.focus)}">{escape(f.focus_label)}</td>'
        f"<td>{escape(f.message)}</td><td>{escape(f.document)}</td><td>{escape(f.locator)}</td></tr>"
        for f in group
    )
    return (
        f'<details class="{first.severity}"{" open" if first.severity == "violation" else ""}>'
        f"<summary><b>{first.severity}</b> {escape(first.rule)} ({len(group)})"
        f" <code>{escape(first.name)}</code></summary>"
        "<table><thead><tr><th>node</th><th>finding</th><th>document</th><th>place</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></details>"
    )


_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Validation report</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto;
  padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; font-size: 0.9rem; }}
th, td {{ text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0;
  border-bottom: 1px solid #ddd; overflow-wrap: anywhere; }}
summary {{ padding: 0.4rem 0; cursor: pointer; }}
.violation b {{ color: #b00020; }} .warning b {{ color: #8a5a00; }} .info b {{ color: #1f5f99; }}
</style></head>
<body><h1>Validation report</h1><p>{summary}</p>{groups}</body></html>
"""
