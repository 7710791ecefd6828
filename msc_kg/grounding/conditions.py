"""The steps of the chain that serve conditions only."""

import re

from msc_kg import schemes
from msc_kg.grounding.composition import Composed
from msc_kg.grounding.index import Found, Step
from msc_kg.grounding.normalisation import canonical, is_abbreviation, normal
from msc_kg.grounding.result import (
    CHAINED,
    COMPOSITE,
    SEVERAL,
    TREATMENT,
    UNKNOWN_WORDS,
    Grounding,
    Query,
)
from msc_kg.grounding.steps import Knowledge, by_ontology, explained, read_as
from msc_kg.grounding.words import words

_GLOSS = re.compile(r"\(([^()]*)\)")
_OTHER_KINDS = ("cell-type", "tissue", "donor", "route", "country")
_PARTS = re.compile(r"[,;/&+|]|\b(?:and|or|und|et)\b", re.IGNORECASE)


def by_gloss(knowledge: Knowledge, query: Query) -> Grounding | None:
    """Ground a name with its abbreviation in parentheses: "Systemic Sclerosis (SSc)"."""
    gloss = _GLOSS.search(query.text)
    if gloss is None:
        return None
    outer = " ".join(f"{query.text[: gloss.start()]} {query.text[gloss.end() :]}".split())
    before = knowledge.lexicon.lookup(query.kind, outer)
    within = knowledge.lexicon.lookup(query.kind, gloss[1])
    scheme = knowledge.lexicon.index(query.kind).scheme
    if before and within:
        return _agreement(query, scheme, before, within)
    name, other = (outer, gloss[1]) if before else (gloss[1], outer)
    found = before or within
    if found is None or len(found.concepts) > 1 or not is_abbreviation(other):
        return None
    return query.to(
        found.concepts[0],
        f"{explained(found, name)}; {other!r} beside it abbreviates it",
        justification=COMPOSITE,
    )


def _agreement(
    query: Query, scheme: schemes.Scheme, before: Found, within: Found
) -> Grounding | None:
    """Return the concept that name and gloss share, the narrower one of two related ones."""
    fitting = {
        max(a, b, key=lambda concept: len(scheme.ancestors(concept.iri))).iri
        for a in before.concepts
        for b in within.concepts
        if a.iri in scheme.ancestors(b.iri) or b.iri in scheme.ancestors(a.iri)
    }
    if len(fitting) == 1:
        return query.to(
            scheme.concepts[fitting.pop()],
            "the name and what stands in parentheses agree",
            justification=COMPOSITE,
        )
    rivals = {concept.iri: concept for concept in (*before.concepts, *within.concepts)}
    return query.ambiguous("name and parentheses differ", tuple(rivals.values()))


def by_heading(knowledge: Knowledge, query: Query) -> Grounding | None:
    """Ground a heading of MeSH or one of its entry terms, to the condition that matches it."""
    wider = knowledge.lexicon.wider(query.kind)
    found = wider.find(query.text)
    if found is None or len(found.concepts) > 1:
        return None
    concept = found.concepts[0]
    if concept.iri in knowledge.lexicon.index(query.kind).scheme.concepts:
        said = f"{explained(found, query.text)} in MeSH, whose heading the concept matches"
        return query.to(concept, said, justification=CHAINED)
    return query.to(concept, f"{explained(found, query.text)}, a heading of MeSH")


def by_treatment(knowledge: Knowledge, query: Query) -> Grounding | None:
    """Say of a text that names cells, a tissue or the like that it is no condition."""
    said = canonical(query.text)
    if said and words().treatment.issuperset(said) and not words().cells.isdisjoint(said):
        return query.nothing(
            "names a treatment with cells, registered as a condition", flags=(TREATMENT,)
        )
    for kind in _OTHER_KINDS:
        if _named_otherwise(knowledge, kind, query.text):
            return query.nothing(f"names a {kind}, no condition", flags=(f"names a {kind}",))
    return None


def _named_otherwise(knowledge: Knowledge, kind: str, text: str) -> bool:
    found = knowledge.lexicon.lookup(kind, text) if len(normal(text)) > 2 else None
    return found is not None and found.step is not Step.HIDDEN


def by_composition(knowledge: Knowledge, query: Query) -> Grounding | None:
    """Ground a known condition with words that narrow or frame it: "severe GVHD"."""
    composed = _composed(knowledge, query)
    if composed is None:
        return None
    if composed.concept is not None:
        return query.to(
            composed.concept,
            _reading(query, composed),
            predicate=composed.predicate,
            justification=COMPOSITE,
            flags=(UNKNOWN_WORDS,) if composed.unknown else (),
        )
    named = " and ".join(sorted(repr(head.label) for head in composed.heads))
    if composed.unknown:
        strange = " ".join(composed.unknown)
        return query.nothing(
            f"holds {named} beside words that are not understood: {strange}",
            candidates=composed.heads,
        )
    return query.nothing(
        f"names several conditions, {named}: ground each alone",
        candidates=composed.heads,
        flags=(SEVERAL,),
    )


def _composed(knowledge: Knowledge, query: Query) -> Composed | None:
    """Compose the whole text, else what is left of it without a remark in parentheses."""
    composition = knowledge.lexicon.composition(query.kind, wide=True)
    composed = composition.compose(query.text)
    gloss = _GLOSS.search(query.text)
    if composed is None or composed.concept or not gloss:
        return composed
    known = words().qualifiers | words().conjunctions | words().stop | words().framing
    if not known.issuperset(canonical(gloss[1])):
        return composed
    outer = composition.compose(_GLOSS.sub(" ", query.text, count=1))
    if outer is None or outer.concept is None:
        return composed
    return outer._replace(predicate="broadMatch", beside=(*outer.beside, gloss[0]))


def _reading(query: Query, composed: Composed) -> str:
    beside = " ".join(composed.beside)
    said = f"{composed.heads[0].label!r} with the words {beside!r}{read_as(query.text)}"
    if composed.predicate == "exactMatch":
        return said
    return f"{said}; the lexicon has no condition as narrow as that"


def by_initials(knowledge: Knowledge, query: Query) -> Grounding | None:
    """List the conditions that an abbreviation may stand for; the text around may decide."""
    if not is_abbreviation(query.text):
        return None
    candidates = knowledge.lexicon.index(query.kind).initials.get(query.text.casefold())
    if not candidates:
        return None
    return query.ambiguous("an abbreviation that no legend explains", candidates)


STEPS = (by_gloss, by_treatment, by_heading, by_ontology, by_composition, by_initials)
"""In the order of the chain."""


def parts(text: str) -> tuple[str, ...]:
    """Return the conditions that a text lists, each on its own feet.

    >>> parts("acute or chronic GVHD, poor graft function")
    ('acute GVHD', 'chronic GVHD', 'poor graft function')
    """
    listed = [" ".join(part.split()) for part in _PARTS.split(text)]
    listed = [part for part in listed if part]
    return tuple(
        f"{part} {listed[number + 1].partition(' ')[2]}".strip()
        if number + 1 < len(listed) and words().qualifiers.issuperset(canonical(part))
        else part
        for number, part in enumerate(listed)
    )
