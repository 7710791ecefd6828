"""AACT: tables in a folder or a zip give the facts that the registry's JSON gives."""

import gzip
import io
import json
import random
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import aact_tables
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from studies import study
from test_streaming import contents

from msc_kg import batches
from msc_kg.batches import read
from msc_kg.build import build, merge
from msc_kg.documents import Document, StoredDocument
from msc_kg.extractors import aact_join
from msc_kg.extractors.aact import Aact
from msc_kg.extractors.ctgov_json import CtgovJson
from msc_kg.extractors.entries import Entry
from msc_kg.records import Record, Reject
from msc_kg.sources import find
from msc_kg.table_sets import columns, has_trials, split, table_set
from msc_kg.work import Options, make_part

STUDIES = 24
WITHOUT_IDS = ("mesh_conditions", "mesh_ancestors", "mesh_interventions")


def full(number: int) -> dict[str, Any]:
    """Return an invented record with something in every table."""
    found = study(number)
    section = found["protocolSection"]
    section["identificationModule"] |= {
        "officialTitle": f'Cells | "quoted", study {number}',
        "orgStudyIdInfo": {"id": f"ORG-{number}"},
        "nctIdAliases": ["NCT99999999"],
        "secondaryIdInfos": [
            {"id": "2019-999999-16", "type": "EUDRACT_NUMBER"},
            {"id": "NCT99999998", "type": "REGISTRY"},
        ],
    }
    section["conditionsModule"]["keywords"] = ["MSC", "a|b"]
    section["designModule"]["designInfo"] = {
        "allocation": "RANDOMIZED", "interventionModel": "PARALLEL",
        "primaryPurpose": "TREATMENT", "maskingInfo": {"masking": "DOUBLE"},
    }  # fmt: skip
    section["sponsorCollaboratorsModule"] |= {
        "collaborators": [{"name": "Nobody, Inc.", "class": "INDUSTRY"}],
        "responsibleParty": {"type": "SPONSOR"},
    }
    arms = section["armsInterventionsModule"]
    arms["armGroups"] = [
        {"label": "Cells", "type": "EXPERIMENTAL", "description": "Line one.\n2 x 10^6 cells/kg"},
        {"label": "None", "type": "NO_INTERVENTION"},
    ]
    arms["interventions"][0] |= {"armGroupLabels": ["Cells"], "otherNames": ['The "best" cells']}
    section["outcomesModule"] = {
        "primaryOutcomes": [{"measure": "Pain", "timeFrame": "1 year"}],
        "otherOutcomes": [{"measure": "Joy"}],
    }
    section["eligibilityModule"] = {
        "sex": "ALL", "minimumAge": "18 Years", "healthyVolunteers": False,
        "eligibilityCriteria": "Not\n|\nread",
    }  # fmt: skip
    section["contactsLocationsModule"] = {
        "overallOfficials": [{"name": "Jane Doe, MD", "role": "PRINCIPAL_INVESTIGATOR"}],
        "locations": [{"facility": "Ward", "city": "Liège", "country": "Belgium"}],
    }
    section["referencesModule"] = {
        "references": [{"pmid": "99999999", "type": "DERIVED", "citation": "A paper."}]
    }
    meshes = [{"id": "D000001", "term": "Stroke"}]
    found["derivedSection"] = {
        "conditionBrowseModule": {"meshes": meshes, "ancestors": [{"term": "Brain Diseases"}]},
        "interventionBrowseModule": {"meshes": [{"term": "Cells"}]},
    }
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with all tables of some studies."""
    return aact_tables.write(
        aact_tables.tables(map(full, range(STUDIES))), tmp_path / "in" / "aact"
    )


def records_of(source: Path) -> tuple[list[Record], list[Reject]]:
    """Return all that sources say."""
    records: list[Record] = []
    rejects: list[Reject] = []
    for batch in batches.batches(find([source])):
        rejects += batch.rejects
        for piece in batch.pieces:
            extraction, _ = read(piece)
            records += extraction.records
            rejects += extraction.rejects
    return records, rejects


def facts(record: Record) -> dict[str, Any]:
    """Return what a record states, headings by their terms."""
    left_out = {"document", "locator", "evidence", "notes", *WITHOUT_IDS}
    found = {f: getattr(record, f) for f in record.__struct_fields__ if f not in left_out}
    headings = {f: tuple(heading.term for heading in getattr(record, f)) for f in WITHOUT_IDS}
    return {**found, **headings}


def facts_of_json(stated: dict[str, Any]) -> dict[str, Any]:
    """Return what the registry's JSON states."""
    record = CtgovJson().read("d", Entry("study", json.dumps(stated).encode()))
    assert isinstance(record, Record)
    return facts(record)


def test_tables_give_the_facts_of_the_json(folder: Path) -> None:
    records, rejects = records_of(folder)
    assert not rejects
    assert [facts(record) for record in records] == [
        facts_of_json(full(number)) for number in range(STUDIES)
    ]
    first = records[0]
    assert first.locator == "studies.txt, NCT90000000"
    assert first.document == "aact"
    assert first.evidence["conditions[0]"].place == (
        "studies.txt, NCT90000000, conditions.txt, row 1, column name"
    )
    assert first.related_trials == ("NCT99999998",)
    assert first.registry_ids == ("NCT90000000", "2019-999999-16")
    assert [dose.value for dose in first.arms[0].doses] == [2e6]


def test_real_studies_give_the_facts_of_the_json(shared: Path, tmp_path: Path) -> None:
    chosen: list[dict[str, Any]] = []
    for name in ("ctgov_v2/studies.ndjson.gz", "ctgov_v2_msc/msc.ndjson.gz"):
        with gzip.open(shared / "data" / name) as stream:
            lines = list(stream)
        chosen += map(json.loads, random.Random(5).sample(lines, 60))
    unique = {each["protocolSection"]["identificationModule"]["nctId"]: each for each in chosen}
    records, rejects = records_of(
        aact_tables.write(aact_tables.tables(unique.values()), tmp_path / "aact")
    )
    assert not rejects
    assert len(records) == len(unique) > 110
    for record in records:
        assert facts(record) == facts_of_json(unique[record.registry_ids[0]])


def zipped(folder: Path, target: Path, below: str = "") -> Path:
    """Return a zip of the files of a folder."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir(), reverse=True):
            archive.write(path, below + path.name)
    return target


@pytest.mark.parametrize("below", ["", "export/"])
def test_a_zip_is_the_same_document_as_its_folder(folder: Path, tmp_path: Path, below: str) -> None:
    (piece,) = (p for b in batches.batches(find([folder])) for p in b.pieces)
    target = zipped(folder, tmp_path / "aact.zip", below)
    (other,) = (p for b in batches.batches(find([target])) for p in b.pieces)
    assert other.origin.sha256 == piece.origin.sha256
    assert other.entries == piece.entries
    assert other.origin.name == ("aact.zip/export" if below else "aact.zip")


def test_workers_shards_and_zips_write_the_same_bytes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH_BYTES", 8_000)
    monkeypatch.setattr(batches, "PIECE_BYTES", 4_000)
    one = build([folder], tmp_path / "one")
    two = build([folder], tmp_path / "two", jobs=2)
    assert one.records == two.records == STUDIES
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    parts = [
        make_part(find([folder]), tmp_path / "shards", Options(), (number, 3))
        for number in (1, 2, 3)
    ]
    merge(parts, tmp_path / "three")
    assert contents(tmp_path / "one") == contents(tmp_path / "three")


def test_other_files_beside_the_tables_are_read_by_themselves(folder: Path) -> None:
    (folder / "readme.txt").write_text("not a table, but a text of some words\n")
    (folder / "NCT00000001.txt").write_text("a page\n")
    (folder.parent / "more.ndjson").write_text(json.dumps(study(77)))
    found = find([folder.parent])
    assert [file.name for file in found.files] == [
        "aact", "aact/NCT00000001.txt", "aact/readme.txt", "more.ndjson",
    ]  # fmt: skip
    records, rejects = records_of(folder.parent)
    assert len(records) == STUDIES + 1
    assert {reject.document for reject in rejects} == {"aact/NCT00000001.txt", "aact/readme.txt"}
    assert found.stored_bytes == sum(p.stat().st_size for p in folder.parent.rglob("*.*"))


def test_some_of_the_tables_are_enough(folder: Path) -> None:
    for path in folder.iterdir():
        if path.stem not in ("studies", "conditions", "countries"):
            path.unlink()
    records, rejects = records_of(folder)
    assert len(records) == STUDIES
    assert not rejects
    assert records[0].conditions == ("Graft-versus-host Disease",)
    assert [site.country for site in records[0].locations] == ["Belgium"]
    assert records[0].sponsor
    assert records[0].sponsor.stated_as == "organization"


def test_without_the_table_of_studies_the_others_tell(folder: Path) -> None:
    (folder / "studies.txt").unlink()
    records, rejects = records_of(folder)
    assert len(records) == STUDIES
    assert records[0].locator == "sponsors.txt, NCT90000000"
    assert not rejects


@pytest.mark.parametrize("name", ["studies.txt", "conditions.txt"])
def test_a_table_alone(folder: Path, name: str) -> None:
    records, rejects = records_of(folder / name)
    assert len(records) == STUDIES
    assert records[0].document == name
    assert not rejects


def test_studies_that_are_not_in_the_table_of_studies_are_told_once(folder: Path) -> None:
    lines = (folder / "studies.txt").read_text().splitlines()
    (folder / "studies.txt").write_text("\n".join(lines[:5]))
    records, (reject,) = records_of(folder)
    assert len(records) == 4
    assert f"rows of {STUDIES - 4} studies" in reject.reason


def test_old_wording(tmp_path: Path) -> None:
    tables: aact_tables.Tables = {
        "studies": [
            {
                "nct_id": "NCT90000001", "brief_title": "Old", "phase": "Phase 1/Phase 2",
                "overall_status": "Unknown status", "enrollment_type": "Anticipated",
                "enrollment": "30", "study_type": "Observational [Patient Registry]",
                "start_month_year": "March 2012", "start_date": "2012-03-31",
                "start_date_type": "Actual", "first_received_date": "2011-05-06",
            }
        ],
        "id_information": [
            {"id": 1, "nct_id": "NCT90000001", "id_type": "secondary_id", "id_value": "NCT90000002"}
        ],
        "study_references": [
            {"id": 1, "nct_id": "NCT90000001", "pmid": "1", "reference_type": "results_reference"},
            {"id": 2, "nct_id": "NCT90000001", "pmid": "2", "reference_type": "reference"},
        ],
        "eligibilities": [
            {"nct_id": "NCT90000001", "healthy_volunteers": "Accepts Healthy Volunteers"}
        ],
    }  # fmt: skip
    ((record,), rejects) = records_of(aact_tables.write(tables, tmp_path / "old"))
    assert not rejects
    assert record.phases == ("Phase 1", "Phase 2")
    assert record.study_type == "Observational"
    assert record.enrollment_type == "estimated"
    assert record.start_date
    assert (record.start_date.value, record.start_date.type) == ("2012-03", "actual")
    assert record.as_of == "2011-05-06"
    assert record.related_trials == ("NCT90000002",)
    assert [paper.type for paper in record.references] == ["result", None]
    assert record.eligibility
    assert record.eligibility.healthy_volunteers is True


def test_rows_go_by_their_identifiers_and_repeated_studies_are_noted(folder: Path) -> None:
    lines = (folder / "keywords.txt").read_text().splitlines()
    (folder / "keywords.txt").write_text("\n".join([lines[0], *reversed(lines[1:])]))
    with (folder / "studies.txt").open("a") as stream:
        stream.write((folder / "studies.txt").read_text().splitlines()[1] + "\n")
    records, _ = records_of(folder)
    assert len(records) == STUDIES
    assert records[0].keywords == ("MSC", "a|b")
    assert "studies.txt has 2 rows" in records[0].notes[0]


def broken(folder: Path, name: str, old: bytes, new: bytes) -> None:
    path = folder / name
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


def test_what_cannot_be_read_is_a_reject_and_the_rest_goes_on(folder: Path) -> None:
    broken(folder, "conditions.txt", b"|NCT90000002|", b"|NCT9|")
    broken(folder, "sponsors.txt", b"|INDUSTRY|", b"|INDUSTRY|a|b|")
    broken(folder, "interventions.txt", b"|BIOLOGICAL|", b'|"BIOLOGICAL|')  # never closed
    broken(folder, "keywords.txt", b"id|nct_id", b"id|trial")
    broken(folder, "facilities.txt", "Liège".encode(), "Liège".encode("cp1252"))
    records, rejects = records_of(folder)
    assert len(records) == STUDIES
    assert [(reject.place, reject.reason[:20]) for reject in rejects] == [
        ("conditions.txt, row 3", "column nct_id holds "),
        ("keywords.txt", "the first line names"),
        ("sponsors.txt, row 2", "the row has 7 cells "),
    ]
    assert any("not UTF-8" in note for record in records for note in record.notes)
    assert records[0].locations[0].city == "Liège"
    assert sum(bool(record.interventions) for record in records) >= STUDIES - 1


def test_many_bad_rows_are_summed_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aact_join, "MOST_REJECTS", 3)
    with (folder / "conditions.txt").open("a") as stream:
        stream.write("1|nowhere|x|x\n" * 50)
    _, rejects = records_of(folder)
    assert len(rejects) == 4
    assert rejects[-1].reason.startswith("47 more rows")


def test_a_cut_off_zip_member_costs_only_that_table(folder: Path, tmp_path: Path) -> None:
    target = zipped(folder, tmp_path / "aact.zip")
    content = bytearray(target.read_bytes())
    with zipfile.ZipFile(target) as archive:
        info = archive.getinfo("facilities.txt")
    start = info.header_offset + 30 + len("facilities.txt")
    content[start + 20 : start + 60] = bytes(40)
    target.write_bytes(content)
    records, rejects = records_of(target)
    assert len(records) == STUDIES
    assert [reject.document for reject in rejects] == ["aact.zip/facilities.txt"]
    assert [site.country for site in records[0].locations] == ["Belgium"]


def test_a_table_that_is_damaged_later_is_told_and_read_to_there(
    folder: Path, tmp_path: Path
) -> None:
    rng = random.Random(3)
    rows = (f"{at}|NCT9{at % STUDIES:07}|{rng.random()}" for at in range(90_000))
    (folder / "keywords.txt").write_text("id|nct_id|name\n" + "\n".join(rows))
    target = zipped(folder, tmp_path / "aact.zip")
    content = bytearray(target.read_bytes())
    with zipfile.ZipFile(target) as archive:
        info = archive.getinfo("keywords.txt")
    middle = info.header_offset + info.compress_size // 2
    content[middle : middle + 400] = bytes(400)
    target.write_bytes(content)
    records, (reject, *_) = records_of(target)
    assert reject.document == "aact.zip"
    assert "keywords.txt" in reject.reason
    assert len(records) == STUDIES
    assert 1_000 < len(records[0].keywords) < 3_750
    assert records[0].conditions


def test_a_huge_field_and_a_study_that_is_too_large(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(folder, "interventions.txt", b"cells/kg", b"cells/kg " + b"word " * 200_000)
    records, rejects = records_of(folder)
    assert len(records) == STUDIES
    assert not rejects
    monkeypatch.setattr(aact_join, "MAX_ENTRY_BYTES", 100_000)
    records, (reject,) = records_of(folder)
    assert len(records) == STUDIES - 1
    assert "larger than" in reject.reason


def test_headers_of_tables() -> None:
    assert columns(b"id|nct_id|name\n1|x|y") == ("id", "nct_id", "name")
    assert columns(b'\xef\xbb\xbf"id"|"nct_id"\r\n') == ("id", "nct_id")
    for line in (b"", b"Name|NCT\n", b"nct_id\n", b"some words | and more\n", b"\xff|\xfe"):
        assert columns(line) == ()
        assert not has_trials(line)
        assert Aact().recognise(line, "x") == 0


TABLE = st.lists(st.sampled_from([b"a|b\n", b"\n", b"\x1c", b"x" * 7]), max_size=12).map(b"".join)


@settings(deadline=None, max_examples=50)
@given(st.lists(TABLE, min_size=1, max_size=4), st.integers(1, 9))
def test_a_set_is_split_into_the_tables_it_was_made_of(parts: list[bytes], block: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("msc_kg.table_sets._BLOCK_BYTES", block)
        named = [
            StoredDocument(f"t{at}.txt", len(part), partial(io.BytesIO, part))
            for at, part in enumerate(parts)
        ]
        with table_set("set", named).open() as stream:
            found = [(name, table.read()) for name, table in split(stream, "set")]
    ended = (part + b"\n" * (bool(part) and not part.endswith(b"\n")) for part in parts)
    assert found == [(f"t{at}.txt", part) for at, part in enumerate(ended)]


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=300))
def test_no_bytes_raise(content: bytes) -> None:
    extractor = Aact()
    extractor.recognise(content, "x")
    head = b"\x1dstudies.txt\nnct_id|brief_title\nNCT90000000|x\n\x1dsponsors.txt\nid|nct_id\n"
    for whole in (content, head + content):
        extractor.extract(Document("studies.txt", whole))
