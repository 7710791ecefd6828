"""MeSH beside the scheme of conditions: its entry terms, and headings that no condition matches.

Registries file trials under these headings. Where MeSH and our own labels differ, ours hold.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain

import msgspec

from msc_kg import iris, schemes
from msc_kg.grounding.index import Index
from msc_kg.grounding.normalisation import normal
from msc_kg.grounding.stored import HEADINGS, MESH, WIDE, stored
from msc_kg.schemes import Concept, Concepts, Match, Scheme
from msc_kg.terms import Iri
from msc_kg.vocab import msc

_PADDED = re.compile(r"^([CD])0{3}(\d{6})$")
_NAMES = msgspec.json.Decoder(tuple[str, ...])
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@cache
def conditions() -> Index:
    """Return the conditions with the entry terms of their headings, and all other headings."""
    tables = stored(WIDE)
    if tables is None:
        return Index(_widened(), free_order=True)
    names, numbers = tables.names, tables.numbers
    concepts = Concepts(numbers, lambda iri: _wide(iri, _NAMES.decode(names[numbers[iri]])))
    return Index(Scheme("conditions", concepts), free_order=True, stored=tables)


def scheme_made(name: str) -> Scheme:
    """Return the scheme of tables that are stored, made without these."""
    if name == MESH:
        return Scheme("headings", _stated_diseases())
    return _widened() if name == WIDE else schemes.load(name)


def _widened() -> Scheme:
    """Return the scheme of the conditions and headings, made without what is prepared."""
    concepts: dict[Iri, Concept] = dict(schemes.load("conditions").concepts)
    matched, names = _matched(), _names()
    for heading in _diseases().values():
        iri, added = matched.get(heading.iri, heading.iri), names[heading.iri]
        concept = concepts.get(iri)
        if concept is not None and added:
            concepts[iri] = _wide(iri, (*concept.alt_labels, *added))
        elif concept is None and heading.label in added:  # else our own conditions divide it
            concepts[iri] = _wide(iri, added)
    return Scheme("conditions", concepts)


def _wide(iri: Iri, names: tuple[str, ...]) -> Concept:
    """Return a condition with other names, or a heading as one that it matches itself."""
    own = schemes.load("conditions").concepts.get(iri)
    if own is not None:
        return own if names == own.alt_labels else _named(own, names, own.matches)
    heading = _diseases()[iri]
    return _named(heading, names, (_itself(heading), *heading.matches))


def named(text: str) -> tuple[Concept, ...]:
    """Return every disease heading whose words stand in a text, within one another or not.

    So registries choose their headings: "ischemic stroke" names Ischemic Stroke and Stroke.
    """
    index = _published()
    said = tuple(token.word for token in index.tokens(text))
    found = {
        entries[0].concept.iri: entries[0].concept
        for place, word in enumerate(said)
        for length in index.lengths(word)
        if len(entries := index.entries(said[place : place + length])) == 1
    }
    return tuple(found.values())


def stands_in(heading: str, text: str) -> bool:
    """Whether a name of a heading, given by its MeSH id or label, stands in a text as words.

    >>> stands_in("D012598", "Amyotrophic Lateral Sclerosis")  # Sclerosis
    True
    """
    said = f" {normal(text)} "
    return any(map(said.__contains__, _names_within(heading)))


@lru_cache(maxsize=iris.CACHED)
def _names_within(heading: str) -> tuple[str, ...]:
    """Return the names of a heading as they stand in a text: words between spaces."""
    known = next((found for iri in _candidates(heading) if (found := _diseases().get(iri))), None)
    return tuple([f" {normal(label)} " for label in (known.labels if known else (heading,))])


@lru_cache(maxsize=iris.CACHED)
def concept_of(heading: str) -> Iri | None:
    """Return the condition for a MeSH id or label: the one matching it, else the heading itself.

    Ids of old downloads may be padded ("D000006086" for "D006086").

    >>> concept_of("D006086")
    'https://w3id.org/msc-kg/condition/gvhd'
    """
    found = (_matched().get(iri, iri) for iri in _candidates(heading))
    own, diseases = schemes.load("conditions").concepts, _diseases()
    return next((iri for iri in found if iri in own or iri in diseases), None)


@lru_cache(maxsize=iris.CACHED)
def ids_of(iri: Iri) -> frozenset[str]:
    """Return the ids of the headings that a condition is or matches, exactly or nearly."""
    concept = _known(iri)
    curies = {iris.compress(iri), *(m.curie for m in (concept.matches if concept else ()))}
    return frozenset(c.removeprefix("mesh:") for c in curies if c.startswith("mesh:"))


@lru_cache(maxsize=iris.CACHED)
def is_procedure(iri: Iri) -> bool:
    """Whether a condition is a procedure that documents list as one ("kidney transplantation")."""
    concept = schemes.load("conditions").concepts.get(iri)
    kinds = concept.properties.get(msc.conditionKind.iri, ()) if concept else ()
    return "procedure" in kinds


@cache
def _published() -> Index:
    return Index(Scheme("headings", _diseases()), free_order=True, stored=stored(MESH))


def _known(iri: Iri) -> Concept | None:
    return schemes.load("conditions").concepts.get(iri) or _diseases().get(iri)


def _candidates(heading: str) -> Iterator[Iri]:
    """Yield the headings that a text may be the id of, or else the label."""
    for stated in (heading, _PADDED.sub(r"\1\2", heading)):
        yield iris.expand(f"mesh:{stated}")
    found = _published().find(heading)
    yield from (
        concept.iri for concept in (found.concepts if found else ()) if concept.label == heading
    )


@cache
def _diseases() -> Mapping[Iri, Concept]:
    tables = stored(MESH)
    if tables is None:
        return _stated_diseases()
    return Concepts(tables.concepts, _heading)


def _heading(iri: Iri) -> Concept:
    known = (schemes.load(name).concepts for name in HEADINGS)
    return next(concepts[iri] for concepts in known if iri in concepts)


def _stated_diseases() -> Mapping[Iri, Concept]:
    found = (heading for name in HEADINGS for heading in schemes.load(name))
    return {h.iri: h for h in found if msc.Condition.iri in h.properties.get(_TYPE, ())}


@cache
def _matched() -> Mapping[Iri, Iri]:
    """The condition that alone matches a heading exactly, by heading."""
    found: dict[Iri, list[Iri]] = {}
    for concept in schemes.load("conditions"):
        for match in concept.matches:
            if match.predicate == "exactMatch":
                found.setdefault(match.iri, []).append(concept.iri)
    return {match: own[0] for match, own in found.items() if len(own) == 1}


def _named(concept: Concept, names: tuple[str, ...], matches: tuple[Match, ...]) -> Concept:
    """Return a concept with other names and matches, faster than by ``dataclasses.replace``."""
    return Concept(
        concept.iri, concept.scheme, concept.label, tuple(dict.fromkeys(names)),
        concept.hidden_labels, concept.notation, concept.broader, matches, concept.properties,
    )  # fmt: skip


def _itself(heading: Concept) -> Match:
    return Match("exactMatch", heading.iri, heading.curie)


def _names() -> Mapping[Iri, tuple[str, ...]]:
    """The names of each heading that neither a label of ours nor another heading has."""
    own = {normal(label) for c in schemes.load("conditions") for label in c.labels}
    diseases = _diseases().values()
    preferred = {normal(heading.label) for heading in diseases}
    keys = {heading.iri: tuple(map(normal, heading.alt_labels)) for heading in diseases}
    count = Counter(chain.from_iterable(map(set, keys.values())))
    taken = own | preferred | {key for key, headings in count.items() if headings > 1}
    found: dict[Iri, tuple[str, ...]] = {}
    for heading in diseases:
        labels = zip(keys[heading.iri], heading.alt_labels, strict=True)
        terms = [label for key, label in labels if key not in taken]
        first = [heading.label] if normal(heading.label) not in own else []
        found[heading.iri] = (*first, *terms)
    return found
