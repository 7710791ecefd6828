"""Measures of cells in headers: "Dose, million cells", "Cells/kg", "MSCs (× 10^6 per joint)"."""

import re
import tomllib
from functools import cache, lru_cache

from msc_kg import resources
from msc_kg.phrases.doses import read_dose_header

_WORD = re.compile(r"#|[^\W_]+")
_LONGEST_MEASURED = 80
_MEASURE = re.compile(
    r"\s{0,3}[,:]?\s{0,3}[(\[]?\s{0,3}(?:\bin\s)?\s{0,3}"
    r"(?:×|\*|\bx\s?(?=10)|(?<![\w.])1?\s?[×x*]?\s?10\s?[\^eE(]?\d|\b(?:[mb]ill?|mio|mln|thousand)"
    r"|\bM\s(?=cells|MSCs)|\bper\b|/|\bcells\s?(?:/|per\b))",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"[(\[]?\s{0,2}\b(?:[nN]|[Nn]o\.?|[Nn]umber)\b\.?\s{0,2}[)\]]?\s{0,2}$")
_HINT = re.compile(r"[×*/\d]|mi(?:l|o)|bil|mln|thous|per\b|\bM\s", re.IGNORECASE)
"""Without one of these no measure needs to be looked for."""

Words = tuple[str, ...]


@lru_cache(maxsize=16_384)
def header_words(text: str) -> Words:
    """Return the words of a header in normal form: lower case, without plural s."""
    return tuple(_singular(word) for word in _WORD.findall(text.casefold()))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


@lru_cache(maxsize=16_384)
def unmeasured(text: str) -> Words | None:
    """Return the words of a header before a measure of cells; ``None`` where it has none.

    >>> unmeasured("Cells infused (× 10^6/kg)")
    ('cell', 'infused')
    """
    head = text[:_LONGEST_MEASURED]
    begin = _MEASURE.search(head) if _HINT.search(head) else None
    if begin is None or not set(header_words(text[begin.start() :])) <= _listed("measure"):
        return None
    unit, scale = read_dose_header(text)
    per = unit is not None and (unit != "cells" or "/" in text or " per " in text)
    return header_words(text[: begin.start()]) if per or scale != 1 else None


def is_measure(text: str) -> bool:
    """Say whether a text is a measure of cells and no more ("× 10^6 cells per kg")."""
    words = header_words(text[:_LONGEST_MEASURED])
    return bool(_HINT.search(text)) and bool(words) and set(words) <= _listed("measure")


def counts_cells(name: Words) -> bool:
    """Say whether words name the cells of a dose and no more; none do so too."""
    return set(name) <= _listed("counted")


def arm_name(header: str) -> str:
    """Return the name of an arm in a header that counts its people ("Control (n)": "Control").

    A header that has no such sign returns as it is.
    """
    return _PEOPLE.sub("", header).strip(" ,;:–-")


def counts_arm(header: str) -> bool:
    """Say whether a header is the name of an arm with a sign for a count of people.

    >>> counts_arm("MSC group (n)"), counts_arm("Patients (n)"), counts_arm("MSC group")
    (True, False, False)
    """
    name = arm_name(header[:_LONGEST_MEASURED])
    words = header_words(name)
    return bool(words) and name != header.strip() and set(words) <= _listed("arm")


@cache
def _listed(name: str) -> frozenset[str]:
    """The words of ``ontology/table_words.toml`` under a name, in normal form."""
    path = resources.folder("ontology") / "table_words.toml"
    words = tomllib.loads(path.read_text(encoding="utf-8"))[name]
    return frozenset(word for each in words for word in header_words(each))
