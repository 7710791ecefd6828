"""What the cells about the treatment state: cell products, doses, routes, interventions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from msc_kg.extractors.table_brands import coined_name
from msc_kg.extractors.table_columns import Column
from msc_kg.extractors.table_general import General, cell_type, qualified
from msc_kg.extractors.table_measures import arm_name
from msc_kg.extractors.table_spotters import Vocabulary
from msc_kg.phrases import doses, products, routes
from msc_kg.phrases.numbers import read_count
from msc_kg.records import Arm, Dose, Intervention, Product, Route

Fields = dict[str, Any]

_TYPED = re.compile(
    r"(Biological|Drug|Procedure|Device|Genetic|Other|Combination Product|Behavioral"
    r"|Dietary Supplement|Radiation|Diagnostic Test)\s?:\s*",
    re.IGNORECASE,
)
_ARM_NAME = re.compile(r"\b(?:arm|group)s?\b", re.IGNORECASE)
_ARM_JOINT = re.compile(r"\s*[;|\n]\s*|\s+(?:vs\.?|versus)\s+", re.IGNORECASE)
_ARM_SIZE = re.compile(r"\bn\s?=\s?(\d{1,4})\b", re.IGNORECASE)
_LISTED = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")
_PART_JOINT = re.compile(r"[,;()\n]|\s[|/–-]\s")
_WORDS_OF_ROUTE = 3
_SHARED_NOUN = re.compile(
    r"\b(\w+)(\s*(?:\bor\b|\band\b|/|,)\s*)(\w+)\s+(veins?|arter(?:y|ies))\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Context:
    """What a reader may need besides the cell: column, legend, what the table says of all."""

    column: Column
    vocabulary: Vocabulary
    own_columns: frozenset[str] = field(default_factory=frozenset)
    general: General = field(default_factory=General)
    pointed: bool = False

    @property
    def legend(self) -> Mapping[str, str]:
        """The abbreviations of the table's own legend."""
        return self.vocabulary.legend


def read_cell_source(cell: str, context: Context) -> Fields:
    """Return the products of a cell, and doses and routes that have no column of their own."""
    read = products.read_products(cell, context.legend)
    return {"products": _named(_typed(read, context), cell, context), **_aside(cell, context)}


def _named(read: tuple[Product, ...], cell: str, context: Context) -> tuple[Product, ...]:
    """The products; the only one has the trade name that the cell ends with."""
    brand = coined_name(cell, context.legend) if len(read) == 1 else None
    if brand is None or read[0].brand:
        return read
    return (msgspec.structs.replace(read[0], brand=brand),)


def _typed(read: Iterable[Product], context: Context) -> tuple[Product, ...]:
    """The products; one that is only a tissue has the type of the column ("MSC source")."""
    kind = cell_type(context.column.name) or context.general.cell_type
    typed = (
        msgspec.structs.replace(each, cell_type=kind)
        if kind and each.cell_type is None and each.tissues
        else each
        for each in (_before_bracket(each, context) for each in read)
    )
    return qualified(tuple(typed), context.general)


def _before_bracket(product: Product, context: Context) -> Product:
    """The product with what its words before a bracket say ("Allogeneic BM (Provacel)")."""
    bare, bracket, _ = product.text.partition("(")
    if not bracket or product.tissues:
        return product
    read = products.read_products(bare.strip(), context.legend)
    if len(read) != 1:
        return product
    donors = product.donors or read[0].donors
    return msgspec.structs.replace(product, tissues=read[0].tissues, donors=donors)


def read_intervention(cell: str, context: Context) -> Fields:
    """Return what an intervention is made of; its name where no cell product is known."""
    stated: Fields = {**_aside(cell, context)}
    if "cell-source" not in context.own_columns:
        spans = products.spot_products(cell, context.legend)
        found = tuple(dict.fromkeys(span.value for span in spans))
        if len(found) == 1 and not stated.get("doses") and not stated.get("routes"):
            whole = products.read_products(cell, context.legend)
            found = whole if len(whole) == 1 and whole[0].cell_type else found
        stated["products"] = qualified(found, context.general)
    told = "cell-source" in context.own_columns and (stated.get("doses") or stated.get("routes"))
    if _TYPED.match(cell) or not (stated.get("products") or told):
        stated["interventions"] = tuple(_interventions(cell))
    return stated


def _interventions(cell: str) -> Iterator[Intervention]:
    """The interventions of a cell, those of a registry with their type ("Biological: MSC")."""
    for part in re.split(r"\s*[|;]\s*" if _TYPED.match(cell) else r"\s*;\s*", cell):
        typed = _TYPED.match(part)
        if part:
            kind = typed[1].strip() if typed else None
            yield Intervention(name=part[typed.end() :] if typed else part, type=kind)


def _aside(cell: str, context: Context) -> Fields:
    """Doses and routes in a cell of another kind, when the table has no column for them."""
    stated: Fields = {}
    if "dose" not in context.own_columns:
        stated["doses"] = tuple(span.value for span in doses.spot_doses(cell))
    if "route" not in context.own_columns:
        stated["routes"] = _routes_within(cell, context)
    return stated


def _routes_within(cell: str, context: Context) -> tuple[Route, ...]:
    """The routes in a cell about the treatment; a part between commas may be one ("topical")."""
    found = [span.value for span in routes.spot_routes(cell, context.legend)]
    if found:
        return tuple(found)
    parts = [part.strip() for part in _PART_JOINT.split(cell)]
    short = [part for part in parts[1:] if 0 < len(part.split()) <= _WORDS_OF_ROUTE]
    read = (route for part in short for route in routes.read_routes(part, context.legend))
    return tuple(dict.fromkeys(route for route in read if route.value))


def read_doses(cell: str, context: Context) -> Fields:
    """Return the doses of a cell; header, notes and neighbours settle units and commas."""
    unit, scale = _measure(context.column)
    scale = context.general.scale if scale == 1 else scale
    words = cell
    if scale != 1 and context.pointed:
        words = _LISTED.sub(", ", cell)
    read = doses.read_doses(words, unit=unit or context.general.unit, scale=scale)
    if "cell-source" in context.own_columns:
        read = tuple(dict.fromkeys(_of_cells(dose) for dose in read))
    stated: Fields = {"doses": read}
    if "route" not in context.own_columns:
        stated["routes"] = _routes_within(cell, context)
    return stated


def _measure(column: Column) -> tuple[str | None, float]:
    """The unit and scale of a header: in its brackets, else in its name ("Cells/kg (× 10^6)")."""
    unit, scale = doses.read_dose_header(column.remark)
    named, factor = doses.read_dose_header(column.name)
    return (unit if unit not in (None, "cells") else named or unit), factor if scale == 1 else scale


def _of_cells(dose: Dose) -> Dose:
    """A dose without a unit, in a table of cells, counts cells."""
    return dose if dose.unit else msgspec.structs.replace(dose, unit="cells")


def read_routes(cell: str, context: Context) -> Fields:
    """Return the routes of a cell; in "peripheral or portal vein" the noun holds for both."""
    words = _SHARED_NOUN.sub(r"\1 \4\2\3 \4", cell)
    return {"routes": routes.read_routes(words, context.legend)}


def read_arms(cell: str, context: Context) -> Fields:
    """Return the arms that a cell lists ("MSC vs placebo"); a count of arms is none."""
    if not _ARM_NAME.search(context.column.name):
        return {}
    parts = [part.strip(" ,;:") for part in _ARM_JOINT.split(cell)]
    named = [part for part in parts if any(map(str.isalpha, part))]
    return {"arms": tuple(_arm(part, context) for part in named)} if len(named) > 1 else {}


def read_arm_size(cell: str, context: Context) -> Fields:
    """Return the arm that a column is about, with the count of its people."""
    label = arm_name(context.column.name)
    return {"arms": (Arm(label=label, enrollment=read_count(cell)),)}


def _arm(text: str, context: Context) -> Arm:
    size = _ARM_SIZE.search(text)
    return Arm(
        label=text,
        enrollment=int(size[1]) if size else None,
        products=tuple(span.value for span in products.spot_products(text, context.legend)),
        doses=tuple(span.value for span in doses.spot_doses(text)),
        routes=tuple(span.value for span in routes.spot_routes(text, context.legend)),
    )
