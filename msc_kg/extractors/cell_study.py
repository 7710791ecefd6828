"""What a study says about cells in its titles, interventions and arms, whatever the format.

Comparators state no products, nor do studies of samples. Titles add no cells of another type
than the interventions name: those are what patients had before ("after HSC transplantation").
Where no cells are given, no dose or route is one of cells.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import Generic

from msgspec import Struct

from msc_kg.extractors.cell_facts import (
    CellFacts,
    Found,
    W,
    distinct,
    doses_and_routes,
    products,
    routes,
)
from msc_kg.extractors.cell_wording import (
    CELLS,
    COMPARATOR,
    COMPARATOR_TYPES,
    PROCEDURE,
    is_spelt_out,
    means_cells,
    tells_of_giving,
    tells_of_study,
)
from msc_kg.phrases.products import may_name_product
from msc_kg.records import Product


class StatedIntervention(Struct, Generic[W], frozen=True):
    """An intervention: its name, other names and description."""

    name: W
    other_names: Sequence[W] = ()
    description: Sequence[W] = ()

    @property
    def all(self) -> Iterator[W]:
        """All its pieces."""
        return chain((self.name,), self.other_names, self.description)


class StatedArm(Struct, Generic[W], frozen=True):
    """An arm: its label and description, its type, and the interventions it names."""

    label: W | None
    type: str | None = None
    description: Sequence[W] = ()
    interventions: Sequence[str] = ()

    @property
    def own(self) -> tuple[W, ...]:
        """Label and description."""
        return (*(() if self.label is None else (self.label,)), *self.description)


class Stated(Struct, Generic[W], frozen=True):
    """What a study states: titles, interventions, arms; ``context`` only explains words."""

    titles: Sequence[W] = ()
    interventions: Sequence[StatedIntervention[W]] = ()
    arms: Sequence[StatedArm[W]] = ()
    context: Sequence[str] = ()
    observational: bool = False

    @property
    def pieces(self) -> Iterator[W]:
        """All pieces that are read."""
        given = chain.from_iterable(item.all for item in self.interventions)
        return chain(self.titles, given, chain.from_iterable(arm.own for arm in self.arms))


class StudyFacts(Struct, Generic[W], frozen=True):
    """The facts of a whole study, and those that each arm states itself."""

    study: CellFacts[W]
    arms: tuple[CellFacts[W], ...] = ()


def study_facts(stated: Stated[W], alone: CellFacts[W] | None = None) -> StudyFacts[W]:
    """Return what a study states; ``alone`` is what its fields for cells and doses say."""
    fields: CellFacts[W] = alone or CellFacts()
    named = _products(stated)
    if not named.any and not fields.products:
        return StudyFacts(fields, tuple(CellFacts() for _ in stated.arms))
    total = fields | _intervention_facts(stated.interventions, named)
    own: list[CellFacts[W]] = []
    able = {i.name.words.casefold() for i in stated.interventions if _may_hold_cells(i, named)}
    for arm in stated.arms:
        if _gets_no_cells(arm, able, named):
            own.append(CellFacts(routes=distinct(routes(arm.own))))
        else:
            facts = named.of(arm.own) | doses_and_routes(arm.own)
            own.append(facts.distinct())
            total |= facts
    types = {found.value.cell_type for found in total.products}
    told = named.of(stated.titles).products
    told = tuple(found for found in told if not types or found.value.cell_type in types)
    total |= CellFacts(told) | doses_and_routes(stated.titles)
    return StudyFacts(total.distinct(), tuple(own))


class _Named(Generic[W]):
    """The products of each piece of a study."""

    def __init__(self, found: Mapping[int, Sequence[Found[Product, W]]] | None = None) -> None:
        """Take the products by the identities of the pieces that name some."""
        self._found = found or {}

    @property
    def any(self) -> bool:
        return bool(self._found)

    def of(self, pieces: Iterable[W]) -> CellFacts[W]:
        """Return the products of some pieces."""
        if not self._found:
            return CellFacts()
        found = filter(None, map(self._found.get, map(id, pieces)))
        return CellFacts(tuple(chain.from_iterable(found)))

    def name(self, pieces: Iterable[W]) -> bool:
        """Return whether some of the pieces name a product."""
        return not self._found.keys().isdisjoint(map(id, pieces))

    def only(self, pieces: Iterable[W]) -> bool:
        """Return whether products are named in these pieces alone."""
        return self._found.keys() <= set(map(id, pieces))

    def without(self, pieces: Iterable[W]) -> "_Named[W]":
        """Return the products that other pieces name."""
        gone = set(map(id, pieces))
        return _Named({key: items for key, items in self._found.items() if key not in gone})


def _products(stated: Stated[W]) -> _Named[W]:
    """Return the products that are given in a study, by the piece that names them."""
    pieces = list(stated.pieces)
    whole = "\n".join(piece.words for piece in pieces)
    if not may_name_product(whole):
        return _Named()
    spelt = is_spelt_out(whole) or any(map(is_spelt_out, stated.context))
    sure = spelt or means_cells(whole)
    told: dict[int, Sequence[Found[Product, W]]] = {}
    for piece in pieces:
        found = products(piece, spelt_out=spelt)
        if found and not sure:
            found = tuple(item for item in found if not _is_bare(item.value))
        if found:
            told[id(piece)] = found
    named = _Named(told)
    if not named.any:
        return named
    if stated.observational:
        return _in_observation(stated, pieces, named)
    if named.only(stated.titles) and not _may_give_cells(stated):
        return named.without(piece for piece in pieces if not tells_of_giving(piece.words))
    return named


def _is_bare(product: Product) -> bool:
    return product.text.casefold() in ("msc", "mscs")


def _in_observation(stated: Stated[W], pieces: Sequence[W], named: _Named[W]) -> _Named[W]:
    """Return the products of an observational study: none when cells are only studied in it."""
    told = [piece for piece in pieces if named.name((piece,))]
    studied = {id(piece) for piece in told if tells_of_study(piece.words)}
    branded = any(found.value.brand for found in named.of(told).products)
    given = any(tells_of_giving(piece.words) for piece in told if id(piece) not in studied)
    listed = any(named.name(item.all) for item in stated.interventions)
    if branded or given or (listed and not any(tells_of_study(t.words) for t in stated.titles)):
        return named.without(piece for piece in told if id(piece) in studied)
    return _Named()


def _may_give_cells(stated: Stated[W]) -> bool:
    """Return whether interventions or arms are about cells, or there are none to say so."""
    given = [item.words for item in chain.from_iterable(i.all for i in stated.interventions)]
    given += [item.words for item in chain.from_iterable(arm.own for arm in stated.arms)]
    return not given or any(CELLS.search(words) for words in given)


def is_comparator(name: str, type_: str | None = None, *, names_cells: bool = False) -> bool:
    """Return whether an arm or intervention is a comparator without cells, by type or name."""
    if (type_ or "").casefold().startswith(COMPARATOR_TYPES):
        return True
    found = COMPARATOR.search(name)
    return found is not None and (found.start() == 0 or not names_cells)


def _gets_no_cells(arm: StatedArm[W], able: Set[str], named: _Named[W]) -> bool:
    """Return whether an arm is a comparator, by itself or by the interventions it gets.

    ``able``: the names of the interventions that may hold cells, in small letters.
    """
    label = arm.label
    names_cells = label is not None and named.name((label,))
    if is_comparator(label.words if label else "", arm.type, names_cells=names_cells):
        return True
    if names_cells or not arm.interventions or (arm.type or "").casefold() == "experimental":
        return False
    gets = {name.casefold() for name in arm.interventions}
    gets |= {name.partition(": ")[2] for name in gets}
    return bool(able) and able.isdisjoint(gets)


def _may_hold_cells(item: StatedIntervention[W], named: _Named[W]) -> bool:
    return named.name(item.all) or PROCEDURE.search(item.name.words) is not None


def _intervention_facts(
    interventions: Sequence[StatedIntervention[W]], named: _Named[W]
) -> CellFacts[W]:
    """Return the facts of interventions; doses and routes of other treatments are left out.

    When some interventions name a cell product, only those count.
    """
    total: CellFacts[W] = CellFacts()
    for item in _with_cells(interventions, named):
        total |= _stated(item, named) | doses_and_routes(item.all)
    return total


def _with_cells(
    interventions: Sequence[StatedIntervention[W]], named: _Named[W]
) -> list[StatedIntervention[W]]:
    """Return the interventions that name a product, else those about cells, else all."""
    able = [
        item
        for item in interventions
        if not is_comparator(item.name.words, names_cells=named.name((item.name,)))
    ]
    return (
        [item for item in able if named.name(item.all)]
        or [item for item in able if any(CELLS.search(piece.words) for piece in item.all)]
        or able
    )


def _stated(item: StatedIntervention[W], named: _Named[W]) -> CellFacts[W]:
    """Return the products of an intervention.

    Other names of a product are none of their own, unless only they say what it is made of.
    """
    own = named.of((item.name, *item.description))
    if all(found.value.brand and not _is_told(found.value) for found in own.products):
        others = named.of(item.other_names).products
        return own | CellFacts(tuple(f for f in others if _is_told(f.value) or not own.products))
    return own


def _is_told(product: Product) -> bool:
    return bool(product.tissues or product.donors)
