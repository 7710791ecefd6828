"""Cell products, doses and routes of a registry page, from its titles, interventions and arms.

A statement that says less than another (an "MSC" beside an "autologous bone marrow MSC")
is part of it. Comparators state no products. Titles add no cells of another type than the
interventions name: those are what patients had before ("after HSC transplantation").
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from msgspec import structs

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_arms import (
    ArmsText,
    ArmText,
    InterventionText,
    add_arms,
    add_interventions,
)
from msc_kg.extractors.page_lines import Line
from msc_kg.phrases.doses import spot_doses
from msc_kg.phrases.products import spot_products
from msc_kg.phrases.routes import spot_routes
from msc_kg.phrases.spans import Span
from msc_kg.records import Arm, Dose, Product, Route

T = TypeVar("T", Product, Dose, Route)

_COMPARATOR = re.compile(
    r"\b(?:placebos?|sham|saline|vehicle|controls?|no (?:intervention|treatment)|standard of care"
    r"|standard (?:treatment|therapy|care)|usual care)\b",
    re.IGNORECASE,
)
_CULTURED = frozenset({("modifier", "cultured"), ("modifier", "expanded")})
"""What nearly all cells of trials are, so that it makes no other product."""
_COMPARATOR_TYPES = ("placebo", "sham", "no intervention", "no_intervention")


@dataclass(frozen=True)
class CellFacts:
    """What a passage says about cells; each with the line that says it."""

    products: tuple[tuple[Product, Line], ...] = ()
    doses: tuple[tuple[Dose, Line], ...] = ()
    routes: tuple[tuple[Route, Line], ...] = ()

    def __or__(self, other: "CellFacts") -> "CellFacts":
        """Return the facts of both, those of this one first."""
        return CellFacts(
            self.products + other.products,
            self.doses + other.doses,
            self.routes + other.routes,
        )


NO_FACTS = CellFacts()


def cell_facts(lines: Iterable[Line]) -> CellFacts:
    """Return all products, doses and routes that the lines mention."""
    found = tuple(lines)
    return CellFacts(
        _spotted(spot_products, found), _spotted(spot_doses, found), _spotted(spot_routes, found)
    )


def is_comparator(name: str, type_: str | None = None) -> bool:
    """Return whether an arm or intervention is a comparator without cells, by type or name."""
    if (type_ or "").casefold().startswith(_COMPARATOR_TYPES):
        return True
    found = _COMPARATOR.search(name)
    return bool(found) and (found.start() == 0 or not spot_products(name)) if found else False


def add_arm_facts(draft: Draft, index: int, arm: ArmText) -> CellFacts:
    """Put what an arm's own text states on the arm at ``index``; return it.

    A comparator without cells has a route at most, and adds nothing to the record.
    """
    facts = cell_facts([Line(arm.line.number, arm.label), *arm.description])
    comparator = is_comparator(arm.label, arm.type)
    if comparator:
        facts = CellFacts(routes=facts.routes)
    kept = CellFacts(most_specific(facts.products), distinct(facts.doses), distinct(facts.routes))
    old = draft.value("arms")[index]
    new = Arm(
        old.label,
        old.type,
        old.enrollment,
        tuple(product for product, _ in kept.products),
        tuple(dose for dose, _ in kept.doses),
        tuple(route for route, _ in kept.routes),
    )
    draft.replace("arms", index, new)
    for name in ("products", "doses", "routes"):
        for place, (_, line) in enumerate(getattr(kept, name)):
            draft.witness(f"arms[{index}].{name}[{place}]", line)
    return CellFacts() if comparator else facts


def intervention_facts(interventions: Sequence[InterventionText]) -> CellFacts:
    """Return the cell facts of interventions; doses and routes of other treatments are left out.

    When some interventions name a cell product, only those count.
    """
    found = [_stated(text) for text in interventions if not is_comparator(text.name)]
    with_cells = [facts for facts in found if facts.products]
    total = CellFacts()
    for facts in with_cells or found:
        total |= facts
    return total


def add_cell_facts(draft: Draft, facts: CellFacts, titles: Sequence[Line]) -> None:
    """Put the facts of interventions and arms, and of the titles, on the record."""
    stated = cell_facts(titles)
    types = {product.cell_type for product, _ in facts.products}
    products = facts.products + tuple(
        pair for pair in stated.products if not types or pair[0].cell_type in types
    )
    for product, line in most_specific(products):
        draft.add("products", product, line)
    for dose, line in distinct(facts.doses + stated.doses):
        draft.add("doses", dose, line)
    for route, line in distinct(facts.routes + stated.routes):
        draft.add("routes", route, line)


def add_page_facts(draft: Draft, arms: ArmsText, stated_alone: CellFacts = NO_FACTS) -> None:
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
    facts = stated_alone | intervention_facts([*stated, *arms.interventions])
    for index, arm in add_arms(draft, arms.arms):
        facts |= add_arm_facts(draft, index, arm)
    add_cell_facts(draft, facts, titles(draft))


def titles(draft: Draft) -> list[Line]:
    """Return official title and title as lines."""
    return [
        Line(draft.line(field).number, draft.value(field))
        for field in ("official_title", "title")
        if draft.has(field)
    ]


def most_specific(pairs: Sequence[tuple[Product, Line]]) -> tuple[tuple[Product, Line], ...]:
    """Return the products that are no part of another, each value once, in their order."""
    unique: list[tuple[Product, Line]] = []
    for pair in pairs:
        if not any(_says(old) == _says(pair[0]) for old, _ in unique):
            unique.append(pair)
    return tuple(
        pair
        for pair in unique
        if not any(_says(pair[0]) - _CULTURED < _says(other) - _CULTURED for other, _ in unique)
        and not any(_says(pair[0]) < _says(other) for other, _ in unique)
    )


def distinct(pairs: Sequence[tuple[T, Line]]) -> tuple[tuple[T, Line], ...]:
    """Return each value once, whatever its words; the first words stay.

    A route without a site, or a dose without a unit, is part of the same one with it.
    """
    unique: dict[object, tuple[T, Line]] = {}
    for value, line in pairs:
        unique.setdefault(_value(value), (value, line))
    fuller = {_value(_less(value)) for value, _ in unique.values() if _less(value) is not value}
    return tuple(
        pair for key, pair in unique.items() if _less(pair[0]) is not pair[0] or key not in fuller
    )


def _less(stated: T) -> T:
    """Return the statement without site or unit; itself when it has none."""
    if isinstance(stated, Route) and stated.site:
        return structs.replace(stated, site=None)
    if isinstance(stated, Dose) and stated.unit:
        return structs.replace(stated, unit=None)
    return stated


def _says(product: Product) -> frozenset[tuple[str, str]]:
    parts = {("tissue", tissue) for tissue in product.tissues}
    parts |= {("donor", donor) for donor in product.donors}
    parts |= {("co", name.casefold()) for name in product.co_interventions}
    parts |= {("modifier", name.casefold()) for name in product.modifiers}
    if product.cell_type:
        parts.add(("cell", product.cell_type))
    if product.brand:
        parts.add(("brand", product.brand.casefold()))
    return frozenset(parts)


def _value(stated: Product | Dose | Route) -> object:
    if isinstance(stated, Route):
        return (stated.value or stated.text.casefold(), stated.site)
    if isinstance(stated, Dose):
        return (stated.value, stated.low, stated.high, stated.error, stated.unit, stated.qualifier)
    return _says(stated)


def _stated(text: InterventionText) -> CellFacts:
    """Return what an intervention states; other names of a product are none of their own."""
    facts = cell_facts([Line(text.line.number, text.name), *text.description])
    others = cell_facts(Line(text.line.number, name) for name in text.other_names)
    return facts | (replace(others, products=()) if facts.products else others)


def _spotted(
    spot: Callable[[str], tuple[Span[T], ...]], lines: Sequence[Line]
) -> tuple[tuple[T, Line], ...]:
    return tuple((span.value, line) for line in lines for span in spot(line.words))
