"""Sections of aggregators' pages that are lists of lines: sponsors, people, identifiers ..."""

import re
from collections.abc import Callable, Iterator, Sequence

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_eligibility import put_eligibility
from msc_kg.extractors.page_fields import apply
from msc_kg.extractors.page_labels import field_of, label_at, read_labelled
from msc_kg.extractors.page_lines import Line, plain, with_next
from msc_kg.extractors.page_outcomes import TIME_FRAME, read_outcome
from msc_kg.extractors.page_values import read_age, read_yes_no
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.organisations import read_sponsor
from msc_kg.phrases.registry_ids import spot_registry_ids
from msc_kg.records import Outcome, Sponsor

_ROLE = re.compile(
    r"^(?:(?:(?:sponsor|investigator|official) )?role\s*:?\s+)?"
    r"(?:(?:principal|sub)[ _-]?investigator"
    r"|study[ _](?:chair|director)"
    r"|sponsor(?:[ _-]investigator)?|lead(?:[ _]sponsor)?|collaborator)$",
    re.IGNORECASE,
)
_ROLE_OF = re.compile(r"^(?:responsibility (?:role|type)\b|(?:role|type)\s*:)", re.IGNORECASE)
_AFFILIATION = re.compile(r"^(?:affiliation|role|title|organi[sz]ation)\s*:", re.IGNORECASE)
_ABOUT_IDENTIFIER = re.compile(r"^identifier\b", re.IGNORECASE)
_FRAME_LABEL = re.compile(r"^\[?\s*time ?frame\s*:?\s*(.*?)\]?$", re.IGNORECASE)
_DURATION = re.compile(
    r"^(?:(?:up to|at|within|through|from|over|baseline|during)\b.{0,80}"
    r"|\d+(?:\s?-\s?\d+)?\s?(?:years?|months?|weeks?|days?|hours?)\b.{0,60})$",
    re.IGNORECASE,
)
_AGE_LINE = re.compile(r"^(?:(?:minimum|maximum) age\s*:\s*)?(?:\d{1,3} \w+|N/A)$", re.IGNORECASE)
_ELIGIBILITY = ("ages", "min_age", "max_age", "sex", "healthy_volunteers")
_MAX_FIELD = 80
_NO_LIMIT = "n/a"


def add_related(draft: Draft, lines: Sequence[Line]) -> None:
    """Add the identifiers of related trials; nothing else of them."""
    own = draft.value("registry_ids") or ()
    for line in lines:
        for span in spot_registry_ids(line.words):
            if span.value not in own:
                draft.add("related_trials", span.value, line)


def add_eligibility(draft: Draft, lines: Sequence[Line]) -> None:
    """Read ages (lowest first), sex, and whether healthy volunteers are accepted; or by labels."""
    labelled = [line for line in lines if _is_eligibility_label(line)]
    apply(draft, read_labelled(labelled))
    ages = [line for line in lines if _AGE_LINE.match(line.text)]
    for name, line in zip(("min_age", "max_age"), ages, strict=False):
        put_eligibility(draft, line, **{name: _age(line)})
    for line in lines:
        if normal_code("sexes", line.text) and len(line.text.split()) < 3:
            put_eligibility(draft, line, sex=line.text)
        elif read_yes_no(line.text) is not None and len(line.text.split()) == 1:
            put_eligibility(draft, line, healthy_volunteers=read_yes_no(line.text))


def _is_eligibility_label(line: Line) -> bool:
    found = label_at(line)
    return found is not None and found[0] in _ELIGIBILITY and len(line.text) < _MAX_FIELD


def _age(line: Line) -> str | None:
    return None if line.text.casefold().endswith(_NO_LIMIT) else read_age(line.text)


def add_sponsors(draft: Draft, lines: Sequence[Line]) -> None:
    """Put the first organisation as sponsor, the others as collaborators."""
    for sponsor, line in _organisations(lines):
        if draft.has("sponsor"):
            draft.add("collaborators", sponsor, line)
        else:
            draft.put("sponsor", sponsor, line)


def add_collaborators(draft: Draft, lines: Sequence[Line]) -> None:
    """Add the organisations as collaborators."""
    for sponsor, line in _organisations(lines):
        draft.add("collaborators", sponsor, line)


def _organisations(lines: Sequence[Line]) -> Iterator[tuple[Sponsor, Line]]:
    """Yield each organisation with the class on the line below it."""
    stated = [
        line
        for line in lines
        if not _ROLE.match(line.text) and (_is_class(line) or not is_filler(line.text))
    ]
    for line, below in with_next(stated):
        sponsor = None if _is_class(line) or label_at(line) else read_sponsor(line.item)
        if sponsor is not None:
            class_ = below.text if below is not None and _is_class(below) else None
            yield Sponsor(sponsor.name, sponsor.country, class_), line


def _is_class(line: Line) -> bool:
    return normal_code("agency-classes", line.text) is not None


def add_responsible_party(draft: Draft, lines: Sequence[Line]) -> None:
    """Put person, title and organisation in the order they stand; a line of type is left out."""
    stated = [line for line in lines if not (_is_code(line) or _ROLE_OF.match(line.text))]
    if stated:
        party = ", ".join(plain(_AFFILIATION.sub("", line.words)) for line in stated)
        draft.put("responsible_party", party, stated[0])


def _is_code(line: Line) -> bool:
    """Return whether the line is a code of a role; in small letters it is a person's title."""
    return line.text.isupper() and bool(_ROLE.match(line.text))


def add_officials(draft: Draft, lines: Sequence[Line]) -> None:
    """Add names: the lines before a role, or, where no role stands, every line."""
    has_roles = any(_ROLE.match(line.text) for line in lines)
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else None
        named = following is not None and bool(_ROLE.match(following.text))
        if _ROLE.match(line.text) or _AFFILIATION.match(line.text) or "@" in line.text:
            continue
        if named or not has_roles:
            draft.add("officials", line.cells[0], line)


def add_identifiers(draft: Draft, lines: Sequence[Line]) -> None:
    """Add further identifiers; lines about an identifier's type and source are left out."""
    known = draft.value("registry_ids") or ()
    for line in lines:
        about = _ABOUT_IDENTIFIER.match(line.text) or field_of(line.text.partition(":")[0]) == "-"
        if not (about or is_filler(line.item) or line.item in known):
            draft.add("secondary_ids", line.item, line)


def outcomes_reader(role: str | None) -> Callable[[Draft, Sequence[Line]], None]:
    """Return the reader of a section of outcome measures."""

    def read(draft: Draft, lines: Sequence[Line]) -> None:
        for outcome, line in _outcomes(lines, role):
            draft.add("outcomes", outcome, line)

    return read


def _outcomes(lines: Sequence[Line], role: str | None) -> Iterator[tuple[Outcome, Line]]:
    """Yield measures: a line in brackets' form, or a measure that a line of time frame closes."""
    measure: Line | None = None
    labelled = [line.number for line in lines if _FRAME_LABEL.match(line.text)]
    last = max(labelled, default=0)
    for line in lines:
        bracketed = TIME_FRAME.search(line.text)
        closing = _FRAME_LABEL.match(line.text) or (
            line.number > last and _DURATION.match(line.text)
        )
        outcome = read_outcome(line, role=role) if bracketed else None
        if outcome is not None and bracketed and bracketed.start():
            yield outcome, line
            measure = None
        elif closing and measure is not None:
            yield Outcome(measure.item, role, _frame(line)), measure
            measure = None
        elif measure is None:
            measure = line
    if measure is not None:
        yield Outcome(measure.item, role), measure


def _frame(line: Line) -> str | None:
    found = _FRAME_LABEL.match(line.text)
    return plain(found[1] if found else line.item) or None
