"""Coded values: words of a registry to concepts of the enum schemes."""

from functools import lru_cache

from msc_kg import iris
from msc_kg.mapping.context import RecordContext
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.phases import normal_phase
from msc_kg.phrases.statuses import normal_status
from msc_kg.terms import Iri, ObjectProperty
from msc_kg.vocab import msc

_WORDINGS = 1_024
"""Wordings of one property that are kept."""


class Code:
    """A property whose values are concepts of a scheme, which documents name in any wording."""

    __slots__ = ("concept", "name", "term")

    def __init__(self, term: ObjectProperty, scheme: str, prefix: str) -> None:
        """Take the property, the name of the scheme, and the prefix of its concepts."""

        def concept(text: str) -> Iri | None:
            notation = normal_code(scheme, text)
            return None if notation is None else iris.concept(prefix, notation)

        self.term = term
        self.name = prefix.replace("-", " ")
        self.concept = lru_cache(_WORDINGS)(concept)


CODED_FIELDS = (
    ("study_type", Code(msc.studyType, "study-types", "study-type")),
    ("allocation", Code(msc.allocation, "allocations", "allocation")),
    (
        "intervention_model",
        Code(msc.interventionModel, "intervention-models", "intervention-model"),
    ),
    ("masking", Code(msc.masking, "maskings", "masking")),
    ("primary_purpose", Code(msc.primaryPurpose, "primary-purposes", "primary-purpose")),
)


def map_coded_fields(context: RecordContext) -> None:
    """State the design of the study, its status and its phases."""
    record, iri = context.record, context.iri
    for name, code in CODED_FIELDS:
        state_code(context, iri, code, getattr(record, name))
    _map_status(context)
    for index, text in enumerate(context.record.phases):
        notation = normal_phase(text)
        if notation is None:
            flag(context, f"phase {text!r} is not known")
        else:
            concept = context.document.use(iris.concept("phase", notation))
            context.lead("phases", index, msc.phase, concept, text)


def state_code(context: RecordContext, subject: Iri, code: Code, text: str | None) -> None:
    """Link ``subject`` to the concept that ``text`` names; flag words that name none."""
    if not text:
        return
    concept = code.concept(text)
    if concept is None:
        flag(context, f"{code.name} {text!r} is not known")
    else:
        context.document.concepts.add(concept)
        context.quads.link(subject, code.term, concept)


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
