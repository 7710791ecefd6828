"""What a cell of a kind of column states: one small reader for each kind."""

import re
from collections.abc import Callable, Iterator, Mapping

from msc_kg.extractors import table_treatments
from msc_kg.extractors.table_columns import Column
from msc_kg.extractors.table_parties import PARTIES, party
from msc_kg.extractors.table_spotters import SPOTTERS, Vocabulary, is_condition
from msc_kg.extractors.table_treatments import Context, Fields
from msc_kg.phrases import (
    citations,
    countries,
    dates,
    fillers,
    organisations,
    phases,
    registry_ids,
    statuses,
)
from msc_kg.phrases.numbers import read_count
from msc_kg.records import (
    Date,
    Eligibility,
    Location,
    Outcome,
    Reference,
)

Reader = Callable[[str, Context], Fields]

_CONDITION_JOINT = re.compile(r"\s*[;,/]\s*|\s+(?:and|&)\s+")
_AGES = re.compile(r"(\d{1,3})(?:\s*years?)?\s*(?:[–-]|to)\s*(\d{1,3})", re.IGNORECASE)
_LEAST_AGE = re.compile(
    r"[≥>]\s?(\d{1,3})\b|(\d{1,3})(?:\s?years?)?\s?(?:\+|(?:and|or)\s(?:older|over|above)\b)",
    re.IGNORECASE,
)
_MOST_AGE = re.compile(r"(?:[≤<]|\bup to\b)\s?(\d{1,3})\b", re.IGNORECASE)
_GLUED_CITATION = re.compile(r"\.?(\d{1,3})(?!\d)")
_SEXES = {
    "all": "ALL",
    "both": "ALL",
    "male": "MALE",
    "female": "FEMALE",
    "men": "MALE",
    "women": "FEMALE",
}


def read_cell(kind: str, cell: str, context: Context) -> Fields:
    """Return the fields of a record that a cell states; none for a filler or unused kinds."""
    reader = READERS.get(kind)
    if reader is None or not cell or (fillers.is_filler(cell) and not _is_value(kind, cell)):
        return {}
    return {name: value for name, value in reader(cell, context).items() if value not in (None, ())}


def _is_value(kind: str, cell: str) -> bool:
    """Whether a word for nothing is a value: "Unknown" is a status of a registry."""
    return kind == "status" and cell.casefold().startswith("unknown")


def split_conditions(cell: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Split a cell into conditions where every part is one; else the cell is one condition.

    >>> split_conditions("Multiple Sclerosis, Chronic Progressive", Vocabulary())
    ('Multiple Sclerosis, Chronic Progressive',)
    """
    parts = [part for part in _CONDITION_JOINT.split(cell) if part]
    if is_condition(cell, vocabulary) or not all(is_condition(part, vocabulary) for part in parts):
        semicolons = [part.strip() for part in cell.split(";") if part.strip()]
        return tuple(dict.fromkeys(semicolons))
    return tuple(dict.fromkeys(parts))


def _registry_ids(cell: str, context: Context) -> Fields:
    registry = "NCT" if "nct" in context.column.name.casefold() else None
    found = registry_ids.read_registry_ids(cell, registry=registry)
    malformed = tuple(span.value for span in registry_ids.spot_malformed_ids(cell))
    odd = tuple(text for text in malformed if text not in found)
    notes = tuple(f"'{text}' has not the length of a registry id; kept as stated" for text in odd)
    stated: Fields = {"registry_ids": found, "secondary_ids": odd, "notes": notes}
    if "reference" not in context.own_columns:
        stated["references"] = tuple(_cited(cell))
    return stated


def _cited(cell: str) -> Iterator[Reference]:
    """Citations beside the ids of a cell: in brackets, or glued on ("NCT0050480312")."""
    for span in registry_ids.spot_registry_ids(cell):
        glued = _GLUED_CITATION.match(cell, span.end)
        if glued:
            yield Reference(marker=f"[{glued[1]}]")
    for marks in citations.spot_markers(cell):
        yield from (Reference(marker=marker) for marker in marks.value)


def _title(cell: str, context: Context) -> Fields:
    """The title; what it names is no product of the trial."""
    return {"title": cell}


def _acronym(cell: str, context: Context) -> Fields:
    return {"acronym": cell}


def _officials(cell: str, context: Context) -> Fields:
    return {"officials": tuple(part for part in re.split(r"\s*;\s*", cell) if part)}


def _conditions(cell: str, context: Context) -> Fields:
    return {"conditions": split_conditions(cell, context.vocabulary)}


def _phases(cell: str, context: Context) -> Fields:
    return {"phases": phases.read_phases(cell)}


def _status(cell: str, context: Context) -> Fields:
    status, previous = statuses.read_status(cell)
    return {"status": status, "previous_status": previous}


def _enrollment(cell: str, context: Context) -> Fields:
    return {"enrollment": read_count(cell)}


def _sponsor(cell: str, context: Context) -> Fields:
    names = [part for part in re.split(r"\s*;\s*(?!\s*(?:Pvt|Ltd|Inc|LLC|Co)\b)", cell) if part]
    sponsors = [organisations.read_sponsor(name) for name in names]
    found = tuple(sponsor for sponsor in sponsors if sponsor is not None)
    return {"sponsor": found[0], "collaborators": found[1:]} if found else {}


def _country(cell: str, context: Context) -> Fields:
    parts = [part for part in re.split(r"\s*[;/]\s*|,\s*", cell) if part]
    if countries.read_country(cell) or not all(map(countries.read_country, parts)):
        parts = [part for part in re.split(r"\s*;\s*", cell) if part]
    return {"locations": tuple(_location(part) for part in parts)}


def _location(text: str) -> Location:
    city, country = countries.read_country_suffix(text)
    if country is None or not city:
        return Location(country=text)
    return Location(city=city, country=country)


def _date(name: str) -> Reader:
    def read(cell: str, context: Context) -> Fields:
        value = dates.read_date(cell)
        return {name: Date(value) if value else None}

    return read


def _period(cell: str, context: Context) -> Fields:
    ends = re.split(r"\s*(?:[–—]|\bto\b|\s-\s|;)\s*", cell)
    read = [dates.read_date(end) for end in ends]
    start = Date(read[0]) if read and read[0] else None
    end = Date(read[1]) if len(read) == 2 and read[1] else None
    return {"start_date": start, "completion_date": end}


def _outcome(cell: str, context: Context) -> Fields:
    return {"outcome": cell}


def _measures(cell: str, context: Context) -> Fields:
    role = next((r for r in ("primary", "secondary") if r in context.column.name.casefold()), None)
    parts = [part.strip() for part in cell.split(";") if part.strip()]
    return {"outcomes": tuple(Outcome(measure=part, role=role) for part in parts)}


def _ages(cell: str, context: Context) -> Fields:
    found = _AGES.search(cell)
    if found:
        ages = Eligibility(min_age=f"{found[1]} Years", max_age=f"{found[2]} Years")
        return {"eligibility": ages}
    least, most = _LEAST_AGE.search(cell), _MOST_AGE.search(cell)
    if least:
        return {"eligibility": Eligibility(min_age=f"{least[1] or least[2]} Years")}
    return {"eligibility": Eligibility(max_age=f"{most[1]} Years")} if most else {}


def _sex(cell: str, context: Context) -> Fields:
    sex = _SEXES.get(cell.casefold().rstrip("s"))
    return {"eligibility": Eligibility(sex=sex)} if sex else {}


def _references(cell: str, context: Context) -> Fields:
    markers = citations.read_markers(cell)
    if markers:
        return {"references": tuple(Reference(marker=marker) for marker in markers)}
    return {"references": (citations.read_citation(cell),)}


READERS: Mapping[str, Reader] = {
    "registry-id": _registry_ids,
    "title": _title,
    "condition": _conditions,
    "phase": _phases,
    "status": _status,
    "cell-source": table_treatments.read_cell_source,
    "intervention": table_treatments.read_intervention,
    "dose": table_treatments.read_doses,
    "route": table_treatments.read_routes,
    "enrollment": _enrollment,
    "sponsor": _sponsor,
    "country": _country,
    "start-date": _date("start_date"),
    "completion-date": _date("completion_date"),
    "first-posted": _date("first_posted"),
    "last-update": _date("last_updated"),
    "acronym": _acronym,
    "official": _officials,
    "arms": table_treatments.read_arms,
    "arm-size": table_treatments.read_arm_size,
    "dates": _period,
    "outcome": _outcome,
    "outcome-measures": _measures,
    "age": _ages,
    "sex": _sex,
    "author": _references,
    "reference": _references,
}


def part_of_cell(kind: str, cell: str, column: Column, vocabulary: Vocabulary) -> str:
    """Return what a mixed cell ("Phase 2/Recruiting") states of one kind of its column.

    Where no mention of the kind is known it is what the mentions of the others leave.
    """
    if kind in PARTIES and set(column.parts) >= PARTIES:
        return party(kind, cell)
    own = _stretch(kind, cell, vocabulary)
    if own:
        return own
    rest = cell
    for other in column.parts:
        rest = rest.replace(_stretch(other, cell, vocabulary), " ", 1) if other != kind else rest
    return rest.strip(" /,;:()|-–")


def _stretch(kind: str, cell: str, vocabulary: Vocabulary) -> str:
    """From the first mention of a kind to the end of the last."""
    spotter = SPOTTERS.get(kind)
    found = list(spotter(cell, vocabulary)) if spotter else []
    return cell[found[0][0] : found[-1][1]] if found else ""
