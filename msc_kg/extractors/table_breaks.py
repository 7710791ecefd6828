"""Words broken at the end of a line: "Un-" above "known" is one, "tissue-" above "derived" two.

A hyphen goes where the whole word is known: in the table itself, as a label of a scheme, or as
a status or a word for nothing. Otherwise it stays, and no space follows it.
"""

import re
from collections.abc import Collection, Iterable
from functools import cache

from msc_kg import schemes
from msc_kg.phrases import fillers

_WORD = re.compile(r"[^\W\d_]{3,}")
_BROKEN = re.compile(r"([^\W\d_]+)[-‐\u00ad]$")
_TIED = re.compile(r"\S[-‐–/]$")
_REST = re.compile(r"[^\W\d_]+")
_SCHEMES = ("conditions", "donors", "organisations", "routes", "statuses", "tissues", "cell-types")


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts, in lower case; words that are broken are none."""
    return frozenset(word.casefold() for text in texts for word in _whole_words(text))


def _whole_words(text: str) -> list[str]:
    return _WORD.findall(_BROKEN.sub("", text.rstrip()))


def rejoined(above: str, below: str, known: Collection[str] = ()) -> str | None:
    """Return two lines as one where a hyphen ends the first within a word, else ``None``.

    ``known`` are further words that are written together (see ``words_of``).

    >>> rejoined("II Un-", "known"), rejoined("Adipose tissue-", "derived cells")
    ('II Unknown', 'Adipose tissue-derived cells')
    """
    whole = made_whole(above, below, known)
    if whole is None and below and _TIED.search(above):
        return f"{above}{below}"
    return whole


def made_whole(above: str, below: str, known: Collection[str] = ()) -> str | None:
    """Return two lines as one, without the hyphen of the word they share; else ``None``."""
    broken, rest = _BROKEN.search(above), _REST.match(below)
    if broken is None or rest is None:
        return None
    word = f"{broken[1]}{rest.group()}".casefold()
    if above[-1] == "\u00ad" or (rest.group().islower() and _is_word(word, known)):
        return f"{above[:-1]}{below}"
    return None


def _is_word(word: str, known: Collection[str]) -> bool:
    return word in known or word in _written() or fillers.is_filler(word)


@cache
def _written() -> frozenset[str]:
    """The words of all labels that lists of the ontology have."""
    there = [name for name in _SCHEMES if name in schemes.names()]
    return words_of(
        label for name in there for concept in schemes.load(name) for label in concept.labels
    )
