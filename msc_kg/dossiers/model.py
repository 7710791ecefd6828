"""What a dossier is: everything that the documents of a graph say about one thing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the graph by IRI and name; ``kind`` is "trial", "sponsor", "condition",
    "paper", or "" for what has no dossier.
    """

    iri: str
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A document: its name, its layout ("review-table" ...), title and date of issue."""

    iri: str
    name: str
    layout: str = ""
    title: str = ""
    issued: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that one document says, with its words and their place.

    ``value`` is what the words were understood as, "" when they were not; ``node`` is the value
    where it is a thing of its own. ``details`` are further values of the same passage ("time
    frame", "6 months"). ``within`` names the arm it belongs to. ``as_of`` is the date the
    statement was true for its source.
    """

    about: Node
    property: str
    term: str
    value: str
    words: str
    place: str
    as_of: str
    document: str
    source: str
    record: str
    node: Node | None = None
    details: tuple[tuple[str, str], ...] = ()
    within: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What one document states where documents disagree."""

    document: str
    source: str
    as_of: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Documents that state different values of one property of one trial.

    ``kind`` is "change over time", "granularity" or "contradiction"; ``explanation`` says in
    words what that means.
    """

    about: Node
    property: str
    term: str
    kind: str
    explanation: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """What the graph holds on the thing itself: names, identifiers, matches, accepted values."""

    property: str
    term: str
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A trial in the list of a sponsor, condition or paper, and how it is linked to it."""

    trial: Node
    title: str
    relations: tuple[str, ...]
    through: tuple[Node, ...]
    status: tuple[str, ...]
    start: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A concept in a hierarchy: how many steps below the top of it, and its trials."""

    concept: Node
    depth: int
    trials: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One property, what each document says of it, and how they disagree, if they do.

    ``cells`` are in the order of the dossier's sources.
    """

    property: str
    cells: tuple[tuple[Statement, ...], ...]
    disagreement: Disagreement | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything each document says about one trial, sponsor, condition or paper.

    ``broader`` (from the top) and ``narrower`` are of conditions only; ``trials`` of everything
    but trials. ``complete`` is false when statements or trials were cut at a limit.
    """

    kind: str
    iri: str
    name: str
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    statements: tuple[Statement, ...]
    disagreements: tuple[Disagreement, ...]
    trials: tuple[TrialLine, ...] = ()
    broader: tuple[Branch, ...] = ()
    narrower: tuple[Branch, ...] = ()
    complete: bool = True

    def table(self) -> tuple[Comparison, ...]:
        """Return the statements side by side: a row for each property, a cell for each source."""
        disagreeing = {each.property: each for each in self.disagreements}
        properties = dict.fromkeys(statement.property for statement in self.statements)
        return tuple(
            Comparison(name, self._cells(name), disagreeing.get(name)) for name in properties
        )

    def _cells(self, name: str) -> tuple[tuple[Statement, ...], ...]:
        return tuple(
            tuple(s for s in self.statements if s.property == name and s.source == source.iri)
            for source in self.sources
        )
