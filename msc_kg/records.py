"""Records: what one document says about one trial, in its words.

The shape is the JSON contract of ``msc-kg extract`` (one object a line). ``text`` keys
hold the words as stated, ``value`` keys what they were parsed to. Nothing here knows
about IRIs or concepts. Records are frozen; absent values are ``None`` or ``()``.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec


class Statement(msgspec.Struct, frozen=True, gc=False):
    """Base of the parts of a record: trees, in which no garbage collector finds circles."""


class Date(Statement, frozen=True):
    """A date with its precision: ``value`` is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

    value: str
    type: Literal["actual", "estimated"] | None = None


class Intervention(Statement, frozen=True):
    """Something given or done, as the document lists it."""

    name: str
    type: str | None = None
    other_names: tuple[str, ...] = ()


class Product(Statement, frozen=True):
    """A cell product as stated.

    ``cell_type`` is a short label ("MSC", "HSC", "MNC", "exosome" ...); ``tissues`` are
    labels of the tissue scheme ("bone marrow"); ``donors`` are labels of the donor scheme
    ("autologous"); ``modifiers`` are the words for what was done to the cells ("cultured",
    "insulin-secreting"); ``co_interventions`` what was given with them ("IFN-γ").
    """

    text: str
    cell_type: str | None = None
    tissues: tuple[str, ...] = ()
    donors: tuple[str, ...] = ()
    brand: str | None = None
    modifiers: tuple[str, ...] = ()
    co_interventions: tuple[str, ...] = ()


class Dose(Statement, frozen=True):
    """An amount of cells: a ``value``, or ``low`` and ``high``; ``error`` is printed after ±.

    ``unit`` is "cells", "cells/kg", "cells/joint", "cells/ml", "cells/m2" ...; ``qualifier``
    is ">=", ">", "<=", "<" or "~".
    """

    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    error: float | None = None
    unit: str | None = None
    qualifier: str | None = None


class Route(Statement, frozen=True):
    """A route of administration: the words, the label of the route scheme, and the site.

    ``value`` is ``None`` when the words name no known route. ``site`` is the anatomical
    place when it is more specific than the route ("knee").
    """

    text: str
    value: str | None = None
    site: str | None = None


class Arm(Statement, frozen=True):
    """A group of participants treated alike."""

    label: str | None = None
    type: str | None = None
    enrollment: int | None = None
    products: tuple[Product, ...] = ()
    doses: tuple[Dose, ...] = ()
    routes: tuple[Route, ...] = ()


class Outcome(Statement, frozen=True):
    """A planned measurement; ``role`` is "primary", "secondary", "other" or ``None``."""

    measure: str
    role: str | None = None
    time_frame: str | None = None


class Eligibility(Statement, frozen=True):
    """Who may take part; ages as stated ("18 Years")."""

    min_age: str | None = None
    max_age: str | None = None
    sex: str | None = None
    healthy_volunteers: bool | None = None


class Sponsor(Statement, frozen=True):
    """A sponsor or collaborator; ``stated_as`` names the field that stood in for it."""

    name: str
    country: str | None = None
    class_: str | None = msgspec.field(default=None, name="class")
    stated_as: str | None = None


class Location(Statement, frozen=True):
    """A site of the study."""

    facility: str | None = None
    city: str | None = None
    state: str | None = None
    postcode: str | None = None
    country: str | None = None
    status: str | None = None


class Reference(Statement, frozen=True):
    """A paper as cited; ``marker`` is its number in the document ("[45]").

    ``type`` is "result", "background" or "derived" when the document says so.
    """

    text: str | None = None
    doi: str | None = None
    pmid: str | None = None
    marker: str | None = None
    type: str | None = None


class MeshTerm(Statement, frozen=True):
    """A MeSH heading that a registry gave; ``id`` is its unique identifier ("D006086")."""

    term: str
    id: str | None = None


class Evidence(Statement, frozen=True):
    """Where in the document a field was read, and the words there.

    ``place`` is relative to the document: "line 12", "Table 1, row 13, column Disease".
    """

    place: str
    text: str


class Coverage(Statement, frozen=True):
    """How much of what a document states of a trial was read: fields with content, those used.

    Fields are the columns of a table's row, the labelled fields and sections of a page.
    ``unused`` are the labels of the others as printed, in their order, at most twenty.
    """

    seen: int
    used: int
    unused: tuple[str, ...] = ()


class Unread(Statement, frozen=True):
    """The value of a field that is known, which was not understood, and what to do about it."""

    place: str
    text: str
    reason: str


class Record(Statement, frozen=True, kw_only=True):
    """One document's description of one trial.

    ``evidence`` maps a field path ("status", "conditions[0]", "arms[1].doses[0]",
    "sponsor") to its place and words. ``abbreviations`` are those of the document's own
    legend that occur in this record. ``as_of`` is the date (with its precision) the
    statements were true for their source: of a registry's record the day of its last update,
    else the date of verification. ``notes`` are flags for a curator. ``mesh_conditions``
    and ``mesh_interventions`` are the headings a registry filed the trial under, with their
    identifiers; ``mesh_ancestors`` are those above the conditions.
    ``coverage`` is ``None`` for formats that are read by the names of their keys. ``unread``
    is there only when values of known fields were not understood.
    """

    kind: Literal["registry-record", "review-row"]
    document: str
    locator: str
    registry_ids: tuple[str, ...] = ()
    secondary_ids: tuple[str, ...] = ()
    title: str | None = None
    official_title: str | None = None
    acronym: str | None = None
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    mesh_terms: tuple[str, ...] = ()
    status: str | None = None
    previous_status: str | None = None
    why_stopped: str | None = None
    phases: tuple[str, ...] = ()
    study_type: str | None = None
    allocation: str | None = None
    intervention_model: str | None = None
    masking: str | None = None
    primary_purpose: str | None = None
    enrollment: int | None = None
    enrollment_type: Literal["actual", "estimated"] | None = None
    start_date: Date | None = None
    primary_completion_date: Date | None = None
    completion_date: Date | None = None
    first_posted: Date | None = None
    last_updated: Date | None = None
    verified: Date | None = None
    interventions: tuple[Intervention, ...] = ()
    products: tuple[Product, ...] = ()
    doses: tuple[Dose, ...] = ()
    routes: tuple[Route, ...] = ()
    arms: tuple[Arm, ...] = ()
    outcome: str | None = None
    outcomes: tuple[Outcome, ...] = ()
    eligibility: Eligibility | None = None
    sponsor: Sponsor | None = None
    collaborators: tuple[Sponsor, ...] = ()
    responsible_party: str | None = None
    officials: tuple[str, ...] = ()
    locations: tuple[Location, ...] = ()
    references: tuple[Reference, ...] = ()
    related_trials: tuple[str, ...] = ()
    mesh_conditions: tuple[MeshTerm, ...] = ()
    mesh_ancestors: tuple[MeshTerm, ...] = ()
    mesh_interventions: tuple[MeshTerm, ...] = ()
    as_of: str | None = None
    abbreviations: dict[str, str] = {}
    notes: tuple[str, ...] = ()
    coverage: Coverage | None = None
    unread: tuple[Unread, ...] | msgspec.UnsetType = msgspec.UNSET
    evidence: dict[str, Evidence] = {}


class Description(Statement, frozen=True):
    """What a document says of itself.

    ``kind`` is the extractor's name for its layout; ``published`` and ``modified`` are
    dates with their precision; ``doi`` is set when the document is (part of) a paper;
    ``table`` is the caption of the table that was read.
    """

    kind: str
    title: str | None = None
    doi: str | None = None
    pmid: str | None = None
    citation: str | None = None
    published: str | None = None
    modified: str | None = None
    url: str | None = None
    table: str | None = None
    abbreviations: dict[str, str] = {}


class Reject(Statement, frozen=True):
    """Text that was not understood: a line of ``rejects.jsonl``."""

    document: str
    place: str
    text: str
    reason: str


class Extraction(Statement, frozen=True):
    """What an extractor made of one document."""

    description: Description
    records: tuple[Record, ...] = ()
    rejects: tuple[Reject, ...] = ()


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Record)


def to_json(record: Statement) -> bytes:
    """Return the JSON object of a record (or of one of its parts), without a newline."""
    return _ENCODER.encode(record)


def from_json(line: bytes | str) -> Record:
    """Return the record of one JSON line.

    Raises:
        msgspec.ValidationError: the object is no record; the message names the key.
    """
    return _DECODER.decode(line)


def to_json_lines(records: Iterable[Statement]) -> bytes:
    """Return one JSON object a line."""
    return b"".join(to_json(record) + b"\n" for record in records)
