"""Whole pages in layouts of registries and aggregators, against what they state.

The pages are made up. ``pages/NAME.gold.json`` is the record of ``pages/NAME.EXT``, compared as
the extraction benchmark does.
"""

import json
from pathlib import Path

import msgspec
import pytest
import scoring

from msc_kg.documents import Document
from msc_kg.extractors import registry
from msc_kg.extractors.labelled_page import LabelledPage
from msc_kg.extractors.page_lines import read_lines
from msc_kg.extractors.page_sheets import is_sheet_page, sheet_lines
from msc_kg.extractors.page_site_lines import country_names, country_rows, read_site_line
from msc_kg.records import Location

PAGES = Path(__file__).with_name("pages")
GOLD = sorted(PAGES.glob("*.gold.json"))


def _document(gold: Path) -> Document:
    stem = gold.name.removesuffix(".gold.json")
    (path,) = (path for path in PAGES.glob(f"{stem}.*") if path != gold)
    return Document(path.name, path.read_bytes())


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.name.partition(".")[0])
def test_a_page_says_what_its_gold_says(gold: Path) -> None:
    extraction = registry.extract(_document(gold))
    found = [msgspec.to_builtins(record) for record in extraction.records]
    score = scoring.compare([json.loads(gold.read_text(encoding="utf-8"))], found)
    assert score.errors == ()


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.name.partition(".")[0])
def test_its_coverage_note_adds_up(gold: Path) -> None:
    (record,) = registry.extract(_document(gold)).records
    note = record.coverage
    assert note is not None
    assert note.seen == note.used + len(note.unused)
    assert note.used > note.seen / 2


def test_there_are_enough_of_them() -> None:
    assert len(GOLD) >= 14


@pytest.mark.parametrize(
    ("text", "site"),
    [
        (
            "Model Clinic, Rochester, Minnesota, 55905, United States",
            Location("Model Clinic", "Rochester", "Minnesota", "55905", "United States"),
        ),
        (
            "Department of Surgery, Model Hospital, Lund, Sweden",
            Location("Department of Surgery, Model Hospital", "Lund", country="Sweden"),
        ),
        (
            "Hôpital Exemple, Lyon, France, 69001",
            Location("Hôpital Exemple", "Lyon", None, "69001", "France"),
        ),
        ("Lund, Sweden", None),
        ("Model Hospital, Sweden", None),
        ("The hospital treats pain, fever, and more.", None),
    ],
)
def test_a_site_on_one_line(text: str, site: Location | None) -> None:
    assert read_site_line(text) == site


def test_countries_with_numbers_of_sites_and_codes() -> None:
    assert country_names("Belgium: 2 sites, Spain (3 sites)") == ["Belgium", "Spain"]
    assert country_names("DE Germany") == ["Germany"]
    assert country_names("Korea, Republic of") == ["Korea, Republic of"]
    assert country_names("Lund, Sweden") == []


def test_rows_of_member_states_are_sites_with_their_status() -> None:
    lines = read_lines(
        "Member State\tSites\tStatus\nSpain\t2\tOngoing, recruiting\nItaly\t1\t-\nTotal\t3\t\n"
    )
    found, rest = country_rows(lines)
    assert [location for location, _ in found] == [
        Location(country="Spain", status="Ongoing, recruiting"),
        Location(country="Italy"),
    ]
    assert [line.cells[0] for line in rest if line.text] == ["Total"]


def test_a_copy_of_a_registry_on_another_portal_is_no_sheet() -> None:
    own = (PAGES / "anzctr-own-page.txt").read_text(encoding="utf-8")
    assert is_sheet_page(read_lines(own))
    assert not is_sheet_page(read_lines(f"Last refreshed on: 1 May 2020\n{own}"))


def test_a_sheet_without_a_known_number_stays_as_it_is() -> None:
    lines = read_lines("Public title\nCells\n")
    assert sheet_lines(lines) == list(lines)


def test_the_day_a_portal_took_its_copy_is_no_update_of_the_trial() -> None:
    page = (
        "Last refreshed on: 24 February 2018\nMain ID: IRCT20110810007270N9\n"
        "Public title: Cells for knees\nRecruitment status: Complete\nStudy type: interventional\n"
        "Primary sponsor: Example University\nCondition: Osteoarthritis\n"
    )
    (record,) = LabelledPage().extract(Document("page.txt", page.encode())).records
    assert record.last_updated is None
    assert record.as_of == "2018-02-24"
