"""Tables as AACT exports them, made from records in the registry's JSON form."""

import io
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]

LEADING = ("id", "nct_id")
UNREAD = {
    "studies": ("nlm_download_date_description", "created_at"),
    "conditions": ("downcase_name",),
}


def tables(studies: Iterable[dict[str, Any]]) -> Tables:
    """Return the rows of all tables, each with an identifier of its own."""
    found: Tables = defaultdict(list)
    for study in studies:
        section = study["protocolSection"]
        add = _Adder(found, section["identificationModule"]["nctId"])
        for step in (_study, _numbers, _parties, _topics, _design, _arms, _rest):
            step(add, section)
        _headings(add, study.get("derivedSection", {}))
    return found


def text(rows: list[Row]) -> str:
    """Return a table as it is in its file: bars between cells, quotes where they are needed."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO()
    stream.write("|".join(names) + "\n")
    for row in rows:
        stream.write("|".join(_cell(row.get(name)) for name in names) + "\n")
    return stream.getvalue()


def write(found: Tables, folder: Path) -> Path:
    """Write the tables into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in found.items():
        (folder / f"{name}.txt").write_text(text(rows), encoding="utf-8", newline="")
    return folder


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "t" if value else "f"
    words = str(value)
    if any(mark in words for mark in '|"\n\r'):
        return '"' + words.replace('"', '""') + '"'
    return words


class _Adder:
    """Adds the rows of one study."""

    def __init__(self, found: Tables, number: str) -> None:
        self._found = found
        self._number = number

    def __call__(self, table: str, **cells: Any) -> int:
        rows = self._found[table]
        identifier = 1000 + len(rows)
        own = {} if table == "studies" else {"id": identifier}
        rows.append({**own, "nct_id": self._number, **cells})
        return identifier


def _study(add: _Adder, section: dict[str, Any]) -> None:
    titles, status = section["identificationModule"], section.get("statusModule", {})
    design = section.get("designModule", {})
    size = design.get("enrollmentInfo", {})
    cells: Row = {
        "nlm_download_date_description": "",
        "brief_title": titles.get("briefTitle"),
        "official_title": titles.get("officialTitle"),
        "acronym": titles.get("acronym"),
        "overall_status": status.get("overallStatus"),
        "last_known_status": status.get("lastKnownStatus"),
        "why_stopped": status.get("whyStopped"),
        "study_type": design.get("studyType"),
        "phase": "/".join(design.get("phases", [])),
        "enrollment": size.get("count"),
        "enrollment_type": size.get("type"),
        "verification_month_year": status.get("statusVerifiedDate"),
        "verification_date": _whole(status.get("statusVerifiedDate")),
        "study_first_posted_date": status.get("studyFirstPostDateStruct", {}).get("date"),
        "study_first_posted_date_type": status.get("studyFirstPostDateStruct", {}).get("type"),
        "last_update_posted_date": status.get("lastUpdatePostDateStruct", {}).get("date"),
        "last_update_posted_date_type": status.get("lastUpdatePostDateStruct", {}).get("type"),
        "last_update_submitted_date": status.get("lastUpdateSubmitDate"),
        "source": titles.get("organization", {}).get("fullName"),
        "source_class": titles.get("organization", {}).get("class"),
        "expanded_access_nctid": status.get("expandedAccessInfo", {}).get("nctId"),
    }
    for stem, name in (
        ("start", "startDateStruct"),
        ("primary_completion", "primaryCompletionDateStruct"),
        ("completion", "completionDateStruct"),
    ):
        date = status.get(name, {})
        cells[f"{stem}_month_year"] = date.get("date")
        cells[f"{stem}_date"] = _whole(date.get("date"))
        cells[f"{stem}_date_type"] = date.get("type")
    add("studies", **cells)


def _whole(date: str | None) -> str | None:
    """AACT makes a month up to its last day."""
    return f"{date}-28" if date and len(date) == 7 else date


def _numbers(add: _Adder, section: dict[str, Any]) -> None:
    titles = section["identificationModule"]
    own = titles.get("orgStudyIdInfo", {}).get("id")
    if own:
        add("id_information", id_source="org_study_id", id_type="", id_value=own)
    for info in titles.get("secondaryIdInfos", []):
        cells = {"id_type": info.get("type"), "id_value": info.get("id")}
        add("id_information", id_source="secondary_id", **cells)
    for alias in titles.get("nctIdAliases", []):
        add("id_information", id_source="nct_alias", id_type="", id_value=alias)


def _parties(add: _Adder, section: dict[str, Any]) -> None:
    module = section.get("sponsorCollaboratorsModule", {})
    for role, agencies in (
        ("lead", [module.get("leadSponsor")]),
        ("collaborator", module.get("collaborators", [])),
    ):
        for agency in filter(None, agencies):
            name, kind = agency.get("name"), agency.get("class")
            add("sponsors", agency_class=kind, lead_or_collaborator=role, name=name)
    party = module.get("responsibleParty")
    if party:
        add(
            "responsible_parties",
            responsible_party_type=party.get("type"),
            name=party.get("investigatorFullName"),
            title=party.get("investigatorTitle"),
            organization=party.get("oldOrganization"),
            affiliation=party.get("investigatorAffiliation"),
            old_name_title=party.get("oldNameTitle"),
        )


def _topics(add: _Adder, section: dict[str, Any]) -> None:
    module = section.get("conditionsModule", {})
    for table in ("conditions", "keywords"):
        for name in module.get(table, []):
            add(table, name=name, downcase_name=name.lower())


def _design(add: _Adder, section: dict[str, Any]) -> None:
    info = section.get("designModule", {}).get("designInfo")
    if info:
        add(
            "designs",
            allocation=info.get("allocation"),
            intervention_model=info.get("interventionModel"),
            observational_model=info.get("observationalModel"),
            primary_purpose=info.get("primaryPurpose"),
            masking=info.get("maskingInfo", {}).get("masking"),
        )
    module = section.get("eligibilityModule")
    if module:
        add(
            "eligibilities",
            gender=module.get("sex"),
            minimum_age=module.get("minimumAge", "N/A"),
            maximum_age=module.get("maximumAge", "N/A"),
            healthy_volunteers=module.get("healthyVolunteers"),
            criteria=module.get("eligibilityCriteria"),
        )


def _arms(add: _Adder, section: dict[str, Any]) -> None:
    module = section.get("armsInterventionsModule", {})
    groups = {}
    for group in module.get("armGroups", []):
        kind, label, words = group.get("type"), group.get("label"), group.get("description")
        groups[label] = add("design_groups", group_type=kind, title=label, description=words)
    for one in module.get("interventions", []):
        kind, name, words = one.get("type"), one.get("name"), one.get("description")
        own = add("interventions", intervention_type=kind, name=name, description=words)
        for other in one.get("otherNames", []):
            add("intervention_other_names", intervention_id=own, name=other)
        for label in one.get("armGroupLabels", []):
            if label in groups:
                link = {"design_group_id": groups[label], "intervention_id": own}
                add("design_group_interventions", **link)


def _rest(add: _Adder, section: dict[str, Any]) -> None:
    for role in ("primary", "secondary", "other"):
        for one in section.get("outcomesModule", {}).get(f"{role}Outcomes", []):
            measure, time = one.get("measure"), one.get("timeFrame")
            words = one.get("description")
            add("design_outcomes", outcome_type=role, measure=measure, time_frame=time,
                description=words)  # fmt: skip
    sites = section.get("contactsLocationsModule", {})
    for site in sites.get("locations", []):
        kept = ("status", "city", "state", "zip", "country")
        add("facilities", name=site.get("facility"), **{key: site.get(key) for key in kept})
    for country in {site.get("country"): 1 for site in sites.get("locations", [])}:
        add("countries", name=country, removed=False)
    for one in sites.get("overallOfficials", []):
        add("overall_officials", role=one.get("role"), name=one.get("name"))
    for paper in section.get("referencesModule", {}).get("references", []):
        kind, words = paper.get("type"), paper.get("citation")
        add("study_references", pmid=paper.get("pmid"), reference_type=kind, citation=words)


def _headings(add: _Adder, derived: dict[str, Any]) -> None:
    for table, name in (
        ("browse_conditions", "conditionBrowseModule"),
        ("browse_interventions", "interventionBrowseModule"),
    ):
        module = derived.get(name, {})
        for kind, key in (("mesh-list", "meshes"), ("mesh-ancestor", "ancestors")):
            for heading in module.get(key, []):
                term = heading.get("term")
                add(table, mesh_term=term, downcase_mesh_term=str(term).lower(), mesh_type=kind)
