"""Tables laid out with spaces, whose cells may be wrapped over several lines (text of a PDF).

The header, itself of one line or more, names the columns; where they begin is told by all
lines (``table_gutters``), which lines make a row by what may be wrapped (``table_wraps``).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from msc_kg.extractors.table_columns import is_name, read_header_cells, read_header_line
from msc_kg.extractors.table_grids import Grid
from msc_kg.extractors.table_gutters import Name, Piece, boundaries, crosses, cut, is_tight
from msc_kg.extractors.table_lines import Line, is_legend, is_note, read_label
from msc_kg.extractors.table_measures import counts_arm, counts_cells, header_words
from msc_kg.extractors.table_wraps import Cells, wrapped_rows
from msc_kg.phrases import registry_ids

_PIECE = re.compile(r"\S+(?: \S+)*")
_RULE = re.compile(r"[-=_–—―─+\s]{3,}")
_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_OPEN = re.compile(r"\s*[(\[][^()\[\]]*$")
_LEAST_COLUMNS, _LEAST_KINDS, _SURE = 3, 3, 0.6
_HEADER_LINES = 6
_LONGEST = 600
_LONGEST_HEADING = 80
_LEAST_NAMELESS, _SHARE_NAMELESS = 2, 0.3


def read_fixed(lines: Sequence[Line], start: int) -> Grid | None:
    """Read the columns below a sure header; time is linear in the lines of the table."""
    found = _header(lines, start)
    if found is None:
        return None
    names, body = found
    header = read_header_cells([name.text for name in names])
    if len(header.known) < _LEAST_KINDS or header.coverage < _SURE:
        return None
    below, end = _body(lines, body, names)
    names = _with_nameless(names, [_pieces(line) for line in below])
    header = read_header_cells([name.text for name in names])
    places = boundaries(names, [_pieces(line) for line in below])
    tight = is_tight([_pieces(line) for line in below], places)
    rows = wrapped_rows([_cells(line, places, tight) for line in below], header, places)
    return Grid(header, tuple(rows), end) if rows else None


def _pieces(line: Line) -> list[Piece]:
    """What runs of spaces hold apart, each with its place on the line."""
    found = _PIECE.finditer(line.text[:_LONGEST])
    return [(match.start() + line.indent, match.group()) for match in found]


# --- header -----------------------------------------------------------------------------


def _header(lines: Sequence[Line], start: int) -> tuple[list[Name], int] | None:
    """The names of the columns, and the first line below them."""
    names: list[Name] = []
    best: tuple[list[Name], int] | None = None
    for end in range(start, min(len(lines) - 1, start + _HEADER_LINES)):
        line = lines[end]
        if best and _RULE.fullmatch(line.text):
            return best[0], end + 1
        if (end > start and line.after_blank) or read_label(line.text) or len(line.text) > _LONGEST:
            break
        if registry_ids.spot_registry_ids(line.text):
            break
        joined = _stacked(names, _names(line))
        if end > start and best and not _goes_on(names, joined):
            break
        names = joined
        if len(names) >= _LEAST_COLUMNS and len(_known(names)) >= _LEAST_KINDS:
            best = names, end + 1
    return best


def _known(names: Sequence[Name]) -> frozenset[str]:
    return read_header_cells([name.text for name in names]).known


def _names(line: Line) -> list[Name]:
    """The names on a line; those with a single space between them are cut where both are known."""
    found = []
    for at, text in _pieces(line):
        whole = " " not in text or is_name(text) or counts_arm(f"{text} (n)")
        columns = () if whole else read_header_line(text).columns
        parts = [column.name for column in columns]
        if len(parts) < 2 or not all(map(is_name, parts)):
            parts = [text]
        for part in parts:
            begin = at + max(0, text.find(part))
            found.append(Name(begin, begin + len(part), part))
    return found


def _stacked(above: Sequence[Name], below: Sequence[Name]) -> list[Name]:
    """The names with those of the next line joined to the ones that they stand below."""
    names = list(above)
    for name in below:
        over = [n for n, old in enumerate(names) if _overlap(old, name) > 0]
        if not over:
            names.append(name)
            continue
        place = max(over, key=lambda n: _overlap(names[n], name))
        old = names[place]
        words = f"{old.text}{'' if old.text[-1] in '-/' else ' '}{name.text}"
        names[place] = Name(min(old.start, name.start), max(old.end, name.end), words)
    return sorted(names, key=lambda name: name.start)


def _overlap(one: Name, other: Name) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _goes_on(names: Sequence[Name], joined: Sequence[Name]) -> bool:
    """Whether a further line makes names better known, and none worse."""
    before = {name.text for name in names}
    changed = [name.text for name in joined if name.text not in before]
    spoilt = sum(
        _is_named(old.text) and not _is_named(new.text)
        for old in names
        for new in joined
        if new.text not in before and new.text.startswith(old.text)
    )
    return bool(changed) and not spoilt and sum(map(_is_named, changed)) * 2 >= len(changed)


def _is_named(text: str) -> bool:
    """Whether a name is known, apart from a bracket that closes in a line below."""
    bare = _OPEN.sub("", text)
    return is_name(bare) or counts_cells(header_words(_BRACKETED.sub("", bare)))


def _with_nameless(names: list[Name], body: Sequence[Sequence[Piece]]) -> list[Name]:
    """The names, with an empty one where many lines have cells before the first column."""
    before = [at for pieces in body for at, text in pieces[:1] if at + len(text) < names[0].start]
    if len(before) < max(_LEAST_NAMELESS, _SHARE_NAMELESS * len(body)):
        return names
    return [Name(min(before), min(before) + 1, ""), *names]


# --- body -------------------------------------------------------------------------------


def _body(lines: Sequence[Line], start: int, names: Sequence[Name]) -> tuple[list[Line], int]:
    """The lines of the table without rules and repeated headers, and where it ends."""
    starts = [name.start for name in names]
    head = " ".join(lines[start - 1].text.split())
    kept: list[Line] = []
    ruled = False
    for place in range(start, len(lines)):
        line = lines[place]
        if _RULE.fullmatch(line.text):
            ruled = True
        elif _ends(lines, place, starts):
            return kept, place
        elif " ".join(line.text.split()) != head:
            kept.append(replace(line, after_blank=line.after_blank or ruled))
            ruled = False
    return kept, len(lines)


def _ends(lines: Sequence[Line], place: int, starts: Sequence[int]) -> bool:
    """Whether a line is none of the table: a label, a note, words across the columns."""
    line = lines[place]
    if read_label(line.text) or is_note(line.text) or (line.after_blank and is_legend(line.text)):
        return True
    return _is_outside(lines, place, starts)


def _is_outside(lines: Sequence[Line], place: int, starts: Sequence[int]) -> bool:
    """Whether a line of words across the columns is no heading between rows."""
    pieces = _pieces(lines[place])
    if not crosses(pieces, starts):
        return False
    following = lines[place + 1 : place + 2]
    return len(pieces[0][1]) > _LONGEST_HEADING or not any(
        len(_pieces(each)) > 1 and not read_label(each.text) for each in following
    )


def _cells(line: Line, places: Sequence[int], tight: bool) -> Cells:
    pieces = _pieces(line)
    if crosses(pieces, places, tight=tight):
        return Cells((pieces[0][1], *[""] * (len(places) - 1)), line, heading=True)
    return Cells(cut(pieces, places), line)
