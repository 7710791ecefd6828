"""What fields of eligibility do to the record: ages, sex, healthy volunteers."""

from typing import Any

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_labels import Labelled
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_values import read_age, read_ages, read_yes_no
from msc_kg.phrases.fillers import is_filler
from msc_kg.records import Eligibility


def put_eligibility(draft: Draft, line: Line, **stated: str | bool | None) -> None:
    """Add to the eligibility what is stated and not there yet."""
    before = draft.value("eligibility") or Eligibility()
    values: dict[str, Any] = {
        name: getattr(before, name) if getattr(before, name) is not None else stated.get(name)
        for name in Eligibility.__struct_fields__
    }
    if any(value is not None for value in stated.values()):
        draft.set("eligibility", Eligibility(**values))
        for name, value in stated.items():
            if value is not None:
                draft.witness(f"eligibility.{name}", line)


def ages(draft: Draft, labelled: Labelled) -> None:
    """Read a range of ages."""
    low, high = read_ages(labelled.text)
    put_eligibility(draft, labelled.values[0], min_age=low, max_age=high)


def min_age(draft: Draft, labelled: Labelled) -> None:
    """Read the lowest age."""
    put_eligibility(draft, labelled.values[0], min_age=read_age(labelled.value))


def max_age(draft: Draft, labelled: Labelled) -> None:
    """Read the highest age."""
    put_eligibility(draft, labelled.values[0], max_age=read_age(labelled.value))


def sex(draft: Draft, labelled: Labelled) -> None:
    """Take the words for the sexes."""
    if not is_filler(labelled.value):
        put_eligibility(draft, labelled.values[0], sex=labelled.value)


def healthy_volunteers(draft: Draft, labelled: Labelled) -> None:
    """Read yes or no."""
    if not is_filler(labelled.value):
        put_eligibility(draft, labelled.values[0], healthy_volunteers=read_yes_no(labelled.value))
