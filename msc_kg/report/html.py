"""Reports as one HTML page that needs nothing else."""

from html import escape

from msc_kg.report.findings import Finding, Report, groups
from msc_kg.report.writers import summary


def to_html(report: Report) -> bytes:
    """Return the findings as an HTML page, grouped by shape, gravest first."""
    sections = "".join(_html_of_group(group) for group in groups(report))
    return _PAGE.format(summary=escape(summary(report)), groups=sections).encode()


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
