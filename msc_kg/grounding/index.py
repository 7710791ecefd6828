"""The labels of one scheme, found by steps from the exact label to equal words in any order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct, field

from msc_kg.grounding.normalisation import Token, canonical_tokens, fold, normal, tokens
from msc_kg.grounding.tables import Made, Numbers, Tables, group, unordered
from msc_kg.schemes import Concept, Scheme
from msc_kg.terms import Iri

_Labels = Mapping[str, tuple[Concept, ...]]


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


class _Way(NamedTuple):
    """A step: what texts and labels are compared by, and which labels of a concept count."""

    step: Step
    key: Callable[[str], str]
    labels: Callable[[Concept], tuple[str, ...]]


class Found(NamedTuple):
    """The concepts that a step reached: several when the text is ambiguous."""

    step: Step
    concepts: tuple[Concept, ...]


class Entry(NamedTuple):
    """A label as it may stand in running text."""

    concept: Concept
    abbreviation: bool


class Index(Struct, frozen=True, dict=True):
    """The labels of a scheme; ``free_order`` allows equal words and any order of them.

    ``comparable`` gives what labels are compared by when their spelling is disregarded;
    ``stored`` are the tables of the scheme if they need not be made.
    """

    scheme: Scheme
    free_order: bool = False
    comparable: Callable[[str], str] = normal
    stored: Tables | None = None
    _made: dict[_Way, _Labels] = field(default_factory=dict)
    _narrower: dict[Iri, frozenset[int]] = field(default_factory=dict)
    _begun: dict[str, tuple[Sequence[int], Numbers]] = field(default_factory=dict)

    def find(self, text: str) -> Found | None:
        """Return what the first step that reaches anything reaches."""
        said = unordered(text) if self.free_order else self.comparable(text)
        if said:  # no step reaches labels of another spelling
            numbers = self.tables.spelled(said)
            return self._reached_of(text, self._concepts(numbers)) if numbers else None
        for way in self._ways:
            concepts = self._labelled(way).get(way.key(text))
            if concepts:
                return Found(way.step, concepts)
        return None

    def _reached_of(self, text: str, few: Sequence[Concept]) -> Found | None:
        """Return which of a few concepts the first step that reaches any of them reaches."""
        for way in self._ways:
            wanted = way.key(text)
            concepts = tuple([one for one in few if wanted in map(way.key, way.labels(one))])
            if wanted and concepts:
                return Found(way.step, concepts)
        return None

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Return the words of a text as the labels of this scheme are compared."""
        return canonical_tokens(text) if self.free_order else tokens(text)

    @cached_property
    def _ways(self) -> tuple[_Way, ...]:
        ways = [
            _Way(Step.PREFERRED, fold, _preferred),
            _Way(Step.SYNONYM, _spaced, _synonyms),
            _Way(Step.SYNONYM, fold, _synonyms),
            _Way(Step.HIDDEN, fold, _hidden),
            _Way(Step.SPELLING, self.comparable, _all),
        ]
        return (*ways, _Way(Step.ORDER, unordered, _all)) if self.free_order else tuple(ways)

    @property
    def spellings(self) -> _Labels:
        """The concepts by what their labels, not their notations, are compared by."""
        spellings = self.tables.spellings.items()
        named = [([n for n in numbers if n >= 0], said) for said, numbers in spellings]
        return {said: self._concepts(numbers) for numbers, said in sorted(named) if numbers}

    @cached_property
    def initials(self) -> _Labels:
        """The concepts by the first letters of the words of their labels."""
        return _by_key(_Way(Step.PHRASE, _initials, _shown), self.scheme)

    def _labelled(self, way: _Way) -> _Labels:
        """Return the concepts by what a step compares."""
        if way not in self._made:
            self._made[way] = _by_key(way, self.scheme)
        return self._made[way]

    @cached_property
    def tables(self) -> Tables:
        """What the labels are found by."""
        return self.stored or Made(self.scheme, self.free_order, self.comparable)

    def lengths(self, word: str) -> Sequence[int]:
        """Return the numbers of words of the phrases that begin with a word, longest first."""
        return self._beginning(word)[0]

    def entries(self, words: Sequence[str]) -> tuple[Entry, ...]:
        """Return what a phrase, its words as they are compared, may name in running text."""
        numbers = self._beginning(words[0])[1].get(" ".join(words), ())
        return tuple([Entry(self._concept(n), n < 0) for n in numbers])

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

    def matching(self, curie: str) -> Found | None:
        """Return the concepts that match an identifier exactly, or else nearly (in any case)."""
        curie = curie.casefold()
        numbers = self.tables.matches(group(curie)).get(curie)
        if not numbers:
            return None
        step = Step.EXACT if numbers[0] >= 0 else Step.CLOSE
        return Found(step, self._concepts(numbers))

    def narrower(self, iri: Iri) -> tuple[Concept, ...]:
        """Return all concepts below one, nearer and farther, in the order of the scheme."""
        return self._concepts(sorted(self._all_below(iri)))

    def narrower_with(self, iri: Iri, words: Iterable[str]) -> tuple[Concept, ...]:
        """Return those of the concepts below one that have one of some words in a label."""
        numbers = {number for word in words for number in self.tables.holding(word)}
        return self._concepts(sorted(numbers & self._all_below(iri))) if numbers else ()

    def _all_below(self, iri: Iri) -> frozenset[int]:
        known = self._narrower.get(iri)
        if known is None:
            found: set[int] = set()
            queue = [self.tables.numbers[iri]] if iri in self.tables.numbers else []
            while queue:
                new = {*self._below[queue.pop()]} - found
                found |= new
                queue += new
            known = self._narrower[iri] = frozenset(found)
        return known

    @cached_property
    def _below(self) -> Sequence[Sequence[int]]:
        return self.tables.below

    def _concept(self, number: int) -> Concept:
        """Return the concept of a number, or of one that is marked by ``~``."""
        return self.scheme.concepts[self.tables.concepts[max(number, ~number)]]

    def _concepts(self, numbers: Iterable[int]) -> tuple[Concept, ...]:
        return tuple(map(self._concept, numbers))


def _initials(text: str) -> str:
    return "".join([word[0] for word in normal(text).split()])


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _preferred(concept: Concept) -> tuple[str, ...]:
    return (concept.label,)


def _synonyms(concept: Concept) -> tuple[str, ...]:
    return (*concept.alt_labels, concept.notation) if concept.notation else concept.alt_labels


def _shown(concept: Concept) -> tuple[str, ...]:
    return (concept.label, *concept.alt_labels)


def _hidden(concept: Concept) -> tuple[str, ...]:
    return concept.hidden_labels


def _all(concept: Concept) -> tuple[str, ...]:
    return concept.labels


def _by_key(way: _Way, concepts: Iterable[Concept]) -> _Labels:
    found: dict[str, tuple[Concept, ...]] = {}
    for concept in concepts:
        for made in dict.fromkeys(map(way.key, way.labels(concept))):
            if made:
                found[made] = (*found.get(made, ()), concept)
    return found
