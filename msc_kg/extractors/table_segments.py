"""Cutting undelimited rows: the best assignment of words to the columns in their order.

One Viterbi pass over all words of a table. Within a row columns only go forward; a line
may begin a new row, go on in the cell of the line before (wrapped text), or continue the
row above with further cells (a further arm). Time is words times columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

NEVER = float("-inf")


@dataclass(frozen=True)
class Costs:
    """Charges that depend on the rendering.

    ``wrap``: going on in the next line; ``inside``: a new row within a line;
    ``further``: a line that continues the row above.
    """

    wrap: float = -0.5
    inside: float = -8.0
    further: float = -2.5


@dataclass(frozen=True)
class Scores:
    """What speaks for each word in each column; lists by column, then by word.

    ``join`` is for staying in the column from the word before, ``begin`` and ``finish``
    for a cell that begins or ends at the word, ``cut`` for ending any cell before the
    word, ``empty`` for a row without the column, ``further`` for the column in a line
    that continues a row.
    """

    emit: Sequence[Sequence[float]]
    join: Sequence[Sequence[float]]
    begin: Sequence[Sequence[float]]
    finish: Sequence[Sequence[float]]
    cut: Sequence[float]
    empty: Sequence[float]
    further: Sequence[float]
    line_starts: Sequence[bool]

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.emit)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a word went: its column, and whether it begins a row or a further line."""

    column: int
    begins_row: bool
    begins_further: bool


@dataclass(frozen=True)
class Cutting:
    """The best assignment of all words, and its score."""

    score: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Best:
    score: float
    state: int


def cut(scores: Scores, costs: Costs) -> Cutting:
    """Return where each word goes, for the best assignment of all."""
    count = len(scores.line_starts)
    if not count or not scores.columns:
        return Cutting(0.0, ())
    before = (0.0, *accumulate(scores.empty))
    back: list[list[int]] = []
    state = [before[c] + scores.begin[c][0] + scores.emit[c][0] for c in range(scores.columns)]
    state += [NEVER] * scores.columns
    for word in range(1, count):
        state, came = _advance(scores, costs, before, state, word)
        back.append(came)
    end = _close(scores, before, state, count - 1)
    return Cutting(end.score, _trace(scores, back, end.state))


def _close(scores: Scores, before: Sequence[float], state: Sequence[float], word: int) -> _Best:
    """The best way to end a row, or a further line, after ``word``."""
    columns, total = scores.columns, before[-1]
    best = _Best(NEVER, 0)
    for c in range(columns):
        score = state[c] + scores.finish[c][word] + total - before[c + 1]
        if score > best.score:
            best = _Best(score, c)
    for c in range(columns):
        score = state[columns + c] + scores.finish[c][word]
        if score > best.score:
            best = _Best(score, columns + c)
    return best


def _advance(
    scores: Scores, costs: Costs, before: Sequence[float], state: Sequence[float], word: int
) -> tuple[list[float], list[int]]:
    """One word on: the scores of all states, and for each where it came from.

    Where from is the earlier state; 1000 more when a row, 2000 more when a further line
    begins.
    """
    columns = scores.columns
    starts_line = scores.line_starts[word]
    wrap = costs.wrap if starts_line else 0.0
    ended = _close(scores, before, state, word - 1)
    cut_here = scores.cut[word]
    new_row = ended.score + (0.0 if starts_line else costs.inside + cut_here)
    further = ended.score + costs.further if starts_line else NEVER
    scored = [NEVER] * (2 * columns)
    came = [0] * (2 * columns)
    for half in (0, columns):
        reach, source = NEVER, 0
        for c in range(columns):
            enter = scores.begin[c][word] + (scores.further[c] if half else 0.0)
            best, origin = state[half + c] + scores.join[c][word] + wrap, half + c
            moved = reach + cut_here + enter + wrap
            if moved > best or (moved == best and source > origin):
                best, origin = moved, source
            begun, start = further + enter, ended.state + 2000
            if not half:
                begun, start = new_row + before[c] + enter, ended.state + 1000
            if begun > best or (begun == best and start > origin):
                best, origin = begun, start
            scored[half + c], came[half + c] = best + scores.emit[c][word], origin
            left = state[half + c] + scores.finish[c][word - 1]
            if not half:
                reach += scores.empty[c]
            if left > reach:
                reach, source = left, half + c
    return scored, came


def _trace(scores: Scores, back: Sequence[Sequence[int]], state: int) -> tuple[Step, ...]:
    steps: list[Step] = []
    for came in reversed(back):
        source = came[state]
        steps.append(Step(state % scores.columns, 1000 <= source < 2000, source >= 2000))
        state = source % 1000
    steps.append(Step(state % scores.columns, True, False))
    return tuple(reversed(steps))


def margin(scores: Scores, cells: Sequence[tuple[int, int, int]]) -> float:
    """Return by how much the cuts of a row beat the next best place for any one of them.

    ``cells`` are (column, first word, end) in order. Without a cut the margin is infinite.
    """
    margins = [_margin_between(scores, left, right) for left, right in pairwise(cells)]
    return min(margins, default=float("inf"))


def _margin_between(
    scores: Scores, left: tuple[int, int, int], right: tuple[int, int, int]
) -> float:
    first, place, end = left[1], right[1], right[2]
    heads = list(accumulate(_inner(scores, left[0], word, first) for word in range(first, end)))
    tails = list(accumulate(_inner(scores, right[0], word, first) for word in range(first, end)))
    values = [
        heads[at - first - 1]
        + scores.finish[left[0]][at - 1]
        + scores.cut[at]
        + scores.begin[right[0]][at]
        - scores.join[right[0]][at]
        + tails[-1]
        - tails[at - first - 1]
        for at in range(first + 1, end)
    ]
    chosen = values.pop(place - first - 1)
    return chosen - max(values, default=NEVER)


def _inner(scores: Scores, column: int, word: int, first: int) -> float:
    return scores.emit[column][word] + (scores.join[column][word] if word > first else 0.0)
