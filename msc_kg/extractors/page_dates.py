"""What labelled dates do to the record."""

import re
from collections.abc import Callable

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_labels import Labelled
from msc_kg.extractors.unread import NO_DATE
from msc_kg.phrases.dates import read_labelled_date, spot_dates
from msc_kg.phrases.fillers import is_filler
from msc_kg.records import Date

_LINK_WORDS = re.compile(
    r"\s*(?:Key Record Dates|History of Changes"
    r"|\((?:History of Changes|Final data collection[^()]*)\))"
    r"[\s|]*$",
    re.IGNORECASE,
)
_EITHER = re.compile(
    r"\b(?:anticipated|estimated|planned|expected) or actual\b"
    r"|\bactual or (?:anticipated|estimated|planned|expected)\b"
    r"|\bactual\s?/\s?(?:anticipated|estimated|planned|expected)\b"
    r"|\b(?:anticipated|estimated|planned|expected)\s?/\s?actual\b",
    re.IGNORECASE,
)
_GLUED_DATE = re.compile(r"(\d{4}[-/.]\d\d?(?:[-/.]\d\d?)?)")


def date_setter(field: str) -> Callable[[Draft, Labelled], None]:
    """Return what puts a stated date into a field; a better one replaces it."""

    def put(draft: Draft, labelled: Labelled) -> None:
        value = _LINK_WORDS.sub("", labelled.value)
        label = "" if _EITHER.search(labelled.label) else labelled.label
        first = value.partition(",")[0]  # "2019-05-12, 1398/02/22": another calendar behind it
        stated = read_labelled_date(label, value) or read_labelled_date(label, first)
        if stated is None and not is_filler(value):
            draft.unread(field, labelled.label, labelled.values[0], NO_DATE)
        before = draft.value(field)
        if stated and before and _is_better(stated, before):
            draft.restate(field, stated, labelled.values[0])
        draft.put(field, stated, labelled.values[0])

    return put


def _is_better(stated: Date, before: Date) -> bool:
    """Return whether a date says more: the type of the same day, or when it really was."""
    if before.value == stated.value:
        return before.type is None
    return before.type == "estimated" and stated.type == "actual"


def execute_time(draft: Draft, labelled: Labelled) -> None:
    """Read start and end of "From 2020-04-01 To 2021-12-31"."""
    text = _GLUED_DATE.sub(r" \1 ", labelled.text)
    for field, span in zip(("start_date", "completion_date"), spot_dates(text), strict=False):
        draft.put(field, Date(span.value), labelled.values[0])


def refreshed(draft: Draft, labelled: Labelled) -> None:
    """The day a portal took its copy is no date of the trial; the copy was true then."""
    stated = read_labelled_date(labelled.label, labelled.value)
    draft.put("as_of", stated.value if stated else None, labelled.values[0])
