"""The regions of a legacy ClinicalTrials.gov page, in the order the site printed them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_labels import field_of, label_at
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_outcomes import TIME_FRAME
from msc_kg.phrases.phases import normal_phase

_CONDITIONS = re.compile(r"^\W*Condition(?: or disease)?\b\W*\|?\W*Intervention", re.IGNORECASE)
_ARMS = re.compile(
    r"^\W*(?:Arms?|Groups?(?:/\s?Cohorts?)?)\b\W*\|?\W*(?:Assigned )?Intervention", re.IGNORECASE
)
_CHOOSING = re.compile(r"^\W*Choosing to participate in a study", re.IGNORECASE)
_ELIGIBILITY = re.compile(r"^\W*Eligibility(?: Criteria)?\W*$", re.IGNORECASE)
_OUTCOMES = re.compile(r"^\W*Outcome Measures\W*$", re.IGNORECASE)
_DESIGN = re.compile(r"^\W*Study Design\W*$", re.IGNORECASE)
_CRITERIA = re.compile(
    r"^\W*(?:(?:key )?(?:inclusion|exclusion) )?criteria\b\W*$"
    r"|^\W*(?:key )?(?:inclusion|exclusion) criteria\b",
    re.IGNORECASE,
)
_CONTACTS = re.compile(
    r"^\W*(?:To learn more about this study|Contacts and Locations)", re.IGNORECASE
)
_LOCATIONS = re.compile(
    r"^\W*(?:Please refer to this study by its ClinicalTrials|Locations?\W*$)", re.IGNORECASE
)
_MORE = re.compile(
    r"^\W*(?:More Information|Sponsors and Collaborators|Investigators|Publications?"
    r"|Publications (?:of Results|automatically indexed\b.*))\W*$",
    re.IGNORECASE,
)
_DESCRIPTION = re.compile(
    r"^\W*(?:(?:Brief Summary|Detailed Description)\b|Purpose\W*$)", re.IGNORECASE
)
_DESIGN_FIELDS = ("enrollment", "allocation", "intervention_model", "masking", "primary_purpose")
_MAX_FIELD = 80


@dataclass(frozen=True)
class Region:
    """A stretch of the page; labelled fields are read where ``is_labelled``."""

    name: str
    lines: tuple[Line, ...]

    @property
    def is_labelled(self) -> bool:
        """Whether the region holds labelled fields (and no prose)."""
        return self.name in LABELLED


LABELLED = frozenset({"header", "design", "outcomes", "eligibility", "more", "tail"})


def _labels(*fields: str) -> Callable[[Line], bool]:
    def opens(line: Line) -> bool:
        found = label_at(line)
        return found is not None and found[0] in fields

    return opens


def _matches(pattern: re.Pattern[str]) -> Callable[[Line], bool]:
    def opens(line: Line) -> bool:
        return bool(pattern.search(line.text))

    return opens


def _is_design(line: Line) -> bool:
    """Return whether the line is the field itself, not a sentence of the description."""
    found = label_at(line)
    if _DESIGN.match(line.text):
        return True
    if found is None or len(line.text) > _MAX_FIELD:
        return False
    return found[0] == "study_type" or (found[0] in _DESIGN_FIELDS and len(line.cells) > 1)


def _is_outcome(line: Line) -> bool:
    found = label_at(line)
    labelled = found is not None and found[0].endswith("_outcomes")
    framed = line.is_item and bool(TIME_FRAME.search(line.text))
    return labelled or framed or bool(_OUTCOMES.match(line.text))


def _is_more(line: Line) -> bool:
    cells = line.cells
    official = len(cells) > 1 and field_of(cells[0]) == "officials"
    return official or bool(_MORE.match(line.text)) or _labels("responsible_party")(line)


def _is_eligibility(line: Line) -> bool:
    return bool(_CHOOSING.match(line.text)) or _labels("ages")(line)


ORDER: tuple[tuple[str, str, Callable[[Line], bool]], ...] = (
    ("header", "", lambda line: False),
    ("conditions", "header", _matches(_CONDITIONS)),
    ("description", "header", _matches(_DESCRIPTION)),
    ("conditions", "description", _matches(_CONDITIONS)),
    ("description", "conditions", _matches(_DESCRIPTION)),
    ("design", "header", _is_design),
    ("arms", "design", _matches(_ARMS)),
    ("outcomes", "design", _is_outcome),
    ("arms", "outcomes", _matches(_ARMS)),
    ("description", "arms", _matches(_DESCRIPTION)),
    ("eligibility", "conditions", _is_eligibility),
    ("eligibility", "design", _matches(_ELIGIBILITY)),
    ("criteria", "eligibility", _matches(_CRITERIA)),
    ("contacts", "conditions", _matches(_CONTACTS)),
    ("locations", "conditions", _matches(_LOCATIONS)),
    ("more", "conditions", _is_more),
    ("tail", "more", _labels("verified", "keywords", "mesh_terms")),
)
"""Each region, the earliest one it can follow, and what opens it.

A region is never followed by an earlier one. Some labels also stand at the top of the page
(responsible party, verification date), where they open nothing. Before 2017 the table of
arms stood below the outcomes; from 2018 on the summary stood above the table of conditions.
"""

_PLACES = {name: place for place, (name, _, _) in reversed(tuple(enumerate(ORDER)))} | {"": 0}
_EXPECTED = {
    "conditions": "conditions",
    "design": "study design",
    "arms": "arms",
    "eligibility": "eligibility",
    "more": "responsible party and identifiers",
    "tail": "verification date",
}


def regions(lines: Sequence[Line]) -> tuple[Region, ...]:
    """Return the regions that the page has, in their order."""
    names = _names(lines)
    return tuple(
        Region(name, tuple(line for line, other in zip(lines, names, strict=True) if other == name))
        for name in dict.fromkeys(name for name, _, _ in ORDER)
        if name in names
    )


def note_missing(draft: Draft, found: Sequence[Region]) -> None:
    """Note which parts of the page are missing when it breaks off."""
    there = {region.name for region in found}
    missing = [words for name, words in _EXPECTED.items() if name not in there]
    if missing:
        draft.note(f"the page lacks or breaks off before: {', '.join(missing)}")


def _names(lines: Sequence[Line]) -> list[str]:
    names: list[str] = []
    current = 0
    rows = _Rows()
    for line in lines:
        opened = _opened(line, current)
        is_over = rows.is_complete and not normal_phase(line.words)  # "Phase II" below "Phase I"
        if opened == current and ORDER[current][0] == "conditions" and is_over:
            opened = current + 1
        current = opened
        if ORDER[current][0] == "conditions":
            rows.count(line)
        names.append(ORDER[current][0])
    return names


def _opened(line: Line, current: int) -> int:
    if line.is_blank:
        return current
    for index in range(len(ORDER) - 1, current, -1):
        name, earliest, opens = ORDER[index]
        is_other = name != ORDER[current][0]
        if is_other and current >= _PLACES[earliest] and opens(line):
            return index
    return current


class _Rows:
    """Counts the pipes of a table of one row: it is complete when it has those of its header."""

    def __init__(self) -> None:
        self._header: int | None = None
        self._row = 0

    def count(self, line: Line) -> None:
        if self._header is None:
            self._header = max(1, line.text.count("|"))
        elif not line.is_blank:
            self._row += line.text.count("|")

    @property
    def is_complete(self) -> bool:
        """Whether the row has ended."""
        return self._header is not None and self._row >= self._header
