"""Reports of a validation: findings, and how they are written for readers."""

from collections.abc import Callable

from msc_kg.report.findings import SEVERITIES, Finding, Report, Severity
from msc_kg.report.html import to_html
from msc_kg.report.writers import summary, to_json, to_junit, to_text, to_turtle

__all__ = [
    "FORMATS",
    "SEVERITIES",
    "Finding",
    "Report",
    "Severity",
    "summary",
    "to_html",
    "to_json",
    "to_junit",
    "to_text",
    "to_turtle",
]


def _text(report: Report) -> bytes:
    return to_text(report, verbose=True).encode()


FORMATS: dict[str, Callable[[Report], bytes]] = {
    "text": _text,
    "json": to_json,
    "turtle": to_turtle,
    "junit": to_junit,
    "html": to_html,
}
"""The writers by the name of their format."""
