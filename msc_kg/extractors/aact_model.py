"""The tables of AACT, as far as records need them.

The names are those of AACT's data dictionary (https://aact.ctti-clinicaltrials.org), present and
old. Cells are text, empty where nothing is stated; any table and any column may be absent. A row
travels as a list: its number in the file, a note, then its cells in the order they have here.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec


class TableRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of the rows; ``row`` counts the rows of data in the file, from 1.

    ``note`` says what was doubtful when it was read.
    """

    row: int = 0
    note: str = ""


class StudyRow(TableRow, frozen=True):
    """The study itself; ``*_month_year`` are dates as stated, ``*_date`` are made up to a day."""

    brief_title: str = ""
    official_title: str = ""
    acronym: str = ""
    overall_status: str = ""
    last_known_status: str = ""
    why_stopped: str = ""
    study_type: str = ""
    phase: str = ""
    enrollment: str = ""
    enrollment_type: str = ""
    start_month_year: str = ""
    start_date: str = ""
    start_date_type: str = ""
    primary_completion_month_year: str = ""
    primary_completion_date: str = ""
    primary_completion_date_type: str = ""
    completion_month_year: str = ""
    completion_date: str = ""
    completion_date_type: str = ""
    verification_month_year: str = ""
    verification_date: str = ""
    study_first_posted_date: str = ""
    study_first_posted_date_type: str = ""
    first_received_date: str = ""
    last_update_posted_date: str = ""
    last_update_posted_date_type: str = ""
    last_update_submitted_date: str = ""
    last_changed_date: str = ""
    source: str = ""
    source_class: str = ""
    expanded_access_nctid: str = ""


class SponsorRow(TableRow, frozen=True):
    """Lead sponsor or collaborator."""

    agency_class: str = ""
    lead_or_collaborator: str = ""
    name: str = ""


class NameRow(TableRow, frozen=True):
    """A condition or a keyword."""

    name: str = ""


class InterventionRow(TableRow, frozen=True):
    """An intervention."""

    id: str = ""
    intervention_type: str = ""
    name: str = ""
    description: str = ""


class OtherNameRow(TableRow, frozen=True):
    """A further name of an intervention."""

    intervention_id: str = ""
    name: str = ""


class GroupRow(TableRow, frozen=True):
    """An arm."""

    id: str = ""
    group_type: str = ""
    title: str = ""
    description: str = ""


class LinkRow(TableRow, frozen=True):
    """That an intervention is given in an arm."""

    design_group_id: str = ""
    intervention_id: str = ""


class FacilityRow(TableRow, frozen=True):
    """A site; persons to contact are in other tables, which are not read."""

    status: str = ""
    name: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""


class CountryRow(TableRow, frozen=True):
    """A country with sites, or one that had some (``removed``)."""

    name: str = ""
    removed: str = ""


class ReferenceRow(TableRow, frozen=True):
    """A paper."""

    pmid: str = ""
    reference_type: str = ""
    citation: str = ""


class HeadingRow(TableRow, frozen=True):
    """A MeSH heading (without its identifier); ``mesh_type`` tells ancestors."""

    mesh_term: str = ""
    mesh_type: str = ""


class IdRow(TableRow, frozen=True):
    """A further number; old tables tell its source in ``id_type``."""

    id_source: str = ""
    id_type: str = ""
    id_value: str = ""


class DesignRow(TableRow, frozen=True):
    """Allocation, model, purpose and masking."""

    allocation: str = ""
    intervention_model: str = ""
    observational_model: str = ""
    primary_purpose: str = ""
    masking: str = ""


class EligibilityRow(TableRow, frozen=True):
    """Who may take part; criteria are not read."""

    gender: str = ""
    minimum_age: str = ""
    maximum_age: str = ""
    healthy_volunteers: str = ""


class OutcomeRow(TableRow, frozen=True):
    """A planned measurement."""

    outcome_type: str = ""
    measure: str = ""
    time_frame: str = ""


class OfficialRow(TableRow, frozen=True):
    """A person in charge; only the name is read."""

    name: str = ""


class PartyRow(TableRow, frozen=True):
    """Who answers for the record; the ``old`` columns stand in records from before 2011."""

    responsible_party_type: str = ""
    name: str = ""
    old_name_title: str = ""
    title: str = ""
    affiliation: str = ""
    organization: str = ""


class StatedRows(msgspec.Struct, frozen=True):
    """All rows of one study."""

    studies: tuple[StudyRow, ...] = ()
    sponsors: tuple[SponsorRow, ...] = ()
    conditions: tuple[NameRow, ...] = ()
    keywords: tuple[NameRow, ...] = ()
    interventions: tuple[InterventionRow, ...] = ()
    intervention_other_names: tuple[OtherNameRow, ...] = ()
    design_groups: tuple[GroupRow, ...] = ()
    design_group_interventions: tuple[LinkRow, ...] = ()
    facilities: tuple[FacilityRow, ...] = ()
    countries: tuple[CountryRow, ...] = ()
    study_references: tuple[ReferenceRow, ...] = ()
    browse_conditions: tuple[HeadingRow, ...] = ()
    browse_interventions: tuple[HeadingRow, ...] = ()
    id_information: tuple[IdRow, ...] = ()
    designs: tuple[DesignRow, ...] = ()
    eligibilities: tuple[EligibilityRow, ...] = ()
    design_outcomes: tuple[OutcomeRow, ...] = ()
    overall_officials: tuple[OfficialRow, ...] = ()
    responsible_parties: tuple[PartyRow, ...] = ()


def _columns(row: type[TableRow]) -> tuple[str, ...]:
    return tuple(name for name in row.__struct_fields__ if name not in ("row", "note"))


_ROWS: Mapping[str, type[TableRow]] = MappingProxyType(
    {
        "studies": StudyRow,
        "sponsors": SponsorRow,
        "conditions": NameRow,
        "keywords": NameRow,
        "interventions": InterventionRow,
        "intervention_other_names": OtherNameRow,
        "design_groups": GroupRow,
        "design_group_interventions": LinkRow,
        "facilities": FacilityRow,
        "countries": CountryRow,
        "study_references": ReferenceRow,
        "browse_conditions": HeadingRow,
        "browse_interventions": HeadingRow,
        "id_information": IdRow,
        "designs": DesignRow,
        "eligibilities": EligibilityRow,
        "design_outcomes": OutcomeRow,
        "overall_officials": OfficialRow,
        "responsible_parties": PartyRow,
    }
)
TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: _columns(row) for name, row in _ROWS.items()}
)
"""The columns that are read of each table, in the order of their cells."""
