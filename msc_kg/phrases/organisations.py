"""Sponsors, collaborators and responsible parties as documents print them."""

import re
from functools import cache

from msc_kg import schemes
from msc_kg.patterns import later
from msc_kg.phrases.countries import (
    read_country,
    read_country_suffix,
    spot_countries,
)
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.tokens import Labels, keys, word_key
from msc_kg.records import Sponsor

__all__ = [
    "read_country",
    "read_country_suffix",
    "read_sponsor",
    "responsible_organisation",
    "spot_countries",
]

_LONGEST_NAME = 400

# Words that only names of organisations hold (compared by their beginnings).
_ORGANISATION = later(
    r"\b(?:universi|hospital|h[oô]pit|ospedal|klinik|clinic|institu|colleg|cent(?:er|re|ro|rum)\b"
    r"|academ|foundation|fundaci|fondazion|fondation|stiftung|school|facult|laborator|ministry"
    r"|societ|associat|compan|corporat|consorti|network|council|agency|authority|trust\b|group\b"
    r"|department|division|unit\b|charit[eé]|policl|therap|pharm|bio|medic(?:al|ine|in|o|a)\b"
    r"|healthcare|research|scien|tech|cell|gen[eo]|inc\b|ltd|llc|gmbh|corp\b|s\.?p\.?a\b|b\.?v\b"
    r"|a/?s\b|ab\b|ag\b|plc|co\b|kk\b|sas\b|chu\b|ucl\b|nhs|irccs|inserm|csic|apollo|karolinska"
    r"|mayo|assistance publique|service|bank\b|command|army|program)",
    re.IGNORECASE,
)
_PART_OF_ONE = later(
    r"^\s*(?:the\s)?(?:department|dept|division|div|section|unit|laborator\w*|lab|service|chair|ward"
    r"|(?:research\s)?cent(?:er|re)\s(?:for|of)|head|program\w*)\b",
    re.IGNORECASE,
)
_ROLE = later(
    r"^\W*(?:(?:sub|co|principal|chief|study|clinical|overall|lead|coordinating)[\s-]*)*"
    r"(?:investigator|professor|prof|director|head|chair(?:man|person|woman)?|chief|dean|president"
    r"|manager|lecturer|physician|surgeon|consultant|researcher|doctor|dr|m\.?d|ph\.?d|m\.?sc?|mbbs|frcp"
    r"|ceo|cmo|vice|associate|assistant|senior|official|specialist|fellow|scientist|md[\s/-]*ph\.?d)\b",
    re.IGNORECASE,
)
_NOT_A_NAME = frozenset(
    map(word_key, ("identifier", "sponsor", "responsible", "investigator", "party", "collaborator"))
)
_DEGREE = later(r"\b(?:M\.?D|Ph\.?\s?D|Prof|Dr|MBBS|MSc|Doctor|Professor)\b\.?", re.IGNORECASE)


@cache
def _known_names() -> Labels[str]:
    return Labels(
        (label, concept.label)
        for concept in schemes.load("organisations")
        for label in concept.labels
    )


def read_sponsor(text: str) -> Sponsor | None:
    """Return the sponsor of a cell or field: name, and the country when one trails it.

    ``None`` for fillers and for a country alone. A person stays as printed.

    >>> read_sponsor("Medipost Co. Ltd, Korea")
    Sponsor(name='Medipost Co. Ltd', country='Korea', class_=None, stated_as=None)
    """
    name = " ".join(text[:_LONGEST_NAME].split())
    if is_filler(name):
        return None
    rest, country = read_country_suffix(name)
    return Sponsor(rest, country) if any(sign.isalnum() for sign in rest) else None


def responsible_organisation(text: str) -> str | None:
    """Return the organisation of a responsible party; drop the person, role and department.

    A party that is itself an organisation stays whole. ``None`` when only a person, or only
    the words of a form ("Sponsor"), are there.

    >>> responsible_organisation("Ellen Iacobaeus, Principal investigator, Karolinska Institutet")
    'Karolinska Institutet'
    """
    whole = " ".join(text[:_LONGEST_NAME].split()).strip(" ,;|")
    if is_filler(whole) or set(keys(whole)) <= _NOT_A_NAME:
        return None
    parts = [part for part in re.split(r"\s*[,;|]\s*", whole) if part]
    first = next((at for at, part in enumerate(parts) if _is_whole_organisation(part)), None)
    if first is None:
        return _lone_part(parts)
    if first == 0:
        return whole
    return _from_part(parts, first)


def _is_whole_organisation(part: str) -> bool:
    if _ROLE.match(part) or _PART_OF_ONE.match(part):
        return False
    return bool(_known_names().whole(part) or _ORGANISATION.search(part))


def _from_part(parts: list[str], first: int) -> str:
    """The last organisation among the parts, with the places that follow it."""
    last = max(at for at in range(first, len(parts)) if _is_whole_organisation(parts[at]))
    tail = [part for part in parts[last:] if not _ROLE.match(part) and not _PART_OF_ONE.match(part)]
    while len(tail) > 1 and read_country(tail[-1]):
        tail.pop()
    return ", ".join(tail)


def _lone_part(parts: list[str]) -> str | None:
    """An organisation without a telling word: one part that is no person; else a department."""
    if len(parts) == 1 and not _is_person(parts[0]) and not _ROLE.match(parts[0]):
        return parts[0]
    departments = (part for part in reversed(parts) if _PART_OF_ONE.match(part))
    return next((part for part in departments if not _ROLE.match(part)), None)


def _is_person(part: str) -> bool:
    """Two to four capitalised words, or a degree: "Fu-Sheng Wang", "R.P. Herrmann"."""
    words = part.split()
    capitalised = all(word[0].isupper() and not word.isupper() for word in words if len(word) > 2)
    return bool(_DEGREE.search(part)) or (2 <= len(words) <= 4 and capitalised)
