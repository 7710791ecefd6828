"""The labelled fields of a page that nobody described: how its labels stand, and what is its own.

Labels before their values without a colon, and common words as labels on lines of their own,
are believed when several lines show that layout.
Below a heading of other trials only fields count that the page has not stated before.
"""

from collections.abc import Sequence

from msc_kg.extractors.page_labels import Labelled, label_at, read_labelled
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_shapes import SHAPES

_FEWEST_INLINE = 3
_FEWEST_ALONE = 8
_RELATED = "related_trials"


def read_fields(lines: Sequence[Line]) -> list[Labelled]:
    """Return the labelled fields of the page in their order."""
    inline = _is_inline(lines)
    alone = sum(_is_alone(line) for line in lines)
    common = inline or alone >= _FEWEST_ALONE
    return _own(list(read_labelled(lines, bare=True, inline=inline, common=common)))


def _is_alone(line: Line) -> bool:
    """Return whether a line is nothing but a label without a colon."""
    found = label_at(line, bare=True)
    return found is not None and not found[2] and not line.text.endswith((":", "：", "|"))


def _is_inline(lines: Sequence[Line]) -> bool:
    """Return whether several lines are a label and a value of its shape without a colon."""
    count = 0
    for line in lines:
        if ":" not in line.text and not line.is_blank and not label_at(line, bare=True):
            found = label_at(line, inline=True)
            count += found is not None and found[0] in SHAPES
            if count >= _FEWEST_INLINE:
                return True
    return False


def _own(fields: Sequence[Labelled]) -> list[Labelled]:
    kept: list[Labelled] = []
    stated: set[str] = set()
    below_related = False
    for labelled in fields:
        if labelled.field == _RELATED:
            below_related = True
        elif below_related and (labelled.field in stated or labelled.is_beside):
            continue
        stated.add(labelled.field)
        kept.append(labelled)
    return kept
