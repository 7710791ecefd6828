"""Tables of the former ClinicalTrials.gov site whose cells a browser copied as lines."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_values import split_interventions
from msc_kg.phrases.phases import normal_phase, read_phases

_NEXT_HEAD: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "condition": re.compile(r"^interventions?(?:\s?/\s?treatments?)?$", re.IGNORECASE),
        "arm": re.compile(r"^(?:assigned )?interventions?(?:\s?/\s?treatments?)?$", re.IGNORECASE),
    }
)
"""What stands below the first cell of each header."""

_FIRST_HEAD = re.compile(
    r"^(?:(?P<condition>conditions?(?: or diseases?)?)"
    r"|(?P<arm>arms?|groups?\s?/\s?cohorts?|arm group(?:\s?/\s?cohort)?))$",
    re.IGNORECASE,
)
_LONGEST = 1000  # characters of an intervention
_PHASE_HEAD = re.compile(r"^phases?$", re.IGNORECASE)
_NO_PHASE = re.compile(r"^(?:not applicable|n/?a)$", re.IGNORECASE)


def joined_headers(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with headers of tables, a line a cell, as rows of cells.

    The other lines of such a header become blank.
    """
    found = list(lines)
    stated = [place for place, line in enumerate(found) if not line.is_blank]
    for order, place in enumerate(stated[:-1]):
        head = _FIRST_HEAD.match(_words(found[place]))
        below = stated[order + 1 : order + 3]
        if head and _NEXT_HEAD[head.lastgroup or ""].match(_words(found[below[0]])):
            cells = [place, below[0]]
            is_phase = len(below) > 1 and _PHASE_HEAD.match(_words(found[below[1]]))
            cells += below[1:] if is_phase and head["condition"] else []
            header = " | ".join(found[cell].words for cell in cells)
            found[place] = Line(found[place].number, header)
            for cell in cells[1:]:
                found[cell] = Line(found[cell].number, "")
    return found


def _words(line: Line) -> str:
    return line.words.strip(" :")


def listed_cells(lines: Iterable[Line]) -> tuple[list[Line], list[Line], list[Line]] | None:
    """Return the lines of conditions, interventions and phases of a table without cells.

    ``None`` when it has cells, or names no intervention by its type.
    """
    stated = [line for line in lines if not line.is_blank]
    if any("|" in line.text or "\t" in line.text for line in stated):
        return None
    conditions, interventions, phases = list[Line](), list[Line](), list[Line]()
    for line in stated:
        if _is_typed(line):
            interventions.append(line)
        elif (interventions or conditions) and _is_phase(line):
            phases.append(line)
        elif interventions and not phases:
            last = interventions[-1]
            if len(last.text) > _LONGEST:
                break
            interventions[-1] = Line(last.number, f"{last.text} {line.text}")
        elif not phases:
            conditions.append(line)
    return (conditions, interventions, phases) if interventions else None


def _is_typed(line: Line) -> bool:
    return next(split_interventions(line.item), (None, ""))[0] is not None


def _is_phase(line: Line) -> bool:
    if _NO_PHASE.match(line.words):
        return True
    stated = read_phases(line.words)
    short = len(line.words.split()) <= 5 and line.words.casefold().startswith(("phase", "early"))
    return short and bool(stated) and all(map(normal_phase, stated))


def listed_interventions(lines: Iterable[Line]) -> frozenset[str]:
    """Return the interventions of the table of conditions as "type: name" in lower case."""
    cells = (cell for line in lines for cell in line.cells)
    named = (found for cell in cells for found in split_interventions(cell))
    return frozenset(f"{kind}: {name}".casefold() for kind, name in named if kind)
