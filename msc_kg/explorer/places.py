"""Where the nodes of a neighbourhood stand: no name over another, nothing wider than a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import east_asian_width

from msc_kg.dossiers.around import Around
from msc_kg.views.spread import Point, Size, spread

WIDEST = 1120.0
"""Pixels across that a page has for a picture."""

NODE, CENTRE = 14.0, 34.0
"""Pixels across of a node, and of the one in the middle."""

NAME, TITLE = 150.0, 700.0
"""Pixels after which a name is cut, and that in the middle; pointed at, nodes tell it all."""

_LETTER, _WIDE_LETTER, _BOLD = 7.0, 13.0, 1.4
_LINE = 18.0
_GAP = 6.0

_LEAST, _A_NODE = 300.0, 6.0
"""Pixels down that a picture has for no node, and for each, before names are put apart."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where nodes stand, their boxes (middle and size) with names, the whole; px, y downwards."""

    points: Mapping[str, Point]
    boxes: Mapping[str, tuple[float, float, float, float]]
    width: float
    height: float


def place(found: Around) -> Places:
    """Return where the nodes stand; the same neighbourhood always looks the same."""
    import networkx as nx

    drawn: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    drawn.add_nodes_from(node.iri for node in found.nodes)
    for one, relation, other in found.links:
        drawn.add_edge(one, other, key=relation)
    centre = found.centre.iri
    sizes = {node.iri: _size(node.name, node.iri == centre) for node in found.nodes}
    middles = _apart(_pressed(spread(drawn, sizes), sizes), sizes)
    return Places(
        {iri: _point(at, sizes[iri], iri == centre) for iri, at in middles.items()},
        {iri: (*at, *sizes[iri]) for iri, at in middles.items()},
        max(x + sizes[iri][0] / 2 for iri, (x, _) in middles.items()),
        max(y + sizes[iri][1] / 2 for iri, (_, y) in middles.items()),
    )


def _size(name: str, central: bool) -> Size:
    """Return the size of a node with its name: beside it, or above the one in the middle."""
    letters = sum(_WIDE_LETTER if east_asian_width(c) in "WF" else _LETTER for c in name)
    if central:
        return max(CENTRE, min(letters * _BOLD, TITLE)), CENTRE + 1.5 * _LINE
    return NODE + 6 + min(letters, NAME), _LINE


def _point(middle: Point, size: Size, central: bool) -> Point:
    """Return the place of the node itself in its box."""
    x, y = middle
    if central:
        return x, y + (size[1] - CENTRE) / 2
    return x - (size[0] - NODE) / 2, y


def _pressed(middles: Mapping[str, Point], sizes: Mapping[str, Size]) -> dict[str, Point]:
    """Return the places pressed together until the whole is no wider and higher than it may be."""
    most = (WIDEST, _LEAST + _A_NODE * len(sizes))
    whole = [max(at[a] + sizes[iri][a] / 2 for iri, at in middles.items()) for a in (0, 1)]
    return {
        iri: (
            _along(at[0], sizes[iri][0], whole[0], most[0]),
            _along(at[1], sizes[iri][1], whole[1], most[1]),
        )
        for iri, at in middles.items()
    }


def _along(middle: float, own: float, whole: float, most: float) -> float:
    """Return where the middle of a box comes to stand when the whole shrinks to the most."""
    if whole <= max(most, own):
        return middle
    return own / 2 + (middle - own / 2) / (whole - own) * (most - own)


def _apart(middles: Mapping[str, Point], sizes: Mapping[str, Size]) -> dict[str, Point]:
    """Return the places with boxes moved down, from above, below those they would lie over."""
    placed: dict[str, Point] = {}
    for iri in sorted(middles, key=lambda each: (middles[each][1], middles[each][0], each)):
        x, y = middles[iri]
        wide, high = sizes[iri]
        for other, (u, v) in sorted(placed.items(), key=lambda each: each[1][1]):
            beside = abs(x - u) >= (wide + sizes[other][0]) / 2 + _GAP
            least = (high + sizes[other][1]) / 2 + _GAP
            if not beside and abs(y - v) < least:
                y = v + least
        placed[iri] = (x, y)
    return placed
