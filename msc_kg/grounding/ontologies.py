"""Whole ontologies beside the packaged schemes: Mondo, UBERON and CL of an installed package.

They are read only when asked for. The package (cellxgene-ontology-guide, an extra of this one)
holds releases of them as files, so nothing is fetched.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from importlib.util import find_spec
from typing import Any

from msgspec import Struct

from msc_kg import iris, schemes
from msc_kg.errors import InputError
from msc_kg.grounding import headings
from msc_kg.grounding.index import Found, Index, Step
from msc_kg.grounding.normalisation import canonical, is_abbreviation, normal
from msc_kg.schemes import Concept, Match
from msc_kg.terms import Iri
from msc_kg.vocab import msc, skos

KINDS: Mapping[str, str] = {"condition": "MONDO", "tissue": "UBERON", "cell-type": "CL"}
"""The kinds that an ontology stands beside, with its prefix."""
PACKAGE = "cellxgene_ontology_guide"
INSTALL = "pip install 'msc-kg[ontologies]'"

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Ontology(Struct, frozen=True, dict=True):
    """The current terms of one ontology, found by their names.

    ``own`` is the index of our own concepts: where one of them matches a term exactly, or a
    term above, it is the concept of the term, or the broader one.
    """

    prefix: str
    release: str
    terms: Mapping[str, Mapping[str, Any]]
    own: Index

    def find(self, text: str) -> Found | None:
        """Return what the preferred names, else the synonyms, say about a text."""
        key = self._key(text)
        for step, names in ((Step.PREFERRED, self._preferred), (Step.SYNONYM, self._synonyms)):
            if key in names:
                return Found(step, tuple(map(self.concept, names[key])))
        return None

    def concept(self, curie: str) -> Concept:
        """Return our concept that matches a term, else the term as a concept below ours."""
        matched = self._matched(curie)
        if matched is not None:
            return matched
        iri, term = iris.expand(curie), self.terms[curie]
        types = (skos.Concept.iri, *([msc.Condition.iri] if self.prefix == "MONDO" else []))
        return Concept(
            iri=iri,
            scheme=self.prefix.lower(),
            label=term["label"],
            alt_labels=tuple(sorted({*term.get("synonyms", ())} - {term["label"]})),
            hidden_labels=(),
            notation=None,
            broader=self._broader(term["ancestors"]),
            matches=(Match("exactMatch", iri, curie),),
            properties={_TYPE: types},
        )

    def _matched(self, curie: str) -> Concept | None:
        found = self.own.matching(curie)
        exact = found is not None and found.step is Step.EXACT and len(found.concepts) == 1
        return found.concepts[0] if found and exact else None

    def _broader(self, ancestors: Mapping[str, int]) -> tuple[Iri, ...]:
        """The nearest concepts of ours above a term, none above another of them."""
        nearest: list[Iri] = []
        above: set[Iri] = set()
        for curie in sorted(ancestors, key=lambda curie: (ancestors[curie], curie)):
            matched = self._matched(curie)
            if matched is not None and matched.iri not in above:
                nearest.append(matched.iri)
                above.update(self.own.scheme.ancestors(matched.iri))
        return tuple(sorted(nearest))

    def _key(self, text: str) -> str:
        return " ".join(sorted(canonical(text))) if self.own.free_order else normal(text)

    @cached_property
    def _preferred(self) -> Mapping[str, tuple[str, ...]]:
        return self._named((curie, [term["label"]]) for curie, term in self.terms.items())

    @cached_property
    def _synonyms(self) -> Mapping[str, tuple[str, ...]]:
        return self._named((curie, term.get("synonyms", ())) for curie, term in self.terms.items())

    def _named(self, named: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, tuple[str, ...]]:
        """Terms by name; abbreviations mean too many things to be one."""
        found: dict[str, dict[str, None]] = {}
        for curie, names in named:
            for name in names:
                if not is_abbreviation(name) and (key := self._key(name)):
                    found.setdefault(key, {})[curie] = None
        return {key: tuple(curies) for key, curies in found.items()}


def require() -> None:
    """Make sure that the package is installed.

    Raises:
        InputError: it is not.
    """
    if find_spec(PACKAGE) is None:
        raise InputError(
            "the ontologies are not installed", next_step=f"Install the extra: {INSTALL}"
        )


def concept(iri: Iri) -> Concept | None:
    """Return the concept for the IRI of a term; ``None`` for any other IRI.

    Raises:
        InputError: it is a term, and the package is not installed.
    """
    curie = iris.compress(iri)
    prefix = curie.partition(":")[0]
    kind = next((kind for kind, own in KINDS.items() if own == prefix), None)
    if kind is None or curie not in ontology(kind).terms:
        return None
    return ontology(kind).concept(curie)


@cache
def ontology(kind: str) -> Ontology:
    """Return the ontology beside the concepts of a kind.

    Raises:
        InputError: the package is not installed.
    """
    require()
    from cellxgene_ontology_guide.supported_versions import CXGSchema

    prefix, known = KINDS[kind], CXGSchema()
    terms = {
        curie: term
        for curie, term in known.ontology(prefix).items()
        if curie.startswith(f"{prefix}:") and not term["deprecated"]
    }
    release = f"{prefix} {known.supported_ontologies[prefix]['version']}"
    return Ontology(prefix, release, terms, _OWN[kind]())


_OWN: Mapping[str, Callable[[], Index]] = {
    "condition": headings.conditions,
    "tissue": lambda: Index(schemes.load("tissues")),
    "cell-type": lambda: Index(schemes.load("cell-types")),
}
