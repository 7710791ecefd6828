"""Sponsors: what is known by its name is claimed only where no country speaks against it.

Organisations near a name that is not known are offered to a curator.
"""

from msgspec import Struct, field

from msc_kg import iris
from msc_kg.grounding.index import Index
from msc_kg.grounding.result import (
    AMBIGUOUS,
    COMPOSITE,
    DOUBTFUL,
    LOGICAL,
    MANUAL,
    Grounding,
    Query,
)
from msc_kg.grounding.steps import Knowledge
from msc_kg.phrases.organisation_names import is_common, name_key
from msc_kg.schemes import Concept
from msc_kg.vocab import msc

_DECIDED = frozenset({MANUAL, LOGICAL})


class Setting(Struct, frozen=True):
    """What a record says of the country of an organisation (ISO 3166-1 alpha-2 codes).

    ``stated`` is the country that stands beside or in its name, ``sites`` are those of the
    record's sites. ``leading`` says that it is the lead sponsor.
    """

    stated: str | None = None
    sites: frozenset[str] = field(default_factory=frozenset)
    leading: bool = True

    @property
    def likely(self) -> str | None:
        """The country stated, else the only one of the sites: enough to tell namesakes apart."""
        only = next(iter(self.sites)) if len(self.sites) == 1 else None
        return self.stated or only


def by_nearness(knowledge: Knowledge, query: Query) -> Grounding | None:
    """Offer the organisations that are near an unknown name."""
    found = tuple(
        each
        for each in knowledge.lexicon.near("sponsor", query.text)
        if not knowledge.decisions.refuses(query.to(each.concept, ""))
    )
    if not found:
        return None
    offered = " or ".join(f"{each.concept.label!r} ({each.why})" for each in found)
    return query.nothing(
        f"no sponsor of the lexicon has this name; perhaps {offered}",
        candidates=tuple(each.concept for each in found),
    )


def agreed(grounding: Grounding, index: Index, setting: Setting) -> Grounding:
    """Return a grounding as far as countries agree with it: claimed, chosen or only offered.

    What a curator decided stands.
    """
    if grounding.justification in _DECIDED or grounding.predicate != "exactMatch":
        return grounding
    if AMBIGUOUS in grounding.flags:
        return _chosen(grounding, index, setting)
    concept = index.scheme.concepts.get(grounding.concept) if grounding.concept else None
    against = _against(concept, grounding.text, setting) if concept else None
    if concept is None or against is None:
        return grounding
    said = f"{concept.label!r} has this name and is in {country_of(concept)}, but {against}"
    return Query("sponsor", grounding.text).nothing(said, candidates=(concept,), flags=(DOUBTFUL,))


def country_of(concept: Concept) -> str | None:
    """Return the code of the country of an organisation."""
    stated = concept.properties.get(msc.country.iri, ())
    return iris.compress(stated[0]).partition(":")[2] if stated else None


def _against(concept: Concept, name: str, setting: Setting) -> str | None:
    """Return what speaks against an organisation that has the name."""
    code, key = country_of(concept), name_key(name)
    if code is None or setting.stated == code:
        return None
    if setting.stated:
        return f"the text says {setting.stated}"
    if code in setting.sites:
        return None
    sites = f"the sites are in {' '.join(sorted(setting.sites))}"
    nothing = "many may have it and nothing else tells the country"
    hospital = setting.leading and "hospital" in key.split() and bool(setting.sites)
    if hospital or is_common(key):
        return sites if setting.sites else nothing
    return None


def _chosen(grounding: Grounding, index: Index, setting: Setting) -> Grounding:
    """Choose the one of several organisations of a name that is in the country."""
    codes = {setting.stated} if setting.stated else setting.sites
    fitting = [
        concept
        for concept in index.scheme
        if concept.curie in grounding.candidates and country_of(concept) in codes
    ]
    if len(fitting) != 1:
        return grounding
    return Query("sponsor", grounding.text).to(
        fitting[0],
        f"{grounding.explanation}; only {fitting[0].label!r} is in {country_of(fitting[0])}",
        justification=COMPOSITE,
    )
