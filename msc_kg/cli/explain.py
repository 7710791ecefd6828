"""How a document was read, for people: where rows were cut, which lines fed which field."""

import re
from collections.abc import Iterator, Sequence

from msc_kg.batches import Piece
from msc_kg.characters import one_line
from msc_kg.documents import Document
from msc_kg.extractors import registry
from msc_kg.extractors.parts import parts
from msc_kg.extractors.review_table import CutRow, ReviewTable
from msc_kg.records import Coverage, Extraction, Record, Reject

_NUMBER = re.compile(r"\d+")


def explanation(piece: Piece, extraction: Extraction) -> str:
    """Return how (a piece of) a document was read, part for part where it holds several pages.

    Lines are counted from the beginning of each part; nothing stands below the name of what was
    not read.
    """
    if piece.content is None:
        return _lines(_entries(piece, extraction))
    document = Document(piece.origin.name, piece.content)
    found = parts(document)
    lines: list[str] = []
    for number, part in enumerate(found, 1):
        where = f", part {number} (from line {part.before + 1})" if len(found) > 1 else ""
        lines += _part(part.document, f"{document.name}{where}")
    return _lines(lines)


def _entries(piece: Piece, extraction: Extraction) -> list[str]:
    """Tell which place of each entry fed which field."""
    lines = [f"{piece.origin.name}: {piece.origin.kind}"]
    for record in extraction.records:
        lines.append(f"  {record.locator}")
        lines += (f"    {path}: {found.place}" for path, found in record.evidence.items())
    return lines


def _part(document: Document, name: str) -> Iterator[str]:
    chosen = registry.choose(document)
    if isinstance(chosen, Reject):
        yield f"{name}: not read"
        return
    yield f"{name}: {chosen.name}, sureness {chosen.confidence(document):.2f}"
    if isinstance(chosen, ReviewTable):
        notes = {r.locator: r.coverage for r in chosen.extract(document).records}
        for row in chosen.explain(document):
            yield from _cut(row, notes.get(row.locator))
    else:
        for record in chosen.extract(document).records:
            yield from _fed(record)


def _lines(parts: Sequence[str]) -> str:
    return "".join(f"{one_line(part)}\n" for part in parts)


def _cut(row: CutRow, coverage: Coverage | None) -> Iterator[str]:
    """The cells of a row, one a line; "+" begins the cells of a further line of the row."""
    how = "delimited" if row.confidence is None else f"cut with confidence {row.confidence:.2f}"
    yield f"  {row.locator} (line {row.line}): {how}" + _noted(coverage, "columns")
    lines = (row.cells, *row.further)
    width = max((len(name) for cells in lines for name, _ in cells), default=0)
    for number, cells in enumerate(lines):
        for place, (name, words) in enumerate(cells):
            sign = "+" if number and not place else " "
            yield f"  {sign} {name:<{width}}  {words}"


def _fed(record: Record) -> Iterator[str]:
    """The fields of a record in the order of the lines they were read from."""
    ids = " ".join(record.registry_ids)
    yield f"  {record.locator} {ids}".rstrip() + _noted(record.coverage, "labelled fields")
    fed = sorted(record.evidence.items(), key=lambda item: (_line(item[1].place), item[0]))
    places = max((len(evidence.place) for _, evidence in fed), default=0)
    paths = max((len(path) for path, _ in fed), default=0)
    for path, evidence in fed:
        words = " ".join(evidence.text.split())
        yield f"    {evidence.place:<{places}}  {path:<{paths}}  {words}"


def _noted(coverage: Coverage | None, what: str) -> str:
    """The coverage note in words (", 7 of 8 columns used, not used: Follow-up")."""
    if coverage is None:
        return ""
    more = coverage.seen - coverage.used - len(coverage.unused)
    unused = ", ".join((*coverage.unused, *([f"{more} more"] if more > 0 else [])))
    rest = f", not used: {unused}" if unused else ""
    return f", {coverage.used} of {coverage.seen} {what} used{rest}"


def _line(place: str) -> int:
    number = _NUMBER.search(place)
    return int(number.group()) if number else 0
