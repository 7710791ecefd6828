"""One HTML page around a picture: what each mark stands for, and the numbers as a table.

The page needs no script and loads nothing: a mark is a link to the section that lists its
trials, and only the section that was asked for is shown. All text of documents is escaped.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from msc_kg.characters import one_line, xml_text
from msc_kg.tables import Table, text

MOST_LISTED = 200
"""Trials of a mark that a page lists; the command or the table has all."""

_STYLE = """
:root { color-scheme: light; font: 16px/1.45 "DejaVu Sans", Verdana, sans-serif; color: #222; }
body { margin: 0 auto; padding: 1rem; max-width: 100rem; background: #fff; }
a { color: #14528f; } a:focus-visible { outline: 3px solid #d55e00; outline-offset: 1px; }
h1 { font-size: 1.3rem; margin: 0 0 .4rem; } h2 { font-size: 1.05rem; margin: 0 0 .4rem; }
.note { color: #555; max-width: 60rem; font-size: .85rem; }
.scroll { overflow: auto; } .scroll svg { display: block; height: auto; width: 100%;
  min-width: calc(var(--natural) * .75); max-width: var(--natural); }
svg a:hover path, svg a:focus path { stroke-width: 2.5; }
.group { display: none; } .group:target { display: block; position: fixed; z-index: 1;
  inset: auto 0 0 0; max-height: 55vh; overflow: auto; padding: .8rem 1rem 1.2rem;
  background: #fff; border-top: 3px solid #14528f; box-shadow: 0 -4px 18px #0003; }
@media (min-width: 70rem) { .group:target { inset: 0 0 0 auto; width: 26rem; max-height: none;
  border-top: 0; border-left: 3px solid #14528f; }
  body:has(.group:target) { padding-right: 28rem; } }
.close { float: right; } ul { padding-left: 1.1rem; margin: .4rem 0; } li { margin: .15rem 0; }
code { background: #f0f2f5; padding: .1rem .3rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; font-size: .85rem; } caption { text-align: left; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid #ddd; text-align: left;
  vertical-align: top; } td.number { text-align: right; white-space: nowrap; }
thead th { position: sticky; top: 0; background: #fff; }
summary { cursor: pointer; margin: 1rem 0 .5rem; font-weight: bold; }
@media print { .group { display: none !important; } details { display: block; } }
"""

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A trial in a list: its name, its IRI, and what else is said of it."""

    name: str
    iri: str
    told: str


@dataclass(frozen=True, slots=True)
class Group:
    """What a mark stands for; ``anchor`` is the fragment that its link leads to."""

    anchor: str
    heading: str
    lines: tuple[str, ...]
    command: str | None
    trials: tuple[Listed, ...]


LISTS = ("listed", "condition_iri", "tissue_iri", "iri")
"""Columns of numbers that a page leaves out: the lists of trials have them."""


def page(title: str, note: str, picture: str, groups: Iterable[Group], table: Table) -> str:
    """Return a page with a picture (an SVG element), the lists of its marks, and the numbers."""
    title = title.replace("\n", " – ")
    return "".join(
        [
            _HEAD,
            f"<title>{clean(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n",
            f'<main id="top">\n<h1>{clean(title)}</h1>\n<p class="note">{clean(note)} ',
            "Follow a mark of the picture to see its trials.</p>\n",
            f'<div class="scroll" style="--natural: {_width(picture)}">\n{picture}</div>\n',
            *map(_section, groups),
            "<details>\n<summary>The numbers</summary>\n",
            f'<div class="scroll">\n{_table(table)}</div>\n</details>\n</main>\n</body>\n</html>\n',
        ]
    )


def _width(picture: str) -> str:
    found = re.search(r'<svg [^>]*?\bwidth="([0-9.]+pt)"', picture)
    return found[1] if found else "100%"


def clean(words: str) -> str:
    """Return text of documents for a place between tags or within a quoted attribute."""
    return escape(xml_text(one_line(words)))


def link(iri: str, words: str) -> str:
    """Return a link; only the words where the IRI is no web address."""
    if not iri.startswith(("http://", "https://")):
        return clean(words)
    return f'<a href="{clean(iri)}" rel="noreferrer">{clean(words)}</a>'


def _section(group: Group) -> str:
    rows = [f"<li>{link(one.iri, one.name)} {clean(one.told)}</li>\n" for one in group.trials]
    more = len(rows) - MOST_LISTED
    parts = [
        f'<section class="group" id="{clean(group.anchor)}" tabindex="-1">\n',
        f'<a class="close" href="#_">close</a>\n<h2>{clean(group.heading)}</h2>\n',
        *(f"<div>{clean(line)}</div>\n" for line in group.lines),
        f"<p><code>{clean(group.command)}</code></p>\n" if group.command else "",
        f"<ul>\n{''.join(rows[:MOST_LISTED])}</ul>\n",
        f"<p>and {more:,} more: the file of numbers (-o NAME.csv) lists them all</p>\n"
        if more > 0
        else "",
        "</section>\n",
    ]
    return "".join(parts)


def _table(table: Table) -> str:
    head = "".join(
        f'<th scope="col">{clean(name.replace("_", " "))}</th>' for name in table.columns
    )
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in table.rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _cell(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<td class="number">{clean(text(value))}</td>'
    words = "" if value is None else str(value)
    return f"<td>{link(words, words)}</td>"
