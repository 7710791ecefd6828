"""The table of conditions, interventions and phase, whose cells lost their separators."""

from collections.abc import Sequence
from dataclasses import dataclass

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.legacy_tables import listed_cells
from msc_kg.extractors.page_arms import InterventionText, add_interventions
from msc_kg.extractors.page_lines import Line, plain
from msc_kg.extractors.page_tail import add_divided
from msc_kg.extractors.page_values import (
    condition_terms,
    read_phase_cell,
    split_interventions,
)
from msc_kg.extractors.undelimited import Division, Pairs, divide
from msc_kg.phrases.products import spot_products

ONE_ITEM_BIAS = -2.0
"""Log-odds of a boundary in a list of conditions: most trials list one."""


@dataclass(frozen=True)
class _Cell:
    lines: tuple[Line, ...]


def add_condition_table(draft: Draft, lines: Sequence[Line], together: Pairs) -> None:
    """Add conditions, interventions and phases of the table (its header is the first line)."""
    listed = listed_cells(lines[1:])
    cells = [_Cell(tuple(cell)) for cell in listed] if listed else _cells(lines[1:])
    for line in cells[0].lines if cells else ():
        is_joined = not listed or len(cells[0].lines) == 1
        divided = _divided(line.text, together) if is_joined else Division((line.item,), 1.0)
        add_divided(draft, "conditions", line, line.text, divided)
    for line in cells[1].lines if len(cells) > 1 else ():
        found = [
            InterventionText(name, kind, line) for kind, name in split_interventions(line.text)
        ]
        add_interventions(draft, found)
    for line in cells[2].lines if len(cells) > 2 and not draft.has("phases") else ():
        for phase in read_phase_cell(line.text):
            draft.add("phases", phase, line)


def _divided(text: str, together: Pairs) -> Division:
    return divide(text, condition_terms(), together=together, bias=ONE_ITEM_BIAS)


def keep_listed(found: Sequence[InterventionText], lines: Sequence[Line]) -> list[InterventionText]:
    """Return the interventions that the table lists, too; the others are lines of description.

    Without a table all are kept.
    """
    listed = plain(" ".join(line.text for line in lines[1:])).casefold()
    kept: list[InterventionText] = []
    for text in found:
        if not listed or not kept or text.name.casefold() in listed:
            kept.append(text)
        else:
            kept[-1].description += [text.line, *text.description]
            kept[-1].other_names += text.other_names
    return kept


def _without_known(draft: Draft, text: str) -> str:
    """Cut out the interventions that the table of arms has named already."""
    known = [f"{item.type}: {item.name}" for item in draft.value("interventions") or ()]
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, " ", 1)
    return plain(text)


def note_treatments(draft: Draft) -> None:
    """Note conditions that name a cell product: they stay as stated."""
    for index, condition in enumerate(draft.value("conditions") or ()):
        spans = spot_products(condition)
        if sum(span.end - span.start for span in spans) > len(condition) / 2:
            draft.note(f"conditions[{index}]: {condition!r} names a treatment, no condition")


def _cells(lines: Sequence[Line]) -> list[_Cell]:
    cells: list[list[Line]] = [[]]
    for line in lines:
        if line.is_blank:
            continue
        text = line.text.replace("\t", "|")
        text = text[1:] if text.startswith("|") and not cells[-1] else text
        for place, piece in enumerate(text.split("|")):
            if place:
                cells.append([])
            if piece.strip():
                cells[-1].append(Line(line.number, plain(piece)))
    return [_Cell(tuple(cell)) for cell in cells]
