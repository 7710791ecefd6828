"""Cell products in running text and in cells of tables."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msc_kg.phrases import product_kinds as kinds
from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.product_company import add_company
from msc_kg.phrases.product_context import (
    is_named_after,
    is_negated,
    is_part_of_number,
    is_source,
    is_studied,
)
from msc_kg.phrases.product_grammar import Grammar
from msc_kg.phrases.product_items import Item, read_items, read_with_heads
from msc_kg.phrases.product_reader import Draft
from msc_kg.phrases.product_stems import may_name_product as may_name_product
from msc_kg.phrases.product_words import broader_tissues, lexicon
from msc_kg.phrases.spans import Span
from msc_kg.phrases.tokens import keys, tokens
from msc_kg.records import Product

# Types that running text tells by themselves; others need a tissue, a donor or company.
_COMMON = frozenset({"MSC", "MSC-NP", "MSC-NTF", "MAPC", "Muse", "SVF", "EPC"})
_COMPANIONS = frozenset({"HSC", "MNC", "BMAC", "CD34+", "CD133+", "EXO", "CM-medium"})
_MADE_OF_CELLS = frozenset({"EXO", "CM-medium"})
# A transplant of blood stem cells is a treatment of its own, not a product studied here.
_TREATMENT = re.compile(
    r"(?:auto|allo)?(?:transplant|graft|rescue|support|mobili|count|donor|harvest)"
)
_TRANSPLANTS = re.compile(r"[cb]t$")
_COMPARATORS = frozenset(
    keys("placebo control saline sham vehicle none standard conventional no untreated drug")
)
_SEPARATORS = frozenset({",", ";", "/", "+", "&", "and", "or", "plus", "with", "vs", "versus"})


def spot_products(
    text: str, legend: Mapping[str, str] | None = None, *, spelt_out: bool = False
) -> tuple[Span[Product], ...]:
    """Return the cell products named in running text, left to right.

    A donor or a tissue alone is none, nor is a transplant of blood stem cells, nor are cells
    that something else is made of or that are only studied. ``spelt_out``: the document spells
    "mesenchymal stem cells" out elsewhere, so that "MSC" means them.

    >>> [span.value.text for span in spot_products("Conventional plus UC-MSC, phase 1")]
    ['UC-MSC']
    """
    items, heads = read_with_heads(text, legend)
    if not heads:
        return ()
    grammar = Grammar(items, heads, lexicon(), whole_cell=False)
    drafts = list(_drafts(grammar))
    certain = spelt_out or any(_is_certain(items, draft) for draft in drafts)
    found: list[Span[Product]] = []
    last: Draft | None = None
    for draft in drafts:
        told = _is_product(grammar.items, draft, certain, last)
        if told and not _is_told_of_other(text, grammar, draft):
            found.append(_span(text, grammar, draft))
            last = draft
    return tuple(found)


def read_products(cell: str, legend: Mapping[str, str] | None = None) -> tuple[Product, ...]:
    """Return the products of a whole cell of a table; fillers and comparators give none.

    Here a tissue or a donor alone is a product of unknown type, and so are words that name
    no known product.

    >>> read_products("Adipose, autologous")[0].tissues
    ('adipose tissue',)
    """
    text = cell.strip()
    if is_filler(text) or not any(sign.isalpha() for sign in text):
        return ()
    grammar = Grammar(*read_with_heads(text, legend), lexicon(), whole_cell=True)
    drafts = list(_drafts(grammar))
    spans = [_span(text, grammar, draft) for draft in drafts]
    if len(spans) == 1 and _is_whole(text, spans[0]):
        return (_renamed(spans[0].value, text),)
    if spans:
        return tuple(dict.fromkeys(span.value for span in spans))
    return _without_type(text, grammar)


def read_tissues(cell: str, legend: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the tissues a cell names, as preferred labels."""
    return _tissues(read_items(cell, legend))


def read_donors(cell: str, legend: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the relations of donor and recipient a cell names, as preferred labels."""
    items = read_items(cell, legend)
    return tuple(dict.fromkeys(item.sense.value for item in items if item.kind is kinds.DONOR))


def _tissues(items: Sequence[Item]) -> tuple[str, ...]:
    return _narrowest(tuple([item.sense.value for item in items if item.kind is kinds.TISSUE]))


def _drafts(grammar: Grammar) -> Iterator[Draft]:
    at = 0
    for head in grammar.heads:
        while at <= head:
            draft, at = grammar.read(grammar.name_start(head, at))
            if draft is not None:
                add_company(grammar, draft)
                at = draft.last
                negated = draft.first and is_negated(grammar.items, draft)
                if not (negated or grammar.is_disowned(draft)):
                    yield draft


def _notation(items: Sequence[Item], draft: Draft) -> str | None:
    if draft.head is not None:
        return draft.head.value
    return items[draft.brand_at].sense.notation if draft.brand_at >= 0 else None


def _is_told_of_other(text: str, grammar: Grammar, draft: Draft) -> bool:
    """Whether the cells are named for what they are made into, or for what happens to them."""
    if draft.brand_at >= 0:
        return is_part_of_number(text, grammar.end(draft.last - 1))
    if is_named_after(grammar.items, draft):
        return True
    if not draft.first:  # nothing stands before it
        return False
    return is_source(grammar.items, draft) or is_studied(text, grammar, draft)


def _is_certain(items: Sequence[Item], draft: Draft) -> bool:
    """Whether a draft is a product by its own words: spelt out, or an abbreviation of its own."""
    if draft.brand_at >= 0:
        return True
    if _notation(items, draft) not in _COMMON:
        return False
    head = items[draft.head_at]
    if head.text.casefold() == "muse":  # of alprostadil, too
        return False
    if head.kind is kinds.GENERIC:
        return not _is_doubtful(draft, head)
    short = head.sense.capitals > 0 and "msc" not in head.key
    return not short or (len(head.key) > 3 and head.key.endswith("sc"))


def _is_doubtful(draft: Draft, head: Item) -> bool:
    """Bone marrow stem cells may be haematopoietic, stromal cells are not; fat cells are fat."""
    if head.sense.value == "cell" and not draft.derived:
        return True
    sure = draft.mesenchymal or "strom" in head.sense.value
    return not sure and not lexicon().blood_tissues.isdisjoint(draft.tissues)


def _is_product(items: Sequence[Item], draft: Draft, certain: bool, before: Draft | None) -> bool:
    if _is_certain(items, draft):
        return True
    notation = _notation(items, draft)
    if notation in _COMMON:
        return certain or (draft.head_at > draft.first and items[draft.head_at].kind is kinds.CELL)
    beside = before is not None and before.last + 1 == draft.first
    if beside:
        return items[draft.first - 1].kind is kinds.JOIN
    if notation in _MADE_OF_CELLS:
        named = items[draft.head_at].key.startswith(("msc", "mesench"))
        return draft.made_from or named or (certain and bool(draft.tissues))
    return notation in _COMPANIONS and _is_given(items, draft, certain)


def _is_given(items: Sequence[Item], draft: Draft, certain: bool) -> bool:
    """Whether blood or marrow cells are a product: not a sample, a transplant, a count."""
    head, after = items[draft.head_at], items[draft.last].key
    if _TREATMENT.match(after) or _TRANSPLANTS.search(head.key) or "blood" in draft.tissues:
        return False
    return bool(draft.tissues) and (certain or head.kind is kinds.CELL)


def _span(text: str, grammar: Grammar, draft: Draft) -> Span[Product]:
    items = grammar.items
    start, end = grammar.start(draft.first), grammar.end(draft.last - 1)
    product = Product(
        text=" ".join(text[start:end].split()),
        cell_type=_notation(items, draft),
        tissues=_narrowest(draft.tissues),
        donors=_once(draft.donors),
        brand=items[draft.brand_at].text if draft.brand_at >= 0 else None,
        modifiers=_once(draft.modifiers),
        co_interventions=draft.company,
    )
    return Span(start, end, product)


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    return words if len(words) < 2 else tuple(dict.fromkeys(words))


def _narrowest(tissues: tuple[str, ...]) -> tuple[str, ...]:
    """Each tissue once; "Wharton's jelly of the umbilical cord" is Wharton's jelly."""
    if len(tissues) < 2:
        return tissues
    broader = {wide for tissue in tissues for wide in broader_tissues().get(tissue, ())}
    return tuple(dict.fromkeys(tissue for tissue in tissues if tissue not in broader))


def _is_whole(text: str, span: Span[Product]) -> bool:
    """Whether the words around the one product of a cell still tell of it alone."""
    rest = text[: span.start] + " " + text[span.end :]
    joined = not _SEPARATORS.isdisjoint(word.key for word in tokens(rest))
    return len(rest) < 60 and not joined and not any(sign.isdigit() for sign in rest)


def _renamed(product: Product, text: str) -> Product:
    return Product(
        " ".join(text.split()),
        product.cell_type,
        product.tissues,
        product.donors,
        product.brand,
        product.modifiers,
        product.co_interventions,
    )


def _without_type(text: str, grammar: Grammar) -> tuple[Product, ...]:
    items = grammar.items[:-1]  # without what stands after the last
    told = [p for p in _parts(items) if any(items[at].kind is kinds.TISSUE for at in p)]
    if len(told) > 1 and len(_tissues(items)) > 1:
        return tuple(
            _told(text[grammar.start(part[0]) : grammar.end(part[-1])], [items[at] for at in part])
            for part in told
        )
    if items and items[0].key in _COMPARATORS:
        return ()
    return (_told(text, items),) if len(text) <= 200 else ()


def _parts(items: Sequence[Item]) -> Iterator[list[int]]:
    """Yield the items between separators, by their places."""
    part: list[int] = []
    for at, item in enumerate(items):
        if item.below or item.key in _SEPARATORS:
            yield part
            part = []
        if item.key not in _SEPARATORS:
            part.append(at)
    yield part


def _told(text: str, items: Sequence[Item]) -> Product:
    draft = Draft(0)
    for item in items:
        draft.take(item)
    cell = next((item.cell for item in items if item.cell), None)
    return Product(
        " ".join(text.split()),
        cell.value if cell else None,
        () if cell else _narrowest(draft.tissues),
        _once(draft.donors),
        None,
        _once(draft.modifiers),
    )
