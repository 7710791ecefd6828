"""ClinicalTrials.gov API v2 JSON: every packing, every field, and what is broken."""

import copy
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import IO, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import resources
from msc_kg.documents import Document
from msc_kg.extractors import ctgov_json, ctgov_json_window, registry
from msc_kg.extractors.ctgov_json import CtgovJson
from msc_kg.extractors.entries import Entry
from msc_kg.records import (
    Date,
    Eligibility,
    Evidence,
    Intervention,
    Location,
    MeshTerm,
    Outcome,
    Record,
    Reference,
    Reject,
    Sponsor,
)

EXTRACTOR = CtgovJson()
Json = dict[str, Any]

STUDY: Json = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT09000001",
            "nctIdAliases": ["NCT09000009"],
            "orgStudyIdInfo": {"id": "EUH-1"},
            "secondaryIdInfos": [
                {"id": "2019-001234-56", "type": "EUDRACT_NUMBER"},
                {"id": "JPRN-UMIN000012345", "type": "REGISTRY", "domain": "UMIN"},
                {"id": "NCT09000002", "type": "REGISTRY", "domain": "ClinicalTrials.gov"},
                {"id": "R01-77", "type": "NIH", "link": "https://example.org"},
            ],
            "organization": {"fullName": "Example University Hospital", "class": "OTHER"},
            "briefTitle": "Cord  Cells\nin Lupus",
            "officialTitle": "A Phase 2 Trial of Umbilical Cord Mesenchymal Stem Cells in Lupus",
            "acronym": "CORDLUP",
        },
        "statusModule": {
            "statusVerifiedDate": "2021-02",
            "overallStatus": "UNKNOWN",
            "lastKnownStatus": "RECRUITING",
            "whyStopped": "no funds",
            "expandedAccessInfo": {"hasExpandedAccess": True, "nctId": "NCT09000003"},
            "startDateStruct": {"date": "2019-01-15", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2020-06", "type": "ESTIMATED"},
            "completionDateStruct": {"date": "2020-12"},
            "studyFirstPostDateStruct": {"date": "2018-12-19", "type": "ESTIMATED"},
            "lastUpdateSubmitDate": "2021-03-01",
            "lastUpdatePostDateStruct": {"date": "2021-03-04", "type": "ACTUAL"},
        },
        "sponsorCollaboratorsModule": {
            "responsibleParty": {
                "type": "PRINCIPAL_INVESTIGATOR",
                "investigatorFullName": "Jane Doe",
                "investigatorTitle": "Professor",
                "investigatorAffiliation": "Example University Hospital",
            },
            "leadSponsor": {"name": "Example University Hospital", "class": "OTHER"},
            "collaborators": [{"name": "Cell Works, Inc.", "class": "INDUSTRY"}],
        },
        "descriptionModule": {"briefSummary": "Unlike NCT09999999, 5 x 10^9 cells are not given."},
        "conditionsModule": {
            "conditions": ["Lupus Nephritis", "SLE"],
            "keywords": ["stem cells"],
        },
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE1", "PHASE2"],
            "designInfo": {
                "allocation": "RANDOMIZED",
                "interventionModel": "PARALLEL",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT"]},
            },
            "enrollmentInfo": {"count": 33, "type": "ACTUAL"},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {
                    "label": "Cells",
                    "type": "EXPERIMENTAL",
                    "description": "One intravenous infusion of 1 x 10^6 cells/kg",
                    "interventionNames": ["Biological: UC-MSC"],
                },
                {"label": "Control", "type": "NO_INTERVENTION"},
            ],
            "interventions": [
                {
                    "type": "BIOLOGICAL",
                    "name": "UC-MSC",
                    "description": "umbilical cord mesenchymal stem cells",
                    "armGroupLabels": ["Cells"],
                    "otherNames": ["Cells of the cord"],
                }
            ],
        },
        "outcomesModule": {
            "primaryOutcomes": [{"measure": "Proteinuria", "timeFrame": "52 weeks"}],
            "secondaryOutcomes": [{"measure": "Death"}],
            "otherOutcomes": [{"measure": "Cytokines", "timeFrame": "1 year"}],
        },
        "eligibilityModule": {
            "eligibilityCriteria": "HIV, 3 x 10^6 cells",
            "healthyVolunteers": False,
            "sex": "FEMALE",
            "minimumAge": "18 Years",
        },
        "contactsLocationsModule": {
            "centralContacts": [{"name": "A B", "phone": "555", "email": "a@example.org"}],
            "overallOfficials": [
                {"name": "Jane Doe, MD", "affiliation": "EUH", "role": "PRINCIPAL_INVESTIGATOR"}
            ],
            "locations": [
                {
                    "facility": "Klinik Eins",
                    "city": "Berlin",
                    "zip": "10117",
                    "country": "Germany",
                    "status": "RECRUITING",
                    "contacts": [{"name": "C D", "phone": "556"}],
                    "geoPoint": {"lat": 52.5, "lon": 13.4},
                },
                {"city": "Cleveland", "state": "Ohio", "country": "United States"},
            ],
            "locations_nested": [{"facility": "not the registry's"}],
        },
        "referencesModule": {
            "references": [
                {
                    "pmid": "12345678",
                    "type": "DERIVED",
                    "citation": "Doe J. Cells. J Cells. 2019. doi: 10.1000/cells.18.",
                },
                {"type": "BACKGROUND", "citation": "Roe R. Lupus."},
            ]
        },
    },
    "derivedSection": {
        "conditionBrowseModule": {
            "meshes": [{"id": "D008181", "term": "Lupus Nephritis"}],
            "ancestors": [{"id": "D005921", "term": "Glomerulonephritis"}],
        },
        "interventionBrowseModule": {"meshes": [{"term": "Cells X"}]},
    },
    "hasResults": False,
    "_provenance": "v2",
    "_unpaired": {"protocolSection.referencesModule.references[].pmid": ["9"]},
}
PLACE = "armsInterventionsModule.armGroups[0]"


def numbered(number: int) -> Json:
    """A small study, told from others by its number."""
    return {"protocolSection": {"identificationModule": {"nctId": f"NCT{number:08}"}}}


def packed(value: object, **options: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, **options).encode()


def read(content: bytes) -> tuple[tuple[Record, ...], tuple[Reject, ...]]:
    extraction = registry.extract(Document("file.json", content))
    assert extraction.description.kind == "ctgov-json"
    return extraction.records, extraction.rejects


def read_one(study: Json) -> Record:
    (record,), rejects = read(packed(study))
    assert rejects == ()
    return record


def cut(content: bytes) -> list[Entry | Reject]:
    return list(EXTRACTOR.entries("file.json", io.BytesIO(content)))


def names(content: bytes) -> list[tuple[str, str]]:
    """Place and number of each record; "reject" for what was not read."""
    found = []
    for item in cut(content):
        record = EXTRACTOR.read("file.json", item) if isinstance(item, Entry) else item
        if isinstance(record, Reject):
            assert record.reason
            found.append((record.place, "reject"))
        else:
            found.append((record.locator, record.registry_ids[0]))
    return found


def changed(path: str, value: object) -> Json:
    """The study with another value at a path of keys under protocolSection."""
    study = copy.deepcopy(STUDY)
    place = study["protocolSection"]
    *keys, last = path.split(".")
    for key in keys:
        place = place[key]
    place[last] = value
    return study


RECORD = read_one(STUDY)


# Fields


def test_numbers_of_other_registries_name_the_trial_and_stay_secondary() -> None:
    assert RECORD.registry_ids == ("NCT09000001", "2019-001234-56", "UMIN000012345")
    assert RECORD.secondary_ids == (
        "NCT09000009",
        "EUH-1",
        "2019-001234-56",
        "JPRN-UMIN000012345",
        "NCT09000002",
        "R01-77",
    )


def test_other_numbers_of_the_registry_in_fields_are_related_and_none_in_text() -> None:
    assert RECORD.related_trials == ("NCT09000002", "NCT09000003")
    assert "NCT09999999" not in repr(RECORD)


def test_titles_status_and_dates() -> None:
    assert RECORD.title == "Cord Cells in Lupus"
    assert RECORD.official_title
    assert RECORD.acronym == "CORDLUP"
    assert (RECORD.status, RECORD.previous_status) == ("UNKNOWN", "RECRUITING")
    assert RECORD.why_stopped == "no funds"
    assert RECORD.start_date == Date("2019-01-15", "actual")
    assert RECORD.primary_completion_date == Date("2020-06", "estimated")
    assert RECORD.completion_date == Date("2020-12")
    assert RECORD.first_posted == Date("2018-12-19", "estimated")
    assert RECORD.last_updated == Date("2021-03-04", "actual")
    assert RECORD.verified == Date("2021-02")
    assert RECORD.as_of == "2021-03-04"


@pytest.mark.parametrize(
    ("dropped", "as_of"),
    [
        (["lastUpdatePostDateStruct"], "2021-03-01"),
        (["lastUpdatePostDateStruct", "lastUpdateSubmitDate"], "2021-02"),
        (
            ["lastUpdatePostDateStruct", "lastUpdateSubmitDate", "statusVerifiedDate"],
            "2018-12-19",
        ),
    ],
)
def test_the_date_of_a_record_without_an_update(dropped: list[str], as_of: str) -> None:
    study = copy.deepcopy(STUDY)
    for key in dropped:
        del study["protocolSection"]["statusModule"][key]
    assert read_one(study).as_of == as_of


def test_sponsors_and_people_without_contacts() -> None:
    assert RECORD.sponsor == Sponsor("Example University Hospital", class_="OTHER")
    assert RECORD.collaborators == (Sponsor("Cell Works, Inc.", class_="INDUSTRY"),)
    assert RECORD.responsible_party == "Jane Doe, Professor, Example University Hospital"
    assert RECORD.officials == ("Jane Doe, MD",)
    assert "555" not in repr(RECORD)
    assert "556" not in repr(RECORD)
    assert "a@example.org" not in repr(RECORD)


@pytest.mark.parametrize(
    ("party", "named"),
    [
        ({"type": "SPONSOR"}, "Example University Hospital"),
        ({"oldNameTitle": "J. Doe, MD", "oldOrganization": "Old Clinic"}, "J. Doe, MD, Old Clinic"),
        ({"oldNameTitle": "Old Clinic", "oldOrganization": "Old Clinic"}, "Old Clinic"),
        ({}, None),
    ],
)
def test_responsible_parties(party: Json, named: str | None) -> None:
    study = changed("sponsorCollaboratorsModule.responsibleParty", party)
    assert read_one(study).responsible_party == named


def test_the_organisation_stands_in_for_a_sponsor_that_was_not_asked_for() -> None:
    sponsor = read_one(changed("sponsorCollaboratorsModule", {})).sponsor
    assert sponsor == Sponsor(
        "Example University Hospital", class_="OTHER", stated_as="organization"
    )


def test_conditions_and_design() -> None:
    assert RECORD.conditions == ("Lupus Nephritis", "SLE")
    assert RECORD.keywords == ("stem cells",)
    assert RECORD.study_type == "INTERVENTIONAL"
    assert RECORD.phases == ("PHASE1", "PHASE2")
    assert (RECORD.allocation, RECORD.intervention_model) == ("RANDOMIZED", "PARALLEL")
    assert (RECORD.primary_purpose, RECORD.masking) == ("TREATMENT", "DOUBLE")
    assert (RECORD.enrollment, RECORD.enrollment_type) == (33, "actual")


def test_the_model_of_an_observational_study() -> None:
    record = read_one(changed("designModule.designInfo", {"observationalModel": "COHORT"}))
    assert record.intervention_model == "COHORT"
    assert record.evidence["intervention_model"].place.endswith("designInfo.observationalModel")


def test_the_number_of_an_unknown_enrollment_is_none() -> None:
    study = changed("designModule.enrollmentInfo", {"count": 99999999, "type": "ESTIMATED"})
    assert read_one(study).enrollment is None


def test_arms_interventions_and_cells() -> None:
    assert RECORD.interventions == (Intervention("UC-MSC", "BIOLOGICAL", ("Cells of the cord",)),)
    assert [(arm.label, arm.type) for arm in RECORD.arms] == [
        ("Cells", "EXPERIMENTAL"),
        ("Control", "NO_INTERVENTION"),
    ]
    assert [dose.value for dose in RECORD.doses] == [1e6]
    assert [route.value for route in RECORD.routes] == ["intravenous"]
    assert {product.cell_type for product in RECORD.products} == {"MSC"}
    assert RECORD.evidence["arms[0].doses[0]"].place == f"study, {PLACE}.description"


def test_outcomes_eligibility_sites_and_papers() -> None:
    assert RECORD.outcomes == (
        Outcome("Proteinuria", "primary", "52 weeks"),
        Outcome("Death", "secondary"),
        Outcome("Cytokines", "other", "1 year"),
    )
    assert RECORD.eligibility == Eligibility("18 Years", None, "FEMALE", False)
    assert RECORD.locations == (
        Location("Klinik Eins", "Berlin", None, "10117", "Germany", "RECRUITING"),
        Location(city="Cleveland", state="Ohio", country="United States"),
    )
    first, second = RECORD.references
    assert (first.pmid, first.doi, first.type) == ("12345678", "10.1000/cells.18", "derived")
    assert second == Reference("Roe R. Lupus.", type="background")


def test_headings() -> None:
    assert RECORD.mesh_conditions == (MeshTerm("Lupus Nephritis", "D008181"),)
    assert RECORD.mesh_ancestors == (MeshTerm("Glomerulonephritis", "D005921"),)
    assert RECORD.mesh_interventions == (MeshTerm("Cells X"),)
    assert RECORD.mesh_terms == ("Lupus Nephritis", "Cells X")


@pytest.mark.parametrize(
    ("path", "place", "text"),
    [
        ("status", "statusModule.overallStatus", "UNKNOWN"),
        ("start_date", "statusModule.startDateStruct.date", "2019-01-15"),
        ("registry_ids[2]", "identificationModule.secondaryIdInfos[1].id", "JPRN-UMIN000012345"),
        ("related_trials[1]", "statusModule.expandedAccessInfo.nctId", "NCT09000003"),
        ("conditions[1]", "conditionsModule.conditions[1]", "SLE"),
        ("outcomes[1]", "outcomesModule.secondaryOutcomes[0]", "Death"),
        ("locations[1]", "contactsLocationsModule.locations[1]", "Cleveland, Ohio, United States"),
        ("eligibility.healthy_volunteers", "eligibilityModule.healthyVolunteers", "false"),
        ("mesh_terms[1]", "interventionBrowseModule.meshes[0]", "Cells X"),
        ("sponsor", "sponsorCollaboratorsModule.leadSponsor", "Example University Hospital"),
    ],
)
def test_evidence_names_the_field(path: str, place: str, text: str) -> None:
    assert RECORD.evidence[path] == Evidence(f"study, {place}", text)


def test_every_field_that_is_read_has_evidence() -> None:
    without = {"kind", "document", "locator", "as_of", "evidence", "notes", "abbreviations"}
    paths = {path.split("[")[0].split(".")[0] for path in RECORD.evidence}
    stated = {name for name in RECORD.__struct_fields__ if getattr(RECORD, name)}
    assert stated - without <= paths
    assert RECORD.notes == ()


# Packings


def studies(count: int) -> list[Json]:
    return [numbered(number) for number in range(count)]


def expected(count: int, place: str, start: int = 0) -> list[tuple[str, str]]:
    return [(place.format(n + start), f"NCT{n:08}") for n in range(count)]


@pytest.mark.parametrize("options", [{}, {"indent": 2}, {"separators": (",", ":")}])
def test_one_study_a_list_and_a_page_however_printed(options: Json) -> None:
    assert names(packed(numbered(7), **options)) == [("study", "NCT00000007")]
    assert names(packed(studies(3), **options)) == expected(3, "[{}]")
    page = {"totalCount": 3, "studies": studies(3), "nextPageToken": "a]b"}
    assert names(packed(page, **options)) == expected(3, "studies[{}]")
    assert names(packed({"meta": {"a": [1]}, **page}, **options)) == expected(3, "studies[{}]")


@pytest.mark.parametrize("page", [{"studies": []}, {"studies": [], "totalCount": 0}])
def test_an_empty_page_is_no_failure(page: Json) -> None:
    assert read(packed(page)) == ((), ())


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n\n \n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines(line_end: str, encoding: str) -> None:
    lines = line_end.join(json.dumps(study) for study in studies(3)) + line_end
    step = line_end.count("\n")
    found = names(lines.encode(encoding))
    assert found == [(f"line {n * step + 1}", f"NCT{n:08}") for n in range(3)]
    assert len(read(lines.encode(encoding))[0]) == 3


def test_lines_of_pages_and_lists() -> None:
    content = packed(numbered(0)) + b"\n" + packed({"studies": studies(2)}) + b"\n[]\n"
    assert [place for place, _ in names(content)] == [
        "line 1",
        "line 2, studies[0]",
        "line 2, studies[1]",
    ]


def test_pages_and_studies_one_after_another() -> None:
    page = packed({"studies": studies(2), "nextPageToken": "x"}, indent=1)
    assert names(page + b"\n" + page) == expected(2, "studies[{}]") + expected(
        2, "page 2, studies[{}]"
    )
    for between in (b"\n", b",\n"):
        several = between.join(packed(study, indent=1) for study in studies(3))
        assert names(several) == expected(3, "[{}]")


def test_a_version_in_a_history() -> None:
    version = {"nctId": "NCT00000001", "versionHolder": "2026-02-04", "study": numbered(1)}
    assert names(packed(version)) == [("study", "NCT00000001")]
    assert names(packed(version) + b"\n" + packed(version))[1] == ("line 2", "NCT00000001")


@pytest.mark.parametrize("size", [1, 7, 64])
def test_studies_larger_than_what_is_held(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctgov_json_window, "_BLOCK", size)
    tricky = changed("identificationModule.briefTitle", 'a "}],{[\\" b\\')
    page = {"studies": [tricky, numbered(1), {**tricky, "x": [[{}], [], {}]}]}
    for content in (packed(page), packed(page, indent=3), packed(page["studies"])):
        items = list(EXTRACTOR.entries("d", _Slow(content, size)))
        assert [json.loads(i.content) for i in items if isinstance(i, Entry)] == page["studies"]


class _Slow(io.BytesIO):
    """A stream that gives few bytes at a time, as pipes do."""

    def __init__(self, content: bytes, size: int) -> None:
        super().__init__(content)
        self._size = size

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._size)


# What is broken


def reasons(content: bytes) -> list[str]:
    return [reject.reason for reject in read(content)[1]]


GOOD = packed(numbered(1))


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (GOOD[:-3], "no complete JSON"),
        (b'{"protocolSection": {"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}", "nested"),
        (GOOD.replace(b"NCT", b"\xff\xfe"), "UTF-8"),
        (b'{"protocolSection": {}}', "more fields"),
        (b'{"protocolSection": null}', "no study"),
        (b'{"error": "too many requests"}', "no study"),
        (b'{"FullStudy": {"Study": {"ProtocolSection": {}}}}', "classic API"),
        (b'"NCT00000001"', "text stands where a study belongs"),
        (b"{" + b'"a": 1' + b"0" * 5000 + b"}", "no study"),
    ],
)
def test_a_bad_line_is_a_reject_and_the_rest_goes_on(broken: bytes, words: str) -> None:
    lines = b"\n".join((GOOD, broken, packed(numbered(2))))
    assert names(lines) == [
        ("line 1", "NCT00000001"),
        ("line 2", "reject"),
        ("line 3", "NCT00000002"),
    ]
    (reason,) = reasons(lines)
    assert words in reason
    assert names(b"\n".join((GOOD, packed(numbered(2)), broken)))[2] == ("line 3", "reject")


@pytest.mark.parametrize(
    "broken",
    [
        GOOD[:-1],
        GOOD + b"}",
        GOOD.replace(b'"NCT', b"NCT"),
        GOOD.replace(b'001"', b"001"),
        GOOD.replace(b":", b";", 2),
        b"none of them",
        b"null",
        b'"NCT00000001"',
        b'{"protocolSection": [[[]]}',
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_bad_study_of_a_page_leaves_the_next_ones(broken: bytes, indent: int | None) -> None:
    after = b",".join(packed(numbered(number), indent=indent) for number in (2, 3))
    content = b'{"studies": [' + GOOD + b"," + broken + b",\n" + after + b"]}"
    found = [number for _, number in names(content)]
    assert [name for name in found if name != "reject"] in (
        ["NCT00000001", "NCT00000002", "NCT00000003"],
        ["NCT00000001", "NCT00000001", "NCT00000002", "NCT00000003"],
    )
    assert 1 <= found.count("reject") <= 2


def test_a_cut_off_page_says_so() -> None:
    content = packed({"studies": studies(3)})
    assert names(content[:-1]) == names(content)
    assert names(content[:-2])[3:] == [("studies[3]", "reject")]
    assert names(content[:-9])[2:] == [("studies[2]", "reject"), ("studies[3]", "reject")]
    assert "download it again" in reasons(content[:-2])[0]


def test_text_behind_a_list_is_not_lost_in_silence() -> None:
    (reason,) = reasons(packed(studies(2)) + b" and more")
    assert "after the end of the list" in reason


def test_a_study_beyond_the_limit_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ctgov_json_window", "ctgov_json_stream"):
        monkeypatch.setattr(f"msc_kg.extractors.{name}.MAX_ENTRY_BYTES", 300_000)
    large = packed(changed("identificationModule.briefTitle", "x" * 900_000))
    lines = names(b"\n".join((GOOD, large, packed(numbered(2)))))
    assert lines == [("line 1", "NCT00000001"), ("line 2", "reject"), ("line 3", "NCT00000002")]
    page = b'{"studies":[' + b",".join((GOOD, large, packed(numbered(2)))) + b"]}"
    assert [name for _, name in names(page)] == ["NCT00000001", "reject", "NCT00000002"]


def test_a_field_of_one_megabyte_is_read() -> None:
    study = changed("referencesModule.references", [{"citation": "word " * 200_000}])
    (reference,) = read_one(study).references
    assert len(reference.text or "") == 999_999


@pytest.mark.parametrize(
    ("path", "value", "field", "read_as", "noted"),
    [
        ("identificationModule.briefTitle", 12, "title", "12", False),
        ("identificationModule.briefTitle", ["a"], "title", None, True),
        ("conditionsModule.conditions", "SLE", "conditions", ("SLE",), False),
        ("conditionsModule.conditions", ["a", None, {}, "b"], "conditions", ("a", "b"), True),
        ("conditionsModule", "SLE", "conditions", (), True),
        ("designModule.enrollmentInfo", {"count": "12"}, "enrollment", 12, False),
        ("designModule.enrollmentInfo", {"count": 12.0}, "enrollment", 12, False),
        ("designModule.enrollmentInfo", {"count": "many"}, "enrollment", None, True),
        ("designModule.enrollmentInfo", {"count": -1}, "enrollment", None, False),
        ("identificationModule.acronym", float("nan"), "acronym", None, False),
        ("identificationModule.acronym", None, "acronym", None, False),
        ("identificationModule.acronym", "A\udcffB", "acronym", "A?B", False),
        ("designModule.phases", None, "phases", (), False),
        ("statusModule.startDateStruct", {"date": "soon"}, "start_date", None, True),
    ],
)
def test_a_field_of_a_wrong_type_does_not_lose_the_study(
    path: str, value: object, field: str, read_as: object, noted: bool
) -> None:
    (record,), rejects = read(json.dumps(changed(path, value)).encode())
    assert rejects == ()
    assert getattr(record, field) == read_as
    assert record.sponsor == RECORD.sponsor
    assert bool(record.notes) == noted
    assert all(path.split(".")[0] in note for note in record.notes)


def test_places_are_those_of_the_source_when_an_item_is_left_out() -> None:
    record = read_one(changed("conditionsModule.conditions", ["a", 1.5, "", "b"]))
    assert record.conditions == ("a", "b")
    assert record.evidence["conditions[1]"].place == "study, conditionsModule.conditions[3]"


def test_healthy_volunteers_in_words() -> None:
    record = read_one(changed("eligibilityModule", {"healthyVolunteers": "Yes"}))
    assert record.eligibility == Eligibility(healthy_volunteers=True)


def test_a_study_without_a_number_is_kept_with_a_note() -> None:
    for number, note in ((None, "no NCT number"), ("NCT12", "'NCT12' is no NCT number")):
        record = read_one(changed("identificationModule.nctId", number))
        assert "NCT09000001" not in record.registry_ids
        assert any(note in text for text in record.notes)


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"<a/>", b'{"a": 1}', b"[1, 2]", b"{}", b'{"studies": 3}', b"\xff\xfe"],
)
def test_other_documents_are_not_recognised(content: bytes) -> None:
    assert EXTRACTOR.recognise(content, "x.json") == 0


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)


def _paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        yield (*path, key)
        yield from _paths(inner, (*path, key))


PATHS = tuple(_paths(STUDY))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(PATHS), JSONS), max_size=4))
def test_no_study_makes_it_raise(changes: list[tuple[tuple[str | int, ...], Any]]) -> None:
    study: Any = copy.deepcopy(STUDY)
    for path, value in changes:
        place: Any = study
        for key in path[:-1]:
            inside = isinstance(place, dict) and key in place
            inside = inside or (isinstance(place, list) and key in range(len(place)))
            place = place[key] if inside else {}
        if isinstance(place, dict) or (isinstance(place, list) and path[-1] in range(len(place))):
            cast(Any, place)[path[-1]] = value
    item = EXTRACTOR.read("d", Entry("study", json.dumps(study).encode()))
    assert item.document == "d"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([GOOD, b"{", b"}", b"[", b"]", b",", b'"', b"\\", b"\n", b"x",
                                 b'{"studies":[', b'{"a":1}', b"\xff"]), max_size=12))  # fmt: skip
def test_no_pieces_of_json_make_it_raise(pieces: list[bytes]) -> None:
    content = b"".join(pieces)
    for item in cut(content):
        if isinstance(item, Entry):
            assert EXTRACTOR.read("d", item).document == "d"


@pytest.mark.parametrize(
    "broken",
    [
        b',{"protocolSection":{"a":"b',
        b'{"a":{"b":',
        b'{"a":[{}],',
        b'"x" ',
        b"[",
        b'{}\n{"studies":[',
        b"\n",
    ],
)
def test_time_grows_with_the_length_of_what_is_broken(broken: bytes) -> None:
    def seconds(times: int) -> float:
        content = b'{"studies":[' + broken * times
        spans = []
        for _ in range(3):
            start = process_time()
            cut(content)
            spans.append(process_time() - start)
        return min(spans)

    assert seconds(16_000) < 12 * seconds(2_000) + 0.05


# The shared data


def _source_counts(study: Json) -> Counter[str]:
    """What the JSON itself holds, counted without the extractor."""
    section, derived = study["protocolSection"], study.get("derivedSection", {})
    sponsors = section.get("sponsorCollaboratorsModule", {})
    outcomes = section.get("outcomesModule", {})
    papers = section.get("referencesModule", {}).get("references", [])
    arms = section.get("armsInterventionsModule", {})
    places = section.get("contactsLocationsModule", {})
    condition_headings = derived.get("conditionBrowseModule", {})
    return Counter(
        {
            "conditions": len(section.get("conditionsModule", {}).get("conditions", [])),
            "keywords": len(section.get("conditionsModule", {}).get("keywords", [])),
            "sponsor": "name" in sponsors.get("leadSponsor", {}),
            "collaborators": len(sponsors.get("collaborators", [])),
            "references": len(papers),
            "pmids": sum("pmid" in paper for paper in papers),
            "locations": len(places.get("locations", [])),
            "officials": sum("name" in one for one in places.get("overallOfficials", [])),
            "outcomes": sum(
                len(outcomes.get(f"{role}Outcomes", []))
                for role in ("primary", "secondary", "other")
            ),
            "arms": len(arms.get("armGroups", [])),
            "interventions": len(arms.get("interventions", [])),
            "mesh_conditions": len(condition_headings.get("meshes", [])),
            "mesh_ancestors": len(condition_headings.get("ancestors", [])),
            "mesh_interventions": len(
                derived.get("interventionBrowseModule", {}).get("meshes", [])
            ),
            "phases": len(section.get("designModule", {}).get("phases", [])),
        }
    )


def _record_counts(record: Record) -> Counter[str]:
    found = Counter({name: len(getattr(record, name)) for name in _LISTS})
    found["sponsor"] = bool(record.sponsor and not record.sponsor.stated_as)
    found["pmids"] = sum(paper.pmid is not None for paper in record.references)
    return found


_LISTS = (
    "conditions",
    "keywords",
    "collaborators",
    "references",
    "locations",
    "officials",
    "outcomes",
    "arms",
    "interventions",
    "mesh_conditions",
    "mesh_ancestors",
    "mesh_interventions",
    "phases",
)
FILES = {
    "ctgov_v2/studies.ndjson.gz": 2396,
    "ctgov_v2/studies_partial.ndjson.gz": 252,
    "ctgov_v2/version_histories.ndjson.gz": 104,
    "ctgov_v2_msc/msc.ndjson.gz": 1552,
}


@pytest.mark.parametrize(("name", "count"), FILES.items())
def test_all_shared_studies_are_cut_and_every_tenth_is_read_in_full(
    name: str, count: int, shared: Path
) -> None:
    with gzip.open(shared / "data" / name) as stream:
        entries = list(EXTRACTOR.entries(name, cast(IO[bytes], stream)))
    assert len(entries) == count
    for entry in entries[::10]:
        assert isinstance(entry, Entry)
        source = json.loads(entry.content)
        record = EXTRACTOR.read(name, entry)
        assert isinstance(record, Record)
        study = source.get("study", source)
        assert _record_counts(record) == _source_counts(study)
        assert record.registry_ids[0] == study["protocolSection"]["identificationModule"]["nctId"]


@pytest.mark.parametrize("name", FILES)
def test_every_shared_study_without_its_cells_slow(
    name: str, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctgov_json, "add_cells", lambda study, passages: None)
    held, found = Counter[str](), Counter[str]()
    with gzip.open(shared / "data" / name) as stream:
        for entry in EXTRACTOR.entries(name, cast(IO[bytes], stream)):
            assert isinstance(entry, Entry)
            record = EXTRACTOR.read(name, entry)
            assert isinstance(record, Record)
            source = json.loads(entry.content)
            held += _source_counts(source.get("study", source))
            found += _record_counts(record)
    del held["arms"]
    assert found == held


PAGES = {"ctgov-json": 18, "unknown": 8}


def test_the_shared_api_pages(shared: Path) -> None:
    """Ten answers and eight pages; the notes beside them are rejects with a reason."""
    kinds: Counter[str] = Counter()
    for path in sorted((shared / "data/ctgov_v2/api_pages").rglob("*.json")):
        extraction = registry.extract(Document(path.name, path.read_bytes()))
        kinds[extraction.description.kind] += 1
        found = json.loads(path.read_bytes())
        studies = found.get("studies", [found])
        if extraction.description.kind == "ctgov-json":
            assert extraction.rejects == ()
            assert len(extraction.records) == len(studies)
            for study, record in zip(studies, extraction.records, strict=True):
                assert _record_counts(record) == _source_counts(study)
        else:
            assert len(extraction.rejects) == 1
    assert kinds == PAGES


@pytest.mark.parametrize("number", ["NCT01690247", "NCT03778333"])
def test_a_page_and_its_json_say_the_same(number: str, shared: Path) -> None:
    with gzip.open(shared / "data/ctgov_v2_msc/msc.ndjson.gz") as stream:
        line = next(line for line in stream if f'"nctId":"{number}"'.encode() in line)
    of_json = EXTRACTOR.read("d", Entry("line 1", line))
    assert isinstance(of_json, Record)
    page = resources.folder("seeds") / f"{number}.txt"
    (of_page,) = registry.extract(Document(page.name, page.read_bytes())).records
    for field in ("registry_ids", "conditions", "responsible_party", "start_date", "enrollment"):
        assert getattr(of_json, field) == getattr(of_page, field)
