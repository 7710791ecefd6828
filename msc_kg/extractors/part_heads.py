"""How a page or a paper begins, to tell where the next one starts in a text that holds several.

A head is an anchor (a line only heads have) with signs below it that a head of its kind has.
Identifiers in lists of related trials, references and results lack the label or the signs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msc_kg.extractors.page_labels import field_of
from msc_kg.extractors.part_kinds import ANCHORS, KINDS, PAPERS, Kind
from msc_kg.phrases.registry_ids import spot_registry_ids
from msc_kg.phrases.statuses import normal_status

_LOOKED_AT = 300  # characters of a line
_LONGEST_LIST = 12  # lines below a label in a head
_LONGEST_LEAD = 40  # lines
_OPENING = 16  # lines that begin an unknown kind of page
_LEAST_REPEATED = 4
_SHORTEST_TITLE = 15  # characters
_LONGEST_TITLE = 300  # what registries allow; brands with a capital inside stay whole below
_RELATED = "related_trials"
_SKIP = re.compile(r"(?<=\S)skip to (?:main )?content\W*$", re.IGNORECASE)
_GLUE = re.compile(r"(?<=[.|])(?=[A-Z0-9][\w-]+ )")
_GLUED_WORDS = re.compile(r"(?<=[a-z]{4})(?=[A-Z][a-z]{2,} )")
_CELL = 30  # characters, in a header of cells of their own lines
_KEY = re.compile(r"\s*[:：|\t]")


@dataclass(frozen=True)
class Head:
    """A head: the line at which it begins (from 0), its anchor and its number, if any.

    ``column`` is where it begins on the line: files put together without a line end between
    them share one.
    """

    kind: str
    start: int
    anchor: int
    number: str | None
    column: int = 0

    @property
    def is_page(self) -> bool:
        """Whether it is the head of a registry page."""
        return self.kind not in PAPERS


def heads(lines: Sequence[str]) -> Iterator[Head]:
    """Yield the heads of pages and papers among ``lines``, in order, the first one too.

    A second head with the number of the page it would end counts only where the page is
    stated once more from its first line on.
    """
    stated = [place for place, line in enumerate(lines) if line.strip("| \t-")]
    texts = [_looked_at(lines[place].strip()) for place in stated]
    current: Head | None = None
    for found in _Finder(texts).heads():
        if current is None or _is_other(found, current, texts):
            current = found
            start, anchor = stated[found.start], stated[found.anchor]
            column = _column(lines[start], has_title=start < anchor)
            yield Head(found.kind, start, anchor, found.number, column)


def _column(line: str, *, has_title: bool) -> int:
    """Where the last line of a file that has no line end gives way to the first of the next."""
    skip = _SKIP.search(line[-_LOOKED_AT:])
    if skip:
        return max(0, len(line) - _LOOKED_AT) + skip.start()
    if not has_title:
        return 0
    glues = [_GLUE] if len(line) <= _LONGEST_TITLE else [_GLUE, _GLUED_WORDS]
    ends = sorted(found.start() for glue in glues for found in glue.finditer(line))
    return next((end for end in reversed(ends) if len(line) - end > _SHORTEST_TITLE), 0)


def _is_other(found: Head, current: Head, texts: Sequence[str]) -> bool:
    if found.start <= current.anchor:
        return False
    if found.kind == "table":
        return current.is_page
    if found.number and found.number == current.number:
        return texts[found.start].endswith(texts[current.start])
    return True


class _Finder:
    """Finds heads among the stated lines of a text."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._anchors = [place for place, text in enumerate(texts) if ANCHORS.match(text)]
        self._opening = _Opening.of(texts[:_OPENING])

    def heads(self) -> Iterator[Head]:
        """Yield all heads, without asking whether they begin another page."""
        ends = [*self._anchors[1:], len(self._texts)]
        ends_of = dict(zip(self._anchors, ends, strict=False))
        related = False
        for place, text in enumerate(self._texts):
            related = related or (len(text) < 60 and field_of(text) == _RELATED)
            found = self._known(place, ends_of[place]) if place in ends_of else None
            if found is None and not related:
                found = self._repeated(place)
            if found is not None:
                related = False
                yield found

    def _known(self, place: int, end: int) -> Head | None:
        for kind in KINDS:
            if kind.anchor.match(self._texts[place]):
                number = self._number(place) if kind.numbered else None
                if (number or not kind.numbered) and self._is_signed(kind, place, end):
                    return Head(kind.name, self._start(kind, place), place, number)
        return None

    def _number(self, place: int) -> str | None:
        """The number on the line, or alone on the next one."""
        for text in self._texts[place : place + 2]:
            found = spot_registry_ids(text)
            if found:
                return found[0].value
        return None

    def _is_signed(self, kind: Kind, place: int, end: int) -> bool:
        reach = place + 1 + kind.reach
        if kind.name != "paper":
            reach = min(reach, end)
        below = self._texts[place + 1 : reach]
        if kind.columns:
            rows = [[text] for text in below] + [[text for text in below if len(text) < _CELL]]
            return any(_signs(kind, row) >= kind.least + (len(row) > 1) for row in rows)
        return _signs(kind, below) >= kind.least

    def _start(self, kind: Kind, anchor: int) -> int:
        start = self._lead(kind, anchor)
        if not kind.titled or (start == anchor and not kind.numbered):
            return start
        if start and _is_title(self._texts[start - 1]):
            start -= 1
            top = max(0, start - _LONGEST_LEAD)
            while kind.above and start > top and kind.above.match(self._texts[start - 1]):
                start -= 1
        return start

    def _lead(self, kind: Kind, start: int) -> int:
        """Go up over what stands between title and anchor, lists below labels too."""
        lists = True
        top = max(0, start - _LONGEST_LEAD)
        while kind.lead:
            reach = range(start - 1, max(top, start - 1 - (_LONGEST_LIST if lists else 0)) - 1, -1)
            found = next((place for place in reach if kind.lead.match(self._texts[place])), None)
            if found is None or (found < start - 1 and not self._texts[found].endswith(":")):
                break
            lists = lists and not self._texts[found].startswith("![")
            start = found
        return start

    def _repeated(self, place: int) -> Head | None:
        """The head of an unknown kind that begins as the text does."""
        opening = self._opening
        if opening is None or place < opening.lead or _label(self._texts[place]) != opening.key:
            return None
        number = self._number(place)
        below = {_key(text) for text in self._texts[place + 1 : place + 1 + _OPENING]}
        if number is None or len(below & opening.below) < _LEAST_REPEATED:
            return None
        return Head("unknown", place - opening.lead, place, number)


@dataclass(frozen=True)
class _Opening:
    """How a text begins: lines above its first number, the label of it, labels below."""

    lead: int
    key: str
    below: frozenset[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "_Opening | None":
        for place, text in enumerate(texts):
            key = _label(text)
            if key is not None:
                below = frozenset(_key(other) for other in texts[place + 1 :])
                return cls(place, key, below)
        return None


def _signs(kind: Kind, texts: Sequence[str]) -> int:
    return sum(any(map(sign.match, texts)) for sign in kind.signs)


def _looked_at(line: str) -> str:
    """What of a line is looked at; of a line with the first of another file at its end, that."""
    skip = _SKIP.search(line[-_LOOKED_AT:])
    return skip[0] if skip else line[:_LOOKED_AT]


def _key(text: str) -> str:
    return _KEY.split(text, maxsplit=1)[0].casefold()


def _label(text: str) -> str | None:
    """The label of a line that states the number of a trial and no more."""
    key, *rest = _KEY.split(text, maxsplit=1)
    ids = spot_registry_ids(rest[0]) if rest and field_of(key) == "registry_id" else ()
    return key.casefold() if len(ids) == 1 and len(rest[0].split()) < 4 else None


def _is_title(text: str) -> bool:
    if text.endswith(("|", ":")) or text.startswith(("-", "*", "|", "•")):
        return False
    return len(text) >= _SHORTEST_TITLE and len(text.split()) > 1 and not normal_status(text)
