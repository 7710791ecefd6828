"""Pages of the Indian registry: sections whose rows say less without them, and small tables.

Each row becomes a line of a label that the lexicon knows, and its value.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msc_kg.extractors.page_labels import NOT_KEPT, field_of
from msc_kg.extractors.page_lines import Line
from msc_kg.phrases.fillers import is_filler

Rewrite = Callable[[Line, tuple[str, ...]], Iterator[Line]]

_NUMBER = re.compile(r"^\W*CTRI Number\b", re.IGNORECASE)
_SAMPLE = re.compile(r"^\W*Total Sample Size\s*[=:|\t]+\s*\"?(\d+)", re.IGNORECASE)
_REGISTERED = re.compile(r"\[?Registered on:?\s*(\d\d/\d\d/\d{4})", re.IGNORECASE)
_STATE = re.compile(r"^(.*?)[\s,]+([A-Z][A-Z &]{2,})$")
_HEADERS = frozenset(
    {"secondary id", "name", "health type", "type", "outcome", "name of principal investigator"}
)  # fmt: skip
_COMPARATOR = "comparator agent"
_COUNTRY = "India"


def is_ctri_page(lines: Sequence[Line]) -> bool:
    """Return whether the page names its number as the registry does."""
    return any(_NUMBER.match(line.text) for line in lines[:60])


def ctri_lines(lines: Sequence[Line]) -> list[Line]:
    """Return what the rows state as lines of labels and values."""
    found: list[Line] = []
    section = ""
    for line in lines:
        if line.is_blank:
            continue
        cells = tuple(cell.strip() for cell in line.cells)
        heading = _section(line.words)
        if heading is not None:
            section = heading
        elif not cells:
            continue
        elif cells[0].casefold() in _ROWS.get(section, {}):
            found.append(_labelled(line, _ROWS[section][cells[0].casefold()], cells[1:]))
        elif section in _TABLES and _is_header(cells):
            continue
        elif section in _TABLES and len(line.cells) > 1 and not _is_field(cells):
            found += _TABLES[section](line, cells)
        elif section not in _CLOSED or _is_field(cells):
            section = ""
            found += _plain(line)
    return found


def _is_header(cells: tuple[str, ...]) -> bool:
    return cells[0].casefold() in _HEADERS


def _is_field(cells: tuple[str, ...]) -> bool:
    """Return whether a row of two cells begins with a label of its own."""
    return len(cells) == 2 and field_of(cells[0]) not in (None, NOT_KEPT)


def _section(text: str) -> str | None:
    head = re.sub(r"\s*\(.*\)\s*$|\s*Modification\(s\)$", "", text.split("\t")[0]).strip(": ")
    key = " ".join(head.casefold().replace("/", " / ").split())
    return key if key in _SECTIONS and ("\t" not in text or key in _TABLES) else None


def _labelled(line: Line, label: str, values: tuple[str, ...]) -> Line:
    return Line(line.number, f"{label}: {' '.join(values)}")


def _plain(line: Line) -> Iterator[Line]:
    sample = _SAMPLE.match(line.text)
    registered = _REGISTERED.search(line.text)
    yield Line(line.number, f"Target sample size: {sample[1]}") if sample else line
    if registered:
        yield Line(line.number, f"Registration date: {registered[1]}")


def _first(label: str, at: int = 0) -> Rewrite:
    def rewrite(line: Line, cells: tuple[str, ...]) -> Iterator[Line]:
        if len(cells) > at and not is_filler(cells[at]):
            yield Line(line.number, f"{label}: {cells[at]}")

    return rewrite


def _intervention(line: Line, cells: tuple[str, ...]) -> Iterator[Line]:
    if len(cells) > 1:
        yield Line(line.number, f"Interventions: {cells[1]}")
        if cells[0].casefold() != _COMPARATOR:
            yield Line(line.number, f"Product: {' '.join(cells[1:])}")


def _outcome(label: str) -> Rewrite:
    def rewrite(line: Line, cells: tuple[str, ...]) -> Iterator[Line]:
        frame = f" [Time Frame: {cells[1]}]" if len(cells) > 1 else ""
        yield Line(line.number, f"{label}: {cells[0]}{frame}")

    return rewrite


def _site(line: Line, cells: tuple[str, ...]) -> Iterator[Line]:
    if len(cells) < 3:
        return
    place = cells[2].split(",")[-1].strip()
    found = _STATE.match(place)
    city, state = (found[1], found[2].strip()) if found else (place, "")
    yield Line(line.number, "Locations:")
    yield Line(line.number, cells[1])
    yield Line(line.number, ", ".join(part for part in (city, state, _COUNTRY) if part))


_ROWS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "details of principal investigator or overall trial coordinator": {
            "name": "Principal investigator"
        },
        "primary sponsor": {"name": "Sponsor", "primary sponsor": "Sponsor"},
        "primary sponsor details": {"name": "Sponsor"},
        "inclusion criteria": {
            "age from": "Minimum age",
            "age to": "Maximum age",
            "gender": "Sex",
        },
    }
)
"""Rows with labels of their own, by section."""

_TABLES: Mapping[str, Rewrite] = MappingProxyType(
    {
        "secondary ids if any": _first("Other identifiers"),
        "details of secondary sponsor": _first("Secondary sponsor"),
        "sites of study": _site,
        "health condition / problems studied": _first("Conditions", 1),
        "intervention / comparator agent": _intervention,
        "primary outcome": _outcome("Primary outcomes"),
        "secondary outcome": _outcome("Secondary outcomes"),
    }
)
"""Tables with a header, by section."""

_CLOSED = frozenset(
    {
        "details of contact person",
        "details of contact person scientific query",
        "details of contact person public query",
        "source of monetary or material support",
        "details of ethics committee",
        "regulatory clearance status from dcgi",
        "exclusioncriteria",
        "exclusion criteria",
        "brief summary",
    }
)
"""Sections without facts about the trial."""

_SECTIONS = frozenset({*_ROWS, *_TABLES, *_CLOSED})
