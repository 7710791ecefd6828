"""The end of a page that lost its headings: keywords, then MeSH headings in one or two columns."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from msc_kg import schemes
from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_labels import label_at
from msc_kg.extractors.page_lines import Line
from msc_kg.extractors.page_values import condition_terms
from msc_kg.extractors.undelimited import (
    Division,
    Pairs,
    Terms,
    divide,
    is_term,
    packaged,
    terms_of,
)

UNSURE = 0.5
"""Below this confidence a division is noted for a curator."""

_FOOTER = re.compile(r"(?:ClinicalTrials\.gov|Back to top|To top)\b", re.IGNORECASE)

MAX_LINES = 20
"""More lines than this at the end of a page are no lists."""

MANY_ITEMS_BIAS = 0.3
"""Log-odds of a boundary in a list of keywords: most trials list several."""

_MESH_SHARE = 0.6  # of the words of a line, when it counts as a line of MeSH headings


def add_tail(draft: Draft, lines: Sequence[Line], together: Pairs) -> None:
    """Add keywords and MeSH headings from the last lines of a page, labelled or not.

    Below a label, several lines are an item each.
    """
    lists, labels = _lists(lines)
    terms = keyword_terms() | _own_terms(draft)
    first = first_mesh_line(lists)
    several = {label for label, count in Counter(labels).items() if label and count > 1}
    for place, (line, label) in enumerate(zip(lists, labels, strict=True)):
        if label == "keywords" and place >= first and _is_joined("mesh_terms", line):
            label = "mesh_terms"  # the heading over the last lines is lost
        if label in several and not _is_joined(label, line):
            _add(draft, label, line, Division((line.item,), 1.0))
        elif (label or ("mesh_terms" if place >= first else "keywords")) == "mesh_terms":
            _add(draft, "mesh_terms", line, divide(line.words, heading_terms()))
        else:
            _add(
                draft,
                "keywords",
                line,
                divide(line.words, terms, together=together, bias=MANY_ITEMS_BIAS),
            )


def _is_joined(label: str, line: Line) -> bool:
    """Return whether a line of a list of headings is itself several headings."""
    if label != "mesh_terms" or is_term(line.item, heading_terms()):
        return False
    items = divide(line.words, heading_terms()).items
    return len(items) > 1 and all(is_term(item, heading_terms()) for item in items)


def _own_terms(draft: Draft) -> Terms:
    """Return what the page itself names: keywords often repeat it."""
    interventions = draft.value("interventions") or ()
    return terms_of([*(draft.value("conditions") or ()), *(item.name for item in interventions)])


def _lists(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """Return the lines after the last row of a table or other field, and what labels them."""
    lists: list[Line] = []
    labels: list[str] = []
    label = ""
    awaits = False  # the value of another label
    for line in lines:
        found = label_at(line)
        if awaits and not (found or line.is_blank):
            awaits = False
            continue
        if found and found[0] in ("keywords", "mesh_terms"):
            label, line = found[0], Line(line.number, found[2])
        elif label and len(line.cells) > 1 and not (found or ":" in line.text):
            cells = [Line(line.number, cell) for cell in line.cells if cell]
            lists += cells  # the columns of a list in a table
            labels += [label] * len(cells)
            continue
        elif found or len(line.cells) > 1 or line.text.endswith("."):
            lists, labels, label = [], [], ""
            awaits = found is not None and not found[2]
            continue
        if not (line.is_blank or _FOOTER.match(line.text)):
            lists.append(line)
            labels.append(label)
    start = 0 if all(labels) else -MAX_LINES
    return lists[start:], labels[start:]


def first_mesh_line(lines: Sequence[Line]) -> int:
    """Return the place of the first of the lines at the end that hold MeSH headings."""
    place = len(lines)
    seen: set[str] = set()
    while place:
        items = divide(lines[place - 1].words, heading_terms()).items
        if _share(items) < _MESH_SHARE or seen & {item.casefold() for item in items}:
            break
        seen |= {item.casefold() for item in items}
        place -= 1
    return place


def add_divided(draft: Draft, field: str, line: Line, text: str, divided: Division) -> None:
    """Add the items of a divided list, and a note when the division is unsure."""
    for item in divided.items:
        draft.add(field, item, line)
    if divided.confidence < UNSURE:
        draft.note(
            f"{field}: the separators of {text!r} were lost; "
            f"division unsure ({divided.confidence:.2f})"
        )


@cache
def heading_terms() -> Terms:
    """Return the MeSH headings (not their entry terms)."""
    return terms_of(concept.label for concept in schemes.load("mesh-headings"))


@cache
def keyword_terms() -> Terms:
    """Return what lists of keywords are cut by."""
    return condition_terms() | packaged("routes", "donors")


def _add(draft: Draft, field: str, line: Line, divided: Division) -> None:
    add_divided(draft, field, line, line.words, divided)


def _share(items: Sequence[str]) -> float:
    words = [len(item.split()) for item in items]
    known = [
        count for item, count in zip(items, words, strict=True) if is_term(item, heading_terms())
    ]
    return sum(known) / max(1, sum(words))
