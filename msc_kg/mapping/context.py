"""What the mapping functions of one document share."""

import msgspec

from msc_kg.grounding import Grounder, Grounding
from msc_kg.mapping.claims import Claims
from msc_kg.quads import Quads
from msc_kg.records import Record
from msc_kg.terms import DatatypeProperty, Iri, ObjectProperty, PartialDate

DOUBTFUL = "relatedMatch"
"""The predicate of a grounding that links words to a concept without claiming it."""


class Lead(msgspec.Struct, frozen=True, gc=False):
    """The node that entry ``number`` (from 0) of a field led to, and the words there."""

    field: str
    number: int
    term: ObjectProperty
    node: Iri
    words: str | None


class DocumentContext(msgspec.Struct):
    """The quads, claims, groundings, concepts and labels that grow while one document is mapped.

    ``document`` is its IRI; ``trials`` and ``organisations`` hold a label for each that it
    names; ``described`` are the trials of its records.
    """

    sha256: str
    grounder: Grounder
    quads: Quads
    document: Iri
    claims: list[Claims] = []
    groundings: list[Grounding] = []
    concepts: set[Iri] = msgspec.field(default_factory=set)
    trials: dict[Iri, str] = {}
    described: set[Iri] = msgspec.field(default_factory=set)
    organisations: dict[Iri, str] = {}

    def use(self, concept: Iri) -> Iri:
        """Note that a concept is used, so that it enters the vocabulary; return it."""
        self.concepts.add(concept)
        return concept

    def ground(self, kind: str, text: str, record: Record, context: str = "") -> Grounding:
        """Ground words of a record with its own abbreviations, and keep the grounding."""
        return self.keep(
            self.grounder.ground(kind, text, legend=record.abbreviations, context=context)
        )

    def ground_each(self, kind: str, text: str, record: Record) -> tuple[Grounding, ...]:
        """Ground words that may name several things, and keep the groundings."""
        found = self.grounder.ground_each(kind, text, legend=record.abbreviations)
        return tuple(map(self.keep, found))

    def keep(self, grounding: Grounding) -> Grounding:
        """Note a grounding, and that its concept is used unless it is doubtful; return it."""
        self.groundings.append(grounding)
        if grounding.concept is not None and grounding.predicate != DOUBTFUL:
            self.use(grounding.concept)
        return grounding


class RecordContext(msgspec.Struct):
    """One record being mapped: its IRI, its trials and the document it is in.

    ``quads`` are those of the document; ``leads`` are the nodes that entries of lists led to.
    ``links``, ``dates`` and ``literals`` are what the record claims of its trials.
    """

    document: DocumentContext
    record: Record
    iri: Iri
    trials: tuple[Iri, ...]
    as_of: PartialDate | None
    quads: Quads
    leads: list[Lead] = []
    links: list[tuple[Iri, Iri, bool]] = []
    dates: list[tuple[Iri, PartialDate]] = []
    literals: list[tuple[Iri, str | int]] = []

    def lead(
        self, name: str, number: int, term: ObjectProperty, node: Iri, words: str | None
    ) -> None:
        """State a link that an entry of a list of the record leads to; its trial gets it too."""
        self.leads.append(Lead(name, number, term, node, words))
        self.claim_link(self.iri, term, node)

    def claim_link(
        self, subject: Iri, term: ObjectProperty, value: Iri, *, stated: bool = True
    ) -> None:
        """State a link of the record or of a part of it that its trial gets a shortcut for.

        ``stated`` is false for what was inferred: it never disagrees with anything.
        """
        self.quads.link(subject, term, value)
        self.links.append((term.iri, value, stated))

    def claim_text(self, term: DatatypeProperty[str], value: str | None) -> None:
        """State words of the record that its trial gets a shortcut for, if there are any."""
        if value is not None:
            self.quads.state(self.iri, term, value)
            self.literals.append((term.iri, value))

    def claim_number(self, term: DatatypeProperty[int], value: int) -> None:
        """State a number of the record that its trial gets a shortcut for."""
        self.quads.state(self.iri, term, value)
        self.literals.append((term.iri, value))

    def claim_date(self, term: DatatypeProperty[PartialDate], value: PartialDate) -> None:
        """State a date of the record that its trial gets a shortcut for."""
        self.quads.state(self.iri, term, value)
        self.dates.append((term.iri, value))

    def keep_claims(self) -> None:
        """Leave what the record claims of its trials with the document."""
        if not (self.links or self.dates or self.literals):
            return
        rank = int(self.record.kind == "review-row")
        for trial in self.trials:
            self.document.claims.append(
                Claims(
                    trial, self.iri, self.document.document, self.as_of or "", rank,
                    list(dict.fromkeys(self.links)), self.dates, self.literals,
                )
            )  # fmt: skip
