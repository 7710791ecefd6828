"""Cells that name an investigator, a sponsor, or both ("Principal investigator/Sponsor")."""

import re

from msc_kg.phrases.organisations import responsible_organisation

PARTIES = frozenset({"official", "sponsor"})
_JOINT = re.compile(r"\s*(?:[/;|\n]|\(|\)|\s[–-]\s)\s*")


def party(kind: str, cell: str) -> str:
    """Return what a cell states of the "sponsor" or the "official" of a trial, "" for none.

    Where it names one party only, that is the sponsor, be it a person.

    >>> party("official", "Ada Berg, University of Oslo, Norway")
    'Ada Berg'
    >>> party("sponsor", "Ada Berg, Norway")
    'Ada Berg, Norway'
    """
    official, sponsor = _joined(cell) or _listed(cell)
    return sponsor if kind == "sponsor" else official


def _joined(cell: str) -> tuple[str, str] | None:
    """The person and the organisation of two parts with a slash or brackets between them."""
    parts = [part for part in _JOINT.split(cell) if part]
    if len(parts) != 2:
        return None
    organised = [responsible_organisation(part) is not None for part in parts]
    if organised[0] == organised[1]:
        return None
    return (parts[1], parts[0]) if organised[0] else (parts[0], parts[1])


def _listed(cell: str) -> tuple[str, str]:
    """The person before the organisation, whose country follows it; else all is the sponsor."""
    organisation = responsible_organisation(cell)
    begin = cell.find(organisation) if organisation else 0
    return cell[: max(begin, 0)].strip(" ,;:|"), cell[max(begin, 0) :]
