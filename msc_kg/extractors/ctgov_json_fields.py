"""The fields of a ClinicalTrials.gov API v2 study, module by module, into a record.

Each step reads one module. Values are as stated but for white space; places are the names of
the registry's own fields.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from msc_kg.extractors import ctgov_json_model as model
from msc_kg.extractors.ctgov_json_identity import (
    add_dates,
    add_numbers,
    add_sponsors,
    add_status,
    add_titles,
)
from msc_kg.extractors.ctgov_json_values import (
    CODES,
    joined,
    put_texts,
    words_of,
)
from msc_kg.extractors.page_values import UNKNOWN_ENROLLMENT, is_placeholder
from msc_kg.extractors.study import Placed, Study, named, plain
from msc_kg.extractors.unread import NO_COUNT
from msc_kg.phrases.citations import read_doi
from msc_kg.records import (
    Eligibility,
    Intervention,
    Location,
    MeshTerm,
    Outcome,
    Reference,
)

_TYPES: dict[str | None, Literal["actual", "estimated"]] = {
    "ACTUAL": "actual",
    "ESTIMATED": "estimated",
}


def _conditions(study: Study, section: model.ProtocolSection) -> None:
    module = section.conditions_module
    put_texts(study, "conditions", module.conditions, "conditionsModule.conditions")
    put_texts(study, "keywords", module.keywords, "conditionsModule.keywords")


def _design(study: Study, section: model.ProtocolSection) -> None:
    module = section.design_module
    design = module.design_info
    kind = "interventionModel" if design.intervention_model else "observationalModel"
    stated = design.intervention_model or design.observational_model
    purpose, masking = design.primary_purpose, design.masking_info.masking
    put_texts(study, "phases", module.phases, "designModule.phases")
    study.put_texts(
        ("study_type", CODES[module.study_type or ""], "designModule.studyType"),
        ("allocation", CODES[design.allocation or ""], "designModule.designInfo.allocation"),
        ("intervention_model", CODES[stated or ""], f"designModule.designInfo.{kind}"),
        ("primary_purpose", CODES[purpose or ""], "designModule.designInfo.primaryPurpose"),
        ("masking", CODES[masking or ""], "designModule.designInfo.maskingInfo.masking"),
    )
    _put_enrollment(study, module.enrollment_info)


def _put_enrollment(study: Study, stated: model.Enrollment) -> None:
    count, place = stated.count, "designModule.enrollmentInfo.count"
    if count is None:
        return
    if 0 <= count < UNKNOWN_ENROLLMENT:
        study.put("enrollment", count, place)
        kind, at = _TYPES.get(stated.type), "designModule.enrollmentInfo.type"
        study.put("enrollment_type", kind, at, stated.type)
    elif not is_placeholder(str(count)):
        study.unread(place, str(count), NO_COUNT)


def _interventions(study: Study, section: model.ProtocolSection) -> None:
    found: list[Placed[Intervention]] = []
    listed = section.arms_interventions_module.interventions
    for place, stated in named("armsInterventionsModule.interventions", listed):
        name = words_of(stated.name)
        if name:
            others = [words for other in stated.other_names if (words := plain(other))]
            one = Intervention(name, CODES[stated.type or ""], tuple(others))
            found.append((place, one, name))
    study.put_placed("interventions", found)


def _outcomes(study: Study, section: model.ProtocolSection) -> None:
    module = section.outcomes_module
    found: list[Placed[Outcome]] = []
    for role, outcomes, name in (
        ("primary", module.primary_outcomes, "outcomesModule.primaryOutcomes"),
        ("secondary", module.secondary_outcomes, "outcomesModule.secondaryOutcomes"),
        ("other", module.other_outcomes, "outcomesModule.otherOutcomes"),
    ):
        for place, stated in named(name, outcomes):
            measure = words_of(stated.measure)
            if measure:
                one = Outcome(measure, role, CODES[stated.time_frame or ""])
                found.append((place, one, measure))
    study.put_placed("outcomes", found)


def _eligibility(study: Study, section: model.ProtocolSection) -> None:
    module = section.eligibility_module
    healthy = module.healthy_volunteers
    found = Eligibility(
        CODES[module.minimum_age or ""],
        CODES[module.maximum_age or ""],
        CODES[module.sex or ""],
        healthy,
    )
    if found == _ANYBODY:
        return
    study.set("eligibility", found)
    for path, words, place in (
        ("eligibility.min_age", found.min_age, "eligibilityModule.minimumAge"),
        ("eligibility.max_age", found.max_age, "eligibilityModule.maximumAge"),
        ("eligibility.sex", found.sex, "eligibilityModule.sex"),
    ):
        if words:
            study.witness(path, place, words)
    if healthy is not None:
        place = "eligibilityModule.healthyVolunteers"
        study.witness("eligibility.healthy_volunteers", place, str(healthy).lower())


_ANYBODY = Eligibility()


def _people_and_sites(study: Study, section: model.ProtocolSection) -> None:
    module = section.contacts_locations_module
    officials = named("contactsLocationsModule.overallOfficials", module.overall_officials)
    people = [(f"{place}.name", words_of(one.name)) for place, one in officials]
    study.put_placed("officials", [(place, name, name) for place, name in people if name])
    found: list[Placed[Location]] = []
    for place, site in named("contactsLocationsModule.locations", module.locations):
        location, words = _location(site)
        if words:
            found.append((place, location, words))
    study.put_placed("locations", found)


def _location(site: model.Site) -> tuple[Location, str]:
    """Return a site and its words."""
    facility, postcode = words_of(site.facility), words_of(site.zip)
    city, state, country = (
        CODES[site.city or ""],
        CODES[site.state or ""],
        CODES[site.country or ""],
    )
    status = CODES[site.status or ""]
    words = joined((facility, city, state, postcode, country)) or status or ""
    return Location(facility, city, state, postcode, country, status), words


def _references(study: Study, section: model.ProtocolSection) -> None:
    found: list[Placed[Reference]] = []
    for place, stated in named("referencesModule.references", section.references_module.references):
        text, pmid = words_of(stated.citation), words_of(stated.pmid)
        if text or pmid:
            doi = read_doi(text) if text and "10." in text else None
            kind = stated.type.lower() if stated.type else None
            one = Reference(text=text, doi=doi, pmid=pmid, type=kind)
            found.append((place, one, text or f"PMID {pmid}"))
    study.put_placed("references", found)


def add_headings(study: Study, derived: model.DerivedSection) -> None:
    """Put the MeSH headings that the registry filed a study under."""
    conditions, interventions = derived.condition_browse_module, derived.intervention_browse_module
    of_conditions = _headings(conditions.meshes, "conditionBrowseModule.meshes")
    of_interventions = _headings(interventions.meshes, "interventionBrowseModule.meshes")
    ancestors = _headings(conditions.ancestors, "conditionBrowseModule.ancestors")
    study.put_placed("mesh_conditions", of_conditions)
    study.put_placed("mesh_ancestors", ancestors)
    study.put_placed("mesh_interventions", of_interventions)
    both = of_conditions + of_interventions
    study.put_placed("mesh_terms", [(place, words, words) for place, _, words in both])


def _headings(headings: Sequence[model.Heading], name: str) -> list[Placed[MeshTerm]]:
    found: list[Placed[MeshTerm]] = []
    for place, stated in named(name, headings):
        term = CODES[stated.term or ""]
        if term:
            found.append((place, MeshTerm(term, CODES[stated.id or ""]), term))
    return found


STEPS: tuple[Callable[[Study, model.ProtocolSection], None], ...] = (
    add_numbers,
    add_titles,
    add_status,
    add_dates,
    add_sponsors,
    _conditions,
    _design,
    _interventions,
    _outcomes,
    _eligibility,
    _people_and_sites,
    _references,
)
"""What is read of a study, one module after another."""
