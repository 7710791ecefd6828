"""Outcome measures: ``- Measure [ Time Frame: 48 weeks ]Description``."""

import re
from collections.abc import Sequence

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_lines import Line, plain
from msc_kg.records import Outcome

TIME_FRAME = re.compile(r"\[\s*Time ?Frame:?\s*([^\[\]]*)\]", re.IGNORECASE)
_SAFETY_ISSUE = re.compile(r"\[\s*Designated as safety issue:[^\[\]]*\]", re.IGNORECASE)


def read_outcome(line: Line, *, role: str | None = None) -> Outcome | None:
    """Return the measure with its time frame; what stands after the time frame is left out."""
    text = _SAFETY_ISSUE.sub("", line.item)
    frame = TIME_FRAME.search(text)
    measure = plain(text[: frame.start()] if frame else text)
    if not measure:
        return None
    return Outcome(measure, role, plain(frame[1]) or None if frame else None)


def add_outcomes(draft: Draft, lines: Sequence[Line], *, role: str | None = None) -> None:
    """Add an outcome for each line that gives a time frame, or, if none does, for each line."""
    framed = [line for line in lines if TIME_FRAME.search(line.text)]
    for line in framed or lines:
        outcome = read_outcome(line, role=role)
        if outcome is not None:
            draft.add("outcomes", outcome, line)
