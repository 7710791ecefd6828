"""Sites of a study: facility, then an address line; a country line may head a group."""

import re
import sys
from collections.abc import Iterator, Sequence

import msgspec

from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_lines import Line, plain, with_next
from msc_kg.extractors.page_site_lines import LONGEST_SITE, country_names, read_site_line
from msc_kg.phrases.organisations import read_country
from msc_kg.phrases.statuses import normal_status
from msc_kg.records import Location

_PERSON = re.compile(
    r"^(?:contact|principal investigator|sub-?investigator|study (?:chair|director)"
    r"|investigator|phone|tel|e-?mail)\b|^(?:name|role|affiliation|fax)\s*:",
    re.IGNORECASE,
)
_STATUS_LABEL = re.compile(
    r"^(?:(?:site|recruitment|location) status\b\s*:?|status\s*:)\s*", re.IGNORECASE
)
_FACILITY_LABEL = re.compile(r"^(?:facility|site|centre|center|location)(?: name)?\s*:\s*", re.I)
_HEADINGS = frozenset({"locations", "location", "contacts", "contact", "study locations"})
_MAIL = re.compile(r"\S@\S+\.\w")
_DEGREES = frozenset({"MD", "MS", "MA", "BA", "DO", "SC", "BS", "PT"})
"""Codes of countries that are rather degrees behind the name of a person."""
_MAX_COUNTRY_PARTS = 3


def read_address(text: str, country: str | None = None) -> Location | None:
    """Return city, state, country and postcode of "City, State, Country, Postcode".

    ``country`` is that of the group, if a line above names it. ``None`` when the text ends
    in no country (and a postcode at most).
    """
    if len(text) > LONGEST_SITE:
        return None
    parts = [plain(part) for part in text.split(",") if plain(part)]
    if text.lstrip().startswith(",") and len(parts) > 1:
        parts = ["", *parts]  # no city
    for start in range(1 if len(parts) > 1 else 0, len(parts)):
        for end in range(min(len(parts), start + _MAX_COUNTRY_PARTS), start, -1):
            name = ", ".join(parts[start:end])
            rest = parts[end:]
            if _is_country(name, country) and all(_is_postcode(part) for part in rest):
                return Location(
                    city=parts[0] or None if start else None,
                    state=", ".join(parts[1:start]) or None,
                    postcode=" ".join(rest) or None,
                    country=name,
                )
    return None


def read_locations(lines: Sequence[Line]) -> Iterator[tuple[Location, Line]]:
    """Yield the sites with the line that names the facility (or else the address)."""
    stated = [
        Line(line.number, line.item) if line.is_item else line
        for line in lines
        if not (
            line.is_blank or _is_contact(line) or line.words.casefold().strip(" :") in _HEADINGS
        )
    ]
    if _address_stands_first(stated):
        yield from _sites_below_addresses(stated)
        return
    country: str | None = None
    facility: Line | None = None
    for line, following in with_next(stated):
        address = read_address(_bare(line), country)
        whole = _whole_site(line, following) if facility is None else None
        if whole is not None:
            yield whole, line
        elif facility is not None and address is not None:
            yield _site(facility, address), facility
            facility = None
        elif facility is None and group_of(line):
            country = group_of(line)
        elif address is None or (_is_address(following, country) and not address.postcode):
            if facility is not None and country is not None:
                yield _site(facility, Location(country=country)), facility
            facility = line
        else:
            yield address, line
    if facility is not None and country is not None:
        yield _site(facility, Location(country=country)), facility


def _whole_site(line: Line, following: Line | None) -> Location | None:
    """Return the site when the line states all of it, and the next is not its address."""
    site = read_site_line(_FACILITY_LABEL.sub("", line.item))
    is_facility = following is not None and is_address(following)
    if site is None or (is_facility and following and not read_site_line(following.item)):
        return None
    return site


def _address_stands_first(lines: Sequence[Line]) -> bool:
    """Return whether the first line that is no country, state or status is an address."""
    for line, following in with_next(lines):
        if is_address(line):
            return following is not None and not is_address(following)
        if not (group_of(line) or normal_status(line.words) or _is_state(line, following)):
            return False
    return False


def _is_state(line: Line, following: Line | None) -> bool:
    address = read_address(_bare(following)) if following is not None else None
    state = address.state if address is not None else None
    return state is not None and line.words.removesuffix(" Locations") == state


def is_address(line: Line) -> bool:
    """Return whether the line is "City, ... Country, Postcode"."""
    return (
        "," in line.text
        and not _is_contact(line)
        and group_of(line) is None
        and read_address(_bare(line)) is not None
    )


def _sites_below_addresses(lines: Sequence[Line]) -> Iterator[tuple[Location, Line]]:
    """Yield sites whose status and facility stand on the lines below the address."""
    starts = [place for place, line in enumerate(lines) if is_address(line)]
    for start, end in with_next(starts):
        below = lines[start + 1 : end]
        address = read_address(_bare(lines[start])) or Location()
        statuses = [line.words for line in below[:2] if normal_status(line.words)]
        names = [line for line in below if not (normal_status(line.words) or group_of(line))]
        name = names[0].cells[0] if names and _is_facility(names[0]) else None
        status = statuses[0] if statuses else None
        yield msgspec.structs.replace(address, facility=name, status=status), lines[start]


def _is_facility(line: Line) -> bool:
    return any(character.isalpha() for character in line.text) and len(line.text) < 250


def add_locations(draft: Draft, lines: Sequence[Line]) -> None:
    """Add the sites among the lines."""
    for location, line in read_locations(lines):
        draft.add("locations", location, line)


def add_locations_with_status(draft: Draft, lines: Sequence[Line]) -> None:
    """Add the sites among lines where a status is a line of its own below the facility."""
    lines = [Line(line.number, _STATUS_LABEL.sub("", line.text)) for line in lines]
    statuses = [line for line in lines if normal_status(line.words)]
    found = list(read_locations([line for line in lines if line not in statuses]))
    for (location, line), following in with_next(found):
        end = following[1].number if following else sys.maxsize
        status = next((other.words for other in statuses if line.number < other.number < end), None)
        stated = msgspec.structs.replace(location, status=status) if status else location
        draft.add("locations", stated, line)


def add_countries(draft: Draft, lines: Sequence[Line]) -> None:
    """Add countries as sites when the page names no sites."""
    if not draft.has("locations"):
        for line in lines:
            for name in country_names(line.item):
                draft.add("locations", Location(country=name), line)


def group_of(line: Line) -> str | None:
    """Return the country when the line is nothing but one ("China | |", "United States, Ohio")."""
    text = _bare(line)
    if read_country(text):
        return text
    head, comma, state = text.partition(", ")
    return head if comma and "," not in state and read_country(head) else None


def _bare(line: Line) -> str:
    return line.words.strip(" |")


def _is_address(line: Line | None, country: str | None) -> bool:
    return line is not None and read_address(_bare(line), country) is not None


def _is_contact(line: Line) -> bool:
    return bool(_PERSON.match(line.item) or _MAIL.search(line.text))


def _site(facility: Line, address: Location) -> Location:
    cells = facility.cells
    status = next((cell for cell in cells[1:] if normal_status(cell)), None)
    return Location(
        cells[0], address.city, address.state, address.postcode, address.country, status
    )


def _is_country(name: str, country: str | None) -> bool:
    return name == country or (name not in _DEGREES and read_country(name) is not None)


def _is_postcode(text: str) -> bool:
    return any(character.isdigit() for character in text) and len(text) < 16
