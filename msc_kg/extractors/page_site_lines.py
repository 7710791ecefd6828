"""A site on one line ("Facility, City, State, Postcode, Country"); rows of countries, statuses."""

import re
from collections.abc import Sequence

from msc_kg.extractors.page_lines import Line, plain
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.organisations import read_country
from msc_kg.phrases.statuses import normal_status
from msc_kg.records import Location

_FACILITY = re.compile(
    r"hospital|h[oô]pital|ospedale|universi|klinik|clini[ck]|klinikum|institu|cent(?:er|re|ro|rum)\b"
    r"|school|colleg|department|division|faculty|foundation|research|medical|health|infirmary|polikl",
    re.IGNORECASE,
)
LONGEST_SITE = 500
"""Characters of a line; a longer one is prose."""

_IN_STATES = frozenset({"US", "CA", "AU", "IN", "BR", "CN", "MX", "MY"})
"""Countries whose addresses name a state or province behind the city."""

_COUNTRY_HEADS = frozenset(
    {"member state", "member states", "member state concerned", "country", "countries"}
    | {"member states concerned", "country name"}
)
_STATUS_HEADS = frozenset(
    {"status", "trial status", "recruitment status", "application status", "overall status"}
    | {"trial status in the member state", "member state status", "status in the country"}
)
_SITES = re.compile(
    r"\s*(?:[:(]|\s-)\s*\d+\s*(?:sites?|cent(?:er|re)s?|locations?)?\s*\)?$", re.IGNORECASE
)
_STATUS_BEHIND = re.compile(r"\s+[-–—]\s+([^-–—,()]{3,40})$|\s*[(\[]([^()\[\]]{3,40})[)\]]$")
_CODE = re.compile(r"^[A-Z]{2}\s+(?=[A-Z][a-z])")  # "DE Germany"


def read_site_line(text: str) -> Location | None:
    """Return the site of a line that states facility, city and country, or ``None``."""
    if len(text) > LONGEST_SITE:
        return None
    text, status = _without_status(text.strip(" |."))
    parts = [plain(part) for part in text.split(",") if plain(part)]
    postcode = _postcode(parts.pop()) if len(parts) > 1 and _postcode(parts[-1]) else None
    if len(parts) < 3 or not _FACILITY.search(parts[0]):
        return None
    country = ", ".join(parts[-2:]) if read_country(", ".join(parts[-2:])) else parts[-1]
    code = read_country(country)
    middle = parts[: -2 if country != parts[-1] else -1]
    if code is None:
        return None
    if len(middle) > 2 and _postcode(middle[-1]):
        postcode = middle.pop()
    last = max(place for place, part in enumerate(middle) if _FACILITY.search(part))
    facility, rest = middle[: last + 1], middle[last + 1 :]
    if not rest:
        return None
    has_state = len(rest) > 1 and code in _IN_STATES
    city = rest[-2] if has_state else rest[-1]
    more = rest[: -2 if has_state else -1]
    return Location(
        facility=", ".join([*facility, *more]),
        city=city,
        state=rest[-1] if has_state else None,
        postcode=postcode,
        country=country,
        status=status,
    )


def _without_status(text: str) -> tuple[str, str | None]:
    """Cut a status behind a dash or in brackets off a site."""
    found = _STATUS_BEHIND.search(text)
    status = (found[1] or found[2]).strip() if found else ""
    is_status = bool(found and normal_status(status))
    return (text[: found.start()], status) if found and is_status else (text, None)


def _postcode(text: str) -> str | None:
    return text if any(sign.isdigit() for sign in text) and len(text) < 12 else None


def country_names(text: str) -> list[str]:
    """Return the countries that a line lists, without numbers of sites.

    >>> country_names("Belgium: 2 sites, Spain: 3 sites")
    ['Belgium', 'Spain']
    """
    names = [_country(part) for part in re.split(r"\s*[;|\t]\s*", text)]
    if len(names) == 1 and not read_country(names[0]):
        parts = [_country(part) for part in re.split(r"\s*[,/]\s*|\s+and\s+", text)]
        names = parts if all(map(read_country, parts)) else names
    return [name for name in names if read_country(name)]


def _country(text: str) -> str:
    return _CODE.sub("", _SITES.sub("", text.strip()))


def country_rows(lines: Sequence[Line]) -> tuple[list[tuple[Location, Line]], list[Line]]:
    """Return the countries of tables with columns of countries and statuses; the other lines."""
    found: list[tuple[Location, Line]] = []
    rest: list[Line] = []
    columns: tuple[int, int] | None = None
    for line in lines:
        cells = line.cells
        columns = _columns(cells) or (columns if len(cells) > 1 else None)
        row = None if columns is None or _columns(cells) else _row(cells, *columns)
        if row is not None:
            found.append((row, line))
        elif not _columns(cells):
            columns = None
            rest.append(line)
    return found, rest


def _columns(cells: Sequence[str]) -> tuple[int, int] | None:
    heads = [cell.casefold().strip(": ") for cell in cells]
    country = [place for place, head in enumerate(heads) if head in _COUNTRY_HEADS]
    status = [place for place, head in enumerate(heads) if head in _STATUS_HEADS]
    return (country[0], status[0]) if country and status else None


def _row(cells: Sequence[str], country: int, status: int) -> Location | None:
    if len(cells) <= max(country, 0) or not read_country(cells[country]):
        return None
    words = cells[status] if len(cells) > status else ""
    known = bool(words) and not is_filler(words) and normal_status(words) is not None
    return Location(country=cells[country], status=words if known else None)
