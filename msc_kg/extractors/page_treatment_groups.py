"""Groups of treatment as lines: "Group", "Sample size", "Intervention", again and again."""

import re
from collections.abc import Sequence

from msc_kg.extractors.page_arms import ArmsText, ArmText, InterventionText
from msc_kg.extractors.page_lines import Line, plain
from msc_kg.extractors.page_values import read_count
from msc_kg.phrases.coded import normal_code

_NUMBERED = re.compile(r"^((?:Arm|Group|Cohort) (?:\d{1,2}|[A-H]|I{1,3}V?))\s*[:：]\s*(.+)$")


def groups(lines: Sequence[Line]) -> tuple[ArmsText, list[Line]]:
    """Return arms and interventions of "Group", "Sample size", "Intervention"; the other lines."""
    arms: list[ArmText] = []
    interventions: list[InterventionText] = []
    rest: list[Line] = []
    in_group = False
    for line in lines:
        label, _, value = (plain(part) for part in re.sub("：", ":", line.text).partition(":"))
        key = label.casefold()
        numbered = _NUMBERED.match(line.item)
        if numbered:
            arm = ArmText(numbered[1], None, line)
            arms.append(arm)
            described = Line(line.number, numbered[2])
            arm.description.append(described)
            interventions.append(InterventionText(numbered[2], None, described))
            in_group = False
        elif key in ("group", "groups", "arm") and not normal_code("intervention-models", value):
            arms.append(ArmText(value, None, line))
            in_group = True
        elif in_group and key == "sample size":
            arms[-1].enrollment = read_count(value)
        elif in_group and key in ("intervention", "interventions"):
            described = Line(line.number, value)
            interventions.append(InterventionText(value, None, described))
            arms[-1].description.append(described)
        elif in_group and key == "total sample size":
            rest.append(line)
        elif not (in_group and key == "intervention code"):
            in_group = False
            rest.append(line)
    return ArmsText(arms, interventions), rest
