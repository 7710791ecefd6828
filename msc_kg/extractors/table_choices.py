"""Which kind a column is, where its header word leaves a choice: its contents decide."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import islice, pairwise, product

from msc_kg.extractors.table_columns import (
    UNKNOWN,
    Column,
    header_words,
    is_free_text,
    split_column,
)
from msc_kg.extractors.table_measures import counts_arm
from msc_kg.extractors.table_scores import score
from msc_kg.extractors.table_segments import Costs, cut
from msc_kg.extractors.table_spotters import Vocabulary
from msc_kg.extractors.table_words import Word, Words, read_words
from msc_kg.phrases import fillers

_SAMPLE = 40
_MOST_CHOICES = 8
_MOST_SPLITS = 4
_FREE_TEXT_FIT = 0.35
_SURE = 0.6
_UNMISTAKABLE = (
    "registry-id",
    "dose",
    "phase",
    "status",
    "route",
    "cell-source",
    "country",
)
_VAGUE = frozenset({UNKNOWN, "design", "detail", "mechanism", "arms"})
"""Kinds of columns whose contents may tell a better one."""
_GAIN, _GUESSED_SHARE = 0.8, 0.5
_GUESSED = (*_UNMISTAKABLE, "condition", "donor", "enrollment", "sponsor")
_COUNT = re.compile(r"(?:n ?= ?)?\d{1,4}", re.IGNORECASE)
_COUNTING = {("no",), ("number",), ("n",), ("nr",)}
_NAMELESS = (*_UNMISTAKABLE, "condition", "reference", "enrollment", "sponsor")


def fit(kind: str, cells: Sequence[str], vocabulary: Vocabulary) -> float:
    """Return the share of the cells (those not empty) that look like a kind, 0 to 1."""
    stated = [cell for cell in cells if cell and not fillers.is_filler(cell)][:_SAMPLE]
    if not stated or is_free_text(kind):
        long = sum(len(cell.split()) > 4 for cell in stated)
        return _FREE_TEXT_FIT + (0.2 if 2 * long > len(stated) > 0 else 0.0)
    words = read_words([(number, cell) for number, cell in enumerate(stated)])
    mentions = words.mentions(kind, vocabulary)
    covered = [0] * len(stated)
    for word, number in zip(words.words, mentions, strict=True):
        covered[word.line] += len(word.text) if number >= 0 else 0
    return sum(2 * got >= len(cell) for got, cell in zip(covered, stated, strict=True)) / len(
        stated
    )


def choose_by_cells(
    columns: Sequence[Column], cells: Sequence[Sequence[str]], vocabulary: Vocabulary
) -> tuple[Column, ...]:
    """Settle the kind of each column of a grid by the cells under it."""
    chosen = _settled(columns, cells[0] if cells else ())
    taken = {kind for column in chosen for kind in (column.kind, *column.parts)}
    return tuple(
        _by_cells(column, under, vocabulary, taken)
        for column, under in zip(chosen, cells, strict=True)
    )


def _by_cells(
    column: Column, cells: Sequence[str], vocabulary: Vocabulary, taken: Set[str]
) -> Column:
    alternatives = column.kinds
    if _is_arm_size(column, cells):
        return replace(column, kinds=("arm-size",), parts=())
    if column.kind in _VAGUE:
        wanted = _candidates(column, cells, taken)
        fits = [(fit(kind, cells, vocabulary), -place) for place, kind in enumerate(wanted)]
        best, place = max(fits, default=(0.0, 0))
        counts = wanted[-place] == "phase" and all(cell.isdigit() for cell in cells if cell)
        return replace(column, kinds=(wanted[-place],)) if best >= _SURE and not counts else column
    if len(alternatives) > 1:
        best_kind = max(alternatives, key=lambda kind: fit(kind, cells, vocabulary))
        return replace(column, kinds=(best_kind,))
    if column.kind != "registry-id" and fit("registry-id", cells, vocabulary) > 0.8:
        return column if is_free_text(column.kind) else replace(column, kinds=("registry-id",))
    return column


def _is_arm_size(column: Column, cells: Sequence[str]) -> bool:
    """Whether a column counts the people of an arm, by its name and all its cells."""
    stated = [cell for cell in cells if cell and not fillers.is_filler(cell)]
    return bool(stated) and counts_arm(column.name) and all(map(_COUNT.fullmatch, stated))


def _candidates(column: Column, cells: Sequence[str], taken: Set[str]) -> tuple[str, ...]:
    """The kinds that contents alone may tell; nothing but IV is a route, for few are phase four.

    Under a name of its own a column is no condition where another one is.
    """
    wanted: tuple[str, ...] = _UNMISTAKABLE if column.name else _NAMELESS
    if column.kind != UNKNOWN:
        wanted = tuple(kind for kind in wanted if kind not in taken)
    elif column.name and "condition" not in taken:
        wanted = (*wanted, "condition")
    return tuple(kind for kind in wanted if kind != "phase" or set(cells) - {"", "IV"})


def counts_rows(numbers: Sequence[str]) -> bool:
    """Whether the numbers in front of rows count them: most are one more than the one before.

    >>> counts_rows(["1", "2", "3", "4"]), counts_rows(["12", "60", "9", "24"])
    (True, False)
    """
    counts = [int(text) for text in map(_bare, numbers) if text.isdecimal() and len(text) < 5]
    rising = sum(after == before + 1 for before, after in pairwise(counts))
    return len(counts) > 1 and 2 * rising >= len(counts) - 1


def _bare(number: str) -> str:
    return number.strip(" .)#")


def _settled(columns: Sequence[Column], first: Sequence[str]) -> tuple[Column, ...]:
    """Drop alternatives that another column surely is; a "No." in front may count the rows.

    ``first`` are the cells of the first column, or words that begin lines.
    """
    if (
        columns
        and columns[0].kind == "enrollment"
        and header_words(columns[0].name) in _COUNTING
        and counts_rows(first)
    ):
        columns = (replace(columns[0], kinds=("row-number",)), *columns[1:])
    taken = {column.kind for column in columns if len(column.kinds) == 1}
    settled = []
    for column in columns:
        left = tuple(kind for kind in column.kinds if kind not in taken)
        settled.append(replace(column, kinds=left) if left else column)
    return tuple(settled)


def choose_by_score(
    columns: Sequence[Column], words: Words, costs: Costs, vocabulary: Vocabulary
) -> tuple[Column, ...]:
    """Settle the kinds of the columns of an undelimited table: those that cut its rows best.

    Names that may be two are cut in two, one after the other, where that cuts the rows better.
    """
    splits = list(_splits(columns))
    first = [word.text for word in words.words if word.begins_line][:_SAMPLE]
    kinds = list(islice(_kinds(_settled(columns, first)), _MOST_CHOICES))
    vague = any(column.kind in (*_VAGUE, "row-number") for column in columns)
    if (len(kinds) == 1 and not splits and not vague) or not words.words:
        return kinds[0]
    sample = _head(words)

    def best(candidates: Iterable[tuple[Column, ...]]) -> tuple[float, tuple[Column, ...]]:
        scored = ((cut(score(sample, each, vocabulary), costs).score, each) for each in candidates)
        return max(scored, key=lambda found: found[0])

    found, names = best(kinds), tuple(columns)
    for place, both in splits[:_MOST_SPLITS]:
        candidate = (*names[:place], *both, *names[place + 1 :])
        split = best(islice(_kinds(_settled(candidate, first)), _MOST_CHOICES // 2))
        if split[0] > found[0]:
            found, names = split, candidate
    return _guessed(found[1], found[0], sample, costs, vocabulary)


def _guessed(
    columns: tuple[Column, ...], reached: float, sample: Words, costs: Costs, vocabulary: Vocabulary
) -> tuple[Column, ...]:
    """Give columns of unknown names the kinds by which the rows are cut clearly better."""
    lines = _rows_of(sample, columns)
    for place, column in enumerate(columns):
        if column.kind not in _VAGUE and not (place and column.kind == "row-number"):
            continue
        for kind in _mentioned(columns, sample, vocabulary):
            changed = replace(column, kinds=(kind,))
            candidate = (*columns[:place], changed, *columns[place + 1 :])
            got = cut(score(sample, candidate, vocabulary), costs).score
            if got > reached + _GAIN * lines:
                reached, columns = got, candidate
    return columns


def _rows_of(sample: Words, columns: Sequence[Column]) -> float:
    """About how many rows there are: lines, or those of cells on lines of their own."""
    lines = len({word.line for word in sample.words})
    return lines / len(columns) if lines == len(sample.words) else lines


def _mentioned(columns: Sequence[Column], sample: Words, vocabulary: Vocabulary) -> Iterator[str]:
    """The kinds that no column has and most lines mention."""
    taken = {kind for column in columns for kind in (column.kind, *column.parts)}
    lines = _rows_of(sample, columns)
    for kind in _GUESSED:
        if kind in taken:
            continue
        mentions = sample.mentions(kind, vocabulary)
        marked = {w.line for w, found in zip(sample.words, mentions, strict=True) if found >= 0}
        if len(marked) >= _GUESSED_SHARE * lines:
            yield kind


def _splits(columns: Sequence[Column]) -> Iterator[tuple[int, tuple[Column, Column]]]:
    """The names that may be two names of different kinds, the last first."""
    for place in range(len(columns) - 1, -1, -1):
        both = split_column(columns[place])
        if both and not set(both[0].kinds[:1]) & set(both[1].kinds):
            yield place, both


def _kinds(columns: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    yield from product(*([replace(c, kinds=(kind,)) for kind in c.kinds] for c in columns))


def _head(words: Words) -> Words:
    lines = sorted({word.line for word in words.words})[:_SAMPLE]
    head: tuple[Word, ...] = tuple(word for word in words.words if word.line <= lines[-1])
    return Words(words.text[: head[-1].end], head)
