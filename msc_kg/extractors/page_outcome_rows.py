"""Tables of outcome measures: measure, description and time frame, by cells or by lines.

A browser copies a row as lines, with a tab before each further cell, or with nothing between
the cells; then the form of a time frame tells where a row ends.
"""

import re
from collections.abc import Iterator, Sequence

from msc_kg.extractors.page_lines import Line, plain
from msc_kg.records import Outcome

MEASURE, DESCRIPTION, TIME_FRAME = "measure", "description", "time frame"
_HEADER_WORDS = {
    "outcome measure": MEASURE,
    "outcome": MEASURE,
    "measure": MEASURE,
    "outcome name": MEASURE,
    "endpoint": MEASURE,
    "measure description": DESCRIPTION,
    "description": DESCRIPTION,
    "method of measurement": DESCRIPTION,
    "time frame": TIME_FRAME,
    "timeframe": TIME_FRAME,
    "timepoint": TIME_FRAME,
    "timepoints": TIME_FRAME,
    "time point": TIME_FRAME,
}
_UNIT = r"(?:year|yr|month|mo|week|wk|day|hour|hr|minute|min|visit|time|cycle)s?"
_NUMBER = r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|nine|ten|twelve|twenty[ -]four)"
_FRAME = re.compile(
    rf"\b{_NUMBER}(?:st|nd|rd|th)?[\s-]*(?:(?:-|–|to|and|,|or)[\s]*{_NUMBER}[\s-]*)*(?:\W?post\W?)?"
    rf"{_UNIT}\b|\b(?:{_UNIT})\s*-?\d|\bbaseline\b|\b(?:up to|at the end of|end of study|through"
    r"|throughout|during (?:the )?(?:study|follow)|follow-?\s?up|discharge|study completion)\b",
    re.IGNORECASE,
)
_MAX_FRAME = 250


def header_of(lines: Sequence[Line]) -> tuple[list[str], int]:
    """Return the columns that a header names, and how many lines it takes (0: no header)."""
    columns: list[str] = []
    for place, line in enumerate(lines[:3]):
        kinds = [_HEADER_WORDS.get(cell.casefold().strip(": ")) for cell in line.cells]
        if not kinds or None in kinds:
            return (columns, place) if len(columns) > 1 else ([], 0)
        columns += [kind for kind in kinds if kind]
    return (columns, min(3, len(lines))) if len(columns) > 1 else ([], 0)


def is_header(lines: Sequence[Line]) -> bool:
    """Return whether a header of such a table opens the lines."""
    return header_of(lines)[1] > 0


def is_time_frame(text: str) -> bool:
    """Return whether a text reads like a time frame ("48 weeks", "Day 0 to day 28")."""
    return len(text) <= _MAX_FRAME and bool(_FRAME.search(text))


def read_rows(lines: Sequence[Line], role: str | None) -> Iterator[tuple[Outcome, Line]]:
    """Yield the measures of a table with the line of each; its header stands first."""
    columns, taken = header_of(lines)
    rows = [line for line in lines[taken:] if "-" not in line.text or not line.is_blank]
    if any("|" in line.text or "\t" in line.text for line in rows):
        yield from _by_cells(rows, columns, role)
    else:
        yield from _by_lines([line for line in rows if not line.is_blank], columns, role)


def _by_cells(
    lines: Sequence[Line], columns: Sequence[str], role: str | None
) -> Iterator[tuple[Outcome, Line]]:
    cells: list[list[str]] = []
    first: Line | None = None
    for line in lines:
        text = line.text.removeprefix("|")
        pieces = re.split(r"[|\t]", text.rstrip("|") if text[:1] != "\t" else text)
        if pieces[0].strip() and len(cells) >= len(columns):
            yield from _outcome(cells, columns, role, first)
            cells, first = [], None
        first = first or line
        cells = cells or [[]]
        for place, piece in enumerate(pieces):
            if place:
                cells.append([])
            if piece.strip():
                cells[-1].append(plain(piece))
    yield from _outcome(cells, columns, role, first)


def _outcome(
    cells: Sequence[Sequence[str]], columns: Sequence[str], role: str | None, line: Line | None
) -> Iterator[tuple[Outcome, Line]]:
    texts = [" ".join(cell) for cell in cells]
    found = dict(zip(columns, texts, strict=False))
    if len(texts) < len(columns) and len(texts) > 1:
        found = {MEASURE: texts[0], TIME_FRAME: texts[-1]}
    measure = found.get(MEASURE)
    if measure and line is not None:
        yield Outcome(measure, role, found.get(TIME_FRAME) or None), line


def _by_lines(
    lines: Sequence[Line], columns: Sequence[str], role: str | None
) -> Iterator[tuple[Outcome, Line]]:
    width = len(columns)
    ends = lines[width - 1 :: width]
    regular = len(lines) % width == 0 and all(is_time_frame(line.words) for line in ends)
    measure: Line | None = None
    for place, line in enumerate(lines):
        if regular:
            closes = place % width == width - 1
        else:
            closes = measure is not None and is_time_frame(line.words) and _ends(lines, place)
        if closes and measure is not None:
            yield Outcome(measure.item, role, line.item), measure
            measure = None
        elif measure is None:
            measure = line
    if measure is not None:
        yield Outcome(measure.item, role), measure


def _ends(lines: Sequence[Line], place: int) -> bool:
    """Return whether no better time frame follows: the next line is none, or starts a row."""
    line = lines[place]
    following = lines[place + 1] if place + 1 < len(lines) else None
    if following is None or not is_time_frame(following.words):
        return True
    return len(line.words) <= len(following.words)
