"""How well each word of a table fits each column: the scores that rows are cut by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from msc_kg.extractors.table_columns import Column, is_free_text, weights
from msc_kg.extractors.table_segments import Scores
from msc_kg.extractors.table_spotters import SCALED_DOSE, Vocabulary
from msc_kg.extractors.table_words import Word, Words
from msc_kg.phrases.doses import read_dose_header

JOINED_MENTIONS = -4.0
"""Two mentions side by side with nothing between them are hardly one cell."""
SECOND_MENTION = -2.5
LATER_WORDS = 0.25
"""Share of the reward of a mention that its words after the first get."""
CUT_MENTION = -2.5
GLUED, NOT_GLUED = 2.5, -8.0
"""In a table whose cells are glued together they part where there is no space."""
CUT_FIRM_MENTION, CUT_DATE = -4.0, -1.0
FOREIGN = -3.0
OTHER_KIND = -1.0
ECHO = 0.9
BEGINS_WITH_MENTION, ENDS_WITH_MENTION = 0.5, 0.5
CAPITAL, LOWER_CASE, AFTER_LOWER_CASE = 0.4, -1.0, 0.6
DANGLING = -2.0
IDENTITY_FURTHER, LEADING_FURTHER = -6.0, -2.0

IDENTITY = frozenset({"registry-id", "reference", "author", "title", "year", "row-number"})
"""Columns that tell which study a row is about; further lines of a row leave them empty."""

_STRONG = ("registry-id", "reference", "dose")
_WHOLE = frozenset({"registry-id", "phase"})
"""Kinds whose mentions are looked for also in tables that have no such column."""
_FIRM = frozenset({"registry-id", "phase", "status", "dose", "route"})
_DATES = frozenset({"start-date", "completion-date", "dates", "duration", "age"})
_NUMBERED = (
    frozenset(
        {"enrollment", "arm-size", "age", "year", "duration", "dose", "doses-number", "phase"}
    )
    | _DATES
)
_TOLERANT = frozenset({"intervention", "arms", "outcome", "title"})
_NAMED = frozenset({"condition", "phase", "status", "route", "cell-source", "donor", "country"})
_CONNECTORS = frozenset(
    {"and", "or", "&", "+", "/", ",", "with", "plus", "vs", "vs.", "to", "–", "-"}
)
_ARTICLES = frozenset({"a", "an", "the"})
_PREPOSITIONS = frozenset(
    {"of", "with", "in", "for", "to", "by", "on", "at", "from", "as", "into", "using", "under"}
)
_DANGLERS = _ARTICLES | _PREPOSITIONS | {"and", "or", "after", "vs"}
_DELIMITERS = ",;/&+"
_LOOSE = frozenset({"sponsor", "intervention", "author", "duration", "age"})
"""Columns whose mentions are single words of a longer text."""


@dataclass(frozen=True)
class _Covered:
    """Per word: the mention of each kind it is in (-1 for none), and what it is by itself.

    ``bare`` is the word in lower case without punctuation; ``dangling`` words end no cell.
    """

    mentions: Mapping[str, Sequence[int]]
    fillers: Sequence[bool]
    bare: Sequence[str]
    connecting: Sequence[bool]
    dangling: Sequence[bool]


def score(words: Words, columns: Sequence[Column], vocabulary: Vocabulary) -> Scores:
    """Return the scores of the words of a table for its columns."""
    kinds = {kind for column in columns for kind in (column.kind, *column.parts)}
    if any(_is_scaled(column) for column in columns):
        kinds.add(SCALED_DOSE)
    wanted = sorted(kinds | (_WHOLE if words.words else set()))
    mentions = {kind: words.mentions(kind, vocabulary) for kind in wanted}
    if not kinds & {"reference", "author"} and "registry-id" in mentions:
        glued = not _counts_behind_ids(columns)
        mentions["registry-id"] = _with_citations(words.words, mentions["registry-id"], glued)
    covered = _covered(words, mentions)
    fits = [_Fit(words.words, column, covered, kinds) for column in columns]
    return Scores(
        emit=[fit.emit() for fit in fits],
        join=[fit.join() for fit in fits],
        begin=[fit.begin() for fit in fits],
        finish=[fit.finish() for fit in fits],
        cut=_cuts(words.words, covered, kinds),
        empty=[weights(column.kind).empty for column in columns],
        further=[_further(columns, place) for place in range(len(columns))],
        line_starts=[word.begins_line for word in words.words],
    )


def _covered(words: Words, mentions: Mapping[str, Sequence[int]]) -> _Covered:
    texts = [word.text for word in words.words]
    low = [text.casefold() for text in texts]
    return _Covered(
        mentions,
        words.fillers(),
        [text.strip(",.;()") for text in low],
        [text in _CONNECTORS for text in low],
        [
            text in _DANGLERS or whole in _CONNECTORS or text[-1] == ","
            for text, whole in zip(low, texts, strict=True)
        ],
    )


def _is_scaled(column: Column) -> bool:
    """Whether bare numbers are doses in a column ("Dose (× 10^6)")."""
    return "dose" in (column.kind, *column.parts) and read_dose_header(column.name)[1] != 1


def _counts_behind_ids(columns: Sequence[Column]) -> bool:
    """Whether a number right behind an identifier may be the cell of the next column."""
    return any(
        column.kind == "registry-id" and after.kind in _NUMBERED
        for column, after in pairwise(columns)
    )


def _with_citations(words: Sequence[Word], mentions: Sequence[int], glued: bool) -> list[int]:
    """The mentions of identifiers with the citations right behind them ("NCT00504803 [12]").

    ``glued`` ones may be figures without brackets ("NCT0050480312").
    """
    extended = list(mentions)
    for place in range(1, len(words)):
        text = words[place].text
        figures = glued and words[place].glued and text.isdigit() and len(text) < 4
        if figures or (text[0] == "[" and text[-1] == "]"):
            extended[place] = extended[place - 1]
    return extended


def _further(columns: Sequence[Column], place: int) -> float:
    if columns[place].kind in IDENTITY:
        return IDENTITY_FURTHER
    return LEADING_FURTHER if place == 0 else 0.0


def _cuts(words: Sequence[Word], covered: _Covered, kinds: set[str]) -> list[float]:
    cuts = [0.0] * len(words)
    for kind in (kinds | {"phase"}) & set(covered.mentions):
        mentions = covered.mentions[kind]
        charge = CUT_FIRM_MENTION if kind in _FIRM else CUT_DATE if kind in _DATES else CUT_MENTION
        for place in range(1, len(words)):
            if mentions[place] >= 0 and mentions[place] == mentions[place - 1]:
                cuts[place] = min(charge, cuts[place])
    if any(word.glued for word in words):
        return [charge + _glue(word) for charge, word in zip(cuts, words, strict=True)]
    return cuts


def _glue(word: Word) -> float:
    return GLUED if word.glued else 0.0 if word.begins_line else NOT_GLUED


class _Fit:
    """The scores of one column."""

    def __init__(
        self, words: Sequence[Word], column: Column, covered: _Covered, kinds: set[str]
    ) -> None:
        self._words = words
        self._kind = column.kind
        self._free = is_free_text(column.kind)
        self._weights = weights(column.kind)
        self._covered = covered
        own_kinds = (
            *(column.parts or (column.kind,)),
            *([SCALED_DOSE] if _is_scaled(column) else ()),
        )
        own = [covered.mentions[kind] for kind in own_kinds]
        self._own = own[0] if len(own) == 1 else _merged(own)
        strong = [kind for kind in _STRONG if kind in kinds and kind not in column.parts]
        tolerated = {"dose", column.kind} if self._kind in _TOLERANT else {column.kind}
        self._foreign = [covered.mentions[kind] for kind in strong if kind not in tolerated]
        if self._kind == "registry-id":
            self._foreign = []
        self._mixed = len(own) if column.parts else 0
        self._tolerant = self._free or self._kind in _LOOSE
        named = (kinds & _NAMED) - {self._kind, *column.parts}
        self._others = [covered.mentions[kind] for kind in sorted(named)]

    def emit(self) -> list[float]:
        seen: set[str] = set()
        scores = []
        for place, word in enumerate(self._words):
            if word.begins_line:
                seen.clear()
            scores.append(self._emit(place, word, seen))
            seen.add(self._covered.bare[place])
        return scores

    def _emit(self, place: int, word: Word, seen: set[str]) -> float:
        if any(mentions[place] >= 0 for mentions in self._foreign):
            return FOREIGN
        if self._own[place] >= 0:
            again = place and self._own[place - 1] == self._own[place]
            return self._weights.mention * (LATER_WORDS if again else 1.0)
        if self._covered.fillers[place] and not self._free:
            return self._weights.mention
        if self._covered.connecting[place] and self._between_mentions(place):
            return 0.0
        if not self._tolerant and any(mentions[place] >= 0 for mentions in self._others):
            return self._weights.other + OTHER_KIND
        echo = self._kind == "condition" and self._covered.bare[place] in seen
        return self._weights.other + (ECHO if echo and len(word.text) > 3 else 0.0)

    def _between_mentions(self, place: int) -> bool:
        inner = 0 < place < len(self._words) - 1
        return inner and self._own[place - 1] >= 0 and self._own[place + 1] >= 0

    def join(self) -> list[float]:
        return [self._join(place) for place in range(len(self._words))]

    def _join(self, place: int) -> float:
        if not place or self._free or self._kind in _LOOSE:
            return 0.0
        before, here = self._own[place - 1], self._own[place]
        fillers = self._covered.fillers
        if before == here >= 0 or not (here >= 0 or fillers[place]):
            return 0.0
        if self._words[place - 1].text[-1] in _DELIMITERS:
            return 0.0
        if self._mixed and before >= 0 <= here and before % self._mixed != here % self._mixed:
            return 0.0
        if before >= 0 or fillers[place - 1]:
            return JOINED_MENTIONS
        return SECOND_MENTION if self._mentioned_before(place - 1) else 0.0

    def _mentioned_before(self, place: int) -> bool:
        """Whether a mention stands a few words ahead, with no connecting word after it."""
        if self._words[place].text.casefold() in _CONNECTORS:
            return False
        return any(number >= 0 for number in self._own[max(0, place - 3) : place])

    def begin(self) -> list[float]:
        return [self._begin(place) for place in range(len(self._words))]

    def _begin(self, place: int) -> float:
        word = self._words[place].text
        here = self._own[place]
        if here >= 0 and (not place or self._own[place - 1] != here):
            return BEGINS_WITH_MENTION + (CAPITAL if word[0].isupper() else 0.0)
        if word == "The" and self._kind == "sponsor":
            return BEGINS_WITH_MENTION + CAPITAL + AFTER_LOWER_CASE
        if word[0].isupper():
            before = self._words[place - 1].text if place else "."
            return CAPITAL + (AFTER_LOWER_CASE if before[-1].islower() else 0.0)
        return LOWER_CASE if word.isalpha() and word.islower() else 0.0

    def finish(self) -> list[float]:
        return [self._finish(place) for place in range(len(self._words))]

    def _finish(self, place: int) -> float:
        if self._covered.dangling[place]:
            return DANGLING
        here = self._own[place]
        last = place + 1 == len(self._words) or self._own[place + 1] != here
        return ENDS_WITH_MENTION if here >= 0 and last else 0.0


def _merged(all_mentions: Sequence[Sequence[int]]) -> list[int]:
    """The mentions of several kinds in one list; numbers stay apart."""
    return [
        max(
            (len(all_mentions) * number + which if number >= 0 else -1)
            for which, number in enumerate(numbers)
        )
        for numbers in zip(*all_mentions, strict=True)
    ]
