"""What of a page's labelled fields went into the record, for its coverage note.

Boilerplate (``page_boilerplate.txt``) and labels without content are not counted. Labels that
the lexicon lacks are: a short label before a colon or in the first cell of a row.
"""

import re
from collections.abc import Iterator, Sequence, Set
from functools import cache
from pathlib import Path

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_arms import arm_types
from msc_kg.extractors.page_labels import NOT_KEPT, Labelled, field_of, label_at
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_values import intervention_types
from msc_kg.phrases.fillers import is_filler

_UNKNOWN = re.compile(r"^(?P<label>[A-Z][^:：|\t.]{2,60}?)\s*[:：]\s*[|\t]?\s*(?P<rest>.*)$")
_ROW = re.compile(r"^(?P<label>[A-Z][^:：|\t.]{2,60}?)\s*[|\t]\s*(?P<rest>[^|\t]+)\|?$")
_TO_CONTACT = re.compile(
    r"\b(?:e-?mail|telephone|phone|fax|address|website|zip(?: code)?)\b\W*$", re.IGNORECASE
)
_MAX_LABEL_WORDS = 8
_NO = "no"
_LISTS = frozenset(
    {"arms", "conditions", "interventions", "keywords", "locations", "references", "related_trials"}
    | {"primary_outcomes", "secondary_outcomes", "other_outcomes", "design", "mesh_terms"}
    | {"officials", "secondary_ids", "collaborators", "countries", NOT_KEPT}
)
"""Fields whose value goes on over lines that may look like labels."""


@cache
def _boilerplate() -> frozenset[str]:
    text = Path(__file__).with_name("page_boilerplate.txt").read_text(encoding="utf-8")
    return frozenset(row for row in text.splitlines() if row and not row.startswith("#"))


def is_boilerplate(label: str) -> bool:
    """Return whether a label or heading says nothing of the trial ("Telephone", "Share")."""
    words = label.strip("#*:： ")
    return words.casefold() in _boilerplate() or bool(_TO_CONTACT.search(words))


def is_fed(draft: Draft, field: str, lines: Sequence[Line], places: Set[str]) -> bool:
    """Return whether lines went into the record: they are evidence, or countries of its sites."""
    if field == "countries" and draft.has("locations"):
        return True
    return any(f"line {line.number}" in places for line in lines)


def see(draft: Draft, labelled: Labelled, *, used: bool) -> None:
    """Count a labelled field with content."""
    label = labelled.label.strip("#*:：| ")
    if used or (not is_boilerplate(label) and any(map(_has_content, labelled.values))):
        draft.saw(label, used=used)


def see_section(draft: Draft, label: str, lines: Sequence[Line], *, used: bool = False) -> None:
    """Count a section with content, by its heading."""
    if used or (not is_boilerplate(label) and any(map(_has_content, lines))):
        draft.saw(label.strip("#*: "), used=used)


def see_unknown(draft: Draft, lines: Sequence[Line], fields: Sequence[Labelled]) -> None:
    """Count the labels that the lexicon lacks, outside of lists and prose."""
    inside = {
        (line.number, line.words)
        for labelled in fields
        for line in (labelled.values if labelled.field in _LISTS else labelled.values[:1])
    }
    for line in lines:
        if (line.number, line.words) not in inside:
            for label in _unknown(line):
                draft.saw(label, used=False)


def see_left_out(draft: Draft, lines: Sequence[Line], kept: Sequence[Line]) -> None:
    """Count the labels of lines that the view of a registry left out."""
    numbers = {line.number for line in kept}
    stated = [line for line in lines if not line.is_blank]
    if len(numbers) < 2:
        return
    for line, below in zip(stated, [*stated[1:], None], strict=True):
        if line.number in numbers or (below is not None and below.number in numbers):
            continue
        found = label_at(line)
        if found is not None and found[2]:
            value = Line(line.number, found[2])
            see(draft, Labelled(found[0], found[1], (value,)), used=False)
        for label in _unknown(line) if found is None else ():
            draft.saw(label, used=False)


def _unknown(line: Line) -> Iterator[str]:
    found = _UNKNOWN.match(line.item) or _ROW.match(line.text)
    if found is None or not _has_content(Line(line.number, found["rest"])):
        return
    label = found["label"]
    key = label.casefold()
    known = field_of(label) or key in arm_types() or key in intervention_types()
    if not (known or is_boilerplate(label) or len(label.split()) > _MAX_LABEL_WORDS):
        yield label


def _has_content(line: Line) -> bool:
    words = line.words.strip()
    return bool(words) and not is_filler(words) and words.casefold() != _NO
