"""The study page of the former ClinicalTrials.gov site, saved as text.

Tables have become cells between pipes, headings are lost. The page is cut into regions by
the lines that open them, in the order the site printed them; labelled fields are read
outside prose only, so that nothing leaks from descriptions, criteria or boilerplate.
"""

import re
from collections.abc import Iterator, Sequence

from msc_kg.documents import Document
from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.legacy_regions import Region, note_missing, regions
from msc_kg.extractors.legacy_tables import joined_headers, listed_interventions
from msc_kg.extractors.page_acronyms import put_heading
from msc_kg.extractors.page_arms import read_arms
from msc_kg.extractors.page_cells import add_page_facts, titles
from msc_kg.extractors.page_conditions import add_condition_table, keep_listed
from msc_kg.extractors.page_coverage import is_fed, see_section
from msc_kg.extractors.page_fields import apply
from msc_kg.extractors.page_finish import finish
from msc_kg.extractors.page_groups import with_groups
from msc_kg.extractors.page_labels import Labelled, read_labelled
from msc_kg.extractors.page_lines import Line, with_next
from msc_kg.extractors.page_locations import add_locations, is_address
from msc_kg.extractors.page_outcomes import add_outcomes
from msc_kg.extractors.page_references import add_references
from msc_kg.extractors.page_tail import add_tail
from msc_kg.extractors.page_text import page_head, page_lines
from msc_kg.extractors.undelimited import pairs_of
from msc_kg.phrases.dates import read_labelled_date
from msc_kg.phrases.statuses import normal_status
from msc_kg.records import Extraction

SIGNS: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.MULTILINE), weight)
    for pattern, weight in (
        (r"^\W*ClinicalTrials\.gov Identifier\s*:", 0.35),
        (r"^\W*Recruitment Status\s*:", 0.2),
        (r"^\W*(?:First|Last Update) Posted\b.{0,20}:", 0.1),
        (r"^\W*Condition or disease\b.{0,9}Intervention", 0.3),
        (r"^\W*Condition\b.{0,9}Intervention\b.{0,9}Phase", 0.3),
        (r"^\W*(?:Ages|Sexes|Genders) Eligible for Study\s*:", 0.15),
        (r"^\W*(?:No Results Posted|How to Read a Study Record)", 0.1),
        (r"^ClinicalTrials\.gov processed this (?:record|data)", 0.2),
        (r"^\W*(?:Study First Received|First received)\s*:", 0.1),
        (r"^\W*Arms?\b.{0,9}(?:Assigned )?Interventions?(?:/treatment)?\W*$", 0.1),
        (r"Please refer to this study by its ClinicalTrials\.gov", 0.1),
        (r"Listing a study does not mean it has been evaluated", 0.2),
    )
)
"""What the pages of the site have in common, and how much each sign counts."""

_SKIPPED = re.compile(
    r"^(?:skip to|home$|search results|study record detail|trial record \d|save this study"
    r"|saved studies|clinicaltrials\.gov$|!\[)",
    re.IGNORECASE,
)
_LINK = re.compile(r"^\W*Go to\W*$", re.IGNORECASE)
_STATUS_SENTENCE = re.compile(
    r"^(?:This study (?:is|has been|was)|The recruitment status of this study is)"
    r" (?:currently |an? )?(.{1,80}?)(?: participants)?"
    r"(?: prior to (?:enrollment|recruitment)| because .{1,200})?\."
    r"(?:\s*\(see contacts and locations\))?$",
    re.IGNORECASE,
)
_REASON = re.compile(r"^\(\s*(.*[^\s)])\s*\)$")
_VERIFIED = re.compile(
    r"^Verified (?:(?P<first>\w+ \d{4}|\w+ \d{1,2}, \d{4}) by\b"
    r"|by .{1,200}[\s,](?P<last>[A-Z][a-z]+ (?:\d{1,2}, )?\d{4})\W*$)"
)
_TOP = 40  # lines
_PARTS = {
    "conditions": "Condition or disease",
    "arms": "Arms and interventions",
    "locations": "Locations",
    "description": "Study description",
    "criteria": "Criteria",
}
"""What the coverage note calls the parts of a page that are not labelled fields."""
_SITE = re.compile(r"\s+-\s+(?:Full Text View|Tabular View|Study Results|No Study Results Posted)?"
                   r"(?:\s+-\s+)?\s*ClinicalTrials\.gov\s*$")  # fmt: skip


class LegacyPage:
    """Reads study pages of the former ClinicalTrials.gov site."""

    name = "legacy-page"
    description = "study pages of the former ClinicalTrials.gov site, saved as text"

    def confidence(self, document: Document) -> float:
        """Return the weights of the signs that the page shows, at most 0.97."""
        head = page_head(document)
        return min(0.97, sum((weight for sign, weight in SIGNS if sign.search(head)), 0.0))

    def extract(self, document: Document) -> Extraction:
        """Return the one record of the page."""
        draft = Draft("registry-record", document.name, "page")
        lines = joined_headers(
            [line for line in page_lines(document) if not _LINK.match(line.text)]
        )
        _title(draft, lines)
        found = regions(lines)
        for region in found:
            if region.is_labelled:
                apply(draft, _fields(region))
        _status_sentence(draft, lines)
        _read_parts(draft, found)
        _see_parts(draft, found)
        note_missing(draft, found)
        return finish(draft, self.name)


def _see_parts(draft: Draft, found: Sequence[Region]) -> None:
    """Count the parts that hold no labelled fields; their headings are lost."""
    places = draft.places
    for region in found:
        label = _PARTS.get(region.name)
        if label is not None:
            used = is_fed(draft, region.name, region.lines, places)
            see_section(draft, label, region.lines[1:], used=used)


def _title(draft: Draft, lines: Sequence[Line]) -> None:
    """Take the line above the sentence of the status, or else the first that is no navigation."""
    stated = [line for line in lines[:_TOP] if not line.is_blank]
    above = [
        line
        for line, below in with_next(stated)
        if below and _STATUS_SENTENCE.match(below.words) and not _SKIPPED.match(line.item)
    ]
    for line in above or lines:
        if not line.is_blank and not _SKIPPED.match(line.item):
            put_heading(draft, _SITE.sub("", line.words).removeprefix("# "), line)
            return


def _status_sentence(draft: Draft, lines: Sequence[Line]) -> None:
    """Until 2017 the status was a sentence below the title."""
    stated = [line for line in lines[:_TOP] if not line.is_blank]
    for line, below in with_next(stated):
        found = _STATUS_SENTENCE.match(line.words)
        if found and normal_status(found[1]):
            draft.put("status", found[1], line)
            reason = _REASON.match(below.words) if below else None
            draft.put("why_stopped", reason[1] if reason else None, line)
        verified = _VERIFIED.match(line.words)
        if verified:
            date = verified["first"] or verified["last"]
            draft.put("verified", read_labelled_date("verified", date), line)


def _fields(region: Region) -> Iterator[Labelled]:
    """Yield the labelled fields; the lists at the end of the page are cut elsewhere."""
    through = region.name == "outcomes"  # a blank line may stand between two measures
    for labelled in read_labelled(region.lines, bare=region.name == "more", through_blanks=through):
        if region.name != "tail" or labelled.field not in ("keywords", "mesh_terms"):
            yield labelled


def _sites(draft: Draft, lines: Sequence[Line]) -> Sequence[Line]:
    """Leave out the sponsor and collaborators that the site repeats below the last address."""
    parties = [draft.value("sponsor"), *(draft.value("collaborators") or ())]
    names = {party.name for party in parties if party is not None}
    last = max((place for place, line in enumerate(lines) if is_address(line)), default=len(lines))
    below = [line for line in lines[last + 1 :] if line.words.strip("| ") not in names]
    return [*lines[: last + 1], *below]


def _read_parts(draft: Draft, found: Sequence[Region]) -> None:
    parts = {region.name: region.lines for region in found}
    listed = listed_interventions(parts.get("conditions", ()))
    arms = read_arms(with_groups(parts.get("arms", ())[1:]), listed=listed)
    arms.interventions = keep_listed(arms.interventions, parts.get("conditions", ()))
    add_page_facts(draft, arms)
    together = pairs_of(
        [
            *(line.text for line in (*titles(draft), *parts.get("description", ()))),
            *(text.name for text in arms.interventions),
        ]
    )
    add_condition_table(draft, parts.get("conditions", ()), together)
    if not draft.has("outcomes"):
        add_outcomes(draft, parts.get("outcomes", ()))
    add_locations(draft, _sites(draft, parts.get("locations", ())[1:]))
    add_references(draft, parts.get("more", ()))
    add_tail(draft, parts.get("tail", ()), together)
