"""Mentions of concepts in running text: the longest labels, at the bounds of words."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from msc_kg.grounding.index import Entry, Index
from msc_kg.grounding.normalisation import Token
from msc_kg.grounding.words import words

_GAP = re.compile(r"[\s\-‐‑‒–]*")
_CLOSED = re.compile(r"\s*\(\s*")


class Mention(NamedTuple):
    """Words that may name a concept: characters and words they span, and the concepts."""

    start: int
    end: int
    first: int
    last: int
    entries: tuple[Entry, ...]


def mentions(index: Index, text: str) -> tuple[Mention, ...]:
    """Return the longest mentions in running text from left to right, none within another.

    Abbreviations count in capitals and not beside words for cells.
    """
    return _without_glosses(text, tuple(_scan(index, text, index.tokens(text), strict=True)))


def names(index: Index, text: str, tokens: tuple[Token, ...]) -> tuple[Mention, ...]:
    """Return the longest mentions in the name of something, whose tokens are those of the index."""
    return tuple(_scan(index, text, tokens, strict=False))


def _scan(index: Index, text: str, tokens: tuple[Token, ...], *, strict: bool) -> Iterator[Mention]:
    shouted = text.isupper()
    position = 0
    while position < len(tokens):
        mention = _longest(index, text, tokens, position)
        if mention and strict:
            mention = _sober(text, mention, tokens, shouted)
        if mention:
            yield mention
        position = mention.last if mention else position + 1


def _longest(index: Index, text: str, tokens: tuple[Token, ...], position: int) -> Mention | None:
    for length in index.lengths(tokens[position].word):
        end = position + length
        entries = index.entries([token.word for token in tokens[position:end]])
        if (
            entries
            and end <= len(tokens)
            and balanced(text[tokens[position].start : tokens[end - 1].end])
        ):
            return Mention(tokens[position].start, tokens[end - 1].end, position, end, entries)
    return None


def _sober(text: str, mention: Mention, tokens: tuple[Token, ...], shouted: bool) -> Mention | None:
    """Drop readings as an abbreviation where the words around say otherwise."""
    words_there = text[mention.start : mention.end]
    capitals = sum(map(str.isupper, words_there)) >= 2 and not (shouted and len(words_there) <= 3)
    if capitals and not _beside_cells(text, mention, tokens):
        return mention
    entries = tuple(entry for entry in mention.entries if not entry.abbreviation)
    return mention._replace(entries=entries) if entries else None


def _beside_cells(text: str, mention: Mention, tokens: tuple[Token, ...]) -> bool:
    if mention.last >= len(tokens):
        return False
    following = tokens[mention.last]
    gap = text[mention.end : following.start]
    return following.word in words().beside_cells and bool(_GAP.fullmatch(gap))


def _without_glosses(text: str, found: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Drop a mention in parentheses that repeats or abbreviates the one before it."""
    kept: list[Mention] = []
    for mention in found:
        if kept and _CLOSED.fullmatch(text[kept[-1].end : mention.start]):
            same = {e.concept.iri for e in mention.entries} & {
                e.concept.iri for e in kept[-1].entries
            }
            if same or all(entry.abbreviation for entry in mention.entries):
                continue
        kept.append(mention)
    return tuple(kept)


def balanced(text: str) -> bool:
    """Whether every parenthesis that opens in a text closes there, and the other way round."""
    return text.count("(") == text.count(")") and text.find(")") >= text.find("(")
