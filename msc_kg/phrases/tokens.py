"""Words of a text with their places, and labels found among them.

Labels come from concept schemes. Words compare without case, accents, plural endings,
the British "ae" and "oe", and the dots of initials ("I.V." is "iv"); a label of several
words also matches with hyphens or slashes between them.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Generic, TypeVar

from msgspec import Struct, structs

from msc_kg.phrases.pieces import APOSTROPHES, cut, genitives
from msc_kg.phrases.pieces import Known as Known
from msc_kg.phrases.pieces import pieces as pieces

T = TypeVar("T")

HYPHENS = frozenset("-‐‑‒–—−­")
_BETWEEN = HYPHENS | APOSTROPHES | frozenset("/")
_BRACKETS = {"(": 1, ")": -1}
_LONGEST_WORD = 48


class Token(Struct, frozen=True, gc=False):
    """A word (or one punctuation mark) and the key it is compared by.

    ``tight``: nothing stands between it and the token before. ``below``: it begins a new line.
    ``printed`` is its text with the white space before it (see :func:`ends`).
    """

    text: str
    key: str
    is_word: bool
    tight: bool
    below: bool
    printed: str


AnyToken = TypeVar("AnyToken", bound=Token)


@lru_cache(maxsize=16384)
def word_key(word: str) -> str:
    """Return what a word is compared by.

    >>> word_key("Haematopoietic"), word_key("MSCs"), word_key("I.V.")
    ('hematopoietic', 'msc', 'iv')
    """
    key = word.replace(".", "").lower()
    if not key.isascii():
        decomposed = unicodedata.normalize("NFKD", word.replace(".", "")).casefold()
        key = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    if len(key) > 4:
        key = key.replace("ae", "e").replace("oe", "e")
    return key[:-1] if len(key) > 3 and key[-1] == "s" and key[-2] not in "sui" else key


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words and punctuation marks of a text, left to right."""
    parts = pieces(text)
    words = [*map(TOKENS.__getitem__, parts)]
    if words:
        words[0] = as_first(words[0])
    for at in genitives(text, parts):
        words[at] = as_mark(words[at])
    return tuple(words)


def _token(piece: str) -> Token:
    text = piece.lstrip()
    is_word = text[0].isalnum()
    key = word_key(text) if is_word and len(text) <= _LONGEST_WORD else text
    return Token(text, key, is_word, len(text) == len(piece), "\n" in piece, piece)


TOKENS = Known(_token)
"""What pieces are, wherever they stand."""


def as_mark(word: AnyToken) -> AnyToken:
    """Return a word that is none, the "s" of a genitive."""
    return structs.replace(word, key=word.text, is_word=False)


def as_first(word: AnyToken) -> AnyToken:
    """Return a token that begins a text: nothing stands before it."""
    return structs.replace(word, tight=False, below=False)


def ends(words: Iterable[Token]) -> list[int]:
    """Return where each token ends in its text."""
    return list(accumulate([len(word.printed) for word in words]))


@lru_cache(maxsize=4096)
def keys(label: str) -> tuple[str, ...]:
    """Return the keys of the words of a label."""
    parts = cut(label)
    silent = genitives(label, parts)
    words = enumerate(map(TOKENS.__getitem__, parts))
    return tuple([word.key for at, word in words if word.is_word and at not in silent])


class _Node(Generic[T]):
    __slots__ = ("after", "values")

    def __init__(self) -> None:
        self.after: dict[str, _Node[T]] = {}
        self.values: tuple[T, ...] = ()


class Labels(Generic[T]):
    """Labels with what they mean; several meanings of one label are kept in order."""

    def __init__(
        self, entries: Iterable[tuple[str, T]] = (), between: str = "", *, balanced: bool = False
    ) -> None:
        """Take pairs of label and meaning; ``between`` adds marks allowed between words.

        ``balanced``: a match that opens a bracket closes it as well.
        """
        self._root: _Node[T] = _Node()
        self._between = _BETWEEN | frozenset(between)
        self._balanced = balanced
        for label, value in entries:
            self.add(keys(label), value)

    def add(self, words: Sequence[str], value: T) -> None:
        """Add a meaning for the words (keys) of a label; no words, no label."""
        if not words:
            return
        node = self._root
        for word in words:
            node = node.after.setdefault(word, _Node())
        if value not in node.values:
            node.values = (*node.values, value)

    def entries(self) -> Iterator[tuple[tuple[str, ...], T]]:
        """Yield the words (keys) of all labels, each with its first meaning."""
        waiting: list[tuple[tuple[str, ...], _Node[T]]] = [((), self._root)]
        while waiting:
            words, node = waiting.pop()
            if node.values:
                yield words, node.values[0]
            waiting += (((*words, word), after) for word, after in node.after.items())

    def alone(self, word: str) -> tuple[T, ...]:
        """Return the meanings of a label of one word (key)."""
        node = self._root.after.get(word)
        return node.values if node else ()

    def begins(self, word: str) -> tuple[tuple[T, ...], frozenset[str]]:
        """Return what a word (key) means alone, and the words that labels go on with after it."""
        node = self._root.after.get(word)
        return (node.values, frozenset(node.after)) if node else ((), frozenset())

    def longest(self, words: Sequence[Token], index: int) -> tuple[int, tuple[T, ...]] | None:
        """Return where the longest label from token ``index`` ends, and its meanings."""
        found: tuple[int, tuple[T, ...]] | None = None
        node = self._root.after.get(words[index].key)
        open_brackets = 0
        size = len(words)
        while node is not None:
            index += 1
            if node.values and not (self._balanced and open_brackets):
                found = index, node.values
            if not node.after or index == size:
                return found
            if not words[index].is_word:
                for mark in words[index : index + 3]:
                    if not self.may_skip(mark):
                        break
                    open_brackets += _BRACKETS.get(mark.text, 0)
                    index += 1
                if index == size:
                    return found
            node = node.after.get(words[index].key)
        return found

    def may_go_on(self, words: Sequence[Token], index: int) -> bool:
        """Return whether what follows token ``index`` may be the next word of a label."""
        node = self._root.after.get(words[index].key)
        if node is None or index + 1 >= len(words):
            return False
        after = words[index + 1]
        return after.key in node.after if after.is_word else self.may_skip(after)

    def whole(self, text: str) -> tuple[T, ...]:
        """Return the meanings of a text that is a label from end to end."""
        words = tokens(text)
        while words and not words[-1].is_word:
            words = words[:-1]
        start = next((at for at, word in enumerate(words) if word.is_word), len(words))
        found = self.longest(words, start) if start < len(words) else None
        return found[1] if found and found[0] == len(words) else ()

    def may_skip(self, token: Token) -> bool:
        """Return whether a mark may stand between the words of a label."""
        return not token.is_word and (token.text in self._between or token.key in "sS")
