"""Tables of arms whose cells a browser copied as lines: rows put back between pipes."""

import re
from collections.abc import Sequence

from msc_kg.extractors.page_arms import split_arm_type
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_values import split_interventions

_HEADER = re.compile(
    r"^(?:(?:participant )?groups?\s?/\s?(?:arms?|cohorts?)|(?:study )?arms?|groups?)?\s*"
    r"(?:assigned )?(?:interventions?\s?/\s?treatments?|interventions?)?$",
    re.IGNORECASE,
)
_REFERS = re.compile(r"^(?:assigned )?interventions?\s*:\s*", re.IGNORECASE)
_OTHER_NAMES = re.compile(r"^other names?\s*:?$", re.IGNORECASE)
_MAX_NAME_WORDS = 16


def with_groups(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a table of arms so that ``read_arms`` finds its cells.

    With types of arms ("Experimental: A") only headers are left out. Without (groups of an
    observational study) a short line after an intervention begins the next group.
    """
    stated = [line for line in lines if "|" in line.text or not line.is_blank]
    stated = [line for line in stated if not _is_header(line)]
    plain = [_without_marks(line) for line in stated]
    if any("|" in line.text for line in plain) or any(map(_is_arm, plain)):
        return plain
    return _in_cells(plain)


def _is_header(line: Line) -> bool:
    words = " ".join(line.text.replace("|", " ").split())
    return bool(words) and bool(_HEADER.match(words))


def _without_marks(line: Line) -> Line:
    """Drop tabs, and the bullet or "Intervention:" before an arm or intervention."""
    text = line.text.replace("\t", " ").strip()
    item = _REFERS.sub("", Line(line.number, text).item)
    named = Line(line.number, item)
    is_bare = "|" not in text and (_is_arm(named) or _is_intervention(named))
    return named if is_bare else Line(line.number, text)


def _is_arm(line: Line) -> bool:
    return split_arm_type(line.item)[0] is not None and not _is_intervention(line)


def _is_intervention(line: Line) -> bool:
    return next(split_interventions(line.item), (None, ""))[0] is not None


def _in_cells(lines: Sequence[Line]) -> list[Line]:
    """Put a pipe where an arm ends and where its interventions do.

    What stands between an intervention and its other names, the first of these too, is its own.
    """
    cells: list[Line] = []
    in_arm = True
    own_until = 0
    for place, line in enumerate(lines):
        starts = _is_intervention(line)
        if starts:
            own_until = _own_end(lines, place)
        if starts and in_arm:
            cells.append(Line(line.number, "|"))
            in_arm = False
        elif not in_arm and not starts and place > own_until and _is_name(line):
            cells.append(Line(line.number, "|"))
            in_arm = True
        cells.append(line)
    return cells


def _own_end(lines: Sequence[Line], place: int) -> int:
    """Return the place of the first of the other names of an intervention, or its own."""
    for other in range(place + 1, len(lines)):
        if _is_intervention(lines[other]):
            break
        if _OTHER_NAMES.match(lines[other].item):
            return other + 1
    return place


def _is_name(line: Line) -> bool:
    short = len(line.text.split()) <= _MAX_NAME_WORDS and not line.text.endswith((".", ";", ":"))
    return short and not line.is_item
