"""The lines and cells of a page that was saved as text."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import TypeVar

from msgspec import Struct

from msc_kg.records import Evidence

T = TypeVar("T")

MAX_EVIDENCE = 300
"""Longest piece of text that is kept as evidence, in characters."""

_SPACE = re.compile(r"\s+")
_BULLET = re.compile(r"^(?:[-*•·▪‣–]|#{1,6}|\d{1,2}[.)])\s+(?=\S)")
_RULE = re.compile(r"^[\s|:+-]*$")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__)(?=\S)|(?<=\S)(\*\*|__)(?!\w)")


class Line(Struct, frozen=True, dict=True):
    """A line with its number in the document (from 1) and its text, white space made plain."""

    number: int
    text: str

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """The cells between pipes or tabs, empty ones at the end left out."""
        cells = [cell.strip() for cell in re.split(r"[|\t]", self.text)]
        if cells and not cells[0] and self.text.startswith("|"):
            cells = cells[1:]
        while cells and not cells[-1]:
            cells.pop()
        return tuple(cells)

    @property
    def words(self) -> str:
        """The text without pipes at its ends."""
        return self.text.strip("| \t")

    @property
    def item(self) -> str:
        """The text without a bullet or number before it and pipes at its ends."""
        return _BULLET.sub("", self.words)

    @property
    def is_item(self) -> bool:
        """Whether a bullet or a number stands before the text."""
        return bool(_BULLET.match(self.text))

    @property
    def is_blank(self) -> bool:
        """Whether nothing is on the line but white space, pipes and rules."""
        return bool(_RULE.match(self.text))

    @property
    def evidence(self) -> Evidence:
        """The line as evidence."""
        return Evidence(f"line {self.number}", self.words[:MAX_EVIDENCE])


def read_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of a text; tabs stay, other white space becomes single spaces."""
    return tuple(
        Line(number, _plain(line)) for number, line in enumerate(text.split("\n"), start=1)
    )


def plain(text: str) -> str:
    """Return the text with white space made single spaces."""
    return _SPACE.sub(" ", text).strip()


def with_next(items: Sequence[T]) -> Iterator[tuple[T, T | None]]:
    """Yield each item with the one after it, the last with ``None``."""
    return zip_longest(items, items[1:])


def _plain(line: str) -> str:
    cells = (plain(cell) for cell in line.split("\t"))
    return _EMPHASIS.sub("", "\t".join(cells)).strip(" ")
