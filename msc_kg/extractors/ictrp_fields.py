"""What an ICTRP export states of a trial, into a record; the persons to contact are not read."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from msc_kg.extractors.ctgov_values import DATE_TYPES, put_as_of, put_passages
from msc_kg.extractors.ictrp_arms import read_interventions, read_outcomes
from msc_kg.extractors.ictrp_design import read_design
from msc_kg.extractors.ictrp_values import (
    lines_of,
    read_age_limit,
    read_conditions,
    read_portal_phases,
    read_registered,
    read_sex,
    read_size,
    read_stated_date,
    short_items,
)
from msc_kg.extractors.ictrp_xml import Stated
from msc_kg.extractors.page_values import is_placeholder
from msc_kg.extractors.study import Placed, Study, plain
from msc_kg.extractors.study_cells import Passage, StudyPassages, add_cells
from msc_kg.extractors.unread import NO_COUNT, NO_DATE
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.registry_ids import read_registry_ids
from msc_kg.records import Date, Eligibility, Intervention, Location, Outcome, Sponsor

_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "title": "title",
        "official title": "official_title",
        "acronym": "acronym",
        "status": "status",
        "study type": "study_type",
    }
)
_DATES: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("registered in figures", "first_posted", read_registered),
    ("registered", "first_posted", read_registered),
    ("updated", "last_updated", read_stated_date),
    ("start", "start_date", read_stated_date),
    ("completion", "completion_date", read_stated_date),
)
_ROLES: Mapping[str, str] = MappingProxyType(
    {"primary outcomes": "primary", "secondary outcomes": "secondary"}
)
_ELIGIBILITY: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("min age", "min_age", read_age_limit),
    ("max age", "max_age", read_age_limit),
    ("sex", "sex", read_sex),
)


def _first(stated: Stated, kind: str) -> Passage | None:
    return next(iter(stated.get(kind, ())), None)


def _split(stated: Stated, kind: str, cut: Callable[[str], tuple[str, ...]]) -> tuple[Passage, ...]:
    """Return the items of all texts of a kind, each once, with their places."""
    found: dict[str, Passage] = {}
    for cell in stated.get(kind, ()):
        parts = cut(cell.text)
        for at, part in enumerate(parts):
            place = f"{cell.place}[{at}]" if len(parts) > 1 else cell.place
            found.setdefault(part, Passage(place, part))
    return tuple(found.values())


def put_numbers(study: Study, stated: Stated) -> None:
    """Put the numbers: all registries' are the trial's, the rest are secondary ones.

    Beside a ClinicalTrials.gov number another one of that registry is another trial's.
    """
    own = _first(stated, "trial id")
    others = [one for one in _split(stated, "secondary ids", short_items) if one != own]
    registered: dict[str, Passage] = {}
    if own:
        registered.update(dict.fromkeys(read_registry_ids(own.text), own))
        if not registered:
            study.note(f"{plain(own.text)[:60]!r} is no number of a known registry")
            others.insert(0, Passage(own.place, plain(own.text)))
    is_nct = any(number.startswith("NCT") for number in registered)
    related: list[Passage] = []
    for other in others:
        for number in read_registry_ids(other.text):
            if number.startswith("NCT") and is_nct and number not in registered:
                related.append(Passage(other.place, number))
            else:
                registered.setdefault(number, other)
    secondary = [
        one for one in others if own is None or one.text != plain(own.text) or not registered
    ]
    put_passages(study, "secondary_ids", secondary)
    put_passages(study, "related_trials", related)
    placed = [(one.place, number, one.text) for number, one in registered.items()]
    study.put_placed("registry_ids", placed)


def put_texts(study: Study, stated: Stated) -> None:
    """Put titles, status and type."""
    for kind, field in _TEXTS.items():
        cell = _first(stated, kind)
        words = plain(lines_of(cell.text)) if cell else ""
        if cell and words and not is_filler(words):
            study.put(field, words, cell.place)


def put_dates(study: Study, stated: Stated) -> None:
    """Put the dates; of what is no date a note tells.

    The day on which the portal refreshed its copy is no update of the trial; but the record was
    true then, if no update is stated.
    """
    kind = _first(stated, "start type")
    start_type = DATE_TYPES.get(plain(kind.text).lower()) if kind else None
    for name, field, read in _DATES:
        cell = _first(stated, name)
        words = plain(lines_of(cell.text)) if cell else ""
        if cell is None or is_filler(words) or study.value(field) is not None:
            continue
        value = read(words)
        if value is None:
            study.note(f"{cell.place}: {words[:60]!r} is no date")
            study.unread(cell.place, words, NO_DATE)
        else:
            date = Date(value, start_type if field == "start_date" else None)
            study.put(field, date, cell.place, words)
    put_as_of(study)
    refreshed = _first(stated, "refreshed")
    if refreshed and study.value("last_updated") is None:
        words = plain(refreshed.text)
        study.put("as_of", read_stated_date(words), refreshed.place, words)


def put_design(study: Study, stated: Stated) -> None:
    """Put phases, design and size; the size is the one aimed at where no final one is told."""
    phases = [
        Passage(cell.place, phase)
        for cell in stated.get("phase", ())
        for phase in read_portal_phases(cell.text)
    ]
    put_passages(study, "phases", phases)
    for cell in stated.get("study design", ()):
        for field, words in read_design(cell.text):
            if study.value(field) is None:
                study.put(field, words, cell.place)
    for kind, typed in (("final size", "actual"), ("size", "estimated")):
        cell_ = _first(stated, kind)
        count = read_size(cell_.text) if cell_ else None
        if cell_ and count is not None:
            words = plain(lines_of(cell_.text))
            study.put("enrollment", count, cell_.place, words)
            study.put("enrollment_type", typed, cell_.place, words)
            return
        words = plain(lines_of(cell_.text)) if cell_ else ""
        if cell_ and not (is_filler(words) or is_placeholder(words)):
            study.unread(cell_.place, words, NO_COUNT)


def put_parties(study: Study, stated: Stated) -> None:
    """Put the sponsors."""
    cell = _first(stated, "sponsor")
    name = plain(lines_of(cell.text)).strip(" ;") if cell else ""
    if cell and name and not is_filler(name):
        study.put("sponsor", Sponsor(name), cell.place, name)
    others = [one for one in _split(stated, "collaborators", short_items) if one.text != name]
    study.put_placed("collaborators", [(one.place, Sponsor(one.text), one.text) for one in others])


def put_topics(study: Study, stated: Stated) -> None:
    """Put conditions, keywords and countries."""
    put_passages(study, "conditions", _split(stated, "conditions", read_conditions))
    put_passages(study, "keywords", _split(stated, "keywords", short_items))
    countries = _split(stated, "countries", short_items)
    sites = [(one.place, Location(country=one.text), one.text) for one in countries]
    study.put_placed("locations", sites)


def put_eligibility(study: Study, stated: Stated) -> None:
    """Put sex and limits of age; criteria are not read."""
    found: dict[str, str] = {}
    for kind, field, read in _ELIGIBILITY:
        cell = _first(stated, kind)
        value = read(cell.text) if cell else None
        if cell and value:
            found[field] = value
            study.witness(f"eligibility.{field}", cell.place, plain(lines_of(cell.text)))
    if found:
        limits = Eligibility(found.get("min_age"), found.get("max_age"), found.get("sex"))
        study.set("eligibility", limits)


def put_outcomes(study: Study, stated: Stated) -> None:
    """Put the outcomes with their times."""
    found: list[Placed[Outcome]] = []
    for kind, role in _ROLES.items():
        for cell in stated.get(kind, ()):
            for at, outcome in enumerate(read_outcomes(cell.text, role)):
                found.append((f"{cell.place}[{at}]", outcome, outcome.measure))
    study.put_placed("outcomes", found)


def put_interventions(study: Study, stated: Stated) -> None:
    """Put interventions and groups, and the cells that they and the titles tell of."""
    given = read_interventions(stated.get("interventions", ()))
    listed = [
        (
            one.place,
            Intervention(one.name.text, one.type, tuple(name.text for name in one.other_names)),
            one.name.text,
        )
        for one in given.interventions
    ]
    study.put_placed("interventions", listed)
    title, official = _first(stated, "title"), _first(stated, "official title")
    passages = StudyPassages(
        Passage(title.place, plain(lines_of(title.text))) if title else None,
        Passage(official.place, plain(lines_of(official.text))) if official else None,
        given.interventions,
        given.arms,
        keywords=study.value("keywords") or (),
        conditions=study.value("conditions") or (),
    )
    add_cells(study, passages)


STEPS: tuple[Callable[[Study, Stated], None], ...] = (
    put_numbers,
    put_texts,
    put_dates,
    put_design,
    put_parties,
    put_topics,
    put_eligibility,
    put_outcomes,
    put_interventions,
)
"""What is put on a record of what a trial states, one step after another."""
