"""Texts cut into words and marks, each with the white space before it.

Texts repeat their words, and looking a word up costs far less than a call: what the words of a
text say is looked up, and only worked out for a word that is new.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Generic, TypeVar

T = TypeVar("T")

# A text is cut into words and marks, each with the white space before it. Initials ("I.V", "i.v.",
# "U.S.A.") are rare, so that most texts are cut without looking for them; plain letters are cut
# faster than those of all scripts.
_INITIALS = r"(?<![^\W_])(?:[^\W\d_]\.){1,4}[^\W\d_](?![^\W_])\.?"
_HAS_INITIALS = re.compile(r"\.(?<=(?<![^\W_])[^\W\d_]\.)[^\W\d_](?![^\W_])")
_PIECE = re.compile(rf"\s*+(?:{_INITIALS}|[^\W_]+|[^\w\s]|_)")
_PLAIN_PIECE = re.compile(r"\s*+(?:[0-9A-Za-z]+|\S)")
APOSTROPHES = frozenset("'’‘´`ʼ′\u0301")
_GENITIVE = re.compile(rf"[{''.join(APOSTROPHES)}]\s*+[sS]")
_MOST_KNOWN = 32_768
_LONGEST = 64
_CLOSING = frozenset(".,;:)")


class Known(dict[str, T]):
    """What pieces of texts say, worked out when a piece is first asked for.

    Texts repeat their words, and looking up costs far less than a call: all pieces of a text are
    looked up by ``map(known.__getitem__, pieces(text))``. When it is full, it begins anew;
    long pieces are not kept.
    """

    def __init__(self, read: Callable[[str], T]) -> None:
        """Take what works out a piece."""
        self._read = read

    def __missing__(self, piece: str) -> T:
        """Work out a piece and keep what it says."""
        found = self._read(piece)
        if len(piece) <= _LONGEST:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[piece] = found
        return found


class Words(Generic[T]):
    """What the words and marks of texts say, looked up by what stands between two spaces.

    Texts repeat that nearly as often as single words, and looking it up costs a small part of
    cutting it into words and marks.
    """

    def __init__(
        self,
        known: Known[T],
        first: Callable[[T], T] | None = None,
        mark: Callable[[T], T] | None = None,
    ) -> None:
        """Take what pieces say anywhere, as the first of a text, and as the "s" of a genitive."""
        self._known = known
        self._as_first = first
        self._as_mark = mark
        self._begins: Known[Sequence[T]] = Known(self._begin)
        self._follows: Known[Sequence[T]] = Known(self._follow)

    def of(self, text: str) -> list[T]:
        """Return what the words and marks of a text say, left to right."""
        parts = text.split(" ")
        try:
            words = [*self._begins[parts[0]]]
            del parts[0]
            words += chain.from_iterable(map(self._follows.__getitem__, parts))
        except _NotApartError:
            return self._whole(text)
        return words

    def _begin(self, part: str) -> Sequence[T]:
        _check(part)
        return self._whole(part)

    def _follow(self, part: str) -> Sequence[T]:
        """Read a part that a space stands before: most are a word, or a word and a mark."""
        _check(part)
        if part.isalnum():
            return (self._known[" " + part],)
        if part[-1] in _CLOSING and part[:-1].isalnum():
            return self._known[" " + part[:-1]], self._known[part[-1]]
        return self._read(" " + part)

    def _whole(self, text: str) -> list[T]:
        words = self._read(text)
        if words and self._as_first:
            words[0] = self._as_first(words[0])
        return words

    def _read(self, text: str) -> list[T]:
        parts = cut(text)
        words = [*map(self._known.__getitem__, parts)]
        if self._as_mark:
            for at in genitives(text, parts):
                words[at] = self._as_mark(words[at])
        return words


class _NotApartError(Exception):
    """A part of a text cannot be read without what follows it."""


def _check(part: str) -> None:
    """Refuse what other white space follows, and what a genitive "s" may follow."""
    if not part or part[-1] in APOSTROPHES or part[-1].isspace():
        raise _NotApartError


@lru_cache(maxsize=256)
def pieces(text: str) -> tuple[str, ...]:
    """Return the words and marks of a text, each with the white space before it.

    Kept for a while: readers of several kinds of values ask for the words of one text.

    >>> pieces("Wharton's  jelly ")
    ('Wharton', "'", 's', '  jelly')
    """
    return tuple(_PIECES.of(text))


def cut(text: str) -> list[str]:
    """Return the pieces of a text, cut anew: what :func:`pieces` keeps."""
    plain = text.isascii() and not _HAS_INITIALS.search(text)
    return (_PLAIN_PIECE if plain else _PIECE).findall(text.rstrip())


def genitives(text: str, parts: Sequence[str]) -> Sequence[int]:
    """Return which pieces of a text are the "s" of a genitive.

    It counts as punctuation, so that "Wharton's" is "Whartons".
    """
    if (text.isascii() and "'" not in text and "`" not in text) or not _GENITIVE.search(text):
        return ()
    told = (at for at in range(1, len(parts)) if parts[at].lstrip() in "sS")
    return [at for at in told if parts[at - 1].lstrip() in APOSTROPHES]


_PIECES = Words(Known(str))
