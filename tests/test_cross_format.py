"""The same trial in JSON, XML and CSV gives the same facts, where the forms hold the same facts.

Facts are compared as the graph would state them: coded values by their concepts, names and texts
without case and punctuation, dates by their days. What a form does not hold is listed with the
reason; nothing else is left out.
"""

import gzip
import json
import re
import tarfile
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast

import one_trial
import pytest

from msc_kg.documents import Document
from msc_kg.extractors.ctgov_csv import CtgovCsv
from msc_kg.extractors.ctgov_json import CtgovJson
from msc_kg.extractors.ctgov_xml import CtgovXml
from msc_kg.extractors.entries import Entry, EntryExtractor
from msc_kg.phrases.coded import key, normal_code
from msc_kg.phrases.countries import read_country
from msc_kg.phrases.phases import normal_phase
from msc_kg.phrases.statuses import normal_status
from msc_kg.records import Location, Product, Record

Fact = Callable[[Record], Any]
Records = dict[str, Record]


def text(field: str) -> Fact:
    """Compare a field as a text."""
    return lambda record: key(getattr(record, field) or "")


def texts(field: str) -> Fact:
    """Compare a field as a list of texts."""
    return lambda record: tuple(map(key, getattr(record, field)))


def code(field: str, scheme: str) -> Fact:
    """Compare a coded field by its concept; words that name none as they are."""
    return lambda record: _code(scheme, getattr(record, field))


def day(field: str) -> Fact:
    """Compare a date without its type."""
    return lambda record: getattr(record, field) and getattr(record, field).value


def kind(field: str) -> Fact:
    """Compare the type of a date."""
    return lambda record: getattr(record, field) and getattr(record, field).type


def _code(scheme: str, words: str | None) -> str | None:
    return normal_code(scheme, words) or key(words) if words else None


def _site(site: Location) -> tuple[str | None, ...]:
    names = (key(part or "") for part in (site.facility, site.city, site.state))
    return (*names, site.postcode, read_country(site.country or ""))


def _product(product: Product) -> tuple[Any, ...]:
    return (product.cell_type, product.tissues, product.donors, product.brand)


def _status(words: str | None) -> str | None:
    return normal_status(words) if words else None


FACTS: dict[str, Fact] = {
    "registry ids": lambda record: sorted(record.registry_ids),
    "secondary ids": lambda record: sorted(set(map(key, record.secondary_ids))),
    "related trials": lambda record: record.related_trials,
    "title": text("title"),
    "official title": text("official_title"),
    "acronym": text("acronym"),
    "conditions": texts("conditions"),
    "keywords": texts("keywords"),
    "MeSH headings": texts("mesh_terms"),
    "status": lambda record: _status(record.status),
    "previous status": lambda record: _status(record.previous_status),
    "why stopped": text("why_stopped"),
    "phases": lambda record: tuple(map(normal_phase, record.phases)),
    "study type": code("study_type", "study-types"),
    "allocation": code("allocation", "allocations"),
    "model": code("intervention_model", "intervention-models"),
    "masking": code("masking", "maskings"),
    "purpose": code("primary_purpose", "primary-purposes"),
    "enrollment": lambda record: record.enrollment,
    "kind of enrollment": lambda record: record.enrollment_type,
    "start": day("start_date"),
    "kind of start": kind("start_date"),
    "primary completion": day("primary_completion_date"),
    "completion": day("completion_date"),
    "kind of completion": kind("completion_date"),
    "first posted": day("first_posted"),
    "last updated": day("last_updated"),
    "verified": day("verified"),
    "as of": lambda record: record.as_of,
    "interventions": lambda record: {
        (_code("intervention-types", one.type), key(one.name)) for one in record.interventions
    },
    "other names": lambda record: [one.other_names for one in record.interventions],
    "arms": lambda record: [
        (key(arm.label or ""), _code("arm-types", arm.type)) for arm in record.arms
    ],
    "products": lambda record: sorted(map(repr, map(_product, record.products))),
    "doses": lambda record: sorted(repr((d.value, d.low, d.high, d.unit)) for d in record.doses),
    "routes": lambda record: sorted(route.value or route.text for route in record.routes),
    "products of arms": lambda record: [
        [_product(one) for one in arm.products] for arm in record.arms
    ],
    "doses of arms": lambda record: [[one.value for one in arm.doses] for arm in record.arms],
    "outcomes": lambda record: [key(one.measure) for one in record.outcomes],
    "number of outcomes": lambda record: len(record.outcomes),
    "time frames": lambda record: [key(one.time_frame or "") for one in record.outcomes],
    "roles of outcomes": lambda record: [one.role for one in record.outcomes],
    "sex": lambda record: record.eligibility and _code("sexes", record.eligibility.sex),
    "ages": lambda record: (
        record.eligibility and (record.eligibility.min_age, record.eligibility.max_age)
    ),
    "healthy volunteers": lambda record: (
        record.eligibility and record.eligibility.healthy_volunteers
    ),
    "sponsor": lambda record: record.sponsor and key(record.sponsor.name),
    "class of sponsor": lambda record: (
        record.sponsor and _code("agency-classes", record.sponsor.class_)
    ),
    "collaborators": lambda record: [key(one.name) for one in record.collaborators],
    "classes of collaborators": lambda record: [
        _code("agency-classes", one.class_) for one in record.collaborators
    ],
    "responsible party": text("responsible_party"),
    "officials": texts("officials"),
    "sites": lambda record: list(map(_site, record.locations)),
    "number of sites": lambda record: len(record.locations),
    "countries": lambda record: {read_country(site.country or "") for site in record.locations},
    "status of sites": lambda record: [_status(site.status) for site in record.locations],
    "references": lambda record: [(one.pmid, key(one.text or "")) for one in record.references],
    "kinds of references": lambda record: [one.type for one in record.references],
}

NOT_IN_CSV = frozenset(
    {
        "official title", "keywords", "MeSH headings", "previous status", "why stopped",
        "kind of enrollment", "kind of start", "kind of completion", "verified", "other names",
        "arms", "products of arms", "doses of arms", "healthy volunteers", "responsible party",
        "officials", "status of sites", "references", "kinds of references", "related trials",
        # read from arms and descriptions, which a download does not hold
        "doses", "routes",
    }
)  # fmt: skip
NOT_IN_PRESENT_CSV = NOT_IN_CSV | {"ages", "classes of collaborators"}
NOT_IN_OLD_CSV = NOT_IN_CSV | {"time frames", "roles of outcomes", "sites"}


def differences(
    one: Record, other: Record, *, without: Collection[str] = ()
) -> Iterator[tuple[str, Any, Any]]:
    """Yield the facts in which two records differ, with both."""
    for name, fact in FACTS.items():
        first, second = fact(one), fact(other)
        if name not in without and first != second:
            yield name, first, second


def agreement(
    pairs: Iterable[tuple[Record, Record]], *, without: Collection[str]
) -> dict[str, float]:
    """Return the share of pairs that agree in each fact, 0 to 1."""
    compared = list(pairs)
    differing = [name for pair in compared for name, _, _ in differences(*pair, without=without)]
    names = [name for name in FACTS if name not in without]
    return {name: 1 - differing.count(name) / len(compared) for name in names}


def read(extractor: EntryExtractor, content: str) -> Record:
    """Return the one record of a document."""
    extraction = extractor.extract(Document("document", content.encode()))
    assert extraction.rejects == ()
    (record,) = extraction.records
    return record


@pytest.fixture(scope="module")
def json_record() -> Record:
    """Return the record of the invented trial in JSON."""
    return read(CtgovJson(), json.dumps(one_trial.STUDY))


def test_one_trial_in_xml_is_that_in_json(json_record: Record) -> None:
    assert list(differences(json_record, read(CtgovXml(), one_trial.XML))) == []


def test_one_trial_in_a_present_download_is_that_in_json(json_record: Record) -> None:
    record = read(CtgovCsv(), one_trial.PRESENT_CSV)
    assert list(differences(json_record, record, without=NOT_IN_PRESENT_CSV)) == []


def test_one_trial_in_an_old_download_is_that_in_json(json_record: Record) -> None:
    record = read(CtgovCsv(), one_trial.LEGACY_CSV)
    assert list(differences(json_record, record, without=NOT_IN_OLD_CSV)) == []


def records(extractor: EntryExtractor, path: Path, wanted: Callable[[int], bool]) -> Records:
    """Return the records of a file whose NCT numbers are wanted, by them."""
    found: Records = {}
    opened = gzip.open if path.suffix == ".gz" else Path.open
    with opened(path, "rb") as stream:
        for entry in extractor.entries(path.name, cast(IO[bytes], stream)):
            assert isinstance(entry, Entry)
            number = re.search(rb"NCT(\d{8})", entry.content)
            if number and wanted(int(number[1])):
                record = extractor.read(path.name, entry)
                assert isinstance(record, Record)
                found[record.registry_ids[0]] = record
    return found


def every(step: int) -> Callable[[int], bool]:
    """Want one in so many numbers: reading all takes long."""
    return lambda number: number % step == 0


@pytest.fixture(scope="module")
def urology(shared: Path) -> list[tuple[Record, Record]]:
    """Return the trials of the present download, each with its record in JSON."""
    data = shared / "data"
    rows = records(CtgovCsv(), data / "ctgov_csv" / "new_ctg-studies_urology.csv", every(2))
    listed = {int(number[3:]) for number in rows}
    studies = records(CtgovJson(), data / "ctgov_v2" / "studies.ndjson.gz", listed.__contains__)
    return [(row, studies[number]) for number, row in rows.items() if number in studies]


@pytest.fixture(scope="module")
def mesenchymal(shared: Path) -> list[tuple[Record, Record]]:
    """Return the trials of the old download, each with a JSON record of the same update."""
    data = shared / "data"
    name = "legacy_SearchResults_mesenchymal_2022-02.csv"
    rows = records(CtgovCsv(), data / "ctgov_csv" / name, every(4))
    studies = records(CtgovJson(), data / "ctgov_v2_msc" / "msc.ndjson.gz", every(4))
    pairs = [(row, studies[number]) for number, row in rows.items() if number in studies]
    return [(row, study) for row, study in pairs if row.last_updated == _day_only(study)]


def _day_only(study: Record) -> Any:
    updated = study.last_updated
    return type(updated)(updated.value) if updated else None


def below(shares: dict[str, float], least: float) -> set[str]:
    """Return the facts that agree less often."""
    return {name for name, share in shares.items() if share < least}


def test_the_present_download_and_json_agree(urology: list[tuple[Record, Record]]) -> None:
    assert len(urology) == 319, "all even numbers"
    shares = agreement(urology, without=NOT_IN_PRESENT_CSV)
    listed = {
        "model",  # the download printed no observational model
        "products",  # some are named in arms only
        "sites",  # "facility, city, state" cannot always be told apart
        "outcomes",  # "measure, description, time frame" can often not be told apart
        "time frames",
    }
    assert below(shares, 0.99) == listed
    assert shares["products"] > 0.97
    assert shares["sites"] > 0.85
    observed = [row for row, study in urology if study.study_type == "OBSERVATIONAL"]
    assert {row.intervention_model for row in observed} == {None}


def test_split_sites_and_outcomes_of_the_present_download(
    urology: list[tuple[Record, Record]],
) -> None:
    sites = [
        _site(one) == _site(other)
        for row, study in urology
        for one, other in zip(row.locations, study.locations, strict=True)
    ]
    outcomes = [
        (one, key(one.measure) == key(other.measure), one.time_frame == other.time_frame)
        for row, study in urology
        for one, other in zip(row.outcomes, study.outcomes, strict=True)
    ]
    cut = [(measure, time) for one, measure, time in outcomes if one.time_frame]
    assert sum(sites) / len(sites) > 0.94
    assert len(cut) / len(outcomes) > 0.48
    assert sum(measure for measure, _ in cut) / len(cut) > 0.98
    assert sum(time for _, time in cut) / len(cut) > 0.98


def test_the_old_download_and_json_agree(mesenchymal: list[tuple[Record, Record]]) -> None:
    assert len(mesenchymal) == 272
    shares = agreement(mesenchymal, without=NOT_IN_OLD_CSV)
    listed = {
        "status",  # the registry calls a study unknown two years after its update, without one
        "study type",  # cut off in some JSON records
        "products",  # named in arms and descriptions
        "outcomes",  # the download leaves out other outcomes, and says equal ones once
        "number of outcomes",
        "ages",  # limits below one year are not printed
        "class of sponsor",  # "Other" stands for networks, governments and persons too
        "collaborators",  # it names the keeper of the record beside a sponsor who is not
        "classes of collaborators",
    }
    assert below(shares, 0.99) <= listed
    for row, study in mesenchymal:
        if FACTS["status"](row) != FACTS["status"](study):
            assert "UNKNOWN" in {FACTS["status"](row), FACTS["status"](study)}
        measures = {key(one.measure) for one in study.outcomes if one.role != "other"}
        assert {key(one.measure) for one in row.outcomes} == measures
        assert row.study_type is None or study.study_type in {None, *_coded(row)}


def _coded(row: Record) -> set[str | None]:
    return {normal_code("study-types", row.study_type or "")}


def test_the_trial_in_xml_and_json_agrees(shared: Path) -> None:
    wanted = 712335
    with tarfile.open(shared / "data" / "ctgov_xml" / "clinical_study_xml.tar.gz") as archive:
        member = next(one for one in archive if f"{wanted:08}" in one.name)
        stream = archive.extractfile(member)
        assert stream is not None
        in_xml = read(CtgovXml(), stream.read().decode())
    path = shared / "data" / "ctgov_v2" / "studies.ndjson.gz"
    studies = records(CtgovJson(), path, wanted.__eq__)
    listed = {
        "MeSH headings",  # filed anew
        "first posted",  # old XML has the day it was received
        "last updated",
        "as of",
    }
    assert {name for name, _, _ in differences(in_xml, studies[f"NCT{wanted:08}"])} == listed
