"""The chain that grounds a text: the first step that knows an answer gives it.

Given identifier, curated decision, the document's own legend, exact preferred label,
synonym, normalised label, name with a gloss in parentheses, MeSH heading, term of a whole
ontology (if asked for), composition of a known condition with other words, reader of phrases,
and at last nothing. No step guesses:
what is ambiguous stays without a concept.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from msgspec import structs

from msc_kg import iris
from msc_kg.grounding import conditions, sponsors, sssom
from msc_kg.grounding.index import Step
from msc_kg.grounding.lexicon import Lexicon, lexicon
from msc_kg.grounding.normalisation import fold
from msc_kg.grounding.result import AMBIGUOUS, COMPOSITE, DOUBTFUL, SEVERAL, Grounding, Query
from msc_kg.grounding.spotting import mentions
from msc_kg.grounding.sssom import Decision
from msc_kg.grounding.steps import (
    Decisions,
    Knowledge,
    by_decision,
    by_identifier,
    by_label,
    by_ontology,
    by_phrase,
)
from msc_kg.schemes import Concept
from msc_kg.suggestions import nearest

_CACHED = 20_000
_NO_LEGEND: Mapping[str, str] = {}
_Step = Callable[[Knowledge, Query], Grounding | None]
_WORD = re.compile(r"[^\W_]+(?:[.\-][^\W_]+)*\.?")


class Grounder:
    """Grounds texts with a lexicon and curated decisions; pure, and fast for repeated texts."""

    def __init__(self, known: Lexicon | None = None, curated: Iterable[Decision] = ()) -> None:
        """Take a lexicon (that of the packaged schemes by default) and a user's decisions.

        The packaged decisions hold too; the user's win over them.
        """
        self.lexicon = known or lexicon()
        self._knowledge = Knowledge(self.lexicon, Decisions((*curated, *sssom.packaged())))
        self._cached = lru_cache(maxsize=_CACHED)(self._ground)
        self._cached_each = lru_cache(maxsize=_CACHED)(self._each)

    def ground(
        self, kind: str, text: str, *, legend: Mapping[str, str] = _NO_LEGEND, context: str = ""
    ) -> Grounding:
        """Return what a text of a kind means, and why.

        ``legend`` holds the abbreviations of the text's own document. ``context`` is text that
        stands around it, such as the title, and decides between candidates only.

        >>> Grounder().ground("tissue", "BM").curie
        'tissue:bone-marrow'

        Raises:
            UnknownNameError: there is no such kind.
        """
        query = Query(kind, " ".join(text.split()), _relevant(legend, text))
        grounding = self._cached(query)
        if context and AMBIGUOUS in grounding.flags:
            return self._decided_by(context, grounding, query)
        return grounding

    def ground_each(
        self, kind: str, text: str, *, legend: Mapping[str, str] = _NO_LEGEND
    ) -> tuple[Grounding, ...]:
        """Ground a text that may name several things ("GVHD, poor graft function").

        It is divided only when it is not understood as a whole and its parts are. Where it
        cannot be divided ("Crohn colitis") each name in it is broader than the text.
        """
        return self._cached_each(Query(kind, " ".join(text.split()), _relevant(legend, text)))

    def _each(self, query: Query) -> tuple[Grounding, ...]:
        whole = self._cached(query)
        if whole.concept is not None:
            return (whole,)
        legend = dict(query.legend)
        divided = conditions.parts(query.text)
        parts = tuple(
            self.ground(query.kind, part, legend=legend) for part in divided if len(divided) > 1
        )
        if any(part.concept for part in parts):
            return parts
        return self._broader(whole) if SEVERAL in whole.flags else (whole,)

    def _broader(self, whole: Grounding) -> tuple[Grounding, ...]:
        query = Query(whole.kind, whole.text)
        return tuple(
            query.to(
                concept,
                f"named in {whole.text!r}, which names several conditions",
                predicate="broadMatch",
                justification=COMPOSITE,
            )
            for concept in self._candidates(whole)
        )

    def _ground(self, query: Query) -> Grounding:
        self.lexicon.index(query.kind)
        if not query.text:
            return query.nothing("no text")
        return (
            self._first(query, (by_identifier, by_decision))
            or self._by_legend(query)
            or self._first(query, _STEPS.get(query.kind, _OTHER_STEPS))
            or query.nothing(f"no {query.kind} of the lexicon has this name")
        )

    def _first(self, query: Query, steps: tuple[_Step, ...]) -> Grounding | None:
        for step in steps:
            grounding = step(self._knowledge, query)
            if grounding and not self._knowledge.decisions.refuses(grounding):
                return grounding
        return None

    def _by_legend(self, query: Query) -> Grounding | None:
        """Ground what the legend of the document says that the text stands for."""
        if not query.legend:
            return None
        expanded = _expanded(query)
        grounding = self._cached(Query(query.kind, expanded))
        said = f"the document's own legend: {expanded!r}"
        if grounding.concept is not None:
            doubtful = self._is_bare(query.kind, expanded) and self._is_bare(query.kind, query.text)
            return structs.replace(
                grounding,
                text=query.text,
                justification=COMPOSITE,
                explanation=f"{said}, {grounding.explanation}",
                predicate="relatedMatch" if doubtful else grounding.predicate,
                flags=(DOUBTFUL,) if doubtful else grounding.flags,
            )
        return self._misprinted(query, expanded, said)

    def _is_bare(self, kind: str, text: str) -> bool:
        found = self.lexicon.lookup(kind, text)
        return found is not None and found.step is Step.HIDDEN

    def _misprinted(self, query: Query, expanded: str, said: str) -> Grounding | None:
        """Relate an abbreviation whose legend is nearly, but not quite, what it stands for."""
        if all(fold(query.text) != fold(short) for short, _ in query.legend):
            return None
        plain = self._first(query, (by_label,))
        if plain is None or plain.concept is None:
            return query.nothing(f"{said}, which is not known")
        concept = self.lexicon.concept(query.kind, plain.concept)
        if not nearest(expanded, concept.labels, limit=1, cutoff=85):
            return query.nothing(f"{said}, not {concept.label!r}", candidates=(concept,))
        return query.to(
            concept,
            f"{said}, which looks like a misprint of {concept.label!r}",
            predicate="relatedMatch",
            justification=COMPOSITE,
            flags=(DOUBTFUL,),
        )

    def _decided_by(self, context: str, grounding: Grounding, query: Query) -> Grounding:
        """Choose the one candidate that the text around mentions by another name."""
        index = self.lexicon.index(query.kind)
        around = {
            broader
            for mention in mentions(index, context)
            if len(mention.entries) == 1
            for broader in index.scheme.ancestors(mention.entries[0].concept.iri)
        }
        fitting = [c for c in self._candidates(grounding) if c.iri in around]
        if len(fitting) != 1:
            return grounding
        return query.to(
            fitting[0],
            f"{grounding.explanation}; the text around names {fitting[0].label!r}",
            justification=COMPOSITE,
        )

    def _candidates(self, grounding: Grounding) -> tuple[Concept, ...]:
        index = self.lexicon.wider(grounding.kind)
        concepts, numbers = index.scheme.concepts, index.tables.numbers
        wanted = numbers.keys() & map(iris.expand, grounding.candidates)
        return tuple(concepts[iri] for iri in sorted(wanted, key=numbers.__getitem__))


_OTHER_STEPS: tuple[_Step, ...] = (by_label, by_ontology, by_phrase)
_STEPS: Mapping[str, tuple[_Step, ...]] = {
    "condition": (by_label, *conditions.STEPS),
    "sponsor": (by_label, by_phrase, sponsors.by_nearness),
}


def _relevant(legend: Mapping[str, str], text: str) -> tuple[tuple[str, str], ...]:
    """Return the entries of a legend that the text is or holds as a word."""
    if not legend:
        return ()
    there = {*_WORD.findall(text), " ".join(text.split())}
    folded = fold(text)
    return tuple(
        (short, meaning)
        for short, meaning in sorted(legend.items())
        if short in there or fold(short) == folded
    )


def _expanded(query: Query) -> str:
    for short, meaning in query.legend:
        if fold(short) == fold(query.text):
            return meaning
    legend = dict(query.legend)
    return _WORD.sub(lambda match: legend.get(match[0], match[0]), query.text)
