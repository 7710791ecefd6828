"""What a study says about cells in its titles, interventions and arms, whatever the format.

Comparators state no products. Titles add no cells of another type than the interventions
name: those are what patients had before ("after HSC transplantation").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from msc_kg.extractors.cell_facts import CellFacts, W, cell_facts
from msc_kg.phrases.products import spot_products

_COMPARATOR = re.compile(
    r"\b(?:placebos?|sham|saline|vehicle|controls?|no (?:intervention|treatment)|standard of care"
    r"|standard (?:treatment|therapy|care)|usual care)\b",
    re.IGNORECASE,
)
_COMPARATOR_TYPES = ("placebo", "sham", "no intervention", "no_intervention")


@dataclass(frozen=True, slots=True)
class StatedIntervention(Generic[W]):
    """An intervention: its name, other names and description, and its type if stated."""

    name: W
    type: str | None = None
    other_names: Sequence[W] = ()
    description: Sequence[W] = ()


@dataclass(frozen=True, slots=True)
class StatedArm(Generic[W]):
    """An arm: its label and description, its type, and the interventions it names."""

    label: W | None
    type: str | None = None
    description: Sequence[W] = ()
    interventions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StudyFacts(Generic[W]):
    """The facts of a whole study, and those that each arm states itself."""

    study: CellFacts[W]
    arms: tuple[CellFacts[W], ...] = ()


def study_facts(
    titles: Sequence[W],
    interventions: Sequence[StatedIntervention[W]],
    arms: Sequence[StatedArm[W]] = (),
    alone: CellFacts[W] | None = None,
) -> StudyFacts[W]:
    """Return what a study states; ``alone`` is what its fields for cells and doses say."""
    total = (alone or CellFacts()) | _intervention_facts(interventions)
    own: list[CellFacts[W]] = []
    for arm in arms:
        facts, counted = _arm_facts(arm)
        own.append(facts.distinct())
        total |= counted
    stated = cell_facts(titles)
    types = {found.value.cell_type for found in total.products}
    products = tuple(
        found for found in stated.products if not types or found.value.cell_type in types
    )
    total |= CellFacts(products, stated.doses, stated.routes)
    return StudyFacts(total.distinct(), tuple(own))


def is_comparator(name: str, type_: str | None = None) -> bool:
    """Return whether an arm or intervention is a comparator without cells, by type or name."""
    if (type_ or "").casefold().startswith(_COMPARATOR_TYPES):
        return True
    found = _COMPARATOR.search(name)
    return bool(found) and (found.start() == 0 or not spot_products(name)) if found else False


def _arm_facts(arm: StatedArm[W]) -> tuple[CellFacts[W], CellFacts[W]]:
    """Return what an arm's own text states, and what of it counts for the study.

    A comparator without cells has a route at most, and adds nothing to the study.
    """
    label = () if arm.label is None else (arm.label,)
    facts = cell_facts((*label, *arm.description))
    if is_comparator(arm.label.words if arm.label else "", arm.type):
        return CellFacts(routes=facts.routes), CellFacts()
    return facts, facts


def _intervention_facts(interventions: Sequence[StatedIntervention[W]]) -> CellFacts[W]:
    """Return the facts of interventions; doses and routes of other treatments are left out.

    When some interventions name a cell product, only those count.
    """
    found = [_stated(item) for item in interventions if not is_comparator(item.name.words)]
    with_cells = [facts for facts in found if facts.products]
    total: CellFacts[W] = CellFacts()
    for facts in with_cells or found:
        total |= facts
    return total


def _stated(item: StatedIntervention[W]) -> CellFacts[W]:
    """Return what an intervention states; other names of a product are none of their own."""
    facts = cell_facts((item.name, *item.description))
    others = cell_facts(item.other_names)
    products = () if facts.products else others.products
    return facts | CellFacts(products, others.doses, others.routes)
