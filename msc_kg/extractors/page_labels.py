"""Labelled fields on a page: ``Label: value``, ``Label | value |``, or the value on the next lines.

Which words label which field is data: ``page_labels.tsv``.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from msc_kg.extractors.page_label_styles import style_of
from msc_kg.extractors.page_label_words import common_words, field_of
from msc_kg.extractors.page_lines import Line, plain
from msc_kg.extractors.page_shapes import SHAPES, could_be

__all__ = ["NOT_KEPT", "Labelled", "field_of", "label_at", "read_labelled"]

NOT_KEPT = "-"
"""The field of labels whose values are not kept (prose, contacts, administration)."""

_MAX_LABEL = 90
_MAX_LABEL_WORDS = 11
_MAX_INLINE = 500
_NAMES = frozenset({"other name", "other names"})
_PARTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"arms": _NAMES | {"intervention", "interventions", "description"}, "interventions": _NAMES}
)
"""Labels that end no value of a field, but belong to its items."""
_BULLET = re.compile(r"^[-*•·▪‣–] (?=\S)")
_WORDED = frozenset({"masking", "allocation", "intervention_model", "primary_purpose"})
_TITLES = frozenset({"title", "official_title"})
_FEWEST_TITLE_WORDS = 4
_MARKED = re.compile(r"[:：|\t]")
_OF_INTERVENTIONS = frozenset({"intervention type", "intervention name", "description"})
"""Labels that, with a value beside, stand inside a list of interventions."""


@dataclass(frozen=True)
class Labelled:
    """A labelled value: the field, the label as printed, and the lines of the value.

    The first line of the value carries only what stands after the label, which ``is_beside``
    says it does.
    """

    field: str
    label: str
    values: tuple[Line, ...]
    is_beside: bool = False

    @property
    def value(self) -> str:
        """The first line of the value, without pipes at its ends."""
        return _BULLET.sub("", self.values[0].words) if self.values else ""

    @property
    def text(self) -> str:
        """All lines of the value."""
        return plain(" ".join(_BULLET.sub("", line.words) for line in self.values))


def label_at(
    line: Line, *, bare: bool = False, inline: bool = False, common: bool = False
) -> tuple[str, str, str] | None:
    """Return field, label and the rest of a line that starts with a label.

    ``bare``: a line that is nothing but a label counts without a colon, too. ``inline``: a
    label may stand before its value without a colon ("Study Type Interventional").
    ``common``: both also hold for labels that are common words.
    """
    for label, rest in _cuts(line, bare, common):
        field = field_of(label, loose=common or bool(rest) or label.endswith((":", "：")))
        if field is not None:
            return field, label, rest
    return _inline(line.item, common) if inline else None


def read_labelled(
    lines: Sequence[Line],
    *,
    bare: bool = False,
    inline: bool = False,
    common: bool = False,
    through_blanks: bool = False,
    fields: Collection[str] | None = None,
) -> Iterator[Labelled]:
    """Yield the labelled values among the lines, in their order.

    A value goes on until the next label or a blank line; when nothing stands beside the
    label, it begins on the next line that is not blank. ``bare``, ``inline`` and ``common``
    as in ``label_at``; ``through_blanks``: blank lines end no value; of ``fields`` only the
    labels are known.
    """
    heads = [label_at(line, bare=bare, inline=inline, common=common) for line in lines]
    style = style_of(lines, heads)
    current: tuple[str, str] | None = None
    values: list[Line] = []
    in_cells = beside = False
    for line, head in zip(lines, heads, strict=True):
        found = head
        if found and current and not values and _is_value(line, current[0], found[2]):
            found = None
        if in_cells and style.rows_close and "|" not in line.text:
            found = None
        other = fields is not None and found is not None and found[0] not in fields
        if found and (other or _is_part(current, found, begun=bool(values))):
            found = None
        blank = line.is_blank and bool(values) and not through_blanks
        if (
            found
            or blank
            or (current and style.ends(line, current[0], begun=bool(values), is_beside=beside))
        ):
            if current:
                yield Labelled(*current, tuple(values), beside)
            current, values, in_cells = None, [], False
        if found and not (style.is_sheet and line.text.endswith("\t")):
            current = (found[0], found[1])
            values = [Line(line.number, found[2])] if found[2].strip("| ") else []
            in_cells, beside = "|" in line.text, bool(values)
        elif current and not line.is_blank:
            values.append(Line(line.number, line.words) if in_cells else line)
        if current and values and in_cells and line.text.endswith("|"):
            yield Labelled(*current, tuple(values), beside)
            current, values, in_cells = None, [], False
    if current:
        yield Labelled(*current, tuple(values), beside)


def _is_part(current: tuple[str, str] | None, found: tuple[str, str, str], *, begun: bool) -> bool:
    """Return whether a label stands inside a list: the interventions of an arm, other names."""
    if current is None:
        return False
    if current[0] == "secondary_ids" and not begun and found[0] == "registry_id" and found[2]:
        return True  # "ISRCTN number: ..." below the bare label of the other identifiers
    if current[0] == found[0] == "officials" and begun and not found[1].endswith(":"):
        return not found[2]  # the role below a name
    label = found[1].strip().casefold()
    is_detail = current[0] == "interventions" and bool(found[2]) and label in _OF_INTERVENTIONS
    return is_detail or label in _PARTS.get(current[0], ())


def _is_value(line: Line, field: str, rest: str) -> bool:
    """Return whether a line that is a label is rather the value awaited ("Treatment")."""
    if rest and field in _TITLES:  # "Treatment with cells of fat": words, no label
        return len(rest.split()) >= _FEWEST_TITLE_WORDS and not _MARKED.search(line.text)
    if rest or line.text.endswith((":", "：")):
        return False
    if field == "acronym":
        return line.item.isupper() and " " not in line.item  # "START"
    if field not in SHAPES:
        return False
    again = field in _WORDED and field_of(line.item) == field  # "Blinded (masking used)"
    return again or could_be(field, line.item)


def _inline(text: str, common: bool) -> tuple[str, str, str] | None:
    """Cut a label of several words, or before a figure or a capital, off its value."""
    if len(text) > _MAX_INLINE or not text[:1].isupper():
        return None
    spaces = [place.start() for place in re.finditer(r" ", text[: _MAX_LABEL + 1])]
    for end in reversed(spaces[:_MAX_LABEL_WORDS]):
        field = field_of(text[:end])
        rest = text[end:].strip()
        if field is not None and (common or text[:end].casefold() not in common_words()):
            fits = could_be(field, rest) and (field != NOT_KEPT or " " in text[:end])
            return (field, text[:end], rest) if fits else None
    return None


def _cuts(line: Line, bare: bool, common: bool) -> Iterator[tuple[str, str]]:
    text = line.item
    cells = line.cells
    if len(cells) > 1 or line.text.endswith("|"):
        head, _, rest = re.sub(r"^\|", "", line.text).replace("\t", "|").partition("|")
        inner, bar, value = rest.partition("|")
        if bar and inner.rstrip().endswith(":") and field_of(inner) not in (None, NOT_KEPT):
            yield inner.strip(), value.strip()
        yield head.strip(), rest.strip()
    for colon in (":", "："):
        head, found, rest = text.partition(colon)
        if found:
            yield head, rest.strip()
    if text.rstrip().endswith((":", "：")) or (
        bare and (common or text.casefold() not in common_words())
    ):
        yield text, ""
