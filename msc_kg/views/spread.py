"""Positions all around: by Graphviz ``sfdp`` where the program is there, else by NetworkX.

The program reads numbers only: no word of a graph reaches it. Its answer is checked, and
after any trouble NetworkX places the nodes.
"""

import math
import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msc_kg.views.apart import apart
from msc_kg.views.picture import PX

if TYPE_CHECKING:
    import networkx as nx

PROGRAM = "sfdp"
SEED = 11
_SECONDS = 20
_MOST_ANSWERED = 4_000_000
"""Bytes of an answer that are read: far more than 500 nodes have."""

_LENGTH = 0.9
"""Inches that ``sfdp`` wants between neighbours, before boxes are put apart."""

_APART = 130.0
"""Px between neighbours where NetworkX places them."""

_FLATTER = 0.62
"""By how much the whole is pressed together from above: boxes are wider than high."""

Point = tuple[float, float]
Size = tuple[float, float]


def spread(graph: "nx.MultiDiGraph[str]", sizes: Mapping[str, Size]) -> dict[str, Point]:
    """Return the middle of each box, none over another; px, from the upper left corner."""
    found = by_sfdp(graph, sizes) or by_springs(graph, sizes)
    placed = apart(found, sizes)
    left = min(x - sizes[node][0] / 2 for node, (x, _) in placed.items())
    top = min(y - sizes[node][1] / 2 for node, (_, y) in placed.items())
    return {node: (x - left, y - top) for node, (x, y) in placed.items()}


def by_sfdp(graph: "nx.MultiDiGraph[str]", sizes: Mapping[str, Size]) -> dict[str, Point] | None:
    """Return what ``sfdp`` answers; ``None`` without the program, or when it fails."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    nodes = sorted(graph)
    arguments = (
        "-Tplain",
        "-Goverlap=prism",
        "-Gsep=+8",
        "-Goverlap_scaling=-3.5",
        f"-GK={_LENGTH}",
        f"-Gstart={SEED}",
        "-Gsplines=false",
    )
    try:
        done = subprocess.run(
            [program, *arguments], input=_question(graph, nodes, sizes), capture_output=True,
            timeout=_SECONDS, check=True, env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return _answer(done.stdout[:_MOST_ANSWERED].decode("ascii", "replace"), nodes)


def _question(graph: "nx.MultiDiGraph[str]", nodes: list[str], sizes: Mapping[str, Size]) -> bytes:
    number = {node: index for index, node in enumerate(nodes)}
    lines = [
        f"{number[node]} [width={sizes[node][0] / PX:.4f} height={sizes[node][1] / PX:.4f}];"
        for node in nodes
    ]
    pairs = sorted({(number[s], number[t]) for s, t, _ in graph.edges(keys=True) if s != t})
    lines += [f"{source} -- {target};" for source, target in pairs]
    body = "\n".join(lines)
    return f'graph {{\nnode [shape=box fixedsize=true label=""];\n{body}\n}}\n'.encode()


def _answer(text: str, nodes: list[str]) -> dict[str, Point] | None:
    """Return positions of the "plain" format, in px; ``None`` unless every node has one."""
    found: dict[str, Point] = {}
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["node"] and len(words) > 3 and words[1].isdecimal():
            at = float(words[2]) * PX, -float(words[3]) * PX
            if int(words[1]) < len(nodes) and all(map(math.isfinite, at)):
                found[nodes[int(words[1])]] = at
    return found if len(found) == len(nodes) else None


def by_springs(graph: "nx.MultiDiGraph[str]", sizes: Mapping[str, Size]) -> dict[str, Point]:
    """Return positions by NetworkX: springs from a start in a circle, parts beside each other."""
    import networkx as nx

    plain = nx.Graph(sorted({(s, t) for s, t, _ in graph.edges(keys=True)}))
    plain.add_nodes_from(sorted(graph))
    widest = max((width for width, _ in sizes.values()), default=_APART)
    found: dict[str, Point] = {}
    left = 0.0
    for part in sorted(map(sorted, nx.connected_components(plain)), key=lambda p: (-len(p), p)):
        span = math.sqrt(len(part)) * _APART
        places = nx.spring_layout(plain.subgraph(part), seed=SEED, iterations=120)
        for node in part:
            x, y = (float(value) for value in places[node])
            found[node] = (left + (x + 1) * span, (y + 1) * span * _FLATTER)
        left += 2 * span + widest
    return found
