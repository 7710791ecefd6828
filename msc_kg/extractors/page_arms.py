"""The table of arms of a page: ``Type: label | Type: intervention |`` with descriptions."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from msc_kg import schemes
from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_lines import Line, plain
from msc_kg.extractors.page_values import split_interventions
from msc_kg.records import Arm, Intervention

_OTHER_NAME = re.compile(r"^Other Names?\s*:\s*(.*)$", re.IGNORECASE)


@dataclass
class ArmText:
    """An arm as printed: type, label, and the lines that describe it."""

    label: str
    type: str | None
    line: Line
    description: list[Line] = field(default_factory=list)
    enrollment: int | None = None


@dataclass
class InterventionText:
    """An intervention as printed: type, name, other names, and the lines that describe it."""

    name: str
    type: str | None
    line: Line
    description: list[Line] = field(default_factory=list)
    other_names: list[str] = field(default_factory=list)


@dataclass
class ArmsText:
    """What a table of arms holds."""

    arms: list[ArmText] = field(default_factory=list)
    interventions: list[InterventionText] = field(default_factory=list)


def read_arms(lines: Sequence[Line], *, listed: Collection[str] = ()) -> ArmsText:
    """Return the arms and interventions of a table of arms, without its header.

    ``listed`` are the interventions that the page lists elsewhere, as "type: name" in lower
    case; they tell an intervention from an arm of a type of the same name ("Other: A").
    """
    table = _Table(has_cells=any("|" in line.text for line in lines), listed=listed)
    for line in lines:
        if re.fullmatch(r"[\s|:-]*-[\s|:-]*", line.text):
            continue
        pieces = line.text.split("|")
        if _is_row(pieces):
            table.next_row()
        for place, piece in enumerate(pieces):
            if place:
                table.next_cell()
            if piece.strip():
                table.read(Line(line.number, plain(piece)))
    return table.found


def _is_row(pieces: Sequence[str]) -> bool:
    """Return whether an arm of a type and a typed intervention stand side by side."""
    stated = [plain(piece) for piece in pieces if piece.strip()]
    if len(stated) != 2 or split_arm_type(stated[0])[0] is None:
        return False
    return next(split_interventions(stated[1]), (None, ""))[0] is not None


class _Table:
    """Reads pieces of text one after the other; a pipe takes it to the other column."""

    def __init__(self, *, has_cells: bool, listed: Collection[str]) -> None:
        self.found = ArmsText()
        self._listed = listed
        self._given: set[str] = set()
        self._has_cells = has_cells
        self._in_arm_column = True
        self._cell_is_new = True
        self._names_follow = False
        self._current: ArmText | InterventionText | None = None

    def next_cell(self) -> None:
        # An empty cell between two pipes is passed over like any other.
        self._in_arm_column = not self._in_arm_column
        self._cell_is_new = True
        self._names_follow = False

    def next_row(self) -> None:
        """Go to the column of arms, whichever the place was."""
        if not self._in_arm_column:
            self.next_cell()

    def read(self, line: Line) -> None:
        if not (self._starts_arm(line) or self._starts_intervention(line)):
            self._continue(line)
        self._cell_is_new = False

    def _starts_arm(self, line: Line) -> bool:
        kind, label = split_arm_type(line.text)
        if self._has_cells and not (self._cell_is_new and (self._in_arm_column or kind)):
            return False
        if not self._has_cells and kind is None:
            return False
        if not self._in_arm_column and self._is_intervention(line):
            return False
        if not self._has_cells and self._is_given(line):
            return False
        self._in_arm_column = True
        self._given = set()
        self._names_follow = False
        self._current = ArmText(label, kind, line)
        self.found.arms.append(self._current)
        return True

    def _starts_intervention(self, line: Line) -> bool:
        if not self._is_intervention(line) or (self._has_cells and self._in_arm_column):
            return False
        kind, name = next(split_interventions(line.text))
        self._given.add(line.item.casefold())
        self._names_follow = False
        self._current = InterventionText(name, kind, line)
        self.found.interventions.append(self._current)
        return True

    def _is_given(self, line: Line) -> bool:
        """Return whether the line is a listed intervention that this arm has not had yet."""
        key = line.item.casefold()
        return bool(self.found.arms) and key in self._listed and key not in self._given

    @staticmethod
    def _is_intervention(line: Line) -> bool:
        return next(split_interventions(line.text), (None, ""))[0] is not None

    def _continue(self, line: Line) -> None:
        other = _OTHER_NAME.match(line.item)
        if other and isinstance(self._current, InterventionText):
            self._names_follow = True
            line = Line(line.number, other[1])
        if self._names_follow and isinstance(self._current, InterventionText):
            if line.item:
                self._current.other_names.append(line.item)
        elif self._current is not None:
            self._current.description.append(line)


def split_arm_type(text: str) -> tuple[str | None, str]:
    """Return type and label of an arm ("Experimental: A", of old "A: Experimental")."""
    label, colon, tail = (part.strip() for part in text.rpartition(":"))
    if colon and is_arm_type(tail) and not is_arm_type(label):
        return tail, plain(label)
    head, colon, label = (part.strip() for part in text.partition(":"))
    if colon and head.casefold() in arm_types():
        return head, plain(label) or head
    return None, plain(text)


def is_arm_type(text: str) -> bool:
    """Return whether the text is a type of arm in full ("Placebo" alone names an arm)."""
    return text.replace(" ", "_").upper() in schemes.load("arm-types").by_notation


@cache
def arm_types() -> frozenset[str]:
    """Return the printed types of arms in lower case."""
    return frozenset(
        label.casefold()
        for concept in schemes.load("arm-types")
        for label in (concept.notation or "", *concept.labels)
    )


def add_interventions(draft: Draft, found: Sequence[InterventionText]) -> None:
    """Add interventions; one that is there already by type and name gains the other names."""
    for text in found:
        there = draft.value("interventions") or []
        index = next((i for i, old in enumerate(there) if _same(old, text)), None)
        if index is None:
            new = Intervention(text.name, text.type, tuple(text.other_names))
            draft.add("interventions", new, text.line)
        else:
            old = there[index]
            names = dict.fromkeys((*old.other_names, *text.other_names))
            draft.replace("interventions", index, Intervention(old.name, old.type, tuple(names)))


def add_arms(draft: Draft, found: Sequence[ArmText]) -> Iterator[tuple[int, ArmText]]:
    """Add arms without their cell facts; yield the place of each."""
    for text in found:
        yield draft.add("arms", Arm(text.label, text.type, text.enrollment), text.line), text


def _same(old: Intervention, text: InterventionText) -> bool:
    return (old.name.casefold(), (old.type or "").casefold()) == (
        text.name.casefold(),
        (text.type or "").casefold(),
    )
