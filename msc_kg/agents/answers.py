"""What the tools answer, as structured content; the JSON schemas are made of these classes."""

from collections.abc import Sequence
from dataclasses import dataclass

from msc_kg.dossiers import Branch, Disagreement, Fact, Source, Statement, TrialLine
from msc_kg.values import Cell


@dataclass(frozen=True, slots=True)
class ParameterCard:
    """A parameter of a question: what its words are understood as, and what it is for."""

    name: str
    kind: str
    required: bool
    help: str


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A canned question, the columns of its rows, and an example of its parameters."""

    name: str
    question: str
    description: str
    parameters: Sequence[ParameterCard]
    columns: Sequence[str]
    example: dict[str, str]


@dataclass(frozen=True, slots=True)
class Questions:
    """The canned questions."""

    questions: Sequence[QuestionCard]


@dataclass(frozen=True, slots=True)
class Understood:
    """What the words given for a parameter were understood as."""

    parameter: str
    text: str
    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place that supports a row: the document, where in it, and the words there."""

    document: str
    locator: str
    words: str


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """A row by column, and the places that support it; at most some of ``evidence_total``."""

    values: dict[str, Cell]
    evidence: Sequence[Place]
    evidence_total: int


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """Some rows of an answer; ``next_offset`` asks for the following ones, if there are more."""

    question: str
    understood: Sequence[Understood]
    columns: Sequence[str]
    rows: Sequence[AnsweredRow]
    total: int
    offset: int
    next_offset: int | None
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a phrase is understood as one kind: ``concept`` is a CURIE, ``None`` if it is not."""

    kind: str
    concept: str | None
    iri: str | None
    label: str | None
    exact_matches: Sequence[str]
    explanation: str
    near: Sequence[str]


@dataclass(frozen=True, slots=True)
class Grounded:
    """The readings of a phrase."""

    text: str
    readings: Sequence[Reading]


@dataclass(frozen=True, slots=True)
class DossierPage:
    """What each document says about one thing, with place and words, and where they disagree.

    ``statements`` and ``trials`` are some of all; ``next_offset`` asks for the following ones.
    ``complete`` is false when the graph has more than was looked at.
    """

    kind: str
    iri: str
    name: str
    facts: Sequence[Fact]
    documents: Sequence[Source]
    statements: Sequence[Statement]
    statements_total: int
    disagreements: Sequence[Disagreement]
    trials: Sequence[TrialLine]
    trials_total: int
    broader: Sequence[Branch]
    narrower: Sequence[Branch]
    offset: int
    next_offset: int | None
    complete: bool


@dataclass(frozen=True, slots=True)
class SparqlAnswer:
    """The answer of a query: rows, a truth value, or triples as rows of three columns."""

    form: str
    columns: Sequence[str]
    rows: Sequence[dict[str, Cell]]
    truth: bool | None
    total: int
    offset: int
    next_offset: int | None
