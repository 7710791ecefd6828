"""Texts as the words of products: what each word says, before the grammar joins them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import structs

from msc_kg.phrases import product_kinds as kinds
from msc_kg.phrases.pieces import genitives, pieces
from msc_kg.phrases.product_kinds import Kind
from msc_kg.phrases.product_words import (
    OTHER,
    Lexicon,
    Sense,
    capitals,
    glued,
    lexicon,
)
from msc_kg.phrases.tokens import (
    HYPHENS,
    TOKENS,
    Known,
    Labels,
    Token,
    as_first,
    as_mark,
    keys,
)

_SIGNS: Mapping[str, Kind] = {
    **dict.fromkeys("+&/,;", kinds.JOIN),
    **dict.fromkeys("([", kinds.OPEN),
    **dict.fromkeys(")]", kinds.CLOSE),
    **dict.fromkeys((*HYPHENS, "®", "™", "'", "’"), kinds.MARK),
}
_SIGN_SENSES: Mapping[str, tuple[Sense, ...]] = {s: (Sense(kind),) for s, kind in _SIGNS.items()}
_NOTHING = (OTHER,)
_LEADING = (kinds.TISSUE, kinds.CELL, kinds.DONOR, kinds.PERSON, kinds.MODIFIER)
_NAMING = frozenset({kinds.CELL, kinds.GENERIC, kinds.BRAND})
_PREFIX = Sense(kinds.MODIFIER)
_PREPOSITIONS = ("at",)  # without capitals no tissue: "MSCs at baseline"
# An abbreviation joined to another word; what is looked for first is the hyphen.
_ABBREVIATED = re.compile(rf"[{re.escape(''.join(HYPHENS))}](?<=[^\W\d_a-z]{{2}}.)\w")
_PLAIN_ABBREVIATED = re.compile(r"-(?<=[A-Z]{2}.)\w", re.ASCII)
# In running text a word of several senses is read in this order.
_ORDER = (kinds.BRAND, kinds.TISSUE, kinds.DONOR, kinds.CELL)


class Item(Token, frozen=True, gc=False):
    """A word or sign, or the words of a label, with what it says.

    ``senses`` are all its meanings, ``sense`` the one it is read with, ``kind`` the kind of
    that. ``loose``: an abbreviation without its capitals. ``cell``: what it says as a cell type,
    when it is first of all the name of a tissue ("iPSC"). ``follow``: the words (keys) that a
    longer label goes on with; ``is_doubtful``: alone it may say nothing. ``is_head``: it is what
    the name of a product must reach. ``is_told``: it is one of these three. ``is_hyphen``: it is
    a hyphen or dash.
    """

    senses: tuple[Sense, ...] = _NOTHING
    sense: Sense = OTHER
    loose: bool = False
    cell: Sense | None = None
    kind: Kind = kinds.OTHER
    follow: frozenset[str] = frozenset()
    is_doubtful: bool = False
    is_head: bool = False
    is_told: bool = False
    is_hyphen: bool = False


END = Item("\n", "\n", is_word=False, tight=False, below=True, printed="")
"""What stands after the last item: it says nothing and begins a new line."""


def read_items(text: str, legend: Mapping[str, str] | None = None) -> list[Item]:
    """Return the items of a text; ``legend`` (abbreviations of its table) goes first."""
    return read_with_heads(text, legend)[0][:-1]


def read_with_heads(
    text: str, legend: Mapping[str, str] | None = None
) -> tuple[list[Item], list[int]]:
    """Return the items of a text with ``END``, and the places of those a name must reach."""
    own = _legend_labels(frozenset(legend.items())) if legend else None
    words = _words(text)
    labels = lexicon().labels
    items: list[Item] = []
    heads: list[int] = []
    last = 0
    for index in [at for at, word in enumerate(words) if own or word.is_told]:
        if index < last:
            continue
        word, place = words[index], len(items) + index - last
        goes_on = word.is_doubtful
        if word.follow and not goes_on:
            after = words[index + 1]
            goes_on = after.key in word.follow if after.is_word else labels.may_skip(after)
        if goes_on or own:
            items += words[last:index]
            last, senses = _senses(words, index, own)
            if last > index + 1 or senses is not word.senses:
                word = _read_with(words[index:last], senses, keep=0 < index < last - 1)
            items.append(word)
        if word.is_head:
            heads.append(place)
    items += words[last:]
    abbreviated = _PLAIN_ABBREVIATED if text.isascii() else _ABBREVIATED
    if abbreviated.search(text):
        _add_prefixes(items)
    return items, heads


def _read_with(words: Sequence[Item], senses: tuple[Sense, ...], *, keep: bool) -> Item:
    """Return words as one item; labels of several words are kept, but where a text begins."""
    printed = "".join([word.printed for word in words])
    if not keep:
        return _item(words[0], printed, senses)
    known = _PHRASES[printed]
    if not known or known[-1].senses is not senses:
        known[:] = [_item(words[0], printed, senses)]
    return known[-1]


_PHRASES: Known[list[Item]] = Known(lambda printed: [])
"""The item that the words of a label were read as, by what is printed."""


def _words(text: str) -> list[Item]:
    """Return what the words and signs of a text say by themselves, and ``END``."""
    parts = pieces(text)
    words = [*map(_WORDS.__getitem__, parts)]
    if words:
        words[0] = _FIRST[parts[0]]
    for at in genitives(text, parts):
        words[at] = as_mark(words[at])
    words.append(END)
    return words


def _word(piece: str) -> Item:
    """Return what a word or sign says by itself, wherever it stands."""
    word, known = TOKENS[piece], lexicon()
    if not word.is_word:
        return _item(word, piece, _SIGN_SENSES.get(word.text, _NOTHING))
    alone, follow = known.labels.begins(word.key)
    joined = None if alone else glued(known, word.key)
    if not (alone or follow or joined):
        return Item(word.text, word.key, True, word.tight, word.below, piece)
    senses = alone or ((joined,) if joined else _NOTHING)
    is_doubtful = bool(alone) and (len(word.key) == 1 or word.text in _PREPOSITIONS)
    return _item(word, piece, senses, follow, is_doubtful=is_doubtful)


_WORDS = Known(_word)
_FIRST = Known(lambda piece: as_first(_WORDS[piece]))


def _senses(
    words: Sequence[Item], index: int, own: Labels[Sense] | None
) -> tuple[int, tuple[Sense, ...]]:
    """What the longest label from a token says; in capitals the legend's own meaning."""
    word = words[index]
    if not word.is_word:
        return index + 1, _SIGN_SENSES.get(word.text, _NOTHING)
    if word.text in _PREPOSITIONS and not _is_joined(words, index + 1):
        return index + 1, _NOTHING
    known = lexicon()
    found = known.labels.longest(words, index)
    if found and found[0] > index + 1 and words[found[0] - 1].text in _PREPOSITIONS:
        before = known.labels.longest(words[index : found[0] - 1], 0)
        found = (before[0] + index, before[1]) if before else None
    stated = own.longest(words, index) if own and capitals(word.text) else None
    if stated and (found is None or stated[0] >= found[0]):
        foreign = stated[1][0].kind is kinds.OTHER
        return found if foreign and found and _is_joined(words, stated[0]) else stated
    if found and (found[0] > index + 1 or len(word.key) > 1 or _is_joined(words, index + 1)):
        whole = found[0] == index + 1 or _letters_joined(words, index, found[0])
        return found if whole else (index + 1, _NOTHING)
    joined = glued(known, word.key)
    return index + 1, ((joined,) if joined else _NOTHING)


def _is_joined(words: Sequence[Token], index: int) -> bool:
    """Whether a hyphen follows directly and a word directly after it."""
    if index + 1 >= len(words) or words[index].text not in HYPHENS:
        return False
    return words[index].tight and words[index + 1].tight


def _letters_joined(words: Sequence[Token], first: int, last: int) -> bool:
    """Whether single letters of a label are joined to the next word: "P-MSC", not "vitamin P"."""
    for at in range(first, last - 1):
        if len(words[at].key) <= 1 and words[at].is_word and not words[at + 1].tight:
            return False
    return True


def _item(
    first: Token,
    printed: str,
    senses: tuple[Sense, ...],
    follow: frozenset[str] = frozenset(),
    *,
    is_doubtful: bool = False,
) -> Item:
    """Return the item that begins with a token; ``printed`` are all its pieces."""
    text = printed.lstrip()
    sense, cell = senses[0], None
    if len(senses) > 1:
        sense = min(senses, key=lambda s: _ORDER.index(s.kind) if s.kind in _ORDER else len(_ORDER))
        cell = next((s for s in senses if s.kind is kinds.CELL and s is not sense), None)
    loose = sense.capitals > 0 and capitals(text) < sense.capitals
    is_head = sense.kind in _NAMING or cell is not None
    return Item(
        text,
        first.key,
        first.is_word,
        first.tight,
        first.below,
        printed,
        senses,
        sense,
        loose,
        cell,
        sense.kind,
        follow,
        is_doubtful,
        is_head,
        is_head or is_doubtful or bool(follow),
        text in HYPHENS,
    )


def _add_prefixes(items: list[Item]) -> None:
    """Unknown abbreviations joined to a product's word are modifiers: "IS-" in "IS-AD-MSC"."""
    hyphens = [at for at, item in enumerate(items) if item.text in HYPHENS]
    for at in reversed(hyphens):
        if not 0 < at < len(items) - 1:
            continue
        item, hyphen, after = items[at - 1 : at + 2]
        if item.kind is not kinds.OTHER or not (hyphen.tight and after.tight):
            continue
        abbreviated = item.text.isalpha() and item.text.isupper() and 2 <= len(item.text) <= 5
        if abbreviated and after.kind in _LEADING and _may_stand(items, at - 1):
            items[at - 1] = structs.replace(item, sense=_PREFIX, kind=kinds.MODIFIER)


def _may_stand(items: Sequence[Item], at: int) -> bool:
    """Whether the item begins a word, not the second part of "COVID-IS-MSC"."""
    return not items[at].tight or items[at - 1].kind is not kinds.OTHER


@lru_cache(maxsize=256)
def _legend_labels(legend: frozenset[tuple[str, str]]) -> Labels[Sense]:
    found: Labels[Sense] = Labels()
    for short, full in sorted(legend):
        if len(short) <= 16 and len(full) <= 200:
            found.add(keys(short), _told_by(full))
    return found


def _told_by(full: str) -> Sense:
    """What an expansion says: a cell type, tissue or donor; of another field otherwise."""
    items = [item for item in read_items(full) if item.kind is not kinds.MARK]
    tissues = tuple(item.sense.value for item in items if item.kind is kinds.TISSUE)
    donors = tuple(item.sense.value for item in items if item.kind is kinds.DONOR)
    cell = next((item.sense for item in items if item.kind is kinds.CELL), None)
    pair = _pair(lexicon(), items, tissues)
    head = cell or pair
    if head:
        return Sense(kinds.CELL, head.value, tissues or head.tissues, donors)
    if any(item.kind in (kinds.OTHER, kinds.GENERIC) for item in items) or not items:
        return OTHER
    if tissues:
        return Sense(kinds.TISSUE, tissues[0])
    return items[0].sense if len(items) == 1 else OTHER


def _pair(known: Lexicon, items: Sequence[Item], tissues: tuple[str, ...]) -> Sense | None:
    generic = next((item.sense.value for item in items if item.kind is kinds.GENERIC), "")
    return next((known.pairs[t, generic] for t in tissues if (t, generic) in known.pairs), None)
