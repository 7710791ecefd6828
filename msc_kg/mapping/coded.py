"""Coded values: words of a registry to concepts of the enum schemes."""

from dataclasses import dataclass
from functools import lru_cache

from msc_kg import iris
from msc_kg.mapping.context import RecordContext
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.phases import normal_phase
from msc_kg.phrases.statuses import normal_status
from msc_kg.terms import Iri, ObjectProperty
from msc_kg.vocab import msc


@dataclass(frozen=True, slots=True)
class CodedField:
    """A field of a record whose value is a concept: ``scheme`` is the name of its scheme."""

    name: str
    scheme: str
    prefix: str
    term: ObjectProperty


CODED_FIELDS = (
    CodedField("study_type", "study-types", "study-type", msc.studyType),
    CodedField("allocation", "allocations", "allocation", msc.allocation),
    CodedField("intervention_model", "intervention-models", "intervention-model",
               msc.interventionModel),
    CodedField("masking", "maskings", "masking", msc.masking),
    CodedField("primary_purpose", "primary-purposes", "primary-purpose", msc.primaryPurpose),
)  # fmt: skip


def map_coded_fields(context: RecordContext) -> None:
    """State the design of the study, its status and its phases."""
    record, iri = context.record, context.iri
    for field in CODED_FIELDS:
        text = getattr(record, field.name)
        state_code(context, iri, field.term, field.scheme, field.prefix, text)
    _map_status(context)
    for index, text in enumerate(context.record.phases):
        notation = normal_phase(text)
        if notation is None:
            flag(context, f"phase {text!r} is not known")
        else:
            concept = context.document.use(iris.concept("phase", notation))
            context.lead("phases", index, msc.phase, concept, text)


def state_code(
    context: RecordContext,
    subject: Iri,
    term: ObjectProperty,
    scheme: str,
    prefix: str,
    text: str | None,
) -> None:
    """Link ``subject`` to the concept that ``text`` names; flag words that name none."""
    if not text:
        return
    concept = _concept(scheme, prefix, text)
    if concept is None:
        flag(context, f"{prefix.replace('-', ' ')} {text!r} is not known")
    else:
        context.document.concepts.add(concept)
        context.quads.link(subject, term, concept)


@lru_cache(iris.CACHED)
def _concept(scheme: str, prefix: str, text: str) -> Iri | None:
    notation = normal_code(scheme, text)
    return None if notation is None else iris.concept(prefix, notation)


def status_concept(context: RecordContext, text: str | None) -> Iri | None:
    """Return the concept of a status in words, flagging words that name none."""
    if not text:
        return None
    notation = normal_status(text)
    if notation is None:
        flag(context, f"status {text!r} is not known")
        return None
    return context.document.use(iris.concept("status", notation))


def flag(context: RecordContext, remark: str) -> None:
    """State a remark for a curator on the record."""
    context.quads.state(context.iri, msc.flag, remark)


def _map_status(context: RecordContext) -> None:
    record = context.record
    context.quads.state(context.iri, msc.statusStatedAs, record.status)
    status = status_concept(context, record.status)
    if status is not None:
        context.claim_link(context.iri, msc.overallStatus, status)
    previous = status_concept(context, record.previous_status)
    if previous is not None:
        context.quads.link(context.iri, msc.previousStatus, previous)
