"""A product while it is read, and what any reader of items can ask about them."""

from collections.abc import Sequence

from msgspec import Struct

from msc_kg.phrases import product_kinds as kinds
from msc_kg.phrases.product_items import Item
from msc_kg.phrases.product_words import Lexicon, Sense

HEADS = frozenset({kinds.CELL, kinds.GENERIC, kinds.BRAND, kinds.MESENCHYMAL})
QUALIFIERS = frozenset({kinds.TISSUE, kinds.DONOR, kinds.PERSON, kinds.MODIFIER})
_NAMED = QUALIFIERS | HEADS
LINKS = frozenset({kinds.LINK, kinds.MARK})
_LONGEST_BRACKET = 14


class Draft(Struct):
    """A product while it is read: items ``first`` to ``last`` (half-open) and what they say."""

    first: int
    last: int = 0
    head: Sense | None = None
    head_at: int = -1
    brand_at: int = -1
    mesenchymal: bool = False
    made_from: bool = False
    generic: bool = False
    derived: bool = False
    tissues: tuple[str, ...] = ()
    donors: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    company: tuple[str, ...] = ()

    def take(self, item: Item) -> None:
        """Note what a qualifier or cell type says."""
        sense = item.sense
        if sense.kind is kinds.TISSUE:
            self.tissues += (sense.value,)
        elif sense.kind is kinds.DONOR:
            self.donors += (sense.value,)
        elif sense.kind is kinds.MODIFIER:
            self.modifiers += (" ".join(item.text.split()),)
        self.tissues += sense.tissues
        self.donors += sense.donors

    @property
    def found(self) -> bool:
        """Whether a product is there: a cell type or a brand."""
        return self.head is not None or self.brand_at >= 0 or self.generic


class Reader:
    """Items with the words known; ``whole_cell``: they are a cell of a table.

    The last item is ``END``, which says nothing, so that one may look beyond the others.
    """

    def __init__(self, items: Sequence[Item], known: Lexicon, *, whole_cell: bool) -> None:
        self.items = items
        self._counted = 0, 0
        self.known = known
        self.whole_cell = whole_cell

    def end(self, at: int) -> int:
        """Return where an item ends in the text; places mostly follow on what was asked before."""
        last, end = self._counted if at + 1 >= self._counted[0] else (0, 0)
        end += sum([len(item.printed) for item in self.items[last : at + 1]])
        self._counted = at + 1, end
        return end

    def start(self, at: int) -> int:
        """Return where an item starts in the text."""
        return self.end(at) - len(self.items[at].text)

    def more_follows(self, at: int) -> bool:
        """Say whether another word of a product's name follows an item."""
        after = at + 1
        while self.items[after].kind in LINKS and after < at + 4:
            after += 1
        return self.items[after].kind in _NAMED

    def closing(self, at: int) -> int | None:
        """Return where the bracket opened at an item closes, if that is near."""
        near = self.items[at + 1 : at + _LONGEST_BRACKET]
        return next((n for n, i in enumerate(near, at + 1) if i.kind is kinds.CLOSE), None)

    def is_joined(self, at: int) -> bool:
        """Say whether a hyphen without spaces joins an item to the next word."""
        if at < 0 or not self.items[at + 1].is_hyphen:
            return False
        return self.items[at + 1].tight and self.items[at + 2].tight
