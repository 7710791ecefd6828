"""Phases of a trial: "Phase 1/Phase 2", "I/II", "PHASE1/PHASE2", "Phase IIa"."""

import re
from functools import lru_cache

from msc_kg.patterns import later
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.spans import Span

_NUMERAL = r"(?:IV|III|II|I|[0-4])(?:[\s-]?[abAB](?![A-Za-z]))?"
_PREFIX = r"(?:early[\s_-]?)?ph(?:ase|\.)?s?[\s_-]?"
_SEPARATOR = r"\s{0,2}(?:/|\||-|–|—|&|,|;|\+|\band\b|\bto\b)\s{0,2}"
_PART = later(rf"(?P<prefix>{_PREFIX})?(?P<numeral>{_NUMERAL})", re.IGNORECASE)
_PHASES = later(
    rf"(?:{_PREFIX})?{_NUMERAL}(?:{_SEPARATOR}(?:{_PREFIX})?{_NUMERAL}){{0,3}}", re.IGNORECASE
)
_PREFIXED = later(
    rf"(?<![A-Za-z])(?i:{_PREFIX}){_NUMERAL}(?:{_SEPARATOR}(?i:{_PREFIX})?{_NUMERAL}){{0,3}}(?![a-z\d])"
    r"|(?<![A-Z\d.])(?P<pair>I\s?[/–-]\s?II|II\s?[/–-]\s?III|III\s?[/–-]\s?IV)[ab]?(?![A-Za-z]|[/–-]I)"
)
# Numerals after these words grade something else.
_OTHER_SCALE = later(
    r"(?:class|grades?|types?|stages?|degree|nyha|fontaine|rutherford|lawrence|score|level|group|factor)"
    r"\s?$",
    re.IGNORECASE,
)
_CODES = {
    "0": "EARLY_PHASE1", "1": "PHASE1", "i": "PHASE1", "2": "PHASE2", "ii": "PHASE2",
    "3": "PHASE3", "iii": "PHASE3", "4": "PHASE4", "iv": "PHASE4",
}  # fmt: skip
_AROUND = later(r"^[\s([:]+|[\s)\].:;,*†‡]+$")


def read_phases(text: str) -> tuple[str, ...]:
    """Return the phases of a field, each in its words: "I/II" → "I", "II".

    "Phase 1/2" gives "Phase 1" and "Phase 2". "N/A" and "Not Applicable" are values of the
    registries and come back as they are; where they are fillers, ask ``fillers`` first.
    """
    words = _AROUND.sub("", text[:80])
    found = _PHASES.match(words)
    if found is None:
        return (words,) if normal_code("phases", words) else ()
    if words[found.end() :][:1].isalnum():
        return ()
    return _parts(found.group())


@lru_cache(1024)
def normal_phase(text: str) -> str | None:
    """Return the notation of a phase ("PHASE1", "EARLY_PHASE1", "NA") by any wording."""
    words = _AROUND.sub("", text[:80])
    code = normal_code("phases", words)
    if code is not None:
        return code
    found = _PART.fullmatch(words)
    if found is None:
        return None
    if (found["prefix"] or "").lower().startswith("early"):
        return "EARLY_PHASE1"
    return _CODES[found["numeral"].lower().rstrip("ab -")]


def spot_phases(text: str) -> tuple[Span[tuple[str, ...]], ...]:
    """Return the phases in running text; numerals without "phase" only in pairs ("I/II")."""
    return tuple(
        Span(found.start(), found.end(), _parts(found.group()))
        for found in _PREFIXED.finditer(text)
        if not found["pair"]
        or not _OTHER_SCALE.search(text[max(0, found.start() - 12) : found.start()])
    )


def _parts(words: str) -> tuple[str, ...]:
    """Return each phase; the word "Phase" before the first holds for all."""
    parts: list[str] = []
    prefix = ""
    for found in _PART.finditer(words):
        own = found["prefix"]
        prefix = own or prefix
        shared = own or ("" if prefix.lower().startswith("early") else prefix)
        parts.append(f"{shared}{found['numeral']}")
    return tuple(dict.fromkeys(parts))
