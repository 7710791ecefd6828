"""Words without which no text names a cell product: a first look that costs almost nothing."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter

from msc_kg.phrases import product_kinds as kinds
from msc_kg.phrases.pieces import Known
from msc_kg.phrases.product_words import GLUED_ENDS, Sense, lexicon

_OF_BLOOD = ("HSC", "MNC", "BMAC", "CD34+", "CD133+")
_WITHOUT_CELLS = ("EXO", "CM-medium")
SPOTTED = frozenset(
    {"MSC", "MSC-NP", "MSC-NTF", "MAPC", "Muse", "SVF", "EPC", *_OF_BLOOD, *_WITHOUT_CELLS}
)
"""Types of cells that running text names by themselves; others are named beside them only."""

_SHORT = 3


def may_name_product(text: str) -> bool:
    """Return whether a text has a word without which none names a product."""
    return "cell" in text.lower() or any(map(_TELLS.__getitem__, text.split()))


def _tells(part: str) -> bool:
    """Return whether a part of a text without white space has such a word."""
    folded = part.lower()
    parts, words = _stems()
    return words.search(folded) is not None or parts.search(folded) is not None


_TELLS = Known(_tells)


@cache
def _stems() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Parts of words that tell by themselves, and short words that stand alone."""
    stems = {stem for words, sense in lexicon().labels.entries() for stem in _stem(words, sense)}
    short = "|".join(sorted(stem for stem in stems if len(stem) <= _SHORT))
    glued = "|".join(GLUED_ENDS)
    pattern = re.compile(rf"(?:\b(?:{short})|{glued})s?(?![a-z0-9])")
    return re.compile(_any_of(sorted(stem for stem in stems if len(stem) > _SHORT), 2)), pattern


def _any_of(words: Sequence[str], depth: int) -> str:
    """A pattern for sorted words, by letters: so most places of a text are passed at once."""
    if not depth or len(words) == 1:
        return "|".join(map(re.escape, words))
    parts = groupby(words, key=itemgetter(0))
    return "|".join(
        rf"{letter}(?:{_any_of([word[1:] for word in own], depth - 1)})" for letter, own in parts
    )


def _stem(words: tuple[str, ...], sense: Sense) -> Iterator[str]:
    """The word of a label that is looked for: none when "cell" or "MSC" is among them."""
    spotted = sense.kind is kinds.CELL and sense.value in SPOTTED
    covered = any("cell" in word or word.endswith(GLUED_ENDS) for word in words)
    if not covered and (spotted or sense.kind in (kinds.GENERIC, kinds.BRAND)):
        yield max(words, key=_telling)


def _telling(word: str) -> tuple[bool, int]:
    return word.isalpha(), len(word)
