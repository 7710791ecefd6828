"""Groundings: what a text was understood as, and why."""

from typing import NamedTuple

from msgspec import Struct

from msc_kg.schemes import Concept
from msc_kg.terms import Iri

LEXICAL = "semapv:LexicalMatching"
MANUAL = "semapv:ManualMappingCuration"
COMPOSITE = "semapv:CompositeMatching"
CHAINED = "semapv:MappingChaining"
LOGICAL = "semapv:LogicalReasoning"

AMBIGUOUS = "ambiguous"
TREATMENT = "names a treatment"
SEVERAL = "several concepts"
DOUBTFUL = "doubtful"
UNKNOWN_WORDS = "narrowed by words that are not known"
CURATED_NOTHING = "curated: no concept"


class Grounding(Struct, frozen=True, gc=False):
    """A text of a kind, and the concept it was grounded to, if any.

    ``predicate`` says how the text is to the concept: "exactMatch", "broadMatch" (the concept
    says less than the text), "closeMatch" or "relatedMatch" (doubtful: a link, but no claim).
    ``exact_matches`` are the CURIEs that the concept matches in other vocabularies.
    ``justification`` is a term of the Semantic Mapping Vocabulary (https://w3id.org/semapv).
    ``candidates`` are CURIEs of concepts that came into question when none was chosen, and
    ``flags`` what a curator should look at ("ambiguous", "names a treatment" ...).
    """

    text: str
    kind: str
    concept: Iri | None = None
    curie: str | None = None
    label: str | None = None
    exact_matches: tuple[str, ...] = ()
    predicate: str = "exactMatch"
    justification: str = LEXICAL
    explanation: str = ""
    candidates: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class Query(NamedTuple):
    """A text to be grounded, with the part of the document's legend that concerns it."""

    kind: str
    text: str
    legend: tuple[tuple[str, str], ...] = ()

    def to(
        self,
        concept: Concept,
        explanation: str,
        *,
        predicate: str = "exactMatch",
        justification: str = LEXICAL,
        flags: tuple[str, ...] = (),
    ) -> Grounding:
        """Return the grounding of the text to a concept."""
        return Grounding(
            text=self.text,
            kind=self.kind,
            concept=concept.iri,
            curie=concept.curie,
            label=concept.label,
            exact_matches=_exact(concept),
            predicate=predicate,
            justification=justification,
            explanation=explanation,
            flags=flags,
        )

    def nothing(
        self,
        explanation: str,
        *,
        candidates: tuple[Concept, ...] = (),
        justification: str = LEXICAL,
        flags: tuple[str, ...] = (),
    ) -> Grounding:
        """Return the grounding of the text to no concept."""
        return Grounding(
            text=self.text,
            kind=self.kind,
            explanation=explanation,
            justification=justification,
            candidates=tuple(sorted(concept.curie for concept in candidates)),
            flags=flags,
        )

    def ambiguous(self, where: str, candidates: tuple[Concept, ...]) -> Grounding:
        """Return the grounding of the text to none of several concepts."""
        named = " or ".join(sorted(repr(concept.label) for concept in candidates))
        return self.nothing(
            f"ambiguous: {where}; it may be {named}", candidates=candidates, flags=(AMBIGUOUS,)
        )


def _exact(concept: Concept) -> tuple[str, ...]:
    return tuple([match.curie for match in concept.matches if match.predicate == "exactMatch"])
