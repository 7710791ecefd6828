"""Words and marks that stand for an absent value."""

import re

_FILLERS = frozenset(
    line.strip()
    for line in """
    n/a
    na
    n.a
    nr
    n/r
    n.r
    nd
    n/d
    n.d
    ns
    n/s
    nil
    nk
    none
    null
    nan
    unk
    tbd
    unknown
    unclear
    undefined
    undisclosed
    unspecified
    unavailable
    unreported
    unpublished
    missing
    not applicable
    not available
    not clear
    not clearly stated
    not defined
    not described
    not determined
    not disclosed
    not found
    not given
    not indicated
    not known
    not listed
    not mentioned
    not provided
    not published
    not registered
    not reported
    not specified
    not stated
    not shown
    no data
    no entry
    no data available
    no information
    no information provided
    none provided
    none known
    nil known
    none reported
    none specified
    none stated
    information not available
    data not available
    data not shown
    [not specified]
    """.splitlines()
    if line.strip()
)
_MARKS = re.compile(r"[\s\-‐‑‒–—―−/\\.,;:?*_~=|·•…]*")
_WRAPPING = re.compile(r"^[\s(\[\"'“]+|[\s)\]\"'”.;:,*†‡§]+$")


def is_filler(text: str) -> bool:
    """Say whether a cell states nothing: empty, a dash, "N/A", "Not reported" ..."""
    if len(text) > 80:
        return False
    if _MARKS.fullmatch(text):
        return True
    words = " ".join(text.lower().split())
    return words in _FILLERS or _WRAPPING.sub("", words) in _FILLERS
