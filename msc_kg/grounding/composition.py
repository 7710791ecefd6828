"""Conditions put together from a known one and words that narrow or frame it."""

from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from msc_kg.grounding.index import Index
from msc_kg.grounding.spotting import Mention, names
from msc_kg.grounding.tables import bag
from msc_kg.grounding.words import words
from msc_kg.schemes import Concept
from msc_kg.terms import Iri


class Composed(NamedTuple):
    """What a text is made of: heads, the words beside them, and the concept if one was found.

    ``predicate`` is "exactMatch", or "broadMatch" when the text says more than the concept;
    ``unknown`` are the words that stood in the way, or, beside a concept, those of which only
    the place was understood.
    """

    heads: tuple[Concept, ...]
    concept: Concept | None = None
    predicate: str = "exactMatch"
    beside: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Composition(Struct, frozen=True, dict=True):
    """Reads a text as a known condition and other words."""

    index: Index

    def compose(self, text: str) -> Composed | None:
        """Return the reading of a text, or ``None`` when it holds no known condition."""
        tokens = self.index.tokens(text)
        found = names(self.index, text, tokens)
        if not found:
            return None
        heads = self._most_specific(
            {e.concept.iri: e.concept for mention in found for e in mention.entries}
        )
        covered = {place for mention in found for place in range(mention.first, mention.last)}
        beside = tuple(t.word for place, t in enumerate(tokens) if place not in covered)
        understood = self._understood(tuple(token.word for token in tokens), found)
        if len(heads) > 1:
            return Composed(heads, beside=beside, unknown=_strange(beside, understood))
        if joining := words().conjunctions.intersection(beside):
            return Composed(heads, beside=beside, unknown=tuple(sorted(joining)))
        return self._narrow(heads[0], beside, understood)

    def _understood(self, said: tuple[str, ...], found: tuple[Mention, ...]) -> frozenset[str]:
        """The words that the grammar explains where they stand: "vertebral fracture of L4".

        A word before a name narrows it, as do all words behind it that begin with a relation.
        """
        first, last = found[0].first, found[-1].last
        before, behind = said[:first], said[last:]
        explained: set[str] = set()
        if not words().blocking.intersection(before):
            explained.update(before)
        rest = tuple(word for word in behind if word not in words().qualifiers)
        if rest and rest[0] in words().relations and not words().reversing.intersection(rest):
            explained.update(behind)
        return frozenset(explained)

    def _most_specific(self, heads: dict[Iri, Concept]) -> tuple[Concept, ...]:
        above = {broader for iri in heads for broader in self.index.scheme.ancestors(iri)[1:]}
        return tuple(concept for iri, concept in heads.items() if iri not in above)

    def _narrow(
        self, head: Concept, beside: tuple[str, ...], understood: frozenset[str]
    ) -> Composed:
        left = frozenset(beside) - self._silent
        fitting = self._fitting(head, left)
        said, concept = max(
            fitting, key=lambda pair: (len(pair[0]), pair[1].iri), default=(frozenset(), head)
        )
        rivals = {c.iri for other, c in fitting if other == said} - {concept.iri}
        strange = left - said - words().qualifiers
        unknown = strange - understood
        if rivals:
            return Composed(tuple(c for other, c in fitting if other == said), beside=beside)
        if unknown:
            return Composed((head,), beside=beside, unknown=tuple(sorted(unknown)))
        predicate = "exactMatch" if left == said else "broadMatch"
        return Composed((head,), concept, predicate, beside, tuple(sorted(strange)))

    def _fitting(self, head: Concept, left: frozenset[str]) -> list[tuple[frozenset[str], Concept]]:
        """The concepts below a head whose labels add some of the words that are left to its own.

        They stand with these words.
        """
        below = self.index.narrower_with(head.iri, left)
        own_labels = tuple(bag(label) for label in head.labels) if below else ()
        return [
            (added, concept)
            for concept in below
            for added in sorted(self._additions(own_labels, concept), key=sorted)
            if added <= left
        ]

    def _additions(
        self, own_labels: tuple[frozenset[str], ...], concept: Concept
    ) -> set[frozenset[str]]:
        labels = (bag(label) for label in concept.labels)
        added = {
            label - own - self._silent for label in labels for own in own_labels if own <= label
        }
        return added - {frozenset()}

    @cached_property
    def _silent(self) -> frozenset[str]:
        return words().stop | words().framing


def _strange(beside: tuple[str, ...], understood: frozenset[str]) -> tuple[str, ...]:
    """The words between and around several names that stand in the way of both."""
    known = words().stop | words().framing | words().qualifiers | words().conjunctions
    return tuple(sorted(frozenset(beside) - known - words().relations - understood))
