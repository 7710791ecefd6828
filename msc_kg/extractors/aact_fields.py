"""The rows of one study in AACT into a record.

Each step reads one or a few tables. Values are as stated but for white space; places name the
table, the row in its file, and the column.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from msc_kg.extractors import aact_model as model
from msc_kg.extractors.aact_parties import names, place_of, put_parties
from msc_kg.extractors.ctgov_json_values import joined, words_of
from msc_kg.extractors.ctgov_values import (
    DATE_TYPES,
    NCT_NUMBER,
    put_as_of,
    put_count,
    put_date,
    put_identifiers,
    put_passages,
)
from msc_kg.extractors.study import Placed, Study, plain
from msc_kg.extractors.study_cells import Passage
from msc_kg.phrases.citations import read_doi
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.phases import read_phases
from msc_kg.phrases.registry_ids import read_registry_ids
from msc_kg.records import Eligibility, Location, MeshTerm, Outcome, Reference

Rows = model.StatedRows

_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "title": "brief_title",
        "official_title": "official_title",
        "acronym": "acronym",
        "status": "overall_status",
        "previous_status": "last_known_status",
        "why_stopped": "why_stopped",
    }
)
_DATES: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "last_updated": (
            ("last_update_posted_date", "last_update_posted_date_type"),
            ("last_update_submitted_date", ""),
            ("last_changed_date", ""),
        ),
        "verified": (("verification_month_year", ""), ("verification_date", "")),
        "start_date": (("start_month_year", "start_date_type"), ("start_date", "start_date_type")),
        "primary_completion_date": (
            ("primary_completion_month_year", "primary_completion_date_type"),
            ("primary_completion_date", "primary_completion_date_type"),
        ),
        "completion_date": (
            ("completion_month_year", "completion_date_type"),
            ("completion_date", "completion_date_type"),
        ),
        "first_posted": (
            ("study_first_posted_date", "study_first_posted_date_type"),
            ("first_received_date", ""),
        ),
    }
)
"""Columns that state a date, the one with its own precision first, and that of its type."""
_ID_ORDER: Mapping[str, int] = MappingProxyType({"nct_alias": 0, "org_study_id": 1})
_OLD_SECONDARY = frozenset({"secondary_id", ""})
_REGISTRY = "registry"
_ROLES: Mapping[str, str] = MappingProxyType(
    {"primary": "primary", "secondary": "secondary", "other": "other"}
)
_REFERENCES: Mapping[str, str | None] = MappingProxyType(
    {"results_reference": "result", "reference": None, "": None}
)
"""Types of papers in old tables, where one of them is that of background and derived papers."""
_HEALTHY: Mapping[str, bool] = MappingProxyType(
    {"t": True, "true": True, "yes": True, "accepts healthy volunteers": True,
     "f": False, "false": False, "no": False}
)  # fmt: skip
_TRUE = frozenset({"t", "true", "yes", "1"})
_ANCESTOR = "mesh-ancestor"
_IN_BRACKETS = re.compile(r"\s*\[[^\[\]]*\]\s*$")


def put_numbers(study: Study, number: str, rows: Rows) -> None:
    """Put the NCT number, the numbers that others gave, and related trials."""
    own = Passage("column nct_id", number)
    stated = sorted(rows.id_information, key=lambda row: _ID_ORDER.get(_id_kind(row), 2))
    others = [
        (row, Passage(place_of("id_information", row, "id_value"), plain(row.id_value)))
        for row in stated
        if row.id_value.strip()
    ]
    put_identifiers(study, own, [passage for _, passage in others])
    related = [passage for row, passage in others if _is_of_a_registry(row)]
    related += [
        Passage("column expanded_access_nctid", row.expanded_access_nctid)
        for row in rows.studies[:1]
    ]
    found = {
        value: (passage.place, value, passage.text)
        for passage in related
        for value in read_registry_ids(passage.text)
        if NCT_NUMBER.fullmatch(value) and value != number
    }
    study.put_placed("related_trials", list(found.values()))


def _id_kind(row: model.IdRow) -> str:
    return (row.id_source or row.id_type).strip().lower()


def _is_of_a_registry(row: model.IdRow) -> bool:
    """Whether a number may be that of another trial; old tables tell nothing of secondary ones."""
    kind = row.id_type.strip().lower()
    return _id_kind(row) not in _ID_ORDER and (kind == _REGISTRY or kind in _OLD_SECONDARY)


def put_study(study: Study, rows: Rows) -> None:
    """Put what the table of studies says: titles, status, dates, type, phases, size."""
    for row in rows.studies[:1]:
        for field, column in _TEXTS.items():
            study.put(field, plain(getattr(row, column)), f"column {column}")
        for field, columns in _DATES.items():
            _put_date(study, row, field, columns)
        kind = plain(row.study_type)
        study.put("study_type", _IN_BRACKETS.sub("", kind), "column study_type", kind)
        phases = [Passage("column phase", phase) for phase in read_phases(plain(row.phase))]
        put_passages(study, "phases", phases)
        put_count(study, row.enrollment, "column enrollment")
        if study.value("enrollment") is not None:
            stated = row.enrollment_type.strip()
            typed = DATE_TYPES.get(stated.lower())
            study.put("enrollment_type", typed, "column enrollment_type", stated)
    put_as_of(study)


def _put_date(
    study: Study, row: model.StudyRow, field: str, columns: Iterable[tuple[str, str]]
) -> None:
    for column, typed in columns:
        text = getattr(row, column).strip()
        if text:
            kind = getattr(row, typed) if typed else ""
            put_date(study, field, text, f"column {column}", kind)
            return


def put_design(study: Study, rows: Rows) -> None:
    """Put allocation, model, masking and purpose."""
    for row in rows.designs[:1]:
        model_column = "intervention_model" if row.intervention_model else "observational_model"
        for field, column in (
            ("allocation", "allocation"),
            ("intervention_model", model_column),
            ("masking", "masking"),
            ("primary_purpose", "primary_purpose"),
        ):
            study.put(field, plain(getattr(row, column)), place_of("designs", row, column))


def put_topics(study: Study, rows: Rows) -> None:
    """Put conditions, keywords and the headings of MeSH (without their identifiers)."""
    put_passages(study, "conditions", names("conditions", rows.conditions))
    put_passages(study, "keywords", names("keywords", rows.keywords))
    conditions, ancestors = _headings("browse_conditions", rows.browse_conditions)
    interventions, _ = _headings("browse_interventions", rows.browse_interventions)
    study.put_placed("mesh_conditions", conditions)
    study.put_placed("mesh_ancestors", ancestors)
    study.put_placed("mesh_interventions", interventions)
    both = conditions + interventions
    study.put_placed("mesh_terms", [(place, words, words) for place, _, words in both])


def _headings(
    table: str, rows: Iterable[model.HeadingRow]
) -> tuple[list[Placed[MeshTerm]], list[Placed[MeshTerm]]]:
    """Return the headings of a study, and those above them."""
    own: list[Placed[MeshTerm]] = []
    above: list[Placed[MeshTerm]] = []
    for row in rows:
        term = plain(row.mesh_term)
        if term:
            found = above if row.mesh_type.strip().lower() == _ANCESTOR else own
            found.append((place_of(table, row, "mesh_term"), MeshTerm(term), term))
    return own, above


def put_outcomes(study: Study, rows: Rows) -> None:
    """Put the planned measurements, primary ones first."""
    order = (*_ROLES.values(), None)
    found: list[Placed[Outcome]] = []
    for row in rows.design_outcomes:
        measure = plain(row.measure)
        if measure:
            role = _ROLES.get(row.outcome_type.strip().lower())
            outcome = Outcome(measure, role, words_of(row.time_frame))
            found.append((place_of("design_outcomes", row, "measure"), outcome, measure))
    found.sort(key=lambda placed: order.index(placed[1].role))
    study.put_placed("outcomes", found)


def put_eligibility(study: Study, rows: Rows) -> None:
    """Put limits of age, sex and healthy volunteers; criteria are not read."""
    for row in rows.eligibilities[:1]:
        healthy = row.healthy_volunteers.strip()
        stated = Eligibility(
            _age(row.minimum_age), _age(row.maximum_age), words_of(row.gender),
            _HEALTHY.get(healthy.lower()),
        )  # fmt: skip
        if stated == Eligibility():
            return
        study.set("eligibility", stated)
        for field, column in (
            ("min_age", "minimum_age"),
            ("max_age", "maximum_age"),
            ("sex", "gender"),
            ("healthy_volunteers", "healthy_volunteers"),
        ):
            if getattr(stated, field) is not None:
                words = plain(getattr(row, column))
                study.witness(f"eligibility.{field}", place_of("eligibilities", row, column), words)


def _age(text: str) -> str | None:
    return None if is_filler(text) else words_of(text)


def put_sites(study: Study, rows: Rows) -> None:
    """Put the sites; where none is stated, the countries that were not removed."""
    found: list[Placed[Location]] = []
    for row in rows.facilities:
        site = Location(
            words_of(row.name), words_of(row.city), words_of(row.state), words_of(row.zip),
            words_of(row.country), words_of(row.status),
        )  # fmt: skip
        words = joined((site.facility, site.city, site.state, site.postcode, site.country))
        if words or site.status:
            place = f"facilities.txt, row {row.row}"
            found.append((place, site, words or site.status or ""))
    if not found:
        for one in rows.countries:
            name = plain(one.name)
            if name and one.removed.strip().lower() not in _TRUE:
                place = place_of("countries", one, "name")
                found.append((place, Location(country=name), name))
    study.put_placed("locations", found)


def put_references(study: Study, rows: Rows) -> None:
    """Put the papers with their PubMed identifiers and kinds."""
    found: list[Placed[Reference]] = []
    for row in rows.study_references:
        text, pmid = words_of(row.citation), words_of(row.pmid)
        if text or pmid:
            stated = row.reference_type.strip().lower()
            kind = _REFERENCES.get(stated, stated)
            doi = read_doi(text) if text and "10." in text else None
            paper = Reference(text, doi, pmid, type=kind)
            place = f"study_references.txt, row {row.row}"
            found.append((place, paper, text or f"PMID {pmid}"))
    study.put_placed("references", found)


STEPS: tuple[Callable[[Study, Rows], None], ...] = (
    put_study,
    put_design,
    put_parties,
    put_topics,
    put_outcomes,
    put_eligibility,
    put_sites,
    put_references,
)
"""What is put on a record of the rows of a study, one step after another."""
