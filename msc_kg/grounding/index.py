"""The labels of one scheme, found by steps from the exact label to equal words in any order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from msc_kg.grounding.normalisation import Token, canonical_tokens, fold, normal, tokens
from msc_kg.grounding.tables import Made, Numbers, Tables, unordered
from msc_kg.schemes import Concept, Scheme
from msc_kg.terms import Iri

_Labels = Mapping[str, tuple[Concept, ...]]
_Way = tuple["Step", Callable[[str], str], Callable[[], _Labels]]


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

    ``comparable`` gives what labels are compared by when their spelling is disregarded;
    ``stored`` are the tables of the scheme if they need not be made.
    """

    scheme: Scheme
    free_order: bool = False
    comparable: Callable[[str], str] = normal
    stored: Tables | None = field(default=None, repr=False)
    _begun: dict[str, tuple[Sequence[int], Numbers]] = field(default_factory=dict, repr=False)

    def find(self, text: str) -> Found | None:
        """Return what the first step that reaches anything reaches."""
        if self.free_order and (said := unordered(text)):  # no step reaches labels of other words
            alike = self.tables.bags(said.partition(" ")[0]).get(said, ())
            concepts = {concept.iri: concept for concept in map(self._concept, alike)}
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
            steps.append((Step.ORDER, unordered, lambda: self._bags))
        return tuple(steps)

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
        return _by_key(unordered, ((text, c) for c in self.scheme for text in c.labels))

    def _synonym_pairs(self) -> Iterable[tuple[str, Concept]]:
        for concept in self.scheme:
            yield from ((text, concept) for text in concept.alt_labels)
            if concept.notation:
                yield concept.notation, concept

    @cached_property
    def tables(self) -> Tables:
        """What the labels are found by."""
        return self.stored or Made(self.scheme, self.free_order)

    def lengths(self, word: str) -> Sequence[int]:
        """Return the numbers of words of the phrases that begin with a word, longest first."""
        return self._beginning(word)[0]

    def entries(self, words: Sequence[str]) -> tuple[Entry, ...]:
        """Return what a phrase, its words as they are compared, may name in running text."""
        numbers = self._beginning(words[0])[1].get(" ".join(words), ())
        return tuple([Entry(self._concept(max(n, ~n)), n < 0) for n in numbers])

    def _beginning(self, word: str) -> tuple[Sequence[int], Numbers]:
        """Return the lengths and the concepts of all phrases that begin with a word."""
        known = self._begun.get(word)
        if known is None:
            phrases = self.tables.phrases(word)
            lengths = sorted({phrase.count(" ") + 1 for phrase in phrases}, reverse=True)
            known = (lengths, phrases)
            if phrases:
                self._begun[word] = known
        return known

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

    def narrower(self, iri: Iri) -> tuple[Concept, ...]:
        """Return all concepts below one, nearer and farther, in the order of the scheme."""
        found: set[int] = set()
        queue = [self._numbers[iri]] if iri in self._numbers else []
        while queue:
            new = {*self.tables.below[queue.pop()]} - found
            found |= new
            queue += new
        return tuple(map(self._concept, sorted(found)))

    @cached_property
    def _numbers(self) -> Mapping[Iri, int]:
        return {iri: number for number, iri in enumerate(self.tables.concepts)}

    def _concept(self, number: int) -> Concept:
        return self.scheme.concepts[self.tables.concepts[number]]


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _by_key(key: Callable[[str], str], pairs: Iterable[tuple[str, Concept]]) -> _Labels:
    found: dict[str, tuple[Concept, ...]] = {}
    for text, concept in pairs:
        if made := key(text):
            before = found.get(made)
            if before is None:
                found[made] = (concept,)
            elif all(known.iri != concept.iri for known in before):
                found[made] = (*before, concept)
    return found
