"""Papers: those a record cites, and the paper that a document is part of."""

from msc_kg import iris
from msc_kg.mapping.context import RecordContext
from msc_kg.quads import Quads
from msc_kg.records import Description, Reference
from msc_kg.terms import Iri, ObjectProperty
from msc_kg.vocab import dcterms, msc, rdfs

LINKS: dict[str | None, ObjectProperty] = {
    "result": msc.resultPaper,
    "background": msc.backgroundPaper,
    "derived": msc.derivedPaper,
}


def map_references(context: RecordContext, source: str) -> None:
    """State the papers a record cites; ``source`` names the document for stub labels."""
    report = context.record.kind == "review-row"
    for index, reference in enumerate(context.record.references):
        node = _cited_paper(context, reference)
        if node is None:
            continue
        default = msc.reportedIn if report else msc.hasPaper
        term = LINKS.get(reference.type, default)
        context.lead("references", index, term, node, reference.text or reference.marker)
        _state_paper(context.quads, node, reference, source)


def map_own_paper(quads: Quads, description: Description) -> Iri | None:
    """State the paper that a document is part of, when it says so by a DOI or PubMed id."""
    if not description.doi and not description.pmid:
        return None
    node = iris.paper(doi=description.doi, pmid=description.pmid)
    reference = Reference(text=description.citation, doi=description.doi, pmid=description.pmid)
    _state_paper(quads, node, reference, "")
    quads.state(node, dcterms.title, description.title)
    return node


def _cited_paper(context: RecordContext, reference: Reference) -> Iri | None:
    if reference.doi or reference.pmid or reference.text:
        return iris.paper(doi=reference.doi, pmid=reference.pmid, text=reference.text)
    if reference.marker:
        return iris.cited_paper(context.document.sha256, reference.marker)
    return None


def _state_paper(quads: Quads, node: Iri, reference: Reference, source: str) -> None:
    quads.type(node, msc.Paper)
    quads.state(node, rdfs.label, _label(reference, source))
    quads.state(node, dcterms.bibliographicCitation, reference.text)
    if not (reference.doi or reference.pmid or reference.text):
        quads.state(node, msc.citationMarker, reference.marker)
    quads.state(node, msc.doi, reference.doi.lower() if reference.doi else None)
    quads.state(node, msc.pmid, reference.pmid)


def _label(reference: Reference, source: str) -> str:
    if reference.doi:
        return f"doi:{reference.doi.lower()}"
    if reference.pmid:
        return f"PMID {reference.pmid}"
    return reference.text or f"reference {reference.marker} of {source}"
