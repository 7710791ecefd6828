"""The ClinicalTrials.gov API v2 study, as far as records need it.

The classes follow the registry's own field tree (ClinicalTrials.gov, "Study Data Structure");
keys that are not named here are passed over without being decoded. Everything may be absent:
requests choose their fields.
"""

import msgspec


class Module(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """Base of all parts: an object whose keys are written in camel case."""


class OrganizationStudyId(Module, frozen=True):
    """The number that the organisation itself gave to the study."""

    id: str | None = None


class SecondaryId(Module, frozen=True):
    """A further number; ``type`` tells of which kind: REGISTRY, EUDRACT_NUMBER, NIH ..."""

    id: str | None = None
    type: str | None = None


class Organization(Module, frozen=True):
    """The organisation that keeps the record."""

    full_name: str | None = None
    class_: str | None = msgspec.field(default=None, name="class")


class Identification(Module, frozen=True):
    """Numbers and titles."""

    nct_id: str | None = None
    nct_id_aliases: tuple[str, ...] = ()
    org_study_id_info: OrganizationStudyId = OrganizationStudyId()
    secondary_id_infos: tuple[SecondaryId, ...] = ()
    brief_title: str | None = None
    official_title: str | None = None
    acronym: str | None = None
    organization: Organization = Organization()


class StatedDate(Module, frozen=True):
    """A date with its precision (YYYY-MM or YYYY-MM-DD), ACTUAL or ESTIMATED."""

    date: str | None = None
    type: str | None = None


class ExpandedAccess(Module, frozen=True):
    """The record of the expanded access to the same treatment, if there is one."""

    nct_id: str | None = None


class Status(Module, frozen=True):
    """Status and dates."""

    overall_status: str | None = None
    last_known_status: str | None = None
    why_stopped: str | None = None
    status_verified_date: str | None = None
    start_date_struct: StatedDate = StatedDate()
    primary_completion_date_struct: StatedDate = StatedDate()
    completion_date_struct: StatedDate = StatedDate()
    study_first_post_date_struct: StatedDate = StatedDate()
    last_update_submit_date: str | None = None
    last_update_post_date_struct: StatedDate = StatedDate()
    expanded_access_info: ExpandedAccess = ExpandedAccess()


class Agency(Module, frozen=True):
    """A sponsor or collaborator with its class (INDUSTRY, NIH, OTHER ...)."""

    name: str | None = None
    class_: str | None = msgspec.field(default=None, name="class")


class ResponsibleParty(Module, frozen=True):
    """Who answers for the record; the ``old`` fields stand in records from before 2011."""

    type: str | None = None
    investigator_full_name: str | None = None
    investigator_title: str | None = None
    investigator_affiliation: str | None = None
    old_name_title: str | None = None
    old_organization: str | None = None


class Sponsors(Module, frozen=True):
    """Lead sponsor, collaborators and responsible party."""

    lead_sponsor: Agency = Agency()
    collaborators: tuple[Agency, ...] = ()
    responsible_party: ResponsibleParty = ResponsibleParty()


class Conditions(Module, frozen=True):
    """Conditions and keywords, as the sponsor wrote them."""

    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


class Masking(Module, frozen=True):
    """Who does not know the assignment."""

    masking: str | None = None


class DesignInfo(Module, frozen=True):
    """Allocation, model, purpose and masking."""

    allocation: str | None = None
    intervention_model: str | None = None
    observational_model: str | None = None
    primary_purpose: str | None = None
    masking_info: Masking = Masking()


class Enrollment(Module, frozen=True):
    """Number of participants, ACTUAL or ESTIMATED."""

    count: int | None = None
    type: str | None = None


class Design(Module, frozen=True):
    """Type, phases, design and size of the study."""

    study_type: str | None = None
    phases: tuple[str, ...] = ()
    design_info: DesignInfo = DesignInfo()
    enrollment_info: Enrollment = Enrollment()


class ArmGroup(Module, frozen=True):
    """An arm; ``intervention_names`` are written "Drug: X"."""

    label: str | None = None
    type: str | None = None
    description: str | None = None
    intervention_names: tuple[str, ...] = ()


class StatedIntervention(Module, frozen=True):
    """An intervention and the arms that get it."""

    type: str | None = None
    name: str | None = None
    description: str | None = None
    arm_group_labels: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()


class ArmsInterventions(Module, frozen=True):
    """Arms and interventions."""

    arm_groups: tuple[ArmGroup, ...] = ()
    interventions: tuple[StatedIntervention, ...] = ()


class StatedOutcome(Module, frozen=True):
    """A planned measurement."""

    measure: str | None = None
    time_frame: str | None = None


class Outcomes(Module, frozen=True):
    """Planned measurements."""

    primary_outcomes: tuple[StatedOutcome, ...] = ()
    secondary_outcomes: tuple[StatedOutcome, ...] = ()
    other_outcomes: tuple[StatedOutcome, ...] = ()


class EligibilityModule(Module, frozen=True):
    """Who may take part."""

    sex: str | None = None
    minimum_age: str | None = None
    maximum_age: str | None = None
    healthy_volunteers: bool | None = None


class Official(Module, frozen=True):
    """A person in charge; only the name is read."""

    name: str | None = None


class Site(Module, frozen=True):
    """A place of the study; persons to contact are not read."""

    facility: str | None = None
    status: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None


class ContactsLocations(Module, frozen=True):
    """Officials and sites."""

    overall_officials: tuple[Official, ...] = ()
    locations: tuple[Site, ...] = ()


class Citation(Module, frozen=True):
    """A paper; ``type`` is BACKGROUND, RESULT or DERIVED."""

    pmid: str | None = None
    type: str | None = None
    citation: str | None = None


class References(Module, frozen=True):
    """Papers."""

    references: tuple[Citation, ...] = ()


class Heading(Module, frozen=True):
    """A MeSH heading; chemicals may lack the ``id``."""

    id: str | None = None
    term: str | None = None


class Browse(Module, frozen=True):
    """Headings that the registry filed the study under, and those above them."""

    meshes: tuple[Heading, ...] = ()
    ancestors: tuple[Heading, ...] = ()


class ProtocolSection(Module, frozen=True):
    """What the sponsor states."""

    identification_module: Identification = Identification()
    status_module: Status = Status()
    sponsor_collaborators_module: Sponsors = Sponsors()
    conditions_module: Conditions = Conditions()
    design_module: Design = Design()
    arms_interventions_module: ArmsInterventions = ArmsInterventions()
    outcomes_module: Outcomes = Outcomes()
    eligibility_module: EligibilityModule = EligibilityModule()
    contacts_locations_module: ContactsLocations = ContactsLocations()
    references_module: References = References()


class DerivedSection(Module, frozen=True):
    """What the registry works out from it."""

    condition_browse_module: Browse = Browse()
    intervention_browse_module: Browse = Browse()


class StatedStudy(Module, frozen=True):
    """One study."""

    protocol_section: ProtocolSection | None = None
    derived_section: DerivedSection = DerivedSection()


class Wrapped(StatedStudy, frozen=True):
    """One study, or an object that holds one under ``study`` (histories of versions)."""

    study: StatedStudy | None = None

    def unwrapped(self) -> StatedStudy:
        """Return the study itself."""
        if self.protocol_section is None and self.study is not None:
            return self.study
        return self


def is_empty(study: StatedStudy) -> bool:
    """Whether a study states nothing at all that records need."""
    section = study.protocol_section
    return section is None or section == _NOTHING


_NOTHING = ProtocolSection()
