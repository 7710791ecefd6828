"""The neighbourhood of a thing as a picture that leads to the pages of its neighbours."""

from typing import Any

from fastapi import Request
from nicegui import ui
from nicegui.events import EChartPointClickEventArguments

from msc_kg.dossiers.around import MOST, Around, around
from msc_kg.errors import MscKgError
from msc_kg.explorer import addresses
from msc_kg.explorer.charts import INK
from msc_kg.explorer.frame import button_link, error, follow, page, tagged
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
    "symbolSize": 34,
    "label": {"position": "top", "fontWeight": "bold", "fontSize": 15, "overflow": "none"},
}
"""How the thing in the middle is drawn."""

ACROSS, DOWN = 902.0, 550.4
"""The part of a chart of 1100 by 640 that nodes stand in: the rest is legend and labels."""


async def show(explorer: Explorer, request: Request) -> None:
    """Show the picture of the thing of the address."""
    kind = request.query_params.get("kind", "")
    name = request.query_params.get("name", "")
    try:
        found = await aside(around, explorer.graph, kind, name)
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
            chart = ui.echart(_options(found), on_point_click=_open).classes("graph")
            chart.props('aria-label="Neighbourhood"')
        with ui.element("details"):
            tagged("summary", "The neighbourhood as a table")
            _table(found)


def _options(found: Around) -> dict[str, Any]:
    kinds = [kind for kind in COLOURS if any(node.kind == kind for node in found.nodes)]
    placed = _placed(found)
    return {
        "aria": {"enabled": True},
        "animation": False,
        "legend": {"data": kinds, "textStyle": {"color": INK}, "top": 0},
        "tooltip": {"renderMode": "richText", "confine": True, "formatter": "{b}"},
        "series": [
            {
                "type": "graph", "layout": "none", "roam": "move",
                "top": "10%", "bottom": "4%", "left": "4%", "right": "14%",
                "label": {"show": True, "position": "right", "color": INK, "width": 150,
                          "overflow": "truncate"},
                "labelLayout": {"hideOverlap": True},
                "lineStyle": {"color": INK, "opacity": 0.6},
                "emphasis": {"focus": "adjacency"},
                "categories": [
                    {"name": kind, "symbol": COLOURS[kind][1],
                     "itemStyle": {"color": COLOURS[kind][0]}} for kind in kinds
                ],
                "data": [
                    {
                        "id": node.iri, "name": node.name, "category": kinds.index(node.kind),
                        "x": placed[node.iri][0], "y": placed[node.iri][1],
                        **(CENTRE if node.iri == found.centre.iri else {"symbolSize": 14}),
                        "address": _address(node.kind, node.iri),
                    }
                    for node in found.nodes
                ],
                "links": [{"source": one, "target": other} for one, _, other in found.links],
            }
        ],
    }  # fmt: skip


def _placed(found: Around) -> dict[str, tuple[float, float]]:
    """Return where the nodes stand; the same neighbourhood always looks the same."""
    import networkx as nx

    drawn: nx.Graph[str] = nx.Graph()
    drawn.add_nodes_from(node.iri for node in found.nodes)
    drawn.add_edges_from((one, other) for one, _, other in found.links)
    apart = 2.5 / len(drawn) ** 0.5
    places = nx.spring_layout(drawn, k=apart, iterations=150, seed=7)
    return _filling({iri: (float(x), float(y)) for iri, (x, y) in places.items()})


def _filling(places: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Return the places stretched over the part of the chart that nodes stand in."""
    low = [min(place[axis] for place in places.values()) for axis in (0, 1)]
    wide = [max(place[axis] for place in places.values()) - low[axis] or 1.0 for axis in (0, 1)]
    return {
        iri: (
            round((x - low[0]) / wide[0] * ACROSS, 1),
            round((y - low[1]) / wide[1] * DOWN, 1),
        )
        for iri, (x, y) in places.items()
    }


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


def _open(event: EChartPointClickEventArguments) -> None:
    follow(event.data)
