"""The words of a table, and which of them are mentions of a kind of column.

The words are what stands between spaces; a mention covers whole words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msc_kg.extractors import table_glue
from msc_kg.extractors.table_breaks import rejoined
from msc_kg.extractors.table_figures import Glue
from msc_kg.extractors.table_spotters import (
    BARE_SPOTTERS,
    SPOTTERS,
    Range,
    Vocabulary,
    apart,
    spot_labels,
)
from msc_kg.phrases import fillers, tokens


@dataclass(frozen=True, slots=True)
class Word:
    """A token: its place in the text, and whether a line of the document begins with it.

    ``glued`` tells that the document has no space before it.
    """

    start: int
    end: int
    text: str
    line: int
    begins_line: bool
    glued: bool = False


@dataclass(frozen=True)
class Words:
    """The tokens of the lines of a table, joined by single spaces."""

    text: str
    words: tuple[Word, ...]
    _known: dict[str, list[Range]] = field(default_factory=dict, repr=False, compare=False)

    def mentions(self, kind: str, vocabulary: Vocabulary) -> list[int]:
        """Return for each token the number of the mention of ``kind`` it belongs to, or -1."""
        key = f"{kind} {hash(tuple(vocabulary.legend.items()))}"
        if key not in self._known:
            spotter = SPOTTERS.get(kind) or BARE_SPOTTERS.get(kind)
            self._known[key] = list(spotter(self.text, vocabulary)) if spotter else []
        values = vocabulary.recurring.get(kind, ())
        recurring = spot_labels(_recurring(values), self.text) if values else []
        return self._cover(apart([*self._known[key], *recurring]))

    def between(self, first: int, end: int) -> str:
        """Return the words ``first`` to ``end`` as the document has them."""
        if not any(word.glued for word in self.words[first + 1 : end]):
            return self.text[self.words[first].start : self.words[end - 1].end]
        parts = ("" if word.glued else " " for word in self.words[first:end])
        words = (word.text for word in self.words[first:end])
        return "".join(gap + text for gap, text in zip(parts, words, strict=True)).strip()

    def fillers(self) -> list[bool]:
        """Return for each token whether it says that a cell has no value."""
        return _fillers(self.words)

    def _cover(self, ranges: Sequence[Range]) -> list[int]:
        covered = [-1] * len(self.words)
        place = 0
        for number, (start, end) in enumerate(ranges):
            while place < len(self.words) and self.words[place].end <= start:
                place += 1
            at = place
            while at < len(self.words) and self.words[at].start < end:
                if _mostly(self.words[at], start, end):
                    covered[at] = number
                at += 1
        return covered


def _recurring(values: tuple[str, ...]) -> tokens.Labels[str]:
    return tokens.Labels((value, value) for value in values)


def _mostly(word: Word, start: int, end: int) -> bool:
    return 2 * (min(word.end, end) - max(word.start, start)) >= word.end - word.start


def _fillers(words: Sequence[Word]) -> list[bool]:
    found = [fillers.is_filler(word.text) for word in words]
    for place in range(len(words) - 1):
        if words[place].text[:2].casefold() in {"no", "un", "da"} and fillers.is_filler(
            f"{words[place].text} {words[place + 1].text}"
        ):
            found[place] = found[place + 1] = True
    return found


_PIECE = re.compile(r"\[\d[^\]\s]*\]\S*|(?:(?!\[\d[^\]\s]*\])\S)+")


def read_words(
    lines: Iterable[tuple[int, str]],
    *,
    whole: bool = False,
    glue: Glue | None = None,
) -> Words:
    """Return the tokens of numbered lines; ``whole`` makes every line one token.

    With ``glue`` they are also cut where a cell may begin without a space. A reference mark
    ("[45]") is a token of its own, also when glued to the word before.
    """
    found: list[Word] = []
    offset = 0
    texts: list[str] = []
    for number, line in lines if whole else _unbroken(lines):
        tokens = _glued_tokens(number, line, glue) if glue else _tokens(line, whole=whole)
        for place, (piece, joined) in enumerate(tokens):
            found.append(Word(offset, offset + len(piece), piece, number, place == 0, joined))
            offset += len(piece) + 1
            texts.append(piece)
    return Words(" ".join(texts), tuple(found))


def _unbroken(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines; words broken at the end of one are whole there ("II Un-" above "known NCT...")."""
    above: tuple[int, str] | None = None
    for number, line in lines:
        if above is not None:
            first, _, rest = line.partition(" ")
            whole = rejoined(above[1], first) if first[:1].islower() else None
            if whole is not None:
                above, line = (above[0], whole), rest
            yield above
        above = (number, line)
    if above is not None:
        yield above


def _tokens(line: str, *, whole: bool) -> Iterator[tuple[str, bool]]:
    """The tokens of a line, none of them glued to the one before."""
    pieces = [" ".join(line.split())] if whole else _pieces(line)
    yield from ((piece, False) for piece in pieces)


def _glued_tokens(number: int, line: str, glue: Glue) -> Iterator[tuple[str, bool]]:
    """The tokens of a glued line, and whether each is glued to the one before."""
    words = " ".join(line.split())
    places = table_glue.seams(words, keys=glue.keys, figures=glue.places(number))
    for part in table_glue.pieces(words, places):
        apart_before = True
        for token in part.split():
            yield token, apart_before and not part[0].isspace()
            apart_before = False


def _pieces(line: str) -> Iterator[str]:
    for token in line.split():
        if "[" in token:
            yield from _PIECE.findall(token)
        else:
            yield token
