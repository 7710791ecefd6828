"""The coverage note of pages: labelled fields seen and used, the unused ones by name."""

from pathlib import Path

import pytest

from msc_kg import resources
from msc_kg.documents import Document
from msc_kg.extractors import registry
from msc_kg.extractors.coverage import MOST_UNUSED, coverage
from msc_kg.extractors.page_coverage import is_boilerplate
from msc_kg.records import Coverage, from_json, to_json

LABELLED = """Trial register of a made-up land
Registration number: NCT09999001
Public title: Cells of the cord for knees that hurt
Recruitment status: Recruiting
Study type: Interventional
Phase: Phase 2
Condition: Knee osteoarthritis
Intervention: Umbilical cord mesenchymal stem cells
Sponsor: Example Hospital
Target sample size: 24
Favourite colour of the sponsor: blue
Ethics board number: N/A
Brief summary: Knees hurt, and cells may help them.
Telephone: 555 0100
Newsletter: subscribe here
Recruitment status: Recruiting
"""


def _note(text: str) -> Coverage:
    extraction = registry.extract(Document("page.txt", text.encode()))
    (note,) = [record.coverage for record in extraction.records]
    assert note is not None
    return note


def test_fields_with_content_are_counted_and_those_not_read_are_named() -> None:
    note = _note(LABELLED)
    assert set(note.unused) == {"Favourite colour of the sponsor", "Brief summary"}
    assert (note.seen, note.used) == (11, 9)


def test_a_value_that_another_line_contradicts_is_not_used() -> None:
    note = _note(LABELLED + "Scientific title: Cells for knees\nShort title: Knees, again\n")
    assert "Short title" in note.unused
    assert "Scientific title" not in note.unused


def test_boilerplate_is_no_field() -> None:
    assert is_boilerplate("## About us:")
    assert is_boilerplate("Study leader's e-mail")
    assert not is_boilerplate("Brief summary")


def test_labels_are_counted_once_and_capped() -> None:
    fields = [("A", False), ("a", True), ("B", False), ("b ", False)]
    assert coverage(fields) == Coverage(2, 1, ("B",))
    many = coverage((f"label {number}", False) for number in range(99))
    assert (many.seen, many.used, len(many.unused)) == (99, 0, MOST_UNUSED)


@pytest.mark.parametrize("name", ["NCT00962923.txt", "NCT01690247.txt", "NCT03778333.txt"])
def test_the_note_of_a_page_goes_into_its_record(name: str) -> None:
    path = Path(resources.folder("seeds") / name)
    (record,) = registry.extract(Document(name, path.read_bytes())).records
    assert record.coverage is not None
    assert record.coverage.used > 10
    assert record.coverage.seen == record.coverage.used + len(record.coverage.unused)
    assert from_json(to_json(record)) == record
