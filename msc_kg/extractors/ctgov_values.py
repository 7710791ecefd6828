"""Values that the old forms of ClinicalTrials.gov records (CSV, XML) print alike."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from msc_kg.extractors.page_values import UNKNOWN_ENROLLMENT, is_placeholder
from msc_kg.extractors.study import Study, plain
from msc_kg.extractors.study_cells import Passage
from msc_kg.extractors.unread import NO_COUNT, NO_DATE
from msc_kg.patterns import later
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.dates import read_labelled_date
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.registry_ids import spot_registry_ids
from msc_kg.records import Date

NCT_NUMBER = later(r"NCT\d{8}")

DESIGN_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "allocation": "allocation",
        "intervention model": "intervention_model",
        "masking": "masking",
        "primary purpose": "primary_purpose",
        "observational model": "intervention_model",
        "observational study model": "intervention_model",
    }
)
"""Keys of the design of a study (lower case) and the fields of a record that they state."""
DATE_TYPES: Mapping[str, Literal["actual", "estimated"]] = MappingProxyType(
    {
        "actual": "actual",
        "anticipated": "estimated",
        "estimate": "estimated",
        "estimated": "estimated",
    }
)
"""Types of dates and enrollments (lower case), by the words of all forms."""
_DESIGN_KEY = later(
    r"(?:^|[|,;])\s{0,5}(Allocation|Endpoint Classification|Intervention(?:al)? Model"
    r"|Masking|Primary Purpose|Observational Model|Time Perspective"
    r"|Observational Study Model)\s{0,3}:",
    re.IGNORECASE,
)
_DESIGN_SCHEMES = ("allocation", "intervention_model", "masking", "primary_purpose")
_MOST_DIGITS = 9
_AS_OF = ("last_updated", "verified", "first_posted")


def put_identifiers(study: Study, main: Passage | None, others: Iterable[Passage]) -> None:
    """Put the NCT number, those that other registries gave the trial, and all secondary ones.

    Another NCT number stays a secondary one: it is a trial of its own, or an old alias.
    """
    registered = {main.text: main} if main else {}
    secondary: list[Passage] = []
    for other in others:
        if main is None or other.text != main.text:
            secondary.append(other)
        for span in spot_registry_ids(other.text):
            if not NCT_NUMBER.fullmatch(span.value):
                registered.setdefault(span.value, other)
    put_passages(study, "secondary_ids", secondary)
    if registered:
        study.set("registry_ids", tuple(registered))
    for at, passage in enumerate(registered.values()):
        study.witness(f"registry_ids[{at}]", passage.place, passage.text)


def put_passages(study: Study, field: str, passages: Iterable[Passage]) -> None:
    """Set a field of several texts, each with its own place."""
    found = tuple(passages)
    if not found:
        return
    study.set(field, tuple([passage.text for passage in found]))
    for at, passage in enumerate(found):
        study.witness(f"{field}[{at}]", passage.place, passage.text)


def put_design(study: Study, text: str, place: str) -> None:
    """Put the parts of a design in one text: "Allocation: Randomized|Masking: None (Open Label)".

    The parts are divided by bars or commas, which stand inside values too.
    """
    keys = list(_DESIGN_KEY.finditer(text))
    ends = [*(key.start() for key in keys), len(text)][1:]
    for key, end in zip(keys, ends, strict=True):
        field = DESIGN_FIELDS.get(plain(key[1]).lower())
        if field:
            study.put(field, plain(text[key.end() : end]), place)


def put_design_words(study: Study, words: Passage) -> None:
    """Put a word of a design whose key is not given ("Treatment", "Randomized")."""
    for field in _DESIGN_SCHEMES:
        if study.value(field) is None and normal_code(field.replace("_", "-"), words.text):
            study.put(field, words.text, words.place)
            return


def put_date(study: Study, field: str, text: str, place: str, kind: str = "") -> None:
    """Put a date; ``kind`` says "Actual" or "Anticipated". What is no date is noted."""
    if not text:
        return
    date = read_labelled_date(kind, text)
    if date is None:
        study.note(f"{place}: {text[:60]!r} is no date")
        study.unread(place, text, NO_DATE)
    else:
        study.put(field, date, place, text)


def put_as_of(study: Study) -> None:
    """Set the date that the record was true for the registry."""
    for field in _AS_OF:
        date: Date | None = study.value(field)
        if date is not None:
            study.set("as_of", date.value)
            return


def put_count(study: Study, text: str, place: str) -> None:
    """Put a number of participants; what is none is told."""
    count = read_count(text)
    study.put("enrollment", count, place, text)
    is_unknown = is_filler(text) or is_placeholder(text)
    if count is None and not is_unknown:
        study.unread(place, text, NO_COUNT)


def read_count(text: str) -> int | None:
    """Return a number of participants ("1,200"); the registry's number for none known is none."""
    digits = text.replace(",", "").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _MOST_DIGITS:
        return None
    count = int(digits)
    return None if count >= UNKNOWN_ENROLLMENT else count
