"""What the value of a field looks like, to tell a label before its value from a sentence."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.dates import read_date
from msc_kg.phrases.phases import normal_phase, read_phases
from msc_kg.phrases.registry_ids import spot_registry_ids
from msc_kg.phrases.statuses import normal_status

_AGE = re.compile(r"\d{1,3}\s*(?:years?|months?|weeks?|days?)\b|^up to\b|^child\b|^adult\b|^N/?A\b",
                  re.IGNORECASE)  # fmt: skip
_COUNT = re.compile(r"[\d,. ]{1,12}(?:participants?|patients?|subjects?|people)?\.?", re.IGNORECASE)
_PHASE = re.compile(r"(?:early )?phase|not applicable|N/?A\b", re.IGNORECASE)
_YES_NO = re.compile(r"(?:yes|no)\b.{0,60}", re.IGNORECASE)
_KIND = re.compile(r"\s*\((?:actual|estimated?|anticipated)\)\s*", re.IGNORECASE)
_BEGINS = re.compile(r"[\"'(“]?(?:[A-Z0-9]|[a-z]{1,3}[A-Z])|[^\x00-\x7f]")
_SENTENCE = re.compile(r"(?:is|are|was|were|will|of|and|or|in|for|to|by|has|have|with)\b")


def _coded(scheme: str) -> Callable[[str], bool]:
    return lambda text: normal_code(scheme, text) is not None


def _is_date(text: str) -> bool:
    return read_date(_KIND.sub("", text)) is not None


def _is_phase(text: str) -> bool:
    """Only with the word: "Phase 1" is a value itself, not a label before a figure."""
    return bool(_PHASE.match(text)) and any(map(normal_phase, read_phases(text)))


def _is_words(text: str) -> bool:
    return bool(_BEGINS.match(text)) and not _SENTENCE.match(text)


SHAPES: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "registry_id": lambda text: len(text) < 60 and bool(spot_registry_ids(text)),
        "status": lambda text: normal_status(text) is not None,
        "previous_status": lambda text: normal_status(text) is not None,
        "phases": _is_phase,
        "enrollment": lambda text: bool(_COUNT.fullmatch(_KIND.sub("", text).strip())),
        "enrollment_actual": lambda text: bool(_COUNT.fullmatch(_KIND.sub("", text).strip())),
        "study_type": _coded("study-types"),
        "allocation": _coded("allocations"),
        "intervention_model": _coded("intervention-models"),
        "masking": _coded("maskings"),
        "primary_purpose": _coded("primary-purposes"),
        "sex": _coded("sexes"),
        "ages": lambda text: bool(_AGE.search(text)),
        "min_age": lambda text: bool(_AGE.search(text)),
        "max_age": lambda text: bool(_AGE.search(text)),
        "healthy_volunteers": lambda text: bool(_YES_NO.fullmatch(text)),
        "start_date": _is_date,
        "primary_completion_date": _is_date,
        "completion_date": _is_date,
        "first_posted": _is_date,
        "last_updated": _is_date,
        "verified": _is_date,
    }
)
"""The shape of each field that has one; of the others ``could_be`` asks for a capital."""


def could_be(field: str, text: str) -> bool:
    """Return whether the text looks like a value of the field, not the rest of a sentence."""
    return bool(text) and SHAPES.get(field, _is_words)(text)


def could_be_known(field: str, text: str) -> bool:
    """Return whether the field has a shape of its own, and the text has it."""
    return field in SHAPES and bool(text) and SHAPES[field](text)
