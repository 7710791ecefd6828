"""Pages of the EU Clinical Trials Register: rows with codes ("E.1.1") as labelled lines.

What a row states is data (``eu_rows.tsv``), by its code; its own words are cut off.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from msc_kg.extractors.page_labels import label_at
from msc_kg.extractors.page_lines import Line, plain

_CODE = re.compile(
    r"^([A-HNP]\.(?:\d+(?:\.\d+)*)?)(?:\s+(?:to|and)\s+[A-P]\.\d[\d.]*)?(?=[\s|:])\W*"
)
_FEWEST_CODES = 5
_AUTHORITY = re.compile(r"\s+[-–]\s+.*$")
_TITLES = frozenset({"A.3", "A.3.1", "A.3.2"})
_TOP_FIELDS = frozenset({"registry_id", "status", "first_posted"})


@dataclass(frozen=True)
class _Action:
    action: str
    argument: str
    words: str


@cache
def _actions() -> Mapping[str, tuple[_Action, ...]]:
    found: defaultdict[str, list[_Action]] = defaultdict(list)
    path = Path(__file__).with_name("eu_rows.tsv")
    for row in path.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith(("#", "code\t")):
            code, action, argument, words = row.split("\t")
            found[code].append(_Action(action, argument, words.casefold()))
    return {code: tuple(actions) for code, actions in found.items()}


def is_eu_page(lines: Sequence[Line]) -> bool:
    """Return whether several rows have codes that the register uses."""
    codes = ((_CODE.match(line.text), line.text) for line in lines)
    known = {found[1] for found, text in codes if found and _fitting(found[1], text[found.end() :])}
    return len(known) >= _FEWEST_CODES


def eu_lines(lines: Sequence[Line]) -> list[Line]:
    """Return what the rows state as lines of labels and values; other rows are left out."""
    found: list[Line] = []
    stated: dict[str, str] = {}
    for code, line, value in _rows(lines):
        if not code:
            top = label_at(line)
            if top is not None and top[0] in _TOP_FIELDS:
                found.append(line)
            continue
        action = _fitting(code, value)
        text = _value(action, value) if action else ""
        if action and text:
            _put(found, stated, action, Line(line.number, text))
    sexes = [line for line in found if line.text.startswith("Sex: ")]
    if len(sexes) == 2:
        found.remove(sexes[1])
        found[found.index(sexes[0])] = Line(sexes[0].number, "Sex: Both")
    return found


def _rows(lines: Sequence[Line]) -> Iterator[tuple[str, Line, str]]:
    """Yield code, line and text of each row; lines without a code go on the row above.

    Below a row that is closed, and below a title beside its label, stand translations.
    """
    code, first, words = "", None, [""]
    for line in lines:
        found = _CODE.match(line.text)
        if found is None and (not code or line.is_blank):
            yield "", line, ""
        elif found is None:
            if first is not None and not _is_closed(code, first):
                words.append(line.words)
        else:
            if first is not None:
                yield code, first, plain(" ".join(words))
            code, first, words = found[1], line, [line.text[found.end() :]]
    if first is not None:
        yield code, first, plain(" ".join(words))


def _is_closed(code: str, line: Line) -> bool:
    return line.text.endswith("|") or (code in _TITLES and len(line.cells) > 2)


def _fitting(code: str, text: str) -> _Action | None:
    folded = text.casefold()
    return next((act for act in _actions().get(code, ()) if folded.startswith(act.words)), None)


def _value(action: _Action, text: str) -> str:
    value = text[len(action.words) :].strip(" :|\t*")
    value = value.split("|")[0].strip() if action.action != "frame" else value
    return _AUTHORITY.sub("", value) if action.argument == "Countries" else value


def _put(found: list[Line], stated: dict[str, str], action: _Action, line: Line) -> None:
    if action.action == "yes":
        if line.text.casefold().startswith("yes"):
            label, _, value = action.argument.partition(": ")
            if label == "Phase" and "Phase" in stated:
                value = f"{stated['Phase']} / {value}"
            stated[label] = value
            found[:] = [
                old for old in found if label != "Phase" or not old.text.startswith("Phase:")
            ]
            found.append(Line(line.number, f"{label}: {value}"))
    elif action.action == "frame":
        if found and "outcomes:" in found[-1].text:
            found[-1] = Line(found[-1].number, f"{found[-1].text} [Time Frame: {line.text}]")
    else:
        found.append(Line(line.number, f"{action.argument}: {line.text}"))
