"""What passages say about cells, whatever the format they stand in: products, doses, routes.

A statement that says less than another (an "MSC" beside an "autologous bone marrow MSC")
is part of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from msgspec import structs

from msc_kg.phrases.doses import spot_doses
from msc_kg.phrases.products import spot_products
from msc_kg.phrases.routes import spot_routes
from msc_kg.phrases.spans import Span
from msc_kg.records import Dose, Product, Route


class Worded(Protocol):
    """A piece of a document that has words: a line of a page, a field of a record."""

    @property
    def words(self) -> str:
        """The text that is read."""


T = TypeVar("T", Product, Dose, Route)
W = TypeVar("W", bound=Worded)

_CULTURED = frozenset({("modifier", "cultured"), ("modifier", "expanded")})
"""What nearly all cells of trials are, so that it makes no other product."""


class Found(NamedTuple, Generic[T, W]):
    """A value with the piece that states it, and the half-open range of its words there."""

    value: T
    source: W
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CellFacts(Generic[W]):
    """What pieces of a document say about cells."""

    products: tuple[Found[Product, W], ...] = ()
    doses: tuple[Found[Dose, W], ...] = ()
    routes: tuple[Found[Route, W], ...] = ()

    def __or__(self, other: "CellFacts[W]") -> "CellFacts[W]":
        """Return the facts of both, those of this one first."""
        return CellFacts(
            self.products + other.products,
            self.doses + other.doses,
            self.routes + other.routes,
        )

    def distinct(self) -> "CellFacts[W]":
        """Return each value once, and none that says less than another."""
        return CellFacts(most_specific(self.products), distinct(self.doses), distinct(self.routes))


def cell_facts(sources: Iterable[W]) -> CellFacts[W]:
    """Return all products, doses and routes that the pieces mention."""
    found = tuple(sources)
    return CellFacts(
        _spotted(spot_products, found), _spotted(spot_doses, found), _spotted(spot_routes, found)
    )


def most_specific(found: Sequence[Found[Product, W]]) -> tuple[Found[Product, W], ...]:
    """Return the products that are no part of another, each value once, in their order."""
    unique: dict[frozenset[tuple[str, str]], Found[Product, W]] = {}
    for item in found:
        unique.setdefault(_says(item.value), item)
    return tuple(
        item
        for says, item in unique.items()
        if not any(
            says < other or says - _CULTURED < other - _CULTURED
            for other in unique
            if other is not says
        )
    )


def distinct(found: Sequence[Found[T, W]]) -> tuple[Found[T, W], ...]:
    """Return each value once, whatever its words; the first words stay.

    A route without a site, or a dose without a unit, is part of the same one with it.
    """
    unique: dict[object, Found[T, W]] = {}
    for item in found:
        unique.setdefault(_value(item.value), item)
    lesser = {_value(less) for item in unique.values() if (less := _less(item.value)) is not None}
    return tuple(
        item for key, item in unique.items() if key not in lesser or _less(item.value) is not None
    )


def _less(stated: T) -> T | None:
    """Return the statement without site or unit, if it has one."""
    if isinstance(stated, Route) and stated.site:
        return structs.replace(stated, site=None)
    if isinstance(stated, Dose) and stated.unit:
        return structs.replace(stated, unit=None)
    return None


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


def _spotted(
    spot: Callable[[str], tuple[Span[T], ...]], sources: Sequence[W]
) -> tuple[Found[T, W], ...]:
    return tuple(
        Found(span.value, source, span.start, span.end)
        for source in sources
        for span in spot(source.words)
    )
