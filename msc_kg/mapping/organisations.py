"""Sponsors, collaborators and sites."""

from msc_kg import iris
from msc_kg.mapping.coded import state_code, status_concept
from msc_kg.mapping.context import RecordContext
from msc_kg.mapping.parts import SITE, Owner, state_part
from msc_kg.phrases.organisations import read_country
from msc_kg.records import Location, Sponsor
from msc_kg.terms import Iri
from msc_kg.vocab import msc, schema


def map_organisations(context: RecordContext) -> None:
    """State sponsor, collaborators, responsible party, officials and sites of a record."""
    record = context.record
    if record.sponsor:
        stated = context.record.evidence.get("sponsor")
        words = stated.text if stated else _words(record.sponsor)
        sponsor = _map_organisation(context, record.sponsor)
        context.claim_link(context.iri, msc.sponsor, sponsor)
        context.quads.state(context.iri, msc.sponsorStatedAs, words)
        if record.sponsor.stated_as:
            basis = f"sponsor: {record.sponsor.stated_as}"
            context.quads.state(context.iri, msc.basis, basis)
    for index, collaborator in enumerate(record.collaborators):
        node = _map_organisation(context, collaborator)
        context.lead(f"collaborators[{index}]", msc.collaborator, node)
    context.quads.state(context.iri, msc.responsibleParty, record.responsible_party)
    for name in record.officials:
        context.quads.state(context.iri, msc.official, name)
    for index, location in enumerate(record.locations):
        _map_site(context, location, index)


def organisation_iri(context: RecordContext, name: str) -> Iri:
    """Return the organisation of the scheme that a name grounds to, else one of our own."""
    grounding = context.document.ground("sponsor", name, context.record)
    if grounding.concept is not None and grounding.predicate == "exactMatch":
        return grounding.concept
    node = iris.organization(name)
    labels = context.document.organisations
    labels[node] = min(name, labels.get(node, name))
    return node


def _map_organisation(context: RecordContext, sponsor: Sponsor) -> Iri:
    node = organisation_iri(context, sponsor.name)
    quads = context.quads
    quads.type(node, msc.Organization)
    quads.state(node, schema.name, sponsor.name)
    _state_country(context, node, sponsor.country)
    state_code(context, node, msc.agencyClass, "agency-classes", "agency-class", sponsor.class_)
    return node


def _map_site(context: RecordContext, location: Location, index: int) -> None:
    label = location.facility or location.city or location.country or f"site {index + 1}"
    node = state_part(context, Owner(context.iri), SITE, index, label)
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
        country = context.document.use(iris.concept("country", code))
        context.quads.link(node, msc.country, country)
    elif text:
        context.quads.state(node, msc.flag, f"country {text!r} is not known")


def _words(sponsor: Sponsor) -> str:
    return f"{sponsor.name}, {sponsor.country}" if sponsor.country else sponsor.name
