"""Outcome measures: ``- Measure [ Time Frame: 48 weeks ]Description``."""

import re
from collections.abc import Iterator, Sequence

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_labels import field_of
from msc_kg.extractors.page_lines import Line, plain
from msc_kg.extractors.page_outcome_rows import is_header, read_rows
from msc_kg.phrases.fillers import is_filler
from msc_kg.records import Outcome

TIME_FRAME = re.compile(r"\[\s*Time ?Frame:?\s*((?:[^\[\]]|\[[^\[\]]*\])*)\]", re.IGNORECASE)
_FRAME_ALONE = re.compile(r"^\[\s*Time ?Frame\b[^\[\]]*\]$", re.IGNORECASE)
_LONGEST = 2000  # characters of a measure
_SAFETY_ISSUE = re.compile(r"\[\s*Designated as safety issue:[^\[\]]*\]", re.IGNORECASE)
_SUBMITTED = re.compile(r"^\(\s*submitted:[^()]*\)\s*", re.IGNORECASE)

_AT_END = re.compile(
    r"\[([^\[\]]*\d[^\[\]]*)\]\W*$"
)  # "Pain on a scale[12 months after]", as ICTRP has it
_BETWEEN = re.compile(r"(?<=\])\s*[;；]\s*")
_MAX_MEASURE_WORDS = 20  # of a measure without a time frame, when several stand on a line
_HEADING = re.compile(r"^\W*Outcome Measures\W*$", re.IGNORECASE)
_TIMEPOINT = re.compile(r"\.?\s*\bTime ?point:\s*(.*?)\.?\s*(?:Method of measurement:.*)?$")


def read_outcome(line: Line, *, role: str | None = None) -> Outcome | None:
    """Return the measure with its time frame; what stands after the time frame is left out."""
    text = _SUBMITTED.sub("", _SAFETY_ISSUE.sub("", line.item))
    frame = TIME_FRAME.search(text) or _TIMEPOINT.search(text) or _AT_END.search(text)
    measure = plain(text[: frame.start()] if frame else text)
    if not measure or is_filler(measure):
        return None
    return Outcome(measure, role, plain(frame[1]) or None if frame else None)


def add_outcomes(draft: Draft, lines: Sequence[Line], *, role: str | None = None) -> None:
    """Add the outcome measures among the lines, below headings that say their role.

    A table of measures is read by its columns; otherwise each line that gives a time frame is
    an outcome, or, if none does, each line.
    """
    for kind, block in _by_role(_with_frames(lines), role):
        if block and is_header(block):
            for outcome, line in read_rows(block, kind):
                draft.add("outcomes", outcome, line)
        else:
            _add_listed(draft, block, kind)


def _with_frames(lines: Sequence[Line]) -> list[Line]:
    """Put a time frame in brackets that stands on a line of its own behind its measure."""
    found: list[Line] = []
    for line in lines:
        if (
            found
            and 0 < len(found[-1].text) < _LONGEST
            and _FRAME_ALONE.match(line.text)
            and "|" not in line.text
        ):
            found[-1] = Line(found[-1].number, f"{found[-1].text} {line.text}")
        else:
            found.append(line)
    return found


def _by_role(
    lines: Sequence[Line], role: str | None
) -> Iterator[tuple[str | None, Sequence[Line]]]:
    """Yield the lines below each heading of a role; without headings all of them."""
    block: list[Line] = []
    for line in lines:
        field = field_of(line.item) or ""
        if field.endswith("_outcomes"):
            yield role, block
            role, block = field.removesuffix("_outcomes"), []
        elif (not line.is_blank or "\t" in line.text) and not _HEADING.match(line.text):
            block.append(line)
    yield role, block


def _measures(line: Line) -> list[Line]:
    """Cut a line that holds several measures, each closed by a time frame in brackets."""
    if not TIME_FRAME.search(line.text):
        parts = re.split(r"\s*;\s+(?=[A-Z0-9])", line.text)
        short = max(len(part.split()) for part in parts) <= _MAX_MEASURE_WORDS
        return [Line(line.number, part) for part in parts if part] if short else [line]
    if len(TIME_FRAME.findall(line.text)) < 2:
        return [line]
    return [Line(line.number, part) for part in _BETWEEN.split(line.text) if part]


def _add_listed(draft: Draft, lines: Sequence[Line], role: str | None) -> None:
    lines = [part for line in lines for part in _measures(line)]
    framed = [line for line in lines if TIME_FRAME.search(line.text)]
    for line in framed or lines:
        outcome = read_outcome(line, role=role)
        if outcome is not None:
            draft.add("outcomes", outcome, line)
