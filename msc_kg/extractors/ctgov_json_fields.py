"""The fields of a ClinicalTrials.gov API v2 study, module by module, into a record.

Each step reads one module. Values are as stated but for white space; places are the names of
the registry's own fields.
"""

from collections.abc import Callable, Iterable
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
    joined,
    put_text,
    put_texts,
    words_of,
)
from msc_kg.extractors.ctgov_values import plain
from msc_kg.extractors.page_values import UNKNOWN_ENROLLMENT, is_placeholder
from msc_kg.extractors.study import Placed, Study
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
    module, place = section.conditions_module, "conditionsModule"
    put_texts(study, "conditions", module.conditions, f"{place}.conditions")
    put_texts(study, "keywords", module.keywords, f"{place}.keywords")


def _design(study: Study, section: model.ProtocolSection) -> None:
    module, place = section.design_module, "designModule"
    put_text(study, "study_type", module.study_type, f"{place}.studyType")
    put_texts(study, "phases", module.phases, f"{place}.phases")
    design, inner = module.design_info, f"{place}.designInfo"
    kind = "interventionModel" if design.intervention_model else "observationalModel"
    stated = design.intervention_model or design.observational_model
    put_text(study, "allocation", design.allocation, f"{inner}.allocation")
    put_text(study, "intervention_model", stated, f"{inner}.{kind}")
    put_text(study, "primary_purpose", design.primary_purpose, f"{inner}.primaryPurpose")
    put_text(study, "masking", design.masking_info.masking, f"{inner}.maskingInfo.masking")
    enrollment = module.enrollment_info
    if enrollment.count is not None and 0 <= enrollment.count < UNKNOWN_ENROLLMENT:
        study.put("enrollment", enrollment.count, f"{place}.enrollmentInfo.count")
        study.put(
            "enrollment_type",
            _TYPES.get(enrollment.type),
            f"{place}.enrollmentInfo.type",
            enrollment.type,
        )
    elif enrollment.count is not None and not is_placeholder(str(enrollment.count)):
        study.unread(f"{place}.enrollmentInfo.count", str(enrollment.count), NO_COUNT)


def _interventions(study: Study, section: model.ProtocolSection) -> None:
    place = "armsInterventionsModule.interventions"
    found: list[Placed[Intervention]] = []
    for number, stated in enumerate(section.arms_interventions_module.interventions):
        name = words_of(stated.name)
        if name:
            others = tuple(words for other in stated.other_names if (words := plain(other)))
            one = Intervention(name, words_of(stated.type), others)
            found.append((f"{place}[{number}]", one, name))
    study.put_placed("interventions", found)


def _outcomes(study: Study, section: model.ProtocolSection) -> None:
    module = section.outcomes_module
    found: list[Placed[Outcome]] = []
    for role, outcomes in (
        ("primary", module.primary_outcomes),
        ("secondary", module.secondary_outcomes),
        ("other", module.other_outcomes),
    ):
        for number, stated in enumerate(outcomes):
            measure = words_of(stated.measure)
            if measure:
                one = Outcome(measure, role, words_of(stated.time_frame))
                found.append((f"outcomesModule.{role}Outcomes[{number}]", one, measure))
    study.put_placed("outcomes", found)


def _eligibility(study: Study, section: model.ProtocolSection) -> None:
    module = section.eligibility_module
    found = Eligibility(
        min_age=words_of(module.minimum_age),
        max_age=words_of(module.maximum_age),
        sex=words_of(module.sex),
        healthy_volunteers=module.healthy_volunteers,
    )
    if found == _ANYBODY:
        return
    study.set("eligibility", found)
    for field, name in _ELIGIBILITY:
        value = getattr(found, field)
        if value is not None:
            words = value if isinstance(value, str) else str(value).lower()
            study.witness(f"eligibility.{field}", f"eligibilityModule.{name}", words)


_ANYBODY = Eligibility()
_ELIGIBILITY = (
    ("min_age", "minimumAge"),
    ("max_age", "maximumAge"),
    ("sex", "sex"),
    ("healthy_volunteers", "healthyVolunteers"),
)


def _people_and_sites(study: Study, section: model.ProtocolSection) -> None:
    module, place = section.contacts_locations_module, "contactsLocationsModule"
    officials = ((n, words_of(one.name)) for n, one in enumerate(module.overall_officials))
    people = [(f"{place}.overallOfficials[{n}].name", one, one) for n, one in officials if one]
    study.put_placed("officials", people)
    sites = ((n, _location(site)) for n, site in enumerate(module.locations))
    found = [(f"{place}.locations[{n}]", one, words) for n, (one, words) in sites if words]
    study.put_placed("locations", found)


def _location(site: model.Site) -> tuple[Location, str]:
    """Return a site and its words."""
    location = Location(
        words_of(site.facility),
        words_of(site.city),
        words_of(site.state),
        words_of(site.zip),
        words_of(site.country),
        words_of(site.status),
    )
    parts = (location.facility, location.city, location.state, location.postcode, location.country)
    return location, joined(parts) or location.status or ""


def _references(study: Study, section: model.ProtocolSection) -> None:
    found: list[Placed[Reference]] = []
    for number, stated in enumerate(section.references_module.references):
        text, pmid = words_of(stated.citation), words_of(stated.pmid)
        if text or pmid:
            doi = read_doi(text) if text and "10." in text else None
            kind = stated.type.lower() if stated.type else None
            one = Reference(text=text, doi=doi, pmid=pmid, type=kind)
            place = f"referencesModule.references[{number}]"
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


def _headings(headings: Iterable[model.Heading], place: str) -> list[Placed[MeshTerm]]:
    stated = ((n, words_of(one.term), words_of(one.id)) for n, one in enumerate(headings))
    return [(f"{place}[{n}]", MeshTerm(term, id_), term) for n, term, id_ in stated if term]


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
