"""The fields of a ``clinical_study`` element into a record.

Beside the last form of the registry's XML there are older ones: of what sponsors uploaded
(``study_id``, ``status_block``) and of short lists of results (``title``, ``condition_summary``).
Each field names the paths that state it, the last form first.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element

from msc_kg.extractors.ctgov_values import (
    DATE_TYPES,
    NCT_NUMBER,
    put_count,
    put_date,
    put_design,
    put_design_words,
    put_identifiers,
    put_passages,
)
from msc_kg.extractors.ctgov_xml_parties import put_parties
from msc_kg.extractors.ctgov_xml_tree import every, first, texts, words
from msc_kg.extractors.study import Study
from msc_kg.extractors.study_cells import Passage
from msc_kg.phrases.citations import read_doi
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.phases import read_phases
from msc_kg.records import Eligibility, MeshTerm, Outcome, Reference

Paths = tuple[str, ...]

NCT_PATHS: Paths = ("id_info/nct_id", "study_id/nct_id", "nct_id")
_OTHER_NUMBERS: Paths = (
    "id_info/nct_alias", "id_info/org_study_id", "id_info/secondary_id",
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
_OUTCOMES: Mapping[str, str] = MappingProxyType(
    {"primary_outcome": "primary", "secondary_outcome": "secondary", "other_outcome": "other"}
)
_ELIGIBILITY: Mapping[str, str] = MappingProxyType(
    {
        "min_age": "minimum_age",
        "max_age": "maximum_age",
        "sex": "gender",
        "healthy_volunteers": "healthy_volunteers",
    }
)
_HEALTHY: Mapping[str, bool] = MappingProxyType(
    {"no": False, "yes": True, "accepts healthy volunteers": True}
)
_YEAR_OF_PAPER = re.compile(r"\. ((?:19|20)\d\d)\b")
_ALIAS = "nct_alias"
_SEMICOLON = re.compile(r"\s*;\s*")


def put_identity(study: Study, root: Element) -> None:
    """Put numbers, titles, status and the design."""
    own, others = first(root, *NCT_PATHS), texts(root, *_OTHER_NUMBERS)
    put_identifiers(study, own, others)
    _put_related(study, others, own.text if own else "")
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


def _put_related(study: Study, others: Iterable[Passage], own: str) -> None:
    """Put NCT numbers of other trials; an alias is an old number of this one."""
    stated = {
        one.text: one
        for one in others
        if NCT_NUMBER.fullmatch(one.text) and one.text != own and _ALIAS not in one.place
    }
    put_passages(study, "related_trials", stated.values())


def put_dates(study: Study, root: Element) -> None:
    """Put the dates with their types."""
    for field, paths in _DATES.items():
        for path in paths:
            element = root.find(path)
            stated = "" if element is None else words(element)
            if element is not None and stated:
                put_date(study, field, stated, path, element.get("type", ""))
                break


def put_size(study: Study, root: Element) -> None:
    """Put the number of participants, and whether it is the actual one."""
    paths = ("enrollment", "eligibility/expected_enrollment")
    place, size = next(every(root, *paths), ("", None))
    if size is None:
        return
    put_count(study, words(size), place)
    if study.value("enrollment") is not None:
        kind = size.get("type", "")
        study.put("enrollment_type", DATE_TYPES.get(kind.lower()), f"{place}/@type", kind)


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


def put_eligibility(study: Study, root: Element) -> None:
    """Put limits of age, sex and healthy volunteers; criteria are not read."""
    said = {field: words(root.find(f"eligibility/{tag}")) for field, tag in _ELIGIBILITY.items()}
    stated = Eligibility(
        _age(said["min_age"]),
        _age(said["max_age"]),
        said["sex"] or None,
        _HEALTHY.get(said["healthy_volunteers"].lower()),
    )
    if stated == Eligibility():
        return
    study.set("eligibility", stated)
    for field, tag in _ELIGIBILITY.items():
        if getattr(stated, field) is not None:
            study.witness(f"eligibility.{field}", f"eligibility/{tag}", said[field])


def _age(text: str) -> str | None:
    """Return a limit of age; there is none where the registry prints "N/A"."""
    return None if is_filler(text) else text


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
    """Put the papers with their PubMed identifiers and kinds.

    "reference" holds background papers, and those that the registry itself found in PubMed
    ("derived"): a paper with a PubMed identifier that is not older than the record may be either.
    """
    posted = study.value("first_posted")
    found: list[Reference] = []
    for place, element in every(root, "reference", "results_reference"):
        text, pmid = words(element.find("citation")), words(element.find("PMID"))
        if text or pmid:
            study.witness(f"references[{len(found)}]", place, text or f"PMID {pmid}")
            is_result = element.tag == "results_reference"
            kind = "result" if is_result else _kind(text, pmid, posted.value if posted else "")
            found.append(Reference(text or None, read_doi(text), pmid or None, type=kind))
    if found:
        study.set("references", tuple(found))


def _kind(text: str, pmid: str, posted: str) -> str | None:
    """Return "background" for a paper that cannot have named the trial's number."""
    year = _YEAR_OF_PAPER.search(text)
    return "background" if not pmid or (year and year[1] < posted[:4]) else None


STEPS: tuple[Callable[[Study, Element], None], ...] = (
    put_identity,
    put_dates,
    put_size,
    put_topics,
    put_parties,
    put_eligibility,
    put_outcomes,
    put_references,
)
"""What is put on a record of each study, one small step after another."""
