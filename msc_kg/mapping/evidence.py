"""The words and places of fields that have no node of their own: dates, titles, keywords ...

A node for each field and place is stated only where the record's own place and value do not
tell it already, as those of a review table mostly do: one for every claim would be four times
the bytes.
"""

import re
from collections.abc import Iterator

from msc_kg import iris
from msc_kg.mapping.context import RecordContext
from msc_kg.records import Date, Evidence, Reference, Sponsor
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


def map_evidence(context: RecordContext) -> None:
    """State where the fields of a record were read and in which words.

    A field of several values gets one node for each place, which names the values read there.
    """
    nodes: dict[tuple[str, str, str], Iri] = {}
    for path, name, term, evidence in sorted(_untold(context), key=lambda item: _order(item[0])):
        key = (term.iri, evidence.place, evidence.text)
        if key not in nodes:
            nodes[key] = _state_node(context, path, term, evidence)
        if name in LISTS:
            context.quads.state(nodes[key], msc.onText, _value(context, path))
        elif path in context.links:
            context.quads.link(nodes[key], msc.onNode, context.links[path][1])


def _untold(context: RecordContext) -> Iterator[tuple[str, str, Term, Evidence]]:
    """Yield path, name, term and evidence of the fields whose words and place are not told yet."""
    for path, evidence in context.record.evidence.items():
        name = path.partition("[")[0]
        if name in LISTS or path in SINGLE or path in context.links:
            if _is_told(context, path, name, evidence):
                continue
            term = _term(context, path, name)
            if term is not None:
                yield path, name, term, evidence


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


def _state_node(context: RecordContext, path: str, term: Term, evidence: Evidence) -> Iri:
    node = iris.field_evidence(context.iri, path)
    quads = context.quads
    quads.link(context.iri, msc.hasEvidence, node)
    name = path.partition("[")[0].replace("_", " ").replace(".", ", ")
    words = passage(evidence.text, _value(context, path) or "")
    quads.node(node, msc.FieldEvidence, f"{name}, {evidence.place}", evidence.place, words)
    quads.link(node, msc.onProperty, term.iri)
    return node


def _order(path: str) -> tuple[str, int]:
    name, _, index = path.partition("[")
    number = index.partition("]")[0]
    return name, int(number) if number.isdecimal() else 0


def _term(context: RecordContext, path: str, name: str) -> Term | None:
    if path in context.links:
        return context.links[path][0]
    if name == "enrollment" and context.record.kind == "review-row":
        return msc.cohortSize
    return LISTS.get(name) or SINGLE.get(path)


def _is_told(context: RecordContext, path: str, name: str, evidence: Evidence) -> bool:
    """Whether the record's own place and the value in the graph say the same already."""
    if name in IN_CODE or not evidence.place.startswith(context.record.locator):
        return False
    return name == "sponsor" or evidence.text == _value(context, path)


def _value(context: RecordContext, path: str) -> str | None:
    """Return a value of the record as text: that of a field, or of one entry of a list."""
    name, _, index = path.partition("[")
    value: object = context.record
    for part in name.split(".") if "." in name else (name,):
        value = getattr(value, part, None)
    if type(value) is str:
        return value
    if index and isinstance(value, tuple):
        number = int(index.rstrip("]"))
        value = value[number] if number < len(value) else None
    if isinstance(value, Date):
        return value.value
    if isinstance(value, Sponsor):
        return value.name
    if isinstance(value, Reference):
        return value.text or value.marker
    return None if value is None else str(value)
