"""Labelled fields on a page: ``Label: value``, ``Label | value |``, or the value on the next lines.

Which words label which field is data: ``page_labels.tsv``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from msc_kg.extractors.page_lines import Line, plain

NOT_KEPT = "-"
"""The field of labels whose values are not kept (prose, contacts, administration)."""

_MAX_LABEL = 90
_QUALIFIER = re.compile(
    r"^(?:actual|estimated|anticipated)\s+|\s*\((?:actual|estimated?|anticipated)\)"
)
_RESIDUE = re.compile(r"\s*\bICMJE\b|[*†‡§]|\s*\(\s*(?:icmje|required)\s*\)", re.IGNORECASE)
_OWNER = re.compile(r"^(keywords) provided by .*")


@dataclass(frozen=True)
class Labelled:
    """A labelled value: the field, the label as printed, and the lines of the value.

    The first line of the value carries only what stands after the label.
    """

    field: str
    label: str
    values: tuple[Line, ...]

    @property
    def value(self) -> str:
        """The first line of the value, without pipes at its ends."""
        return self.values[0].words if self.values else ""

    @property
    def text(self) -> str:
        """All lines of the value."""
        return plain(" ".join(line.words for line in self.values))


@cache
def _fields() -> dict[str, str]:
    fields: dict[str, str] = {}
    path = Path(__file__).with_name("page_labels.tsv")
    for row in path.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith(("#", "field\t")):
            field, labels = row.split("\t")
            for label in labels.split("|"):
                fields.setdefault(label.strip(), field)
    return fields


@cache
def field_of(label: str) -> str | None:
    """Return the field that ``label`` (as printed) names, or ``None``.

    >>> field_of("Estimated Study Completion Date :")
    'completion_date'
    """
    if len(label) > _MAX_LABEL:
        return None
    key = plain(_RESIDUE.sub("", label)).rstrip(": .：").casefold()
    key = _OWNER.sub(r"\1", key)
    fields = _fields()
    bare = _QUALIFIER.sub("", key).strip()
    forms = (key, bare, bare.replace("(s)", "s"), bare.replace("(s)", ""))
    return next((fields[form] for form in forms if form in fields), None)


def label_at(line: Line, *, bare: bool = False) -> tuple[str, str, str] | None:
    """Return field, label and the rest of a line that starts with a label.

    ``bare``: a line that is nothing but a label counts without a colon, too.
    """
    for label, rest in _cuts(line, bare):
        field = field_of(label)
        if field is not None:
            return field, label, rest
    return None


def read_labelled(lines: Sequence[Line], *, bare: bool = False) -> Iterator[Labelled]:
    """Yield the labelled values among the lines, in their order.

    A value goes on until the next label or a blank line; when nothing stands beside the
    label, it begins on the next line that is not blank.
    """
    current: tuple[str, str] | None = None
    values: list[Line] = []
    for line in lines:
        found = label_at(line, bare=bare)
        if found or _ends_value(line, bool(values)):
            if current:
                yield Labelled(*current, tuple(values))
            current, values = None, []
        if found:
            current = (found[0], found[1])
            values = [Line(line.number, found[2])] if found[2].strip("| ") else []
        elif current and not line.is_blank:
            values.append(line)
    if current:
        yield Labelled(*current, tuple(values))


def _ends_value(line: Line, begun: bool) -> bool:
    """Return whether a line that is no known label ends the value before it."""
    other_label = len(line.cells) > 1 and line.cells[0].endswith(":")
    return other_label or (line.is_blank and begun)


def _cuts(line: Line, bare: bool) -> Iterator[tuple[str, str]]:
    text = line.item
    cells = line.cells
    if len(cells) > 1 or line.text.endswith("|"):
        head, _, rest = re.sub(r"^\|", "", line.text).replace("\t", "|").partition("|")
        yield head.strip(), rest.strip()
    for colon in (":", "："):
        head, found, rest = text.partition(colon)
        if found:
            yield head, rest.strip()
    if bare or text.rstrip().endswith((":", "：")):
        yield text, ""
