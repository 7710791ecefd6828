"""Tables of sites: a header of facility, city, country ..., and a row a site."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from msc_kg.extractors.page_lines import Line
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.organisations import read_country
from msc_kg.records import Location

_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("facility", "facility name", "site", "site name", "name of site", "hospital", "centre",
             "center", "institution", "location", "location name", "investigator site",
             "organisation name", "organization"),
            "facility",
        ),
        **dict.fromkeys(("city", "town", "city/town", "town/city"), "city"),
        **dict.fromkeys(
            ("state", "province", "state/province", "region", "state or province", "county",
             "state / province", "state/region"),
            "state",
        ),
        **dict.fromkeys(("zip", "zip code", "postcode", "postal code", "post code"), "postcode"),
        **dict.fromkeys(("country", "country/region", "nation"), "country"),
        **dict.fromkeys(
            ("status", "recruitment status", "site status", "recruiting status"), "status"
        ),
    }
)  # fmt: skip
"""What the columns are called, and the part of a site they hold."""

_ABOUT_PEOPLE = frozenset(
    {"contact", "contacts", "phone", "telephone", "email", "e-mail", "investigator", "address"}
    | {"principal investigator", "name of principal investigator", "no", "no.", "#"}
    | {"phone/fax/email", "site address", "distance"}
)
_FEWEST = 3


def site_rows(lines: Sequence[Line]) -> tuple[list[tuple[Location, Line]], list[Line]]:
    """Return the sites of tables with such a header, each with its row; the other lines."""
    found: list[tuple[Location, Line]] = []
    rest: list[Line] = []
    columns: tuple[str, ...] = ()
    for line in lines:
        header = _columns(line.cells)
        if header:
            columns = header
        elif columns and (len(line.cells) > 1 or (line.is_blank and line.text)):
            found += ((site, line) for site in _site(line.cells, columns))
        else:
            columns = ()
            rest.append(line)
    return found, rest


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the parts of a site that a header names, or nothing when it is none."""
    words = [cell.casefold().strip(": *") for cell in cells]
    parts = tuple(_COLUMNS.get(word, "") for word in words)
    known = {part for part in parts if part}
    fits = all(part or word in _ABOUT_PEOPLE for part, word in zip(parts, words, strict=True))
    placed = known & {"city", "country"} and "facility" in known
    return parts if fits and placed and len(known) >= _FEWEST else ()


def _site(cells: Sequence[str], columns: Sequence[str]) -> Iterator[Location]:
    stated = {
        part: cell
        for part, cell in zip(columns, cells, strict=False)
        if part and cell and not is_filler(cell)
    }
    is_rule = all(not cell.strip("-: ") for cell in cells)
    if stated and not is_rule and ("country" not in stated or read_country(stated["country"])):
        yield Location(**stated)
