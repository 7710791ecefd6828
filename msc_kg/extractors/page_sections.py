"""The sections of an aggregator's page: a heading, mostly a hint for the reader, the content.

Headings are data (``page_sections.tsv``). A heading nobody listed still ends the section
before it, when a hint follows. Hints are known by their place and form, not by their words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_references import is_citation

HEADER = "header"
NOT_READ = "-"

_MIN_HINT_WORDS = 6
_MAX_HEADING_WORDS = 6
_FEWEST_HINTS = 5
_HINT_SHARE = 0.7
_INVITES = re.compile(
    r"(?:access|additional|browse|check|compare|detailed|discover|dive|examine|explore|find|get"
    r"|identify|know|learn|look|meet|read|reach|review|see|track|understand|view)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Section:
    """A section: its name ("basic", "conditions" ...), whether a hint stood there, its content.

    ``heading`` is what is printed above it.
    """

    name: str
    has_hint: bool
    lines: tuple[Line, ...]
    heading: str = ""


@cache
def _headings() -> dict[str, str]:
    headings: dict[str, str] = {}
    path = Path(__file__).with_name("page_sections.tsv")
    for row in path.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith(("#", "section\t")):
            section, names = row.split("\t")
            headings.update({name.strip(): section for name in names.split("|")})
    return headings


def is_hint(line: Line) -> bool:
    """Return whether the line reads like a hint: a plain sentence without figures."""
    text = line.text
    return (
        text.endswith(".")
        and len(text.split()) >= _MIN_HINT_WORDS
        and not any(character.isdigit() for character in text)
        and not is_citation(text)
    )


def read_sections(lines: Sequence[Line]) -> tuple[Section, ...]:
    """Return the sections in their order; what stands before the first heading is the header."""
    stated = [line for line in lines if not line.is_blank]
    starts = [(0, HEADER)]
    for place, line in enumerate(stated):
        following = stated[place + 1] if place + 1 < len(stated) else None
        name = _section_at(line, following) if place else None
        if _is_title_of_person(line, following) and starts[-1][1] == "responsible":
            continue
        if name is not None:
            starts.append((place, name))
    ends = [start for start, _ in starts[1:]] + [len(stated)]
    blocks = [(name, stated[start:end]) for (start, name), end in zip(starts, ends, strict=True)]
    hinted = _have_hints([block for name, block in blocks if name != HEADER])
    return tuple(_section(name, block, hinted) for name, block in blocks)


def _is_title_of_person(line: Line, following: Line | None) -> bool:
    """Return whether "Principal Investigator" is no heading: no hint follows."""
    headed = following is not None and is_hint(following)
    return line.text.casefold() == "principal investigator" and not headed


def _have_hints(blocks: Sequence[Sequence[Line]]) -> bool:
    """Return whether most sections begin with a plain sentence, whatever its length."""
    first = [block[1].text for block in blocks if len(block) > 1]
    plain_sentences = sum(map(_is_sentence, first))
    return len(first) >= _FEWEST_HINTS and plain_sentences > _HINT_SHARE * len(first)


def _is_measure(content: Sequence[Line]) -> bool:
    """Return whether the second line is the time frame of the first."""
    return any(line.text.casefold().startswith("time frame") for line in content[1:2])


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "?", "!")) and not any(character.isdigit() for character in text)


def _section_at(line: Line, following: Line | None) -> str | None:
    text = line.text.strip("#*: ")
    known = _headings().get(text.casefold())
    if known is not None:
        return known
    invited = following is not None and is_hint(following) and bool(_INVITES.match(following.text))
    if invited and text.istitle() and len(text.split()) <= _MAX_HEADING_WORDS:
        return NOT_READ
    return None


def _section(name: str, lines: Sequence[Line], hinted: bool) -> Section:
    if name == HEADER:
        return Section(name, False, tuple(lines))
    content = tuple(lines[1:])
    has_hint = bool(content) and (is_hint(content[0]) or (hinted and _is_sentence(content[0].text)))
    return Section(name, has_hint, content[1:] if has_hint else content, lines[0].words)
