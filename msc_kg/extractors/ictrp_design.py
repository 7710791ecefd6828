"""Designs of studies as the registries behind ICTRP write them into one text.

The labels inside such a text are data (``ictrp_design.tsv``).
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from msc_kg.extractors.ictrp_values import lines_of
from msc_kg.extractors.study import plain
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.fillers import is_filler

_YES = re.compile(r"yes\b|true\b", re.IGNORECASE)
_NO = re.compile(r"(?:no|false)\b(?! mask| blind)[\s.;,]*", re.IGNORECASE)
_SPOKEN = re.compile(
    r"\b(?P<masking>(?:single|double|triple|quadruple)[ -]?(?:blind(?:ed)?|mask(?:ed)?)"
    r"|open[ -]label(?:led)?)\b|\b(?P<allocation>(?:non-?\s?)?randomi[sz]ed)\b"
    r"|\b(?P<intervention_model>parallel(?:[ -]group)?|cross-?over|single[ -](?:arm|group))\b",
    re.IGNORECASE,
)
_PIECE = re.compile(r" ?[,;\n] ?|\.\s|\.$")
_SCHEMES = ("allocation", "intervention_model", "masking", "primary_purpose")


def read_design(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a design states: the field of a record and the words for it.

    Labels ("Allocation: Randomized. Masking: Open"), answers ("Double blind: yes"), codes alone
    ("Parallel") and words of a sentence are understood, in this order.
    """
    words = lines_of(text)
    labels = list(_label().finditer(words))
    ends = [*(label.start() for label in labels), len(words)][1:]
    for label, end in zip(labels, ends, strict=True):
        field = _fields()[_key(label[1])]
        value = plain(words[label.end() : end]).strip(" ,;.")
        if field and value and not _NO.fullmatch(value) and not is_filler(value):
            yield field, label[1] if _YES.match(value) else value
    rest = words[: labels[0].start()] if labels else words
    for piece in _PIECE.split(rest):
        for field in _SCHEMES:
            if piece and normal_code(field.replace("_", "-"), piece):
                yield field, plain(piece)
                break
    for spoken in _SPOKEN.finditer(rest):
        yield spoken.lastgroup or "", spoken[0]


@cache
def _fields() -> dict[str, str | None]:
    """Return the fields that labels state."""
    text = Path(__file__).with_name("ictrp_design.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {_key(label): None if field == "-" else field for label, field in lines[1:]}


@cache
def _label() -> re.Pattern[str]:
    labels = sorted(_fields(), key=len, reverse=True)
    forms = (
        re.escape(label).replace("randomiz", "randomi[sz]").replace(r"\ ", r"[\s-]{1,2}")
        for label in labels
    )
    return re.compile(rf"(?<![\w-])({'|'.join(forms)})\s{{0,2}}:", re.IGNORECASE)


def _key(label: str) -> str:
    return " ".join(re.split(r"[\s-]+", label.lower())).replace("randomis", "randomiz")
