"""Lines of a text with their numbers, and the lines that stand around a table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from msc_kg.phrases import legends

_LABEL = re.compile(
    r"(?:supplementary |suppl?\.? |extended data )?(?:table|tab\.)"
    r"\s*([A-Z]?\d{1,3}(?:[A-Za-z](?![A-Za-z]))?|[IVX]{1,5})"
    r"(?:(?![\w)])|(?=[A-Z][a-z]))\s*[.:|–-]*\s*(.*)",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"(?:skip to (?:main )?content|open in (?:a )?new tab|view (?:table )?in html|view larger"
    r"|download table|expand table|full size table|copy and paste|back to (?:top|article))\W*",
    re.IGNORECASE,
)
_PAGE_HEAD = re.compile(
    r"(?:\S.{0,120}?\s)?page\s\d{1,4}(?:\s(?:of|/)\s?\d{1,4})?(?:\s\s.{0,120})?|\d{1,3}\sof\s\d{1,3}",
    re.IGNORECASE,
)
"""The head or foot of a page of a journal ("Stem cell trials    Page 7 of 19")."""
_NOTE = re.compile(
    r"(?:abbreviations?|notes?|footnotes?|legend|key|source|adapted from)\b\s*[.:]|[*†‡§¶]"
    r"|(?-i:\(?[a-e]\)?[ \u2009](?=[A-Z][a-z]+ (?!\d)))",
    re.I,
)
_EMPHASIS = re.compile(r"(?:\*\*|__)(?=\S)|(?<=\S)(?:\*\*|__)|^#{1,6}\s+")
_COLON_ENTRY = re.compile(r"(?<![\w./-])[\w./+-]{1,14}\s*[:=]\s+?[^\W\d_]")
_COMMA_ENTRY = re.compile(r"(?:^|;\s{0,3})[\w./+-]{1,14}\s?,\s?[^\W\d_]")
_MARKS = re.compile(r"[A-Za-z]{2,8}\d{8}|\d\s?[×x*]\s?10")
_CAPTION_REACH = 8
_LONGEST_BOILERPLATE = 200
_LONGEST_LABELLED = 2000
_CAPTION_LENGTH = 600


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its number from 1, its words, and whether a blank is above.

    ``indent`` is how many columns from the left its words begin.
    """

    number: int
    text: str
    after_blank: bool = False
    indent: int = 0


def read_lines(text: str) -> tuple[Line, ...]:
    """Return the lines that are neither blank nor a reading aid of a web page."""
    found: list[Line] = []
    blank = False
    for number, raw in enumerate(text.split("\n"), start=1):
        stripped = raw.strip(" \r\f\v\u00a0\ufeff")
        if not stripped or _is_boilerplate(stripped):
            blank = blank or not stripped
        else:
            indent = len(raw) - len(raw.lstrip(" \u00a0\ufeff"))
            found.append(Line(number, stripped, blank, indent))
            blank = False
    return tuple(found)


def _is_boilerplate(text: str) -> bool:
    if len(text) > _LONGEST_BOILERPLATE:
        return False
    return bool(_BOILERPLATE.fullmatch(text) or _PAGE_HEAD.fullmatch(text))


def read_label(text: str) -> tuple[str, str] | None:
    """Return the label ("Table 1") at the head of a line and what follows it."""
    text = _EMPHASIS.sub("", text[:_LONGEST_LABELLED]) if text[:1] in "*_#" else text
    match = _LABEL.match(text)
    if match is None or (
        match[2][:1].islower() and not match[0][len(match[1]) :].strip("0123456789")
    ):
        return None
    return f"Table {match[1].upper()}", match[2].strip()


def caption_above(lines: Sequence[str]) -> tuple[str, str]:
    """Return label and caption out of the lines above a table.

    The caption is what follows the label; without a label, the line right above.
    """
    stated = (line.strip() for line in lines)
    near = [line for line in stated if line and not is_legend(line)][-_CAPTION_REACH:]
    for place in range(len(near) - 1, -1, -1):
        found = read_label(near[place])
        if found:
            words = " ".join((found[1], *near[place + 1 :])).split()
            return found[0], " ".join(words)[:_CAPTION_LENGTH]
    last = near[-1] if near else ""
    is_caption = 15 <= len(last) <= 300 and last[0].isalpha() and "doi" not in last.casefold()
    return "Table", last if is_caption else ""


def is_legend(text: str) -> bool:
    """Whether a line only expands abbreviations, be it a single one ("IA: intra-articular")."""
    if len(text) > _CAPTION_LENGTH or read_label(text) or _MARKS.search(text):
        return False
    return is_note(text) or bool(legends.read_legend(text))


def is_note(text: str) -> bool:
    """Whether a line is a footnote or a list of abbreviations rather than a row."""
    if _NOTE.match(text):
        return True
    head = text[:2000]
    if head.count(":") + head.count("=") < 2 and head.count(",") < 2:
        return False
    if _MARKS.search(head):
        return False
    return max(_count(_COLON_ENTRY.finditer(head)), _count(_COMMA_ENTRY.finditer(head))) >= 2


def _count(found: Iterable[object]) -> int:
    return sum(1 for _ in found)


def notes_below(lines: Sequence[Line], start: int) -> Iterator[Line]:
    """Yield the notes that begin at ``start``: up to the first paragraph that is none."""
    for place in range(start, len(lines)):
        line = lines[place]
        noted = is_note(line.text) or is_legend(line.text)
        if read_label(line.text) or ((line.after_blank or place == start) and not noted):
            return
        yield line
