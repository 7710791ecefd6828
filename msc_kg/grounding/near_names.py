"""Organisations near a name that is not known: for a curator, never decided upon."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from heapq import nsmallest
from typing import NamedTuple, TypeVar

from msgspec import Struct

from msc_kg.grounding.index import Index
from msc_kg.phrases.organisation_names import is_common, name_key, name_words
from msc_kg.schemes import Concept

ALIKE = 94.0
"""The lowest similarity (0 to 100, indel ratio of keys) that is offered."""
MOST = 3
"""Organisations that are offered for a name."""
_SHORTER = 0.88
"""A text of fewer characters than so much of another is not alike (at most 94 / 106)."""
_SMALL = frozenset({"and", "for", "de", "del", "di", "la", "y", "e", "et"})
_LONGEST = 20
T = TypeVar("T")


class Near(NamedTuple):
    """An organisation near a name, and what the name has in common with one of its own."""

    concept: Concept
    why: str


class NearNames(Struct, frozen=True, dict=True):
    """What names of organisations are near one another by, for the labels of an index."""

    index: Index

    def find(self, name: str) -> tuple[Near, ...]:
        """Return a few organisations that a name may mean, the surer reasons first."""
        key = name_key(name)
        found: dict[str, Near] = {}
        for why, reason in _REASONS.items():
            for concept in reason(self, key):
                found.setdefault(concept.iri, Near(concept, why))
            if len(found) >= MOST:
                break
        return tuple(found.values())[:MOST]

    @cached_property
    def keys(self) -> Mapping[str, tuple[Concept, ...]]:
        """The organisations by the keys of their labels."""
        return self.index.spellings

    def formed(self, key: str) -> Iterable[Concept]:
        """Return those whose names differ in the legal form."""
        return self._bare.get(_bare(key), ())

    def ordered(self, key: str) -> Iterable[Concept]:
        """Return those named by the same words in another order."""
        return self._bags.get(_bag(key), ())

    def translated(self, key: str) -> Iterable[Concept]:
        """Return those whose English name a name is: "Hospital Universitario X"."""
        words = tuple(key.split())
        for length in (1, 2, 3):
            english = name_words().translated.get(words[:length])
            rest = [word for word in words[length:] if word not in _SMALL]
            if english and rest:
                yield from self.keys.get(" ".join((*english, *rest)), ())

    def within(self, key: str) -> Iterable[Concept]:
        """Return those that are named within a longer name: "Department of X, University of Y"."""
        words = key.split()[:_LONGEST]
        begins = [at for at, word in enumerate(words[:-1]) if word in self._first_words]
        for length in range(len(words) - 1, 1, -1):
            parts = [words[at : at + length] for at in begins if at + length <= len(words)]
            found = [c for part in parts for c in self._telling.get(" ".join(part), ())]
            if found:
                return found
        return ()

    def alike(self, key: str) -> Iterator[Concept]:
        """Return those whose names are spelt nearly the same."""
        from rapidfuzz import fuzz, process

        first = bisect_left(self._lengths, len(key) * _SHORTER)
        texts = self._texts[first : bisect_right(self._lengths, len(key) / _SHORTER)]
        found = process.extract(key, texts, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
        for _, text in nsmallest(MOST, [(-likeness, text) for text, likeness, _ in found]):
            yield from self.keys[text]

    @cached_property
    def _bare(self) -> Mapping[str, tuple[Concept, ...]]:
        return self._by(_bare)

    @cached_property
    def _bags(self) -> Mapping[frozenset[str], tuple[Concept, ...]]:
        return self._by(_bag)

    @cached_property
    def _telling(self) -> Mapping[str, tuple[Concept, ...]]:
        return {key: concepts for key, concepts in self.keys.items() if not is_common(key)}

    @cached_property
    def _first_words(self) -> frozenset[str]:
        return frozenset([key.partition(" ")[0] for key in self._telling])

    @cached_property
    def _texts(self) -> list[str]:
        """The keys, the shortest first."""
        return sorted(self.keys, key=len)

    @cached_property
    def _lengths(self) -> list[int]:
        return [*map(len, self._texts)]

    def _by(self, made: Callable[[str], T]) -> Mapping[T, tuple[Concept, ...]]:
        found: dict[T, tuple[Concept, ...]] = {}
        for key, concepts in self.keys.items():
            value = made(key)
            known = found.get(value, ())
            found[value] = tuple({c.iri: c for c in (*known, *concepts)}.values())
        return found


_REASONS: Mapping[str, Callable[[NearNames, str], Iterable[Concept]]] = {
    "but for the legal form": NearNames.formed,
    "the same words": NearNames.ordered,
    "in another language": NearNames.translated,
    "named within it": NearNames.within,
    "spelt alike": NearNames.alike,
}


def _bare(key: str) -> str:
    """Return a key without its national legal form."""
    words = key.split()
    return " ".join(words[:-1]) if len(words) > 1 and words[-1] in name_words().forms else key


def _bag(key: str) -> frozenset[str]:
    return frozenset(_bare(key).split()) - _SMALL
