"""Which field the words of a label name: the lexicon, and the ways sites vary its labels.

The lexicon is data (``page_labels.tsv``). A label may have a number before it ("A.3.1 Title"), a
hint in brackets behind it, another language beside it, or words around it that every label of
a site has ("Study sponsor", "Sponsor of the trial").
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from msc_kg.extractors.page_lines import plain

_MAX_LABEL = 90
_QUALIFIER = re.compile(
    r"^(?:actual|estimated|anticipated|expected|planned|projected)\s+"
    r"|\s*\(\s*(?:actual|estimated?|anticipated)\s*\)"
)
_RESIDUE = re.compile(r"\s*\bICMJE\b|[*†‡§]|\s*\(\s*(?:icmje|required)\s*\)", re.IGNORECASE)
_COUNTED = re.compile(r"_\d{1,2}$")  # "Interventions/Control_2"
_ASIDE = re.compile(r"\s*(?:\[\d{1,2}\]|\(investigator's opinion\))$")  # "Primary outcome [1]"
_OWNER = re.compile(r"^(keywords) provided by .*")
_NUMBER = re.compile(
    r"^(?:(?:item|field|section|question|q|no)\.?\s?)?(?:[a-p]\.)?\d{1,2}(?:\.\d{1,2}){0,4}\s*[.):–-]?\s+"
    r"|^[a-p]\.\d{1,2}(?:\.\d{1,2}){0,4}\s+|^\(?[a-z0-9]{1,2}[.)]\s+|^#+\s*",
)
_HINT = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）)$")
_NOT_HINTS = re.compile(
    r"\b(?:address|phone|mail|contact|city|country|role|type|class|india|original|months?|years?)\b"
)
_LANGUAGES = re.compile(r"\s*[/|·•]\s*|\s[–-]\s")
_TOGETHER = re.compile(r"\s+&\s+|\s+and\s+|,\s+")
_SCRIPTS = re.compile(
    r"(?<=[^\W\d_a-zA-ZÀ-ÿ])\s*(?=[A-Za-z(])|(?<=[A-Za-z)])\s*(?=[\u0400-\u052f\u0600-\u06ff\u3040-\u9fff\uac00-\ud7af])"
)
_BEFORE = re.compile(
    r"^(?:the|this|study'?s?|trial'?s?|clinical|research|overall|current|name of|eligible"
    r"|patients?'?|participants?'?|subjects?'?|type of|brief|full list of|list of)\s+"
)
_BEHIND = re.compile(
    r"\s+(?:of|in|for) (?:the |this )?(?:clinical )?(?:study|trial|participants|patients|subjects"
    r"|research|record)$"
    r"|\s+(?:studied|under study|under investigation|investigated|evaluated|tested|used|concerned"
    r"|being studied|of interest|name|names|on|value)$"
)
_ROUNDS = 3
_NOT_KEPT = "-"


@cache
def _rows() -> dict[str, str]:
    """Return field of each label as the file has it; the first row of a label counts."""
    fields: dict[str, str] = {}
    path = Path(__file__).with_name("page_labels.tsv")
    for row in path.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith(("#", "field\t")):
            field, labels = row.split("\t")
            for label in labels.split("|"):
                fields.setdefault(label.strip(), field)
    return fields


@cache
def _fields() -> dict[str, str]:
    return {label.rstrip(":"): field for label, field in _rows().items() if label[-1:] != "*"}


@cache
def _openings() -> dict[str, str]:
    """Return the labels that are only known to begin so ("other studies in *")."""
    return {label[:-1]: field for label, field in _rows().items() if label.endswith("*")}


@cache
def common_words() -> frozenset[str]:
    """Return the labels that count only before a colon or in a cell of their own."""
    return frozenset(label[:-1] for label in _rows() if label.endswith(":"))


@lru_cache(maxsize=65536)
def field_of(label: str, *, loose: bool = False) -> str | None:
    """Return the field that ``label`` (as printed) names, or ``None``.

    ``loose``: other words may stand around those of the lexicon.

    >>> field_of("Estimated Study Completion Date :")
    'completion_date'
    >>> field_of("Name of the sponsor of the trial", loose=True)
    'sponsor'
    """
    if len(label) > _MAX_LABEL and not _OWNER.match(label[:300].casefold()):
        return None
    key = plain(_RESIDUE.sub("", label)).strip("#").rstrip(": .：?").lstrip().casefold()
    key = _ASIDE.sub("", _OWNER.sub(r"\1", key))
    for form in (key, f"{key}?"):
        if form in _fields():
            return _fields()[form]
    found = _exact(key) or _opening(key)
    if found is None:
        found = next((field for form in _plainer(key) if (field := _exact(form))), None)
    return _reduced(key) if found is None and loose else found


def _exact(key: str) -> str | None:
    fields = _fields()
    bare = _QUALIFIER.sub("", key).strip()
    alone = _COUNTED.sub("", bare)
    forms = (key, bare, bare.replace("(s)", "s"), bare.replace("(s)", ""), alone,
             alone.replace(" of the ", " of "))  # fmt: skip
    return next((fields[form] for form in forms if form in fields), None)


def _opening(key: str) -> str | None:
    return next((field for words, field in _openings().items() if key.startswith(words)), None)


def _plainer(key: str) -> Iterator[str]:
    """Yield the label without number, hint, underscores and the other language."""
    bare = _NUMBER.sub("", key)
    if bare != key:
        yield bare
    if "_" in bare and " " not in bare:
        yield bare.replace("_", " ")
    for _ in range(2):
        hint = _HINT.search(bare)
        if hint and hint.start() and not _NOT_HINTS.search(hint[0]):
            bare = bare[: hint.start()].strip(": ")
            yield bare
            yield bare.replace("_", " ")
    one = _one_of(bare)
    if one:
        yield one


def _one_of(key: str) -> str | None:
    """Return the part of a label in two languages that is known, unless parts differ."""
    for cut in (_SCRIPTS, _LANGUAGES, _TOGETHER):
        parts = [part.strip(" ():：") for part in cut.split(key) if part and part.strip(" ():：")]
        named = [(_exact(part), part) for part in parts]
        known = dict(each for each in named if each[0] is not None)
        all_known = cut is not _TOGETHER or all(field for field, _ in named)
        if len(parts) > 1 and len(known) == 1 and all_known:
            ((field, part),) = known.items()
            return part if field != _NOT_KEPT else None
    return None


def _reduced(key: str) -> str | None:
    """Look the label up without the words that labels of many sites have around them."""
    (*_, form) = (key, *_plainer(key))
    for _ in range(_ROUNDS):
        for shorter in (_BEHIND.sub("", form), _BEFORE.sub("", form)):
            found = _exact(shorter) if shorter != form else None
            if found is not None:
                return found
        form = _BEFORE.sub("", _BEHIND.sub("", form))
    return None
