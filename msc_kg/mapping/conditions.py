"""Conditions: the words of a record, and the concepts they were grounded to."""

from msc_kg.grounding import Grounding
from msc_kg.mapping.context import DOUBTFUL, RecordContext
from msc_kg.mapping.parts import CONDITION_MENTION, Owner, state_words
from msc_kg.terms import Iri
from msc_kg.vocab import msc


def map_conditions(context: RecordContext) -> None:
    """State a mention for each condition; without any, infer them from the title."""
    record = context.record
    owner = Owner(context.iri)
    for index, text in enumerate(record.conditions):
        grounding = context.document.ground("condition", text, record)
        node = state_words(context, owner, CONDITION_MENTION, index, text)
        _link(context, node, grounding, stated=True)
    if not record.conditions and record.title:
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


def _infer_from_title(context: RecordContext, title: str) -> None:
    """State the conditions that the title names, saying that they are inferred from it."""
    spans = context.document.grounder.lexicon.spot("condition", title)
    for index, span in enumerate(spans):
        words = title[span.start : span.end]
        grounding = context.document.ground("condition", words, context.record)
        owner = Owner(context.iri)
        node = state_words(context, owner, CONDITION_MENTION, index, words, path="title")
        context.quads.state(node, msc.basis, "title")
        _link(context, node, grounding, stated=False)
