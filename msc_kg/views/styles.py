"""How nodes and edges of drawings look: colour and shape, each enough to tell types apart.

Colours are those of Okabe and Ito (2008), which readers with any common colour blindness tell
apart; lines also differ in their dashes, for print.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NodeStyle:
    """A type of node: what a legend calls it, its outline, and the colours of it."""

    name: str
    outline: str
    fill: str
    stroke: str


@dataclass(frozen=True, slots=True)
class EdgeStyle:
    """A relation: what a legend calls it, its colour, and lengths of dashes and gaps in px."""

    name: str
    colour: str
    dash: tuple[float, ...] = ()
    width: float = 1.3


NODES = {
    "Trial": NodeStyle("trial", "rounded", "#e3f0f8", "#0072b2"),
    "Condition": NodeStyle("condition", "pill", "#fde8db", "#d55e00"),
    "Organization": NodeStyle("sponsor", "rectangle", "#fff2d1", "#b07a00"),
    "Paper": NodeStyle("paper", "dot", "#444444", "#444444"),
    "Tissue": NodeStyle("tissue source", "hexagon", "#daf3ea", "#00805d"),
    "Donor": NodeStyle("donor", "octagon", "#f9e8f1", "#b0508a"),
    "Route": NodeStyle("route", "tag", "#e2f3fc", "#2f87b5"),
}
OTHER_NODE = NodeStyle("other", "rectangle", "#f0f0f0", "#666666")

EDGES = {
    "sponsor": EdgeStyle("sponsor", "#b07a00"),
    "condition": EdgeStyle("condition", "#d55e00"),
    "tissueSource": EdgeStyle("tissue source", "#00805d", (7, 3)),
    "donorType": EdgeStyle("donor", "#b0508a", (2, 2.5)),
    "route": EdgeStyle("route", "#2f87b5", (8, 3, 2, 3)),
    "resultPaper": EdgeStyle("results in", "#444444", (), 1.0),
    "derivedPaper": EdgeStyle("derived paper", "#444444", (5, 2), 1.0),
    "hasPaper": EdgeStyle("paper cited", "#777777", (), 0.8),
    "reportedIn": EdgeStyle("reported in", "#777777", (4, 2), 0.8),
    "backgroundPaper": EdgeStyle("background", "#999999", (1.5, 2), 0.8),
    "broader": EdgeStyle("narrower than", "#666666", (3, 2), 1.1),
}
"""The relations, in the order they are drawn: later ones lie above."""

OTHER_EDGE = EdgeStyle("other", "#888888")


def node_style(kind: str) -> NodeStyle:
    """Return the style of a type of node."""
    return NODES.get(kind, OTHER_NODE)


def edge_style(relation: str) -> EdgeStyle:
    """Return the style of a relation."""
    return EDGES.get(relation, OTHER_EDGE)
