"""One record to quads: what it is about, when, and all that it states."""

from collections import Counter
from collections.abc import Callable

from msc_kg import iris
from msc_kg.mapping.cells import map_cells
from msc_kg.mapping.coded import Code, flag, map_coded_fields, state_code
from msc_kg.mapping.conditions import map_conditions
from msc_kg.mapping.context import DocumentContext, Lead, RecordContext
from msc_kg.mapping.evidence import map_evidence
from msc_kg.mapping.organisations import map_organisations
from msc_kg.mapping.papers import map_references
from msc_kg.mapping.parts import INTERVENTION, OUTCOME, Owner, state_part
from msc_kg.records import Date, Record
from msc_kg.registries import registry_of
from msc_kg.terms import DatatypeProperty, Iri, ObjectProperty, PartialDate, partial_date
from msc_kg.vocab import dcterms, foaf, msc, prov, rdfs


def _date_type(term: ObjectProperty) -> Code:
    return Code(term, "date-types", "date-type")


DATES: tuple[tuple[str, DatatypeProperty[PartialDate], Code | None], ...] = (
    ("start_date", msc.startDate, _date_type(msc.startDateType)),
    (
        "primary_completion_date",
        msc.primaryCompletionDate,
        _date_type(msc.primaryCompletionDateType),
    ),
    ("completion_date", msc.completionDate, _date_type(msc.completionDateType)),
    ("first_posted", msc.firstPosted, None),
    ("last_updated", msc.lastUpdated, None),
    ("verified", msc.verifiedDate, None),
)
_ENROLLMENT_TYPE = _date_type(msc.enrollmentType)
_INTERVENTION_TYPE = Code(msc.interventionType, "intervention-types", "intervention-type")
_OUTCOME_TYPE = Code(msc.outcomeType, "outcome-types", "outcome-type")
_SEX = Code(msc.eligibleSex, "sexes", "sex")
PLACEHOLDER_ENROLLMENT = 99999999
"""The registry's number for an unknown enrollment: treated as missing."""


def map_record(document: DocumentContext, record: Record, number: int, source: str) -> None:
    """State everything that record ``number`` of a document says; ``source`` is its name."""
    iri = iris.record(document.sha256, number)
    trials = trial_iris(record, document.sha256, number)
    as_of = partial_date(record.as_of) if record.as_of else None
    context = RecordContext(document, record, iri, trials, as_of, document.quads)
    _map_identity(context, source)
    for step in STEPS:
        step(context)
    map_references(context, source)
    map_evidence(context)
    context.keep_claims()


def trial_iris(record: Record, sha256: str, number: int) -> tuple[Iri, ...]:
    """Return the trials a record is about.

    Numbers of the first registry named are trials; numbers of other registries are further
    names of them. A record without any number is about a study known only from it.
    """
    if not record.registry_ids:
        return (iris.unregistered_trial(sha256, number),)
    if len(record.registry_ids) == 1:
        return (iris.trial(record.registry_ids[0]),)
    first = registry_of(_main_identifier(record))
    return tuple(
        iris.trial(identifier)
        for identifier in record.registry_ids
        if registry_of(identifier) is first
    )


def _main_identifier(record: Record) -> str:
    numbers = [text for text in record.registry_ids if text.startswith("NCT")]
    return (numbers or list(record.registry_ids))[0]


def _map_identity(context: RecordContext, source: str) -> None:
    record, quads, iri = context.record, context.quads, context.iri
    document = context.document.document
    quads.type(iri, msc.Record)
    quads.type(iri, msc.StudyReport if record.kind == "review-row" else msc.RegistryRecord)
    name = ", ".join(record.registry_ids) or "unregistered study"
    quads.state(iri, rdfs.label, f"{name} in {source}, {record.locator}")
    quads.link(iri, msc.statedIn, document)
    quads.link(iri, prov.hadPrimarySource, document)
    quads.state(iri, msc.locator, record.locator)
    quads.state(iri, msc.asOf, context.as_of)
    for trial in context.trials:
        context.document.described.add(trial)
        quads.type(trial, msc.Trial)
        quads.link(iri, msc.about, trial)
        quads.link(iri, foaf.primaryTopic, trial)
    _map_identifiers(context)
    for remark in record.notes:
        quads.state(iri, msc.flag, remark)
    if not record.registry_ids:
        place = f"{source}, {record.locator}"
        context.document.trials[context.trials[0]] = f"unregistered study ({place})"


def _map_identifiers(context: RecordContext) -> None:
    record, quads = context.record, context.quads
    for identifier in record.registry_ids:
        quads.state(context.iri, dcterms.identifier, identifier)
        own = iris.trial(identifier)
        if own in context.trials:
            quads.state(own, dcterms.identifier, identifier)
            context.document.trials[own] = identifier
        elif len(context.trials) == 1:
            quads.state(context.trials[0], dcterms.identifier, identifier)
    _flag_second_numbers(context)
    for identifier in record.secondary_ids:
        quads.state(context.iri, msc.secondaryIdentifier, identifier)


def _flag_second_numbers(context: RecordContext) -> None:
    """Flag several numbers of a registry beside the trial's own: the page may be about two."""
    if len(context.record.registry_ids) < 3:
        return  # one at least is the trial's own
    other = [name for name in context.record.registry_ids if iris.trial(name) not in context.trials]
    for registry, count in Counter(registry_of(name) for name in other).items():
        if registry is not None and count > 1:
            named = ", ".join(name for name in other if registry_of(name) is registry)
            flag(context, f"several numbers of one registry: {named}")


def _map_titles(context: RecordContext) -> None:
    record, quads = context.record, context.quads
    context.claim_text(dcterms.title, record.title)
    quads.state(context.iri, dcterms.alternative, record.official_title)
    quads.state(context.iri, msc.acronym, record.acronym)
    quads.state(context.iri, msc.whyStopped, record.why_stopped)
    quads.state(context.iri, msc.reportedOutcome, record.outcome)


def _map_dates(context: RecordContext) -> None:
    record, quads, iri = context.record, context.quads, context.iri
    for name, term, type_code in DATES:
        date: Date | None = getattr(record, name)
        if date is not None:
            if type_code is None:
                quads.state(iri, term, partial_date(date.value))
            else:
                context.claim_date(term, partial_date(date.value))
                state_code(context, iri, type_code, date.type)


def _map_enrollment(context: RecordContext) -> None:
    record = context.record
    if record.enrollment is None or record.enrollment == PLACEHOLDER_ENROLLMENT:
        return
    if record.kind == "review-row":
        context.quads.state(context.iri, msc.cohortSize, record.enrollment)
        return
    context.claim_number(msc.enrollment, record.enrollment)
    state_code(context, context.iri, _ENROLLMENT_TYPE, record.enrollment_type)


def _map_eligibility(context: RecordContext) -> None:
    eligibility = context.record.eligibility
    if eligibility is None:
        return
    quads, iri = context.quads, context.iri
    quads.state(iri, msc.minimumAge, eligibility.min_age)
    quads.state(iri, msc.maximumAge, eligibility.max_age)
    quads.state(iri, msc.acceptsHealthyVolunteers, eligibility.healthy_volunteers)
    state_code(context, iri, _SEX, eligibility.sex)


def _map_interventions(context: RecordContext) -> None:
    owner = Owner(context.iri)
    for index, intervention in enumerate(context.record.interventions):
        node = state_part(context, owner, INTERVENTION, index, intervention.name)
        for name in intervention.other_names:
            context.quads.state(node, dcterms.alternative, name)
        state_code(context, node, _INTERVENTION_TYPE, intervention.type)


def _map_outcomes(context: RecordContext) -> None:
    owner = Owner(context.iri)
    for index, outcome in enumerate(context.record.outcomes):
        node = state_part(context, owner, OUTCOME, index, outcome.measure)
        context.quads.state(node, msc.timeFrame, outcome.time_frame)
        state_code(context, node, _OUTCOME_TYPE, outcome.role)


def _map_related(context: RecordContext) -> None:
    for index, identifier in enumerate(context.record.related_trials):
        trial = iris.trial(identifier)
        context.leads.append(Lead("related_trials", index, msc.relatedTrial, trial, identifier))
        context.quads.link(context.iri, msc.relatedTrial, trial)
        context.quads.type(trial, msc.Trial)
        context.quads.state(trial, dcterms.identifier, identifier)
        context.document.trials[trial] = identifier


STEPS: tuple[Callable[[RecordContext], None], ...] = (
    _map_titles,
    map_coded_fields,
    _map_dates,
    _map_enrollment,
    map_conditions,
    map_cells,
    map_organisations,
    _map_interventions,
    _map_outcomes,
    _map_eligibility,
    _map_related,
)
"""What is stated of each record, one small step after another."""
