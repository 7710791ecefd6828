"""Cuts a list that lost its separators ("Stroke Spinal Cord Injury") into its items.

Between two neighbouring words lies either a boundary or the inside of an item. Each
division gets a score: what known terms start, end and join with, punctuation and case say
something about every gap; an item that is a known term as a whole counts extra. The best
division is found by dynamic programming; its share among all divisions (the scores taken
as log-odds) is the confidence.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct

from msc_kg import schemes

Pairs = frozenset[tuple[str, str]]
"""Neighbouring words, as keys."""

MAX_ITEM_WORDS = 16
MAX_WORDS = 400
"""A longer text is no list; it is returned as one item with confidence 0."""

_FUNCTION_WORD = re.compile(
    r"a|(?i:after|against|an|and|as|at|by|de|due|during|for|from|in|into|of|on|or|per|plus"
    r"|secondary|than|that|the|to|under|via|vs|versus|with|without|&)"
)
"""Words that begin and end no item; a capital A does ("Hepatitis A")."""

_JOINED = -40.0  # a boundary that cannot be
_APART = 40.0  # one that must be


class Terms(Struct, frozen=True):
    """Known terms, as keys of words, and how their words stand in them.

    ``terms`` are whole terms; ``pairs`` neighbouring words inside terms; ``first``,
    ``last`` and ``seen`` count the words at the start, at the end, and anywhere.
    """

    terms: frozenset[tuple[str, ...]]
    pairs: frozenset[tuple[str, str]]
    first: Counter[str]
    last: Counter[str]
    seen: Counter[str]

    def __or__(self, other: "Terms") -> "Terms":
        """Return the terms of both."""
        return Terms(
            self.terms | other.terms,
            self.pairs | other.pairs,
            self.first + other.first,
            self.last + other.last,
            self.seen + other.seen,
        )


class Division(Struct, frozen=True):
    """The items of a list in their order, and the confidence in this division, 0 to 1."""

    items: tuple[str, ...]
    confidence: float


def terms_of(labels: Iterable[str]) -> Terms:
    """Return the known terms that these labels make."""
    terms = frozenset(key for key in map(_key, labels) if key)
    return Terms(
        terms,
        frozenset(pair for term in terms for pair in pairwise(term)),
        Counter(term[0] for term in terms),
        Counter(term[-1] for term in terms),
        Counter(word for term in terms for word in term),
    )


@cache
def packaged(*names: str) -> Terms:
    """Return the labels of packaged schemes as known terms; a name that is not there adds none."""
    there = set(names) & set(schemes.names())
    return terms_of(
        label
        for name in sorted(there)
        for concept in schemes.load(name)
        for label in concept.labels
    )


def pairs_of(texts: Iterable[str]) -> Pairs:
    """Return the pairs of neighbouring words of texts, for ``divide``."""
    pairs: set[tuple[str, str]] = set()
    for text in texts:
        keys = [_word(word) for word in text.split()]
        pairs.update(pairwise(keys))
    return frozenset(pairs)


def is_term(text: str, terms: Terms) -> bool:
    """Return whether the text as a whole is a known term (whatever its case and plural)."""
    return _key(text) in terms.terms


def divide(
    text: str, terms: Terms, *, together: Pairs = frozenset(), bias: float = 0.0
) -> Division:
    """Return the best division of ``text`` into items.

    ``together`` are the pairs of words of other texts of the same page (see ``pairs_of``):
    they stay together here. ``bias`` is the log-odds of a boundary about which nothing is
    known; below zero for lists that mostly hold one item.
    """
    words = text.split()
    if not 0 < len(words) <= MAX_WORDS:
        return Division((text,) if words else (), 0.0 if words else 1.0)
    keys = [_word(word) for word in words]
    inside = _in_brackets(words)
    gaps = [
        _JOINED if inside[index] else bias + _gap(words, keys, index, terms, together)
        for index in range(len(words) - 1)
    ]
    scores, starts, total = _best(keys, gaps, terms)
    items: list[str] = []
    end = len(words)
    while end:
        items.append(" ".join(words[starts[end] : end]))
        end = starts[end]
    return Division(tuple(reversed(items)), math.exp(min(0.0, scores - total)))


def _in_brackets(words: Sequence[str]) -> list[bool]:
    """Return for each word whether a bracket opened so far is still open after it, and closes."""
    found: list[bool] = []
    depth = 0
    rest = sum(word.count(")") for word in words)
    for word in words:
        depth = max(0, depth + word.count("(") - word.count(")"))
        rest -= word.count(")")
        found.append(0 < depth <= rest)
    return found


def _best(
    keys: Sequence[str], gaps: Sequence[float], terms: Terms
) -> tuple[float, list[int], float]:
    """Return the best score, where the item that ends at each place starts, and the log-sum."""
    best = [0.0] + [-math.inf] * len(keys)
    total = [0.0] + [-math.inf] * len(keys)
    starts = [0] * (len(keys) + 1)
    for end in range(1, len(keys) + 1):
        inside = 0.0
        sums: list[float] = []
        for start in range(end - 1, max(-1, end - 1 - MAX_ITEM_WORDS), -1):
            if start < end - 1:
                inside -= gaps[start] / 2
            item = inside + _known(tuple(keys[start:end]), terms)
            item += gaps[start - 1] / 2 if start else 0.0
            sums.append(total[start] + item)
            if best[start] + item > best[end]:
                best[end], starts[end] = best[start] + item, start
        total[end] = _log_sum(sums)
    return best[-1], starts, total[-1]


def _known(key: tuple[str, ...], terms: Terms) -> float:
    if key in terms.terms:
        return 1.2 * len(key)
    return 0.0


def _gap(
    words: Sequence[str],
    keys: Sequence[str],
    index: int,
    terms: Terms,
    together: Pairs,
) -> float:
    """Return the log-odds of a boundary after the word at ``index``."""
    left, right = words[index], words[index + 1]
    forced = _forced(left, right)
    if forced:
        return forced
    score = _case(left, right)
    pair = (keys[index], keys[index + 1])
    if pair in together:
        score -= 2.0
    if pair in terms.pairs:
        score -= 2.5
    return score + _edge(terms.last, terms.seen, pair[0]) + _edge(terms.first, terms.seen, pair[1])


def _forced(left: str, right: str) -> float:
    if _FUNCTION_WORD.fullmatch(left) or _FUNCTION_WORD.fullmatch(right):
        return _JOINED
    if left[-1] in ",/+-–" or right[0] in ",/+-–" or right[0] in "([":
        return _JOINED
    if left[-1] == ";":
        return _APART
    return 0.0


def _case(left: str, right: str) -> float:
    score = 0.0
    if left[:1].islower() and right[:1].isupper():
        score += 3.0
    if left[:1].isupper() and right[:1].islower():
        score -= 2.5
    if left[-1] in ")]":
        score += 2.0
    return score


def _edge(edge: Counter[str], seen: Counter[str], word: str) -> float:
    """Return the log-odds that the word is at this edge of an item, smoothed."""
    return math.log((edge[word] + 1.0) / (seen[word] - edge[word] + 1.0)) / 2


def _key(label: str) -> tuple[str, ...]:
    return tuple(_word(word) for word in label.split())


def _word(word: str) -> str:
    """Return the word without case, brackets, apostrophes and plural ending; a comma stays."""
    bare = word.casefold().strip("()[].;:\"'“”").replace("'", "").replace("’", "")
    stem = bare.rstrip(",")
    comma = bare[len(stem) :]
    if len(stem) > 3 and stem.endswith("s") and stem[-2] not in "sui":
        stem = stem[:-1]
    return stem + comma


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    if top == -math.inf:
        return top
    return top + math.log(sum(math.exp(value - top) for value in values))
