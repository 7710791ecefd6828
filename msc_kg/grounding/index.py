"""The labels of one scheme, found by steps from the exact label to equal words in any order."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from msc_kg.grounding.normalisation import (
    Token,
    canonical,
    canonical_tokens,
    fold,
    is_abbreviation,
    normal,
    tokens,
)
from msc_kg.grounding.words import words
from msc_kg.schemes import Concept, Scheme
from msc_kg.terms import Iri

Phrase = tuple[str, ...]
_Labels = Mapping[Hashable, tuple[Concept, ...]]
_Way = tuple["Step", Callable[[str], Hashable], Callable[[], _Labels]]


class Step(StrEnum):
    """How a text was found; the values explain it to a curator."""

    PREFERRED = "the preferred label of {label}"
    SYNONYM = "a synonym of {label}"
    HIDDEN = "a misprint or bare form of {label}"
    SPELLING = "a label of {label} but for its spelling"
    ORDER = "made of the words of a label of {label}{equal}"
    PHRASE = "a phrase that names {label}"
    EXACT = "exactMatch"
    CLOSE = "closeMatch"


class Found(NamedTuple):
    """The concepts that a step reached: several when the text is ambiguous."""

    step: Step
    concepts: tuple[Concept, ...]


class Entry(NamedTuple):
    """A label as it may stand in running text."""

    concept: Concept
    abbreviation: bool


@dataclass(frozen=True)
class Index:
    """The labels of a scheme; ``free_order`` allows equal words and any order of them.

    ``comparable`` gives what labels are compared by when their spelling is disregarded.
    """

    scheme: Scheme
    free_order: bool = False
    comparable: Callable[[str], str] = normal

    def find(self, text: str) -> Found | None:
        """Return what the first step that reaches anything reaches."""
        if self.free_order and (said := bag(text)):  # all steps reach labels of these words only
            alike = (*self._bags.get(said, ()), *self._notations.get(fold(text), ()))
            concepts = {concept.iri: concept for concept in alike}
            few = Index(Scheme(self.scheme.name, concepts), True, self.comparable)
            return few._reached(text) if concepts else None
        return self._reached(text)

    def _reached(self, text: str) -> Found | None:
        for step, key, labels in self._steps:
            concepts = labels().get(key(text))
            if concepts:
                return Found(step, concepts)
        return None

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Return the words of a text as the labels of this scheme are compared."""
        return canonical_tokens(text) if self.free_order else tokens(text)

    @cached_property
    def _steps(self) -> tuple[_Way, ...]:
        steps: list[_Way] = [
            (Step.PREFERRED, fold, lambda: self._preferred),
            (Step.SYNONYM, _spaced, lambda: self._cased),
            (Step.SYNONYM, fold, lambda: self._synonyms),
            (Step.HIDDEN, fold, lambda: self._hidden),
            (Step.SPELLING, self.comparable, lambda: self.spellings),
        ]
        if self.free_order:
            steps.append((Step.ORDER, bag, lambda: self._bags))
        return tuple(steps)

    @cached_property
    def _notations(self) -> _Labels:
        return _by_key(fold, ((concept.notation or "", concept) for concept in self.scheme))

    @cached_property
    def _preferred(self) -> _Labels:
        return _by_key(fold, ((concept.label, concept) for concept in self.scheme))

    @cached_property
    def _cased(self) -> _Labels:
        return _by_key(_spaced, self._synonym_pairs())

    @cached_property
    def _synonyms(self) -> _Labels:
        return _by_key(fold, self._synonym_pairs())

    @cached_property
    def _hidden(self) -> _Labels:
        return _by_key(fold, ((text, c) for c in self.scheme for text in c.hidden_labels))

    @cached_property
    def spellings(self) -> _Labels:
        """The concepts by what their labels are compared by."""
        return _by_key(self.comparable, ((text, c) for c in self.scheme for text in c.labels))

    @cached_property
    def _bags(self) -> _Labels:
        return _by_key(bag, ((text, c) for c in self.scheme for text in c.labels))

    def _synonym_pairs(self) -> Iterable[tuple[str, Concept]]:
        for concept in self.scheme:
            yield from ((text, concept) for text in concept.alt_labels)
            if concept.notation:
                yield concept.notation, concept

    @cached_property
    def phrases(self) -> Mapping[Phrase, tuple[Entry, ...]]:
        """The labels as sequences of words, with the concepts they may name in running text."""
        found: dict[Phrase, tuple[Entry, ...]] = {}
        for concept in self.scheme:
            for label in concept.labels:
                phrase = canonical(label) if self.free_order else tuple(normal(label).split())
                entry = Entry(concept, is_abbreviation(label))
                before = found.get(phrase)
                found[phrase] = _joined(before, entry) if before else (entry,)
        found.pop((), None)
        return found

    @cached_property
    def lengths(self) -> Mapping[str, tuple[int, ...]]:
        """For the first word of every label: the numbers of words of such labels, longest first."""
        found: dict[str, set[int]] = {}
        for phrase in self.phrases:
            first, length = phrase[0], len(phrase)
            if first in found:
                found[first].add(length)
            else:
                found[first] = {length}
        return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}

    @cached_property
    def by_identifier(self) -> Mapping[str, Found]:
        """The concepts by the identifiers that they match (CURIEs in lower case)."""
        found: dict[str, dict[str, list[Concept]]] = {Step.CLOSE: {}, Step.EXACT: {}}
        for concept in self.scheme:
            for match in concept.matches:
                if match.predicate in found:
                    known = found[match.predicate].setdefault(match.curie.casefold(), [])
                    known.append(concept)
        return {
            curie: Found(predicate, tuple(concepts))
            for predicate in (Step.CLOSE, Step.EXACT)
            for curie, concepts in found[predicate].items()
        }

    @cached_property
    def narrower(self) -> Mapping[Iri, tuple[Concept, ...]]:
        """All concepts below each concept that has any, nearer and farther."""
        found: dict[Iri, list[Concept]] = {}
        above: dict[Iri, frozenset[Iri]] = {}
        for concept in self.scheme:
            for broader in self._above(concept.iri, above):
                found.setdefault(broader, []).append(concept)
        return {iri: tuple(concepts) for iri, concepts in found.items()}

    def _above(self, iri: Iri, known: dict[Iri, frozenset[Iri]]) -> frozenset[Iri]:
        """Return all concepts above one; ``known`` are those that were asked for before."""
        above = known.get(iri)
        if above is None:
            known[iri] = frozenset()  # a circle ends here
            concepts = self.scheme.concepts
            nearest = [broader for broader in concepts[iri].broader if broader in concepts]
            farther = (self._above(broader, known) for broader in nearest)
            above = known[iri] = frozenset(nearest).union(*farther)
        return above


def bag(text: str) -> frozenset[str]:
    """Return the words of a text in no order, without those that carry no meaning."""
    return frozenset(canonical(text)) - words().stop


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _by_key(key: Callable[[str], Hashable], pairs: Iterable[tuple[str, Concept]]) -> _Labels:
    found: dict[Hashable, tuple[Concept, ...]] = {}
    for text, concept in pairs:
        if made := key(text):
            before = found.get(made)
            if before is None:
                found[made] = (concept,)
            elif all(known.iri != concept.iri for known in before):
                found[made] = (*before, concept)
    return found


def _joined(before: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    """Add an entry; a concept is named by an abbreviation unless it is by another label, too."""
    for at, known in enumerate(before):
        if known.concept.iri == entry.concept.iri:
            if known.abbreviation and not entry.abbreviation:
                return (*before[:at], entry, *before[at + 1 :])
            return before
    return (*before, entry)
