"""Sites of a CSV download: "facility, city, state, postcode, country" in one text.

Facilities hold commas, and facility, state and postcode may be missing: a text is read from its
right end, with known countries and known states (``ctgov_csv_states.tsv``).
"""

import re
from functools import cache
from pathlib import Path

from msc_kg.extractors.study import plain
from msc_kg.phrases.countries import read_country
from msc_kg.records import Location

_MOST_COMMAS_OF_COUNTRY = 2
_POSTCODE = re.compile(
    r"(?=[^,]{0,15}\d)(?:[A-Z]{1,4}[ -]?)?[\dA-Z][\dA-Z .‐‑–-]{0,14}[\dA-Z]?", re.IGNORECASE
)
_CODE = re.compile(r"[A-Z]{2,3}")
_LONGEST_CITY = 40
_MOST_BARS = 3
_DIVISION = re.compile(
    r"(?:Voivodeship|Oblast'?|County|Governorate|Province|Prefecture|Municipality|Kraj|Kray"
    r"|Krai|Okrug|Region|Department|-ken|-do|-gu|District)$|^(?:Canton|State|Province|Region) of ",
)
_ORGANISATION = re.compile(
    r"\b(?:hospital|universit|clinic|cent(?:er|re|ro)|institut|college|school|medical|research|dept"
    r"|department|facult|h[oôó]pital|klini|ospedal|azienda|fondazione|foundation|investigat|site"
    r"|unit\b|therap|ltd|inc\b|gmbh|llc|office|laborator|policlinic|academ|chu\b|division|ward"
    r"|building|floor|health)",
    re.IGNORECASE,
)


def split_sites(cell: str) -> tuple[str, ...]:
    """Return the texts of the sites of a cell.

    They are joined with bars; a bar inside a facility's name is known by the country that is
    missing before it.
    """
    sites: list[str] = []
    pending: list[str] = []
    for part in cell.split("|"):
        pending.append(part)
        text = plain("|".join(pending))
        if _country(text.split(", "))[0]:
            sites.append(text)
            pending = []
        elif len(pending) > _MOST_BARS:
            sites.extend(_texts(pending))
            pending = []
    return (*sites, *_texts(pending))


def _texts(parts: list[str]) -> list[str]:
    return [text for text in map(plain, parts) if text]


def read_site(text: str) -> Location:
    """Return the site of one text; what is left of the city is the facility."""
    country, parts = _country(text.split(", "))
    if country is None:
        return Location(facility=text)
    postcode = parts.pop() if len(parts) > 1 and _POSTCODE.fullmatch(parts[-1]) else None
    state = parts.pop() if _ends_in_state(parts, read_country(country)) else None
    city = parts.pop() if parts else None
    return Location(", ".join(parts) or None, city, state, postcode, country)


def _country(parts: list[str]) -> tuple[str | None, list[str]]:
    """Return the country at the end, and the parts before it ("Korea, Republic of" is one)."""
    for count in range(1, min(len(parts), _MOST_COMMAS_OF_COUNTRY + 1) + 1):
        words = ", ".join(parts[-count:])
        if read_country(words) and not words.isupper():
            return words, parts[:-count]
    return None, parts


def _ends_in_state(parts: list[str], country: str | None) -> bool:
    """Whether the last part is a state; a name of city and state is a city after a facility."""
    if len(parts) < 2:
        return False
    before, last = parts[-2:]
    states = _states().get(country or "", frozenset())
    if before == last:
        return len(parts) > 2
    if country == "US":
        return last in states
    if _ORGANISATION.search(before) or len(before) > _LONGEST_CITY:
        return False
    certain = last in states or bool(_DIVISION.search(last))
    likely = f"{last}*" in states or bool(_CODE.fullmatch(last))
    return certain or (likely and len(parts) > 2)


@cache
def _states() -> dict[str, frozenset[str]]:
    """Return the states by the code of their country, with a star where cities have the name."""
    text = Path(__file__).with_name("ctgov_csv_states.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {
        country: frozenset(names.split(" | "))
        for country, names in (line.split("\t") for line in lines[1:])
    }
