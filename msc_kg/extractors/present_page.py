"""The study page of the present ClinicalTrials.gov site, as text copied out of a browser.

The labels stand on lines of their own or before their values on one line; tables have
become lines and tabs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msc_kg.documents import Document
from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_acronyms import put_heading
from msc_kg.extractors.page_arms import read_arms
from msc_kg.extractors.page_cells import add_page_facts
from msc_kg.extractors.page_conditions import keep_listed
from msc_kg.extractors.page_coverage import is_fed, see_section
from msc_kg.extractors.page_fields import apply
from msc_kg.extractors.page_finish import add_first_registry_id, finish
from msc_kg.extractors.page_groups import with_groups
from msc_kg.extractors.page_labels import Labelled, field_of, read_labelled
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_locations import add_locations, group_of, is_address
from msc_kg.extractors.page_outcomes import add_outcomes
from msc_kg.extractors.page_references import add_references
from msc_kg.extractors.page_text import page_head, page_lines
from msc_kg.extractors.present_regions import TOP, UNREAD, first_identifier, parts
from msc_kg.phrases.registry_ids import spot_registry_ids
from msc_kg.phrases.statuses import normal_status
from msc_kg.records import Extraction

SIGNS: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.MULTILINE), weight)
    for pattern, weight in (
        (r"^\W*ClinicalTrials\.gov ID\b", 0.25),
        (r"^\W*Study Overview\W*$", 0.2),
        (r"^\W*Participation Criteria\W*$", 0.15),
        (r"^\W*Intervention / Treatment\W*$", 0.15),
        (r"^\W*Study Record Dates\W*$", 0.15),
        (r"^\W*What is the study measuring\?", 0.15),
        (r"^\W*How is the study designed\?", 0.15),
        (r"^\W*Collaborators and Investigators\W*$", 0.15),
        (r"^\W*(?:Study Start|Primary Completion|Study Completion|Enrollment) \(", 0.1),
        (r"^\W*Participant Group/Arm\b", 0.1),
        (r"^\W*Terms related to this study\W*$", 0.1),
    )
)
"""What the pages of the site have in common, and how much each sign counts."""

_FIELDS_OF = {
    TOP: ("registry_id", "sponsor", "responsible_party", "last_updated", "status", "acronym"),
    "overview": (
        *("official_title", "conditions", "interventions", "secondary_ids", "start_date"),
        *("primary_completion_date", "completion_date", "enrollment", "study_type", "phases"),
        *("status", "why_stopped", "acronym", "first_posted", "last_updated", "verified"),
    ),
    "eligibility": ("ages", "sex", "healthy_volunteers", "min_age", "max_age"),
    "design": ("allocation", "intervention_model", "masking", "primary_purpose"),
    "people": ("sponsor", "collaborators", "officials", "responsible_party"),
    "dates": ("first_posted", "last_updated", "verified"),
    "terms": ("keywords", "mesh_terms"),
}
"""The fields that a part of the page states; other labels are words of its prose."""

_PARTS = {
    "arms": "Arms and Interventions",
    "outcomes": "Outcome Measures",
    "contacts": "Locations",
    "publications": "Publications",
}
"""What the coverage note calls the parts of the page that are not labelled fields."""

_TOP_LINES = 30
_FEWEST_WORDS = 3
_ABOVE = 8  # lines above the identifier among which the status stands
_REASON = re.compile(r"^(.{4,40}?)\s*\((.+)\)$")


class PresentPage:
    """Reads study pages of the present ClinicalTrials.gov site."""

    name = "present-page"
    description = "study pages of the present ClinicalTrials.gov site, copied as text"

    def confidence(self, document: Document) -> float:
        """Return the weights of the signs that the page shows, at most 0.98."""
        head = page_head(document)
        return min(0.98, sum((weight for sign, weight in SIGNS if sign.search(head)), 0.0))

    def extract(self, document: Document) -> Extraction:
        """Return the one record of the page."""
        draft = Draft("registry-record", document.name, "page")
        lines = page_lines(document)
        if first_identifier(lines) is None:
            add_first_registry_id(draft, lines[:_TOP_LINES])
            _heading(draft, lines)
        _title(draft, lines)
        found = parts(lines)
        for name, fields in _FIELDS_OF.items():
            apply(draft, _labelled(found.get(name, ()), fields))
        groups = [line for line in found.get("arms", ()) if field_of(line.item) != "arms"]
        arms = read_arms(with_groups(groups), listed=_listed(draft))
        arms.interventions = keep_listed(arms.interventions, found.get("overview", ()))
        add_page_facts(draft, arms)
        add_outcomes(draft, found.get("outcomes", ()))
        add_locations(draft, _sites(found.get("contacts", ())))
        add_references(draft, found.get("publications", ()))
        _see_parts(draft, found)
        return finish(draft, self.name)


def _see_parts(draft: Draft, found: Mapping[str, Sequence[Line]]) -> None:
    """Count the parts that hold no labelled fields, and what is not read by its headings."""
    places = draft.places
    for name, label in _PARTS.items():
        lines = found.get(name, ())
        used = is_fed(draft, name, lines, places)
        see_section(draft, label, lines[1:], used=used)
    for heading in found.get(UNREAD, ()):
        see_section(draft, heading.item, [heading])


def _heading(draft: Draft, lines: Sequence[Line]) -> None:
    """Where no label gives the number, the first line of several words is the title."""
    for line in lines[:_TOP_LINES]:
        bare = not (line.is_blank or spot_registry_ids(line.text) or field_of(line.item))
        if bare and len(line.words.split()) > _FEWEST_WORDS:
            put_heading(draft, line.words.strip("# "), line)
            return


def _title(draft: Draft, lines: Sequence[Line]) -> None:
    """The title stands above the identifier, the status above the title."""
    above = [line for line in lines[: first_identifier(lines) or 0] if not line.is_blank]
    for line in reversed(above[-_ABOVE:]):
        reason = _REASON.match(line.words)
        status = reason[1] if reason else line.words
        if normal_status(status) and len(status) < 40:
            draft.put("status", status, line)
            draft.put("why_stopped", reason[2] if reason else None, line)
        else:
            put_heading(draft, line.words.strip("# "), line)


def _sites(lines: Sequence[Line]) -> Sequence[Line]:
    """Leave out the contacts above the first country or address."""
    stated = [line for line in lines if not line.is_blank]
    for place, line in enumerate(stated):
        if group_of(line) or is_address(line):
            return stated[place:]
    return ()


def _listed(draft: Draft) -> frozenset[str]:
    interventions = draft.value("interventions") or ()
    return frozenset(f"{item.type}: {item.name}".casefold() for item in interventions)


def _labelled(lines: Sequence[Line], fields: Sequence[str]) -> Iterator[Labelled]:
    """Yield the labelled values of these fields; a blank line between items ends no list."""
    return read_labelled(lines, bare=True, inline=True, through_blanks=True, fields=fields)
