"""Abbreviations glued to each other: "T1DMI.VhUC-MSC" is a disease, a route and cells.

Where a cell may begin, known abbreviations are read one after the other as long as each is
followed by another, or by what surely begins a cell; there the cells may part.
"""

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache

from msc_kg import schemes

_SHORT = re.compile(r"(?:[A-Z]\.?){2,6}|(?=[A-Z\d]{2,6}$)[A-Z][A-Z\d]{0,4}[A-Z]")
_LEGEND_KEY = re.compile(r"[A-Z](?:[\w.]{0,8}[A-Za-z])?")
_PHASE = r"(?:IV|I{1,3})(?:\s?[/–-]\s?(?:IV|I{1,3}))?"
_BEGINS = re.compile(
    r"[A-Z][a-z]{2}|h?[A-Z]{1,3}[a-z]?-M|[A-Z]{2,6}(?:s(?![a-z])|[-/][A-Z]|C-)|(?<!CD)(?<!IL)\d|\[|\s|$"
)
_CELLS = re.compile(r"[A-Z]{1,3}[a-z]?-M")
_SCHEMES = ("conditions", "routes")
_LONGEST_CHAIN = 6


def glued_seams(text: str, starts: Iterable[int], keys: Set[str], ends: Set[int]) -> Iterator[int]:
    """Yield the places where glued abbreviations part; ``starts`` are where cells may begin.

    Args:
        text: a glued line.
        starts: where to begin reading.
        keys: abbreviations of the table's own legend.
        ends: places at which something else surely begins (identifiers).
    """
    known = _known(frozenset(key for key in keys if _LEGEND_KEY.fullmatch(key)))
    for start in starts:
        chain = _chain(text, start, known, ends, _LONGEST_CHAIN)
        yield from chain or ()


def _chain(
    text: str, start: int, known: re.Pattern[str], ends: Set[int], left: int
) -> tuple[int, ...] | None:
    """The places at which the abbreviations from ``start`` end; ``None`` where words go on."""
    found = known.match(text, start) if left and not _CELLS.match(text, start) else None
    if found is None:
        return None
    candidates = {found.end()}
    if found.end() - start > 1:
        candidates |= {m.end() for m in (known.match(text, start, found.end() - 1),) if m}
    for end in sorted(candidates, reverse=True):
        further = _chain(text, end, known, ends, left - 1)
        if further is not None:
            return (end, *further)
        if end in ends or _BEGINS.match(text, end):
            return (end,)
    return None


@lru_cache(maxsize=16)
def _known(keys: frozenset[str]) -> re.Pattern[str]:
    """Abbreviations of diseases, routes, phases and of a legend, the longest first."""
    there = [name for name in _SCHEMES if name in schemes.names()]
    labels = {label for name in there for concept in schemes.load(name) for label in concept.labels}
    short = {label for label in labels if _SHORT.fullmatch(label)} | keys
    either = "|".join(re.escape(label) for label in sorted(short, key=len, reverse=True))
    return re.compile(rf"(?:{either})|{_PHASE}")
