"""What pictures of numbers share: a canvas in inches, measured text, tooltips, the same bytes.

Marks are parts of a picture that carry words: a tooltip in SVG, and a link.
"""

import io
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from msc_kg.characters import one_line, xml_text
from msc_kg.errors import InputError
from msc_kg.tables import Table, render

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONT = "DejaVu Sans"
"""The font of all pictures; it comes with matplotlib."""

DPI = 110
MARGIN = 0.2
_BOLD = 1.2
"""How much wider bold letters are, at most."""

INK, SOFT, LINE, STRIPE = "#222222", "#555555", "#bbbbbb", "#f4f6f8"
ROWS_OF_NUMBERS = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".md": "markdown"}
"""Files that hold the numbers behind a picture, by the end of their name."""

PICTURES = (".png", ".svg", ".html")
_NARROWEST = 0.3
"""The width of the narrowest letters, of which a line may consist, by the size of the font."""

_MEASURED_AT = 100
_COLOURS = 128
"""Colours of a PNG: those of the palettes and of the edges of letters."""

_GROUP = re.compile(r'<g id="(mark-[a-z0-9-]+)">(\s*<a )?')
_DOCTYPE = re.compile(r"<!DOCTYPE [^>]*>\n")
_PROLOGUE = re.compile(r"^.*?(?=<svg )", re.DOTALL)

Titles = Mapping[str, str]
"""The tooltip of each mark, by the id of its group ("mark-...")."""


@contextmanager
def canvas(width: float, height: float) -> Iterator[tuple["Figure", "Axes"]]:
    """Give a figure of that many inches, with axes in inches from the lower left corner.

    Settings of the user's own matplotlib do not reach into it.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        mpl.rcdefaults()
        mpl.rcParams.update(
            {"svg.hashsalt": "msc-kg", "svg.fonttype": "path", "font.family": FONT,
             "text.hinting": "none", "hatch.linewidth": 0.7,
             "text.parse_math": False}
        )  # fmt: skip
        figure = Figure(figsize=(width, height))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width)
        axes.set_ylim(0, height)
        axes.axis("off")
        yield figure, axes


def write(axes: "Axes", x: float, y: float, words: str, size: float = 8, **style: Any) -> None:
    """Write words; control characters never reach the picture."""
    axes.text(x, y, _harmless(words), fontsize=size, **{"color": INK, "va": "center", **style})


def measured(words: str, size: float = 8, *, bold: bool = False) -> float:
    """Return the width of words in inches."""
    return sum(_advance(character, bold) for character in words) * size / 72


@lru_cache(4096)
def _advance(character: str, bold: bool) -> float:
    """Return the width of a character at size 1; of a box or square where the font lacks it."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))
    index = font.get_char_index(ord(character))
    if not index and east_asian_width(character) in "WF":
        return 1.0
    font.set_size(_MEASURED_AT, 72)
    return float(font.load_glyph(index).linearHoriAdvance) / 65536 / _MEASURED_AT


def wrapped(words: str, width: float, size: float = 8, lines: int = 3) -> str:
    """Return words broken into lines of at most ``width`` inches; the rest is told by "…"."""
    words = one_line(words)
    most = min(len(words), int(width * 72 / (size * _NARROWEST)))
    for characters in range(max(most, 4), 3, -1):
        broken = textwrap.wrap(words, characters, max_lines=lines, placeholder=" …")
        if all(measured(line, size) <= width for line in broken):
            return "\n".join(broken)
    return "…"


class Heading:
    """The title of a picture, and below it in smaller letters what follows a line end."""

    def __init__(self, title: str, width: float) -> None:
        """Break the lines for a picture that is ``width`` inches wide."""
        name, _, chosen = title.partition("\n")
        self.name = wrapped(name, (width - 2 * MARGIN) / _BOLD, 12, lines=2)
        self.chosen = wrapped(chosen, width - 2 * MARGIN, 9, lines=4) if chosen else ""

    @property
    def height(self) -> float:
        """Inches that it takes from the top of the picture."""
        lines = len(self.name.splitlines()) * 0.22 + len(self.chosen.splitlines()) * 0.17
        return lines + 0.25 if lines else 0.1

    def draw(self, axes: "Axes", top: float) -> None:
        """Write it below the top of the picture."""
        write(axes, MARGIN, top - 0.12, self.name, 12, weight="bold", va="top")
        below = top - 0.12 - len(self.name.splitlines()) * 0.22
        write(axes, MARGIN, below, self.chosen, 9, color=SOFT, va="top")


def svg(figure: "Figure", titles: Titles, title: str) -> str:
    """Return a figure as SVG with tooltips; the same figure gives the same text."""
    stream = io.BytesIO()
    metadata = {"Date": None, "Creator": "msc-kg", "Title": _harmless(title.replace("\n", " – "))}
    figure.savefig(stream, format="svg", metadata=metadata)
    text = stream.getvalue().decode()

    def told(match: re.Match[str]) -> str:
        words = escape(_harmless(titles.get(match[1], "")))
        label = ", ".join(words.split("\n"))
        link = f'{match[2]}aria-label="{label}" ' if match[2] else ""
        return f'<g id="{match[1]}"><title>{words}</title>{link}'

    return _GROUP.sub(told, _DOCTYPE.sub("", text, count=1))


def _harmless(words: str) -> str:
    return xml_text("\n".join(one_line(line) for line in words.split("\n")))


def inline(text: str) -> str:
    """Return an SVG file's text to stand inside a page: without prologue and metadata."""
    without = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    return _PROLOGUE.sub("", without, count=1).replace('" target="_blank">', '">')


def png(figure: "Figure") -> bytes:
    """Return a figure as PNG of few colours; the same figure gives the same bytes."""
    from PIL import Image

    drawn, stream = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=DPI)
    picture = Image.open(drawn).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    picture.save(stream, format="png", optimize=True, dpi=(DPI, DPI))
    return stream.getvalue()


def save(path: Path, ways: Mapping[str, Callable[[], str | bytes]]) -> None:
    """Write what the way for the end of the file's name gives.

    Raises:
        InputError: no way for this name, or it cannot be written.
    """
    way = ways.get(path.suffix.lower())
    if way is None:
        listed = " ".join(ways)
        raise InputError(
            "not the name of a picture", where=str(path), next_step=f"known are {listed}"
        )
    content = way()
    try:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})",
            where=str(path),
            next_step="name another file with -o",
        ) from error


def numbers(table: Table) -> dict[str, Callable[[], str]]:
    """Return the ways to write the numbers behind a picture."""

    def writer(format_: str) -> Callable[[], str]:
        return lambda: render(table, format_)

    return {suffix: writer(format_) for suffix, format_ in ROWS_OF_NUMBERS.items()}
