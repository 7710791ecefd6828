"""The passages of a ClinicalTrials.gov API v2 study that may tell of cells, doses and routes."""

from collections.abc import Sequence

from msc_kg.extractors import ctgov_json_model as model
from msc_kg.extractors.ctgov_values import plain
from msc_kg.extractors.study_cells import (
    ArmPassages,
    InterventionPassages,
    Passage,
    StudyPassages,
)

_ARMS = "armsInterventionsModule.armGroups"
_INTERVENTIONS = "armsInterventionsModule.interventions"


def passages(section: model.ProtocolSection) -> StudyPassages:
    """Return titles, arms and interventions of a study with their places."""
    titles = section.identification_module
    module = section.arms_interventions_module
    conditions = section.conditions_module
    return StudyPassages(
        title=_line(titles.brief_title, "identificationModule.briefTitle"),
        official_title=_line(titles.official_title, "identificationModule.officialTitle"),
        interventions=_interventions(module.interventions),
        arms=_arms(module.arm_groups),
        keywords=[plain(text) for text in conditions.keywords],
        conditions=[plain(text) for text in conditions.conditions],
    )


def _interventions(stated: Sequence[model.StatedIntervention]) -> list[InterventionPassages]:
    found: list[InterventionPassages] = []
    for number, one in enumerate(stated):
        place = f"{_INTERVENTIONS}[{number}]"
        name = _line(one.name, f"{place}.name")
        if name:
            others = (
                _line(other, f"{place}.otherNames[{n}]") for n, other in enumerate(one.other_names)
            )
            found.append(
                InterventionPassages(
                    name,
                    one.type,
                    [other for other in others if other],
                    _description(one.description, place),
                    [plain(label) for label in one.arm_group_labels],
                    place,
                )
            )
    return found


def _arms(stated: Sequence[model.ArmGroup]) -> list[ArmPassages]:
    return [
        ArmPassages(
            _line(arm.label, f"{_ARMS}[{number}].label"),
            arm.type,
            _description(arm.description, f"{_ARMS}[{number}]"),
            [plain(name) for name in arm.intervention_names],
            f"{_ARMS}[{number}]",
        )
        for number, arm in enumerate(stated)
        if arm.label or arm.type or arm.description
    ]


def _description(text: str | None, place: str) -> list[Passage]:
    """Lines stay apart: they divide sentences."""
    return [Passage(f"{place}.description", text)] if text and not text.isspace() else []


def _line(text: str | None, place: str) -> Passage | None:
    words = plain(text) if text else ""
    return Passage(place, words) if words else None
