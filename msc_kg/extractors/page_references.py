"""Publications that a page cites."""

import re
from collections.abc import Sequence

import msgspec

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_labels import label_at
from msc_kg.extractors.page_lines import Line
from msc_kg.phrases.citations import read_citation
from msc_kg.records import Reference

_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("result", r"^publications of (?:study )?results"),
        ("derived", r"^publications automatically indexed"),
        ("background", r"^(?:other|background) publications"),
        ("", r"^publications\b|^references\b|^citations\b"),
    )
)
_CITATION = re.compile(
    r"\b(?:doi\b|PMID\b|10\.\d{4,9}/)|\b(?:19|20)\d\d\b[^|]{0,24}[;:]\s?(?:\d|e\d)", re.IGNORECASE
)
_PMID = re.compile(
    r"^(?:PMID|PubMed(?: ID)?)?\s*:?\s*(\d{5,9})"
    r"\W*(?:\((?:view|open|see|read)[^()]*\)|pubmed|(?:view|open|see) (?:on|in) pubmed)?\W*$",
    re.IGNORECASE,
)
_KINDS = ("result", "background", "derived")
_MIN_LENGTH = 40


def is_citation(text: str) -> bool:
    """Return whether the text looks like a citation: an identifier, or year and volume."""
    return len(text) >= _MIN_LENGTH and bool(_CITATION.search(text))


def add_references(draft: Draft, lines: Sequence[Line]) -> None:
    """Add the citations among the lines, with the kind that the heading above them says."""
    kind: str | None = None
    for line in lines:
        heading = next((name for name, sign in _HEADINGS if sign.match(line.item)), None)
        if heading is not None and not is_citation(line.item):
            kind = heading or None
        elif is_citation(line.item) and not label_at(line):
            add_reference(draft, line, kind)


def add_listed_references(draft: Draft, lines: Sequence[Line]) -> None:
    """Add each line as a citation; a PubMed id or a kind on the next line belongs to it."""
    for line in lines:
        pmid = _PMID.match(line.text)
        there = draft.value("references") or []
        if pmid or line.text.casefold() in _KINDS:
            if there:
                change = {"pmid": pmid[1]} if pmid else {"type": line.text.casefold()}
                draft.replace(
                    "references", len(there) - 1, msgspec.structs.replace(there[-1], **change)
                )
        elif is_citation(line.item) or len(line.item) >= _MIN_LENGTH:
            add_reference(draft, line)


def add_reference(draft: Draft, line: Line, kind: str | None = None) -> None:
    """Add one citation."""
    cited = read_citation(line.item)
    draft.add(
        "references",
        Reference(cited.text or line.item, cited.doi, cited.pmid, cited.marker, kind or cited.type),
        line,
    )
