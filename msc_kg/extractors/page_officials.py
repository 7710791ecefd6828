"""Names of the people in charge of a study, without role and organisation."""

import re
from itertools import pairwise

from msc_kg.extractors.page_lines import Line

_ROLE = re.compile(
    r"^(?:principal investigator|study (?:director|chair|principal investigator)|chief investigator"
    r"|overall official|sub-?investigator|name)\s*:\s*\|?\s*",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"(?:(?:M\.?D|Ph\.?\s?D|M\.?\s?Sc|B\.?Sc|M\.?P\.?H|D\.?Sc|MBBS|MBChB|MBBCH|FRC\w*|FRACP|FACS|Dr|Prof"
    r"|Professor|Doctor|DVM|DDS|DMD|D\.?O|MHS|MBA|RN|Pharm\.?D|M\.?S|B\.?S|M\.?A|MRCP|DM|DNB|Mmed|\w+(?:ologist|iatrist|ician|surgeon))\b\.?"
    r"[\s/&;-]*)+",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"hospital|h[oô]pital|ospedale|universi|klini[ck]|clini[ck]|klinikum|institut|cent(?:er|re|ro|rum)\b"
    r"|sygehus|sjukhus|ziekenhuis|department|division|faculty|foundation|school|colleg|infirmary",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Z][A-Za-z. /&-]{0,7}")


def official_name(line: Line) -> str:
    """Return the name as stated with its degrees; roles before it and affiliations are cut off.

    >>> official_name(Line(1, "Principal Investigator: Jane Doe, MD, Karolinska Institutet"))
    'Jane Doe, MD'
    """
    text = _ROLE.sub("", line.item)
    cells = [cell.strip() for cell in re.split(r"[|\t]", text) if cell.strip()]
    if not cells:
        return ""
    if len(cells) > 1:
        return cells[0]
    return cells[0][: _end_of_name(cells[0])].rstrip(" ,")


def _end_of_name(text: str) -> int:
    """Return where name and degrees end; one more word may be a profession ("Hematologist")."""
    commas = [*(mark.start() for mark in re.finditer(",", text)), len(text)]
    parts = [text[start:end].strip(" ,") for start, end in pairwise([0, *commas])]
    count = 1
    while count < len(parts) and _is_degree(parts[count]):
        count += 1
    rest = parts[count:]
    if len(rest) > 1 and " " not in rest[0] and not _PLACE.search(rest[0]):
        count += 1
    return commas[count - 1]


def _is_degree(part: str) -> bool:
    return bool(_DEGREE.fullmatch(part) or _INITIALS.fullmatch(part))
