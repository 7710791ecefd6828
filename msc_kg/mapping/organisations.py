"""Sponsors, collaborators and sites."""

from msc_kg import iris, schemes
from msc_kg.grounding.sponsors import Setting, agreed
from msc_kg.mapping.coded import Code, state_code, status_concept
from msc_kg.mapping.context import RecordContext
from msc_kg.mapping.parts import SITE, Owner, state_part
from msc_kg.phrases.organisation_names import is_common, label_order, name_key
from msc_kg.phrases.organisations import read_country, read_country_suffix
from msc_kg.records import Location, Record, Sponsor
from msc_kg.terms import Iri
from msc_kg.vocab import msc, schema

_AGENCY_CLASS = Code(msc.agencyClass, "agency-classes", "agency-class")
_ALSO_STATES = frozenset({"Georgia"})
"""Names of countries that stand for another place as often; the sites tell."""


def map_organisations(context: RecordContext) -> None:
    """State sponsor, collaborators, responsible party, officials and sites of a record."""
    record = context.record
    sites = _site_countries(record)
    if record.sponsor:
        stated = record.evidence.get("sponsor")
        words = stated.text if stated else _words(record.sponsor)
        sponsor = _map_organisation(context, record.sponsor, sites, leading=True)
        context.claim_link(context.iri, msc.sponsor, sponsor)
        context.quads.state(context.iri, msc.sponsorStatedAs, words)
        if record.sponsor.stated_as:
            basis = f"sponsor: {record.sponsor.stated_as}"
            context.quads.state(context.iri, msc.basis, basis)
    for index, collaborator in enumerate(record.collaborators):
        node = _map_organisation(context, collaborator, sites, leading=False)
        context.lead("collaborators", index, msc.collaborator, node, collaborator.name)
    context.quads.state(context.iri, msc.responsibleParty, record.responsible_party)
    for name in record.officials:
        context.quads.state(context.iri, msc.official, name)
    owner = Owner(context.iri)
    for index, location in enumerate(record.locations):
        _map_site(context, owner, location, index)


def organisation_iri(context: RecordContext, name: str, setting: Setting) -> Iri:
    """Return the organisation of the scheme that a name grounds to, else one of our own."""
    document = context.document
    found = document.grounder.ground("sponsor", name, legend=context.record.abbreviations)
    grounding = document.keep(agreed(found, document.grounder.lexicon.index("sponsor"), setting))
    if grounding.concept is not None and grounding.predicate == "exactMatch":
        return grounding.concept
    node = own_organisation(name, setting)
    labels = document.organisations
    known = labels.setdefault(node, name)
    if known != name:
        labels[node] = min(name, known, key=label_order)
    return node


def own_organisation(name: str, setting: Setting) -> Iri:
    """Return the IRI of an organisation that no scheme knows: one for the spellings of its name.

    A name that many organisations may bear ("Children's Hospital") gets one a country.
    """
    key = name_key(name) or name
    country = (setting.likely or "").lower()
    common = f"{key} {country}" if is_common(key) and country else key
    known = schemes.load("organisations").concepts
    minted = iris.organization(common)
    if minted not in known:
        return minted
    others = map(iris.organization, (f"{key} {setting.stated or ''}", name, f"{name} as stated"))
    return next(iri for iri in others if iri not in known)


def _site_countries(record: Record) -> frozenset[str]:
    """Return the codes of the countries of the record's sites."""
    places = record.locations
    return frozenset([code for at in places if at.country and (code := read_country(at.country))])


def _map_organisation(
    context: RecordContext, sponsor: Sponsor, sites: frozenset[str], *, leading: bool
) -> Iri:
    name, stated = _placed(sponsor.name) if sponsor.country is None else (sponsor.name, None)
    if stated in _ALSO_STATES and read_country(stated) not in sites:
        name, stated = sponsor.name, None
    country = sponsor.country or stated
    code = read_country(country) if country else None
    node = organisation_iri(context, name, Setting(code, sites, leading))
    quads = context.quads
    quads.type(node, msc.Organization)
    quads.state(node, schema.name, name)
    _state_country(context, node, country)
    state_code(context, node, _AGENCY_CLASS, sponsor.class_)
    return node


def _placed(name: str) -> tuple[str, str | None]:
    """Return a name without the country behind it, and that country."""
    rest, country = read_country_suffix(name)
    return (rest, country) if any(map(str.isalnum, rest)) else (name, None)


def _map_site(context: RecordContext, owner: Owner, location: Location, index: int) -> None:
    label = location.facility or location.city or location.country or f"site {index + 1}"
    node = state_part(context, owner, SITE, index, label)
    quads = context.quads
    quads.state(node, msc.city, location.city)
    quads.state(node, msc.state, location.state)
    quads.state(node, msc.postcode, location.postcode)
    _state_country(context, node, location.country)
    status = status_concept(context, location.status)
    if status is not None:
        quads.link(node, msc.overallStatus, status)


def _state_country(context: RecordContext, node: Iri, text: str | None) -> None:
    code = read_country(text) if text else None
    if code:
        country = iris.concept("country", code)
        context.document.concepts.add(country)
        context.quads.link(node, msc.country, country)
    elif text:
        context.quads.state(node, msc.flag, f"country {text!r} is not known")


def _words(sponsor: Sponsor) -> str:
    return f"{sponsor.name}, {sponsor.country}" if sponsor.country else sponsor.name
