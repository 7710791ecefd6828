"""Cell products, doses, routes and arms."""

from functools import cache

from msc_kg import schemes
from msc_kg.mapping.coded import Code, state_code
from msc_kg.mapping.context import RecordContext
from msc_kg.mapping.parts import (
    ADMINISTRATION,
    ARM,
    DOSE,
    PRODUCT,
    Owner,
    state_part,
)
from msc_kg.records import Arm, Dose, Product, Route
from msc_kg.terms import Iri
from msc_kg.vocab import msc, skos

_ARM_TYPE = Code(msc.armType, "arm-types", "arm-type")


def map_cells(context: RecordContext) -> None:
    """State products, doses, routes and arms of a record."""
    record = context.record
    owner = Owner(context.iri)
    _map_given(context, owner, record.products, record.doses, record.routes)
    for index, arm in enumerate(record.arms):
        _map_arm(context, owner, arm, index)


def _map_arm(context: RecordContext, owner: Owner, arm: Arm, index: int) -> None:
    node = state_part(context, owner, ARM, index, arm.label or f"arm {index + 1}")
    size = msc.cohortSize if context.record.kind == "review-row" else msc.enrollment
    context.quads.state(node, size, arm.enrollment)
    state_code(context, node, _ARM_TYPE, arm.type)
    if arm.products or arm.doses or arm.routes:
        _map_given(context, Owner(node, f"arms[{index}]."), arm.products, arm.doses, arm.routes)


def _map_given(
    context: RecordContext,
    owner: Owner,
    products: tuple[Product, ...],
    doses: tuple[Dose, ...],
    routes: tuple[Route, ...],
) -> None:
    for index, product in enumerate(products):
        _map_product(context, product, state_part(context, owner, PRODUCT, index, product.text))
    for index, dose in enumerate(doses):
        _map_dose(context, dose, state_part(context, owner, DOSE, index, dose.text))
    for index, route in enumerate(routes):
        node = state_part(context, owner, ADMINISTRATION, index, route.text)
        _map_route(context, owner, route, node)


def _map_product(context: RecordContext, product: Product, node: Iri) -> None:
    quads = context.quads
    quads.state(node, msc.brandName, product.brand)
    for words in product.modifiers:
        quads.state(node, msc.cellModifier, words)
    for words in product.co_interventions:
        quads.state(node, msc.coIntervention, words)
    for label in product.tissues:
        tissue = context.document.use(_by_label("tissues", label))
        context.claim_link(node, msc.tissueSource, tissue)
    for label in product.donors:
        donor = context.document.use(_by_label("donors", label))
        context.claim_link(node, msc.donorType, donor)
    cell = cell_concept(product.cell_type, product.tissues)
    if cell is not None:
        context.claim_link(node, msc.cellType, context.document.use(cell))


def _map_dose(context: RecordContext, dose: Dose, node: Iri) -> None:
    quads = context.quads
    quads.state(node, msc.doseValue, dose.value)
    quads.state(node, msc.doseLow, dose.low)
    quads.state(node, msc.doseHigh, dose.high)
    quads.state(node, msc.doseError, dose.error)
    quads.state(node, msc.doseQualifier, dose.qualifier)
    unit = unit_concept(dose.unit or "")
    if unit is not None:
        quads.link(node, msc.doseUnit, context.document.use(unit))
    elif dose.unit:
        quads.state(node, msc.flag, f"unit {dose.unit!r} is not known")
    else:
        quads.state(node, msc.flag, "the unit is not stated")


def _map_route(context: RecordContext, owner: Owner, route: Route, node: Iri) -> None:
    quads = context.quads
    quads.state(node, msc.administrationSite, route.site)
    if not route.value:
        return
    concept = context.document.use(_by_label("routes", route.value))
    doubt = _misprint(route, concept, context.record.abbreviations)
    if doubt:
        quads.link(node, skos.relatedMatch, concept)
        quads.state(node, msc.flag, doubt)
        return
    quads.link(node, msc.route, concept)
    quads.link(owner.iri, msc.route, concept)
    context.claim_link(context.iri, msc.route, concept)


def _misprint(route: Route, concept: Iri, abbreviations: dict[str, str]) -> str | None:
    """Return a remark when the document's own legend expands a route to no known route."""
    expansion = abbreviations.get(route.text)
    if expansion is None:
        return None
    route_concept = schemes.load("routes").concepts[concept]
    names = (route_concept.label, *route_concept.alt_labels)  # hidden labels are misprints
    if expansion.casefold() in {name.casefold() for name in names}:
        return None
    return (
        f"the document expands {route.text!r} as {expansion!r}, which is no route; "
        f"perhaps {route_concept.label}"
    )


@cache
def cell_concept(cell_type: str | None, tissues: tuple[str, ...]) -> Iri | None:
    """Return the most specific concept for a kind of cell from a tissue.

    ``cell_type`` is a notation of the scheme of cell types. A tissue that the kind is not broken
    down by counts as the next broader one; a product from several tissues gets the general
    concept of its kind.
    """
    general = schemes.load("cell-types").by_notation.get(cell_type or "")
    if general is None:
        return None
    if len(tissues) != 1:
        return general.iri
    for tissue in schemes.load("tissues").ancestors(_by_label("tissues", tissues[0])):
        specific = _cell_from(general.iri, tissue)
        if specific is not None:
            return specific
    return general.iri


def _cell_from(general: Iri, tissue: Iri) -> Iri | None:
    """Return the concept below ``general`` for cells of a tissue that is nearest to it."""
    scheme = schemes.load("cell-types")
    distances = sorted(
        (scheme.ancestors(concept.iri).index(general), concept.iri)
        for concept in scheme
        if concept.properties.get(msc.tissueSource.iri) == (tissue,)
        and general in scheme.ancestors(concept.iri)
    )
    if not distances or (len(distances) > 1 and distances[0][0] == distances[1][0]):
        return None
    return distances[0][1]


@cache
def unit_concept(unit: str) -> Iri | None:
    """Return the concept of a dose unit ("cells/kg"); ``None`` when the scheme has none."""
    wanted = unit.casefold()
    for concept in schemes.load("units"):
        if wanted in {label.casefold() for label in (*concept.labels, concept.notation or "")}:
            return concept.iri
    return None


@cache
def _by_label(scheme: str, label: str) -> Iri:
    for concept in schemes.load(scheme):
        if concept.label == label:
            return concept.iri
    raise KeyError(f"{label!r} is no preferred label of the scheme {scheme}")
