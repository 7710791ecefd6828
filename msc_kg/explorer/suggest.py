"""What is offered while a user types: names of the lexicon, restricted to what the graph holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from msc_kg import schemes
from msc_kg.answers import Graph
from msc_kg.dossiers.asking import asked
from msc_kg.dossiers.words import plain
from msc_kg.explorer.search import Hit, Names
from msc_kg.grounding import KINDS, Grounder
from msc_kg.suggestions import nearest
from msc_kg.terms import Iri
from msc_kg.vocab import msc

MOST = 12
"""Suggestions that are offered at once."""

SHORTEST, MIDDLING, LONGEST = 4, 8, 100
"""Characters from which, and up to which, a text is compared with names that it is not part of;
one slip makes more of a difference in up to ``MIDDLING`` characters."""

_PROPERTIES = {
    "condition": msc.condition,
    "tissue": msc.tissueSource,
    "donor": msc.donorType,
    "route": msc.route,
    "status": msc.overallStatus,
    "phase": msc.phase,
    "sponsor": msc.sponsor,
}
"""The property of a trial that holds the concepts of a kind."""

_CONCEPTS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?concept ?label ?broader WHERE {
  ?concept a skos:Concept ; rdfs:label ?label .
  OPTIONAL { ?concept skos:broader ?broader . }
} ORDER BY ?concept ?label ?broader
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that is offered: what it is written as, its trials (``None``: not counted), and how
    far below the thing that was typed it stands.
    """

    text: str
    trials: int | None = None
    depth: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Concept:
    iri: str
    label: str
    trials: int | None


@dataclass
class Suggestions:
    """Suggestions of one graph; what the graph holds is asked once."""

    graph: Graph
    names: Names
    _known: dict[str, dict[str, _Concept]] = field(default_factory=dict)

    def suggest(self, kind: str, text: str) -> tuple[Suggestion, ...]:
        """Return what may be meant by the beginning of a text, the surest first.

        The concept that the whole text names comes first, with what is narrower below it; then
        names that hold the text. Without text: what most trials have.
        """
        words = " ".join(text.split())
        if kind == "trial":
            found = self.names.find(words, kinds=("trial",), most=MOST) if words else ()
            return tuple(Suggestion(hit.name, note=hit.more) for hit in found)
        if kind == "disagreement-kind":
            return _plain_labels(words)
        return self._concepts(kind, words) if kind in KINDS else ()

    def understood(self, text: str) -> tuple[Hit, ...]:
        """Return the condition and the sponsor that a text names in other words ("GVHD")."""
        found = []
        for kind in ("condition", "sponsor"):
            named = self.grounder.ground(kind, text).concept
            concept = self.held(kind).get(named or "")
            if concept is not None:
                found.append(Hit(kind, concept.iri, concept.label, counted(concept.trials or 0)))
        return tuple(found)

    def _concepts(self, kind: str, words: str) -> tuple[Suggestion, ...]:
        held = self.held(kind)
        if not words:
            return tuple(_offered(each) for each in list(held.values())[:MOST])
        named = self.grounder.ground(kind, words)
        found = dict(self._family(named.concept, held, set())) if named.concept else {}
        folded = words.casefold()
        for concept in sorted(
            held.values(), key=lambda c: not c.label.casefold().startswith(folded)
        ):
            if len(found) < MOST and _holds(kind, concept, folded):
                found.setdefault(concept.iri, _offered(concept))
        if named.concept and named.concept not in held and kind != "sponsor":
            none = Suggestion(named.label or words, 0, note="no trial in this graph")
            return (none, *found.values())
        return tuple(found.values())[:MOST] or self._similar(kind, words[:LONGEST])

    def _similar(self, kind: str, words: str) -> tuple[Suggestion, ...]:
        """Return the concepts with a name that looks like words that no name holds."""
        by_name = {n.casefold(): c for c in self.held(kind).values() for n in _names(kind, c)}
        alike = 75 if len(words) <= MIDDLING else 88
        near = nearest(words, by_name, cutoff=alike) if len(words) >= SHORTEST else ()
        found = {by_name[name].iri: by_name[name] for name in near}
        return tuple(
            Suggestion(c.label, c.trials, note="" if c.trials is None else
                       f"similar name, {counted(c.trials)}")
            for c in found.values()
        )  # fmt: skip

    def _family(
        self, iri: str, held: dict[str, _Concept], seen: set[str], depth: int = 0
    ) -> Iterator[tuple[str, Suggestion]]:
        """Yield a concept and what is narrower, those with more trials first; each once."""
        if iri in held and iri not in seen:
            seen.add(iri)
            yield iri, _offered(held[iri], depth)
            for each in [each for each in held if each in self.narrower.get(iri, ())]:
                yield from self._family(each, held, seen, depth + 1)

    def held(self, kind: str) -> dict[str, _Concept]:
        """Return the concepts of a kind that the graph holds, those with most trials first."""
        if kind not in self._known:
            term = _PROPERTIES.get(kind)
            self._known[kind] = self._counted(term.iri) if term else self._listed(kind)
        return self._known[kind]

    def _counted(self, term: str) -> dict[str, _Concept]:
        return {
            plain(row["concept"]): _Concept(
                plain(row["concept"]), plain(row["label"]), int(plain(row["trials"]))
            )
            for row in asked(self.graph, "numbers", ox.NamedNode(term))
        }

    def _listed(self, kind: str) -> dict[str, _Concept]:
        known = schemes.load(KINDS[kind]).concepts
        return {
            iri: _Concept(iri, label, None)
            for iri, label in sorted(self.labels.items(), key=lambda item: item[1])
            if iri in known
        }

    @cached_property
    def grounder(self) -> Grounder:
        """The grounder of the packaged lexicon."""
        return Grounder()

    @cached_property
    def labels(self) -> dict[str, str]:
        """The concepts of the graph with their labels."""
        return {iri: label for iri, label, _ in self._rows}

    @cached_property
    def narrower(self) -> dict[str, set[str]]:
        """What is directly narrower than a concept."""
        found: dict[str, set[str]] = {}
        for iri, _, broader in self._rows:
            if broader:
                found.setdefault(broader, set()).add(iri)
        return found

    @cached_property
    def _rows(self) -> list[tuple[str, str, str]]:
        rows = self.graph.select(_CONCEPTS).rows
        return [(plain(one), plain(two), plain(three)) for one, two, three in rows]


def counted(trials: int) -> str:
    """Return a number of trials in words."""
    return "1 trial" if trials == 1 else f"{trials:,} trials"


def _offered(concept: _Concept, depth: int = 0) -> Suggestion:
    return Suggestion(concept.label, concept.trials, depth)


def _holds(kind: str, concept: _Concept, words: str) -> bool:
    """Return whether a name of a concept holds the words, at the beginning of one of its own."""
    return any(
        name.startswith(words) or f" {words}" in name or f"-{words}" in name
        for name in map(str.casefold, _names(kind, concept))
    )


def _names(kind: str, concept: _Concept) -> Iterable[str]:
    known = schemes.load(KINDS[kind]).concepts
    found = known.get(Iri(concept.iri))
    return (concept.label, *(found.labels if found else ()))


def _plain_labels(words: str) -> tuple[Suggestion, ...]:
    labels = (concept.label for concept in schemes.load("disagreement-kinds"))
    return tuple(Suggestion(label) for label in labels if words.casefold() in label.casefold())
