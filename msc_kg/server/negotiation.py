"""Which format a client wants: the Accept header (RFC 9110, section 12.5.1) and ``format=``."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from msc_kg.server.limits import NotAcceptableError

ROWS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
"""Media types for rows and truth values; of two that are wanted alike, the first is taken."""
TRIPLES = {
    "text/turtle": "ttl",
    "application/x-turtle": "ttl",
    "application/n-triples": "nt",
    "text/plain": "nt",
    "application/rdf+xml": "rdf",
    "application/xml": "rdf",
    "text/xml": "rdf",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
}
"""Media types for triples."""
NAMES = {
    "json": ("json", "jsonld"),
    "xml": ("xml", "rdf"),
    "csv": ("csv", None),
    "tsv": ("tsv", None),
    "ttl": (None, "ttl"),
    "turtle": (None, "ttl"),
    "nt": (None, "nt"),
    "ntriples": (None, "nt"),
    "rdf": (None, "rdf"),
    "rdfxml": (None, "rdf"),
    "jsonld": (None, "jsonld"),
}
"""What ``format=`` may be: the formats of rows and of triples."""

MOST_RANGES = 100
"""Media ranges of one Accept header that are looked at."""

_LEAST = 0.001


@dataclass(frozen=True, slots=True)
class Wanted:
    """The media types of an answer: for rows and for triples; ``None`` refuses that kind."""

    rows: str | None
    triples: str | None

    @property
    def formats(self) -> tuple[str | None, str | None]:
        """The formats of the two, as workers know them."""
        return ROWS.get(self.rows or ""), TRIPLES.get(self.triples or "")


def wanted(accept: Sequence[str], name: str | None = None) -> Wanted:
    """Return the media types for an Accept header, or for the ``format`` that stands above it.

    Raises:
        NotAcceptableError: the name is none of the formats, or nothing accepted is offered.
    """
    if name is not None:
        return _by_name(name)
    ranges = _ranges(",".join(accept))
    found = Wanted(_best(ranges, ROWS), _best(ranges, TRIPLES))
    if found == Wanted(None, None):
        raise NotAcceptableError(
            "none of the accepted formats is offered",
            where="Accept",
            next_step=f"offered are {', '.join(dict.fromkeys((*ROWS, *TRIPLES)))}",
        )
    return found


def _by_name(name: str) -> Wanted:
    if name.lower() not in NAMES:
        raise NotAcceptableError(
            f"no such format: {name[:40]!r}",
            where="format",
            next_step=f"known are {', '.join(NAMES)}",
        )
    rows, triples = NAMES[name.lower()]
    return Wanted(_type_of(rows, ROWS), _type_of(triples, TRIPLES))


def _type_of(format_: str | None, types: dict[str, str]) -> str | None:
    return next((type_ for type_, known in types.items() if known == format_), None)


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Return media ranges with their quality; none at all means anything."""
    found = []
    for part in accept.split(",")[:MOST_RANGES]:
        range_, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if range_ == "*" or range_.count("/") == 1:
            found.append(("*/*" if range_ == "*" else range_, _quality(parameters)))
    return found or [("*/*", 1.0)]


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, text = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(text)
            except ValueError:
                return _LEAST
            return min(max(quality, 0.0), 1.0) if math.isfinite(quality) else _LEAST
    return 1.0


def _best(ranges: list[tuple[str, float]], offered: dict[str, str]) -> str | None:
    """Return the offered type with the highest quality; the most specific range counts."""
    graded = [(_grade(type_, ranges), type_) for type_ in offered]
    best = max(grade for grade, _ in graded)
    return next(type_ for grade, type_ in graded if grade == best) if best > 0 else None


def _grade(type_: str, ranges: list[tuple[str, float]]) -> float:
    for pattern in (type_, f"{type_.partition('/')[0]}/*", "*/*"):
        for range_, quality in ranges:
            if range_ == pattern:
                return quality
    return 0.0
