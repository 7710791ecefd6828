"""The fields of a ``clinical_study`` element into a record.

Beside the last form of the registry's XML there are older ones: of what sponsors uploaded
(``study_id``, ``status_block``) and of short lists of results (``title``, ``condition_summary``).
Each field names the paths that state it, the last form first.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element

from msc_kg.extractors.ctgov_values import (
    put_date,
    put_design,
    put_design_words,
    put_identifiers,
    put_passages,
    read_count,
)
from msc_kg.extractors.ctgov_xml_tree import every, first, texts, words
from msc_kg.extractors.study import Study
from msc_kg.extractors.study_cells import Passage
from msc_kg.phrases.citations import read_doi
from msc_kg.phrases.phases import read_phases
from msc_kg.records import Eligibility, MeshTerm, Outcome, Reference, Sponsor

Paths = tuple[str, ...]

NCT_PATHS: Paths = ("id_info/nct_id", "study_id/nct_id", "nct_id")
_OTHER_NUMBERS: Paths = (
    "id_info/org_study_id", "id_info/secondary_id", "id_info/nct_alias",
    "study_id/org_study_id", "study_id/secondary_id",
)  # fmt: skip
_TEXTS: Mapping[str, Paths] = MappingProxyType(
    {
        "title": ("brief_title", "title"),
        "official_title": ("official_title",),
        "acronym": ("acronym",),
        "status": ("overall_status", "status_block/status", "status"),
        "previous_status": ("last_known_status",),
        "why_stopped": ("why_stopped",),
        "study_type": ("study_type",),
        "allocation": ("study_design_info/allocation",),
        "intervention_model": (
            "study_design_info/intervention_model",
            "study_design_info/observational_model",
        ),
        "masking": ("study_design_info/masking",),
        "primary_purpose": ("study_design_info/primary_purpose",),
    }
)
_DATES: Mapping[str, Paths] = MappingProxyType(
    {
        "start_date": ("start_date",),
        "primary_completion_date": ("primary_completion_date", "primary_compl_date"),
        "completion_date": ("completion_date", "end_date", "last_follow_up_date"),
        "first_posted": ("study_first_posted", "firstreceived_date", "initial_release_date"),
        "last_updated": (
            "last_update_posted", "lastchanged_date", "last_changed", "last_release_date",
        ),
        "verified": ("verification_date", "status_block/date"),
    }
)  # fmt: skip
_REFERENCES: Mapping[str, str] = MappingProxyType(
    {"reference": "background", "results_reference": "result"}
)
_OUTCOMES: Mapping[str, str] = MappingProxyType(
    {"primary_outcome": "primary", "secondary_outcome": "secondary", "other_outcome": "other"}
)
_NO_LIMIT = "N/A"
_HEALTHY: Mapping[str, bool] = MappingProxyType(
    {"no": False, "yes": True, "accepts healthy volunteers": True}
)
_SEMICOLON = re.compile(r"\s*;\s*")


def put_identity(study: Study, root: Element) -> None:
    """Put numbers, titles, status and the design."""
    put_identifiers(study, first(root, *NCT_PATHS), texts(root, *_OTHER_NUMBERS))
    for field, paths in _TEXTS.items():
        stated = first(root, *paths)
        if stated:
            study.put(field, stated.text, stated.place)
    design = first(root, "study_design")
    if design:
        put_design(study, design.text, design.place)
    for stated in texts(root, "design"):
        put_design_words(study, stated)
    phases = [
        Passage(stated.place, phase)
        for stated in texts(root, "phase", "phase_block/phase")
        for phase in read_phases(stated.text)
    ]
    put_passages(study, "phases", phases)


def put_dates(study: Study, root: Element) -> None:
    """Put the dates with their types, and the size of the study."""
    for field, paths in _DATES.items():
        for path in paths:
            element = root.find(path)
            stated = "" if element is None else words(element)
            if element is not None and stated:
                put_date(study, field, stated, path, element.get("type", ""))
                break
    size = next(
        (one for _, one in every(root, "enrollment", "eligibility/expected_enrollment")), None
    )
    if size is not None:
        study.put("enrollment", read_count(words(size)), size.tag, words(size))
        kind = {"actual": "actual"}.get(size.get("type", "").lower(), "estimated")
        if study.value("enrollment") is not None and size.get("type"):
            study.put("enrollment_type", kind, f"{size.tag}/@type", size.get("type"))


def put_topics(study: Study, root: Element) -> None:
    """Put conditions, keywords and the headings of MeSH (without their identifiers)."""
    conditions = texts(root, "condition")
    if not conditions:
        conditions = tuple(
            Passage(summary.place, name)
            for summary in texts(root, "condition_summary")
            for name in _SEMICOLON.split(summary.text)
            if name
        )
    put_passages(study, "conditions", conditions)
    put_passages(study, "keywords", texts(root, "keyword"))
    headings = {
        "mesh_conditions": texts(root, "condition_browse/mesh_term"),
        "mesh_interventions": texts(root, "intervention_browse/mesh_term"),
    }
    put_passages(study, "mesh_terms", [one for found in headings.values() for one in found])
    for field, found in headings.items():
        if found:
            study.set(field, tuple(MeshTerm(heading.text) for heading in found))
        for at, heading in enumerate(found):
            study.witness(f"{field}[{at}]", heading.place, heading.text)


def put_parties(study: Study, root: Element) -> None:
    """Put sponsor, collaborators and the names of officials; no other person is read."""
    leads = every(root, "sponsors/lead_sponsor", "study_sponsor/lead_sponsor")
    for place, lead in leads:
        sponsor = _sponsor(lead)
        study.put("sponsor", sponsor, place, sponsor.name if sponsor else None)
    found = [
        (place, sponsor)
        for place, element in every(root, "sponsors/collaborator", "study_sponsor/sponsor")
        if (sponsor := _sponsor(element))
    ]
    if found:
        study.set("collaborators", tuple(sponsor for _, sponsor in found))
    for at, (place, sponsor) in enumerate(found):
        study.witness(f"collaborators[{at}]", place, sponsor.name)
    officials = every(root, "overall_official", "investigator")
    named = [Passage(place, name) for place, one in officials if (name := _person(one))]
    put_passages(study, "officials", named)
    _put_responsible_party(study, root)


def _sponsor(element: Element) -> Sponsor | None:
    name = words(element.find("agency"))
    return Sponsor(name, class_=words(element.find("agency_class")) or None) if name else None


def _person(element: Element) -> str:
    """Return the name of a person with the degrees; the parts of older files are joined."""
    whole = words(element.find("name"))
    parts = (words(element.find(tag)) for tag in ("first_name", "middle_name", "last_name"))
    name = whole or " ".join(part for part in parts if part)
    degrees = words(element.find("degrees"))
    return f"{name}, {degrees}" if name and degrees else name


def _put_responsible_party(study: Study, root: Element) -> None:
    for path, tags in (
        (
            "responsible_party",
            ("investigator_full_name", "investigator_title", "investigator_affiliation"),
        ),
        ("responsible_party", ("name_title", "organization")),
        ("resp_party", ("name_title", "organization")),
        ("responsible_party", ("responsible_party_type",)),
    ):
        found = [words(root.find(f"{path}/{tag}")) for tag in tags]
        if any(found) and study.value("responsible_party") is None:
            study.put("responsible_party", ", ".join(part for part in found if part), path)


def put_eligibility(study: Study, root: Element) -> None:
    """Put limits of age, sex and healthy volunteers; criteria are not read."""
    limits = ("minimum_age", "maximum_age")
    low, high = (words(root.find(f"eligibility/{tag}")) for tag in limits)
    sex = words(root.find("eligibility/gender"))
    healthy = _HEALTHY.get(words(root.find("eligibility/healthy_volunteers")).lower())
    stated = Eligibility(
        low if low != _NO_LIMIT and low else None,
        high if high != _NO_LIMIT and high else None,
        sex or None,
        healthy,
    )
    if stated != Eligibility():
        shown = ", ".join(text for text in (sex, low, high) if text)
        study.put("eligibility", stated, "eligibility", shown)


def put_outcomes(study: Study, root: Element) -> None:
    """Put the outcomes with their time frames."""
    found: list[Outcome] = []
    for tag, role in _OUTCOMES.items():
        for place, element in every(root, tag):
            measure = words(element.find("measure"))
            if measure:
                study.witness(f"outcomes[{len(found)}]", place, measure)
                time_frame = words(element.find("time_frame")) or None
                found.append(Outcome(measure, role, time_frame))
    if found:
        study.set("outcomes", tuple(found))


def put_references(study: Study, root: Element) -> None:
    """Put the papers with their PubMed identifiers and kinds."""
    found: list[Reference] = []
    for tag, kind in _REFERENCES.items():
        for place, element in every(root, tag):
            text, pmid = words(element.find("citation")), words(element.find("PMID"))
            if text or pmid:
                study.witness(f"references[{len(found)}]", place, text or f"PMID {pmid}")
                paper = Reference(text or None, read_doi(text), pmid or None, type=kind)
                found.append(paper)
    if found:
        study.set("references", tuple(found))


STEPS: tuple[Callable[[Study, Element], None], ...] = (
    put_identity,
    put_dates,
    put_topics,
    put_parties,
    put_eligibility,
    put_outcomes,
    put_references,
)
"""What is put on a record of each study, one small step after another."""
