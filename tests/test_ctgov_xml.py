"""The old XML of ClinicalTrials.gov: all its forms, several in a file, and hostile files."""

import io
import tarfile
import tracemalloc
from pathlib import Path
from time import process_time
from xml.etree import ElementTree

import one_trial
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.documents import Document
from msc_kg.extractors import ctgov_xml_tree, registry
from msc_kg.extractors.ctgov_xml import CtgovXml
from msc_kg.records import Date, Extraction, MeshTerm, Outcome, Record, Reject

STUDY = (
    "<clinical_study><id_info><nct_id>NCT0000000{0}</nct_id></id_info>"
    "<brief_title>Cells {0}</brief_title></clinical_study>"
)


def read(content: str | bytes) -> Extraction:
    """Return what the extractor makes of a file."""
    raw = content.encode() if isinstance(content, str) else content
    return CtgovXml().extract(Document("study.xml", raw))


def only(content: str | bytes) -> Record:
    """Return the one record of a file without rejects."""
    extraction = read(content)
    assert extraction.rejects == ()
    (record,) = extraction.records
    return record


def rejected(content: str | bytes) -> Reject:
    """Return the one reject of a file without records."""
    extraction = read(content)
    assert extraction.records == ()
    (reject,) = extraction.rejects
    assert ";" in reject.reason, "what next is missing"
    return reject


def numbers(extraction: Extraction) -> list[str]:
    """Return the NCT numbers of the records."""
    return [record.registry_ids[0] for record in extraction.records]


def test_a_study_with_everything() -> None:
    record = only(one_trial.XML)
    assert record.locator == "clinical_study"
    assert record.registry_ids == ("NCT09990001", "2019-001234-56")
    assert record.secondary_ids == ("OMC-12", "2019-001234-56", "R01XY000001")
    assert record.official_title == "A Trial of Umbilical Cord-derived MSCs in Osteoarthritis"
    assert (record.status, record.previous_status) == ("Unknown status", "Recruiting")
    assert record.phases == ("Phase 1", "Phase 2")
    assert record.start_date == Date("2019-10-01", "actual")
    assert record.completion_date == Date("2022-12", "estimated")
    assert record.as_of == "2021-03-09"
    assert (record.enrollment, record.enrollment_type) == (48, "estimated")
    assert record.mesh_conditions == (MeshTerm("Osteoarthritis"),)
    assert record.outcomes[1] == Outcome("Pain", "secondary", "Baseline and 6 months")
    assert [arm.label for arm in record.arms] == ["Cells", "Saline"]
    assert record.arms[0].doses[0].value == 2e7
    assert record.interventions[0].other_names == ("cord cells",)
    assert record.officials == ("Ida Orchard, MD",)
    assert record.locations[1].state == "Texas"
    assert [(one.pmid, one.type) for one in record.references] == [
        ("11111111", "background"),
        ("22222222", "result"),
    ]
    assert record.responsible_party == "Orchard Cell Works, Ltd."
    assert record.products[0].tissues == ("umbilical cord",)


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("registry_ids[0]", "id_info/nct_id"),
        ("secondary_ids[1]", "id_info/secondary_id[0]"),
        ("official_title", "official_title"),
        ("conditions[1]", "condition[1]"),
        ("sponsor", "sponsors/lead_sponsor[0]"),
        ("collaborators[0]", "sponsors/collaborator[0]"),
        ("outcomes[1]", "secondary_outcome[0]"),
        ("eligibility.sex", "eligibility/gender"),
        ("locations[1]", "location[1]"),
        ("references[1]", "results_reference[0]"),
        ("arms[0].doses[0]", "arm_group[0]/description"),
    ],
)
def test_every_field_says_where_it_stands(field: str, place: str) -> None:
    assert only(one_trial.XML).evidence[field].place == f"clinical_study, {place}"


def study(inside: str) -> Record:
    """Return the record of a study with these elements."""
    head = "<id_info><nct_id>NCT00000001</nct_id></id_info>"
    return only(f"<clinical_study>{head}{inside}</clinical_study>")


def test_aliases_and_numbers_of_other_trials_are_no_numbers_of_this_one() -> None:
    record = only(
        "<clinical_study><id_info><org_study_id>X</org_study_id>"
        "<secondary_id>NCT00000003</secondary_id><nct_id>NCT00000001</nct_id>"
        "<nct_alias>NCT00000002</nct_alias></id_info></clinical_study>"
    )
    assert record.registry_ids == ("NCT00000001",)
    assert record.secondary_ids == ("NCT00000002", "X", "NCT00000003")
    assert record.related_trials == ("NCT00000003",)


def test_a_paper_found_later_is_not_called_background() -> None:
    record = study(
        "<study_first_posted>June 1, 2015</study_first_posted>"
        "<reference><citation>A. J Cells. 2014 May;1.</citation><PMID>1</PMID></reference>"
        "<reference><citation>B. J Cells. 2017 May;1.</citation><PMID>2</PMID></reference>"
        "<reference><citation>A book. 2017.</citation></reference>"
    )
    assert [one.type for one in record.references] == ["background", None, "background"]


def test_designs_in_one_text_and_in_single_words() -> None:
    one_text = study(
        "<study_design>Allocation: Non-Randomized, Endpoint Classification: Safety Study, "
        "Intervention Model: Parallel Assignment, Masking: Open Label</study_design>"
    )
    assert one_text.allocation == "Non-Randomized"
    assert (one_text.intervention_model, one_text.masking) == ("Parallel Assignment", "Open Label")
    words = study("<design>Treatment</design><design>Randomized</design>")
    assert (words.primary_purpose, words.allocation) == ("Treatment", "Randomized")


def test_limits_of_age_that_are_none() -> None:
    record = study(
        "<eligibility><gender>Both</gender><minimum_age>N/A</minimum_age><maximum_age/>"
        "<healthy_volunteers>Accepts Healthy Volunteers</healthy_volunteers></eligibility>"
    )
    assert record.eligibility is not None
    assert (record.eligibility.min_age, record.eligibility.max_age) == (None, None)
    assert record.eligibility.healthy_volunteers is True


def test_the_keeper_stands_in_for_a_missing_sponsor() -> None:
    record = study("<source>Orchard Ltd.</source>")
    assert record.sponsor is not None
    assert (record.sponsor.name, record.sponsor.stated_as) == ("Orchard Ltd.", "organization")


def test_persons_to_contact_are_not_read() -> None:
    inside = (
        "<overall_contact><last_name>Ann Contact</last_name><phone>1-555-0100</phone>"
        "<email>ann@example.org</email></overall_contact>"
        "<location><facility><name>Clinic</name></facility><contact><last_name>Bo Contact"
        "</last_name><email>bo@example.org</email></contact></location>"
    )
    assert "ontact" not in repr(study(inside)).replace("Contact: ", "")
    assert "@" not in repr(study(inside))


def test_several_studies_in_a_wrapper_and_one_after_another() -> None:
    several = "".join(STUDY.format(number) for number in (1, 2, 3))
    for content in (f"<search_results count='3'>{several}</search_results>", several):
        extraction = read(content)
        assert numbers(extraction) == ["NCT00000001", "NCT00000002", "NCT00000003"]
        places = [record.locator for record in extraction.records]
        assert places == ["clinical_study", "clinical_study[1]", "clinical_study[2]"]


def test_a_broken_study_spoils_only_itself() -> None:
    cut = STUDY.format(2)[:60]
    extraction = read(
        f"<r>{STUDY.format(1)}{cut}{STUDY.format(3)}<clinical_study><a></b>"
        f"</clinical_study>{STUDY.format(4)}{cut}"
    )
    assert numbers(extraction) == ["NCT00000001", "NCT00000003", "NCT00000004"]
    reasons = [reject.reason for reject in extraction.rejects]
    assert "another one begins" in reasons[0]
    assert "not well-formed" in reasons[1]
    assert "file ends inside" in reasons[2]
    assert "NCT00000002" in extraction.rejects[0].text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252"]
)
@pytest.mark.parametrize("declared", [True, False])
def test_encodings(encoding: str, declared: bool) -> None:
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>' if declared else ""
    text = f"{head}{STUDY.format(1)}".replace("Cells", "Zellen für Götz")
    record = only(text.encode(encoding))
    assert record.title == "Zellen für Götz 1"
    assert bool(record.notes) == (encoding in {"latin-1", "cp1252"} and not declared)


def test_predefined_and_numbered_characters() -> None:
    record = only(
        STUDY.format(1).replace("Cells", "&lt;A &amp; B&gt; &#8805; &#x41; <![CDATA[<c>]]>")
    )
    assert record.title == "<A & B> ≥ A <c> 1"


BOMB = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(10))
    + "]>"
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BOMB + STUDY.format(1).replace("Cells", "&a9;"), "undefined entity"),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
         + STUDY.format(1).replace("Cells", "&x;"), "undefined entity"),
        ("<clinical_study>" + BOMB + "<a>&a9;</a></clinical_study>", "not well-formed"),
        ("<clinical_study>" + "<a>" * 5000 + "</a>" * 5000 + "</clinical_study>", "deep"),
        ("<clinical_study>" + "<a>" * 700_000 + "</clinical_study>", "elements"),
        (STUDY.format(1).replace("Cells", "Ce\0lls"), "not well-formed"),
        (one_trial.XML[:900], "file ends inside"),
        ("<clinical_study></clinical_study>", "neither number nor title"),
        ("<html><body>no study</body></html>", "no clinical_study"),
        ("", "no clinical_study"),
    ],
)  # fmt: skip
def test_hostile_files_are_rejects(content: str, words: str) -> None:
    assert words in rejected(content).reason


def test_a_document_type_without_use_is_passed_over() -> None:
    assert only(BOMB + STUDY.format(1)).title == "Cells 1"


def test_memory_is_bounded_by_the_content() -> None:
    content = (BOMB + STUDY.format(1).replace("Cells", "&a9;" * 1000)).encode()
    tracemalloc.start()
    try:
        rejected(content)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_field_of_a_million_letters() -> None:
    record = study(f"<condition>{'cells ' * 180_000}</condition>")
    assert len(record.conditions[0]) > 1_000_000


def test_tables_of_results_are_not_held() -> None:
    rows = "<row><cell>1</cell></row>" * 400_000
    record = study(f"<clinical_results>{rows}</clinical_results><acronym>KNEE</acronym>")
    assert record.acronym == "KNEE"


def test_a_study_without_end_is_held_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_kg.extractors.ctgov_xml_cuts.MAX_ENTRY_BYTES", 10_000)
    monkeypatch.setattr("msc_kg.extractors.ctgov_encodings.CHUNK_BYTES", 1_000)
    long = f"<clinical_study><brief_title>{'x' * 600_000}</brief_title></clinical_study>"
    extraction = read(f"<r>{long}{STUDY.format(1)}</r>")
    assert numbers(extraction) == ["NCT00000001"]
    assert "longer than" in extraction.rejects[0].reason


@pytest.mark.parametrize(
    "piece",
    ["<clinical_results>", "<clinical_study", "<clinical_study>", "<a ", "<!--", "&lt;<a/>"],
)
def test_hostile_files_take_linear_time(piece: str) -> None:
    def spent(count: int) -> float:
        content = f"<clinical_study>{piece * count}</clinical_study>".encode()
        times = []
        for _ in range(3):
            start = process_time()
            read(content)
            times.append(process_time() - start)
        return min(times)

    assert spent(16_000) < 16 * max(spent(2_000), 0.002)


def test_bounds_of_the_tree_are_above_real_studies() -> None:
    assert ctgov_xml_tree.MAX_DEPTH > 20
    assert ctgov_xml_tree.MAX_ELEMENTS > 100_000


class Slow(io.RawIOBase):
    """A stream that gives few bytes at a time, and cannot seek."""

    def __init__(self, content: bytes) -> None:
        self._parts = iter(content[at : at + 7] for at in range(0, len(content), 7))

    def read(self, size: int = -1) -> bytes:
        return next(self._parts, b"")


def test_a_stream_in_small_pieces_gives_the_same_entries() -> None:
    content = f"<r>{one_trial.XML.partition('?>')[2]}{STUDY.format(2)}</r>".encode()
    extractor = CtgovXml()
    slow = list(extractor.entries("d", Slow(content)))  # type: ignore[arg-type]
    assert len(slow) == 2
    assert slow == list(extractor.entries("d", io.BytesIO(content)))


def test_recognition() -> None:
    extractor = CtgovXml()
    assert extractor.recognise(one_trial.XML.encode("utf-16"), "a.xml") > 0.9
    for other in (b"", b"<clinical_studies/>", b"text <clinical_study>", b"<html><p>x</p></html>"):
        assert extractor.recognise(other, "a.xml") == 0
    choice = registry.choose(Document("a.xml", one_trial.XML.encode()))
    assert isinstance(choice, CtgovXml)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200), st.integers(0, len(one_trial.XML)))
def test_no_bytes_make_it_raise(content: bytes, at: int) -> None:
    whole = one_trial.XML.encode()
    extraction = read(whole[:at] + content + whole[at:])
    assert extraction.records or extraction.rejects
    CtgovXml().recognise(content, "x")


def count(root: ElementTree.Element, *paths: str) -> int:
    """Return the number of elements at some paths."""
    return sum(len(root.findall(path)) for path in paths)


def check_counts(record: Record, root: ElementTree.Element) -> None:
    """Check that a record has as many parts as its source."""
    number = root.find(".//nct_id")
    assert number is not None
    assert record.registry_ids[0] == (number.text or "").strip()
    assert (
        len(record.conditions) == count(root, "condition")
        or root.find("condition_summary") is not None
    )
    assert len(record.keywords) == count(root, "keyword")
    assert bool(record.sponsor) == bool(count(root, ".//lead_sponsor"))
    assert len(record.collaborators) == count(root, ".//collaborator", "study_sponsor/sponsor")
    assert len(record.references) == count(root, "reference", "results_reference")
    pmids = sum(reference.pmid is not None for reference in record.references)
    assert pmids == count(root, "reference/PMID", "results_reference/PMID")
    assert len(record.locations) == count(root, "location")
    assert len(record.arms) == count(root, "arm_group")
    assert len(record.interventions) == count(root, "intervention")
    outcomes = ("primary_outcome", "secondary_outcome", "other_outcome")
    assert len(record.outcomes) == count(root, *outcomes)
    times = sum(outcome.time_frame is not None for outcome in record.outcomes)
    assert times == count(root, *(f"{outcome}/time_frame" for outcome in outcomes))
    headings = ("condition_browse/mesh_term", "intervention_browse/mesh_term")
    assert len(record.mesh_terms) == count(root, *headings)
    assert len(record.officials) == count(root, "overall_official", "investigator")
    assert record.status
    assert record.notes == ()


def test_every_file_is_read_with_all_its_parts(shared: Path) -> None:
    read_files = 0
    with tarfile.open(shared / "data" / "ctgov_xml" / "clinical_study_xml.tar.gz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                content = stream.read()
                check_counts(only(content), ElementTree.fromstring(content))
                read_files += 1
    assert read_files == 208
