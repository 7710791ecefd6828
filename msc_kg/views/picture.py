"""A picture as shapes and words in px, y downwards, and the two files it is written to.

SVG has its words as text that can be selected, each as long as measured whatever font a viewer
has (``textLength``), and links and tooltips. PNG is drawn by matplotlib from the same shapes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from msc_kg.characters import one_line, xml_text
from msc_kg.views import charts
from msc_kg.views.outlines import Path

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PX = 96
"""Px in an inch."""

_FONTS = "'DejaVu Sans', Verdana, 'Noto Sans', sans-serif"
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A path with its colours; ``stroke_width`` and ``dash`` in px."""

    path: Path
    fill: str = "none"
    stroke: str = "none"
    stroke_width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words around the height ``y``, or from, around or up to ``x``; size in px."""

    x: float
    y: float
    text: str
    size: float = 12
    colour: str = charts.INK
    bold: bool = False
    align: str = "center"


@dataclass(frozen=True, slots=True)
class Mark:
    """Shapes and words that belong together, with a tooltip and where they lead to."""

    parts: tuple[Shape | Words, ...]
    told: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Marks on a white sheet of ``width`` by ``height`` px, from the lowest to the highest."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    title: str = ""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of words in px."""
    return charts.measured(text, size * 0.75, bold=bold) * PX


def svg(picture: Picture) -> str:
    """Return the picture as an SVG file."""
    size = f"{_number(picture.width)} {_number(picture.height)}"
    width, height = size.split()
    return "".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>\n',
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" ',
            f'viewBox="0 0 {size}" font-family="{_FONTS}" ',
            f'aria-label="{_clean(picture.title)}">\n<title>{_clean(picture.title)}</title>\n',
            '<rect width="100%" height="100%" fill="#ffffff"/>\n',
            *(part for mark in picture.marks for part in _mark(mark)),
            "</svg>\n",
        ]
    )


def _mark(mark: Mark) -> Iterator[str]:
    told = "\n".join(_clean(line) for line in mark.told.split("\n"))
    if mark.link:
        yield f'<a href="{_clean(mark.link)}" target="_blank" rel="noopener noreferrer">'
    yield f"<g><title>{told}</title>" if told else "<g>"
    for part in mark.parts:
        yield _shape(part) if isinstance(part, Shape) else _words(part)
    yield "</g></a>\n" if mark.link else "</g>\n"


def _shape(shape: Shape) -> str:
    path = " ".join(f"{name}{' '.join(map(_number, at))}" for name, at in shape.path)
    dash = f' stroke-dasharray="{" ".join(map(_number, shape.dash))}"' if shape.dash else ""
    stroke = (
        f' stroke="{shape.stroke}" stroke-width="{_number(shape.stroke_width)}"{dash}'
        if shape.stroke != "none"
        else ""
    )
    return f'<path d="{path}" fill="{shape.fill}"{stroke}/>'


def _words(words: Words) -> str:
    text = _clean(words.text)
    if not text.strip():
        return ""
    length = width_of(one_line(words.text), words.size, bold=words.bold)
    weight = ' font-weight="bold"' if words.bold else ""
    return (
        f'<text x="{_number(words.x)}" y="{_number(words.y + words.size * 0.36)}" '
        f'font-size="{_number(words.size)}" fill="{words.colour}"{weight} '
        f'text-anchor="{_ANCHORS[words.align]}" textLength="{_number(length)}" '
        f'lengthAdjust="spacingAndGlyphs">{text}</text>'
    )


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _clean(words: str) -> str:
    return escape(xml_text(one_line(words)))


def png(picture: Picture) -> bytes:
    """Return the picture as PNG."""
    with charts.canvas(picture.width / PX, picture.height / PX) as (figure, axes):
        axes.set_xlim(0, picture.width)
        axes.set_ylim(picture.height, 0)
        for order, mark in enumerate(picture.marks):
            for part in mark.parts:
                (_draw_shape if isinstance(part, Shape) else _draw_words)(axes, part, order)
        return charts.png(figure)


def _draw_shape(axes: "Axes", shape: Any, order: int) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Drawn

    codes = {"M": [Drawn.MOVETO], "L": [Drawn.LINETO], "C": [Drawn.CURVE4] * 3,
             "Z": [Drawn.CLOSEPOLY]}  # fmt: skip
    points: list[tuple[float, float]] = []
    for _, at in shape.path:
        points += list(zip(at[::2], at[1::2], strict=True)) or [points[0]]
    path = Drawn(points, [code for name, _ in shape.path for code in codes[name]])
    width = shape.stroke_width * 0.75
    dash = (0, tuple(length * 0.75 / width for length in shape.dash)) if shape.dash else "solid"
    axes.add_patch(
        PathPatch(path, facecolor=shape.fill, edgecolor=shape.stroke, linewidth=width,
                  linestyle=dash, zorder=order, capstyle="butt")
    )  # fmt: skip


def _draw_words(axes: "Axes", words: Any, order: int) -> None:
    axes.text(
        words.x, words.y, xml_text(one_line(words.text)), fontsize=words.size * 0.75,
        color=words.colour, weight="bold" if words.bold else "normal", ha=words.align,
        va="center_baseline", zorder=order,
    )  # fmt: skip
