"""What is given together with a cell product: "+ Vit D", "with IFN-γ", "on a collagen scaffold"."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from msc_kg import schemes
from msc_kg.phrases import product_kinds as kinds
from msc_kg.phrases.product_grammar import Grammar
from msc_kg.phrases.product_items import Item
from msc_kg.phrases.product_reader import Draft
from msc_kg.phrases.product_words import capitals
from msc_kg.phrases.tokens import Labels, keys, word_key

_JOINING = frozenset({kinds.CARRIER, kinds.JOIN})
_WITH = frozenset({"with", "plus", "+", "&", "and"})
# Comparators and background care are not given together with a product in the sense meant here.
_COMPARATORS = frozenset(
    keys(
        "placebo standard conventional control saline sham best supportive without usual routine"
        " care vehicle none no not or vs versus basic"
    )
)
_PLACES = frozenset({"on", "onto", "in", "into", "to", "within", "with", "a", "an", "the"})
_SCAFFOLDS = frozenset(
    keys(
        "scaffold matrix gel hydrogel membrane sponge glue plug sheet mesh fleece patch carrier"
        " graft ceramic granule gelatin collagen fibrin"
    )
)
_ENDS = frozenset({",", ";", "+", "&", "(", ")", "plus", "vs", "versus"})
_LONGEST = 6


@cache
def _conditions(initial: str) -> Labels[str]:
    """Return the conditions that begin with a letter (see ``_initial``): few are ever asked for."""
    return Labels((label, "") for label in _labels_of_conditions()[initial])


@cache
def _labels_of_conditions() -> defaultdict[str, list[str]]:
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for label in (label for concept in schemes.load("conditions") for label in concept.labels):
        labels[_initial(label)].append(label)
    return labels


def _initial(text: str) -> str:
    """Return the letter that the first word begins with when compared: "oe" and "ae" are "e"."""
    letter = word_key(next(filter(str.isalnum, text), ""))[:1]
    return "e" if letter in ("a", "o") else letter


def add_company(grammar: Grammar, draft: Draft) -> None:
    """Extend a draft by what follows after a joining word, unless that is a product itself."""
    item = grammar.items[draft.last]
    if item.kind not in _JOINING or item.below:
        return
    if item.kind is kinds.CARRIER:
        carried = _carried(grammar.items, draft.last)
        if carried:
            _extend(grammar, draft, *carried)
        return
    if item.key not in _WITH:
        return
    first = draft.last + 1
    if _is_product(grammar, first):
        return
    reach = _in_cell if grammar.whole_cell else _in_text
    last = reach(grammar.items, first, item.key)
    if last > first and not _is_condition(grammar.items[first:last]):
        _extend(grammar, draft, first, last)


def _extend(grammar: Grammar, draft: Draft, first: int, last: int) -> None:
    items = grammar.items[first:last]
    text = "".join(
        ("" if item.tight or not at else " ") + item.text for at, item in enumerate(items)
    )
    draft.company += (" ".join(text.split()),)
    draft.last = last


def _is_product(grammar: Grammar, first: int) -> bool:
    draft, _ = grammar.read(first)
    return draft is not None


def _in_text(items: Sequence[Item], first: int, join: str) -> int:
    """In running text: words that look like names of substances ("IFN-γ", "Vit D")."""
    if join in ("and", "&"):
        return first
    while items[first].kind in (kinds.DONOR, kinds.PERSON):
        first += 1
    last = first
    while last < first + _LONGEST and _is_name(items, first, last, join):
        last += 1
    return last - 1 if last > first and items[last - 1].kind is kinds.MARK else last


def _is_name(items: Sequence[Item], first: int, at: int, join: str) -> bool:
    item = items[at]
    if item.below or item.key in _COMPARATORS:
        return False
    if item.is_hyphen:
        return at > first and item.tight
    if item.kind not in (kinds.OTHER, kinds.CELL) or not item.text[0].isalnum():
        return False
    digits = sum(map(str.isdigit, item.text))
    if digits > 3 or (item.text.isdigit() and not item.tight):
        return False
    if at > first and (item.tight or (len(item.text) == 1 and item.text.isupper())):
        return True
    if capitals(item.text) >= 2:
        return True
    return at == first and join in ("+", "plus") and item.text[0].isupper()


def _in_cell(items: Sequence[Item], first: int, join: str) -> int:
    """In a cell: all words up to the next separator."""
    if items[first].key in _COMPARATORS or items[first].text[0].isdigit():
        return first
    last = first
    while not items[last].below:
        item = items[last]
        if item.key in _ENDS or (item.text.isdigit() and not item.tight):
            break
        last += 1
    return last


def _carried(items: Sequence[Item], at: int) -> tuple[int, int] | None:
    """ "loaded on a collagen scaffold": the words of the carrier."""
    first = at + 1
    while first < at + 5 and items[first].key in _PLACES:
        first += 1
    last = first
    for here, item in enumerate(items[first : first + _LONGEST], first):
        if item.below or not (item.text[0].isalnum() or item.is_hyphen):
            break
        if item.key in _SCAFFOLDS:
            last = here + 1
    return (first, last) if last > first else None


def _is_condition(items: Sequence[Item]) -> bool:
    text = " ".join(item.text for item in items)
    return bool(_conditions(_initial(text)).whole(text))
