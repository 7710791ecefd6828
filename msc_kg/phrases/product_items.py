"""Texts as the words of products: what each word says, before the grammar joins them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from operator import eq

from msgspec import Struct, structs

from msc_kg.phrases.product_words import (
    GLUED_ENDS,
    OTHER,
    Kind,
    Lexicon,
    Sense,
    capitals,
    glued,
    lexicon,
)
from msc_kg.phrases.tokens import HYPHENS, Labels, Token, keys, tokens

_SIGNS: Mapping[str, Kind] = {
    **dict.fromkeys("+&/,;", Kind.JOIN),
    **dict.fromkeys("([", Kind.OPEN),
    **dict.fromkeys(")]", Kind.CLOSE),
    **dict.fromkeys((*HYPHENS, "®", "™", "'", "’"), Kind.MARK),
}
_SIGN_SENSES: Mapping[str, Sense] = {sign: Sense(kind) for sign, kind in _SIGNS.items()}
_LEADING = (Kind.TISSUE, Kind.CELL, Kind.DONOR, Kind.PERSON, Kind.MODIFIER)
_PREFIX = Sense(Kind.MODIFIER)
_PREPOSITIONS = ("at",)  # without capitals no tissue: "MSCs at baseline"
_JOINED = re.compile(rf"\w[{re.escape(''.join(HYPHENS))}]\w")
# In running text a word of several senses is read in this order.
_ORDER = (Kind.BRAND, Kind.TISSUE, Kind.DONOR, Kind.CELL)


class Item(Struct, frozen=True, gc=False):
    """A word or sign with what it says.

    ``loose``: an abbreviation without its capitals. ``tight``: nothing stands between it and
    the item before. ``below``: it begins a new line. ``cell``: what it says as a cell type,
    when it is first of all the name of a tissue ("iPSC"). ``kind`` is that of the sense.
    """

    start: int
    end: int
    text: str
    key: str
    sense: Sense
    loose: bool
    tight: bool
    below: bool
    cell: Sense | None
    kind: Kind

    @property
    def is_hyphen(self) -> bool:
        """Whether the item is a hyphen or dash."""
        return self.text in HYPHENS


def read_items(text: str, legend: Mapping[str, str] | None = None) -> list[Item]:
    """Return the items of a text; ``legend`` (abbreviations of its table) goes first."""
    own = _legend_labels(frozenset(legend.items())) if legend else None
    words = tokens(text)
    plain = _plain_items(text, words)
    items: list[Item] = []
    last = 0
    for index in _telling(words) if own is None else range(len(words)):
        if index >= last:
            items += plain[last:index]
            last, senses = _senses(words, index, own)
            items.append(_item(text, words, index, last, senses))
    items += plain[last:]
    return _with_prefixes(items) if _JOINED.search(text) else items


def _plain_items(text: str, words: Sequence[Token]) -> list[Item]:
    """Return the words as items that say nothing, and the signs."""
    if not words:
        return []
    starts, ends = [word.start for word in words], [word.end for word in words]
    before = [-1, *ends[:-1]]
    below: Iterable[bool] = repeat(False)
    if "\n" in text:
        gaps = zip(before, starts, strict=True)
        below = [end >= 0 and "\n" in text[end:start] for end, start in gaps]
    texts, compared = [word.text for word in words], [word.key for word in words]
    senses = [_SIGN_SENSES.get(printed, OTHER) for printed in texts]
    kinds = [sense.kind for sense in senses]
    loose, cell, tight = repeat(False), repeat(None), map(eq, before, starts)
    return list(map(Item, starts, ends, texts, compared, senses, loose, tight, below, cell, kinds))


def _telling(words: Sequence[Token]) -> list[int]:
    """Return where words stand that labels begin with, or that may be several glued together."""
    return [at for at, word in enumerate(words) if word.is_word and _may_begin(word.key)]


@lru_cache(maxsize=16384)
def _may_begin(key: str) -> bool:
    return key in lexicon().labels.first_words or key.endswith(GLUED_ENDS)


def _senses(
    words: Sequence[Token], index: int, own: Labels[Sense] | None
) -> tuple[int, tuple[Sense, ...]]:
    """What the longest label from a token says; in capitals the legend's own meaning."""
    word = words[index]
    if not word.is_word:
        return index + 1, (_SIGN_SENSES.get(word.text, OTHER),)
    if word.text in _PREPOSITIONS and not _is_joined(words, index + 1):
        return index + 1, (OTHER,)
    known = lexicon()
    found = known.labels.longest(words, index)
    if found and found[0] > index + 1 and words[found[0] - 1].text in _PREPOSITIONS:
        before = known.labels.longest(words[index : found[0] - 1], 0)
        found = (before[0] + index, before[1]) if before else None
    stated = own.longest(words, index) if own and capitals(word.text) else None
    if stated and (found is None or stated[0] >= found[0]):
        foreign = stated[1][0].kind is Kind.OTHER
        return found if foreign and found and _is_joined(words, stated[0]) else stated
    if found and (found[0] > index + 1 or len(word.key) > 1 or _is_joined(words, index + 1)):
        whole = found[0] == index + 1 or _letters_joined(words, index, found[0])
        return found if whole else (index + 1, (OTHER,))
    joined = glued(known, word.key)
    return index + 1, (joined or OTHER,)


def _is_joined(words: Sequence[Token], index: int) -> bool:
    """Whether a hyphen follows directly and a word directly after it."""
    if index + 1 >= len(words) or words[index].text not in HYPHENS:
        return False
    return words[index - 1].end == words[index].start and words[index].end == words[index + 1].start


def _letters_joined(words: Sequence[Token], first: int, last: int) -> bool:
    """Whether single letters of a label are joined to the next word: "P-MSC", not "vitamin P"."""
    return all(
        len(words[at].key) > 1 or not words[at].is_word or words[at].end == words[at + 1].start
        for at in range(first, last - 1)
    )


def _item(
    text: str, words: Sequence[Token], first: int, last: int, senses: tuple[Sense, ...]
) -> Item:
    start, end = words[first].start, words[last - 1].end
    before = words[first - 1].end if first else 0
    sense, cell = senses[0], None
    if len(senses) > 1:
        sense = min(senses, key=lambda s: _ORDER.index(s.kind) if s.kind in _ORDER else len(_ORDER))
        cell = next((s for s in senses if s.kind is Kind.CELL and s is not sense), None)
    printed = text[start:end]
    loose = sense.capitals > 0 and capitals(printed) < sense.capitals
    below = first > 0 and "\n" in text[before:start]
    tight = first > 0 and before == start
    key = words[first].key
    return Item(start, end, printed, key, sense, loose, tight, below, cell, sense.kind)


def _with_prefixes(items: list[Item]) -> list[Item]:
    """Unknown abbreviations joined to a product's word are modifiers: "IS-" in "IS-AD-MSC"."""
    hyphens = [at for at, item in enumerate(items) if item.text in HYPHENS]
    for at in reversed(hyphens):
        if not 0 < at < len(items) - 1:
            continue
        item, hyphen, after = items[at - 1 : at + 2]
        if item.kind is not Kind.OTHER or not (hyphen.tight and after.tight):
            continue
        abbreviated = item.text.isalpha() and item.text.isupper() and 2 <= len(item.text) <= 5
        if abbreviated and after.kind in _LEADING and _may_stand(items, at - 1):
            items[at - 1] = structs.replace(item, sense=_PREFIX, kind=Kind.MODIFIER)
    return items


def _may_stand(items: Sequence[Item], at: int) -> bool:
    """Whether the item begins a word, not the second part of "COVID-IS-MSC"."""
    return not items[at].tight or items[at - 1].kind is not Kind.OTHER


@lru_cache(maxsize=256)
def _legend_labels(legend: frozenset[tuple[str, str]]) -> Labels[Sense]:
    found: Labels[Sense] = Labels()
    for short, full in sorted(legend):
        if len(short) <= 16 and len(full) <= 200:
            found.add(keys(short), _told_by(full))
    return found


def _told_by(full: str) -> Sense:
    """What an expansion says: a cell type, tissue or donor; of another field otherwise."""
    items = [item for item in read_items(full) if item.kind is not Kind.MARK]
    tissues = tuple(item.sense.value for item in items if item.kind is Kind.TISSUE)
    donors = tuple(item.sense.value for item in items if item.kind is Kind.DONOR)
    cell = next((item.sense for item in items if item.kind is Kind.CELL), None)
    pair = _pair(lexicon(), items, tissues)
    head = cell or pair
    if head:
        return Sense(Kind.CELL, head.value, tissues or head.tissues, donors)
    if any(item.kind in (Kind.OTHER, Kind.GENERIC) for item in items) or not items:
        return OTHER
    if tissues:
        return Sense(Kind.TISSUE, tissues[0])
    return items[0].sense if len(items) == 1 else OTHER


def _pair(known: Lexicon, items: Sequence[Item], tissues: tuple[str, ...]) -> Sense | None:
    generic = next((item.sense.value for item in items if item.kind is Kind.GENERIC), "")
    return next((known.pairs[t, generic] for t in tissues if (t, generic) in known.pairs), None)
