"""Cell products, doses, routes and arms."""

from functools import cache

from msc_kg import iris, schemes
from msc_kg.mapping.coded import state_code
from msc_kg.mapping.context import RecordContext
from msc_kg.records import Arm, Dose, Product, Route
from msc_kg.terms import Iri
from msc_kg.vocab import msc, rdfs, skos


def map_cells(context: RecordContext) -> None:
    """State products, doses, routes and arms of a record."""
    record = context.record
    _map_given(context, context.iri, "", record.products, record.doses, record.routes)
    for number, arm in enumerate(record.arms, 1):
        _map_arm(context, arm, number)


def _map_arm(context: RecordContext, arm: Arm, number: int) -> None:
    node = iris.part(context.iri, "arm", number)
    quads = context.quads
    quads.link(context.iri, msc.hasArm, node)
    quads.type(node, msc.Arm)
    quads.state(node, rdfs.label, arm.label or f"arm {number}")
    quads.state(node, msc.locator, context.place(f"arms[{number - 1}]"))
    size = msc.cohortSize if context.record.kind == "review-row" else msc.enrollment
    quads.state(node, size, arm.enrollment)
    state_code(context, node, msc.armType, "arm-types", "arm-type", arm.type)
    _map_given(context, node, f"arms[{number - 1}].", arm.products, arm.doses, arm.routes)


def _map_given(
    context: RecordContext,
    owner: Iri,
    path: str,
    products: tuple[Product, ...],
    doses: tuple[Dose, ...],
    routes: tuple[Route, ...],
) -> None:
    for number, product in enumerate(products, 1):
        place = context.place(f"{path}products[{number - 1}]")
        _map_product(context, owner, product, iris.part(owner, "product", number), place)
    for number, dose in enumerate(doses, 1):
        place = context.place(f"{path}doses[{number - 1}]")
        _map_dose(context, owner, dose, iris.part(owner, "dose", number), place)
    for number, route in enumerate(routes, 1):
        place = context.place(f"{path}routes[{number - 1}]")
        _map_route(context, owner, route, iris.part(owner, "administration", number), place)


def _map_product(
    context: RecordContext, owner: Iri, product: Product, node: Iri, place: str
) -> None:
    quads = context.quads
    quads.link(owner, msc.hasCellProduct, node)
    quads.type(node, msc.CellProduct)
    quads.state(node, rdfs.label, product.text)
    quads.state(node, msc.statedAs, product.text)
    quads.state(node, msc.locator, place)
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


def _map_dose(context: RecordContext, owner: Iri, dose: Dose, node: Iri, place: str) -> None:
    quads = context.quads
    quads.link(owner, msc.hasDose, node)
    quads.type(node, msc.Dose)
    quads.state(node, rdfs.label, dose.text)
    quads.state(node, msc.statedAs, dose.text)
    quads.state(node, msc.locator, place)
    quads.state(node, msc.doseValue, dose.value)
    quads.state(node, msc.doseLow, dose.low)
    quads.state(node, msc.doseHigh, dose.high)
    quads.state(node, msc.doseError, dose.error)
    quads.state(node, msc.doseQualifier, dose.qualifier)
    if dose.unit:
        quads.link(node, msc.doseUnit, context.document.use(unit_concept(dose.unit)))


def _map_route(context: RecordContext, owner: Iri, route: Route, node: Iri, place: str) -> None:
    quads = context.quads
    quads.link(owner, msc.hasAdministration, node)
    quads.type(node, msc.Administration)
    quads.state(node, rdfs.label, route.text)
    quads.state(node, msc.statedAs, route.text)
    quads.state(node, msc.locator, place)
    quads.state(node, msc.administrationSite, route.site)
    if not route.value:
        return
    concept = context.document.use(_by_label("routes", route.value))
    doubt = _misprint(route, concept, context.record.abbreviations)
    if doubt:
        quads.link(node, skos.relatedMatch, concept)
        quads.state(node, msc.flag, doubt)
    else:
        quads.link(node, msc.route, concept)
        if owner != context.iri:
            quads.link(owner, msc.route, concept)
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
def unit_concept(unit: str) -> Iri:
    """Return the concept of a dose unit ("cells/kg"); an unknown unit is an error of ours."""
    wanted = unit.casefold()
    for concept in schemes.load("units"):
        if wanted in {label.casefold() for label in (*concept.labels, concept.notation or "")}:
            return concept.iri
    return iris.concept("unit", iris.slug(unit.replace("/", " per ")))


@cache
def _by_label(scheme: str, label: str) -> Iri:
    for concept in schemes.load(scheme):
        if concept.label == label:
            return concept.iri
    raise KeyError(f"{label!r} is no preferred label of the scheme {scheme}")
