"""Lists of arms and interventions where types, names and descriptions are lines of their own."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from msc_kg.extractors.page_arms import (
    ArmsText,
    ArmText,
    InterventionText,
    is_arm_type,
    split_arm_type,
)
from msc_kg.extractors.page_labels import Labelled
from msc_kg.extractors.page_lines import Line, with_next
from msc_kg.extractors.page_values import intervention_types, split_interventions

_TYPE_LABEL = re.compile(
    r"^(?:(?:intervention|arm|group|arm group) type\s*:?|type\s*:)\s*", re.IGNORECASE
)
_INTERVENTION_TYPE = re.compile(r"^intervention type\b", re.IGNORECASE)
_NAME_LABEL = re.compile(
    r"^(?:intervention name|arm label|arm group label|arm name|group name|name|label)\s*:\s*",
    re.IGNORECASE,
)
_OTHER_NAMES = re.compile(r"^(?:other|alternative) (?:intervention )?names?\s*:?\s*", re.IGNORECASE)
_DESCRIPTION_LABEL = re.compile(r"^(?:arm |group |intervention )?description\s*:\s*", re.IGNORECASE)
_MAX_NAME_WORDS = 14


def read_interventions(lines: Sequence[Line]) -> list[InterventionText]:
    """Return the interventions of a section; without types, a short line begins the next."""
    found: list[InterventionText] = []
    for item in _items(lines, is_intervention_type, _intervention_starts):
        *before, (kind, name) = list(split_interventions(item.name.item)) or [
            (None, item.name.item)
        ]
        found += [InterventionText(other, type_, item.name) for type_, other in before]
        text = InterventionText(name, kind or item.type, item.name)
        for line in item.rest:
            other = _OTHER_NAMES.match(line.item)
            if other:
                text.other_names += [
                    part for part in re.split(r"\s*[,;|]\s*", line.item[other.end() :]) if part
                ]
            else:
                text.description.append(_without(_DESCRIPTION_LABEL, line))
        found.append(text)
    return found


def is_typed(labelled: Labelled) -> bool:
    """Return whether a list of interventions names the type of the first ("Drug: A").

    Or the parts of each have labels ("Intervention Type: Drug").
    """
    first = labelled.values[0].item if labelled.values else ""
    if len(labelled.values) > 1 and _INTERVENTION_TYPE.match(first):
        return True
    return next(split_interventions(first), (None, ""))[0] is not None


def read_groups(lines: Sequence[Line]) -> ArmsText:
    """Return the arms of a section, and interventions that stand among them as "Type: name"."""
    found = ArmsText()
    stated, found.interventions = _without_interventions(lines)
    for item in _items(stated, is_arm_type, _arm_starts):
        kind, label = split_arm_type(item.name.item)
        arm = ArmText(label, kind or item.type, item.name)
        for line in item.rest:
            type_, name = next(split_interventions(line.item), (None, ""))
            if type_:
                found.interventions.append(InterventionText(name, type_, line))
            else:
                arm.description.append(_without(_DESCRIPTION_LABEL, line))
        found.arms.append(arm)
    return found


def is_named(line: Line) -> bool:
    """Return whether the line labels the name of an arm ("Label: Low dose")."""
    return bool(_NAME_LABEL.match(line.item))


def _without_interventions(
    lines: Sequence[Line],
) -> tuple[list[Line], list[InterventionText]]:
    """Take a name with "Intervention Type: X" below it out of a list of arms."""
    kept: list[Line] = []
    found: list[InterventionText] = []
    for line in lines:
        kind = _TYPE_LABEL.sub("", line.text)
        named = bool(_INTERVENTION_TYPE.match(line.text))
        if kept and is_intervention_type(kind) and (named or not is_arm_type(kind)):
            name = kept.pop()
            found.append(InterventionText(name.item, kind, name))
        else:
            kept.append(line)
    return kept, found


def is_intervention_type(text: str) -> bool:
    """Return whether the text is a type of intervention and nothing else."""
    return text.casefold() in intervention_types()


@dataclass
class _Item:
    """An entry of a list: the line of its name, its type, the other lines."""

    name: Line
    type: str | None = None
    rest: list[Line] = field(default_factory=list)


def _items(
    lines: Sequence[Line], is_type: Callable[[str], bool], starts: Callable[[Line, bool], bool]
) -> list[_Item]:
    """Return the entries of a list, by its lines of type or else by the form of its lines."""
    texts = [_without(_TYPE_LABEL, line) for line in lines]
    types = [place for place, line in enumerate(texts) if is_type(line.item)]
    if not types:
        return _by_form(texts, starts)
    if types[0] == 0:
        return _type_first(texts, types)
    return _type_after(texts, types)


def _by_form(lines: Sequence[Line], starts: Callable[[Line, bool], bool]) -> list[_Item]:
    items: list[_Item] = []
    for line in lines:
        if not items or starts(line, bool(items[-1].rest)):
            items.append(_Item(_without(_NAME_LABEL, line)))
        else:
            items[-1].rest.append(line)
    return items


def _type_first(lines: Sequence[Line], types: Sequence[int]) -> list[_Item]:
    items: list[_Item] = []
    for start, end in with_next(types):
        run = lines[start + 1 : end]
        if run:
            items.append(_Item(_without(_NAME_LABEL, run[0]), lines[start].item, list(run[1:])))
    return items


def _type_after(lines: Sequence[Line], types: Sequence[int]) -> list[_Item]:
    """Every type stands as far below its name as the first one does."""
    distance = types[0]
    items: list[_Item] = []
    start = 0
    for place in types:
        name = max(start, place - distance)
        if items:
            items[-1].rest += lines[start:name]
        if name < place:
            rest = list(lines[name + 1 : place])
            items.append(_Item(_without(_NAME_LABEL, lines[name]), lines[place].item, rest))
        start = place + 1
    items[-1].rest += lines[start:]
    return items


def _is_name(line: Line) -> bool:
    return len(line.item.split()) <= _MAX_NAME_WORDS and not line.item.endswith((".", ";"))


def _intervention_starts(line: Line, described: bool) -> bool:
    if _OTHER_NAMES.match(line.item) or _DESCRIPTION_LABEL.match(line.item):
        return False
    typed = next(split_interventions(line.item), (None, ""))[0] is not None
    return typed or (described and _is_name(line)) or bool(_NAME_LABEL.match(line.text))


def _arm_starts(line: Line, described: bool) -> bool:
    if next(split_interventions(line.item), (None, ""))[0] is not None:
        return split_arm_type(line.item)[0] is not None and not described
    return split_arm_type(line.item)[0] is not None or (described and _is_name(line))


def _without(label: re.Pattern[str], line: Line) -> Line:
    return Line(line.number, label.sub("", line.text))
