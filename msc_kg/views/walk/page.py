"""The page itself: contents, style and scripts in one file.

Its content security policy lets in no script and no style but its own (by their digests) and
forbids every request; what documents say is JSON in a block that is no script, with every
character escaped that could end it, and is shown as text only.
"""

import base64
import hashlib
from collections.abc import Collection
from functools import cache
from html import escape
from pathlib import Path

import orjson

from msc_kg.characters import one_line, xml_text
from msc_kg.errors import InputError
from msc_kg.store import Graph
from msc_kg.views import charts
from msc_kg.views.walk.contents import Contents, contents

SCRIPTS = (
    "model.js",
    "layout.js",
    "drawing.js",
    "moving.js",
    "panel.js",
    "actions.js",
    "controls.js",
    "page.js",
)
"""The scripts in the order they run; they share one scope of their own."""

_FOLDER = Path(__file__).resolve().parent
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def draw_walk(
    graph: Graph,
    path: Path,
    focus: str | None = None,
    *,
    depth: int = 2,
    limit: int = 60,
    trials: Collection[str] | None = None,
) -> str:
    """Write the page of a graph and return what is told of it; arguments as for ``contents``.

    Raises:
        UnknownNameError: nothing in the graph is called as the focus; near labels are offered.
        InputError: the graph holds nothing to walk around in, or the file cannot be written.
    """
    held = contents(graph, focus, depth=depth, limit=limit, trials=trials)
    if not held.nodes:
        raise InputError("the graph has no trial to draw", where=graph.source)
    charts.save(path, {".html": lambda: page(held)})
    told = f"{held.nodes:,} nodes to walk around in"
    return f"{told}. {held.note}" if held.note else told


def page(held: Contents) -> str:
    """Return the page; the same contents give the same text."""
    style, script = _own("page.css"), _scripts()
    policy = (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = {
        "policy": policy,
        "title": escape(xml_text(one_line(held.title))),
        "style": style,
        "contents": orjson.dumps(dict(held.value)).decode().translate(_ESCAPES),
        "script": script,
    }
    pieces = _own("page.html").split("%%")
    return "".join(parts[piece] if odd % 2 else piece for odd, piece in enumerate(pieces))


def _scripts() -> str:
    return '"use strict";\n(() => {\n' + "\n".join(map(_own, SCRIPTS)) + "})();\n"


@cache
def _own(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
