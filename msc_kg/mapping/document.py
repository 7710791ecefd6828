"""One document to quads: its description, its records, and the claims they make."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from msc_kg import iris
from msc_kg.grounding import Grounder, Grounding
from msc_kg.mapping.claims import Claims
from msc_kg.mapping.context import DocumentContext
from msc_kg.mapping.papers import map_own_paper
from msc_kg.mapping.record import map_record
from msc_kg.quads import Quads
from msc_kg.records import Description, Extraction
from msc_kg.terms import Iri, PartialDate, partial_date
from msc_kg.vocab import dcterms, msc, prov, rdfs, schema


class Described(Protocol):
    """What the graph says of a document besides what it states."""

    @property
    def name(self) -> str:
        """The name it is cited by."""

    @property
    def sha256(self) -> str:
        """The digest of its content."""

    @property
    def media_type(self) -> str:
        """Its media type."""


class MappedDocument(msgspec.Struct, frozen=True):
    """The quads of a document's named graph, and what else the build needs from it."""

    quads: Quads
    claims: tuple[Claims, ...]
    groundings: tuple[Grounding, ...]
    concepts: frozenset[Iri]
    trials: dict[Iri, str]
    described: frozenset[Iri]
    organisations: dict[Iri, str]

    @property
    def lines(self) -> list[str]:
        """The quads as lines of N-Quads."""
        return self.quads.lines


def map_document(
    document: Described,
    extraction: Extraction,
    grounder: Grounder,
    numbers: Sequence[int] | None = None,
) -> MappedDocument:
    """Return the quads that say what an extraction found in a document, or in a part of it.

    ``numbers`` are those of its records in the whole document; 1, 2, 3 ... if not given.
    """
    quads = Quads(iris.graph(document.sha256))
    context = DocumentContext(document.sha256, grounder, quads, iris.document(document.sha256))
    _describe(context, document, extraction.description)
    source = document_label(document, extraction.description)
    for number, record in zip(
        numbers or range(1, 1 + len(extraction.records)), extraction.records, strict=True
    ):
        map_record(context, record, number, source)
    return MappedDocument(
        quads=quads,
        claims=tuple(context.claims),
        groundings=tuple(context.groundings),
        concepts=frozenset(context.concepts),
        trials=context.trials,
        described=frozenset(context.described),
        organisations=context.organisations,
    )


def document_label(document: Described, description: Description) -> str:
    """Return the name under which a document is shown: its title, its DOI, or its file."""
    if description.title:
        return description.title
    return f"doi:{description.doi.lower()}" if description.doi else document.name


def _describe(context: DocumentContext, document: Described, description: Description) -> None:
    quads, node = context.quads, context.document
    quads.type(node, msc.SourceDocument)
    quads.state(node, rdfs.label, document_label(document, description))
    quads.state(node, dcterms.title, description.title)
    quads.state(node, dcterms.source, document.name)
    quads.state(node, dcterms.format, document.media_type)
    quads.state(node, schema.sha256, document.sha256)
    quads.state(node, msc.documentKind, description.kind)
    quads.state(node, msc.caption, description.table)
    quads.state(node, dcterms.issued, _date(description.published))
    quads.state(node, dcterms.modified, _date(description.modified))
    if description.url and description.url.startswith("https://"):
        quads.state(node, dcterms.identifier, description.url)
    paper = map_own_paper(quads, description)
    if paper is not None:
        quads.link(node, msc.partOfPaper, paper)
        quads.link(node, prov.wasDerivedFrom, paper)


def _date(text: str | None) -> PartialDate | None:
    return partial_date(text) if text else None
