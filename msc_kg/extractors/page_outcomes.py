"""Outcome measures: ``- Measure [ Time Frame: 48 weeks ]Description``."""

import re
from collections.abc import Sequence

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_lines import Line, plain
from msc_kg.records import Outcome

TIME_FRAME = re.compile(r"\[\s*Time ?Frame:?\s*((?:[^\[\]]|\[[^\[\]]*\])*)\]", re.IGNORECASE)
_SAFETY_ISSUE = re.compile(r"\[\s*Designated as safety issue:[^\[\]]*\]", re.IGNORECASE)

_TIMEPOINT = re.compile(r"\.?\s*\bTime ?point:\s*(.*?)\.?\s*(?:Method of measurement:.*)?$")


def read_outcome(line: Line, *, role: str | None = None) -> Outcome | None:
    """Return the measure with its time frame; what stands after the time frame is left out."""
    text = _SAFETY_ISSUE.sub("", line.item)
    frame = TIME_FRAME.search(text) or _TIMEPOINT.search(text)
    measure = plain(text[: frame.start()] if frame else text)
    if not measure:
        return None
    return Outcome(measure, role, plain(frame[1]) or None if frame else None)


def add_outcomes(draft: Draft, lines: Sequence[Line], *, role: str | None = None) -> None:
    """Add an outcome for each line that gives a time frame, or, if none does, for each line."""
    if lines and _is_table(lines[0]):
        _add_rows(draft, lines[1:], role)
        return
    framed = [line for line in lines if TIME_FRAME.search(line.text)]
    for line in framed or lines:
        outcome = read_outcome(line, role=role)
        if outcome is not None:
            draft.add("outcomes", outcome, line)


def _is_table(header: Line) -> bool:
    return len(header.cells) > 1 and header.cells[-1].casefold() == "time frame"


def _add_rows(draft: Draft, rows: Sequence[Line], role: str | None) -> None:
    for row in rows:
        if len(row.cells) > 1:
            draft.add("outcomes", Outcome(row.cells[0], role, row.cells[-1]), row)
