"""What passages say about cells, whatever the format they stand in: products, doses, routes.

A statement that says less than another (an "MSC" beside an "autologous bone marrow MSC")
is part of it.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Generic, Protocol, TypeAlias, TypeVar

from msgspec import Struct, structs

from msc_kg.extractors.cell_wording import is_of_other_treatment, tells_other_dose
from msc_kg.phrases.doses import spot_doses
from msc_kg.phrases.products import spot_products
from msc_kg.phrases.routes import spot_routes
from msc_kg.phrases.spans import Span
from msc_kg.phrases.tokens import keys
from msc_kg.records import Dose, Product, Route


class Worded(Protocol):
    """A piece of a document that has words: a line of a page, a field of a record."""

    @property
    def words(self) -> str:
        """The text that is read."""


T = TypeVar("T", Product, Dose, Route)
Fact = TypeVar("Fact", Dose, Route)
W = TypeVar("W", bound=Worded)

Says: TypeAlias = frozenset[tuple[str, str]]
"""What a product says, part by part."""

_CULTURED: Says = frozenset({("modifier", "cultured"), ("modifier", "expanded")})
"""What nearly all cells of trials are, so that it makes no other product."""


class Found(Struct, Generic[T, W], frozen=True, gc=False):
    """A value with the piece that states it, and the half-open range of its words there."""

    value: T
    source: W
    start: int
    end: int


class CellFacts(Struct, Generic[W], frozen=True, gc=False):
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
        products = with_brands(most_specific(self.products))
        return CellFacts(products, distinct(self.doses), distinct(self.routes))


def cell_facts(sources: Iterable[W]) -> CellFacts[W]:
    """Return all products, doses and routes that the pieces mention."""
    pieces = tuple(sources)
    named = tuple(chain.from_iterable(products(piece) for piece in pieces))
    return CellFacts(named) | doses_and_routes(pieces)


def products(source: W, *, spelt_out: bool = False) -> tuple[Found[Product, W], ...]:
    """Return the products that a piece names; ``spelt_out`` as for ``spot_products``."""
    return _found(source, _spot_products(source.words, spelt_out=spelt_out))


def doses_and_routes(sources: Iterable[W]) -> CellFacts[W]:
    """Return the doses and routes that pieces mention, but those of drugs."""
    doses: list[Found[Dose, W]] = []
    told: list[Found[Route, W]] = []
    for source in sources:
        words = source.words
        for span in _spot_doses(words):
            doses.append(Found(span.value, source, span.start, span.end))
        if spans := _spot_routes(words):
            told += _of_cells(source, spans)
    return CellFacts((), tuple(doses), tuple(told))


def routes(sources: Iterable[W]) -> tuple[Found[Route, W], ...]:
    """Return the routes that pieces mention, but those of drugs."""
    found: list[Found[Route, W]] = []
    for source in sources:
        if spans := _spot_routes(source.words):
            found += _of_cells(source, spans)
    return tuple(found)


def _of_cells(source: W, spans: Sequence[Span[Route]]) -> Sequence[Found[Route, W]]:
    """Return the routes of a piece but those in sentences that tell the dose of a drug."""
    words = source.words
    if tells_other_dose(words):
        spans = [s for s in spans if not is_of_other_treatment(words, s.start, s.end)]
    return _found(source, spans)


def most_specific(found: Sequence[Found[Product, W]]) -> tuple[Found[Product, W], ...]:
    """Return the products that are no part of another, each value once, in their order."""
    if len(found) < 2:
        return tuple(found)
    unique: dict[Says, Found[Product, W]] = {}
    for item in found:
        unique.setdefault(_says(item.value), item)
    if len(unique) == 1:
        return tuple(unique.values())
    bare = {says: says - _CULTURED for says in unique}
    return tuple(
        item
        for says, item in unique.items()
        if not any(says < other or bare[says] < bare[other] for other in unique)
        and not _is_split(says, unique)
    )


def _is_split(says: Says, others: Iterable[Says]) -> bool:
    """Whether others tell apart what is said together: "autologous or allogeneic MSC"."""
    for kind in ("donor", "tissue"):
        several = {part for part in says if part[0] == kind}
        if len(several) > 1 and all(
            any(says - several | {part} <= other for other in others if other != says)
            for part in several
        ):
            return True
    return False


def with_brands(found: Sequence[Found[Product, W]]) -> tuple[Found[Product, W], ...]:
    """Return the products, a trade name alone joined to the one description of the same type.

    "JointStem" and "autologous adipose-derived MSC" are one product; with several trade names
    or descriptions nobody says which belongs to which.
    """
    if len(found) < 2 or not any(item.value.brand for item in found):
        return tuple(found)
    kept = list(found)
    for type_ in dict.fromkeys(item.value.cell_type for item in found):
        same = [item for item in kept if item.value.cell_type == type_]
        named = [item for item in same if item.value.brand]
        told = [item for item in same if not item.value.brand]
        if len(told) != 1 or len(named) != 1:
            continue
        if not _says(structs.replace(named[0].value, brand=None)) <= _says(told[0].value):
            continue
        joined = structs.replace(told[0].value, brand=named[0].value.brand)
        kept = [
            structs.replace(item, value=joined) if item is told[0] else item
            for item in kept
            if item is not named[0]
        ]
    return tuple(kept)


def distinct(found: Sequence[Found[Fact, W]]) -> tuple[Found[Fact, W], ...]:
    """Return each value once, whatever its words; the first words stay.

    A route without a site, or a dose without a unit, is part of the same one with it.
    """
    if len(found) < 2:
        return tuple(found)
    unique: dict[tuple[object, ...], Found[Fact, W]] = {}
    for item in found:
        unique.setdefault(_statement(item.value), item)
    fuller = {statement[:-1] for statement in unique if statement[-1]}
    return tuple(
        [
            item
            for statement, item in unique.items()
            if statement[-1] or statement[:-1] not in fuller
        ]
    )


def _statement(stated: Dose | Route) -> tuple[object, ...]:
    """Return what is stated, without its words; last the unit or site that may be left out."""
    if isinstance(stated, Route):
        return (stated.value or stated.text.casefold(), stated.site)
    return (stated.value, stated.low, stated.high, stated.error, stated.qualifier, stated.unit)


@lru_cache(maxsize=2048)
def _says(product: Product) -> Says:
    parts = {("tissue", tissue) for tissue in product.tissues}
    parts |= {("donor", donor) for donor in product.donors}
    parts |= {("co", name.casefold()) for name in product.co_interventions}
    parts |= {("modifier", name.casefold()) for name in product.modifiers}
    if product.cell_type:
        parts.add(("cell", product.cell_type))
    if product.brand:
        parts.add(("brand", " ".join(keys(product.brand))))
    return frozenset(parts)


_spot_products = lru_cache(maxsize=2048)(spot_products)
_spot_doses = lru_cache(maxsize=2048)(spot_doses)
_spot_routes = lru_cache(maxsize=2048)(spot_routes)


def _found(source: W, spans: Sequence[Span[T]]) -> tuple[Found[T, W], ...]:
    if not spans:
        return ()
    return tuple([Found(span.value, source, span.start, span.end) for span in spans])
