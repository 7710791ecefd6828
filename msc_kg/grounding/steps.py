"""The steps of the chain that serve every kind; each answers or passes the text on."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from msgspec import structs

from msc_kg import iris
from msc_kg.grounding import ontologies, readings, sssom
from msc_kg.grounding.index import Found, Step
from msc_kg.grounding.lexicon import Lexicon
from msc_kg.grounding.normalisation import fold, replaced_words
from msc_kg.grounding.result import (
    CHAINED,
    COMPOSITE,
    CURATED_NOTHING,
    LEXICAL,
    LOGICAL,
    MANUAL,
    Grounding,
    Query,
)
from msc_kg.grounding.sssom import Decision
from msc_kg.registries import registry_of
from msc_kg.schemes import Concept

_CURIE = re.compile(r"([A-Za-z][\w-]*)[:_](\S+)")
_MESH = re.compile(r"(?:mesh:)?([DC]\d{6,9})", re.IGNORECASE)
_PADDED = re.compile(r"([DC])0{3}(\d{6})")


class Decisions:
    """Curated decisions by kind and text; the first of several holds, manual ones before others."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        """Sort the decisions into positive and negative ones."""
        self._chosen: dict[tuple[str, str], Decision] = {}
        self._refused: dict[str, set[tuple[str, str]]] = {}
        for decision in sorted(decisions, key=lambda decision: not decision.manual):
            if decision.negated:
                refused = self._refused.setdefault(decision.text, set())
                refused.add((decision.kind, decision.object))
            else:
                self._chosen.setdefault((decision.kind, decision.text), decision)

    def on(self, kind: str, text: str) -> Decision | None:
        """Return the decision on a text, for its kind or for every kind."""
        key = fold(text)
        return self._chosen.get((kind, key)) or self._chosen.get(("", key))

    def refuses(self, grounding: Grounding) -> bool:
        """Whether a curator said that the text is not this concept (or not what it matches)."""
        if grounding.curie is None:
            return False
        refused = self._refused.get(fold(grounding.text))
        return refused is not None and any(
            (kind, curie) in refused
            for kind in (grounding.kind, "")
            for curie in (grounding.curie, *grounding.exact_matches)
        )


class Knowledge(NamedTuple):
    """What the steps consult."""

    lexicon: Lexicon
    decisions: Decisions


def by_identifier(knowledge: Knowledge, query: Query) -> Grounding | None:
    """Ground an identifier: a CURIE or IRI of a concept, or of what a concept matches."""
    if " " in query.text:
        return None
    if registry_of(query.text.upper()):
        return query.nothing("the identifier of a registered trial")
    curie = _curie(query.text)
    if curie is None:
        return None
    index = knowledge.lexicon.wider(query.kind)
    own = index.scheme.concepts.get(iris.expand(curie)) or _term(knowledge, query.kind, curie)
    if own:
        return query.to(own, "the concept itself", justification=LOGICAL)
    found = index.matching(curie)
    if found is None:
        return query.nothing(f"no concept of the lexicon matches {curie}", justification=CHAINED)
    if len(found.concepts) > 1:
        return query.ambiguous(f"{curie} is matched by several", found.concepts)
    return query.to(
        found.concepts[0],
        f"the concept that matches {curie}",
        predicate=found.step.value,
        justification=CHAINED,
    )


def _term(knowledge: Knowledge, kind: str, curie: str) -> Concept | None:
    """Return the term of an ontology that no concept of ours matches."""
    if not knowledge.lexicon.ontologies or curie.partition(":")[0] != ontologies.KINDS.get(kind):
        return None
    found = ontologies.concept(iris.expand(curie))
    return found if found and found.curie == curie else None


def _curie(text: str) -> str | None:
    """Return the CURIE that a text is, MeSH ids of old downloads without their padding."""
    if mesh := _MESH.fullmatch(text):
        return "mesh:" + _PADDED.sub(r"\1\2", mesh[1].upper())
    match = _CURIE.fullmatch(iris.compress(text))
    if match is None:
        return None
    prefixes = {prefix.casefold(): prefix for prefix in iris.prefixes()}
    prefix = prefixes.get(match[1].casefold())
    return f"{prefix}:{match[2]}" if prefix else None


def by_decision(knowledge: Knowledge, query: Query) -> Grounding | None:
    """Follow what a curator decided on this text."""
    decision = knowledge.decisions.on(query.kind, query.text)
    if decision is None:
        return None
    justification = MANUAL if decision.manual else LEXICAL
    if decision.object == sssom.NOT_FOUND:
        return query.nothing(
            "a curator decided that no concept fits",
            justification=justification,
            flags=(CURATED_NOTHING,),
        )
    found = by_identifier(knowledge, Query(query.kind, decision.object))
    if found is None or found.concept is None:
        if not decision.kind:  # a decision for every kind whose object is of another one
            return None
        return query.nothing(
            f"curated as {decision.object}, which no concept of the lexicon matches",
            justification=justification,
        )
    return query.to(
        knowledge.lexicon.concept(query.kind, found.concept),
        f"a curator decided on {decision.object}",
        predicate=decision.predicate,
        justification=justification,
    )


def by_label(knowledge: Knowledge, query: Query) -> Grounding | None:
    """Compare the text with the labels, from the exact preferred one to normalised ones."""
    found = knowledge.lexicon.lookup(query.kind, query.text)
    return _from(query, found, LEXICAL) if found else None


def by_phrase(knowledge: Knowledge, query: Query) -> Grounding | None:
    """Read the text as a phrase of its kind: a cell product, a route, a sponsor ..."""
    found = readings.read(knowledge.lexicon, query.kind, query.text)
    return _from(query, found, COMPOSITE) if found else None


def by_ontology(knowledge: Knowledge, query: Query) -> Grounding | None:
    """Find the text in the whole ontology of its kind, if the user asked for ontologies."""
    if not knowledge.lexicon.ontologies or query.kind not in ontologies.KINDS:
        return None
    whole = ontologies.ontology(query.kind)
    found = whole.find(query.text)
    if found is None:
        return None
    grounding = _from(query, found, LEXICAL)
    said = f"{grounding.explanation}, in {whole.release}"
    return structs.replace(grounding, explanation=said)


def explained(found: Found, text: str) -> str:
    """Return how a text was found, in words for a curator."""
    named = " or ".join(sorted([repr(concept.label) for concept in found.concepts]))
    equal = read_as(text) if found.step is Step.ORDER else ""
    return f"{text!r} is {found.step.format(label=named, equal=equal)}"


def read_as(text: str) -> str:
    """Return which words of a text were read as others of the same meaning, if any."""
    return "".join(f", {said!r} read as {other!r}" for said, other in replaced_words(text))


def _from(query: Query, found: Found, justification: str) -> Grounding:
    explanation = explained(found, query.text)
    if len(found.concepts) > 1:
        return query.ambiguous(explanation, found.concepts)
    return query.to(found.concepts[0], explanation, justification=justification)
