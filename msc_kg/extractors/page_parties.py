"""What fields of sponsors, collaborators and people do to the record."""

import re

from msgspec import structs

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_labels import Labelled
from msc_kg.extractors.page_lines import Line, plain, with_next
from msc_kg.extractors.page_officials import official_name
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.organisations import read_sponsor

_RESPONSIBLE = re.compile(r"\s*\(\s*Responsible Party\s*\)\s*", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:study |overall )?(?:principal investigator|study (?:chair|director)|sub-?investigator"
    r"|chief investigator)",
    re.IGNORECASE,
)
_NAME_HEADER = re.compile(r"^(?:last |full )?name\s*\|", re.IGNORECASE)  # of a table of people


def sponsor(draft: Draft, labelled: Labelled) -> None:
    """Put the sponsor with its country."""
    if not is_filler(labelled.value):
        draft.put("sponsor", read_sponsor(labelled.value), labelled.values[0])


def sponsor_country(draft: Draft, labelled: Labelled) -> None:
    """Add the country to the sponsor."""
    stated = draft.value("sponsor")
    if stated and not stated.country and not is_filler(labelled.value):
        draft.set("sponsor", structs.replace(stated, country=labelled.value))
        draft.witness("sponsor.country", labelled.values[0])


def sponsor_class(draft: Draft, labelled: Labelled) -> None:
    """Add the class to the sponsor, when it is one of the registry."""
    stated = draft.value("sponsor")
    if stated and not stated.class_ and normal_code("agency-classes", labelled.value):
        draft.set("sponsor", structs.replace(stated, class_=labelled.value))
        draft.witness("sponsor.class", labelled.values[0])


def collaborators(draft: Draft, labelled: Labelled) -> None:
    """A heading "Sponsors and Collaborators" has the sponsor on its first line."""
    lines = labelled.values
    if labelled.label.casefold().startswith("sponsor") and lines:
        draft.put("sponsor", read_sponsor(lines[0].item), lines[0])
        lines = lines[1:]
    for line in lines:
        for name in re.split(r"\s*[;；|]\s*", line.item):
            stated = None if is_filler(name) else read_sponsor(name)
            if stated is not None:
                draft.add("collaborators", stated, line)


def officials(draft: Draft, labelled: Labelled) -> None:
    """Only names: below "Investigators" each line is one, beside a role the first is."""
    listed = all(line.is_item for line in labelled.values)
    several = listed or labelled.label.casefold().rstrip(": ").endswith("s")
    values = [line for line in labelled.values if not _NAME_HEADER.match(line.item)]
    if any(_ROLE.fullmatch(line.item) for line in values):
        values = [
            line for line, below in with_next(values) if below and _ROLE.fullmatch(below.item)
        ]
    for line in values if several else values[:1]:
        for part in re.split(r"\s*[;；]\s+", line.item):
            name = official_name(Line(line.number, part))
            if name and not is_filler(name):
                draft.add("officials", name, line)


def responsible_party(draft: Draft, labelled: Labelled) -> None:
    """Who gave the information is the responsible party only where the page says so."""
    value = plain(_RESPONSIBLE.sub("", labelled.value))
    named = "responsible" in labelled.label.casefold()
    if is_filler(value) or not (named or value != labelled.value):
        return
    if named and not labelled.label.casefold().startswith("information"):
        draft.restate("responsible_party", value, labelled.values[0])
    draft.put("responsible_party", value, labelled.values[0])
