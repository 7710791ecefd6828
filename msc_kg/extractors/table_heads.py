"""Headers of tables without delimiters: of undelimited, glued and hard-wrapped lines, of stacks.

A header is a line (or a few) that known names cover; where it holds unknown names too, the
identifiers in the lines below speak for it.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from msc_kg.extractors.table_columns import (
    UNKNOWN,
    Column,
    Header,
    is_name,
    read_header_cells,
    read_header_line,
    split_column,
)
from msc_kg.extractors.table_glue import is_glued, unglued_header
from msc_kg.extractors.table_lines import Line, read_label
from msc_kg.extractors.table_periods import period, values_in

HEADER_LINES = 8
_HEADER_LENGTH = 500
_SURE, _SURER, _SUREST = 0.7, 0.85, 0.95
_BACKED, _BACKED_LINES, _LOOK_AHEAD = 0.5, 4, 10
_LEAST_KINDS = 3
_LEAST_SEAMS, _FEWER = 2, 2
_MOST_COLUMNS = 24
_WINDOW, _LONGEST_NAME = 200, 60
_LEADING_BRACKET = re.compile(r"^[(\[][^()\[\]]{0,40}[)\]]\s*")
_SMALL_WORD = re.compile(r"\s(?:in|of|on|for|with|at|by)\s")
_EXPLAINED = frozenset({"outcome", "outcome-measures", "safety", "row-number"})
_LIKE_ROWS, _MOST_ABOVE, _SHORT_NAME = 3, 5, 4
_UNKNOWN_COST = 0.6
_REGISTERED = re.compile(r"[A-Za-z]{2,8}\d{7,}")

Found = tuple[str, Header, int]
"""Layout, header, and the index of the first line below it."""


def find_header(lines: Sequence[Line], place: int) -> Found | None:
    """Return layout, header and first line of the body of a header that begins at ``place``."""
    for told_by in (_between_ids, _between_kinds):
        periodic = _periodic_header(lines, place, told_by) if _may_be_stack(lines, place) else None
        if periodic and not _begins_later(lines, place, periodic, told_by):
            return "stacked", periodic, place + len(periodic.columns)
    run = _header_run(lines, place)
    if len(run) >= _LEAST_KINDS and all(len(header.columns) == 1 for header in run):
        header = Header(tuple(each.columns[0] for each in run), 1.0)
        return ("stacked", header, place + len(run)) if is_sure(header) else None
    for size in range(_head_size(lines, place, len(run)) if run else 0, 0, -1):
        header = read_header_line(" ".join(line.text for line in lines[place : place + size]))
        wrapped = all(each.coverage >= _SURER for each in run[:size]) or header.coverage >= _SUREST
        if (size == 1 or wrapped) and is_sure(header):
            return _longer(lines, place, header) or ("flat", header, place + size)
    return _glued_header(lines, place) or _backed_header(lines, place)


def _longer(lines: Sequence[Line], place: int, header: Header) -> Found | None:
    """A header of more lines, with names unknown, where it names more columns."""
    found = _backed_header(lines, place)
    return found if found and len(found[1].known) > len(header.known) else None


Width = Callable[[Sequence[Line]], int]
"""How many cells on lines of their own make a row, told by lines; 0 where it is not told."""


def _begins_later(lines: Sequence[Line], place: int, header: Header, told_by: Width) -> bool:
    """Whether a stack of names is known better without its first lines (a caption)."""
    later = (_periodic_header(lines, place + ahead, told_by) for ahead in range(1, _MOST_ABOVE))
    return any(found and _whole_names(found) > _whole_names(header) for found in later)


def _whole_names(header: Header) -> int:
    return sum(is_name(column.name) for column in header.columns)


def begins_table(text: str, names: int = 0) -> bool:
    """Whether a line is surely the undelimited header of a table, of so many names or more."""
    header = _header_like(text)
    return header is not None and len(header.known) >= names and is_sure(header)


def is_registered(text: str) -> bool:
    """Whether a text may hold an identifier."""
    return bool(_REGISTERED.search(text))


def _may_be_stack(lines: Sequence[Line], place: int) -> bool:
    """Whether a line and most of the next ones may each be a name."""
    near = lines[place : place + _LEAST_KINDS + 2]
    if len(near) <= _LEAST_KINDS or any(len(line.text) > _LONGEST_NAME for line in near):
        return False
    if read_label(near[0].text) or near[0].text[-1] in ":;|":
        return False
    return sum(is_name(line.text) for line in near) >= _LEAST_KINDS - 1


def _backed_header(lines: Sequence[Line], place: int) -> Found | None:
    """A header with names unknown, above lines with identifiers."""
    first = lines[place].text
    if (
        not (first[:1].isupper() or first[0] == "#")
        or len(first) > _HEADER_LENGTH
        or first[-1] in ".:;"
    ):
        return None
    if "|" in first or "\t" in first or _REGISTERED.search(first) or read_label(first):
        return None
    sized = [(size, _joined(lines, place, size)) for size in range(1, _BACKED_LINES + 1)]
    below = lines[place + 1 : place + _LOOK_AHEAD]
    usable = [
        (len(h.known) - _UNKNOWN_COST * _unknown(h), -size, h)
        for size, h in sized
        if _is_plain(h) or (size == 1 and _is_plain(h, _FEWER) and _is_registered(h, below))
    ]
    if not usable:
        return None
    _, size, header = max(usable, key=lambda each: each[:2])
    below = lines[place - size : place - size + _LOOK_AHEAD]
    if not _is_backed(below) or any(begins_table(line.text) for line in below):
        return None
    return "flat", header, place - size


def _joined(lines: Sequence[Line], place: int, size: int) -> Header:
    """The header that some lines make; none where one of them holds an identifier."""
    texts = [line.text for line in lines[place : place + size]]
    if any(line.after_blank for line in lines[place + 1 : place + size]):
        return Header((), 0.0)
    if any(_REGISTERED.search(t) or read_label(t) or "|" in t or "\t" in t for t in texts):
        return Header((), 0.0)
    return read_header_line(" ".join(texts))


def _unknown(header: Header) -> int:
    return sum(column.kind == UNKNOWN for column in header.columns)


def _is_registered(header: Header, lines: Sequence[Line]) -> bool:
    """Whether a header names identifiers, and half of the next lines have one beside words."""
    parts = ((column, *(split_column(column) or ())) for column in header.columns)
    if not any("registry-id" in each.kinds for columns in parts for each in columns):
        return False
    near = [line.text[:_HEADER_LENGTH] for line in lines[: 2 * _FEWER]]
    return sum(is_registered(text) and len(text) > _LONGEST_NAME // 2 for text in near) >= _FEWER


def _is_plain(header: Header, least: int = _LEAST_KINDS) -> bool:
    """Whether the names are whole and those unknown begin with capitals, unlike a sentence."""
    return is_sure(header, _BACKED, least) and all(
        _is_whole(column) if column.kind != UNKNOWN else column.name[0].isupper()
        for column in header.columns
    )


def _is_whole(column: Column) -> bool:
    """Whether a name is known, or the first words of an outcome's are ("Effect on MELD")."""
    if is_name(column.name):
        return not column.name.islower() or len(column.name) < _SHORT_NAME
    first = _SMALL_WORD.split(column.name, maxsplit=1)[0]
    return column.kind in _EXPLAINED and first[0].isupper() and is_name(first)


def _is_backed(lines: Sequence[Line]) -> bool:
    if sum(is_registered(line.text[:_HEADER_LENGTH]) for line in lines) >= 2:
        return True
    near = [line.text for line in lines[:_LIKE_ROWS] if len(line.text) <= _HEADER_LENGTH]
    return len(near) > 1 and sum(values_in(text) >= _LEAST_KINDS for text in near) >= _FEWER


def _between_ids(window: Sequence[Line]) -> int:
    """As many as lie between identifiers."""
    ids = [n for n, line in enumerate(window) if _REGISTERED.search(line.text[:_HEADER_LENGTH])]
    gaps = Counter(after - before for before, after in pairwise(ids)).most_common(1)
    return gaps[0][0] if gaps and gaps[0][0] <= ids[0] else 0


def _between_kinds(window: Sequence[Line]) -> int:
    """As many as lie between cells of the same kinds."""
    return period([line.text for line in window])


def _periodic_header(lines: Sequence[Line], place: int, told_by: Width) -> Header | None:
    """The header of cells of their own lines: as many names as a row has cells."""
    window = lines[place : place + _WINDOW]
    width = told_by(window)
    names = [line.text for line in window[:width]]
    if not _LEAST_KINDS <= width <= _MOST_COLUMNS or any(len(n) > _LONGEST_NAME for n in names):
        return None
    if any(map(_names_several, names)) or any(map(read_label, names)):
        return None
    header = read_header_cells(names)
    return header if len(header.known) >= _LEAST_KINDS and header.coverage >= _BACKED else None


def _names_several(name: str) -> bool:
    header = read_header_line(name)
    return len(header.known) > 1 and header.coverage >= _SURE and not is_name(name)


def _head_size(lines: Sequence[Line], place: int, run: int) -> int:
    """How many lines may make a header whose names are broken at the ends of the lines."""
    size, known = run, -1
    while size < HEADER_LINES and place + size < len(lines) - 1:
        more = [line.text for line in lines[place : place + size + 1]]
        if len(more[-1]) > _HEADER_LENGTH // 2 or _REGISTERED.search(more[-1]):
            break
        header = read_header_line(" ".join(more))
        if header.coverage < _SUREST or len(header.columns) <= known:
            break
        size, known = size + 1, len(header.columns)
    return size


def _glued_header(lines: Sequence[Line], place: int) -> Found | None:
    text = lines[place].text
    if len(text) > _HEADER_LENGTH or place + 1 == len(lines):
        return None
    apart = unglued_header(text)
    if len(apart) < len(text) + _LEAST_SEAMS or _REGISTERED.search(text):
        return None
    header = read_header_line(" ".join(map(_without_count, apart.split())))
    below = [line.text for line in lines[place + 1 : place + _LOOK_AHEAD]]
    if is_sure(header) or (is_sure(header, _BACKED) and is_glued(below)):
        return "glued", header, place + 1
    return None


def _without_count(word: str) -> str:
    """A name apart from the "n" glued to it ("Conditionn")."""
    counted = word.endswith("n") and not is_name(word) and is_name(word[:-1])
    return f"{word[:-1]} n" if counted else word


def _header_run(lines: Sequence[Line], place: int) -> list[Header]:
    run: list[Header] = []
    for line in lines[place : place + 3 * HEADER_LINES]:
        header = _header_like(line.text)
        if header is None:
            break
        run.append(header)
        if len(run) == HEADER_LINES and any(len(each.columns) > 1 for each in run):
            break
    return run


@lru_cache(maxsize=4096)
def _header_like(text: str) -> Header | None:
    """The header that a line may be a part of."""
    if len(text) > _HEADER_LENGTH or _REGISTERED.search(text) or read_label(text):
        return None
    header = read_header_line(_LEADING_BRACKET.sub("", text))
    known = header.coverage >= _SURE and header.columns[0].kind != UNKNOWN
    return header if known else None


def is_sure(header: Header, least: float = _SURE, kinds: int = _LEAST_KINDS) -> bool:
    """Whether enough names are known, and begin like names; words of a sentence do not."""
    width = len(header.columns)
    begun = {column.kind for column in header.columns if not column.name[0].islower()}
    known = min(len(header.known), len(begun - {UNKNOWN})) >= kinds
    return known and header.coverage >= least and width <= _MOST_COLUMNS
