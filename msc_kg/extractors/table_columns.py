"""Columns of trial tables: what a header cell calls a column, and what kind that is.

The words are data (``ontology/table_headers.toml``). A header of an undelimited table is
itself undelimited; :func:`read_header_line` cuts it into the names that cover it best.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from msc_kg import resources
from msc_kg.extractors.table_measures import Words, counts_cells, unmeasured
from msc_kg.extractors.table_measures import header_words as header_words

UNKNOWN = "unknown"
_MAX_NAME_TOKENS = 8
_MAX_HEADER_TOKENS = 80
_BRACKETED = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_JOINT = re.compile(r"\s*(?:/|&|\+|,|;|:|\band\b|\bor\b)\s*", re.IGNORECASE)
_FOOTNOTED = re.compile(r"(?<=[a-z])(?:\s?[a-e]|(?<!hase)[1-9])$|\s?[*†‡§¶#]+$")
_SMALL_WORDS = frozenset({"on", "of", "in", "for", "to", "at", "by", "from", "with", "or", "and"})
_TOKEN = re.compile(r"[(\[][^()\[\]\n]{0,80}[)\]]\S*|\S+")


@dataclass(frozen=True, slots=True)
class Weights:
    """How words of a cell are weighed; see the head of ``table_headers.toml``."""

    mention: float
    other: float
    empty: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name as printed, the kinds it can be, and what its brackets say.

    ``kinds`` are alternatives, the likeliest first; ``parts`` are the kinds of a column
    that holds several ("Phase/Status"), else empty; ``remark`` is the bracketed text
    ("× 106 cells/kg").
    """

    name: str
    kinds: tuple[str, ...]
    parts: tuple[str, ...] = ()
    remark: str = ""

    @property
    def kind(self) -> str:
        """The likeliest kind."""
        return self.kinds[0]


@dataclass(frozen=True)
class Header:
    """The columns read out of a header, and how much of it was understood (0 to 1)."""

    columns: tuple[Column, ...]
    coverage: float

    @property
    def known(self) -> frozenset[str]:
        """The kinds that were recognised."""
        return frozenset(column.kind for column in self.columns) - {UNKNOWN}


@cache
def _table() -> Mapping[str, Mapping[str, object]]:
    path = resources.folder("ontology") / "table_headers.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def kinds() -> tuple[str, ...]:
    """Return all kinds of columns, in the order of the file."""
    return tuple(_table())


@cache
def weights(kind: str) -> Weights:
    """Return the weights of a kind of column."""
    stated = _table()[kind]["weights"]
    assert isinstance(stated, dict)
    return Weights(stated.get("mention", 0.0), stated["other"], stated["empty"])


def is_free_text(kind: str) -> bool:
    """Whether any words may stand in a column of this kind."""
    return weights(kind).mention == 0


@cache
def _names() -> Mapping[Words, tuple[str, ...]]:
    found: dict[Words, tuple[str, ...]] = {}
    for kind, entry in _table().items():
        names = entry["names"]
        assert isinstance(names, list)
        for words in dict.fromkeys(header_words(name) for name in names):
            found[words] = (*found.get(words, ()), kind)
    return found


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for words in _names() for word in words)


def read_header_cell(text: str) -> Column:
    """Return the column that a header cell names; its kind is "unknown" where no name fits."""
    name = " ".join(text.split())
    remark = " ".join(_BRACKETED.findall(name))
    bare = _BRACKETED.sub("", name)
    found = _measured(name) or _exact(bare) or _exact(name) or _joint(bare)
    found = found or _exact(_FOOTNOTED.sub("", bare)) or _grouped(name) or _contained(bare)
    alternatives, parts = found or ((UNKNOWN,), ())
    return Column(name, alternatives, parts, remark)


_Found = tuple[tuple[str, ...], tuple[str, ...]]


def _exact(text: str) -> _Found | None:
    alternatives = _names().get(header_words(text))
    return (alternatives, ()) if alternatives else None


def _marked(text: str) -> _Found | None:
    """A name with the letter of a footnote glued to it ("Dosea")."""
    bare = _FOOTNOTED.sub("", text)
    return _exact(bare) if bare != text else None


def is_name(text: str) -> bool:
    """Whether a header name is known as a whole, but for its brackets."""
    bare = _BRACKETED.sub("", text)
    return bool(_exact(bare) or _exact(text) or _joint(bare) or _marked(bare))


def _measured(text: str) -> _Found | None:
    """A dose, where a measure of cells stands behind its name, or behind "cells", or alone."""
    name = unmeasured(text)
    if name is None:
        return None
    is_dose = _names().get(name, ())[:1] == ("dose",)
    return (("dose",), ()) if is_dose or counts_cells(name) else None


def _grouped(text: str) -> _Found | None:
    """A measured dose below the heading of a group of columns ("Cell therapy Dose, cells/kg")."""
    words = text.split()[:_MAX_NAME_TOKENS]
    ends = (" ".join(words[place:]) for place in range(1, len(words)))
    return next((found for end in ends if unmeasured(end) and (found := _measured(end))), None)


def _joint(text: str) -> _Found | None:
    pieces = [piece for piece in _JOINT.split(text) if piece]
    found = [_names().get(header_words(piece)) for piece in pieces]
    if len(pieces) < 2 or len(pieces) > 4 or not all(found):
        return None
    parts = tuple(dict.fromkeys(alternatives[0] for alternatives in found if alternatives))
    # The reader of sponsors takes the country behind a name itself.
    mixed = len(parts) > 1 and parts != ("sponsor", "country")
    return parts[:1], parts if mixed else ()


def _contained(text: str) -> _Found | None:
    """The longest name within: half of the words, or two words at the beginning."""
    words = header_words(text)[:_MAX_HEADER_TOKENS]
    for size in range(len(words) - 1, 0, -1):
        starts = range(len(words) - size, -1, -1) if size * 2 >= len(words) else range(size > 1)
        for start in starts:
            alternatives = _names().get(words[start : start + size])
            if alternatives:
                return alternatives, ()
    return None


def split_column(column: Column) -> tuple[Column, Column] | None:
    """Return the two columns that a name of an undelimited header may also be.

    "Trial Phase" may be the phase of a trial, or two columns, "Trial" and "Phase".
    """
    words = column.name.split()
    for place in range(1, len(words)):
        ending = " ".join(words[place:])
        left, right = _exact(" ".join(words[:place])), _exact(ending) or _measured(ending)
        if left and right and words[place][0].isupper():
            first = Column(" ".join(words[:place]), *left)
            return first, Column(" ".join(words[place:]), *right, column.remark)
    return None


def read_header_cells(cells: Sequence[str]) -> Header:
    """Return the header that the cells of a row make."""
    columns = tuple(read_header_cell(cell) for cell in cells)
    understood = sum(column.kind != UNKNOWN for column in columns)
    return Header(columns, understood / len(columns) if columns else 0.0)


@dataclass(frozen=True, slots=True)
class _Cut:
    score: float
    start: int
    column: Column | None


@lru_cache(maxsize=4096)
def read_header_line(line: str) -> Header:
    """Cut an undelimited header into known names, the longest first; the rest is unknown.

    ``coverage`` is the share of words that belong to a known name.
    """
    tokens = _TOKEN.findall(line)
    if not tokens or len(tokens) > _MAX_HEADER_TOKENS or not _may_be_header(tokens):
        return Header((), 0.0)
    best = [_Cut(0.0, 0, None)]
    for end in range(1, len(tokens) + 1):
        best.append(max(_ways(tokens, best, end), key=lambda cut: cut.score))
    columns: list[Column | str] = []
    end = len(tokens)
    while end:
        cut = best[end]
        columns.append(cut.column or tokens[cut.start])
        end = cut.start
    return _merged(columns[::-1])


def _may_be_header(tokens: Sequence[str]) -> bool:
    known = _known_words()
    hits = sum(any(word in known for word in header_words(token)) for token in tokens)
    return hits * 2 >= len(tokens)


def _ways(tokens: Sequence[str], best: Sequence[_Cut], end: int) -> Iterator[_Cut]:
    bracket = tokens[end - 1].startswith(("(", "["))
    yield _Cut(best[end - 1].score - (0.0 if bracket else 1.5), end - 1, None)
    for start in range(max(0, end - _MAX_NAME_TOKENS), end):
        name = " ".join(tokens[start:end])
        found = (
            None
            if name[0] in "(["
            else _measured(name)
            or _exact(name)
            or _marked(name)
            or (_joint(name) if _tight(name) else None)
        )
        if found:
            score = best[start].score + 2 * (end - start) - (1.0 if name[0].islower() else 0.5)
            yield _Cut(score, start, Column(name, *found))


def _tight(name: str) -> bool:
    """Whether the joint is written like one header cell ("Phase/status", "Dose and route")."""
    return "/" in name or "&" in name or " and " in name


def _merged(pieces: Sequence[Column | str]) -> Header:
    columns: list[Column] = []
    known = total = 0
    for piece in pieces:
        if isinstance(piece, Column):
            if _is_end(piece, columns):
                columns.append(Column(f"{columns.pop().name} {piece.name}", (UNKNOWN,)))
            else:
                columns.append(piece)
            known += len(piece.name.split())
            total += len(piece.name.split())
        elif columns and (piece[0] in "([" or piece[0].islower() or _goes_on(columns[-1].name)):
            columns[-1] = _with_remark(columns[-1], piece)
            total += piece[0] not in "(["
        else:
            _add_unknown(columns, piece)
            total += 1
    return Header(tuple(columns), known / total if total else 0.0)


def _is_end(piece: Column, columns: Sequence[Column]) -> bool:
    """Whether a name in small letters ends an unknown one ("Investigated material")."""
    plain = piece.name.islower() and piece.name.isalpha() and len(piece.name) > 2
    return plain and bool(columns) and columns[-1].kind == UNKNOWN


def _goes_on(name: str) -> bool:
    """Whether a name lacks a word ("Effect on")."""
    return name.rpartition(" ")[2] in _SMALL_WORDS


def _with_remark(column: Column, piece: str) -> Column:
    remark = f"{column.remark} {piece.strip('()[]')}".strip() if piece[0] in "([" else column.remark
    return Column(f"{column.name} {piece}", column.kinds, column.parts, remark)


def _add_unknown(columns: list[Column], piece: str) -> None:
    if columns and columns[-1].kind == UNKNOWN:
        piece = f"{columns.pop().name} {piece}"
    columns.append(Column(piece, (UNKNOWN,)))
