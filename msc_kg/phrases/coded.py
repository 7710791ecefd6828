"""Coded values of the registries by any wording: "None (Open Label)" is NONE."""

import re
import unicodedata
from functools import cache, lru_cache

from msc_kg import schemes

_NO_WORD = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]")
_FIRST_PART = re.compile(r"[^,;:|/–—\n]{1,80}")
_LONGEST = 300


@lru_cache(8192)
def normal_code(scheme: str, text: str) -> str | None:
    """Return the notation of the concept of a scheme that a field names, or ``None``.

    Args:
        scheme: name of the scheme, in the singular or the plural ("masking", "maskings").
        text: the field, in the words of any registry; brackets and what follows a comma or a
            colon are left out when the whole is not known: "Double (Participant, Investigator)".

    Raises:
        FileNotFoundError: there is no such scheme.
    """
    if len(text) > _LONGEST:
        return None
    known = _index(_scheme_name(scheme))
    bare = _BRACKETS.sub(" ", text)
    first = _FIRST_PART.match(bare.lstrip())
    for words in (text, bare, first.group() if first else ""):
        code = known.get(key(words))
        if code is not None:
            return code
    return None


def key(text: str) -> str:
    """Return the form in which wordings compare: small letters and digits, single spaces."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    if not folded.isascii():
        folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return (
        _NO_WORD.sub(" ", folded)
        .strip()
        .replace("randomis", "randomiz")
        .replace("behaviour", "behavior")
    )


@cache
def _scheme_name(name: str) -> str:
    known = schemes.names()
    plural = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    other = {f"{name}es", plural} & set(known)
    return name if name in known or not other else min(other)


@cache
def _index(scheme: str) -> dict[str, str]:
    """Return the notations of a scheme by the keys of notation and labels; preferred ones win."""
    found: dict[str, str] = {}
    concepts = [concept for concept in schemes.load(scheme) if concept.notation]
    for rank in (
        lambda concept: (concept.notation, concept.label),
        lambda concept: concept.alt_labels,
        lambda concept: concept.hidden_labels,
    ):
        for concept in concepts:
            for label in rank(concept):
                found.setdefault(key(label), concept.notation or "")
    found.pop("", None)
    return found
