"""Lists of arms and interventions where types, names and descriptions are lines of their own."""

import re
from collections.abc import Callable, Iterator, Sequence

from msc_kg.extractors.page_arms import (
    ArmsText,
    ArmText,
    InterventionText,
    arm_types,
    split_arm_type,
)
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_values import intervention_types, split_interventions

_TYPE_LABEL = re.compile(
    r"^(?:intervention type|arm type|group type|arm group type|type)\s*:\s*", re.IGNORECASE
)
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
        kind, name = next(split_interventions(item.name.item), (None, item.name.item))
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


def read_groups(lines: Sequence[Line]) -> ArmsText:
    """Return the arms of a section, and interventions that stand among them as "Type: name"."""
    found = ArmsText()
    for item in _items(lines, is_arm_type, _arm_starts):
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


def is_arm_type(text: str) -> bool:
    """Return whether the text is a type of arm and nothing else."""
    return text.casefold().replace("_", " ") in {kind.replace("_", " ") for kind in arm_types()}


def is_intervention_type(text: str) -> bool:
    """Return whether the text is a type of intervention and nothing else."""
    return text.casefold() in intervention_types()


class _Item:
    """An entry of a list: the line of its name, its type, the other lines."""

    def __init__(self, name: Line) -> None:
        self.name = name
        self.type: str | None = None
        self.rest: list[Line] = []


def _items(
    lines: Sequence[Line], is_type: Callable[[str], bool], starts: Callable[[Line, bool], bool]
) -> Iterator[_Item]:
    """Yield the entries of a list; a line of type belongs to the name beside it."""
    texts = [_without(_TYPE_LABEL, line) for line in lines]
    types = [is_type(line.item) for line in texts]
    type_first = bool(types) and types[0]
    item: _Item | None = None
    waiting: str | None = None
    for place, line in enumerate(texts):
        if types[place]:
            waiting = line.item if type_first else waiting
            if item is not None and not type_first:
                item.type = line.item
            continue
        follows = place + 1 < len(types) and types[place + 1]
        begins = waiting is not None if type_first else follows
        if item is None or begins or (not any(types) and starts(line, bool(item.rest))):
            if item is not None:
                yield item
            item = _Item(_without(_NAME_LABEL, line))
            item.type, waiting = waiting, None
        else:
            item.rest.append(line)
    if item is not None:
        yield item


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
