"""What the readers of phrases make of words that no label is: the concepts behind the value."""

from collections.abc import Callable, Iterable, Mapping

from msc_kg import iris
from msc_kg.grounding.index import Found, Index, Step
from msc_kg.grounding.lexicon import KINDS, Lexicon
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.doses import read_doses
from msc_kg.phrases.organisations import read_country, read_sponsor
from msc_kg.phrases.phases import normal_phase
from msc_kg.phrases.products import read_products
from msc_kg.phrases.routes import read_routes
from msc_kg.phrases.statuses import normal_status
from msc_kg.records import Product
from msc_kg.schemes import Concept
from msc_kg.vocab import msc


def read(lexicon: Lexicon, kind: str, text: str) -> Found | None:
    """Return the concepts of a kind that the readers of phrases find in a text."""
    concepts = _READERS.get(kind, _coded)(lexicon, kind, text)
    distinct = {concept.iri: concept for concept in concepts}
    return Found(Step.PHRASE, tuple(distinct.values())) if distinct else None


def _named(lexicon: Lexicon, kind: str, names: Iterable[str | None]) -> tuple[Concept, ...]:
    found = (lexicon.lookup(kind, name) for name in names if name)
    return tuple(concept for one in found if one for concept in one.concepts)


def _tissues(lexicon: Lexicon, kind: str, text: str) -> tuple[Concept, ...]:
    return _named(lexicon, kind, (t for product in read_products(text) for t in product.tissues))


def _donors(lexicon: Lexicon, kind: str, text: str) -> tuple[Concept, ...]:
    return _named(lexicon, kind, (d for product in read_products(text) for d in product.donors))


def _cell_types(lexicon: Lexicon, kind: str, text: str) -> tuple[Concept, ...]:
    index = lexicon.index(kind)
    found = (_cell_type(lexicon, index, product) for product in read_products(text))
    return tuple(concept for concept in found if concept)


def _cell_type(lexicon: Lexicon, index: Index, product: Product) -> Concept | None:
    """Return the most specific cell type for the base and the tissue of a product."""
    base = index.scheme.by_notation.get(product.cell_type or "")
    if base is None:
        return None
    tissues = {concept.iri for concept in _named(lexicon, "tissue", product.tissues)}
    composite = [
        concept
        for concept in index.narrower(base.iri)
        if tissues
        and tissues == set(concept.properties.get(msc.tissueSource.iri, ()))
        and base.iri in concept.broader
    ]
    return composite[0] if len(composite) == 1 else base


def _routes(lexicon: Lexicon, kind: str, text: str) -> tuple[Concept, ...]:
    return _named(lexicon, kind, (route.value for route in read_routes(text)))


def _units(lexicon: Lexicon, kind: str, text: str) -> tuple[Concept, ...]:
    amounts = read_doses(text) or read_doses(f"1 {text}")
    return _named(lexicon, kind, (dose.unit for dose in amounts))


def _statuses(lexicon: Lexicon, kind: str, text: str) -> tuple[Concept, ...]:
    return _named(lexicon, kind, [normal_status(text)])


def _phases(lexicon: Lexicon, kind: str, text: str) -> tuple[Concept, ...]:
    return _named(lexicon, kind, [normal_phase(text)])


def _countries(lexicon: Lexicon, kind: str, text: str) -> tuple[Concept, ...]:
    return _named(lexicon, kind, [read_country(text)])


def _sponsors(lexicon: Lexicon, kind: str, text: str) -> tuple[Concept, ...]:
    """Return the organisation behind a name with a country, unless that is in another one."""
    sponsor = read_sponsor(text)
    if sponsor is None or sponsor.name is None:
        return ()
    found = _named(lexicon, kind, [sponsor.name])
    code = read_country(sponsor.country) if sponsor.country else None
    if code is None:
        return found
    stated = iris.concept("country", code)
    return tuple(c for c in found if stated in c.properties.get(msc.country.iri, (stated,)))


def _coded(lexicon: Lexicon, kind: str, text: str) -> tuple[Concept, ...]:
    return () if kind == "condition" else _named(lexicon, kind, [normal_code(KINDS[kind], text)])


_Reader = Callable[[Lexicon, str, str], tuple[Concept, ...]]
_READERS: Mapping[str, _Reader] = {
    "tissue": _tissues,
    "donor": _donors,
    "cell-type": _cell_types,
    "route": _routes,
    "unit": _units,
    "status": _statuses,
    "phase": _phases,
    "country": _countries,
    "sponsor": _sponsors,
}
