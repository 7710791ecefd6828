"""What the labels of a scheme are found by, as tables of numbers that can be stored.

A concept is the number of its place in its scheme.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Protocol

from msgspec import Struct

from msc_kg.grounding.normalisation import canonical, is_abbreviation, normal
from msc_kg.grounding.words import words
from msc_kg.schemes import Scheme
from msc_kg.terms import Iri

Numbers = Mapping[str, Sequence[int]]


class Tables(Protocol):
    """The tables of a scheme."""

    @property
    def concepts(self) -> Sequence[Iri]:
        """The concepts in their order."""

    @property
    def numbers(self) -> Mapping[Iri, int]:
        """The numbers of the concepts."""

    @property
    def below(self) -> Sequence[Sequence[int]]:
        """The concepts next below each."""

    @property
    def spellings(self) -> Numbers:
        """The concepts by what labels and notations are compared by.

        ``~n`` stands for a concept that only its notation names so.
        """

    def spelled(self, key: str) -> Sequence[int]:
        """Return the concepts of a spelling."""

    def holding(self, word: str) -> Sequence[int]:
        """Return the concepts with a word in a label."""

    def phrases(self, first: str) -> Numbers:
        """Return the concepts by their labels as words, if they begin with a word.

        ``~n`` stands for a concept that only abbreviations name so.
        """

    def matches(self, group: str) -> Numbers:
        """Return the concepts by the CURIEs of a :func:`group` that they match.

        They match exactly, or, when no concept does, nearly: ``~n``.
        """


class Made(Struct, frozen=True, dict=True):
    """Tables made of a scheme, each when it is first asked for.

    Where the order of words is ``free``, labels are compared by their words (:func:`unordered`),
    else by what ``comparable`` makes of them.
    """

    scheme: Scheme
    free_order: bool = False
    comparable: Callable[[str], str] = normal

    @cached_property
    def concepts(self) -> Sequence[Iri]:
        """The concepts in their order."""
        return tuple(self.scheme.concepts)

    @cached_property
    def numbers(self) -> Mapping[Iri, int]:
        """The numbers of the concepts."""
        return {iri: number for number, iri in enumerate(self.concepts)}

    @cached_property
    def below(self) -> Sequence[Sequence[int]]:
        """The concepts next below each."""
        found: list[list[int]] = [[] for _ in self.concepts]
        for number, concept in enumerate(self.scheme):
            for broader in concept.broader:
                if broader in self.numbers:
                    found[self.numbers[broader]].append(number)
        return found

    @cached_property
    def spellings(self) -> Numbers:
        """The concepts by what labels and notations are compared by."""
        key = unordered if self.free_order else self.comparable
        found: dict[str, list[int]] = {}
        for number, concept in enumerate(self.scheme):
            for spelling in dict.fromkeys(map(key, concept.labels)):
                found.setdefault(spelling, []).append(number)
        for number, concept in enumerate(self.scheme):
            known = found.setdefault(key(concept.notation or ""), [])
            if number not in known:
                known.append(~number)
        found.pop("", None)
        return {spelling: sorted(known, key=_number) for spelling, known in found.items()}

    def spelled(self, key: str) -> Sequence[int]:
        """Return the concepts of a spelling."""
        return self.spellings.get(key, ())

    def holding(self, word: str) -> Sequence[int]:
        """Return the concepts with a word in a label."""
        return self.under_words.get(word, ())

    def phrases(self, first: str) -> Numbers:
        """Return the concepts by their labels as words."""
        return self.under_phrases.get(first, {})

    def matches(self, group: str) -> Numbers:
        """Return the concepts by the CURIEs that they match."""
        return self.under_matches.get(group, {})

    @cached_property
    def under_words(self) -> Numbers:
        """The concepts by each word of their labels."""
        found: dict[str, dict[int, None]] = {}
        for label, number in self._labels():
            for word in bag(label):
                found.setdefault(word, {})[number] = None
        return {word: [*found[word]] for word in sorted(found)}

    @cached_property
    def under_phrases(self) -> Mapping[str, Numbers]:
        """All phrases, under the first word of each."""
        found: dict[str, list[int]] = {}
        for label, number in self._labels():
            phrase = " ".join(canonical(label)) if self.free_order else normal(label)
            _join(found.setdefault(phrase, []), number, is_abbreviation(label))
        under: dict[str, dict[str, list[int]]] = {}
        for phrase, numbers in found.items():
            if phrase:
                under.setdefault(phrase.partition(" ")[0], {})[phrase] = numbers
        return under

    @cached_property
    def under_matches(self) -> Mapping[str, Numbers]:
        """All CURIEs that concepts match, in small letters, under the group of each."""
        exact: dict[str, list[int]] = {}
        close: dict[str, list[int]] = {}
        for number, concept in enumerate(self.scheme):
            for match in concept.matches:
                if match.predicate == "exactMatch":
                    exact.setdefault(match.curie.casefold(), []).append(number)
                elif match.predicate == "closeMatch":
                    close.setdefault(match.curie.casefold(), []).append(~number)
        under: dict[str, dict[str, list[int]]] = {}
        for curie, numbers in (close | exact).items():
            under.setdefault(group(curie), {})[curie] = numbers
        return under

    def _labels(self) -> Iterable[tuple[str, int]]:
        return ((label, at) for at, each in enumerate(self.scheme) for label in each.labels)


def bag(text: str) -> frozenset[str]:
    """Return the words of a text in no order, without those that carry no meaning."""
    return frozenset(canonical(text)) - words().stop


def group(curie: str) -> str:
    """Return what a hundred neighbouring CURIEs share: all but the last two characters."""
    return curie[:-2]


@lru_cache(maxsize=1024)  # a text is looked for among the conditions, then beside them
def unordered(text: str) -> str:
    """Return the words of :func:`bag` in the order of the alphabet."""
    return " ".join(sorted(bag(text)))


def _number(number: int) -> int:
    """Return the number of a concept that may be marked by ``~``."""
    return max(number, ~number)


def _join(known: list[int], number: int, abbreviation: bool) -> None:
    """Add a concept; it is named by an abbreviation unless it is by another label, too."""
    if number in known:
        return
    if ~number not in known:
        known.append(~number if abbreviation else number)
    elif not abbreviation:
        known[known.index(~number)] = number
