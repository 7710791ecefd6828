"""Cell products, doses and routes of a registry page, from its titles, interventions and arms."""

from msc_kg.extractors.cell_facts import CellFacts
from msc_kg.extractors.cell_study import Stated, StatedArm, StatedIntervention, study_facts
from msc_kg.extractors.cell_wording import is_observational
from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_arms import (
    ArmsText,
    ArmText,
    InterventionText,
    add_arms,
    add_interventions,
)
from msc_kg.extractors.page_lines import Line
from msc_kg.records import Arm


def add_page_facts(
    draft: Draft, arms: ArmsText, stated_alone: CellFacts[Line] | None = None
) -> None:
    """Add interventions and arms, and what they and the titles say about cells.

    ``stated_alone`` is what fields of cells, doses and routes say.
    """
    add_interventions(draft, arms.interventions)
    described = {text.name.casefold() for text in arms.interventions}
    stated = [
        InterventionText(item.name, item.type, line, [], list(item.other_names))
        for item, line in draft.listed("interventions")
        if item.name.casefold() not in described
    ]
    facts = study_facts(
        Stated(
            titles(draft),
            [_intervention(text) for text in (*stated, *arms.interventions)],
            [_arm(text) for text in arms.arms],
            (*(draft.value("keywords") or ()), *(draft.value("conditions") or ())),
            is_observational(draft.value("study_type")),
        ),
        stated_alone,
    )
    for (index, _), own in zip(add_arms(draft, arms.arms), facts.arms, strict=True):
        _add_arm_facts(draft, index, own)
    _add_study_facts(draft, facts.study)


def titles(draft: Draft) -> list[Line]:
    """Return official title and title as lines."""
    return [
        Line(draft.line(field).number, draft.value(field))
        for field in ("official_title", "title")
        if draft.has(field)
    ]


def _intervention(text: InterventionText) -> StatedIntervention[Line]:
    number = text.line.number
    others = [Line(number, name) for name in text.other_names]
    return StatedIntervention(Line(number, text.name), others, text.description)


def _arm(text: ArmText) -> StatedArm[Line]:
    return StatedArm(Line(text.line.number, text.label), text.type, text.description)


def _add_arm_facts(draft: Draft, index: int, facts: CellFacts[Line]) -> None:
    old: Arm = draft.value("arms")[index]
    new = Arm(
        old.label,
        old.type,
        old.enrollment,
        tuple(found.value for found in facts.products),
        tuple(found.value for found in facts.doses),
        tuple(found.value for found in facts.routes),
    )
    draft.replace("arms", index, new)
    for name in ("products", "doses", "routes"):
        for place, found in enumerate(getattr(facts, name)):
            draft.witness(f"arms[{index}].{name}[{place}]", found.source)


def _add_study_facts(draft: Draft, facts: CellFacts[Line]) -> None:
    for field in ("products", "doses", "routes"):
        for found in getattr(facts, field):
            draft.add(field, found.value, found.source)
