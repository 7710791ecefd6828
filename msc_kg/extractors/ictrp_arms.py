"""Interventions, groups and outcomes as the registries behind ICTRP write them into one text."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msc_kg.extractors.ictrp_values import items, lines_of
from msc_kg.extractors.study import plain
from msc_kg.extractors.study_cells import ArmPassages, InterventionPassages, Passage
from msc_kg.phrases.coded import normal_code
from msc_kg.phrases.fillers import is_filler
from msc_kg.records import Outcome

MAX_NAME = 200
"""Longest name of an intervention; of a longer text its first sentence is the name."""

_TYPED = re.compile(r"([A-Za-z][A-Za-z _/-]{2,30}):\s{0,5}(?=\S)")
_NUMBERED = re.compile(
    r"(?:^|(?<=[\s.;]))(?:(?:Control )?Intervention|Comparator Agent)\s?\d{1,2}\s?:\s*",
    re.IGNORECASE,
)
_GROUP = re.compile(r"([^:：.]{1,80}?)\s*[:：]\s*(\S.*)", re.DOTALL)
_ARM = re.compile(
    r"\b(?:group|arm|cohort|control|experiment\w*|intervention|treatment|placebo|case series)\b",
    re.IGNORECASE,
)
_PRODUCT = re.compile(
    r"\s*(Trade Name|Product Name|Product Code|INN or Proposed INN|CAS Number|Current Sponsor code"
    r"|Other descriptive name|Pharmaceutical Form|Concentration unit|Concentration type"
    r"|Concentration number|Pharmaceutical form of the placebo"
    r"|Route of administration of the placebo)\s*:\s*(.*)",
    re.IGNORECASE,
)
_NAMING = frozenset(
    {"trade name", "product name", "product code", "inn or proposed inn", "other descriptive name"}
)
_FIRST_OF_PRODUCT = frozenset({"trade name", "product name"})
_SENTENCE_END = re.compile(r"[.;](?:\s|$)|\n")
_TIME = re.compile(r"\W{0,3}\bTime ?(?:point|frame|period)s?\b[^:]{0,30}:\s*", re.IGNORECASE)
_METHOD = re.compile(r"\W{0,3}\bMethods? of measurement\s*:.*", re.IGNORECASE | re.DOTALL)
_IN_BRACKETS = re.compile(
    r"\s*\[\s*(?:time ?(?:point|frame)s?:?\s*)?([^\[\]]{2,200})\]\s*$", re.IGNORECASE
)


class Given(NamedTuple):
    """Interventions, and the arms where a text tells what each gets."""

    interventions: tuple[InterventionPassages, ...]
    arms: tuple[ArmPassages, ...] = ()


def read_interventions(cells: Sequence[Passage]) -> Given:
    """Return what the texts of a trial say is given."""
    interventions: list[InterventionPassages] = []
    arms: list[ArmPassages] = []
    for cell in cells:
        given = _read(cell)
        interventions += given.interventions
        arms += given.arms
    return Given(tuple(interventions), tuple(arms))


def _read(cell: Passage) -> Given:
    text = lines_of(cell.text)
    products = list(_products(cell.place, text))
    if products:
        return Given(tuple(products))
    typed = list(_typed(cell.place, text))
    if typed:
        return Given(tuple(typed))
    numbered = [part for part in _NUMBERED.split(text) if part.strip(" ;\n")]
    parts = numbered if len(numbered) > 1 or _NUMBERED.match(text) else list(items(text))
    if len(numbered) <= 1 and not all(_is_group(part) for part in parts):
        parts = [text]
    found = [_part(f"{cell.place}[{at}]", part) for at, part in enumerate(parts)]
    kept = [(one, arm) for one, arm in found if one]
    return Given(tuple(one for one, _ in kept), tuple(arm for _, arm in kept if arm))


def _is_group(part: str) -> bool:
    group = _GROUP.match(part.strip())
    return bool(group and _ARM.search(group[1]))


def _part(place: str, text: str) -> tuple[InterventionPassages | None, ArmPassages | None]:
    """Return what a part says is given, and the arm if it names one ("Group 1: UC-MSC")."""
    stripped = text.strip(" ;\n")
    group = _GROUP.match(stripped) if _is_group(stripped) else None
    words = group[2] if group else stripped
    name = name_of(words)
    if not name or is_filler(name):
        return None, None
    label = plain(group[1]) if group else None
    described = [Passage(place, words)] if plain(words) != name else []
    one = InterventionPassages(
        Passage(place, name), None, (), described, [label] if label else [], place
    )
    if label is None:
        return one, None
    arm = ArmPassages(Passage(place, label), None, [Passage(place, words)], [name], place)
    return one, arm


def name_of(text: str) -> str:
    """Return a short text as it is, of a longer one the first sentence."""
    words = plain(text)
    if len(words) <= MAX_NAME:
        return words
    end = _SENTENCE_END.search(text.strip(), 3)
    first = plain(text.strip()[: end.start()]) if end else words
    return first if len(first) <= MAX_NAME else first[:MAX_NAME].rsplit(" ", 1)[0]


def _typed(place: str, text: str) -> Iterator[InterventionPassages]:
    """Yield interventions that are written "Drug: A;Biological: B"; nothing if the first is not."""
    found: list[tuple[str, str]] = []
    for part in re.split(r"[;|\n]", text):
        typed = _TYPED.match(part.strip())
        if typed and normal_code("intervention-types", typed[1]):
            found.append((typed[1], part.strip()[typed.end() :]))
        elif not found:
            return
        elif part.strip():
            found[-1] = (found[-1][0], f"{found[-1][1]};{part}")
    for at, (kind, name) in enumerate(found):
        own = f"{place}[{at}]"
        yield InterventionPassages(Passage(own, plain(name)), plain(kind), place=own)


def _products(place: str, text: str) -> Iterator[InterventionPassages]:
    """Yield products that are described label by label ("Product Name: A", "INN ...: B")."""
    found: list[dict[str, str]] = []
    for line in text.split("\n"):
        stated = _PRODUCT.match(line)
        if not stated:
            continue
        label, value = stated[1].lower(), plain(stated[2]).strip(" ;")
        if (
            not found
            or (label in _FIRST_OF_PRODUCT and label in found[-1])
            or (label == "trade name" and "product name" in found[-1])
        ):
            found.append({})
        found[-1].setdefault(label, value)
    for at, product in enumerate(found):
        names = [v for label, v in product.items() if label in _NAMING and v and not is_filler(v)]
        if names:
            own = f"{place}[{at}]"
            first, *others = (Passage(own, name) for name in dict.fromkeys(names))
            yield InterventionPassages(first, None, others, place=own)


def read_outcomes(text: str, role: str) -> tuple[Outcome, ...]:
    """Return the outcomes of a text, with their times where they are told."""
    return tuple(_outcome(item, role) for item in items(text))


def _outcome(item: str, role: str) -> Outcome:
    stated = plain(_METHOD.sub("", item))
    mark = _TIME.search(stated)
    if mark and mark.start():
        return Outcome(stated[: mark.start()], role, stated[mark.end() :].strip(" .;]") or None)
    bracket = _IN_BRACKETS.search(stated)
    if bracket and bracket.start():
        return Outcome(stated[: bracket.start()], role, plain(bracket[1]))
    return Outcome(stated, role)
