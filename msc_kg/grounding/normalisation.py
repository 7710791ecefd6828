"""Texts made comparable: case, accents, punctuation, British and American spelling, plural.

Two texts that differ only in these have the same :func:`normal` form. :func:`canonical`
goes further and replaces words by others of the same meaning, for conditions only.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from msc_kg.grounding.words import words

_TOKEN = re.compile(r"[^\W_]+(?:['’´`][^\W_]+)*")
_LETTERS_DIGITS = re.compile(r"(?<![^\W\d_])([^\W\d_]{4,})(\d+)")
_APOSTROPHE = re.compile(r"['’´`]")
_POSSESSIVE = re.compile(r"['’´`]s?$")
_NO_PLURAL = "siu"
_PLURALS = (
    (re.compile(r"(?<=[^aeiou]{2})ies$|(?<=[a-z]{2}[^aeiou])ies$"), "y"),
    (re.compile(r"(?<=ss|sh|ch)es$|(?<=x)es$"), ""),
)


class Token(NamedTuple):
    """A word in comparable form, and the half-open range of characters it was read from."""

    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return the text with single spaces and without case."""
    return " ".join(text.split()).casefold()


@lru_cache(maxsize=200_000)
def normal(text: str) -> str:
    """Return the comparable form of a text: its words, joined with single spaces.

    >>> normal("Haematological Diseases, Crohn’s")
    'hematological disease crohn'
    """
    said = " ".join(filter(None, map(_normal_word, _TOKEN.findall(text))))
    found = said.split()
    if words().numbered.isdisjoint(found):
        return said
    for at in range(1, len(found)):
        found[at] = _figure(found[at], found[at - 1])
    return " ".join(found)


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text in comparable form, with their places."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        for word in _normal_word(match[0]).split():
            figure = _figure(word, found[-1].word) if found else word
            found.append(Token(figure, match.start(), match.end()))
    return tuple(found)


@lru_cache(maxsize=50_000)
def canonical(text: str) -> tuple[str, ...]:
    """Return the words of a text, those of equal meaning made equal.

    >>> canonical("steroid-resistant aGVHD")
    ('steroid', 'refractory', 'acute', 'gvhd')
    """
    equal = words().equivalents
    said = normal(text).split()
    if equal.keys().isdisjoint(said):
        return tuple(said)
    return tuple(other for word in said for other in equal.get(word, (word,)))


def canonical_tokens(text: str) -> tuple[Token, ...]:
    """Return the words of :func:`canonical` with the places they were read from."""
    equal = words().equivalents
    found: list[Token] = []
    for token in tokens(text):
        others = equal.get(token.word)
        if others is None:
            found.append(token)
        else:
            found += [Token(word, token.start, token.end) for word in others]
    return tuple(found)


def replaced_words(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a text that :func:`canonical` reads as others, with those."""
    equal = words().equivalents
    if equal.keys().isdisjoint(normal(text).split()):  # most texts
        return ()
    return tuple(
        (text[token.start : token.end], " ".join(equal[token.word]))
        for token in tokens(text)
        if token.word in equal
    )


def is_abbreviation(text: str) -> bool:
    """Whether a text is one word of at most eight characters with two capitals or more."""
    return len(text) <= 8 and " " not in text and sum(map(str.isupper, text)) >= 2


@lru_cache(maxsize=100_000)
def _normal_word(word: str) -> str:
    """Return the comparable form of a word: none, one or several words."""
    plain = word.casefold()
    if not plain.isascii():
        folded = unicodedata.normalize("NFKD", plain.replace("æ", "ae").replace("ø", "o"))
        plain = "".join(char for char in folded if not unicodedata.combining(char))
    if plain.isalpha():
        return _singular(_american(plain))
    parts = _LETTERS_DIGITS.sub(r"\1 \2", _POSSESSIVE.sub("", plain)).split()
    return " ".join(_singular(_american(_APOSTROPHE.sub("", part))) for part in parts)


def _american(word: str) -> str:
    if len(word) >= 6:
        for british, american in words().spelling.items():
            if british in word:
                word = word.replace(british, american)
    return word


def _singular(word: str) -> str:
    if len(word) < 4 or word[-1] != "s":
        return word
    for plural, ending in _PLURALS:
        changed = plural.sub(ending, word)
        if changed != word:
            return changed
    return word if word[-2] in _NO_PLURAL else word[:-1]


def _figure(word: str, before: str) -> str:
    return words().numerals.get(word, word) if before in words().numbered else word
