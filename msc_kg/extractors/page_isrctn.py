"""Pages of the ISRCTN registry: each label on a line of its own, the value on the lines below.

The labels are data (``isrctn_labels.tsv``); the registry uses some words in its own sense
("Study type" is the purpose).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from msc_kg.extractors.page_lines import Line
from msc_kg.phrases.organisations import read_country

_NUMBER = re.compile(r"^\W*(?:ISRCTN(?: number| ID)?\s*[\t:]\s*)?(ISRCTN\s?\d{8})\b", re.IGNORECASE)
_LINK = re.compile(r"^(?:doi\s*:?\s*)?(?:https?://|www\.|10\.\d{4,9}/)\S+$", re.IGNORECASE)
_SLASH = re.compile(r"\s*/\s*")
_TOP = 40
_FEWEST = 8
_NOT_READ = "-"
_OVERALL = "Overall study status"
_LONGEST_POSTCODE = 10
_START = "Overall study start date"
_MAX_NAME_WORDS = 25
_DESIGN = ("Secondary study design", "Allocation", "Masking")


@cache
def _labels() -> Mapping[str, str]:
    path = Path(__file__).with_name("isrctn_labels.tsv")
    rows = path.read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if row and not row.startswith(("#", "label\t")))
    return {label: meaning for label, meaning in pairs}  # noqa: C416


def is_isrctn_page(lines: Sequence[Line]) -> bool:
    """Return whether the number stands at the top and labels of the registry on lines below."""
    numbered = any(_NUMBER.match(line.text) for line in lines[:_TOP])
    known = {label for line in lines for label in (_key(line), _cut(line)[0])} & _labels().keys()
    return numbered and len(known) >= _FEWEST


def isrctn_lines(lines: Sequence[Line]) -> list[Line]:
    """Return what the fields state as lines of labels and values."""
    found: list[Line] = []
    blocks = list(_blocks(lines))
    overall = any(label == _OVERALL and values for label, _, values in blocks)
    countries = [line for label, _, values in blocks if label == "Countries" for line in values]
    has_parts = any(label in _DESIGN and values for label, _, values in blocks)
    has_start = any(label == _START and values for label, _, values in blocks)
    has_name = any(label == "Product name" and values for label, _, values in blocks)
    for label, line, values in blocks:
        if label == "":
            found += _top(values)
        elif label == "Site":
            found += _sites(
                values if len(values) != 1 or len(countries) != 1 else [*values, *countries]
            )
        elif label == "Interventions":
            found += _intervention(line, values, has_name)
        elif label == "Product name":
            found += (
                Line(value.number, f"Investigational product: {value.item}") for value in values
            )
        elif label == "Date of first enrolment" and has_start:
            continue  # the study began before
        elif label == "Recruitment status" and overall:
            continue  # whether patients are taken; the overall status says how the study stands
        elif label == "Intervention type":
            found.append(Line(line.number, ""))
            found += [Line(line.number, f"{label}: {value.item}") for value in values[:1]]
        elif label == "Study design" and has_parts:
            continue  # prose; its parts have fields of their own
        elif label != _NOT_READ and values:
            found += [Line(line.number, f"{label}:"), *values, Line(line.number, "")]
    return found


def _key(line: Line) -> str:
    return _SLASH.sub("/", line.item.rstrip(" :?*")).casefold()


def _cut(line: Line) -> tuple[str, str]:
    """Return the label in lower case and the value of a line that holds both."""
    head, tab, rest = line.item.partition("\t")
    if not tab:
        head, tab, rest = line.item.partition(":")
        tab = tab if rest.strip() else ""
    head = _SLASH.sub("/", head.rstrip(" :?*").lstrip()).casefold()
    return (head, rest.strip()) if tab else ("", "")


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[str, Line, list[Line]]]:
    label, start, values = "", lines[0], list[Line]()
    for line in lines:
        known = _labels().get(_key(line))
        head, rest = _cut(line)
        beside = _labels().get(head)
        if known is not None or beside is not None:
            yield label, start, values
            label, start = known or beside or _NOT_READ, line
            values = [Line(line.number, rest)] if known is None and rest else []
        elif not line.is_blank:
            values.append(line)
    yield label, start, values


def _top(values: Sequence[Line]) -> Iterator[Line]:
    """The number, and the title on the line after it, or above when fields follow at once."""
    for place, line in enumerate(values):
        number = _NUMBER.match(line.text)
        if number:
            yield Line(line.number, f"ISRCTN number: {number[1]}")
            below = [other for other in values[place + 1 :] if not _LINK.match(other.item)]
            above = [other for other in values[:place] if other.item.casefold() != "isrctn"]
            title = below[0] if below else above[-1] if above else None
            if title is not None:
                yield Line(title.number, f"Title: {title.item}")
            return


def _intervention(line: Line, values: Sequence[Line], has_name: bool) -> Iterator[Line]:
    """A short text names the intervention; of prose, only what it says of cells is read."""
    text = " ".join(value.item for value in values)
    is_prose = len(text.split()) > _MAX_NAME_WORDS or ". " in text
    if text and not (has_name and is_prose):
        yield Line(line.number, f"Interventions: {text}")
    elif text:
        yield Line(line.number, f"Product: {text}")


def _sites(values: Sequence[Line]) -> Iterator[Line]:
    """Several sites may stand below one label, each closed by its country."""
    block: list[Line] = []
    for place, line in enumerate(values):
        block.append(line)
        following = values[place + 1] if place + 1 < len(values) else None
        closes = len(block) > 2 and read_country(line.words) is not None
        if (closes and not (following is not None and _is_postcode(following))) or (
            len(block) > 3 and _is_postcode(line) and read_country(block[-2].words)
        ):
            yield from _site(block)
            block = []
    yield from _site(block)


def _is_postcode(line: Line) -> bool:
    return _has_figure(line) and len(line.words) <= _LONGEST_POSTCODE


def _site(values: Sequence[Line]) -> Iterator[Line]:
    """Name first, country last; postcode and city before the country, or the postcode behind."""
    if len(values) > 2 and _has_figure(values[-1]) and read_country(values[-2].words):
        values = [*values[:-2], values[-1], values[-2]]
    if len(values) < 2 or not read_country(values[-1].words):
        return
    middle = [line.words for line in values[1:-1]]
    postcode = middle.pop() if middle and any(sign.isdigit() for sign in middle[-1]) else ""
    city = middle[-1] if middle and not any(sign.isdigit() for sign in middle[-1]) else ""
    address = ", ".join(part for part in (city, values[-1].words, postcode) if part)
    yield Line(values[0].number, "Locations:")
    yield values[0]
    yield Line(values[-1].number, address)
    yield Line(values[-1].number, "")


def _has_figure(line: Line) -> bool:
    return any(sign.isdigit() for sign in line.text)
