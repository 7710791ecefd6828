"""What each labelled field of a registry page does to the record: one small function a field."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from msc_kg.extractors import page_eligibility as eligibility
from msc_kg.extractors import page_identifiers as identifiers
from msc_kg.extractors import page_parties as parties
from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_coverage import see
from msc_kg.extractors.page_dates import date_setter, execute_time, refreshed
from msc_kg.extractors.page_labels import NOT_KEPT, Labelled, field_of
from msc_kg.extractors.page_lines import Line, with_next
from msc_kg.extractors.page_outcomes import add_outcomes
from msc_kg.extractors.page_values import (
    condition_terms,
    enrollment_type,
    is_placeholder,
    read_count,
    read_keywords,
    read_list,
    read_phase_cell,
    split_interventions,
)
from msc_kg.extractors.unread import NO_COUNT
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.statuses import read_status
from msc_kg.records import Intervention

Setter = Callable[[Draft, Labelled], None]

_INNER_LABEL = re.compile(r"([A-Z][A-Za-z ]{4,24}?)\s*:\s*")
_DESIGN = {
    "allocation": "allocations",
    "intervention_model": "intervention-models",
    "masking": "maskings",
    "primary_purpose": "primary-purposes",
}
_REASON = re.compile(r"^\s*\((.+)\)\s*$")
_PHASE = re.compile(r"\(((?:Early )?Phase\s[^()]*)\)", re.IGNORECASE)
_SPOKEN = re.compile(
    r"\b(?P<masking>(?:single|double|triple|quadruple|observer)[ -]?(?:blind(?:ed)?|masked)"
    r"|open(?:[ -]label)?)\b|\b(?P<allocation>(?:non-?)?randomi[sz]ed)\b"
    r"|\b(?P<intervention_model>parallel(?:[ -]group)?|cross-?over|single[ -](?:arm|group))\b"
    r"|\b(?:trial|study) of (?P<primary_purpose>treatment|prevention|diagnosis)\b",
    re.IGNORECASE,
)
_ALLOCATED = re.compile(r"\brandomi[sz]ed\b", re.IGNORECASE)
_CODED = re.compile(r"^(?:ICD|MedDRA|SNOMED|MeSH)[\w -]{0,12}:", re.IGNORECASE)
_FREE_TEXT = re.compile(r"^free text\s*:\s*", re.IGNORECASE)
_LONGEST_STATUS = 70
_ANSWER = re.compile(r"^(?:yes|no)$", re.IGNORECASE)  # whether there are any
_SEMICOLONS = re.compile(r"\s*[;；|]\s*")


def apply(draft: Draft, fields: Iterable[Labelled]) -> None:
    """Put each labelled value into the record; labels that are not kept are only counted."""
    for labelled in fields:
        setter = SETTERS.get(labelled.field)
        if setter is not None and labelled.values:
            before = draft.statements
            setter(draft, labelled)
            see(draft, labelled, used=draft.statements > before)
        elif labelled.field == NOT_KEPT:
            see(draft, labelled, used=False)


def _text(field: str, scheme: str | None = None) -> Setter:
    """Return the setter of a text; a filler is absence, unless it is a code of ``scheme``."""

    def put(draft: Draft, labelled: Labelled) -> None:
        value = labelled.value
        is_code = scheme is not None and normal_code(scheme, value) is not None
        if scheme and not is_code and _ANSWER.match(value):
            value = _answered(labelled.label, scheme) if value.casefold() == "yes" else ""
        if is_code or not is_filler(value):
            draft.put(field, value, labelled.values[0])

    return put


def _answered(label: str, scheme: str) -> str:
    """Of "Randomised: Yes" the value is the label."""
    words = label.strip("#*: ")
    return words if normal_code(scheme, words) else ""


def _study_type(draft: Draft, labelled: Labelled) -> None:
    """Where the type is said elsewhere, "Study type: Treatment" is a purpose."""
    value = labelled.value
    is_purpose = not normal_code("study-types", value) and normal_code("primary-purposes", value)
    field = "primary_purpose" if is_purpose else "study_type"
    if not is_filler(value):
        draft.put(field, value, labelled.values[0])


def _whole_text(field: str) -> Setter:
    def put(draft: Draft, labelled: Labelled) -> None:
        if not is_filler(labelled.text):
            draft.put(field, labelled.text, labelled.values[0])

    return put


def _design(draft: Draft, labelled: Labelled) -> None:
    """Read labels inside one value ("Allocation: Randomized. Masking: Open"), or bare codes."""
    for line in labelled.values:
        marks = list(_INNER_LABEL.finditer(line.words))
        for mark, following in with_next(marks):
            end = following.start() if following else len(line.words)
            value = Line(line.number, line.words[mark.end() : end].strip(" ,;."))
            field = field_of(mark[1])
            if field in _DESIGN and value.text:
                apply(draft, [Labelled(field or "", mark[1], (value,))])
        if not marks:
            for field, part in _coded_parts(re.split(r"[,;.]\s*", line.item)).items():
                draft.put(field, part, line)
            for spoken in _SPOKEN.finditer(line.item):
                field = spoken.lastgroup or ""
                draft.put(field, spoken[field], line)


def _coded_parts(parts: Iterable[str]) -> dict[str, str]:
    """Return the parts that are codes by field, of several the one that says most."""
    found: dict[str, str] = {}
    for part in filter(None, map(str.strip, parts)):
        field = next((name for name, code in _DESIGN.items() if normal_code(code, part)), None)
        if field and len(part.split()) > len(found.get(field, "").split()):
            found[field] = part
    return found


def _status(draft: Draft, labelled: Labelled) -> None:
    status, previous = read_status(labelled.value)
    status = _whole_status(labelled.value, status)
    draft.put("status", status, labelled.values[0])
    draft.put("previous_status", previous, labelled.values[0])
    reason = _REASON.search(labelled.value[len(status or "") :])
    below = _REASON.match(labelled.values[1].words) if len(labelled.values) > 1 else None
    if status and reason:
        draft.put("why_stopped", reason[1], labelled.values[0])
    elif status and below:
        draft.put("why_stopped", below[1], labelled.values[1])


def _whole_status(text: str, status: str | None) -> str | None:
    """Words that follow a status without any mark belong to it."""
    rest = text.removeprefix(status or text)
    follows = re.match(r" [a-z]+ [a-z ,]+$", rest)
    return text if follows and len(text) < _LONGEST_STATUS else status


def _previous_status(draft: Draft, labelled: Labelled) -> None:
    draft.put("previous_status", read_status(labelled.value)[0], labelled.values[0])


def _phases(draft: Draft, labelled: Labelled) -> None:
    if not draft.has("phases"):
        for line in labelled.values:
            for words in _PHASE.findall(line.item) or [line.item]:
                for phase in read_phase_cell(words):
                    draft.add("phases", phase, line)


def _enrollment(draft: Draft, labelled: Labelled) -> None:
    """The number that took part counts before the number wanted."""
    count = read_count(labelled.value)
    if count is None and not (is_filler(labelled.value) or is_placeholder(labelled.value)):
        draft.unread("enrollment", labelled.label, labelled.values[0], NO_COUNT)
    is_actual = labelled.field == "enrollment_actual" or (
        draft.value("enrollment_type") == "estimated"
        and enrollment_type(labelled.label, labelled.value) == "actual"
    )
    if is_actual and count is not None:
        draft.restate("enrollment", count, labelled.values[0])
        draft.set("enrollment_type", "actual")
    elif count is not None and not draft.has("enrollment"):
        draft.put("enrollment", count, labelled.values[0])
        draft.put(
            "enrollment_type",
            enrollment_type(labelled.label, labelled.value),
            labelled.values[0],
            at="enrollment",
        )


def _conditions(draft: Draft, labelled: Labelled) -> None:
    """Codes of other vocabularies beside the words are left out."""
    for line in labelled.values:
        words = "" if _CODED.match(line.item) else _FREE_TEXT.sub("", line.item)
        for condition in read_list(words, condition_terms()):
            if not is_filler(condition):
                draft.add("conditions", condition, line)


def _keywords(draft: Draft, labelled: Labelled) -> None:
    """Items of their own lines may hold commas; on one line commas separate."""
    several = len(labelled.values) > 1
    for line in labelled.values:
        for keyword in _SEMICOLONS.split(line.item) if several else read_keywords(line.item):
            if not is_filler(keyword):
                draft.add("keywords", keyword, line)


def _mesh_terms(draft: Draft, labelled: Labelled) -> None:
    for line in labelled.values:
        for term in re.split(r"\s*[;；|]\s*", line.item):
            draft.add("mesh_terms", term, line)


def _interventions(draft: Draft, labelled: Labelled) -> None:
    for line in labelled.values:
        for kind, names in split_interventions(line.item):
            for name in (names,) if kind else re.split(r"\s*[;；]\s+", names):
                if not is_filler(name):
                    draft.add("interventions", Intervention(name=name, type=kind), line)


def _outcomes(role: str) -> Setter:
    def put(draft: Draft, labelled: Labelled) -> None:
        add_outcomes(draft, labelled.values, role=role)

    return put


def _secondary_design(draft: Draft, labelled: Labelled) -> None:
    """Of "Randomised controlled trial", "Cohort study" ... only allocations are kept."""
    if _ALLOCATED.search(labelled.value):
        draft.put("allocation", labelled.value, labelled.values[0])


SETTERS: Mapping[str, Setter] = MappingProxyType(
    {
        "registry_id": identifiers.registry_id,
        "secondary_ids": identifiers.secondary_ids,
        "title": _whole_text("title"),
        "official_title": _whole_text("official_title"),
        "acronym": _text("acronym"),
        "status": _status,
        "previous_status": _previous_status,
        "why_stopped": _whole_text("why_stopped"),
        "verified": date_setter("verified"),
        "first_posted": date_setter("first_posted"),
        "last_updated": date_setter("last_updated"),
        "start_date": date_setter("start_date"),
        "primary_completion_date": date_setter("primary_completion_date"),
        "completion_date": date_setter("completion_date"),
        "phases": _phases,
        "study_type": _study_type,
        "enrollment": _enrollment,
        "enrollment_actual": _enrollment,
        "allocation": _text("allocation", "allocations"),
        "intervention_model": _text("intervention_model", "intervention-models"),
        "masking": _text("masking", "maskings"),
        "primary_purpose": _text("primary_purpose", "primary-purposes"),
        "design": _design,
        "conditions": _conditions,
        "keywords": _keywords,
        "mesh_terms": _mesh_terms,
        "interventions": _interventions,
        "ages": eligibility.ages,
        "min_age": eligibility.min_age,
        "max_age": eligibility.max_age,
        "sex": eligibility.sex,
        "healthy_volunteers": eligibility.healthy_volunteers,
        "sponsor": parties.sponsor,
        "sponsor_country": parties.sponsor_country,
        "sponsor_class": parties.sponsor_class,
        "execute_time": execute_time,
        "collaborators": parties.collaborators,
        "responsible_party": parties.responsible_party,
        "officials": parties.officials,
        "primary_outcomes": _outcomes("primary"),
        "secondary_outcomes": _outcomes("secondary"),
        "other_outcomes": _outcomes("other"),
        "related_trials": identifiers.related,
        "refreshed": refreshed,
        "secondary_design": _secondary_design,
    }
)
