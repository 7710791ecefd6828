"""The grammar of a cell product's name, over items.

    [donor, human, modifier, tissue, "mesenchymal" ...] cell type [(brand, abbreviation ...)]
    [derived from ... tissue or donor] [brand]

Tissue and donor may be joined among themselves ("autologous or allogeneic", "BM/AD").
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from msc_kg.phrases.product_items import Item
from msc_kg.phrases.product_words import Kind, Lexicon, Sense, broader_tissues, glued
from msc_kg.phrases.tokens import word_key

_HEADS = (Kind.CELL, Kind.GENERIC, Kind.BRAND, Kind.MESENCHYMAL)
_QUALIFIERS = (Kind.TISSUE, Kind.DONOR, Kind.PERSON, Kind.MODIFIER)
_IN_BRACKETS = (*_QUALIFIERS, *_HEADS, Kind.LINK, Kind.MARK, Kind.JOIN)
_ARTICLES = frozenset({"the", "a", "an", "their", "his", "her", "one", "s"})
_BETWEEN_TOLD = (Kind.PERSON, Kind.LINK, Kind.MARK)
_TREATED = re.compile(r"transplant|fail|disease|injur|graft|cirrho|cancer|fibros")
_LONGEST_BRACKET = 14
# Made from cells, told after them without "derived": "MSC exosomes".
_FROM_CELLS = frozenset({"EXO", "CM-medium"})


@dataclass
class Draft:
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
    tissues: list[str] = field(default_factory=list)
    donors: list[str] = field(default_factory=list)
    modifiers: list[str] = field(default_factory=list)
    company: list[str] = field(default_factory=list)

    def take(self, item: Item) -> None:
        """Note what a qualifier or cell type says."""
        sense = item.sense
        if sense.kind is Kind.TISSUE:
            self.tissues.append(sense.value)
        elif sense.kind is Kind.DONOR:
            self.donors.append(sense.value)
        elif sense.kind is Kind.MODIFIER:
            self.modifiers.append(" ".join(item.text.split()))
        self.tissues.extend(sense.tissues)
        self.donors.extend(sense.donors)

    def copy(self) -> "Draft":
        """Return an independent copy."""
        lists = (list(self.tissues), list(self.donors), list(self.modifiers), list(self.company))
        return Draft(
            self.first,
            self.last,
            self.head,
            self.head_at,
            self.brand_at,
            self.mesenchymal,
            self.made_from,
            self.generic,
            self.derived,
            *lists,
        )

    @property
    def found(self) -> bool:
        """Whether a product is there: a cell type or a brand."""
        return self.head is not None or self.brand_at >= 0 or self.generic


class Grammar:
    """Reads products from items; ``whole_cell``: the items are a cell of a table.

    In a cell abbreviations need no capitals, qualifiers may follow after a comma, and a
    generic word ("stem cells") is a product of unknown type.
    """

    def __init__(self, items: Sequence[Item], known: Lexicon, *, whole_cell: bool) -> None:
        self.items = items
        self.known = known
        self.whole_cell = whole_cell
        self._readers: Mapping[Kind, Callable[[Draft, int], int | None]] = {
            Kind.TISSUE: self._qualifier,
            Kind.DONOR: self._qualifier,
            Kind.PERSON: self._qualifier,
            Kind.MODIFIER: self._qualifier,
            Kind.MESENCHYMAL: self._mesenchymal,
            Kind.LINK: self._link,
            Kind.MARK: self._link,
            Kind.JOIN: self._join,
            Kind.OPEN: self._bracket,
            Kind.CELL: self._cell,
            Kind.GENERIC: self._generic,
            Kind.BRAND: self._brand,
        }

    def kind(self, at: int) -> Kind | None:
        """Return the kind of the item at a place, ``None`` beyond the end."""
        return self.items[at].kind if 0 <= at < len(self.items) else None

    def read(self, first: int) -> tuple[Draft | None, int]:
        """Return the product that begins at an item, and where to go on.

        Going on after what was looked at keeps the time linear.
        """
        draft = Draft(first)
        at, branded = first, None
        while at < len(self.items) and draft.head is None and not draft.generic:
            reader = self._readers.get(self.items[at].kind)
            if self.items[at].kind is Kind.BRAND:
                if branded is not None:
                    break
                branded = at + 1
            after = reader(draft, at) if reader else None
            if after is None:
                break
            at = after
            if branded == at:
                snapshot = draft.copy()
        if not draft.found:
            return None, max(at, first + 1)
        if branded is not None and draft.head is None and not draft.generic:
            draft, at = snapshot, branded
        draft.last = self._tail(draft, at)
        return draft, draft.last

    def _qualifier(self, draft: Draft, at: int) -> int | None:
        item = self.items[at]
        if item.loose and not self.whole_cell and not self._joined(at):
            return None
        if item.cell and not self._more_follows(at):
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
        spaced = item.is_hyphen and not item.tight and not self._tight(at + 1)
        if at == draft.first or spaced:
            return None
        draft.derived = draft.derived or item.kind is Kind.LINK
        return at + 1

    def _join(self, draft: Draft, at: int) -> int | None:
        """ "autologous or allogeneic", "BM/AD": both sides say the same kind of thing."""
        before, after = self.kind(at - 1), self.kind(at + 1)
        same = before is after and before in (Kind.TISSUE, Kind.DONOR) and at > draft.first
        separated = self.items[at].text in ",;" and not self.whole_cell
        return at + 1 if same and not separated else None

    def _bracket(self, draft: Draft, at: int) -> int | None:
        """ "bone marrow (BM)-derived", "(autologous) MSC"."""
        close = self._closing(at)
        inside = self.items[at + 1 : close] if close else []
        if close is None or any(i.kind not in (*_QUALIFIERS, Kind.MARK) for i in inside):
            return None
        for item in inside:
            draft.take(item)
        return close + 1

    def _cell(self, draft: Draft, at: int) -> int | None:
        item = self.items[at]
        if item.loose and not self.whole_cell and not self._joined(at - 2):
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
            found = Sense(Kind.CELL, "MSC")
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
            draft.tissues.extend(told.tissues if told else ())
        return at + 1

    def _is_material(self, at: int) -> bool:
        """Whether something made from the cells follows: "MSC-derived exosomes"."""
        after = at + 1
        derived = False
        while after < at + 4 and self.kind(after) in (Kind.LINK, Kind.MARK):
            derived = derived or self.kind(after) is Kind.LINK
            after += 1
        if self.kind(after) is not Kind.CELL:
            return False
        return derived or self.items[after].sense.value in _FROM_CELLS

    def is_disowned(self, draft: Draft) -> bool:
        """Whether the name goes on to something else: "MSC-derived factors"."""
        at = draft.last
        if self.kind(at) is Kind.MARK:
            at += 1
        return self.kind(at) is Kind.LINK and self.items[at].key in ("derived", "derive")

    def _tail(self, draft: Draft, at: int) -> int:
        """Read what follows the head; return where it ends."""
        while at < len(self.items):
            after = (
                self._trademark(at)
                or self._bracket_after(draft, at)
                or self._origin(draft, at)
                or self._brand_after(draft, at)
                or self._modifier_after(draft, at)
                or self._qualifiers_after(draft, at)
            )
            if after is None:
                break
            at = after
        return at

    def _trademark(self, at: int) -> int | None:
        return at + 1 if self.items[at].text in "®™" else None

    def _bracket_after(self, draft: Draft, at: int) -> int | None:
        close = self._closing(at) if self.kind(at) is Kind.OPEN else None
        if close is None or close == at + 1:
            return None
        inside = self.items[at + 1 : close]
        known = [item for item in inside if item.kind in _IN_BRACKETS]
        if len(known) < len(inside) and not self._is_code(inside):
            return None
        cells = [item for item in known if item.kind is Kind.CELL]
        if any(not self._agrees(draft, item) for item in cells):
            return None
        for offset, item in enumerate(inside, at + 1):
            if item.kind in _IN_BRACKETS:
                draft.take(item)
            if item.kind is Kind.BRAND and draft.brand_at < 0:
                draft.brand_at = offset
        return close + 1

    def _agrees(self, draft: Draft, item: Item) -> bool:
        """Whether an abbreviation in brackets says the type again, or a narrower one."""
        head = draft.head
        if head is None or head.value == item.sense.value:
            return True
        if item.sense.value.startswith(f"{head.value}-"):
            draft.head = item.sense
            return True
        return False

    def _is_code(self, inside: Sequence[Item]) -> bool:
        """One abbreviation or code that we do not know: "(LMSC)", "(CS20AT04)", "(TRC-1)"."""
        words = [item for item in inside if item.kind not in (Kind.MARK, Kind.PERSON)]
        if len(words) != 1 or " " in words[0].text:
            return False
        return sum(map(str.isupper, words[0].text)) >= 2

    def _origin(self, draft: Draft, at: int) -> int | None:
        """ "derived from human bone marrow", "of Wharton's jelly", "from related donors"."""
        start = at
        while at < start + 4 and self.kind(at) in (Kind.LINK, Kind.MODIFIER, Kind.MARK):
            at += 1
        if self.kind(at) is not Kind.FROM or (at < len(self.items) and self.items[at].below):
            return None
        told, end = self._told_after(at + 1)
        if end is None or not self._fits(draft, told, end):
            return None
        for item in (*self.items[start:at], *told):
            draft.take(item)
        draft.made_from = draft.made_from or told[-1].kind is Kind.CELL
        return end

    def _fits(self, draft: Draft, told: Sequence[Item], end: int) -> bool:
        """Not "BM-MSC from liver transplanted patients": another tissue, or a treatment."""
        tissues = [item.sense.value for item in told if item.kind is Kind.TISSUE]
        if tissues and end < len(self.items) and _TREATED.match(self.items[end].key):
            return False
        wider = broader_tissues()
        return not draft.tissues or all(
            tissue == known or tissue in wider[known] or known in wider[tissue]
            for tissue in tissues
            for known in draft.tissues
        )

    def _told_after(self, at: int) -> tuple[list[Item], int | None]:
        """The donors and the tissue or cells named from an item on, and where they end."""
        told: list[Item] = []
        end = None
        for here in range(at, min(at + 9, len(self.items))):
            item = self.items[here]
            if item.loose and not self.whole_cell:
                break
            if item.kind is Kind.CELL:
                return [*told, item], here + 1
            if item.kind is Kind.TISSUE:
                past = self._past_links(here + 1)
                cells = [self.items[past]] if self.kind(past) is Kind.CELL else []
                return [*told, item, *cells], past + len(cells)
            if item.kind in (Kind.DONOR, Kind.MODIFIER):
                told.append(item)
                end = here + 1 if item.kind is Kind.DONOR else end
            elif item.kind not in _BETWEEN_TOLD and item.key not in _ARTICLES:
                break
        return (told, end) if end else ([], None)

    def _past_links(self, at: int) -> int:
        """Past "tissue" and "origin" after the name of a tissue."""
        while self.kind(at) is Kind.LINK:
            at += 1
        return at

    def _brand_after(self, draft: Draft, at: int) -> int | None:
        """ "MSC Prochymal", "Alofisel / darvadstrocel"."""
        joined = self.items[at].text in ("/", "-", ",", ";") and self.kind(at + 1) is Kind.BRAND
        here = at + 1 if joined else at
        if self.kind(here) is not Kind.BRAND or self.items[here].below:
            return None
        item = self.items[here]
        if draft.brand_at >= 0 and self.items[draft.brand_at].sense != item.sense:
            return None
        if draft.brand_at < 0:
            draft.brand_at = here
        return here + 1

    def _modifier_after(self, draft: Draft, at: int) -> int | None:
        here = at + 1 if self.items[at].is_hyphen and self.items[at].tight else at
        if self.kind(here) is not Kind.MODIFIER or self.items[here].below:
            return None
        if self._more_follows(here):
            return None
        draft.take(self.items[here])
        return here + 1

    def _qualifiers_after(self, draft: Draft, at: int) -> int | None:
        """In a cell: "MSC, autologous", "MSC allogeneic BM"."""
        here = at + 1 if self.items[at].text in (",", ";", "-", "–", "/") else at
        end = here
        while self.kind(end) in _QUALIFIERS:
            end += 1
        if not self.whole_cell or end == here or self.kind(end) in _HEADS:
            return None
        if self._more_follows(end - 1):
            return None
        for item in self.items[here:end]:
            draft.take(item)
        return end

    def _more_follows(self, at: int) -> bool:
        """Whether another word of a product's name follows an item."""
        after = at + 1
        while self.kind(after) in (Kind.LINK, Kind.MARK) and after < at + 4:
            after += 1
        return self.kind(after) in (*_QUALIFIERS, *_HEADS)

    def _closing(self, at: int) -> int | None:
        stop = min(len(self.items), at + _LONGEST_BRACKET)
        return next((n for n in range(at + 1, stop) if self.kind(n) is Kind.CLOSE), None)

    def _joined(self, at: int) -> bool:
        """Whether a hyphen without spaces joins an item to the next word."""
        if at < 0 or at + 2 >= len(self.items) or not self.items[at + 1].is_hyphen:
            return False
        return self._tight(at + 1) and self._tight(at + 2)

    def _tight(self, at: int) -> bool:
        return at < len(self.items) and self.items[at].tight
