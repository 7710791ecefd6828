"""Words of a text with their places, and labels found among them.

Labels come from concept schemes. Words compare without case, accents, plural endings,
the British "ae" and "oe", and the dots of initials ("I.V." is "iv"); a label of several
words also matches with hyphens or slashes between them.
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Generic, TypeVar

from msgspec import Struct, structs

T = TypeVar("T")

# Texts are split by words and marks. Initials ("I.V", "i.v.", "U.S.A.") are rare, so that most
# texts are cut without looking for them; plain letters are cut faster than those of all scripts.
_INITIALS = r"(?<![^\W_])(?:[^\W\d_]\.){1,4}[^\W\d_](?![^\W_])\.?"
_HAS_INITIALS = re.compile(r"(?<![^\W_])[^\W\d_]\.[^\W\d_](?![^\W_])")
_TOKEN = re.compile(rf"({_INITIALS}|[^\W_]+|[^\w\s]|_)")
_PLAIN_TOKEN = re.compile(r"([0-9A-Za-z]+|[^\s])")
HYPHENS = frozenset("-‐‑‒–—−­")
APOSTROPHES = frozenset("'’‘´`ʼ′\u0301")
_BETWEEN = HYPHENS | APOSTROPHES | frozenset("/")
_BRACKETS = {"(": 1, ")": -1}
_LONGEST_WORD = 48


class Token(Struct, frozen=True, gc=False):
    """A word (or one punctuation mark), its place and the key it is compared by."""

    start: int
    end: int
    text: str
    key: str
    is_word: bool


@lru_cache(maxsize=16384)
def word_key(word: str) -> str:
    """Return what a word is compared by.

    >>> word_key("Haematopoietic"), word_key("MSCs"), word_key("I.V.")
    ('hematopoietic', 'msc', 'iv')
    """
    decomposed = unicodedata.normalize("NFKD", word.replace(".", "")).casefold()
    key = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    if len(key) > 4:
        key = key.replace("ae", "e").replace("oe", "e")
    return key[:-1] if len(key) > 3 and key[-1] == "s" and key[-2] not in "sui" else key


@lru_cache(maxsize=256)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the words and punctuation marks of a text, left to right.

    The "s" of a genitive counts as punctuation, so that "Wharton's" is "Whartons". Kept for a
    while: readers of several kinds of values ask for the words of one text.
    """
    plain = text.isascii() and not ("." in text and _HAS_INITIALS.search(text))
    parts = (_PLAIN_TOKEN if plain else _TOKEN).split(text)
    texts = parts[1::2]
    ends = list(accumulate(map(len, parts)))
    are_words = map(str.isalnum if plain else _is_word, texts)
    found = list(map(Token, ends[:-1:2], ends[1::2], texts, map(_key, texts), are_words))
    if not APOSTROPHES.isdisjoint(texts):
        for at in range(1, len(found)):
            if texts[at] in "sS" and texts[at - 1] in APOSTROPHES:
                found[at] = structs.replace(found[at], key=texts[at], is_word=False)
    return tuple(found)


@lru_cache(maxsize=16384)
def _key(text: str) -> str:
    return word_key(text) if _is_word(text) and len(text) <= _LONGEST_WORD else text


@lru_cache(maxsize=16384)
def _is_word(text: str) -> bool:
    return text[0].isalnum()


def keys(label: str) -> tuple[str, ...]:
    """Return the keys of the words of a label."""
    return tuple(token.key for token in tokens(label) if token.is_word)


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

    @property
    def first_words(self) -> Container[str]:
        """The words (keys) that labels begin with."""
        return self._root.after

    def longest(self, words: Sequence[Token], index: int) -> tuple[int, tuple[T, ...]] | None:
        """Return where the longest label from token ``index`` ends, and its meanings."""
        found: tuple[int, tuple[T, ...]] | None = None
        node = self._root.after.get(words[index].key)
        open_brackets = 0
        while node is not None:
            index += 1
            if node.values and not (self._balanced and open_brackets):
                found = index, node.values
            if not node.after:
                return found
            gap = index
            while gap < len(words) and gap < index + 3 and self._may_skip(words[gap]):
                open_brackets += _BRACKETS.get(words[gap].text, 0)
                gap += 1
            if gap >= len(words):
                return found
            index, node = gap, node.after.get(words[gap].key)
        return found

    def whole(self, text: str) -> tuple[T, ...]:
        """Return the meanings of a text that is a label from end to end."""
        words = tokens(text)
        while words and not words[-1].is_word:
            words = words[:-1]
        start = next((at for at, word in enumerate(words) if word.is_word), len(words))
        found = self.longest(words, start) if start < len(words) else None
        return found[1] if found and found[0] == len(words) else ()

    def _may_skip(self, token: Token) -> bool:
        return not token.is_word and (token.text in self._between or token.key in "sS")


def words_between(words: Sequence[Token], start: int, end: int) -> str:
    """Return the text of tokens ``start`` to ``end`` joined with single spaces."""
    return " ".join(token.text for token in words[start:end])
