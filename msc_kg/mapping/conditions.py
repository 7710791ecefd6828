"""Conditions: the words of a record, the registry's MeSH codes, and the concepts of both."""

from msc_kg.grounding import Grounding, headings
from msc_kg.mapping.context import DOUBTFUL, RecordContext
from msc_kg.mapping.parts import CONDITION_MENTION, Owner, state_part
from msc_kg.mapping.vocabulary import ancestors
from msc_kg.records import MeshTerm
from msc_kg.terms import Iri
from msc_kg.vocab import msc

REGISTRY_CODE = "MeSH heading of the registry"
"""The basis of a condition that the registry filed a trial under, whatever its words are."""


def map_conditions(context: RecordContext) -> None:
    """State a mention for each condition and for each code that the words do not imply.

    Without any, conditions are inferred from the title.
    """
    record = context.record
    owner = Owner(context.iri)
    codes = _codes(record.mesh_conditions)
    named: set[Iri] = set()
    understood: list[str] = []
    for index, text in enumerate(record.conditions):
        groundings = context.document.ground_each("condition", text, record)
        node = state_part(context, owner, CONDITION_MENTION, index, text)
        concepts: list[Iri] = []
        for grounding in groundings:
            _link(context, node, grounding, stated=True)
            if grounding.concept and grounding.predicate != DOUBTFUL:
                concepts.append(grounding.concept)
                named.update(ancestors(grounding.concept))
            if grounding.concept and grounding.predicate == "exactMatch":
                understood.append(text)
        if codes and concepts:
            _compare(context, node, groundings, concepts, codes)
    rest = {term: iri for term, iri in codes.items() if iri not in named}
    if rest:
        _map_codes(context, _said_otherwise(rest, understood))
    if not record.conditions and not codes and record.title:
        _infer_from_title(context, record.title)
    for text in record.mesh_terms:
        context.quads.state(context.iri, msc.meshTerm, text)
    for text in record.keywords:
        context.quads.state(context.iri, msc.keyword, text)


def _link(context: RecordContext, node: Iri, grounding: Grounding, *, stated: bool) -> None:
    if grounding.predicate != "exactMatch" or grounding.concept is None:
        context.quads.state(node, msc.flag, grounding.explanation)
    if grounding.concept is None or grounding.predicate == DOUBTFUL:
        return
    context.quads.link(node, msc.condition, grounding.concept)
    context.claim_link(context.iri, msc.condition, grounding.concept, stated=stated)


def _codes(terms: tuple[MeshTerm, ...]) -> dict[MeshTerm, Iri]:
    """The codes of a registry, each with its condition, those that are none left out."""
    found = {term: headings.concept_of(term.id or term.term) for term in terms}
    return {term: iri for term, iri in found.items() if iri is not None}


def _said_otherwise(codes: dict[MeshTerm, Iri], understood: list[str]) -> dict[MeshTerm, Iri]:
    """Leave out the codes that are but words within names that were understood as a whole.

    Registries file "Amyotrophic Lateral Sclerosis" also under Sclerosis.
    """
    return {
        term: iri
        for term, iri in codes.items()
        if not any(headings.stands_in(term.id or term.term, text) for text in understood)
    }


def _map_codes(context: RecordContext, codes: dict[MeshTerm, Iri]) -> None:
    """State a mention for each code; the registry chose them by rule, so none disagrees."""
    owner, first = Owner(context.iri), len(context.record.conditions)
    for term, iri in codes.items():
        place = f"mesh_conditions[{context.record.mesh_conditions.index(term)}]"
        node = state_part(context, owner, CONDITION_MENTION, first, term.term, path=place)
        context.quads.state(node, msc.basis, REGISTRY_CODE)
        context.quads.link(node, msc.condition, context.document.use(iri))
        context.claim_link(context.iri, msc.condition, iri, stated=False)
        first += 1


def _compare(
    context: RecordContext,
    node: Iri,
    groundings: tuple[Grounding, ...],
    concepts: list[Iri],
    codes: dict[MeshTerm, Iri],
) -> None:
    """Flag words whose conditions are no code of the registry, nor above or below one."""
    conditions = [iri for iri in concepts if not headings.is_procedure(iri)]
    filed_under = frozenset(codes.values())
    if not conditions:
        return
    for iri in conditions:
        if not filed_under.isdisjoint(ancestors(iri)):
            return
    if any(iri in ancestors(code) for code in filed_under for iri in conditions):
        return
    record = context.record
    ids = {term.id for term in (*record.mesh_conditions, *record.mesh_ancestors)}
    if any(ids.intersection(headings.ids_of(iri)) for iri in conditions):
        return
    words = {heading.iri for g in groundings for heading in headings.named(g.text)}
    if not filed_under.isdisjoint(words):
        return
    filed = ", ".join(sorted(term.term for term in codes))
    context.quads.state(node, msc.flag, f"the registry files the trial under other MeSH: {filed}")


def _infer_from_title(context: RecordContext, title: str) -> None:
    """State the conditions that the title names, saying that they are inferred from it."""
    spans = context.document.grounder.lexicon.spot("condition", title)
    for index, span in enumerate(spans):
        words = title[span.start : span.end]
        grounding = context.document.ground("condition", words, context.record)
        owner = Owner(context.iri)
        node = state_part(context, owner, CONDITION_MENTION, index, words, path="title")
        context.quads.state(node, msc.basis, "title")
        _link(context, node, grounding, stated=False)
