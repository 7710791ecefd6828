"""Who a study in JSON is: its numbers, titles, status, dates and sponsors."""

from functools import lru_cache

from msc_kg.extractors import ctgov_json_model as model
from msc_kg.extractors.ctgov_json_values import joined, put_text, words_of
from msc_kg.extractors.ctgov_values import NCT_NUMBER, plain, put_as_of, put_identifiers
from msc_kg.extractors.study import Study
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
    module, place = section.identification_module, "identificationModule"
    own = _own_number(study, module.nct_id, f"{place}.nctId")
    others: list[Stated] = [
        (alias, f"{place}.nctIdAliases[{number}]")
        for number, alias in enumerate(module.nct_id_aliases)
    ]
    others.append((module.org_study_id_info.id, f"{place}.orgStudyIdInfo.id"))
    others += (
        (info.id, f"{place}.secondaryIdInfos[{number}].id")
        for number, info in enumerate(module.secondary_id_infos)
    )
    if own is None:
        others.append((module.nct_id, f"{place}.nctId"))
    passages = (Passage(where, plain(text)) for text, where in others if text)
    put_identifiers(study, own, [passage for passage in passages if passage.text])
    _put_related(study, section, own.text if own else "")


def _own_number(study: Study, text: str | None, place: str) -> Passage | None:
    number = plain(text).upper() if text else ""
    if NCT_NUMBER.fullmatch(number):
        return Passage(place, number)
    study.note(f"{number[:60]!r} is no NCT number" if number else "the record has no NCT number")
    return None


def _put_related(study: Study, section: model.ProtocolSection, own: str) -> None:
    """Put other NCT numbers that fields of their own state: related and expanded access records."""
    infos = section.identification_module.secondary_id_infos
    stated: list[Stated] = [
        (info.id, f"identificationModule.secondaryIdInfos[{number}].id")
        for number, info in enumerate(infos)
        if info.type == "REGISTRY"
    ]
    access = section.status_module.expanded_access_info.nct_id
    stated.append((access, "statusModule.expandedAccessInfo.nctId"))
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
    module, place = section.identification_module, "identificationModule"
    put_text(study, "title", module.brief_title, f"{place}.briefTitle")
    put_text(study, "official_title", module.official_title, f"{place}.officialTitle")
    put_text(study, "acronym", module.acronym, f"{place}.acronym")


def add_status(study: Study, section: model.ProtocolSection) -> None:
    """Put the status, and the last known one of a study with unknown status."""
    module, place = section.status_module, "statusModule"
    put_text(study, "status", module.overall_status, f"{place}.overallStatus")
    put_text(study, "previous_status", module.last_known_status, f"{place}.lastKnownStatus")
    put_text(study, "why_stopped", module.why_stopped, f"{place}.whyStopped")


def add_dates(study: Study, section: model.ProtocolSection) -> None:
    """Put the dates of the study and of its record."""
    module = section.status_module
    updated = module.last_update_post_date_struct
    if updated.date:
        _put_date(study, "last_updated", updated, "lastUpdatePostDateStruct.date")
    else:
        submitted = model.StatedDate(module.last_update_submit_date)
        _put_date(study, "last_updated", submitted, "lastUpdateSubmitDate")
    verified = model.StatedDate(module.status_verified_date)
    _put_date(study, "verified", verified, "statusVerifiedDate")
    for field, stated, place in (
        ("start_date", module.start_date_struct, "startDateStruct"),
        ("primary_completion_date", module.primary_completion_date_struct,
         "primaryCompletionDateStruct"),
        ("completion_date", module.completion_date_struct, "completionDateStruct"),
        ("first_posted", module.study_first_post_date_struct, "studyFirstPostDateStruct"),
    ):  # fmt: skip
        _put_date(study, field, stated, f"{place}.date")
    put_as_of(study)


def _put_date(study: Study, field: str, stated: model.StatedDate, place: str) -> None:
    if not stated.date:
        return
    date = _date(stated.date, stated.type or "")
    if date is None:
        study.note(f"statusModule.{place}: {stated.date[:60]!r} is no date")
        study.unread(f"statusModule.{place}", stated.date, NO_DATE)
    else:
        study.put(field, date, f"statusModule.{place}", stated.date)


@lru_cache(maxsize=65536)
def _date(text: str, kind: str) -> Date | None:
    return read_labelled_date(kind, text)


def add_sponsors(study: Study, section: model.ProtocolSection) -> None:
    """Put lead sponsor, collaborators and responsible party.

    Where a request left out the sponsor, the organisation that keeps the record stands in.
    """
    module, place = section.sponsor_collaborators_module, "sponsorCollaboratorsModule"
    sponsor = _agency(module.lead_sponsor)
    keeper = section.identification_module.organization
    name = words_of(keeper.full_name)
    if sponsor:
        study.put("sponsor", sponsor, f"{place}.leadSponsor", sponsor.name)
    elif name:
        sponsor = Sponsor(name, class_=words_of(keeper.class_), stated_as=_ORGANIZATION)
        study.put("sponsor", sponsor, "identificationModule.organization", name)
    agencies = ((n, _agency(agency)) for n, agency in enumerate(module.collaborators))
    found = [(f"{place}.collaborators[{n}]", one, one.name) for n, one in agencies if one]
    study.put_placed("collaborators", found)
    _put_responsible(study, module.responsible_party, sponsor)


def _agency(agency: model.Agency) -> Sponsor | None:
    name = words_of(agency.name)
    return Sponsor(name, class_=words_of(agency.class_)) if name else None


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
    named = joined(dict.fromkeys(words_of(part) for part in parts))
    if named:
        study.put("responsible_party", named, place)
    elif party.type == _SPONSOR and sponsor:
        study.put("responsible_party", sponsor.name, f"{place}.type", party.type)
