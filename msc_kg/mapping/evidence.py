"""The words and places of fields that have no node of their own: dates, titles, keywords ...

A node for each field and place is stated only where the record's own place and value do not
tell it already, as those of a review table mostly do: one for every claim would be four times
the bytes.
"""

import re
from functools import cache
from typing import TypeAlias

from msc_kg import iris
from msc_kg.mapping.context import RecordContext
from msc_kg.records import Date, Evidence, Record, Sponsor
from msc_kg.terms import DatatypeProperty, Iri, Term
from msc_kg.vocab import dcterms, msc

LISTS: dict[str, DatatypeProperty[str]] = {
    "keywords": msc.keyword,
    "mesh_terms": msc.meshTerm,
    "officials": msc.official,
    "registry_ids": dcterms.identifier,
    "secondary_ids": msc.secondaryIdentifier,
}
"""Fields of several texts; fields of several nodes are noted by ``RecordContext.leads``."""

_Nodes: TypeAlias = dict[tuple[Term, str, str], Iri]

SINGLE: dict[str, Term] = {
    "acronym": msc.acronym,
    "completion_date": msc.completionDate,
    "eligibility.max_age": msc.maximumAge,
    "eligibility.min_age": msc.minimumAge,
    "enrollment": msc.enrollment,
    "first_posted": msc.firstPosted,
    "last_updated": msc.lastUpdated,
    "official_title": dcterms.alternative,
    "outcome": msc.reportedOutcome,
    "primary_completion_date": msc.primaryCompletionDate,
    "responsible_party": msc.responsibleParty,
    "sponsor": msc.sponsor,
    "start_date": msc.startDate,
    "status": msc.overallStatus,
    "title": dcterms.title,
    "verified": msc.verifiedDate,
    "why_stopped": msc.whyStopped,
}
"""Fields of one value that is in the graph as it was read."""

IN_CODE: dict[str, Term] = {
    "allocation": msc.allocation,
    "eligibility.healthy_volunteers": msc.acceptsHealthyVolunteers,
    "eligibility.sex": msc.eligibleSex,
    "intervention_model": msc.interventionModel,
    "masking": msc.masking,
    "previous_status": msc.previousStatus,
    "primary_purpose": msc.primaryPurpose,
    "study_type": msc.studyType,
}
"""Fields whose words are nowhere else in the graph: it holds a concept in their stead."""

LONGEST = 500
"""Characters of a passage that are kept, so that a page in one line is not repeated."""

_PERSONAL = re.compile(r"\S@\S+\.\w|\b(?:tele)?(?:phone|fax)\b|\btel\b|\+\d{1,3}[ (-]?\d", re.I)


def map_evidence(context: RecordContext) -> None:
    """State where the fields of a record were read and in which words.

    Only those whose words and place neither a node nor the record tells yet. A field of several
    values gets one node for each place, which names the values read there.
    """
    record, stated = context.record, context.record.evidence
    for path, term in IN_CODE.items():
        evidence = stated.get(path)
        if evidence is not None:
            _state_node(context, path, path, term, evidence, _value(record, path))
    for path, term in SINGLE.items():
        evidence = stated.get(path)
        if evidence is not None:
            value = _value(record, path)
            if not _is_told(record, evidence, evidence.text if path == "sponsor" else value):
                cohort = path == "enrollment" and record.kind == "review-row"
                known = msc.cohortSize if cohort else term
                _state_node(context, path, path, known, evidence, value)
    for name, text_property in LISTS.items():
        values = getattr(record, name)
        if values:
            _map_texts(context, name, text_property, values)
    if context.leads:
        _map_leads(context)


def _map_texts(
    context: RecordContext, name: str, term: DatatypeProperty[str], values: tuple[str, ...]
) -> None:
    record, stated = context.record, context.record.evidence
    nodes: _Nodes = {}
    for number, value in enumerate(values):
        path = f"{name}[{number}]"
        evidence = stated.get(path)
        if evidence is not None and not _is_told(record, evidence, value):
            node = _shared_node(nodes, context, name, path, term, evidence, value)
            context.quads.state(node, msc.onText, value)


def _map_leads(context: RecordContext) -> None:
    record, stated = context.record, context.record.evidence
    nodes: _Nodes = {}
    for name, number, term, led_to, value in context.leads:
        path = f"{name}[{number}]"
        evidence = stated.get(path)
        if evidence is None or (term is not msc.phase and _is_told(record, evidence, value)):
            continue
        node = _shared_node(nodes, context, name, path, term, evidence, value)
        context.quads.link(node, msc.onNode, led_to)


def _is_told(record: Record, evidence: Evidence, value: str | None) -> bool:
    """Whether the record's own place and the value in the graph say the same."""
    return evidence.text == value and evidence.place.startswith(record.locator)


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
    sign = (
        "@" in text or "+" in text or "tel" in folded or "phone" in folded or "fax" in folded
    )  # without one of these no passage is personal: most are told at a first look
    return sign and _PERSONAL.search(text) is not None


def _shared_node(
    nodes: _Nodes,
    context: RecordContext,
    name: str,
    path: str,
    term: Term,
    evidence: Evidence,
    value: str | None,
) -> Iri:
    """State the node of an entry, unless another that was read from the same words has it."""
    key = (term, evidence.place, evidence.text)
    node = nodes.get(key)
    if node is None:
        node = nodes[key] = _state_node(context, name, path, term, evidence, value)
    return node


def _state_node(
    context: RecordContext, name: str, path: str, term: Term, evidence: Evidence, value: str | None
) -> Iri:
    quads, place = context.quads, evidence.place
    node = iris.field_evidence(context.iri, path)
    quads.link(context.iri, msc.hasEvidence, node)
    words = passage(evidence.text, value or "")
    quads.node(node, msc.FieldEvidence, f"{_shown(name)}, {place}", place, words)
    quads.link(node, msc.onProperty, term.iri)
    return node


@cache
def _shown(name: str) -> str:
    return name.replace("_", " ").replace(".", ", ")


def _value(record: Record, path: str) -> str | None:
    """Return the value of a field of a record as text."""
    name, _, part = path.partition(".")
    value: object = getattr(record, name)
    if part:
        value = getattr(value, part, None)
    if value is None or type(value) is str:
        return value
    if type(value) is Date:
        return value.value
    if type(value) is Sponsor:
        return value.name
    return str(value)
