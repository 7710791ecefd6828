"""The words in the boxes of nodes, and how large the boxes must be for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msc_kg.views import charts
from msc_kg.views.outlines import MARGINS
from msc_kg.views.picture import PX, width_of
from msc_kg.views.styles import node_style

if TYPE_CHECKING:
    import networkx as nx

SIZE, SMALL, SMALLEST = 12.0, 11.0, 10.0
_WIDEST = {"Trial": 236.0}
_OTHERWISE = 190.0
_LINE = 1.3
"""Height of a line by the size of its letters."""

_PADDING = 8.0
DOT = 9.0
"""Diameter of a paper, in px."""

TOLD = ("phase", "status", "tissue")
"""The facts below the title of a trial; tissues only where they are no nodes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a label; size in px."""

    text: str
    size: float = SIZE
    bold: bool = False
    colour: str = charts.INK


@dataclass(frozen=True, slots=True)
class Label:
    """The lines of a node, and the size of its outline in px."""

    lines: tuple[Line, ...]
    width: float
    height: float


def labels(graph: "nx.MultiDiGraph[str]", *, brief: bool = False) -> dict[str, Label]:
    """Return the label of each node; brief ones leave out the titles of trials."""
    drawn = {str(kind) for _, kind in graph.nodes(data="type")}
    hidden = {"tissue"} if "Tissue" in drawn else set()
    return {
        node: _label(node, attributes, brief, hidden) for node, attributes in graph.nodes(data=True)
    }


def _label(node: str, attributes: dict[str, Any], brief: bool, hidden: set[str]) -> Label:
    kind = str(attributes.get("type", ""))
    outline = node_style(kind).outline
    if outline == "dot":
        return Label((), DOT, DOT)
    widest = _WIDEST.get(kind, _OTHERWISE)
    name = str(attributes.get("label", "")).strip() or node
    lines = _wrapped(name, widest, SIZE, kind == "Trial") or [Line("–")]
    if kind == "Trial":
        title = "" if brief else str(attributes.get("title", ""))
        lines += _wrapped(title, widest, SMALL, lines=2)
        facts = " · ".join(told(attributes, hidden))
        lines += _wrapped(facts, widest, SMALLEST, lines=2, colour=charts.SOFT)
    width = max(width_of(line.text, line.size, bold=line.bold) for line in lines)
    return Label(
        tuple(lines),
        width + 2 * (_PADDING + MARGINS.get(outline, 0.0)),
        sum(line.size * _LINE for line in lines) + _PADDING,
    )


def told(attributes: dict[str, Any], hidden: Iterable[str] = ()) -> list[str]:
    """Return the facts of a trial as short words."""
    found = []
    for fact in TOLD:
        values = attributes.get(fact, ()) if fact not in hidden else ()
        if values:
            found.append("/".join(_short(fact, value) for value in values).replace("/phase ", "/"))
    return found


def _short(fact: str, value: str) -> str:
    words = value[:1].lower() + value[1:] if fact != "tissue" else value
    return words.replace("Phase", "phase")


def _wrapped(
    words: str, widest: float, size: float, bold: bool = False, *, lines: int = 4,
    colour: str = charts.INK,
) -> list[Line]:  # fmt: skip
    if not words.strip():
        return []
    room = widest / PX / (1.1 if bold else 1.0)
    broken = charts.wrapped(words, room, size * 0.75, lines).split("\n")
    return [Line(text, size, bold, colour) for text in broken]
