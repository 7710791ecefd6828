"""Boxes pushed apart until none lies over another."""

from collections.abc import Iterator, Mapping

Point = tuple[float, float]
Size = tuple[float, float]

_ROUNDS = 60
_WIDER = 1.08


def apart(
    positions: Mapping[str, Point], sizes: Mapping[str, Size], gap: float = 10.0
) -> dict[str, Point]:
    """Return positions near the given ones at which boxes are at least ``gap`` px apart.

    Overlapping boxes are pushed along the shorter way. Where that goes round in circles the
    whole is widened; boxes at one point are first put beside each other. Always ends: at
    worst the widening pulls everything apart.
    """
    placed = _distinct(positions)
    while True:
        for _ in range(_ROUNDS):
            if not _push(placed, sizes, gap):
                return placed
        placed = {node: (x * _WIDER, y * _WIDER) for node, (x, y) in _distinct(placed).items()}


def _distinct(positions: Mapping[str, Point]) -> dict[str, Point]:
    """Return positions of which no two are at the same height and place."""
    placed: dict[str, Point] = {}
    taken: set[Point] = set()
    for number, (node, (x, y)) in enumerate(sorted(positions.items())):
        at = (round(x, 3), round(y, 3))
        while at in taken:
            at = (at[0] + 0.37 * (number % 7 + 1), at[1] + 0.61 * (number % 5 + 1))
        taken.add(at)
        placed[node] = at
    return placed


def _push(placed: dict[str, Point], sizes: Mapping[str, Size], gap: float) -> bool:
    """Push each overlapping pair apart once; return whether there was one."""
    pushed = False
    for one, other in _near(placed, sizes, gap):
        (x, y), (u, v) = placed[one], placed[other]
        wide = (sizes[one][0] + sizes[other][0]) / 2 + gap - abs(x - u)
        high = (sizes[one][1] + sizes[other][1]) / 2 + gap - abs(y - v)
        if min(wide, high) <= 1e-9:
            continue
        pushed = True
        if wide < high:
            step = (wide / 2 + 0.01) * (1 if x >= u else -1)
            placed[one], placed[other] = (x + step, y), (u - step, v)
        else:
            step = (high / 2 + 0.01) * (1 if y >= v else -1)
            placed[one], placed[other] = (x, y + step), (u, v - step)
    return pushed


def _near(
    placed: Mapping[str, Point], sizes: Mapping[str, Size], gap: float
) -> Iterator[tuple[str, str]]:
    """Yield the pairs whose boxes overlap from left to right, in a fixed order."""
    ordered = sorted(placed, key=lambda node: (placed[node][0] - sizes[node][0] / 2, node))
    lefts = {node: placed[node][0] - sizes[node][0] / 2 for node in ordered}
    for index, one in enumerate(ordered):
        right = placed[one][0] + sizes[one][0] / 2 + gap
        for other in ordered[index + 1 :]:
            if lefts[other] >= right:
                break
            yield one, other
