"""The parts of the present ClinicalTrials.gov page, copied as text out of a browser.

Headings are data (``present_headings.tsv``). The list of contents at the top repeats them, so
that the page proper starts at its identifier; prose ends only where a heading of the fields
that follow it stands.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from msc_kg.extractors.page_labels import field_of, label_at
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_outcome_rows import is_time_frame

TOP = "top"
NOT_READ = "-"
UNREAD = "unread"
"""The headings of what is not read."""

_AFTER_PROSE = frozenset(
    {"official title", "conditions", "ages eligible for study", "detailed description"}
)
"""Fields that end prose; other fields' labels are common words there ("Treatment")."""

_TABLES = frozenset({"arms", "outcomes"})


@cache
def _headings() -> Mapping[str, str]:
    headings: dict[str, str] = {}
    path = Path(__file__).with_name("present_headings.tsv")
    for row in path.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith(("#", "part\t")):
            part, names = row.split("\t")
            headings.update({name.strip(): part for name in names.split(" | ")})
    return headings


def first_identifier(lines: Sequence[Line]) -> int | None:
    """Return the place of the first line that is labelled as the registry's identifier."""
    for place, line in enumerate(lines):
        found = label_at(line, bare=True, inline=True)
        if found is not None and found[0] == "registry_id":
            return place
    return None


def parts(lines: Sequence[Line]) -> dict[str, tuple[Line, ...]]:
    """Return the lines of each part, without the headings that hold no field themselves."""
    found: dict[str, list[Line]] = {}
    start = first_identifier(lines) or 0
    current = TOP
    for place, line in enumerate(lines[start:], start):
        heading = _heading(line)
        part = _headings().get(heading or "")
        is_cell = part == NOT_READ and current == "outcomes" and _is_cell(lines[place + 1 :][:2])
        if part is not None and not (is_cell or _is_doubtful(heading, part, current)):
            current = part
            if part == NOT_READ:
                found.setdefault(UNREAD, []).append(line)
            if field_of(heading or "") in (None, NOT_READ):
                continue
        found.setdefault(current, []).append(line)
    return {name: tuple(content) for name, content in found.items()}


def _is_cell(below: Sequence[Line]) -> bool:
    """Return whether a heading's words are rather a cell ("Adverse events"): its row goes on."""
    for line in below:
        if is_time_frame(line.words):
            return True
        if line.is_blank or _heading(line) or label_at(line, bare=True):
            return False
    return False


def _is_doubtful(heading: str | None, part: str, current: str) -> bool:
    """Return whether a label of the overview is rather a word of prose or a column's header."""
    if part != "overview":
        return False
    return current in _TABLES or (current == NOT_READ and heading not in _AFTER_PROSE)


def _heading(line: Line) -> str | None:
    """Return the line as a heading; of a field with its value beside it, the label."""
    text = line.item
    if len(text) > 400:
        return None
    key = text.strip("#*: ").casefold()
    if key in _headings():
        return key
    found = label_at(line, bare=True, inline=True)
    if found is None:
        return None
    label = found[1].partition("(")[0].strip("#*: ").casefold()
    return label if label in _headings() else None
