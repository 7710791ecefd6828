"""Aggregators' pages: sections with a hint each, values in fixed order without labels.

A section is read by the function that ``READERS`` names for it. Related trials give their
identifiers only; prose, contacts and results are not read.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from msc_kg.documents import Document
from msc_kg.extractors import page_lists as lists
from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_arms import ArmsText
from msc_kg.extractors.page_cells import add_page_facts
from msc_kg.extractors.page_coverage import is_fed, see_section
from msc_kg.extractors.page_fields import SETTERS, apply
from msc_kg.extractors.page_finish import add_first_registry_id, finish
from msc_kg.extractors.page_labels import Labelled, field_of, label_at, read_labelled
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_locations import add_countries, add_locations_with_status
from msc_kg.extractors.page_references import add_listed_references
from msc_kg.extractors.page_sections import HEADER, NOT_READ, Section, read_sections
from msc_kg.extractors.page_text import page_lines
from msc_kg.extractors.page_typed import read_groups, read_interventions
from msc_kg.extractors.page_values_in_order import BASIC, DESIGN, Slot, place_values
from msc_kg.records import Extraction, Reject

Reader = Callable[[Draft, Sequence[Line]], None]

_EXPECTED = ("basic", "conditions", "design", "interventions", "eligibility", "sponsors")


class AggregatorPage:
    """Reads trial pages of aggregators."""

    name = "aggregator-page"
    description = "trial pages of aggregators: sections with values in fixed order, no labels"

    def confidence(self, document: Document) -> float:
        """Return how many sections with a hint and fields at its top there are, as 0 to 0.97."""
        sections = read_sections(page_lines(document))
        known = {section.name for section in sections if section.name not in (HEADER, NOT_READ)}
        with_hint = sum(section.has_hint for section in sections)
        if not (with_hint or "basic" in known):
            return 0.0
        top = {found[0] for line in sections[0].lines[:12] if (found := label_at(line))}
        basic = _content(sections, "basic")
        placed = sum(bool(label_at(line)) for line in basic) + sum(
            field is not None for field, _ in place_values(basic, BASIC)
        )
        stated = 0.25 * ("registry_id" in top) + 0.1 * ("last_updated" in top)
        stated += 0.08 * min(placed, 4)
        return min(
            0.97, stated + 0.1 * min(with_hint, 6) + 0.04 * min(len(known), 6 if placed < 4 else 11)
        )

    def extract(self, document: Document) -> Extraction:
        """Return the one record of the page; values without a place become rejects."""
        draft = Draft("registry-record", document.name, "page")
        sections = read_sections(page_lines(document))
        _header(draft, sections[0])
        rejects = [
            Reject(document.name, f"line {line.number}", line.text, f"no value of {section.name}")
            for section in sections
            for line in _read(draft, section)
        ]
        _cells(draft, sections)
        _see_sections(draft, sections)
        _note_missing(draft, sections)
        extraction = finish(draft, self.name)
        return Extraction(extraction.description, extraction.records, tuple(rejects))


def _see_sections(draft: Draft, sections: Sequence[Section]) -> None:
    """Count the sections; one is used when one of its lines is evidence."""
    places = draft.places
    for section in sections[1:]:
        used = is_fed(draft, section.name, section.lines, places)
        see_section(draft, section.heading, section.lines, used=used)


def _header(draft: Draft, section: Section) -> None:
    for line in section.lines:
        if not label_at(line):
            draft.put("title", line.words.strip("# "), line)
            break
    apply(draft, read_labelled(section.lines))
    add_first_registry_id(draft, section.lines)


def _read(draft: Draft, section: Section) -> list[Line]:
    """Read a section into the record; return the lines that have no place in it."""
    slots = ORDERED.get(section.name)
    if slots:
        return _in_order(draft, section.lines, slots)
    reader = READERS.get(section.name)
    if reader:
        reader(draft, section.lines)
    return []


def _in_order(draft: Draft, lines: Sequence[Line], slots: Sequence[Slot]) -> list[Line]:
    labelled = list(read_labelled([line for line in lines if label_at(line)]))
    apply(draft, labelled)
    bare = [line for line in lines if not label_at(line)]
    over: list[Line] = []
    placed = [(field, line) for field, line in place_values(bare, slots)]
    for field, line in _without_lone_middle_date(placed):
        if field is None:
            over.append(line)
        else:
            SETTERS[field](draft, Labelled(field, "", (line,)))
    return over


def _without_lone_middle_date(
    placed: Sequence[tuple[str | None, Line]],
) -> list[tuple[str | None, Line]]:
    """Of two dates the second is the completion, not the primary completion."""
    fields = {field for field, _ in placed}
    if "primary_completion_date" in fields and "completion_date" not in fields:
        return [
            ("completion_date" if field == "primary_completion_date" else field, line)
            for field, line in placed
        ]
    return list(placed)


def _cells(draft: Draft, sections: Sequence[Section]) -> None:
    groups = read_groups(_content(sections, "groups"))
    listed = read_interventions(_content(sections, "interventions"))
    own = {line.item for line in _content(sections, "interventions")}
    for arm in groups.arms:  # a description of an intervention may be repeated in the arm
        arm.description[1:] = [line for line in arm.description[1:] if line.item not in own]
    if len(listed) == 1:
        listed[0].other_names += [line.item for line in _content(sections, "other_names")]
    add_page_facts(draft, ArmsText(groups.arms, [*listed, *groups.interventions]))


def _content(sections: Sequence[Section], name: str) -> list[Line]:
    return [line for section in sections if section.name == name for line in section.lines]


def _note_missing(draft: Draft, sections: Sequence[Section]) -> None:
    there = {section.name for section in sections}
    missing = [name for name in _EXPECTED if name not in there]
    if missing:
        draft.note(f"the page lacks or breaks off before: {', '.join(missing)}")


def _items(field: str) -> Reader:
    def read(draft: Draft, lines: Sequence[Line]) -> None:
        stated = [line for line in lines if not _is_label_only(line)]
        if stated:
            SETTERS[field](draft, Labelled(field, "", tuple(stated)))

    return read


def _is_label_only(line: Line) -> bool:
    return line.text.endswith(":") and field_of(line.text) is not None


ORDERED: Mapping[str, tuple[Slot, ...]] = MappingProxyType({"basic": BASIC, "design": DESIGN})
"""Sections with values in fixed order."""

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "related": lists.add_related,
        "conditions": _items("conditions"),
        "keywords": _items("keywords"),
        "primary_outcomes": lists.outcomes_reader("primary"),
        "secondary_outcomes": lists.outcomes_reader("secondary"),
        "other_outcomes": lists.outcomes_reader("other"),
        "outcomes": lists.outcomes_reader(None),
        "eligibility": lists.add_eligibility,
        "sponsors": lists.add_sponsors,
        "collaborators": lists.add_collaborators,
        "responsible": lists.add_responsible_party,
        "officials": lists.add_officials,
        "locations": add_locations_with_status,
        "countries": add_countries,
        "references": add_listed_references,
        "identifiers": lists.add_identifiers,
    }
)
"""What reads which section; others are not read."""
