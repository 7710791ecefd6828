"""Comparing records with gold records, value by value.

A record is flattened to values, each with its field ("doses.unit") and its path (arms are
compared by their position: "arms[1].doses.unit"). Of the values of one path in the two
records those that agree are right, the others of the gold record missed, the others of the
record found extra. Not compared is what is no statement of the document about its trial
(``UNSCORED``), and by default the words that values were read from (``text``).
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Scalar: TypeAlias = str | float | bool
Stated: TypeAlias = Mapping[str, Any]
"""A record as JSON has it."""

UNSCORED = frozenset(
    {"kind", "evidence", "locator", "document", "notes", "abbreviations", "as_of", "coverage"}
)
WORDS = "text"
_PARTS: Mapping[str, frozenset[str]] = {
    "products": frozenset({"cell_type", "tissues", "donors", "brand", WORDS}),
    "doses": frozenset({"value", "low", "high", "error", "unit", "qualifier", WORDS}),
    "routes": frozenset({"value", WORDS}),
    "sponsor": frozenset({"name", "country", "class"}),
    "collaborators": frozenset({"name", "country", "class"}),
    "references": frozenset({"doi", "pmid", "marker", WORDS}),
}
"""The parts that are compared of fields that state more than the contract asks for."""

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
    }
)
_TOLERANCE = 1e-9
_SAME_TRIAL = 1000
"""Weight of an equal registry id in the alignment: more than any number of other values."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a record: where it stands, and what it is."""

    path: str
    field: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Error:
    """A value that only one side has; ``record`` is the number of the record on that side."""

    record: int
    path: str
    field: str
    value: Scalar
    missed: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Values of the gold record, values found, and those of them that are right."""

    gold: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.gold + other.gold, self.found + other.found, self.right + other.right)

    @property
    def precision(self) -> float:
        """The share of the values found that is right; 1 where none was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the gold values that was found; 1 where there are none."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing to find."""
        both = self.gold + self.found
        return 2 * self.right / both if both else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """What the comparison of two lists of records gave, by field and in whole."""

    fields: Mapping[str, Counts]
    errors: tuple[Error, ...]

    @property
    def total(self) -> Counts:
        """The sum over all fields (micro-average)."""
        return total(self.fields.values())


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum."""
    return sum(counts, Counts())


def by_field(scores: Iterable[Score]) -> dict[str, Counts]:
    """Return the sums of several scores by field, sorted by field."""
    sums: defaultdict[str, Counts] = defaultdict(Counts)
    for score in scores:
        for name, counts in score.fields.items():
            sums[name] += counts
    return dict(sorted(sums.items()))


def compare(gold: Sequence[Stated], found: Sequence[Stated], *, words: bool = False) -> Score:
    """Return the score of the records ``found`` against the ``gold`` ones, in document order.

    Args:
        gold: records as JSON objects; absent keys, ``null`` and ``[]`` state nothing.
        found: the same of what was read.
        words: whether ``text`` keys are compared too (equal, or one within the other).
    """
    expected = [tuple(values(record, words=words)) for record in gold]
    read = [tuple(values(record, words=words)) for record in found]
    fields: defaultdict[str, Counts] = defaultdict(Counts)
    errors: list[Error] = []
    for left, right in align(expected, read):
        ours = expected[left] if left is not None else ()
        theirs = read[right] if right is not None else ()
        missed, extra = differences(ours, theirs)
        for value in ours:
            fields[value.field] += Counts(gold=1, right=1)
        for value in theirs:
            fields[value.field] += Counts(found=1)
        for value in missed:
            fields[value.field] += Counts(right=-1)
        errors += (_error(left, value, missed=True) for value in missed)
        errors += (_error(right, value, missed=False) for value in extra)
    return Score(dict(sorted(fields.items())), tuple(errors))


def _error(record: int | None, value: Value, *, missed: bool) -> Error:
    assert record is not None
    return Error(record, value.path, value.field, value.value, missed)


# --- values -----------------------------------------------------------------------------


def values(record: Stated, *, words: bool = False) -> Iterator[Value]:
    """Yield the values of a record, those of lists under one path (but for arms)."""
    for name, stated in record.items():
        if name not in UNSCORED:
            yield from _values(name, name, name, stated, words)


def _values(name: str, path: str, field: str, stated: Any, words: bool) -> Iterator[Value]:
    if stated is None or (name == WORDS and not words):
        return
    if isinstance(stated, Mapping):
        for key, part in stated.items():
            if key in _PARTS.get(name, stated):
                yield from _values(key, f"{path}.{key}", f"{field}.{key}", part, words)
    elif isinstance(stated, list | tuple):
        for number, part in enumerate(stated):
            own = f"{path}[{number}]" if name == "arms" else path
            yield from _values(name, own, field, part, words)
    else:
        yield Value(path, field, normal(stated))


def normal(value: Scalar) -> Scalar:
    """Return text without differences of case, spacing, quotes, dashes and underscores."""
    if not isinstance(value, str):
        return value
    folded = unicodedata.normalize("NFKC", value).casefold().translate(_FOLDED)
    return " ".join(folded.replace("_", " ").split())


def differences(gold: Sequence[Value], found: Sequence[Value]) -> tuple[list[Value], list[Value]]:
    """Return the gold values without an equal one, and the values found without one."""
    rest: defaultdict[str, list[Value]] = defaultdict(list)
    for value in found:
        rest[value.path].append(value)
    missed = list(gold)
    for agree in (_equal, _within):
        missed = [value for value in missed if not _taken(value, rest[value.path], agree)]
    return missed, [value for values in rest.values() for value in values]


def _taken(value: Value, rest: list[Value], agree: Callable[[Value, Value], bool]) -> bool:
    for place, other in enumerate(rest):
        if agree(value, other):
            del rest[place]
            return True
    return False


def _equal(left: Value, right: Value) -> bool:
    a, b = left.value, right.value
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    return math.isclose(a, b, rel_tol=_TOLERANCE)


def _within(left: Value, right: Value) -> bool:
    a, b = left.value, right.value
    if not left.field.endswith(f".{WORDS}") or not isinstance(a, str) or not isinstance(b, str):
        return False
    return a in b or b in a


# --- alignment --------------------------------------------------------------------------

Pair: TypeAlias = tuple[int | None, int | None]


def align(gold: Sequence[Sequence[Value]], found: Sequence[Sequence[Value]]) -> list[Pair]:
    """Pair the records: in order with the most in common, then by registry ids in any order."""
    pairs = _in_order([Counter(record) for record in gold], [Counter(r) for r in found])
    left = [place for place in range(len(gold)) if place not in dict(pairs)]
    right = [place for place in range(len(found)) if place not in {b for _, b in pairs}]
    for place in list(left):
        ids = _ids(gold[place])
        other = next((b for b in right if ids and ids == _ids(found[b])), None)
        if other is not None:
            pairs.append((place, other))
            left.remove(place)
            right.remove(other)
    alone: list[Pair] = [(place, None) for place in left]
    return [*sorted(pairs), *alone, *((None, place) for place in right)]


def _ids(record: Sequence[Value]) -> frozenset[Scalar]:
    return frozenset(value.value for value in record if value.field == "registry_ids")


def _in_order(
    gold: Sequence[Counter[Value]], found: Sequence[Counter[Value]]
) -> list[tuple[int, int]]:
    """The pairs in both orders that have the most in common (a longest common subsequence)."""
    alike = [[_likeness(a, b) for b in found] for a in gold]
    best = [[0] * (len(found) + 1) for _ in range(len(gold) + 1)]
    for a in range(len(gold) - 1, -1, -1):
        for b in range(len(found) - 1, -1, -1):
            both = alike[a][b] + best[a + 1][b + 1] if alike[a][b] else 0
            best[a][b] = max(both, best[a + 1][b], best[a][b + 1])
    pairs = []
    a = b = 0
    while a < len(gold) and b < len(found):
        if alike[a][b] and best[a][b] == alike[a][b] + best[a + 1][b + 1]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return pairs


def _likeness(left: Counter[Value], right: Counter[Value]) -> int:
    common = left & right
    return sum(
        count * (_SAME_TRIAL if value.field == "registry_ids" else 1)
        for value, count in common.items()
    )
