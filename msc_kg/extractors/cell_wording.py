"""The words by which passages of a study tell whether cells are given, and to whom."""

import re

from msc_kg.patterns import later

COMPARATOR_TYPES = ("placebo", "sham", "no intervention", "no_intervention")
"""Beginnings of the types of arms that get no cells."""

COMPARATOR = later(
    r"\b(?:placebos?|sham|saline|vehicle|controls?|no (?:intervention|treatment)|standard of care"
    r"|standard (?:treatment|therapy|care)|usual care)\b",
    re.IGNORECASE,
)
_SPELT_OUT = later(
    r"m[a-z]{1,3}ench[yi]m\w*[\s-]+(?:[\w()]+[\s/-]+){0,2}?(?:stem|strom|progenit|precurs|cell)",
    re.IGNORECASE,
)
# "Multiple Sclerosis Center (MSC)"
_OTHER_MSC = later(r"\bm\w*[\s-]+s\w*[\s-]+(?!cell)c\w*\s*\(MSCs?\)", re.IGNORECASE)
_HANDLED = later(r"\bcells?\b|\bstem|strom|infus|inject|transplant|implant", re.IGNORECASE)
_GIVEN = later(
    r"therap|treat|transplant|inject|infus|implant|administ|deliver|graft|applicat|applied|safety"
    r"|efficac|repair|regenerat|reconstruct|augment|follow-?\s?up|receiv|given|expanded access"
    r"|compassionate|\busing\b|\buse of\b|instill|combin|phase|placebo|dose|product|heal|effective"
    r"|enhanc|induced|seeded|loaded|cultured",
    re.IGNORECASE,
)
_STUDIED = later(
    r"in vitro|isolat|characteri|propert|xenograft|pre-?clinical|biops|\bcollect|mobili[sz]"
    r"|differentiation|signal?ling|explant|\bassay|biobank|gene expression|\bcounts?\b|antigen"
    r"|sampl|harvest",
    re.IGNORECASE,
)
CELLS = later(r"cell|stem|msc|strom|\bSVF\b|marrow", re.IGNORECASE)
"""What tells that a passage is about cells."""
PROCEDURE = later(r"implant|inject|infus|transplant|graft|cell", re.IGNORECASE)
"""What tells that an intervention may give cells that it does not name."""
# The first letter of a unit is one of a few, which passes most numbers at once.
_UNIT = r"\s?(?=[mcugiµμ])(?:mg|mcg|µg|μg|ug|g|iu|i\.u\.|units?|gy|cgy)\b"
_OTHER_DOSE = later(rf"\d{_UNIT}", re.IGNORECASE)
_PLAIN_OTHER_DOSE = later(rf"[0-9]{_UNIT}", re.IGNORECASE | re.ASCII)
_SENTENCE_END = later(r"(?<=[\w)%]{2})[.;]\s|\n")


def is_observational(study_type: str | None) -> bool:
    """Return whether a type of study, as stated, is one without interventions of its own."""
    return (study_type or "").casefold().startswith("observational")


def is_spelt_out(text: str) -> bool:
    """Return whether a text spells "mesenchymal stem cells" out."""
    return "ench" in text.lower() and _SPELT_OUT.search(text) is not None


def means_cells(text: str) -> bool:
    """Return whether "MSC" may mean cells in a text that does not spell it out."""
    return _OTHER_MSC.search(text) is None and _HANDLED.search(text) is not None


def tells_of_giving(text: str) -> bool:
    """Return whether a text tells of something that is given."""
    return _GIVEN.search(text) is not None


def tells_of_study(text: str) -> bool:
    """Return whether a text tells of samples and properties of cells."""
    return _STUDIED.search(text) is not None


def tells_other_dose(text: str) -> bool:
    """Return whether a text tells the dose of a drug: "5 mg/kg"."""
    pattern = _PLAIN_OTHER_DOSE if text.isascii() else _OTHER_DOSE
    return pattern.search(text) is not None


def is_of_other_treatment(text: str, start: int, end: int) -> bool:
    """Return whether the sentence around a span tells the dose of a drug and names no cells."""
    first = 0
    for mark in _SENTENCE_END.finditer(text):
        if mark.start() >= end:
            last = mark.start()
            break
        if mark.end() <= start:
            first = mark.end()
    else:
        last = len(text)
    sentence = text[first:last]
    return tells_other_dose(sentence) and CELLS.search(sentence) is None
