"""References to papers: DOI and PubMed id out of a citation, numbers out of "[45–47]"."""

import re

from msc_kg.patterns import later
from msc_kg.phrases.spans import Span
from msc_kg.records import Reference

_DOI = later(r"10\.(?<!\w10\.)\d{4,9}(?:\.\d{1,9})*/[^\s\"<>|\\^`{}]{1,200}")  # "10." is found fast
_DOI_TAIL = ".,;:'’”*†‡"
_BRACKETS = {")": "(", "]": "["}
_PMID = later(
    r"(?:\bPMID\s{0,2}[:#]?|\bPubMed(?:\s{1,2}(?:ID|PMID))?\s{0,2}[:#]?"
    r"|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|\bpubmed/)\s{0,2}(\d{4,8})(?!\d)",
    re.IGNORECASE,
)
_NUMBER = r"[A-Za-z]?\d{1,3}[a-z]?"
_RANGE_SIGN = r"\s{0,2}[-–—‐‑−]\s{0,2}"
_GROUP = rf"{_NUMBER}(?:(?:{_RANGE_SIGN}|\s{{0,2}}[,;]\s{{0,2}}){_NUMBER}){{0,30}}"
_BRACKETED = later(rf"\[\s{{0,2}}({_GROUP})\s{{0,2}}\]|\(\s{{0,2}}({_GROUP})\s{{0,2}}\)")
_SQUARE = later(rf"\[\s{{0,2}}({_GROUP})\s{{0,2}}\]")
_BARE = later(rf"(?:refs?\.?|references?)?\s{{0,2}}({_GROUP})\s{{0,2}}\.?", re.IGNORECASE)
_LEADING = later(rf"\[\s?({_NUMBER})\s?\]")
_RAISED_GROUP = later(r"(?<=\D)([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?:\s?[⁻˒,–-]\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}){0,20})\s*$")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒", "0123456789-,")
_MOST_IN_RANGE = 50


def read_citation(text: str) -> Reference:
    """Return a citation with its DOI and PubMed id; ``text`` stays whole, as printed.

    A number in square brackets at the beginning is the marker.
    """
    words = text.strip()
    pmid = _PMID.search(words)
    leading = _LEADING.match(words)
    return Reference(
        text=words or None,
        doi=read_doi(words),
        pmid=pmid.group(1) if pmid else None,
        marker=f"[{leading.group(1)}]" if leading else None,
    )


def read_doi(text: str) -> str | None:
    """Return the first DOI of a text, as printed: "10.1016/S0140-6736(08)60690-X"."""
    found = _DOI.search(text)
    return _doi_end(found.group()) if found else None


def read_markers(cell: str) -> tuple[str, ...]:
    """Return the reference numbers of a cell, each as "[45]".

    Read are "[45]", "(45)", "45–47", "[12, 13]", raised figures, and brackets behind names
    ("Wang et al. [45]"); a year is no reference number.
    """
    words = cell[:500].strip()
    found = _BARE.fullmatch(words.translate(_RAISED)) or _RAISED_GROUP.search(words)
    groups = (
        [found.group(1).translate(_RAISED)]
        if found
        else [one.group(1) or one.group(2) for one in _BRACKETED.finditer(words)]
    )
    markers = (marker for group in groups for marker in _expanded(group))
    return tuple(dict.fromkeys(markers))


def spot_markers(text: str) -> tuple[Span[tuple[str, ...]], ...]:
    """Return the reference numbers in square brackets in running text."""
    return tuple(
        Span(found.start(), found.end(), tuple(_expanded(found.group(1))))
        for found in _SQUARE.finditer(text)
    )


def _doi_end(doi: str) -> str:
    """Return the DOI without the punctuation of the sentence and without a foreign bracket."""
    while doi:
        last = doi[-1]
        if last in _DOI_TAIL or (last in _BRACKETS and not _balanced(doi, last)):
            doi = doi[:-1]
        else:
            return doi
    return doi


def _balanced(doi: str, closing: str) -> bool:
    return doi.count(closing) <= doi.count(_BRACKETS[closing])


def _expanded(group: str) -> list[str]:
    """Return the markers of "12, 14–16", the range written out."""
    markers: list[str] = []
    for part in re.split(r"\s*[,;]\s*", group):
        ends = re.split(_RANGE_SIGN, part)
        if len(ends) == 2 and all(end.isdigit() for end in ends):
            first, last = int(ends[0]), int(ends[1])
            if first < last <= first + _MOST_IN_RANGE:
                markers.extend(f"[{number}]" for number in range(first, last + 1))
                continue
        markers.extend(f"[{end}]" for end in ends if end)
    return markers
