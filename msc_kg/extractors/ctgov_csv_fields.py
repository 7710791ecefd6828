"""What each column of a ClinicalTrials.gov download does to a record: one small step a column."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from msc_kg.extractors.ctgov_csv_outcomes import read_outcome
from msc_kg.extractors.ctgov_csv_sites import read_site, split_sites
from msc_kg.extractors.ctgov_values import (
    put_count,
    put_date,
    put_design,
    put_passages,
)
from msc_kg.extractors.study import Study
from msc_kg.extractors.study_cells import (
    InterventionPassages,
    Passage,
    StudyPassages,
    add_cells,
)
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.phases import read_phases
from msc_kg.records import Eligibility, Intervention, Outcome, Sponsor

Cells = Mapping[str, Passage]
"""The cells of a row by what is read from them; places are "column NAME"."""

_BAR = re.compile(r"\s{0,5}\|\s{0,5}")
_TYPED = re.compile(r"([A-Za-z][A-Za-z _/]{2,25}):\s{0,5}(?=\S)")
_AGES = re.compile(
    r"(?P<low>\d{1,3} [A-Z][a-z]+) to (?P<high>\d{1,3} [A-Z][a-z]+)"
    r"|(?P<least>\d{1,3} [A-Z][a-z]+) (?:and|or) (?:older|over)"
    r"|(?:up to|under) (?P<most>\d{1,3} [A-Z][a-z]+)",
    re.IGNORECASE,
)
_OUTCOME_ROLES: Mapping[str, str | None] = MappingProxyType(
    {
        "primary outcomes": "primary",
        "secondary outcomes": "secondary",
        "other outcomes": "other",
        "outcomes": None,
    }
)
_DATES = (
    "start_date", "primary_completion_date", "completion_date",
    "first_posted", "last_updated", "verified",
)  # fmt: skip
_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "title": "title",
        "official title": "official_title",
        "acronym": "acronym",
        "status": "status",
        "why stopped": "why_stopped",
    }
)


def items(cell: Passage) -> tuple[Passage, ...]:
    """Return the parts of a cell that bars join, each with its place."""
    parts = (part for part in _BAR.split(cell.text) if part.strip())
    return tuple(Passage(f"{cell.place}[{at}]", part) for at, part in enumerate(parts))


def put_texts(study: Study, cells: Cells) -> None:
    """Put the columns of one text, the dates, and the lists of texts."""
    for kind, field in _TEXTS.items():
        if kind in cells:
            study.put(field, cells[kind].text, cells[kind].place)
    for field in _DATES:
        if field in cells:
            put_date(study, field, cells[field].text, cells[field].place)
    for field in ("conditions", "keywords"):
        if field in cells:
            put_passages(study, field, items(cells[field]))


def put_study_design(study: Study, cells: Cells) -> None:
    """Put study type, phases, design and size."""
    if "study type" in cells:
        kind = cells["study type"]
        # "Expanded Access:Individual Patients|Treatment IND/Protocol" tells its kinds
        study.put("study_type", kind.text.split(":")[0].strip(), kind.place, kind.text)
    if "phases" in cells:
        stated = [
            Passage(item.place, phase)
            for item in items(cells["phases"])
            for phase in read_phases(item.text)
        ]
        put_passages(study, "phases", stated)
    if "design" in cells:
        put_design(study, cells["design"].text, cells["design"].place)
    if "enrollment" in cells:
        size = cells["enrollment"]
        put_count(study, size.text, size.place)


def put_parties(study: Study, cells: Cells) -> None:
    """Put the sponsor, with the class of its funds, and the collaborators.

    Old downloads join them in one cell, the sponsor first, and name the class of each party
    once, that of the sponsor first: one class is that of all; of several the others are open.
    """
    joined = items(cells["sponsors"]) if "sponsors" in cells else ()
    sponsor = cells.get("sponsor") or next(iter(joined), None)
    classes = items(cells["funders"]) if "funders" in cells else ()
    shared = classes[0].text if len(classes) == 1 else None
    funder = cells.get("funder") or next(iter(classes), None)
    own = funder.text if funder else None
    if sponsor:
        study.put("sponsor", Sponsor(sponsor.text, class_=own), sponsor.place, sponsor.text)
    others = joined[1:] if "sponsor" not in cells else ()
    if "collaborators" in cells:
        others = items(cells["collaborators"])
    if others:
        study.set("collaborators", tuple(Sponsor(item.text, class_=shared) for item in others))
    for at, item in enumerate(others):
        study.witness(f"collaborators[{at}]", item.place, item.text)


def put_eligibility(study: Study, cells: Cells) -> None:
    """Put sex and the limits of age; groups of ages ("ADULT, OLDER_ADULT") are no limits."""
    sex, age = cells.get("sex"), cells.get("age")
    limits = _AGES.search(age.text) if age else None
    low = limits["low"] or limits["least"] if limits else None
    high = limits["high"] or limits["most"] if limits else None
    stated = Eligibility(low, high, sex.text if sex else None)
    if stated == Eligibility():
        return
    study.set("eligibility", stated)
    for field, cell in (("min_age", age), ("max_age", age), ("sex", sex)):
        if cell and getattr(stated, field):
            study.witness(f"eligibility.{field}", cell.place, cell.text)


def put_outcomes(study: Study, cells: Cells) -> None:
    """Put the outcomes of all columns; present downloads write measure, description and time."""
    found: list[Outcome] = []
    for kind, role in _OUTCOME_ROLES.items():
        for item in items(cells[kind]) if kind in cells else ():
            study.witness(f"outcomes[{len(found)}]", item.place, item.text)
            found.append(read_outcome(item.text, role) if role else Outcome(item.text))
    if found:
        study.set("outcomes", tuple(found))


def put_sites(study: Study, cells: Cells) -> None:
    """Put the sites of the column of locations."""
    if "locations" in cells:
        place, text = cells["locations"].place, cells["locations"].text
        found = split_sites(text)
        study.put_all("locations", map(read_site, found), place, _words_of(found))


def put_interventions(study: Study, cells: Cells) -> None:
    """Put the interventions, and the cells that they and the titles tell of."""
    stated = interventions(cells["interventions"]) if "interventions" in cells else ()
    if stated:
        study.set("interventions", tuple(Intervention(i.name.text, i.type) for i in stated))
    for at, one in enumerate(stated):
        study.witness(f"interventions[{at}]", one.place, one.name.text)
    passages = StudyPassages(
        cells.get("title"),
        cells.get("official title"),
        stated,
        conditions=study.value("conditions") or (),
        keywords=study.value("keywords") or (),
    )
    add_cells(study, passages)


def interventions(cell: Passage) -> tuple[InterventionPassages, ...]:
    """Return the interventions of a cell: "DRUG: tadalafil|BEHAVIORAL: diet".

    A bar divides them only where the next begins with a type that the registry knows.
    """
    found: list[list[str]] = []
    for part in cell.text.split("|"):
        kind = _kind(part)
        if kind or not found:
            found.append([kind or "", part.strip()[len(kind) + 1 if kind else 0 :].strip()])
        else:
            found[-1][1] += f"|{part}"
    stated = ((kind or None, " ".join(name.split())) for kind, name in found)
    return tuple(
        InterventionPassages(
            Passage(f"{cell.place}[{at}]", name), kind, place=f"{cell.place}[{at}]"
        )
        for at, (kind, name) in enumerate(stated)
        if name and not is_filler(name)
    )


def _kind(part: str) -> str | None:
    typed = _TYPED.match(part.strip())
    return typed[1] if typed and normal_code("intervention-types", typed[1]) else None


def _words_of(texts: tuple[str, ...]) -> Callable[[object], str]:
    rest = iter(texts)
    return lambda _: next(rest)


STEPS: tuple[Callable[[Study, Cells], None], ...] = (
    put_texts,
    put_study_design,
    put_parties,
    put_eligibility,
    put_outcomes,
    put_sites,
    put_interventions,
)
"""What is put on a record of each row, one small step after another."""
