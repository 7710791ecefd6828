"""What stands around the name of a cell product: whether cells are given at all.

"without MSC", "factors derived from MSC", "isolated from bone marrow mononuclear cells",
"effects of a drug on MSC", "limbal stem cell deficiency", "differentiation of MSC".
"""

import re
from collections.abc import Sequence

from msc_kg.patterns import later
from msc_kg.phrases import product_kinds as kinds
from msc_kg.phrases.product_items import Item
from msc_kg.phrases.product_reader import Draft, Reader
from msc_kg.phrases.tokens import keys

_NEGATIONS = frozenset({"without", "no", "non", "not", "placebo", "sham", "neither", "lacking"})
_BEFORE_CELLS = frozenset(
    keys(
        "transplantation infusion injection administration treatment therapy of the for any to"
        " receive receiving received given get containing contain with be use using"
    )
)
_MADE = frozenset(
    keys(
        "isolated derived derive drived obtained collected harvested extracted separated generated"
        " produced prepared purified sourced differentiated secreted released cultured expanded"
        " originated processed manufactured"
    )
)
_FROM = frozenset({"from", "by"})
# What is made of cells and still holds them.
_OF_CELLS = later(
    r"cell|sheet|spheroid|product|construct|implant|graft|tissue|cartilage|bone|blast|cyte|progenit"
    r"|patch|therap|treatment|organoid|suspension"
)
_NO_PRODUCT_AFTER = later(
    r"deficien|insufficien|niche|exhaustion|tumou?r|neoplas|sarcoma|antigen|biomarker|marker"
    r"|recipient|dysfunction|senescen|count|free$"
)
_CULTURE = frozenset({"culture", "medium", "media"})
_STUDIED = later(
    r"(?:\b(?:isolat|characteri[sz]|propert|mobili[sz]|differentiat|damage|expressi|enumerat"
    r"|quantif|count|proliferat|senescen|apopto|recruit|c[lo]+n?ogeni|phenotyp|alteration"
    r"|dysfunction)\w*(?:\s(?:and|&)\s\w+)?\s(?:of|in|on)\s(?:[\w-]+\s){0,2}"
    r"|\b(?:effects?|impact|influence|responses?)\s(?:(?:of|to)\s.{1,60}\s)?(?:on|in)\s"
    r"(?:[\w+-]+\s){0,3}(?:and\s(?:[\w+-]+\s){0,3})?)$",
    re.IGNORECASE,
)
# Parts of words without which nothing is studied: far faster to look for.
_STUDIED_PARTS = later(
    r"i(?:solat|mpact|nfluence)|c(?:haracteri|ount)|p(?:ropert|rolif|henotyp)|mobili"
    r"|d(?:ifferentiat|amage|ysfunction)|e(?:xpressi|numerat|ffect)|quantif|senescen"
    r"|a(?:popto|lteration)|re(?:cruit|sponse)|ogeni"
)
_OBJECT = frozenset({"of", "in", "on"})
_LOOK_BACK = 110
# "ALLO-ASC-BI-101" is the number of a trial, not the product.
_TRIAL_NUMBER = later(r"-[A-Z]{0,4}-?\d{2,}")


def is_negated(items: Sequence[Item], draft: Draft) -> bool:
    """ "without MSC", "no infusion of MSC", "placebo for MSC"."""
    at = draft.first - 1
    while at > draft.first - 6 and at >= 0:
        item = items[at]
        if item.key in _NEGATIONS:
            return True
        if item.key not in _BEFORE_CELLS and not item.is_hyphen:
            return False
        at -= 1
    return False


def is_source(items: Sequence[Item], draft: Draft) -> bool:
    """Whether something else is made of the cells: "factors derived from MSC"."""
    at = draft.first - 1
    while at >= 0 and items[at].key in ("the", "a", "an", "their", "these"):
        at -= 1
    if at < 1 or items[at].key not in _FROM or items[at - 1].key not in _MADE:
        return False
    while at > 0 and (items[at - 1].key in _MADE or items[at - 1].key in _BEFORE_CELLS):
        at -= 1
    made = items[at - 1].key if at else ""
    return bool(made) and not _OF_CELLS.search(made)


def is_named_after(items: Sequence[Item], draft: Draft) -> bool:
    """Whether the words go on to a disease, a marker or a medium named after the cells."""
    at = draft.last
    if items[at].is_hyphen:
        at += 1
    key = items[at].key
    if _NO_PRODUCT_AFTER.match(key):
        return True
    return key in _CULTURE and any(i.kind is kinds.LINK for i in items[at + 1 : at + 3])


def is_studied(text: str, reader: Reader, draft: Draft) -> bool:
    """Whether what happens to the cells is studied: "effects of semaglutide on MSC"."""
    near = reader.items[max(0, draft.first - 7) : draft.first]
    if _OBJECT.isdisjoint([item.key for item in near]):
        return False
    start = reader.start(draft.first)
    if not _STUDIED_PARTS.search(text[max(0, start - _LOOK_BACK) : start].lower()):
        return False
    return _STUDIED.search(text, max(0, start - _LOOK_BACK), start) is not None


def is_part_of_number(text: str, end: int) -> bool:
    """Whether a trade name goes on to the number of a trial: "ALLO-ASC-BI-101"."""
    return _TRIAL_NUMBER.match(text, end) is not None
