"""Sponsor, collaborators, responsible party and officials of a ``clinical_study`` element."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from msc_kg.extractors.ctgov_values import put_passages
from msc_kg.extractors.ctgov_xml_tree import every, first, words
from msc_kg.extractors.study import Study
from msc_kg.extractors.study_cells import Passage
from msc_kg.records import Sponsor

_ORGANIZATION = "organization"
_SPONSOR = "sponsor"
_PARTY = ("responsible_party", "resp_party")
_PARTY_TAGS = (
    "investigator_full_name",
    "name_title",
    "investigator_title",
    "investigator_affiliation",
    "organization",
)


def put_parties(study: Study, root: Element) -> None:
    """Put sponsor, collaborators, responsible party and the names of officials.

    Where a sponsor is missing, the organisation that keeps the record stands in.
    """
    leads = _agencies(root, "sponsors/lead_sponsor", "study_sponsor/lead_sponsor")
    keeper = first(root, "source")
    for place, sponsor in list(leads)[:1]:
        study.put("sponsor", sponsor, place, sponsor.name)
    if study.value("sponsor") is None and keeper:
        stated = Sponsor(keeper.text, stated_as=_ORGANIZATION)
        study.put("sponsor", stated, keeper.place, keeper.text)
    found = list(_agencies(root, "sponsors/collaborator", "study_sponsor/sponsor"))
    if found:
        study.set("collaborators", tuple(sponsor for _, sponsor in found))
    for at, (place, sponsor) in enumerate(found):
        study.witness(f"collaborators[{at}]", place, sponsor.name)
    officials = every(root, "overall_official", "investigator")
    named = [Passage(place, name) for place, one in officials if (name := _person(one))]
    put_passages(study, "officials", named)
    _put_responsible_party(study, root)


def _agencies(root: Element, *paths: str) -> Iterable[tuple[str, Sponsor]]:
    for place, element in every(root, *paths):
        name = words(element.find("agency"))
        if name:
            yield place, Sponsor(name, class_=words(element.find("agency_class")) or None)


def _person(element: Element) -> str:
    """Return the name of a person with the degrees; the parts of older files are joined."""
    whole = words(element.find("name"))
    parts = (words(element.find(tag)) for tag in ("first_name", "middle_name", "last_name"))
    name = whole or " ".join(part for part in parts if part)
    degrees = words(element.find("degrees"))
    return f"{name}, {degrees}" if name and degrees else name


def _put_responsible_party(study: Study, root: Element) -> None:
    """Put name, title and affiliation; of a sponsor that is responsible itself, its name."""
    for tag in _PARTY:
        party = root.find(tag)
        if party is None:
            continue
        stated = dict.fromkeys(words(party.find(part)) for part in _PARTY_TAGS)
        study.put("responsible_party", ", ".join(part for part in stated if part), tag)
        kind = words(party.find("responsible_party_type"))
        sponsor = study.value("sponsor")
        if study.value("responsible_party") is None and kind.lower() == _SPONSOR and sponsor:
            study.put("responsible_party", sponsor.name, f"{tag}/responsible_party_type", kind)
