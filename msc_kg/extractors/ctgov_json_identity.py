"""Who a study in JSON is: its numbers, titles, status, dates and sponsors."""

from collections.abc import Iterable
from functools import lru_cache

from msc_kg.extractors import ctgov_json_model as model
from msc_kg.extractors.ctgov_json_values import CODES, joined, words_of
from msc_kg.extractors.ctgov_values import NCT_NUMBER, put_as_of, put_identifiers
from msc_kg.extractors.study import Study, named, plain
from msc_kg.extractors.study_cells import Passage
from msc_kg.extractors.unread import NO_DATE
from msc_kg.phrases.dates import read_labelled_date
from msc_kg.phrases.registry_ids import read_registry_ids
from msc_kg.records import Date, Sponsor

Stated = tuple[str | None, str]
"""A text of the record, if it is there, and its place."""

_ORGANIZATION = "organization"
_SPONSOR = "SPONSOR"


def add_numbers(study: Study, section: model.ProtocolSection) -> None:
    """Put the NCT number, the numbers that others gave, and related trials."""
    module = section.identification_module
    own = _own_number(study, module.nct_id, "identificationModule.nctId")
    others: list[Stated] = [
        (alias, place)
        for place, alias in named("identificationModule.nctIdAliases", module.nct_id_aliases)
    ]
    others.append((module.org_study_id_info.id, "identificationModule.orgStudyIdInfo.id"))
    secondary = _secondary(module)
    others += [(info.id, place) for place, info in secondary]
    if own is None:
        others.append((module.nct_id, "identificationModule.nctId"))
    passages = [Passage(place, plain(text)) for text, place in others if text]
    put_identifiers(study, own, [passage for passage in passages if passage.text])
    stated: list[Stated] = [(info.id, at) for at, info in secondary if info.type == "REGISTRY"]
    access = section.status_module.expanded_access_info.nct_id
    stated.append((access, "statusModule.expandedAccessInfo.nctId"))
    _put_related(study, stated, own.text if own else "")


def _secondary(module: model.Identification) -> list[tuple[str, model.SecondaryId]]:
    """Return the further numbers with the places of their texts."""
    infos = module.secondary_id_infos
    return [
        (f"{place}.id", info)
        for place, info in named("identificationModule.secondaryIdInfos", infos)
    ]


def _own_number(study: Study, text: str | None, place: str) -> Passage | None:
    number = plain(text).upper() if text else ""
    if NCT_NUMBER.fullmatch(number):
        return Passage(place, number)
    study.note(f"{number[:60]!r} is no NCT number" if number else "the record has no NCT number")
    return None


def _put_related(study: Study, stated: Iterable[Stated], own: str) -> None:
    """Put other NCT numbers that fields of their own state: related and expanded access records."""
    related = {
        number: (place, number, text)
        for text, place in stated
        if text and "NCT" in text.upper()
        for number in read_registry_ids(text)
        if NCT_NUMBER.fullmatch(number) and number != own
    }
    study.put_placed("related_trials", list(related.values()))


def add_titles(study: Study, section: model.ProtocolSection) -> None:
    """Put titles and acronym."""
    module = section.identification_module
    title, official = words_of(module.brief_title), words_of(module.official_title)
    study.put_texts(
        ("title", title, "identificationModule.briefTitle"),
        ("official_title", official, "identificationModule.officialTitle"),
        ("acronym", words_of(module.acronym), "identificationModule.acronym"),
    )


def add_status(study: Study, section: model.ProtocolSection) -> None:
    """Put the status, and the last known one of a study with unknown status."""
    module = section.status_module
    status, previous = CODES[module.overall_status or ""], CODES[module.last_known_status or ""]
    study.put_texts(
        ("status", status, "statusModule.overallStatus"),
        ("previous_status", previous, "statusModule.lastKnownStatus"),
        ("why_stopped", words_of(module.why_stopped), "statusModule.whyStopped"),
    )


def add_dates(study: Study, section: model.ProtocolSection) -> None:
    """Put the dates of the study and of its record."""
    module = section.status_module
    updated, submitted = module.last_update_post_date_struct, module.last_update_submit_date
    if not updated.date and submitted:
        _put_date(study, "last_updated", submitted, "", "statusModule.lastUpdateSubmitDate")
    if module.status_verified_date:
        verified = module.status_verified_date
        _put_date(study, "verified", verified, "", "statusModule.statusVerifiedDate")
    for field, stated, place in (
        ("last_updated", updated, "statusModule.lastUpdatePostDateStruct.date"),
        ("start_date", module.start_date_struct, "statusModule.startDateStruct.date"),
        ("primary_completion_date", module.primary_completion_date_struct,
         "statusModule.primaryCompletionDateStruct.date"),
        ("completion_date", module.completion_date_struct,
         "statusModule.completionDateStruct.date"),
        ("first_posted", module.study_first_post_date_struct,
         "statusModule.studyFirstPostDateStruct.date"),
    ):  # fmt: skip
        if stated.date:
            _put_date(study, field, stated.date, stated.type or "", place)
    put_as_of(study)


def _put_date(study: Study, field: str, text: str, kind: str, place: str) -> None:
    date = _date(text, kind)
    if date is None:
        study.note(f"{place}: {text[:60]!r} is no date")
        study.unread(place, text, NO_DATE)
    else:
        study.put(field, date, place, text)


@lru_cache(maxsize=65536)
def _date(text: str, kind: str) -> Date | None:
    return read_labelled_date(kind, text)


def add_sponsors(study: Study, section: model.ProtocolSection) -> None:
    """Put lead sponsor, collaborators and responsible party.

    Where a request left out the sponsor, the organisation that keeps the record stands in.
    """
    module = section.sponsor_collaborators_module
    sponsor = _agency(module.lead_sponsor)
    keeper = section.identification_module.organization
    if sponsor:
        place = "sponsorCollaboratorsModule.leadSponsor"
        study.put("sponsor", sponsor, place, sponsor.name)
    elif name := words_of(keeper.full_name):
        sponsor = Sponsor(name, class_=CODES[keeper.class_ or ""], stated_as=_ORGANIZATION)
        study.put("sponsor", sponsor, "identificationModule.organization", name)
    agencies = named("sponsorCollaboratorsModule.collaborators", module.collaborators)
    stated = [(place, _agency(agency)) for place, agency in agencies]
    study.put_placed("collaborators", [(place, one, one.name) for place, one in stated if one])
    _put_responsible(study, module.responsible_party, sponsor)


def _agency(agency: model.Agency) -> Sponsor | None:
    name = words_of(agency.name)
    return Sponsor(name, None, CODES[agency.class_ or ""]) if name else None


def _put_responsible(study: Study, party: model.ResponsibleParty, sponsor: Sponsor | None) -> None:
    """Put the responsible party as the registry's pages print it.

    That is name, title and affiliation; of a sponsor that is responsible itself, its name.
    """
    place = "sponsorCollaboratorsModule.responsibleParty"
    parts = (
        party.investigator_full_name or party.old_name_title,
        party.investigator_title,
        party.investigator_affiliation or party.old_organization,
    )
    whole = joined(dict.fromkeys([words_of(part) for part in parts]))
    if whole:
        study.put("responsible_party", whole, place)
    elif party.type == _SPONSOR and sponsor:
        study.put("responsible_party", sponsor.name, f"{place}.type", party.type)
