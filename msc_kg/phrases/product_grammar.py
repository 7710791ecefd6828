"""The grammar of a cell product's name, over items.

    [donor, human, modifier, tissue, "mesenchymal" ...] cell type [(brand, abbreviation ...)]
    [derived from ... tissue or donor] [brand]

Tissue and donor may be joined among themselves ("autologous or allogeneic", "BM/AD").
"""

from collections.abc import Callable, Mapping, Sequence

from msgspec import structs

from msc_kg.phrases import product_kinds as kinds
from msc_kg.phrases.product_items import Item
from msc_kg.phrases.product_kinds import Kind
from msc_kg.phrases.product_reader import LINKS, QUALIFIERS, Draft
from msc_kg.phrases.product_tail import TailReader
from msc_kg.phrases.product_words import Lexicon, Sense, glued
from msc_kg.phrases.tokens import word_key

# Qualifiers before one name, parted by a comma: "allogeneic, adipose tissue-derived MSC".
_LISTED = frozenset(
    {
        (kinds.DONOR, kinds.TISSUE),
        (kinds.DONOR, kinds.MODIFIER),
        (kinds.MODIFIER, kinds.DONOR),
        (kinds.LINK, kinds.DONOR),
        (kinds.LINK, kinds.MODIFIER),
    }
)
_PLAIN = QUALIFIERS | {kinds.MARK}
_STARTS = frozenset({*QUALIFIERS, kinds.MESENCHYMAL, kinds.OPEN})
# What may stand between the begin of a name and its head.
_LEADING = frozenset(
    {*QUALIFIERS, kinds.MESENCHYMAL, kinds.LINK, kinds.MARK, kinds.JOIN, kinds.OPEN, kinds.CLOSE}
)
# Made from cells, told after them without "derived": "MSC exosomes".
_FROM_CELLS = frozenset({"EXO", "CM-medium"})


class Grammar(TailReader):
    """Reads products from items; ``whole_cell``: the items are a cell of a table.

    In a cell abbreviations need no capitals, qualifiers may follow after a comma, and a
    generic word ("stem cells") is a product of unknown type. ``heads``: the places of the items
    that a name must reach.
    """

    def __init__(
        self, items: Sequence[Item], heads: Sequence[int], known: Lexicon, *, whole_cell: bool
    ) -> None:
        super().__init__(items, known, whole_cell=whole_cell)
        self.heads = heads

    def name_start(self, head: int, at: int) -> int:
        """Return where the name that reaches a head may begin, from an item on."""
        start = here = head
        while here > at and (kind := self.items[here - 1].kind) in _LEADING:
            here -= 1
            if kind in _STARTS:
                start = here
        return start

    def read(self, first: int) -> tuple[Draft | None, int]:
        """Return the product that begins at an item, and where to go on.

        Going on after what was looked at keeps the time linear.
        """
        draft = Draft(first)
        at, branded = first, None
        while draft.head is None and not draft.generic:
            kind = self.items[at].kind
            if kind is kinds.BRAND:
                if branded is not None:
                    break
                branded = at + 1
            reader = _READERS.get(kind)
            after = reader(self, draft, at) if reader else None
            if after is None:
                break
            at = after
            if branded == at:
                snapshot = structs.replace(draft)
        if not draft.found:
            return None, max(at, first + 1)
        if branded is not None and draft.head is None and not draft.generic:
            draft, at = snapshot, branded
        draft.last = self.tail(draft, at)
        return draft, draft.last

    def _qualifier(self, draft: Draft, at: int) -> int | None:
        item = self.items[at]
        if item.loose and not self.whole_cell and not self.is_joined(at):
            return None
        if item.cell and not self.more_follows(at):
            draft.head, draft.head_at = item.cell, at
            return at + 1
        draft.take(item)
        return at + 1

    def _mesenchymal(self, draft: Draft, at: int) -> int | None:
        draft.mesenchymal = True
        return at + 1

    def _link(self, draft: Draft, at: int) -> int | None:
        """Words and hyphens between qualifiers; a dash with spaces around it ends the name."""
        item = self.items[at]
        spaced = item.is_hyphen and not item.tight and not self.items[at + 1].tight
        if at == draft.first or spaced:
            return None
        draft.derived = draft.derived or item.kind is kinds.LINK
        return at + 1

    def _join(self, draft: Draft, at: int) -> int | None:
        """ "autologous or allogeneic", "BM/AD": both sides say the same kind of thing."""
        before, after = self.items[at - 1].kind, self.items[at + 1].kind
        same = before is after and before in (kinds.TISSUE, kinds.DONOR) and at > draft.first
        separated = self.items[at].text in ",;" and not self.whole_cell
        if separated and self.items[at].text == "," and at > draft.first:
            return at + 1 if (before, after) in _LISTED else None
        return at + 1 if same and not separated else None

    def _bracket(self, draft: Draft, at: int) -> int | None:
        """ "bone marrow (BM)-derived", "(autologous) MSC"."""
        close = self.closing(at)
        inside = self.items[at + 1 : close] if close else []
        if close is None or any(i.kind not in _PLAIN for i in inside):
            return None
        for item in inside:
            draft.take(item)
        return close + 1

    def _cell(self, draft: Draft, at: int) -> int | None:
        item = self.items[at]
        if item.loose and not self.whole_cell and not self.is_joined(at - 2):
            return None
        draft.take(item)
        if draft.made_from or not self._is_material(at):
            draft.head, draft.head_at = item.sense, at
            return at + 1
        draft.made_from = True
        return at + 1

    def _generic(self, draft: Draft, at: int) -> int | None:
        item = self.items[at]
        pairs = ((tissue, item.sense.value) for tissue in draft.tissues)
        found = next((self.known.pairs[pair] for pair in pairs if pair in self.known.pairs), None)
        if draft.mesenchymal:
            found = Sense(kinds.CELL, "MSC")
        if found is None and self.whole_cell and item.sense.value.startswith("st"):
            draft.generic, draft.head_at = True, at
            return at + 1
        if found is None:
            return None
        draft.head, draft.head_at = found, at
        return at + 1

    def _brand(self, draft: Draft, at: int) -> int | None:
        if self.items[at].loose and not self.whole_cell:
            return None
        draft.brand_at = at
        for part in self.items[at].text.split("-"):
            told = glued(self.known, word_key(part))  # "HB-adMSCs" names a tissue
            draft.tissues += told.tissues if told else ()
        return at + 1

    def _is_material(self, at: int) -> bool:
        """Whether something made from the cells follows: "MSC-derived exosomes"."""
        after = at + 1
        derived = False
        while after < at + 4 and (kind := self.items[after].kind) in LINKS:
            derived = derived or kind is kinds.LINK
            after += 1
        if self.items[after].kind is not kinds.CELL:
            return False
        return derived or self.items[after].sense.value in _FROM_CELLS

    def is_disowned(self, draft: Draft) -> bool:
        """Whether the name goes on to something else: "MSC-derived factors"."""
        after = self.items[draft.last]
        if after.kind is kinds.MARK:
            after = self.items[draft.last + 1]
        return after.kind is kinds.LINK and after.key in ("derived", "derive")


_READERS: Mapping[Kind, Callable[[Grammar, Draft, int], int | None]] = {
    kinds.TISSUE: Grammar._qualifier,
    kinds.DONOR: Grammar._qualifier,
    kinds.PERSON: Grammar._qualifier,
    kinds.MODIFIER: Grammar._qualifier,
    kinds.MESENCHYMAL: Grammar._mesenchymal,
    kinds.LINK: Grammar._link,
    kinds.MARK: Grammar._link,
    kinds.JOIN: Grammar._join,
    kinds.OPEN: Grammar._bracket,
    kinds.CELL: Grammar._cell,
    kinds.GENERIC: Grammar._generic,
    kinds.BRAND: Grammar._brand,
}
