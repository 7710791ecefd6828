"""A neighbourhood as PNG or SVG: typed colours, a legend, boxes sized to their labels."""

import textwrap
import warnings
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_kg.errors import InputError
from msc_kg.views.layout import columns

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NODE_COLOURS = {
    "Organization": "#f6d8ae",
    "Trial": "#dce6f2",
    "Condition": "#f4c6c6",
    "Tissue": "#cfe8cf",
    "Donor": "#e3d4ee",
    "Route": "#d5eef0",
}
NODE_NAMES = {"Organization": "sponsor", "Tissue": "tissue source"}
EDGE_COLOURS = {
    "sponsor": "#b9770e",
    "condition": "#b03a2e",
    "tissueSource": "#2e7d32",
    "donorType": "#7d3c98",
    "route": "#148f9f",
    "broader": "#808080",
}
EDGE_NAMES = {"tissueSource": "tissue source", "donorType": "donor", "broader": "narrower than"}
FORMATS = (".png", ".svg")

_WRAP = 34
FONT: dict[str, Any] = {"fontsize": 9, "family": "DejaVu Sans", "linespacing": 1.15}
"""The font of all labels; it comes with matplotlib."""

_CHARACTER = 0.078
"""Inches that a character of the font takes at most, measured on capitals and figures mixed."""
_LINE = 0.16
_ROW_GAP = 0.16
_COLUMN_GAP = 1.7


def draw(
    graph: "nx.MultiDiGraph[str]",
    path: Path,
    *,
    focus: Collection[str] = (),
    title: str = "",
    note: str = "",
) -> None:
    """Draw a property graph to ``path``; the same graph gives the same bytes.

    The nodes of ``focus`` get a thick frame. Letters that the font lacks are drawn as boxes.

    Raises:
        InputError: the name ends with neither ``.png`` nor ``.svg``, or cannot be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise InputError(
            "not the name of a picture", where=str(path), next_step=f"use {' or '.join(FORMATS)}"
        )
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "msc-kg", "svg.fonttype": "path"}):
        places, width, height = place(graph)
        figure = Figure(figsize=(width, height + 0.9))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width)
        axes.set_ylim(-0.9, height)
        axes.axis("off")
        _draw_edges(axes, graph, places)
        _draw_nodes(axes, graph, places, focus)
        _draw_legend(axes, graph)
        axes.text(0.15, height - 0.2, title, fontsize=12, weight="bold", va="top")
        axes.text(width - 0.15, -0.85, note, fontsize=8, color="#555555", ha="right", va="bottom")
        _save(figure, path)


def _save(figure: "Figure", path: Path) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        try:
            figure.savefig(path, dpi=110, metadata=_metadata(path))
        except OSError as error:
            raise InputError(
                f"cannot be written ({error.strerror})",
                where=str(path),
                next_step="name another file with -o",
            ) from error


Box = tuple[float, float, float, float]
"""Centre x and y, width and height of a node's box, in inches."""


def place(graph: "nx.MultiDiGraph[str]") -> tuple[dict[str, Box], float, float]:
    """Return the box of each node, and the width and height of the picture, in inches."""
    ordered = columns(graph)
    sizes = {node: _size(label(graph, node)) for column in ordered for node in column}
    heights = [sum(sizes[node][1] + _ROW_GAP for node in column) for column in ordered]
    tallest = max(heights, default=0.0)
    boxes: dict[str, Box] = {}
    left = 0.3
    for column, height in zip(ordered, heights, strict=True):
        width = max(sizes[node][0] for node in column)
        gap = (tallest - height) / (len(column) + 1)
        top = tallest + 0.1
        for node in column:
            own_width, own_height = sizes[node]
            top -= gap + _ROW_GAP / 2
            boxes[node] = (left + width / 2, top - own_height / 2, own_width, own_height)
            top -= own_height + _ROW_GAP / 2
        left += width + _COLUMN_GAP
    return boxes, max(left - _COLUMN_GAP + 0.3, 6.0), tallest + 0.8


def label(graph: "nx.MultiDiGraph[str]", node: str) -> str:
    """Return the label of a node in lines; a trial's shortened title stands below its number."""
    attributes = graph.nodes[node]
    lines = textwrap.wrap(str(attributes.get("label", node)), _WRAP)
    if attributes.get("type") == "Trial" and attributes.get("title"):
        title = str(attributes["title"])
        lines += textwrap.wrap(title, _WRAP + 4, max_lines=2, placeholder=" ...")
    return "\n".join(lines)


def _size(text: str) -> tuple[float, float]:
    lines = text.split("\n")
    return max(len(line) for line in lines) * _CHARACTER + 0.16, len(lines) * _LINE + 0.12


def _draw_edges(axes: "Axes", graph: "nx.MultiDiGraph[str]", boxes: dict[str, Box]) -> None:
    import networkx as nx

    for name, colour in EDGE_COLOURS.items():
        pairs = [(s, t) for s, t, key in graph.edges(keys=True) if key == name]
        same_column = [(s, t) for s, t in pairs if boxes[s][0] == boxes[t][0]]
        crossing = [(_port(boxes, s, t), _port(boxes, t, s)) for s, t in pairs
                    if boxes[s][0] != boxes[t][0]]  # fmt: skip
        lines: nx.Graph[tuple[int, int]] = nx.Graph()
        places = {}
        for number, (start, end) in enumerate(crossing):
            places[(number, 0)], places[(number, 1)] = start, end
            lines.add_edge((number, 0), (number, 1))
        if crossing:
            nx.draw_networkx_edges(lines, places, ax=axes, edge_color=colour, width=1.1, alpha=0.75)
        for source, target in same_column:
            _draw_bow(axes, boxes[source], boxes[target], colour)


def _port(boxes: dict[str, Box], node: str, towards: str) -> tuple[float, float]:
    """Return the middle of the side of a node's box that faces another node."""
    x, y, width, _ = boxes[node]
    return (x + width / 2, y) if boxes[towards][0] > x else (x - width / 2, y)


def _draw_bow(axes: "Axes", source: Box, target: Box, colour: str) -> None:
    """Draw an edge within a column as a bow beside it, with an arrow at the broader end."""
    from matplotlib.patches import FancyArrowPatch

    start = (source[0] + source[2] / 2, source[1])
    end = (target[0] + target[2] / 2, target[1])
    bend = 0.45 if start[1] > end[1] else -0.45
    axes.add_patch(
        FancyArrowPatch(
            start, end, connectionstyle=f"arc3,rad={-bend}", arrowstyle="-|>",
            mutation_scale=9, color=colour, linewidth=1.0,
        )
    )  # fmt: skip


def _draw_nodes(
    axes: "Axes", graph: "nx.MultiDiGraph[str]", boxes: dict[str, Box], focus: Collection[str]
) -> None:
    from matplotlib.patches import FancyBboxPatch

    for node, (x, y, width, height) in sorted(boxes.items()):
        colour = NODE_COLOURS.get(graph.nodes[node].get("type", ""), "#eeeeee")
        box = FancyBboxPatch(
            (x - width / 2, y - height / 2), width, height,
            boxstyle="round,pad=0,rounding_size=0.06", facecolor=colour, edgecolor="#555555",
            linewidth=2.4 if node in focus else 0.8, zorder=3,
        )  # fmt: skip
        box.set_url(node)
        axes.add_patch(box)
        axes.text(
            x, y, label(graph, node), ha="center", va="center", zorder=4, url=node, **FONT
        )  # fmt: skip


def _draw_legend(axes: "Axes", graph: "nx.MultiDiGraph[str]") -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    types = {attributes.get("type") for _, attributes in graph.nodes(data=True)}
    relations = {key for _, _, key in graph.edges(keys=True)}
    handles: list[Any] = [
        Patch(facecolor=colour, edgecolor="#555555", label=NODE_NAMES.get(name, name.lower()))
        for name, colour in NODE_COLOURS.items()
        if name in types
    ]
    handles += [
        Line2D([], [], color=colour, label=EDGE_NAMES.get(name, name))
        for name, colour in EDGE_COLOURS.items()
        if name in relations
    ]
    axes.legend(
        handles=handles, loc="lower left", ncols=5, fontsize=8, frameon=False,
        bbox_to_anchor=(0.0, 0.0),
    )  # fmt: skip


def _metadata(path: Path) -> dict[str, str | None]:
    """Return metadata without date and version, so that equal pictures have equal bytes."""
    return (
        {"Date": None, "Creator": "msc-kg"}
        if path.suffix.lower() == ".svg"
        else {"Software": "msc-kg"}
    )
