"""A neighbourhood as PNG or SVG: shapes by type, lines by relation, links, tooltips, a legend."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_kg.views import charts, placing, styles
from msc_kg.views.labels import Label
from msc_kg.views.outlines import OUTLINES, Box
from msc_kg.views.picture import PX, Mark, Picture, Shape, Words, png, svg, width_of

if TYPE_CHECKING:
    import networkx as nx

_TITLE, _NOTE, _LEGEND = 17.0, 11.0, 11.5
_NARROWEST = 560.0
_ENTRY_GAP = 20.0
_SAMPLE = 26.0
_ROW = 22.0


def draw(
    graph: "nx.MultiDiGraph[str]",
    path: Path,
    *,
    focus: Collection[str] = (),
    title: str = "",
    note: str = "",
    layout: str = "auto",
) -> None:
    """Draw a property graph to ``path``; the same graph gives the same bytes.

    The nodes of ``focus`` get a thick frame. ``layout`` is "columns", "spread" (positions by
    Graphviz ``sfdp`` where the program is there) or "auto". Node attributes that are used:
    label, type, title, status, phase, tissue, and for tooltips and links ``told`` and ``url``.

    Raises:
        InputError: the name ends with neither ``.png`` nor ``.svg``, or cannot be written.
    """

    def drawn() -> Picture:
        return picture(graph, focus=focus, title=title, note=note, layout=layout)

    charts.save(path, {".png": lambda: png(drawn()), ".svg": lambda: svg(drawn())})


def picture(
    graph: "nx.MultiDiGraph[str]",
    *,
    focus: Collection[str] = (),
    title: str = "",
    note: str = "",
    layout: str = "auto",
) -> Picture:
    """Return the picture of a property graph; arguments as for :func:`draw`."""
    placed = placing.place(graph, layout)
    width = max(placed.width, _NARROWEST)
    heading = _heading(title, width)
    head = 12.0 + sum(part.size * 1.3 for part in heading)
    marks = [
        Mark(tuple(heading)),
        *_shifted(placed, graph, focus, (width - placed.width) / 2, head),
    ]
    legend, bottom = _legend(graph, width, head + placed.height)
    notes = _lines(note, width, _NOTE, charts.SOFT, bottom + 10)
    marks += [legend, Mark(tuple(notes))]
    return Picture(width, bottom + 10 + len(notes) * _NOTE * 1.4, tuple(marks), title)


def _heading(title: str, width: float) -> list[Words]:
    return _lines(title, width, _TITLE, charts.INK, 24, bold=True)


def _lines(
    words: str, width: float, size: float, colour: str, top: float, *, bold: bool = False
) -> list[Words]:
    if not words.strip():
        return []
    room = (width - 2 * placing.MARGIN) / PX / (1.15 if bold else 1)
    broken = charts.wrapped(words, room, size * 0.75).split("\n")
    return [
        Words(placing.MARGIN, top + row * size * 1.3, text, size, colour, bold, "left")
        for row, text in enumerate(broken)
    ]


def _shifted(
    placed: placing.Placement,
    graph: "nx.MultiDiGraph[str]",
    focus: Collection[str],
    right: float,
    down: float,
) -> Iterator[Mark]:
    """Yield the lines, then the boxes, moved to where the picture has room for them."""
    order = list(styles.EDGES)
    for line in sorted(
        placed.lines, key=lambda one: order.index(one.relation) if one.relation in order else -1
    ):
        yield _line(line, graph, right, down)
    for node, (x, y, width, height) in sorted(placed.boxes.items()):
        box = (x + right, y + down, width, height)
        yield _node(graph.nodes[node], placed.labels[node], box, node in focus)


def _line(line: placing.Line, graph: "nx.MultiDiGraph[str]", right: float, down: float) -> Mark:
    style = styles.edge_style(line.relation)
    parts = [Shape(_moved(line.path, right, down), "none", style.colour, style.width, style.dash)]
    if line.arrow:
        parts.append(Shape(_moved(line.arrow, right, down), style.colour))
    told = ""
    if len(line.links) == 1:
        source, target, _ = line.links[0]
        told = (
            f"{graph.nodes[source].get('label')} – {style.name}: {graph.nodes[target].get('label')}"
        )
    return Mark(tuple(parts), told)


def _moved(path: Any, right: float, down: float) -> Any:
    return tuple(
        (name, tuple(at + (down if odd % 2 else right) for odd, at in enumerate(points)))
        for name, points in path
    )


def _node(attributes: dict[str, Any], label: Label, box: Box, in_focus: bool) -> Mark:
    style = styles.node_style(str(attributes.get("type", "")))
    outline = Shape(
        OUTLINES[style.outline](box), style.fill, style.stroke, 3.2 if in_focus else 1.2
    )
    x, y, _, _ = box
    parts: list[Shape | Words] = [outline]
    top = y - sum(line.size * 1.3 for line in label.lines) / 2
    for line in label.lines:
        height = line.size * 1.3
        parts.append(Words(x, top + height / 2, line.text, line.size, line.colour, line.bold))
        top += height
    told = str(attributes.get("told") or attributes.get("label", ""))
    return Mark(tuple(parts), told, str(attributes.get("url", "")))


def _legend(graph: "nx.MultiDiGraph[str]", width: float, top: float) -> tuple[Mark, float]:
    """Return the legend below ``top``, in as many rows as it needs, and where it ends."""
    types = {str(attributes.get("type", "")) for _, attributes in graph.nodes(data=True)}
    relations = {key for _, _, key in graph.edges(keys=True)}
    x, y = placing.MARGIN, top + 14
    parts: list[Shape | Words] = []
    for name, sample in _entries(types, relations):
        wide = _SAMPLE + 6 + width_of(name, _LEGEND) + _ENTRY_GAP
        if x + wide > width and x > placing.MARGIN:
            x, y = placing.MARGIN, y + _ROW
        parts += [sample(x, y), Words(x + _SAMPLE + 6, y, name, _LEGEND, align="left")]
        x += wide
    return Mark(tuple(parts)), y + 12


def _entries(types: set[str], relations: set[str]) -> Iterator[tuple[str, Any]]:
    for kind, style in styles.NODES.items():
        if kind in types:
            yield style.name, lambda x, y, style=style: _sample(style, x, y)
    for relation, edge in styles.EDGES.items():
        if relation in relations:
            yield edge.name, lambda x, y, edge=edge: Shape(
                (("M", (x, y)), ("L", (x + _SAMPLE, y))), "none", edge.colour,
                edge.width + 0.4, edge.dash,
            )  # fmt: skip


def _sample(style: styles.NodeStyle, x: float, y: float) -> Shape:
    height = 9.0 if style.outline == "dot" else 14.0
    width = height if style.outline == "dot" else _SAMPLE
    box = (x + _SAMPLE / 2, y, width, height)
    return Shape(OUTLINES[style.outline](box), style.fill, style.stroke, 1.2)
