"""The lexicon: the concepts of all schemes, by kind, found from words."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from msgspec import Struct, field

from msc_kg import schemes
from msc_kg.errors import UnknownNameError
from msc_kg.grounding import headings, ontologies
from msc_kg.grounding.composition import Composition
from msc_kg.grounding.index import Found, Index
from msc_kg.grounding.near_names import Near, NearNames
from msc_kg.grounding.normalisation import Token, normal
from msc_kg.grounding.spotting import Mention, balanced, mentions
from msc_kg.grounding.stored import WIDE, prepare, stored
from msc_kg.grounding.tables import Made
from msc_kg.grounding.words import words
from msc_kg.phrases.organisation_names import name_key
from msc_kg.phrases.spans import Span
from msc_kg.schemes import Concept
from msc_kg.suggestions import nearest
from msc_kg.terms import Iri

KINDS: Mapping[str, str] = {
    "condition": "conditions",
    "tissue": "tissues",
    "cell-type": "cell-types",
    "donor": "donors",
    "route": "routes",
    "unit": "units",
    "status": "statuses",
    "phase": "phases",
    "sponsor": "organisations",
    "country": "countries",
    "study-type": "study-types",
    "allocation": "allocations",
    "intervention-model": "intervention-models",
    "masking": "maskings",
    "primary-purpose": "primary-purposes",
    "intervention-type": "intervention-types",
    "arm-type": "arm-types",
    "agency-class": "agency-classes",
    "sex": "sexes",
    "outcome-type": "outcome-types",
}
"""The kinds of things that words are grounded to, with the scheme of each."""

_REMARK = re.compile(r"\([^()]*\)")
_FREE_ORDER = frozenset({"condition"})
_COMPARABLE: Mapping[str, Callable[[str], str]] = {"sponsor": name_key}


class Lexicon(Struct, frozen=True):
    """The labels of every kind; indexes are made when a kind is first asked for.

    ``ontologies`` says whether the whole of Mondo, UBERON and CL stands beside the schemes.
    """

    _indexes: dict[str, Index] = field(default_factory=dict)
    _compositions: dict[str, Composition] = field(default_factory=dict)
    ontologies: bool = False
    _near: dict[str, NearNames] = field(default_factory=dict)

    def index(self, kind: str) -> Index:
        """Return the index of a kind.

        Raises:
            UnknownNameError: there is no such kind.
        """
        if kind not in self._indexes:
            scheme = schemes.load(_scheme(kind))
            comparable = _COMPARABLE.get(kind, normal)
            free_order = kind in _FREE_ORDER
            self._indexes[kind] = Index(scheme, free_order, comparable, stored(scheme.name))
        return self._indexes[kind]

    def wider(self, kind: str) -> Index:
        """Return the index of a kind with what MeSH adds to it: entry terms and headings."""
        index = self.index(kind)
        own = kind == "condition" and index.scheme is schemes.load(KINDS[kind])
        return headings.conditions() if own else index

    def composition(self, kind: str, *, wide: bool = False) -> Composition:
        """Return the reader of composed names of a kind; ``wide`` knows what MeSH adds."""
        key = f"{kind}, wide" if wide else kind
        if key not in self._compositions:
            self._compositions[key] = Composition(self.wider(kind) if wide else self.index(kind))
        return self._compositions[key]

    def lookup(self, kind: str, text: str) -> Found | None:
        """Return what the labels of a kind say about a text, from exact to normalised."""
        return self.index(kind).find(text)

    def near(self, kind: str, name: str) -> tuple[Near, ...]:
        """Return a few concepts of a kind whose names are near a name, and why."""
        if kind not in self._near:
            self._near[kind] = NearNames(self.index(kind))
        return self._near[kind].find(name)

    def spot(self, kind: str, text: str) -> tuple[Span[Concept], ...]:
        """Return the concepts of a kind that a running text mentions, longest, left to right.

        What is ambiguous where it stands is left out; words that narrow a condition belong to
        its mention ("refractory systemic lupus erythematosus").

        >>> [span.value.curie for span in Lexicon().spot("tissue", "cells from bone marrow")]
        ['tissue:bone-marrow']
        """
        return tuple(self._spans(kind, text))

    def suggest(
        self, kind: str, text: str, *, limit: int = 3, cutoff: float = 70
    ) -> tuple[str, ...]:
        """Return labels of a kind that look like a text, the nearest first, one a concept.

        ``cutoff`` is the lowest similarity (0 to 100) that counts as looking like it.
        """
        labels = {label: c.iri for c in self.index(kind).scheme for label in _shown(c)}
        near = nearest(text, labels, limit=5 * limit, cutoff=cutoff)
        first_of = {labels[label]: label for label in reversed(near)}
        return tuple(label for label in near if first_of[labels[label]] == label)[:limit]

    def concept(self, kind: str, iri: Iri) -> Concept:
        """Return the concept of a kind with an IRI.

        Raises:
            KeyError: neither the scheme of the kind nor what is beside it has such a concept.
        """
        found = self.index(kind).scheme.concepts.get(iri) or (
            self.wider(kind).scheme.concepts.get(iri) or ontologies.concept(iri)
        )
        if found is None:
            raise KeyError(iri)
        return found

    def _spans(self, kind: str, text: str) -> Iterator[Span[Concept]]:
        tokens = self.index(kind).tokens(text)
        before = 0
        for mention in mentions(self.index(kind), text):
            if len(mention.entries) == 1 and kind in _FREE_ORDER:
                yield from self._coordinated(kind, text, tokens, mention)
                start, concept = self._narrowed(kind, text, tokens, mention, before)
                yield Span(start, mention.end, concept)
            elif len(mention.entries) == 1:
                yield Span(mention.start, mention.end, mention.entries[0].concept)
            before = mention.last

    def _coordinated(
        self, kind: str, text: str, tokens: tuple[Token, ...], mention: Mention
    ) -> Iterator[Span[Concept]]:
        """Yield the first of two conditions that share a head: "acute or chronic GVHD"."""
        first, joint = mention.first - 2, mention.first - 1
        if first < 0 or tokens[joint].word not in words().conjunctions:
            return
        if tokens[first].word not in words().qualifiers or mention.last - mention.first < 2:
            return
        head = text[tokens[mention.first + 1].start : mention.end]
        found = self.lookup(kind, f"{tokens[first].word} {head}")
        if found and len(found.concepts) == 1:
            yield Span(tokens[first].start, tokens[first].end, found.concepts[0])

    def _narrowed(
        self, kind: str, text: str, tokens: tuple[Token, ...], mention: Mention, before: int
    ) -> tuple[int, Concept]:
        """Take words before a mention in while they narrow it to a concept of the scheme."""
        best = (mention.start, mention.entries[0].concept)
        for place in range(mention.first - 1, max(before, mention.first - 5) - 1, -1):
            if tokens[place].word not in words().qualifiers | words().conjunctions:
                break
            start = tokens[place].start
            phrase = text[start : mention.end]
            if not balanced(phrase):
                continue
            composed = self.composition(kind).compose(_REMARK.sub(" ", phrase))
            if composed and composed.concept and composed.concept.iri != best[1].iri:
                best = (start, composed.concept)
        return best


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of the packaged schemes, made once."""
    return Lexicon()


def made(name: str) -> Made:
    """Return the tables of a name (see :mod:`msc_kg.grounding.stored`), made anew."""
    kind = next((kind for kind, scheme in KINDS.items() if scheme == name), "condition")
    scheme = headings.scheme_made(name)
    return Made(scheme, kind in _FREE_ORDER, _COMPARABLE.get(kind, normal))


def prepared(name: str) -> bytes:
    """Return the file of the tables of a name."""
    tables = made(name)
    widened = tables.scheme.concepts.items() if name == WIDE else ()
    return prepare(name, tables, {iri: each.alt_labels for iri, each in widened})


def kinds() -> tuple[str, ...]:
    """Return the kinds whose schemes are packaged."""
    packaged = schemes.names()
    return tuple(kind for kind, scheme in KINDS.items() if scheme in packaged)


def _scheme(kind: str) -> str:
    if kind not in kinds():
        raise UnknownNameError(
            "kind", kind, nearest(kind, kinds()), next_step=f"Kinds: {', '.join(kinds())}."
        )
    return KINDS[kind]


def _shown(concept: Concept) -> tuple[str, ...]:
    return (concept.label, *concept.alt_labels)
