"""The neighbourhood of a thing as a picture that leads to the pages of its neighbours."""

from typing import Any

from fastapi import Request
from nicegui import ui

from msc_kg.dossiers.around import MOST, Around, around
from msc_kg.errors import MscKgError
from msc_kg.explorer import addresses, places
from msc_kg.explorer.charts import INK
from msc_kg.explorer.frame import button_link, error, lead, page, tagged
from msc_kg.explorer.places import Places
from msc_kg.explorer.session import Explorer, aside
from msc_kg.explorer.tables import show as show_rows

COLOURS = {
    "trial": ("#0b73a8", "roundRect"),
    "condition": ("#b8472e", "circle"),
    "sponsor": ("#2a7f62", "rect"),
    "paper": ("#8a6d00", "diamond"),
    "tissue source": ("#6a4ca0", "triangle"),
    "donor type": ("#8a5a7a", "triangle"),
    "route": ("#5b6770", "triangle"),
}
"""Colour and shape of each kind of neighbour."""

CENTRE = {
    "symbolSize": places.CENTRE,
    "label": {"position": "top", "fontWeight": "bold", "fontSize": 15, "width": places.TITLE},
}
"""How the thing in the middle is drawn."""

HEAD, MARGIN, LEAST = 64, 20, 420
"""Pixels of a chart for its legend and beside the nodes, and how wide it is at least."""


async def show(explorer: Explorer, request: Request) -> None:
    """Show the picture of the thing of the address."""
    kind = request.query_params.get("kind", "")
    name = request.query_params.get("name", "")
    try:
        found = await aside(around, explorer.graph, kind, name)
        placed = await aside(places.place, found)
    except MscKgError as problem:
        with page(request, "Neighbourhood"):
            error(problem)
        return
    with page(request, f"Neighbourhood of {found.centre.name}"):
        button_link("Its page", addresses.of(found.centre.kind, found.centre.iri), "article")
        if found.cut:
            tagged("p", f"{found.cut:,} more trials are not drawn; {MOST} are.", "note")
        with ui.element("div").classes("scroll narrow").props("tabindex=0 role=region") as region:
            region.props["aria-label"] = "Neighbourhood"
            chart = ui.echart(_options(found, placed))
            lead(chart)
            chart.classes("graph").style(f"width: {_width(placed):.0f}px")
            chart.style(f"height: {HEAD + placed.height + MARGIN:.0f}px")
            chart.props('aria-label="Neighbourhood"')
        with ui.element("details"):
            tagged("summary", "The neighbourhood as a table")
            _table(found)


def _options(found: Around, placed: Places) -> dict[str, Any]:
    kinds = [kind for kind in COLOURS if any(node.kind == kind for node in found.nodes)]
    return {
        "aria": {"enabled": True},
        "animation": False,
        "legend": {"data": kinds, "textStyle": {"color": INK}, "top": 0},
        "tooltip": {"renderMode": "richText", "confine": True, "formatter": "{b}"},
        "series": [
            {
                "type": "graph", "layout": "none", "roam": "move",
                **_frame(placed),
                "label": {"show": True, "position": "right", "color": INK, "fontSize": 12,
                          "width": places.NAME, "overflow": "truncate"},
                "lineStyle": {"color": INK, "opacity": 0.6},
                "emphasis": {"focus": "adjacency"},
                "categories": [
                    {"name": kind, "symbol": COLOURS[kind][1],
                     "itemStyle": {"color": COLOURS[kind][0]}} for kind in kinds
                ],
                "data": [
                    {
                        "id": node.iri, "name": node.name, "category": kinds.index(node.kind),
                        "x": placed.points[node.iri][0], "y": placed.points[node.iri][1],
                        **(CENTRE if node.iri == found.centre.iri else {"symbolSize": places.NODE}),
                        "address": _address(node.kind, node.iri),
                    }
                    for node in found.nodes
                ],
                "links": [{"source": one, "target": other} for one, _, other in found.links],
            }
        ],
    }  # fmt: skip


def _frame(placed: Places) -> dict[str, float]:
    """Return the frame of the nodes, in which a pixel of the chart is one of their places.

    Where all stand in one row or column, ECharts gives that two pixels.
    """
    left, width = _span([x for x, _ in placed.points.values()])
    top, height = _span([y for _, y in placed.points.values()])
    beside = (_width(placed) - placed.width) / 2
    return {"left": beside + left, "width": width, "top": HEAD + top, "height": height}


def _span(along: list[float]) -> tuple[float, float]:
    low, high = min(along), max(along)
    return (low, high - low) if high > low else (low - 1, 2.0)


def _width(placed: Places) -> float:
    return max(placed.width + 2 * MARGIN, LEAST)


def _address(kind: str, iri: str) -> str:
    if kind in {"trial", "condition", "sponsor", "paper"}:
        return addresses.of(kind, iri)
    return addresses.node(iri)


def _table(found: Around) -> None:
    nodes = {node.iri: node for node in found.nodes}
    rows, links = [], []
    for one, relation, other in found.links:
        rows.append((nodes[one].name, relation, nodes[other].name))
        links.append({
            column: [{"text": nodes[iri].name, "href": _address(nodes[iri].kind, iri)}]
            for column, iri in (("trial", one), ("what", other))
        })  # fmt: skip
    show_rows(("trial", "relation", "what"), rows, links, caption="Neighbourhood")
