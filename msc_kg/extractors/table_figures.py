"""A count glued to the dose behind it: "hUC-MSC1051 × 106/kg" is 105 people and 1 × 10^6/kg.

Nothing in the row says where the figures part. Each way is weighed: how usual the count and
the dose are in trials, whether the figures are written as figures are (no leading zeros, ranges
that rise, errors below their value), and whether other rows of the table have them too.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msc_kg.extractors.table_columns import Column, split_column

_NUMBER = r"\d{1,9}(?:\.\d{1,3})?"
_FIGURES = re.compile(
    rf"(?<![\d.,–—×x*^/-])(?P<head>\d{{1,9}})(?P<tail>\.\d{{1,3}})?"
    rf"(?:\s?(?P<sign>±|\+/-|[–—~∼-]|to\b|/)\s?(?P<other>{_NUMBER}))?"
    r"\s?(?P<unit>(?:[×x*]\s?10\s?(?:\^|E)?\d{1,2}(?:\s?(?:cells)?/(?:kg|ml|cells?|joint|dose|m2))?)|(?:million|billion)\b)"
)
_LONGEST = 8000
_LEAST_COUNTED = 3
_USUAL_COUNT, _SPREAD = 25.0, 1.1
_TENS, _FIVES = 0.7, 0.3
_LARGEST_COUNT = 3000
_SEEN_COUNT, _SEEN_DOSE = 0.4, 0.5
_NO_COUNT, _NO_COUNT_FIRST = -5.0, -3.0
_SAME_COUNT = 1.5
_UNSURE = 0.9

_CLOSE = (
    "figures stand together in '{0.count}{0.dose}'; read as {0.count} and {0.dose}, "
    "which is likeliest ({0.confidence:.2f})"
)
_USUAL_DOSES: Mapping[str, float] = {
    "1": 0.25, "2": 0.2, "5": 0.1, "3": 0.06, "4": 0.05, "10": 0.05, "0.5": 0.04, "1.5": 0.04,
    "2.5": 0.03, "6": 0.03, "20": 0.03, "8": 0.02, "100": 0.02, "50": 0.02, "30": 0.02,
    "40": 0.015, "7": 0.01, "9": 0.01, "1.2": 0.01, "60": 0.01, "15": 0.01, "25": 0.01,
    "150": 0.008, "200": 0.008, "12": 0.008, "80": 0.006, "300": 0.005, "75": 0.005, "120": 0.004,
    "0.1": 0.01, "0.2": 0.01, "0.25": 0.008, "0.3": 0.005, "0.75": 0.004,
}  # fmt: skip
"""How usual numbers before a power of ten are in doses of trials; others: ``_written``."""
_WRITTEN = (
    (re.compile(r"\d"), 0.01),
    (re.compile(r"\d\.\d"), 0.001),
    (re.compile(r"[1-9]0|[1-9]00"), 0.004),
    (re.compile(r"\d\d"), 0.0005),
    (re.compile(r"\d\d[05]"), 0.00006),
    (re.compile(r"\d\.\d\d|\d\d\.\d|\d\d\d"), 0.00002),
)
_UNWRITTEN = 0.0000005


@dataclass(frozen=True, slots=True)
class Parting:
    """Where a dose begins in a line, the figures as they stand there, and how sure it is."""

    place: int
    count: str
    dose: str
    confidence: float

    @property
    def places(self) -> tuple[int, int]:
        """Where the count and where the dose begins."""
        return self.place - len(self.count), self.place

    @property
    def remark(self) -> str:
        """What to tell where another way to part the figures is nearly as likely, else ""."""
        return _CLOSE.format(self) if self.confidence < _UNSURE else ""


@dataclass(frozen=True)
class Glue:
    """What a table tells of its glued lines.

    ``keys`` are the abbreviations of its legend; ``parted`` tells, by the number of a line, how
    counts and doses glued together in it part, ``counted`` where the number of its row ends.
    """

    keys: frozenset[str] = frozenset()
    parted: Mapping[int, tuple[Parting, ...]] = field(default_factory=dict)
    counted: Mapping[int, int] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last line in which figures part."""
        return max(self.parted, default=0)

    def places(self, number: int) -> tuple[int, ...]:
        """Return where the counts and doses of a line begin."""
        parted = (place for each in self.parted.get(number, ()) for place in each.places)
        return (*((self.counted[number],) if number in self.counted else ()), *parted)

    def within(self, first: int, end: int) -> list[Parting]:
        """Return the figures of the lines ``first`` to ``end``."""
        return [each for number in range(first, end) for each in self.parted.get(number, ())]


def read_glue(
    columns: Sequence[Column], body: Sequence[tuple[int, str]], keys: Iterable[str] = ()
) -> Glue:
    """Return what is to know of numbered glued lines below columns.

    Counts and doses part where the header has one before the other. Where other columns stand
    between the two, further lines may still begin with both.
    """
    counted = _row_numbers(columns, body)
    counts = [place for place, column in enumerate(columns) if "enrollment" in column.kinds]
    given = [p for p, column in enumerate(columns) if "dose" in (*column.kinds, *column.parts)]
    if not counts or not given or counts[0] > given[-1]:
        return Glue(frozenset(keys), counted=counted)
    apart = not any(place + 1 in given and not split_column(columns[place + 1]) for place in counts)
    lines = [" " * counted.get(n, 0) + " ".join(t.split())[counted.get(n, 0) :] for n, t in body]
    found = partings(lines, leading=apart)
    parted = {number: each for (number, _), each in zip(body, found, strict=True) if each}
    return Glue(frozenset(keys), parted, counted)


def _row_numbers(columns: Sequence[Column], body: Sequence[tuple[int, str]]) -> dict[int, int]:
    """Where the number of the row ends that lines begin with, if most begin with theirs."""
    if not columns or columns[0].kind not in ("row-number", "enrollment"):
        return {}
    ends: dict[int, int] = {}
    for number, line in body:
        count = str(len(ends) + 1)
        if line.startswith(count):
            ends[number] = len(count)
    return ends if len(ends) >= _LEAST_COUNTED and 2 * len(ends) > len(body) else {}


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to part figures: the count ("" for none), the number and unit of the dose."""

    place: int
    count: str
    number: str
    text: str


def partings(lines: Sequence[str], *, leading: bool = False) -> list[tuple[Parting, ...]]:
    """Return for each line how the counts and doses glued together in it part.

    ``leading`` looks only at figures that a line begins with.

    >>> [each.place for each in partings(["hUC-MSC1051 × 106/kg"])[0]]
    [10]
    """
    groups = [[list(_ways(found)) for found in _FIGURES.finditer(t[:_LONGEST])] for t in lines]
    seen = _seen(lines, groups)
    before: _Way | None = None
    found: list[tuple[Parting, ...]] = []
    for line, ways in zip(lines, groups, strict=True):
        parted = []
        for each in ways:
            leads = bool(each) and not line[: each[0].place - len(each[0].count)].strip()
            best, sure = _best(each, seen, before if leads else None, leads)
            before = best
            if best is not None and best.count and (leads or not leading):
                parted.append(Parting(best.place, best.count, best.text, round(sure, 3)))
        found.append(tuple(parted))
    return found


def _ways(found: re.Match[str]) -> Iterator[_Way]:
    head, tail, start = found["head"], found["tail"] or "", found.start()
    for size in range(len(head) + 1):
        count, number = head[:size], f"{head[size:]}{tail}"
        rest = found.string[start + size : found.end()]
        if _is_count(count) and _is_number(number) and _is_ordered(number, found):
            yield _Way(start + size, count, number, rest)


def _is_count(count: str) -> bool:
    return not count or (count[0] != "0" and int(count) <= _LARGEST_COUNT)


def _is_number(number: str) -> bool:
    whole, _, decimals = number.partition(".")
    return bool(whole) and (whole[0] != "0" or (whole == "0" and bool(decimals)))


def _is_ordered(number: str, found: re.Match[str]) -> bool:
    """Whether a range rises, and an error is below its value."""
    sign, other = found["sign"], found["other"]
    if sign is None or sign == "/":
        return True
    if sign in ("±", "+/-"):
        return float(other) < float(number)
    return float(other) > float(number)


def _seen(lines: Sequence[str], groups: Sequence[Sequence[Sequence[_Way]]]) -> Counter[str]:
    """The counts and doses that the likeliest ways by themselves have, each line once."""
    seen: Counter[str] = Counter()
    for ways in groups:
        for each in ways:
            best, sure = _best(each, Counter(), None, leads=False)
            if best is not None and sure > _UNSURE:
                seen[f"n {best.count}"] += 1
                seen[best.text] += 1
    return seen


def _best(
    ways: Sequence[_Way], seen: Counter[str], above: _Way | None, leads: bool
) -> tuple[_Way | None, float]:
    """The likeliest way, and its share among all."""
    if not ways:
        return None, 1.0
    scores = [_score(way, seen, above, leads) for way in ways]
    best = max(scores)
    share = 1 / sum(math.exp(score - best) for score in scores)
    return ways[scores.index(best)], share


def _score(way: _Way, seen: Counter[str], above: _Way | None, leads: bool) -> float:
    """The logarithm of how likely a way is."""
    score = math.log(_usual(way.number)) + _SEEN_DOSE * math.log1p(seen[way.text])
    if not way.count:
        return score + (_NO_COUNT_FIRST if leads else _NO_COUNT)
    if above is not None and above.count == way.count:
        score += _SAME_COUNT
    return score + _counted(int(way.count)) + _SEEN_COUNT * math.log1p(seen[f"n {way.count}"])


def _counted(count: int) -> float:
    """The logarithm of how usual a number of participants is: log-normal, rounded ones more so."""
    away = math.log(count / _USUAL_COUNT) / _SPREAD
    rounded = _TENS if count % 10 == 0 else _FIVES if count % 5 == 0 else 0.0
    return rounded - math.log(count) - away * away / 2


def _usual(number: str) -> float:
    usual = _USUAL_DOSES.get(number)
    written = (share for pattern, share in _WRITTEN if pattern.fullmatch(number))
    return usual if usual is not None else next(written, _UNWRITTEN)
