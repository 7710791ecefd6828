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
_FINAL = re.compile(
    r"^\W*Final Enrol?lment numbers achieved \(Total\)\s*[=:|\t]+\s*\"?(\d+)", re.IGNORECASE
)
_REGISTERED = re.compile(r"\[?Registered on:?\s*(\d\d/\d\d/\d{4})", re.IGNORECASE)
_STATE = re.compile(r"^(.*?)[\s,]+([A-Z][A-Z &]{2,})$")
_HEADERS = frozenset(
    {"name of site", "secondary id", "name", "health type", "type", "outcome"}
    | {"name of principal investigator"}
)
_COMPARATOR = "comparator agent"
_COUNTRY = "India"
_NOT_A_ROW = re.compile(r"^No of (?:Sites|Ethics Committees)\s*=", re.IGNORECASE)
_SITES = "sites of study"
_SITE_TABS = 3
_LONGEST_ROW = 2000  # characters
_FEWEST_SECTIONS = 3


def is_ctri_page(lines: Sequence[Line]) -> bool:
    """Return whether the page names its number as the registry does, and has its sections."""
    sections = {_section(line.words) for line in lines} - {None}
    numbered = any(_NUMBER.match(line.text) for line in lines[:60])
    return numbered and len(sections) >= _FEWEST_SECTIONS


def ctri_lines(lines: Sequence[Line]) -> list[Line]:
    """Return what the rows state as lines of labels and values."""
    found: list[Line] = []
    section = ""
    for line in _joined_rows(lines):
        if line.is_blank:
            continue
        cells = tuple(cell.strip() for cell in line.cells)
        heading = _section(line.words)
        if heading is not None:
            section = heading
        elif not cells or _NOT_A_ROW.match(line.text):
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


def _joined_rows(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines, the rows of sites, whose cells are broken over lines, as one each."""
    row: Line | None = None
    in_sites = False
    for line in lines:
        heading = _section(line.words)
        begins = "\t" in line.text and (row is None or row.text.count("\t") >= _SITE_TABS)
        begins = begins or (row is not None and len(row.text) > _LONGEST_ROW)
        if row is not None and (heading is not None or begins):
            yield row
            row = None
        in_sites = heading == _SITES if heading is not None else in_sites
        is_row = in_sites and heading is None and not _is_header(line.cells or ("",))
        if row is not None:
            row = Line(row.number, f"{row.text}, {line.text}" if line.text else row.text)
        elif is_row and begins and line.text.count("\t") < _SITE_TABS:
            row = line
        else:
            yield line
    if row is not None:
        yield row


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
    final = _FINAL.match(line.text)
    yield Line(line.number, f"Target sample size: {sample[1]}") if sample else line
    if final:
        yield Line(line.number, f"Total final enrolment: {final[1]}")
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
    parts = [part.strip() for part in cells[2].split(",") if part.strip()]
    place = parts[-1] if parts else ""
    is_state = len(parts) > 1 and place.isupper()
    found = _STATE.match(f"{parts[-2]} {place}" if is_state else place)
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
