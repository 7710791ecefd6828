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
from msc_kg.records import Date, Eligibility, Evidence, Record
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

_ANYONE = Eligibility()
_PERSONAL = re.compile(r"\S@\S+\.\w|\b(?:tele)?(?:phone|fax)\b|\btel\b|\+\d{1,3}[ (-]?\d", re.I)


def map_evidence(context: RecordContext) -> None:
    """State where the fields of a record were read and in which words.

    Only those whose words and place neither a node nor the record tells yet. A field of several
    values gets one node for each place, which names the values read there.
    """
    record, stated, locator = context.record, context.record.evidence, context.record.locator
    for path, term in IN_CODE.items():
        evidence = stated.get(path)
        if evidence is not None:
            value = _words_of_code(record, path) if len(evidence.text) > LONGEST else None
            _state_node(context, path, path, term, evidence, value)
    for path, term, value in _fields_in_words(record):
        evidence = stated.get(path)
        if evidence is not None and not (
            evidence.text == value and evidence.place.startswith(locator)
        ):  # else the record's own place and the value in the graph say the same
            _state_node(context, path, path, term, evidence, value)
    evidence = stated.get("sponsor")
    if evidence is not None and not evidence.place.startswith(locator):  # its words are stated
        value = record.sponsor.name if record.sponsor else None
        _state_node(context, "sponsor", "sponsor", msc.sponsor, evidence, value)
    for name, text_property in LISTS.items():
        values = getattr(record, name)
        if values:
            _map_texts(context, name, text_property, values)
    if context.leads:
        _map_leads(context)


def _fields_in_words(record: Record) -> tuple[tuple[str, Term, str | None], ...]:
    """Return the fields of one value that is in the graph as it was read."""
    eligibility = record.eligibility or _ANYONE
    size = msc.cohortSize if record.kind == "review-row" else msc.enrollment
    return (
        ("acronym", msc.acronym, record.acronym),
        ("completion_date", msc.completionDate, _day(record.completion_date)),
        ("eligibility.max_age", msc.maximumAge, eligibility.max_age),
        ("eligibility.min_age", msc.minimumAge, eligibility.min_age),
        ("enrollment", size, None if record.enrollment is None else str(record.enrollment)),
        ("first_posted", msc.firstPosted, _day(record.first_posted)),
        ("last_updated", msc.lastUpdated, _day(record.last_updated)),
        ("official_title", dcterms.alternative, record.official_title),
        ("outcome", msc.reportedOutcome, record.outcome),
        (
            "primary_completion_date",
            msc.primaryCompletionDate,
            _day(record.primary_completion_date),
        ),
        ("responsible_party", msc.responsibleParty, record.responsible_party),
        ("start_date", msc.startDate, _day(record.start_date)),
        ("status", msc.overallStatus, record.status),
        ("title", dcterms.title, record.title),
        ("verified", msc.verifiedDate, _day(record.verified)),
        ("why_stopped", msc.whyStopped, record.why_stopped),
    )


def _day(date: Date | None) -> str | None:
    return None if date is None else date.value


def _words_of_code(record: Record, path: str) -> str | None:
    """Return the value of a field of ``IN_CODE`` as text."""
    name, _, part = path.partition(".")
    value = getattr(record, name)
    if part:
        value = getattr(value, part, None)
    return None if value is None else str(value)


def _map_texts(
    context: RecordContext, name: str, term: DatatypeProperty[str], values: tuple[str, ...]
) -> None:
    stated, locator = context.record.evidence, context.record.locator
    nodes: _Nodes = {}
    for number, value in enumerate(values):
        path = f"{name}[{number}]"
        evidence = stated.get(path) or stated.get(name)  # its own, or that of the whole list
        if evidence is not None and not (
            evidence.text == value and evidence.place.startswith(locator)
        ):
            node = _shared_node(nodes, context, name, path, term, evidence, value)
            context.quads.state(node, msc.onText, value)


def _map_leads(context: RecordContext) -> None:
    stated, locator = context.record.evidence, context.record.locator
    nodes: _Nodes = {}
    for lead in context.leads:
        path, value, term = f"{lead.field}[{lead.number}]", lead.words, lead.term
        evidence = stated.get(path) or stated.get(lead.field)
        if evidence is not None and not (
            evidence.text == value and evidence.place.startswith(locator) and term is not msc.phase
        ):  # the words of a phase are nowhere else, too
            node = _shared_node(nodes, context, lead.field, path, term, evidence, value)
            context.quads.link(node, msc.onNode, lead.node)


def passage(text: str, value: str = "") -> str | None:
    """Return the words of a place, cut around a value when long; ``None`` for personal data.

    Contact lines stand beside sites and investigators; no address or number of a person may
    enter the graph.
    """
    folded = text.lower()
    if "@" in text or "+" in text or "tel" in folded or "phone" in folded or "fax" in folded:
        if _PERSONAL.search(text):  # most texts are told by one look: nothing there can match
            return None
    elif not text:
        return None
    if len(text) <= LONGEST:
        return text
    start = max(0, min(text.find(value), len(text) - LONGEST)) if value else 0
    cut = text[start : start + LONGEST]
    return f"{'…' if start else ''}{cut}{'…' if start + LONGEST < len(text) else ''}"


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
    words = passage(evidence.text, value or "")
    label = f"{_shown(name)}, {place}"
    quads.node(context.iri, msc.hasEvidence, node, msc.FieldEvidence, label, place, words)
    quads.link(node, msc.onProperty, term.iri)
    return node


@cache
def _shown(name: str) -> str:
    return name.replace("_", " ").replace(".", ", ")
