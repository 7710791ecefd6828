"""What the mapping functions of one document share."""

from dataclasses import dataclass, field
from functools import cached_property

from msc_kg import iris
from msc_kg.grounding import Grounder, Grounding
from msc_kg.mapping.claims import Claim, Claimed
from msc_kg.phrases.countries import read_country
from msc_kg.quads import Quads
from msc_kg.records import Record
from msc_kg.terms import DatatypeProperty, Iri, ObjectProperty, PartialDate

DOUBTFUL = "relatedMatch"
"""The predicate of a grounding that links words to a concept without claiming it."""


@dataclass
class DocumentContext:
    """The quads, claims, groundings, concepts and labels that grow while one document is mapped.

    ``trials`` and ``organisations`` hold a label for each that the document names;
    ``described`` are the trials of its records.
    """

    sha256: str
    grounder: Grounder
    quads: Quads
    claims: list[Claim] = field(default_factory=list)
    groundings: list[Grounding] = field(default_factory=list)
    concepts: set[Iri] = field(default_factory=set)
    trials: dict[Iri, str] = field(default_factory=dict)
    described: set[Iri] = field(default_factory=set)
    organisations: dict[Iri, str] = field(default_factory=dict)

    @cached_property
    def document(self) -> Iri:
        """The IRI of the document."""
        return iris.document(self.sha256)

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


@dataclass(frozen=True)
class RecordContext:
    """One record being mapped: its IRI, its trials and the document it is in.

    ``quads`` are those of the document; ``links`` holds the property and node that an entry of
    a list ("references[0]") led to.
    """

    document: DocumentContext
    record: Record
    iri: Iri
    trials: tuple[Iri, ...]
    as_of: PartialDate | None
    quads: Quads
    links: dict[str, tuple[ObjectProperty, Iri]] = field(default_factory=dict)

    @cached_property
    def site_countries(self) -> frozenset[str]:
        """The codes of the countries of the record's sites."""
        stated = {location.country for location in self.record.locations if location.country}
        return frozenset(code for code in map(read_country, stated) if code)

    def place(self, path: str) -> str:
        """Return where a field was read; the place of the record when nothing finer is known."""
        evidence = self.record.evidence.get(path)
        return evidence.place if evidence else self.record.locator

    def lead(self, path: str, term: ObjectProperty, node: Iri) -> None:
        """State a link that an entry of a list of the record leads to; its trial gets it too."""
        self.links[path] = (term, node)
        self.claim_link(self.iri, term, node)

    def claim_link(
        self, subject: Iri, term: ObjectProperty, value: Iri, *, stated: bool = True
    ) -> None:
        """State a link of the record or of a part of it that its trial gets a shortcut for.

        ``stated`` is false for what was inferred: it never disagrees with anything.
        """
        self.quads.link(subject, term, value)
        self._claim(term, value, stated=stated)

    def claim_text(self, term: DatatypeProperty[str], value: str | None) -> None:
        """State words of the record that its trial gets a shortcut for, if there are any."""
        self.quads.state(self.iri, term, value)
        if value is not None:
            self._claim(term, value)

    def claim_number(self, term: DatatypeProperty[int], value: int) -> None:
        """State a number of the record that its trial gets a shortcut for."""
        self.quads.state(self.iri, term, value)
        self._claim(term, value)

    def claim_date(self, term: DatatypeProperty[PartialDate], value: PartialDate) -> None:
        """State a date of the record that its trial gets a shortcut for."""
        self.quads.state(self.iri, term, value)
        self._claim(term, value)

    def _claim(self, term: Claimed, value: Iri | str | int, *, stated: bool = True) -> None:
        rank = int(self.record.kind == "review-row")
        for trial in self.trials:
            self.document.claims.append(
                Claim(
                    trial, self.iri, self.document.document, self.as_of or "", term, value,
                    stated, rank,
                )
            )  # fmt: skip
