"""The words and places of fields that have no node of their own: dates, titles, keywords ...

A node for each field and place is stated only where the record's own place and value do not
tell it already, as those of a review table mostly do: one for every claim would be four times
the bytes.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from msc_kg import iris
from msc_kg.mapping.context import RecordContext
from msc_kg.records import Date, Evidence, Record, Reference, Sponsor
from msc_kg.terms import DatatypeProperty, Iri, Term
from msc_kg.vocab import dcterms, msc

LISTS: dict[str, DatatypeProperty[str]] = {
    "keywords": msc.keyword,
    "mesh_terms": msc.meshTerm,
    "officials": msc.official,
    "registry_ids": dcterms.identifier,
    "secondary_ids": msc.secondaryIdentifier,
}
"""Fields of several texts; fields of several nodes are noted by ``RecordContext.lead``."""

SINGLE: dict[str, Term] = {
    "acronym": msc.acronym,
    "allocation": msc.allocation,
    "completion_date": msc.completionDate,
    "eligibility.healthy_volunteers": msc.acceptsHealthyVolunteers,
    "eligibility.max_age": msc.maximumAge,
    "eligibility.min_age": msc.minimumAge,
    "eligibility.sex": msc.eligibleSex,
    "enrollment": msc.enrollment,
    "first_posted": msc.firstPosted,
    "intervention_model": msc.interventionModel,
    "last_updated": msc.lastUpdated,
    "masking": msc.masking,
    "official_title": dcterms.alternative,
    "outcome": msc.reportedOutcome,
    "previous_status": msc.previousStatus,
    "primary_completion_date": msc.primaryCompletionDate,
    "primary_purpose": msc.primaryPurpose,
    "responsible_party": msc.responsibleParty,
    "sponsor": msc.sponsor,
    "start_date": msc.startDate,
    "status": msc.overallStatus,
    "study_type": msc.studyType,
    "title": dcterms.title,
    "verified": msc.verifiedDate,
    "why_stopped": msc.whyStopped,
}
"""Fields of one value."""

IN_CODE = frozenset(
    {
        "allocation",
        "eligibility.healthy_volunteers",
        "eligibility.sex",
        "intervention_model",
        "masking",
        "phases",
        "previous_status",
        "primary_purpose",
        "study_type",
    }
)
"""Fields whose words are nowhere else in the graph: it holds a concept in their stead."""

LONGEST = 500
"""Characters of a passage that are kept, so that a page in one line is not repeated."""

_PERSONAL = re.compile(r"\S@\S+\.\w|\b(?:tele)?(?:phone|fax)\b|\btel\b|\+\d{1,3}[ (-]?\d", re.I)


_SIGNS_OF_PERSONS = ("@", "+", "tel", "phone", "fax")
"""Without one of these no passage is personal: most are told at a first look."""


class Untold(NamedTuple):
    """A field whose words and place are not told yet, with the name it is put in order by.

    ``number`` is that of an entry of a list, from 0; ``value`` what was read there.
    """

    name: str
    number: int
    path: str
    term: Term
    evidence: Evidence
    value: str | None


def map_evidence(context: RecordContext) -> None:
    """State where the fields of a record were read and in which words.

    A field of several values gets one node for each place, which names the values read there.
    """
    nodes: dict[tuple[str, str, str], Iri] = {}
    for untold in sorted(_untold(context), key=lambda untold: untold[:2]):
        evidence = untold.evidence
        key = (untold.term.iri, evidence.place, evidence.text)
        node = nodes.get(key)
        if node is None:
            node = nodes[key] = _state_node(context, untold)
        if untold.name in LISTS:
            context.quads.state(node, msc.onText, untold.value)
        elif untold.path in context.links:
            context.quads.link(node, msc.onNode, context.links[untold.path][1])


def _untold(context: RecordContext) -> Iterator[Untold]:
    """Yield the fields whose words and place neither a node nor the record tells yet."""
    locator, links = context.record.locator, context.links
    for path, evidence in context.record.evidence.items():
        name, _, index = path.partition("[")
        if not (name in LISTS or path in SINGLE or path in links):
            continue
        number = int(index.partition("]")[0]) if index else 0
        value = _value(context.record, name, number)
        is_here = name not in IN_CODE and evidence.place.startswith(locator)
        if is_here and (name == "sponsor" or evidence.text == value):
            continue  # the record's own place and the value in the graph say the same
        term = _term(context, path, name)
        if term is not None:
            yield Untold(name, number, path, term, evidence, value)


def passage(text: str, value: str = "") -> str | None:
    """Return the words of a place, cut around a value when long; ``None`` for personal data.

    Contact lines stand beside sites and investigators; no address or number of a person may
    enter the graph.
    """
    if not text or _is_personal(text):
        return None
    if len(text) <= LONGEST:
        return text
    start = max(0, min(text.find(value), len(text) - LONGEST)) if value else 0
    cut = text[start : start + LONGEST]
    return f"{'…' if start else ''}{cut}{'…' if start + LONGEST < len(text) else ''}"


def _is_personal(text: str) -> bool:
    folded = text.lower()
    for sign in _SIGNS_OF_PERSONS:
        if sign in folded:
            return _PERSONAL.search(text) is not None
    return False


def _state_node(context: RecordContext, untold: Untold) -> Iri:
    quads, place = context.quads, untold.evidence.place
    node = iris.field_evidence(context.iri, untold.path)
    quads.link(context.iri, msc.hasEvidence, node)
    words = passage(untold.evidence.text, untold.value or "")
    quads.node(node, msc.FieldEvidence, f"{_shown(untold.name)}, {place}", place, words)
    quads.link(node, msc.onProperty, untold.term.iri)
    return node


@cache
def _shown(name: str) -> str:
    return name.replace("_", " ").replace(".", ", ")


def _term(context: RecordContext, path: str, name: str) -> Term | None:
    if path in context.links:
        return context.links[path][0]
    if name == "enrollment" and context.record.kind == "review-row":
        return msc.cohortSize
    return LISTS.get(name) or SINGLE.get(path)


def _value(record: Record, name: str, number: int) -> str | None:
    """Return a value of the record as text: that of a field, or of one entry of a list."""
    value: object = record
    for part in name.split(".") if "." in name else (name,):
        value = getattr(value, part, None)
    if isinstance(value, tuple):
        value = value[number] if number < len(value) else None
    if value is None or type(value) is str:
        return value
    if isinstance(value, Date):
        return value.value
    if isinstance(value, Sponsor):
        return value.name
    if isinstance(value, Reference):
        return value.text or value.marker
    return str(value)
