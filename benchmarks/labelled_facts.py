"""What gold records of trial pages state, as labelled values with their share of the record."""

import calendar
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import extraction
from scoring import Stated

RELEASED = tuple(
    extraction.CORPUS / part for part in ("developed", "held-back", "held-back-2", "held-back-3")
)
_DATES = ("start_date", "primary_completion_date", "completion_date")
_DATES_OF_RECORD = ("first_posted", "last_updated", "verified")
_TEXTS = ("title", "official_title", "acronym", "status", "why_stopped", "study_type")
_CODES = ("allocation", "intervention_model", "masking", "primary_purpose", "responsible_party")
_LISTS = ("registry_ids", "secondary_ids", "conditions", "keywords", "phases", "officials")
_MONTHS = 7  # characters of a date without its day
Field = tuple[str, str, tuple[str, ...]]
"""Field, label and values."""


def gold_records() -> list[Stated]:
    """Return the gold records of the pages of the released parts of the corpus."""
    files = [file for part in RELEASED for file in sorted(part.glob("pages/*.gold.jsonl"))]
    return [json.loads(row) for file in files for row in file.read_text().splitlines() if row]


_KINDS = {"target": "estimated", "planned": "estimated", "anticipated": "estimated",
          "expected": "estimated", "actual": "actual"}  # fmt: skip


def _kind_of(label: str) -> str | None:
    """Return what a label says of its date or number."""
    words = label.casefold().split()
    return None if "or" in words else next((_KINDS[word] for word in words if word in _KINDS), None)


def _date(stated: Mapping[str, str], choice: random.Random) -> str:
    year, *rest = stated["value"].split("-")
    month, *day = rest or ["1"]
    name = calendar.month_name[int(month)] if len(stated["value"]) >= _MONTHS else ""
    forms = [stated["value"]]
    if day:
        forms += [f"{name} {int(day[0])}, {year}", f"{int(day[0])} {name[:3]} {year}"]
    elif name:
        forms.append(f"{name} {year}")
    kind = f" ({stated['type']})" if stated.get("type") else ""
    return choice.choice(forms) + kind


def stated_fields(
    record: Stated, labels: Mapping[str, str], choice: random.Random
) -> Iterator[tuple[Field, dict[str, Any]]]:
    """Yield each field that record and vocabulary have, with its share of the gold record."""
    for name in (*_TEXTS, *_CODES):
        if name in labels and record.get(name):
            yield (name, labels[name], (record[name],)), {name: record[name]}
    for name in _LISTS:
        if name in labels and record.get(name):
            yield (name, labels[name], tuple(record[name])), {name: record[name]}
    for name in (*_DATES, *_DATES_OF_RECORD):
        if name in labels and record.get(name):
            kind = _kind_of(labels[name])
            date = {"value": record[name]["value"]} if kind else record[name]
            share = {**date, "type": kind} if kind else date
            yield (name, labels[name], (_date(date, choice),)), {name: share}
    if record.get("enrollment") is not None and "enrollment" in labels:
        said = _kind_of(labels["enrollment"])
        kind = said or record.get("enrollment_type")
        text = str(record["enrollment"]) + (f" ({kind})" if kind and not said else "")
        share = {"enrollment": record["enrollment"]} | ({"enrollment_type": kind} if kind else {})
        yield ("enrollment", labels["enrollment"], (text,)), share
    yield from _parties(record, labels)
    yield from _people(record, labels)
    yield from _outcomes(record, labels)


def _parties(record: Stated, labels: Mapping[str, str]) -> Iterator[tuple[Field, dict[str, Any]]]:
    if "sponsor" in labels and "country" not in record["sponsor"]:
        name = record["sponsor"]["name"]
        yield ("sponsor", labels["sponsor"], (name,)), {"sponsor": {"name": name}}
    others = [each for each in record.get("collaborators", ()) if "country" not in each]
    if "collaborators" in labels and others:
        names = tuple(each["name"] for each in others)
        yield (
            ("collaborators", labels["collaborators"], names),
            {"collaborators": [{"name": name} for name in names]},
        )
    listed = record["interventions"]
    if "interventions" in labels and not any(each.get("other_names") for each in listed):
        texts = tuple(
            f"{each['type']}: {each['name']}" if each.get("type") else each["name"]
            for each in listed
        )
        yield ("interventions", labels["interventions"], texts), {"interventions": listed}
    countries = list(dict.fromkeys(
        each["country"] for each in record.get("locations", ()) if each.get("country")
    ))  # fmt: skip
    if "countries" in labels and countries:
        yield (
            ("countries", labels["countries"], tuple(countries)),
            {"locations": [{"country": name} for name in countries]},
        )


def _people(record: Stated, labels: Mapping[str, str]) -> Iterator[tuple[Field, dict[str, Any]]]:
    stated = record.get("eligibility", {})
    for name in ("min_age", "max_age", "sex"):
        if name in labels and stated.get(name):
            yield (name, labels[name], (stated[name],)), {"eligibility": {name: stated[name]}}
    ages = [stated[name] for name in ("min_age", "max_age") if stated.get(name)]
    if "ages" in labels and len(ages) == 2:
        share = {"eligibility": {"min_age": ages[0], "max_age": ages[1]}}
        yield ("ages", labels["ages"], (" to ".join(ages),)), share
    healthy = stated.get("healthy_volunteers")
    if "healthy_volunteers" in labels and healthy is not None:
        text = "Yes" if healthy else "No"
        share = {"eligibility": {"healthy_volunteers": healthy}}
        yield ("healthy_volunteers", labels["healthy_volunteers"], (text,)), share


def _outcomes(record: Stated, labels: Mapping[str, str]) -> Iterator[tuple[Field, dict[str, Any]]]:
    for role in ("primary", "secondary"):
        listed = [each for each in record.get("outcomes", ()) if each.get("role") == role]
        if (
            f"{role}_outcomes" in labels
            and listed
            and all(each.get("time_frame") for each in listed)
        ):
            texts = tuple(
                f"{each['measure']} [Time Frame: {each['time_frame']}]" for each in listed
            )
            yield (f"{role}_outcomes", labels[f"{role}_outcomes"], texts), {"outcomes": listed}


def merged(shares: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the gold record of the fields that were chosen."""
    gold: dict[str, Any] = {"kind": "registry-record"}
    for share in shares:
        for name, value in share.items():
            if name == "eligibility":
                gold[name] = gold.get(name, {}) | value
            elif name == "outcomes":
                gold[name] = [*gold.get(name, ()), *value]
            else:
                gold[name] = value
    return gold
