"""Outlines of nodes as paths: lines and cubic curves in px, y downwards."""

from collections.abc import Callable

Step = tuple[str, tuple[float, ...]]
"""A step of a path as in SVG: M and L to a point, C with two control points, Z to close."""

Path = tuple[Step, ...]
Box = tuple[float, float, float, float]
"""Centre x and y, width and height, in px (1/96 inch)."""

_ARC = 0.5523
"""How far the control points of a quarter of a circle stand out, by its radius."""


def rounded(box: Box, radius: float = 5) -> Path:
    """Return a box with round corners."""
    x, y, width, height = box
    left, right, top, bottom = x - width / 2, x + width / 2, y - height / 2, y + height / 2
    r = min(radius, width / 2, height / 2)
    k = r * (1 - _ARC)
    return (
        ("M", (left + r, top)),
        ("L", (right - r, top)),
        ("C", (right - k, top, right, top + k, right, top + r)),
        ("L", (right, bottom - r)),
        ("C", (right, bottom - k, right - k, bottom, right - r, bottom)),
        ("L", (left + r, bottom)),
        ("C", (left + k, bottom, left, bottom - k, left, bottom - r)),
        ("L", (left, top + r)),
        ("C", (left, top + k, left + k, top, left + r, top)),
        ("Z", ()),
    )


def polygon(points: list[tuple[float, float]]) -> Path:
    """Return a closed polygon."""
    first, *others = points
    return (("M", first), *(("L", point) for point in others), ("Z", ()))


def rectangle(box: Box) -> Path:
    """Return a box with sharp corners."""
    x, y, w, h = box[0], box[1], box[2] / 2, box[3] / 2
    return polygon([(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h)])


def pill(box: Box) -> Path:
    """Return a box with half circles at both ends."""
    return rounded(box, min(box[3] / 2, 18))


def dot(box: Box) -> Path:
    """Return a circle."""
    return rounded(box, box[3] / 2)


def hexagon(box: Box) -> Path:
    """Return a box with pointed ends."""
    x, y, w, h = box[0], box[1], box[2] / 2, box[3] / 2
    cut = min(9.0, w / 2)
    return polygon(
        [(x - w, y), (x - w + cut, y - h), (x + w - cut, y - h), (x + w, y),
         (x + w - cut, y + h), (x - w + cut, y + h)]
    )  # fmt: skip


def octagon(box: Box) -> Path:
    """Return a box with cut corners."""
    x, y, w, h = box[0], box[1], box[2] / 2, box[3] / 2
    cut = min(7.0, w / 2, h / 2)
    return polygon(
        [(x - w, y - h + cut), (x - w + cut, y - h), (x + w - cut, y - h), (x + w, y - h + cut),
         (x + w, y + h - cut), (x + w - cut, y + h), (x - w + cut, y + h), (x - w, y + h - cut)]
    )  # fmt: skip


def tag(box: Box) -> Path:
    """Return a box that points to the right."""
    x, y, w, h = box[0], box[1], box[2] / 2, box[3] / 2
    cut = min(10.0, w / 2)
    return polygon(
        [(x - w, y - h), (x + w - cut, y - h), (x + w, y), (x + w - cut, y + h), (x - w, y + h)]
    )


OUTLINES: dict[str, Callable[[Box], Path]] = {
    "rounded": rounded,
    "rectangle": rectangle,
    "pill": pill,
    "dot": dot,
    "hexagon": hexagon,
    "octagon": octagon,
    "tag": tag,
}
"""The outlines by name (see :mod:`msc_kg.views.styles`)."""

MARGINS = {"pill": 10.0, "hexagon": 9.0, "octagon": 4.0, "tag": 8.0}
"""Px that an outline needs left and right of its words, beyond a box's own."""
