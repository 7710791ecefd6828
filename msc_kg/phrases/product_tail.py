"""What follows the cell type of a product: brackets, origin, brand, qualifiers."""

import re
from collections.abc import Sequence

from msc_kg.phrases import product_kinds as kinds
from msc_kg.phrases.product_items import Item
from msc_kg.phrases.product_reader import HEADS, QUALIFIERS, Draft, Reader
from msc_kg.phrases.product_words import broader_tissues
from msc_kg.phrases.tokens import keys

_IN_BRACKETS = QUALIFIERS | HEADS | {kinds.LINK, kinds.MARK, kinds.JOIN}
_BEFORE_ORIGIN = frozenset({kinds.LINK, kinds.MODIFIER, kinds.MARK})
_ARTICLES = frozenset({"the", "a", "an", "their", "his", "her", "one", "s"})
# Whose tissue it is, and which part of it: "from each patient's iliac crest bone marrow".
_OWNERS = _ARTICLES | frozenset(
    keys(
        "each every patient patients' recipient subject participant own iliac crest normal healthy"
        " parental maternal transplant enrolled"
    )
)
_AUXILIARIES = frozenset({"are", "were", "is", "was", "be", "been", "will", "would", "that"})
_ORIGINS = frozenset(keys("derived isolated obtained harvested collected extracted generated"))
_BETWEEN_TOLD = frozenset({kinds.PERSON, kinds.LINK, kinds.MARK})
_TREATED = re.compile(r"transplant|fail|disease|injur|graft|cirrho|cancer|fibros")


class TailReader(Reader):
    """Reads what follows a head."""

    def tail(self, draft: Draft, at: int) -> int:
        """Read what follows the head into the draft; return where it ends."""
        while (item := self.items[at]).kind is not kinds.OTHER or item.key in _AUXILIARIES:
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
        close = self.closing(at) if self.items[at].kind is kinds.OPEN else None
        if close is None or close == at + 1:
            return None
        inside = self.items[at + 1 : close]
        known = [item for item in inside if item.kind in _IN_BRACKETS]
        if len(known) < len(inside) and not self._is_code(inside):
            return None
        cells = [item for item in known if item.kind is kinds.CELL]
        if any(not self._agrees(draft, item) for item in cells):
            return None
        for offset, item in enumerate(inside, at + 1):
            if item.kind in _IN_BRACKETS:
                draft.take(item)
            if item.kind is kinds.BRAND and draft.brand_at < 0:
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
        words = [item for item in inside if item.kind not in (kinds.MARK, kinds.PERSON)]
        if len(words) != 1 or " " in words[0].text:
            return False
        return sum(map(str.isupper, words[0].text)) >= 2

    def _origin(self, draft: Draft, at: int) -> int | None:
        """ "derived from human bone marrow", "of Wharton's jelly", "from related donors"."""
        start = at = self._past_auxiliaries(at)
        while at < start + 4 and self.items[at].kind in _BEFORE_ORIGIN:
            at += 1
        if self.items[at].kind is not kinds.FROM or self.items[at].below:
            return None
        told, end = self._told_after(at + 1)
        if end is None or not self._fits(draft, told, end):
            return None
        for item in (*self.items[start:at], *told):
            draft.take(item)
        draft.made_from = draft.made_from or told[-1].kind is kinds.CELL
        return end

    def _past_auxiliaries(self, at: int) -> int:
        """Past "will be" in "MSC that will be isolated from bone marrow"."""
        after = at
        while after < at + 3 and self.items[after].key in _AUXILIARIES:
            after += 1
        told = self.items[after].key in _ORIGINS
        return after if told and not self.whole_cell else at

    def _fits(self, draft: Draft, told: Sequence[Item], end: int) -> bool:
        """Not "BM-MSC from liver transplanted patients": another tissue, or a treatment."""
        tissues = [item.sense.value for item in told if item.kind is kinds.TISSUE]
        if tissues and _TREATED.match(self.items[end].key):
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
        for here, item in enumerate(self.items[at : at + 9], at):
            if item.loose and not self.whole_cell:
                break
            if item.kind is kinds.CELL:
                return [*told, item], here + 1
            if item.kind is kinds.TISSUE:
                past = self._past_links(here + 1)
                cells = [self.items[past]] if self.items[past].kind is kinds.CELL else []
                return [*told, item, *cells], past + len(cells)
            if item.kind in (kinds.DONOR, kinds.MODIFIER):
                told.append(item)
                end = here + 1 if item.kind is kinds.DONOR else end
            elif item.kind not in _BETWEEN_TOLD and item.key not in _OWNERS:
                break
        return (told, end) if end else ([], None)

    def _past_links(self, at: int) -> int:
        """Past "tissue" and "origin" after the name of a tissue."""
        while self.items[at].kind is kinds.LINK:
            at += 1
        return at

    def _brand_after(self, draft: Draft, at: int) -> int | None:
        """ "MSC Prochymal", "Alofisel / darvadstrocel"."""
        joined = self.items[at].text in ("/", "-", ",", ";")
        here = at + 1 if joined else at
        item = self.items[here]
        if item.kind is not kinds.BRAND or item.below:
            return None
        if draft.brand_at >= 0 and self.items[draft.brand_at].sense != item.sense:
            return None
        if draft.brand_at < 0:
            draft.brand_at = here
        return here + 1

    def _modifier_after(self, draft: Draft, at: int) -> int | None:
        here = at + 1 if self.items[at].is_hyphen and self.items[at].tight else at
        if self.items[here].kind is not kinds.MODIFIER or self.items[here].below:
            return None
        if self.more_follows(here):
            return None
        draft.take(self.items[here])
        return here + 1

    def _qualifiers_after(self, draft: Draft, at: int) -> int | None:
        """In a cell: "MSC, autologous", "MSC allogeneic BM"."""
        here = at + 1 if self.items[at].text in (",", ";", "-", "–", "/") else at
        end = here
        while self.items[end].kind in QUALIFIERS:
            end += 1
        if not self.whole_cell or end == here or self.items[end].kind in HEADS:
            return None
        if self.more_follows(end - 1):
            return None
        for item in self.items[here:end]:
            draft.take(item)
        return end
