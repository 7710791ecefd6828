"""Values without labels in a fixed order, each also known by its form or its code list."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from msc_kg.extractors.page_lines import Line
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.dates import read_date
from msc_kg.phrases.phases import normal_phase, read_phases
from msc_kg.phrases.statuses import normal_status

_PEOPLE = re.compile(
    r"\d[\d,]*\s*(?:participants?|patients?|subjects?|people|volunteers?)\b.*", re.IGNORECASE
)


@dataclass(frozen=True)
class Slot:
    """A place in the order: the field, and whether a text can be its value."""

    field: str
    fits: Callable[[str], bool]


def coded(field: str, scheme: str) -> Slot:
    """Return the slot of a field whose values are a code list."""
    return Slot(field, lambda text: normal_code(scheme, text) is not None)


def _is_date(text: str) -> bool:
    return len(text) < 40 and text[:1].isalnum() and read_date(text) is not None


BASIC = (
    Slot("status", lambda text: normal_status(text) is not None),
    Slot("phases", lambda text: any(map(normal_phase, read_phases(text)))),
    Slot("enrollment", lambda text: bool(_PEOPLE.fullmatch(text))),
    coded("study_type", "study-types"),
    Slot("start_date", _is_date),
    Slot("primary_completion_date", _is_date),
    Slot("completion_date", _is_date),
)
"""The order of an aggregator's basic information."""

DESIGN = (
    coded("allocation", "allocations"),
    coded("intervention_model", "intervention-models"),
    coded("primary_purpose", "primary-purposes"),
    coded("masking", "maskings"),
)
"""The order of an aggregator's study design."""


def place_values(lines: Sequence[Line], slots: Sequence[Slot]) -> Iterator[tuple[str | None, Line]]:
    """Yield each line with the field whose value it is, or ``None``.

    A line goes to the next slot in the order that it fits; when there is none, to an earlier
    one that is still empty. So a line that is missing shifts nothing.
    """
    free = list(range(len(slots)))
    last = -1
    for line in lines:
        fitting = [place for place in free if slots[place].fits(line.item)]
        later = [place for place in fitting if place > last]
        place = next(iter(later or fitting), None)
        if place is None:
            yield None, line
        else:
            free.remove(place)
            last = place
            yield slots[place].field, line
