"""Downloads of ClinicalTrials.gov as CSV: any columns, any encoding, broken rows, hostile ones."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import one_trial
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.documents import Document
from msc_kg.extractors import registry
from msc_kg.extractors.ctgov_csv import CtgovCsv
from msc_kg.extractors.ctgov_csv_cells import cells, lenient_cells
from msc_kg.extractors.ctgov_csv_columns import column_kinds
from msc_kg.extractors.ctgov_csv_fields import interventions
from msc_kg.extractors.ctgov_csv_outcomes import read_outcome
from msc_kg.extractors.ctgov_csv_sites import read_site, split_sites
from msc_kg.extractors.ctgov_values import put_design
from msc_kg.extractors.study import Study
from msc_kg.extractors.study_cells import Passage
from msc_kg.records import Date, Extraction, Location, Outcome, Record

DOWNLOADS = {
    "ctg-studies-diabetes.csv": 10,
    "new_ctg-studies_urology.csv": 635,
    "legacy_SearchResults_mesenchymal_2022-02.csv": 1445,
}
SHORT = "NCT Number,Study Title,Study Status,Conditions\n"


def read(content: str | bytes) -> Extraction:
    """Return what the extractor makes of a download."""
    raw = content.encode() if isinstance(content, str) else content
    return CtgovCsv().extract(Document("studies.csv", raw))


def only(content: str | bytes) -> Record:
    """Return the one record of a download without rejects."""
    extraction = read(content)
    assert not extraction.rejects
    (record,) = extraction.records
    return record


def numbers(extraction: Extraction) -> list[str]:
    """Return the NCT numbers of the records."""
    return [record.registry_ids[0] for record in extraction.records]


def test_a_present_download() -> None:
    record = only(one_trial.PRESENT_CSV)
    assert record.locator == "row 1"
    assert record.registry_ids == ("NCT09990001", "2019-001234-56")
    assert record.secondary_ids == ("OMC-12", "2019-001234-56", "R01XY000001")
    assert record.evidence["registry_ids[1]"].place == "row 1, column Other IDs[1]"
    assert record.conditions == ("Osteoarthritis, Knee", "Osteoarthritis, Hip")
    assert record.phases == ("PHASE1", "PHASE2")
    assert (record.allocation, record.masking) == (
        "RANDOMIZED",
        "DOUBLE (PARTICIPANT, INVESTIGATOR)",
    )
    assert record.enrollment == 48
    assert record.completion_date == Date("2022-12")
    assert record.as_of == "2021-03-09"
    assert record.sponsor is not None
    assert (record.sponsor.name, record.sponsor.class_) == ("Orchard Cell Works, Ltd.", "INDUSTRY")
    assert record.collaborators[0].class_ is None, "the download names the class of the lead only"
    assert record.products[0].tissues == ("umbilical cord",)
    assert record.evidence["sponsor"].place == "row 1, column Sponsor"


def test_an_old_download() -> None:
    record = only(one_trial.LEGACY_CSV)
    assert record.status == "Unknown status"
    assert record.start_date == Date("2019-10-01")
    assert record.eligibility is not None
    assert (record.eligibility.min_age, record.eligibility.max_age) == ("40 Years", "75 Years")
    assert [(one.name, one.class_) for one in record.collaborators] == [
        ("Lakeside Institute of Joints", "Industry")
    ]
    assert record.outcomes == (Outcome("Adverse events"), Outcome("Pain"))
    assert record.evidence["collaborators[0]"].place == "row 1, column Sponsor/Collaborators[1]"


@pytest.mark.parametrize(
    ("funders", "sponsor", "collaborator"),
    [("Other", "Other", "Other"), ("Industry|Other", "Industry", None), ("", None, None)],
)
def test_classes_of_an_old_download(
    funders: str, sponsor: str | None, collaborator: str | None
) -> None:
    header = "NCT Number,Title,Sponsor/Collaborators,Funded Bys\n"
    record = only(f"{header}NCT00000001,Cells,A|B,{funders}\n")
    assert record.sponsor is not None
    assert record.sponsor.class_ == sponsor
    assert record.collaborators[0].class_ == collaborator


def test_every_choice_of_two_columns_is_read() -> None:
    header, row = csv.reader(io.StringIO(one_trial.PRESENT_CSV))
    for at in range(1, len(header)):
        written = io.StringIO()
        csv.writer(written).writerows([[header[at], header[0]], [row[at], row[0]]])
        assert numbers(read(written.getvalue())) == ["NCT09990001"], header[at]


def test_the_number_is_found_in_the_address_of_the_page() -> None:
    text = "Study Title,Study URL\nCells,https://clinicaltrials.gov/study/NCT00000001\n"
    assert only(text).evidence["registry_ids[0]"].place == "row 1, column Study URL"


def test_without_any_number_the_study_is_kept() -> None:
    record = only("Study Title,Study Status,Conditions\nCells for knees,COMPLETED,Gonarthrosis\n")
    assert record.registry_ids == ()
    assert record.title == "Cells for knees"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(encoding: str, delimiter: str, ends: str) -> None:
    rows = [["NCT Number", "Study Title", "Study Status"], ["NCT00000001", "Cells, für Götz", "X"]]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=ends).writerows(rows)
    record = only(written.getvalue().encode(encoding))
    assert record.title == "Cells, für Götz"
    assert bool(record.notes) == (encoding == "cp1252")


def test_lines_inside_quotes_and_empty_lines() -> None:
    text = SHORT + '\nNCT00000001,"Cells\r\nfor ""knees"", now",COMPLETED,A|B\r\n\n'
    assert only(text).title == 'Cells for "knees", now'


def test_a_stray_quote_spoils_its_own_row_only() -> None:
    good = "NCT0000000{},Cells,COMPLETED,A\n"
    text = SHORT + good.format(1) + 'NCT00000002,"Cells,COMPLETED,A\n' + good.format(3)
    extraction = read(text + good.format(4))
    assert numbers(extraction) == ["NCT00000001", "NCT00000002", "NCT00000003", "NCT00000004"]
    assert any("quotation mark" in note for note in extraction.records[1].notes)
    assert [record.locator for record in extraction.records][2] == "row 3"


def test_quotes_inside_cells_are_read_with_a_note() -> None:
    record = only(SHORT + 'NCT00000001,"The "good, better" cells",COMPLETED,A\n')
    assert record.title == 'The "good, better" cells'
    assert record.notes
    assert not only(SHORT + 'NCT00000001,A 5" needle,COMPLETED,A\n').notes


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("NCT00000002,Cells", "2 cells below 4 columns"),
        ("NCT00000002,Cells,COMPLETED,A,B,C", "6 cells below 4 columns"),
        ("COMPLETED,NCT00000002,Cells,A", "no NCT number"),
        ("NCT00000002,Ce\0lls,COMPLETED,A", "NUL"),
        ('NCT00000002,"Cells', "below 4 columns"),
    ],
)
def test_a_row_that_does_not_fit_is_a_reject(row: str, words: str) -> None:
    extraction = read(
        f"{SHORT}NCT00000001,Cells,COMPLETED,A\n{row}\nNCT00000003,Cells,COMPLETED,A\n"
    )
    assert numbers(extraction) == ["NCT00000001", "NCT00000003"]
    (reject,) = extraction.rejects
    assert (reject.document, reject.place) == ("studies.csv", "row 2")
    assert words in reject.reason
    assert ";" in reject.reason
    assert "NCT00000002" in reject.text or row.startswith(reject.text)


def test_empty_cells_at_the_end_are_no_fault() -> None:
    assert only(SHORT + "NCT00000001,Cells,COMPLETED,A,,\n").conditions == ("A",)


def test_joined_downloads_are_read_on() -> None:
    second = "NCT Number,Acronym,Study Status\nNCT00000002,KNEE,COMPLETED\n"
    extraction = read(SHORT + "NCT00000001,Cells,COMPLETED,A\n" + SHORT + second)
    assert numbers(extraction) == ["NCT00000001", "NCT00000002"]
    assert extraction.records[1].acronym == "KNEE"
    assert not extraction.rejects


@pytest.mark.parametrize("content", ["", "\n", "NCT00000001,Cells\n", "a,b\n1,2\n"])
def test_without_a_header_there_is_a_reject(content: str) -> None:
    extraction = read(content)
    assert not extraction.records
    assert "header" in extraction.rejects[0].reason


def test_a_date_that_is_none_is_noted() -> None:
    record = only("NCT Number,Study Title,Start Date\nNCT00000001,Cells,soon\n")
    assert record.start_date is None
    assert record.notes == ("column Start Date: 'soon' is no date",)


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("A, B Hospital, Paris, France", Location("A, B Hospital", "Paris", country="France")),
        ("Austin, Texas, 78701, United States",
         Location(None, "Austin", "Texas", "78701", "United States")),
        ("Clinic, Leeds, LS1 3EX, United Kingdom",
         Location("Clinic", "Leeds", None, "LS1 3EX", "United Kingdom")),
        ("Site, Seoul, Korea, Republic of",
         Location("Site", "Seoul", country="Korea, Republic of")),
        ("Clinic, Hong Kong, China", Location("Clinic", "Hong Kong", country="China")),
        ("Ward, City Hospital, Beijing, China",
         Location("Ward, City Hospital", "Beijing", country="China")),
        ("Klinik, Berlin, Germany", Location("Klinik", "Berlin", country="Germany")),
        ("Bright Rooms, Suzhou, Jiangsu, China",
         Location("Bright Rooms", "Suzhou", "Jiangsu", country="China")),
        ("Puerto Rico", Location(country="Puerto Rico")),
        ("somewhere", Location("somewhere")),
    ],
)  # fmt: skip
def test_sites(text: str, site: Location) -> None:
    assert read_site(text) == site


def test_a_bar_inside_a_facility_divides_no_sites() -> None:
    cell = "Unit A | Ward 2, Leeds, United Kingdom|Clinic, Paris, France"
    assert split_sites(cell) == ("Unit A | Ward 2, Leeds, United Kingdom", "Clinic, Paris, France")
    assert split_sites("Clinic, Atlantis|Other, Lemuria") == ("Clinic, Atlantis", "Other, Lemuria")


@pytest.mark.parametrize(
    ("text", "measure", "time_frame"),
    [
        ("Pain", "Pain", None),
        ("Pain, 6 months", "Pain", "6 months"),
        ("Pain, Baseline, 6 months", "Pain", "Baseline, 6 months"),
        ("Pain, Change of pain on a scale of ten points., 2, 4 and 6 weeks", "Pain",
         "2, 4 and 6 weeks"),
        ("Pain, swelling, and fever, 6 months", "Pain, swelling, and fever, 6 months", None),
        ("Levels of A, B and C, Blood is drawn, whenever wanted",
         "Levels of A, B and C, Blood is drawn, whenever wanted", None),
        ("Pain at 2, 4 weeks", "Pain at 2, 4 weeks", None),
    ],
)  # fmt: skip
def test_outcomes_are_cut_only_where_one_way_is_likely(
    text: str, measure: str, time_frame: str | None
) -> None:
    assert read_outcome(text, "primary") == Outcome(measure, "primary", time_frame)


def test_interventions_are_divided_before_known_types_only() -> None:
    cell = "DRUG: A|B, 5 mg|Dietary Supplement: C: D|plain|COMBINATION_PRODUCT: E"
    found = interventions(Passage("column Interventions", cell))
    assert [(one.type, one.name.text) for one in found] == [
        ("DRUG", "A|B, 5 mg"),
        ("Dietary Supplement", "C: D|plain"),
        ("COMBINATION_PRODUCT", "E"),
    ]


def test_designs_of_old_and_older_downloads() -> None:
    study = Study("d", "row 1")
    text = (
        "Allocation: Non-Randomized, Endpoint Classification: Safety/Efficacy Study, "
        "Intervention Model: Single Group Assignment, Masking: Double Blind (Subject, Caregiver), "
        "Primary Purpose: Treatment"
    )
    put_design(study, text, "study_design")
    record = study.record()
    assert record.allocation == "Non-Randomized"
    assert record.intervention_model == "Single Group Assignment"
    assert record.masking == "Double Blind (Subject, Caregiver)"
    assert record.primary_purpose == "Treatment"
    observed = Study("d", "row 1")
    put_design(observed, "Observational Model: Cohort|Time Perspective: Prospective", "c")
    assert observed.record().intervention_model == "Cohort"


def test_recognition_leaves_tables_of_reviews_alone() -> None:
    extractor = CtgovCsv()
    table = (
        b"NCT number,Condition,Cell source,Dose,Route,Phase,Country\nNCT00000001,OA,BM,1,IA,I,US\n"
    )
    assert extractor.recognise(table, "table.csv") < 0.5
    assert extractor.recognise(b"NCT Number,Title,Phase,Status\n", "table.csv") < 0.5
    for text in (one_trial.PRESENT_CSV, one_trial.LEGACY_CSV):
        choice = registry.choose(Document("s.csv", text.encode()))
        assert isinstance(choice, CtgovCsv)


def test_columns_are_known_by_one_name_each() -> None:
    text = (Path(registry.__file__).parent / "ctgov_csv_columns.tsv").read_text(encoding="utf-8")
    names = [line.split("\t")[0] for line in text.splitlines() if line[:1] not in {"#", ""}]
    assert len(names) == len(set(names)) == len(column_kinds()) + 1


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.text(max_size=12).map(lambda text: text.replace("\0", " ")), min_size=1, max_size=6)
)
def test_cells_agree_with_the_csv_module(row: list[str]) -> None:
    written = io.StringIO()
    csv.writer(written).writerow(row)
    text = written.getvalue().removesuffix("\r\n")
    (expected,) = csv.reader(io.StringIO(text, newline=""))
    assert cells(text, ",") == expected


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200), st.sampled_from([SHORT, one_trial.LEGACY_CSV, ""]))
def test_no_bytes_make_it_raise(content: bytes, head: str) -> None:
    extraction = read(head.encode() + content)
    assert extraction.records or extraction.rejects or head == SHORT
    CtgovCsv().recognise(content, "x")


def test_a_field_of_a_million_letters() -> None:
    limit = csv.field_size_limit()
    long = "cells " * 180_000
    record = only(f'{SHORT}NCT00000001,Cells,COMPLETED,"{long}"\n')
    assert len(record.conditions[0]) > 1_000_000
    assert csv.field_size_limit() == limit


def test_a_row_without_end_is_held_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_kg.extractors.ctgov_csv_rows.MAX_ENTRY_BYTES", 10_000)
    long, lines = "x" * 50_000, "x,\n" * 9000
    good = "NCT00000003,Cells,COMPLETED,A\n"
    for row in (
        f'NCT00000002,"{long}"\n',
        f'NCT00000002,"{lines}\n',
        f"NCT00000002,{long}\n",
    ):
        extraction = read(SHORT + row + good)
        assert numbers(extraction) == ["NCT00000003"]
        assert len(extraction.rejects) == 1


class Slow(io.RawIOBase):
    """A stream that gives few bytes at a time, and cannot seek."""

    def __init__(self, content: bytes) -> None:
        self._parts = iter(content[at : at + 7] for at in range(0, len(content), 7))

    def read(self, size: int = -1) -> bytes:
        return next(self._parts, b"")


def test_a_stream_in_small_pieces_gives_the_same_entries() -> None:
    content = one_trial.PRESENT_CSV.encode("utf-8-sig")
    extractor = CtgovCsv()
    slow = list(extractor.entries("d", Slow(content)))  # type: ignore[arg-type]
    assert slow == list(extractor.entries("d", io.BytesIO(content)))


@pytest.mark.parametrize("piece", ['"', '",', '""', "a|", "A, ", "\n", ", 2 weeks"])
def test_hostile_cells_take_linear_time(piece: str) -> None:
    def spent(count: int) -> float:
        row = f"NCT00000001,{piece * count},Pain{piece * count}\n".encode()
        content = b"NCT Number,Locations,Primary Outcome Measures\n" + row
        times = []
        for _ in range(3):
            start = process_time()
            read(content)
            times.append(process_time() - start)
        return min(times)

    assert spent(16_000) < 16 * max(spent(2_000), 0.002)


def split_cells(row: dict[str, str], *columns: str) -> Iterator[str]:
    """Yield the parts that bars divide in the first of the columns that is there."""
    cell = next((row[column] for column in columns if column in row), "")
    yield from (part for part in cell.split("|") if part.strip())


@pytest.mark.parametrize(("name", "count"), DOWNLOADS.items())
def test_every_row_is_read_with_all_its_parts(shared: Path, name: str, count: int) -> None:
    content = (shared / "data" / "ctgov_csv" / name).read_bytes()
    extraction = read(content)
    assert extraction.rejects == ()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(extraction.records) == len(rows) == count
    for record, row in zip(extraction.records, rows, strict=True):
        assert record.registry_ids[0] == row["NCT Number"]
        assert record.notes == ()
        assert record.conditions == tuple(
            " ".join(c.split()) for c in split_cells(row, "Conditions")
        )
        parties = list(split_cells(row, "Sponsor/Collaborators", "Sponsor"))
        assert record.sponsor is not None
        assert record.sponsor.name == " ".join(parties[0].split())
        others = len(parties) - 1 + len(list(split_cells(row, "Collaborators")))
        assert len(record.collaborators) == others
        assert len(record.locations) == len(list(split_cells(row, "Locations")))
        outcomes = [column for column in row if column.endswith("Outcome Measures")]
        assert len(record.outcomes) == sum(len(list(split_cells(row, one))) for one in outcomes)
        assert len(record.interventions) == len(list(split_cells(row, "Interventions")))
        assert record.enrollment == (int(row["Enrollment"]) if row["Enrollment"] else None)
        assert record.status
        for site in record.locations:
            assert site.country, record.registry_ids


def test_lenient_cells_end_at_quotes_before_delimiters() -> None:
    assert lenient_cells('a,"b "c" d",e', ",") == ["a", 'b "c" d', "e"]
    assert lenient_cells('a,"b', ",") == ["a", '"b']
