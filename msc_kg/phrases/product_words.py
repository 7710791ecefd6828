"""The words that name cell products, from the concept schemes: what each says."""

from collections.abc import Iterator, Mapping
from functools import cache

from msgspec import Struct, structs

from msc_kg import schemes
from msc_kg.phrases import product_kinds as kinds
from msc_kg.phrases.product_kinds import Kind
from msc_kg.phrases.tokens import Labels, keys, tokens
from msc_kg.terms import Iri
from msc_kg.vocab import msc


class Sense(Struct, frozen=True):
    """What a label says.

    ``value`` is the notation of a cell type, the preferred label of a tissue or donor, the
    IRI of a brand, or the words of a generic. ``capitals`` is how many capital letters the
    word needs in running text. ``notation`` is the cell type of a brand.
    """

    kind: Kind
    value: str = ""
    tissues: tuple[str, ...] = ()
    donors: tuple[str, ...] = ()
    capitals: int = 0
    notation: str | None = None


class Lexicon(Struct, frozen=True):
    """All words of products, and the cell types that a tissue and a generic word make.

    ``short_tissues`` and ``short_cells`` are the abbreviations that are written as one word
    ("hUCMSC"), by key. ``blood_tissues`` are those that blood stem cells come from, too.
    """

    labels: Labels[Sense]
    pairs: Mapping[tuple[str, str], Sense]
    short_tissues: Mapping[str, Sense]
    short_cells: Mapping[str, Sense]
    blood_tissues: frozenset[str] = frozenset()


OTHER = Sense(kinds.OTHER)
_FUNCTION_WORDS: Mapping[Kind, str] = {
    kinds.MESENCHYMAL: "mesenchymal mesenchyme mesenchym mesenchimal mesechymal messenchymal"
    " mesenchymall mesencymal mesenchymel",
    kinds.PERSON: "human adult h",
    kinds.LINK: "derived derive drived origin originated originating source sourced tissue isolated"
    " obtained harvested collected extracted generated prepared produced manufactured based",
    kinds.FROM: "from of",
    kinds.JOIN: "with and plus or vs versus",
    kinds.CARRIER: "loaded seeded embedded mixed suspended combined carried impregnated",
}
_OTHER_CORDS = ("spinal cord", "vocal cord", "spermatic cord", "cord injury", "cord compression")
# Procedures are told with the cells ("mesenchymal stem cell infusion") but are not the cells.
_PROCEDURES = frozenset(keys("transplantation transplant therapy infusion implantation"))
_NOT_STATED = frozenset({"unspecified-tissue", "unspecified-donor", "mixed-donor"})
_GENERIC = frozenset({("stem", "cell"), ("stromal", "cell")})
# "M cells" is a number of cells, "mesenchymal stem" a name cut short.
_NO_LABELS = frozenset({("m", "cell"), ("msc", "m"), ("mesenchymal", "stem"), ("cell",)})
_GLUED_HEADS = ("MSC", "MNC", "HSC", "SVF", "MPC", "ASC")
GLUED_ENDS = tuple(map(str.casefold, _GLUED_HEADS))
"""Abbreviations that are written as one word with what stands before them ("hUCMSC")."""
_LEADING = frozenset({kinds.TISSUE, kinds.DONOR, kinds.PERSON, kinds.MODIFIER, kinds.LINK})


@cache
def lexicon() -> Lexicon:
    """Return the words of products, read from the schemes once."""
    labels = Labels(_simple_entries(), between="()_", balanced=True)
    short_tissues = {
        keys(label)[0]: sense
        for label, sense in _concept_entries("tissues", kinds.TISSUE)
        if sense.capitals >= 2 and len(label) <= 4 and label.isalpha()
    }
    stated = list(_cell_entries())
    # the base type that an abbreviation ends with: ASC and MPC are MSCs
    bases = {entry.label: entry.sense.value for entry in reversed(stated)}
    short_cells = {key.casefold(): Sense(kinds.CELL, bases.get(key, key)) for key in _GLUED_HEADS}
    words = Lexicon(labels, {}, short_tissues, short_cells)
    pairs: dict[tuple[str, str], Sense] = {}
    known: dict[tuple[str, ...], str] = {}
    entries = sorted(stated, key=_composite_last)
    for entry in entries:
        _add_cell(words, pairs, known, entry)
    blood = (entry.sense.tissues for entry in entries if entry.sense.value == "HSC")
    return structs.replace(words, pairs=pairs, blood_tissues=frozenset().union(*blood))


def capitals(text: str) -> int:
    """Return how many capital letters a text has."""
    return sum(map(str.isupper, text))


def glued(words: Lexicon, key: str) -> Sense | None:
    """Return what abbreviations written as one word say.

    >>> glued(lexicon(), "allohucmsc").tissues
    ('umbilical cord',)
    """
    if not (4 <= len(key) <= 14 and key.endswith(GLUED_ENDS)):
        return None
    donors: tuple[str, ...] = ()
    for short, label in (("auto", "autologous"), ("allo", "allogeneic")):
        if key.startswith(short):
            key, donors = key[4:], (label,)
    for rest in (key, key[1:]) if key.startswith("h") else (key,):
        for head, cell in words.short_cells.items():
            if rest == head and (donors or rest != key):
                return structs.replace(cell, donors=donors)
            tissue = words.short_tissues.get(rest[: -len(head)]) if rest.endswith(head) else None
            if tissue:
                return structs.replace(cell, tissues=(tissue.value,), donors=donors)
    return None


@cache
def broader_tissues() -> dict[str, frozenset[str]]:
    """Return the preferred labels of the tissues broader than each, by preferred label."""
    scheme = schemes.load("tissues")
    return {
        concept.label: frozenset(
            scheme.concepts[iri].label for iri in scheme.ancestors(concept.iri)[1:]
        )
        for concept in scheme
    }


def _simple_entries() -> Iterator[tuple[str, Sense]]:
    for kind, spelt in _FUNCTION_WORDS.items():
        yield from ((word, Sense(kind)) for word in spelt.split())
    yield from ((phrase, OTHER) for phrase in _OTHER_CORDS)
    yield from _concept_entries("tissues", kinds.TISSUE)
    yield from _concept_entries("donors", kinds.DONOR)
    yield from _concept_entries("cell-modifiers", kinds.MODIFIER)
    cells = schemes.load("cell-types").concepts
    for concept in schemes.load("brands"):
        stated = concept.properties.get(str(msc.cellType), ())
        notation = next((cells[Iri(iri)].notation for iri in stated if iri in cells), None)
        for label in concept.labels:
            needed = capitals(label) if label.isupper() and len(label) <= 4 else 0
            yield label, Sense(kinds.BRAND, str(concept.iri), capitals=needed, notation=notation)


def _concept_entries(scheme: str, kind: Kind) -> Iterator[tuple[str, Sense]]:
    for concept in schemes.load(scheme):
        if concept.notation not in _NOT_STATED:
            for label in concept.labels:
                yield label, Sense(kind, concept.label, capitals=_needed_capitals(label))


def _needed_capitals(label: str) -> int:
    """Two for abbreviations of tissues, three for longer ones; none for words."""
    count = capitals(label)
    return min(count, 3) if count > 1 and len(label.split()) == 1 else 0


class _Entry(Struct, frozen=True):
    """A label of a cell type; ``types`` are the notations of the type and of broader ones.

    A composite type narrows its base by the tissue alone.
    """

    label: str
    sense: Sense
    types: frozenset[str]
    composite: bool


def _composite_last(entry: _Entry) -> tuple[bool, int, str]:
    return entry.composite, len(keys(entry.label)), entry.label


def _cell_entries() -> Iterator[_Entry]:
    scheme = schemes.load("cell-types")
    for concept in scheme:
        base = _base(scheme, concept)
        tissue = _tissue(concept) if base is not concept else None
        broader = (scheme.concepts[iri].notation or "" for iri in scheme.ancestors(concept.iri))
        types = frozenset(broader)
        notation = concept.notation or ""
        for label in (*concept.labels, *([notation] if len(notation) > 2 else [])):
            sense = Sense(
                kinds.CELL,
                base.notation or base.label,
                (tissue,) if tissue else (),
                capitals=_needed_capitals(label),
            )
            yield _Entry(label, sense, types, base is not concept)


def _base(scheme: schemes.Scheme, concept: schemes.Concept) -> schemes.Concept:
    """The nearest broader type that the concept does not narrow by tissue alone."""
    while concept.broader and _tissue(concept):
        parent = scheme.concepts[concept.broader[0]]
        if _tissue(parent) == _tissue(concept):
            return concept
        concept = parent
    return concept


def _tissue(concept: schemes.Concept) -> str | None:
    stated = concept.properties.get(str(msc.tissueSource), ())
    tissues = schemes.load("tissues").concepts
    return next((tissues[Iri(iri)].label for iri in stated if iri in tissues), None)


def _add_cell(
    words: Lexicon,
    pairs: dict[tuple[str, str], Sense],
    known: dict[tuple[str, ...], str],
    entry: _Entry,
) -> None:
    """Add a label, unless the grammar takes it apart: "BM-derived MSC", "IS-AD-MSC"."""
    spelt = keys(entry.label)
    if spelt in _NO_LABELS or _PROCEDURES.intersection(spelt[1:]):
        return
    if spelt in _GENERIC:
        words.labels.add(spelt, Sense(kinds.GENERIC, " ".join(spelt)))
        return
    told, rest = _split(words, entry.label)
    parts = (rest if told else (), _drop_prefix(words, entry.label))
    if any(known.get(part) in entry.types for part in parts):
        return
    if len(spelt) == 1 and glued(words, spelt[0]):
        return
    tissues = tuple(part.value for part in told if part.kind is kinds.TISSUE)
    if entry.composite and tissues == entry.sense.tissues and rest[-1:] == ("cell",):
        pairs[tissues[0], " ".join(rest)] = entry.sense
        words.labels.add(rest, Sense(kinds.GENERIC, " ".join(rest)))
        return
    if not entry.composite:
        tissues = _tissues_in(words, entry.label)
    sense = structs.replace(entry.sense, tissues=tissues or entry.sense.tissues)
    words.labels.add(spelt, sense)
    known.setdefault(spelt, sense.value)


def _split(words: Lexicon, label: str) -> tuple[list[Sense], tuple[str, ...]]:
    """What the words before a cell type say ("adipose-derived"), and the keys of the rest."""
    spelt = tokens(label)
    told: list[Sense] = []
    index = 0
    while index < len(spelt):
        found = words.labels.longest(spelt, index) if spelt[index].is_word else None
        sense = found[1][0] if found else None
        if found and sense and sense.kind in _LEADING:
            told.append(sense)
            index = found[0]
        elif spelt[index].is_word:
            break
        else:
            index += 1
    return told, tuple(word.key for word in spelt[index:] if word.is_word)


def _tissues_in(words: Lexicon, label: str) -> tuple[str, ...]:
    spelt = tokens(label)
    found = (words.labels.longest(spelt, at) for at in range(len(spelt)) if spelt[at].is_word)
    senses = (senses[0] for _, senses in filter(None, found))
    return tuple(dict.fromkeys(sense.value for sense in senses if sense.kind is kinds.TISSUE))[:1]


def _drop_prefix(words: Lexicon, label: str) -> tuple[str, ...]:
    """The keys of the cell type when the first part is an unknown abbreviation ("IS-AD-MSC")."""
    first, hyphen, rest = label.partition("-")
    return _split(words, rest)[1] if hyphen and first.isupper() else ()
