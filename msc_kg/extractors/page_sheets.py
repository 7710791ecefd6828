"""Registries that print each label above its value, under headings that say what it is of.

The labels are data (``sheet_labels.tsv``), by registry and section: "Name" is the sponsor
below "Primary sponsor type" and nobody elsewhere.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from msc_kg.extractors.page_lines import Line, plain
from msc_kg.extractors.page_site_lines import country_names

_NUMBERS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "anzctr": re.compile(r"\bACTRN\s?\d{14}\b", re.IGNORECASE),
        "irct": re.compile(r"\bIRCT\w{8,20}N\d+\b", re.IGNORECASE),
        "drks": re.compile(r"\bDRKS\d{8}\b"),
        "cris": re.compile(r"\bKCT\s?\d{7}\b", re.IGNORECASE),
    }
)
"""The form of each registry's numbers."""

_COPY = re.compile(r"^\W*(?:last refreshed on|main id)\b", re.IGNORECASE)  # on ICTRP's portal
_TOP = 60
_FEWEST = 12
_FEWEST_WORDS = 2
_SECTION = "section "
_NOT_READ = "-"
_COUNTER = re.compile(r"\s*(?:\[\d{1,2}\]|\d{1,2})$")
_ABSENT = frozenset({"no entry", "empty", "nil", "nil known", "[---]*", "[---]", "none known"})
_NUMBER_ONLY = re.compile(r"^\d{1,2}$")
_GROUP = re.compile(r"^((?:intervention|control|case|treatment|comparison|placebo)?\s?(?:group|arm)"
                    r"(?: \w{1,2})?)\s*[:：]\s*(.+)$", re.IGNORECASE)  # fmt: skip

Labels = Mapping[tuple[str, str], str]
Block = tuple[str, Line, list[Line]]


@cache
def _labels(registry: str) -> Labels:
    path = Path(__file__).with_name("sheet_labels.tsv")
    rows = path.read_text(encoding="utf-8").splitlines()[1:]
    parts = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return {(where, label): as_ for name, where, label, as_ in parts if name == registry}


def is_sheet_page(lines: Sequence[Line]) -> bool:
    """Return whether a registry of ``sheet_labels.tsv`` printed the page."""
    return _registry(lines) is not None


def sheet_lines(lines: Sequence[Line]) -> list[Line]:
    """Return what the labels state as lines of labels of the lexicon and values."""
    registry = _registry(lines)
    if registry is None:
        return list(lines)
    found: list[Line] = []
    blocks = list(_blocks(lines, _labels(registry)))
    head = blocks[0][2]
    if head and len(head[-1].item.split()) > _FEWEST_WORDS and not _has_title(blocks):
        found.append(Line(head[-1].number, f"Title: {head[-1].item}"))
    for as_, line, values in blocks:
        stated = [value for value in values if value.item.casefold() not in _ABSENT]
        if stated and as_ != _NOT_READ:
            rewrite = _REWRITES.get(as_, _listed if "/" in as_ else _labelled)
            rewrite(found, as_, line, stated)
    return found


def _has_title(blocks: Sequence[Block]) -> bool:
    return any(as_ == "Public title" and values for as_, _, values in blocks)


def _registry(lines: Sequence[Line]) -> str | None:
    top = [line for line in lines if not line.is_blank][:_TOP]
    if any(_COPY.match(line.text) for line in top):
        return None
    for registry, number in _NUMBERS.items():
        if any(number.search(line.text) for line in top):
            labels = {label for _, label in _labels(registry)}
            known = {_key(line.item) for line in lines} & labels
            return registry if len(known) >= _FEWEST else None
    return None


def _key(text: str) -> str:
    return _COUNTER.sub("", plain(text).rstrip(":* ")).rstrip(":* ").casefold()


def _blocks(lines: Sequence[Line], labels: Labels) -> Iterator[Block]:
    """Yield what each label is of, its line and the lines of its value."""
    section, current, start, values = "", _NOT_READ, lines[0], list[Line]()
    for line in lines:
        if line.is_blank:
            continue
        as_, rest = _action(line, section, labels)
        if as_ is None:
            values.append(line)
            continue
        yield current, start, values
        current, start, values = as_, line, [Line(line.number, rest)] if rest else []
        if as_.startswith(_SECTION):
            section, _, beside = as_.removeprefix(_SECTION).partition("=")
            current = beside if beside and rest else _NOT_READ
    yield current, start, values


def _action(line: Line, section: str, labels: Labels) -> tuple[str | None, str]:
    """Return what the label of the line is of, and the value beside it."""
    head, _, rest = line.item.replace("\t", ":", 1).partition(":")
    for text, value in ((head, rest.strip()), (line.item, "")):
        key = _key(text)
        found = labels.get((section, key)) or labels.get(("", key))
        if found is not None and (value or text == line.item):
            return found, value
        if value:
            break  # a figure behind the colon is the value, not a counter
    return None, ""


def _labelled(found: list[Line], as_: str, line: Line, values: list[Line]) -> None:
    found.append(Line(line.number, ""))
    if len(values) == 1:
        found.append(Line(values[0].number, f"{as_}: {values[0].item}"))
    else:
        found += [Line(line.number, f"{as_}:"), *values]


def _frame(found: list[Line], as_: str, line: Line, values: list[Line]) -> None:
    if found and "outcomes: " in found[-1].text:
        words = " ".join(value.item for value in values if not _NUMBER_ONLY.match(value.item))
        found[-1] = Line(found[-1].number, f"{found[-1].text} [Time Frame: {words}]")


def _group(found: list[Line], as_: str, line: Line, values: list[Line]) -> None:
    words = " ".join(value.item for value in values if not _NUMBER_ONLY.match(value.item))
    named = _GROUP.match(words)
    if words:
        number = values[0].number
        found.append(Line(number, f"Group: {named[1] if named else words}"))
        found.append(Line(number, f"Intervention: {named[2] if named else words}"))


def _listed(found: list[Line], as_: str, line: Line, values: list[Line]) -> None:
    head, _, part = as_.partition("/")
    inside = found and found[-1].text.startswith(_PARTS)
    if part != _NOT_READ:
        found += [] if inside else [Line(line.number, ""), Line(line.number, f"{head}:")]
        found.append(Line(values[0].number, f"{part}: {' '.join(v.item for v in values)}"))


_PARTS = ("Arms:", "Arm label: ", "Arm type: ", "Description: ")


def _sites(found: list[Line], as_: str, line: Line, values: list[Line]) -> None:
    """Sites as "Facility, City", a line each; the only country of the page is theirs."""
    rows = [row.text.partition(": ")[2] for row in found if row.text.startswith(_COUNTRIES)]
    stated = [name for row in rows for name in country_names(row)]
    for value in values:
        facility, comma, city = value.item.rpartition(", ")
        if comma and len(stated) == 1:
            found += [Line(value.number, ""), Line(value.number, "Locations:")]
            found.append(Line(value.number, facility))
            found.append(Line(value.number, f"{city}, {stated[0]}"))


def _first(found: list[Line], as_: str, line: Line, values: list[Line]) -> None:
    """A block of address: its first line is the name."""
    _labelled(found, as_.partition(" ")[2], line, values[:1])


def _numbered_arms(found: list[Line], as_: str, line: Line, values: list[Line]) -> None:
    """Beside its number stands an arm; below it, what is given."""
    found.append(Line(line.number, ""))
    if values[0].number == line.number:
        found.append(line)
    else:
        found += (Line(value.number, f"Interventions: {value.item}") for value in values)


_COUNTRIES = "Countries of recruitment: "
_REWRITES: Mapping[str, Callable[[list[Line], str, Line, list[Line]], None]] = MappingProxyType(
    {
        "frame": _frame,
        "group": _group,
        "sites": _sites,
        "first Primary sponsor": _first,
        "numbered": _numbered_arms,
    }
)
"""What is no plain label."""
