"""The passages of a ClinicalTrials.gov API v2 study that may tell of cells, doses and routes."""

from collections.abc import Sequence

from msc_kg.extractors import ctgov_json_model as model
from msc_kg.extractors.study import Study, named, plain
from msc_kg.extractors.study_cells import (
    ArmPassages,
    InterventionPassages,
    Passage,
    StudyPassages,
)


def passages(study: Study, section: model.ProtocolSection) -> StudyPassages:
    """Return titles, arms and interventions of a study with their places.

    To be called when titles, conditions and keywords are there.
    """
    module = section.arms_interventions_module
    return StudyPassages(
        _title(study.value("title"), "identificationModule.briefTitle"),
        _title(study.value("official_title"), "identificationModule.officialTitle"),
        _interventions(module.interventions),
        _arms(module.arm_groups),
        study.value("keywords") or (),
        study.value("conditions") or (),
    )


def _title(words: str | None, place: str) -> Passage | None:
    return Passage(place, words) if words else None


def _interventions(stated: Sequence[model.StatedIntervention]) -> list[InterventionPassages]:
    found: list[InterventionPassages] = []
    for place, one in named("armsInterventionsModule.interventions", stated):
        name = plain(one.name) if one.name else ""
        if name:
            others = (
                [
                    Passage(where, words)
                    for where, other in named(f"{place}.otherNames", one.other_names)
                    if (words := plain(other))
                ]
                if one.other_names
                else ()
            )
            found.append(
                InterventionPassages(
                    Passage(f"{place}.name", name),
                    one.type,
                    others,
                    _description(one.description, place),
                    [plain(label) for label in one.arm_group_labels],
                    place,
                )
            )
    return found


def _arms(stated: Sequence[model.ArmGroup]) -> list[ArmPassages]:
    found: list[ArmPassages] = []
    for place, arm in named("armsInterventionsModule.armGroups", stated):
        if arm.label or arm.type or arm.description:
            label = plain(arm.label) if arm.label else ""
            found.append(
                ArmPassages(
                    Passage(f"{place}.label", label) if label else None,
                    arm.type,
                    _description(arm.description, place),
                    [plain(name) for name in arm.intervention_names],
                    place,
                )
            )
    return found


def _description(text: str | None, place: str) -> Sequence[Passage]:
    """Lines stay apart: they divide sentences."""
    return (Passage(f"{place}.description", text),) if text and not text.isspace() else ()
