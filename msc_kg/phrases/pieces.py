"""Texts cut into words and marks, each with the white space before it.

Texts repeat their words, and looking a word up costs far less than a call: what the words of a
text say is looked up, and only worked out for a word that is new.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import TypeVar

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


class _NotApartError(Exception):
    """A part of a text cannot be cut without what follows it."""


def _begin(part: str) -> Sequence[str]:
    _check(part)
    return cut(part)


def _follow(part: str) -> Sequence[str]:
    """Cut a part that a space stands before: most are a word, or a word and a mark."""
    if part.isalnum() and part[-1] not in APOSTROPHES:
        return (" " + part,)
    if part[-1:] in _CLOSING and part[:-1].isalnum():
        return " " + part[:-1], part[-1]
    _check(part)
    return cut(" " + part)


def _check(part: str) -> None:
    """Refuse what other white space follows, and what a genitive "s" may follow."""
    if not part or part[-1] in APOSTROPHES or part[-1].isspace():
        raise _NotApartError


# Texts repeat what stands between two spaces nearly as often as single words, and looking it up
# costs a small part of cutting it into words and marks.
_BEGINS = Known(_begin)
_FOLLOWS = Known(_follow)


@lru_cache(maxsize=256)
def pieces(text: str) -> tuple[str, ...]:
    """Return the words and marks of a text, each with the white space before it.

    Kept for a while: readers of several kinds of values ask for the words of one text.

    >>> pieces("Wharton's  jelly ")
    ('Wharton', "'", 's', '  jelly')
    """
    parts = text.split(" ")
    try:
        words = [*_BEGINS[parts[0]]]
        del parts[0]
        words += chain.from_iterable(map(_FOLLOWS.__getitem__, parts))
    except _NotApartError:
        return tuple(cut(text))
    return tuple(words)


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
