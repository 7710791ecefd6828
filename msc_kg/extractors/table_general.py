"""What a table says of all its rows at once, in its caption and notes.

"All infusions intravenous", "doses in cells/kg", "trials of MSCs in multiple sclerosis": such
statements fill what no column states; they never overrule a cell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

import msgspec

from msc_kg.extractors.table_layouts import Table
from msc_kg.extractors.table_measures import is_measure
from msc_kg.extractors.table_spotters import SPOTTERS, Vocabulary, donor_types
from msc_kg.phrases import doses, products, routes
from msc_kg.records import Arm, Evidence, Product

Stated = dict[str, tuple[object, ...]]

_CLAUSE = re.compile(r"[();]|\.\s+|\.$|\n|,\s+(?=all\b|each\b|every\b)")
_ALL = re.compile(
    r"\b(?:all|each|every|throughout|always|exclusively|only|in both|unless)\b", re.IGNORECASE
)
_DOSE = re.compile(r"\b(?:dos(?:es?|age|ing)|number of cells|cell numbers?|amounts?)\b", re.I)
_ABOUT = re.compile(
    r"\b(?:in|for|of|with|against|treat(?:ing)?|treatment of|suffering from)\s+"
    r"(?:the\s+)?(?:(?:treatment|therapy|management)\s+of\s+)?(?:(?:adult|human|pa?ediatric)\s+)?"
    r"(?:(?:patients?|subjects?|children|adults|individuals)\s+(?:with|suffering from)\s+)?",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"(?:,?\s\b(?:or|and)\b[^,;]{0,60}?)?[\s,]*"
    r"\b(?:unless|except(?:ing|ions?)?|where|if (?!not)|otherwise)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""What does not hold for all: "unless given per kilogram", "or cells per kg where marked"."""
_MARK = re.compile(r"(?:\(?[a-e1-9]\)?\.?|[*†‡§¶#]{1,3})\s+(?=\S)|[*†‡§¶#]{1,3}(?=\w)")
_TRIALS = re.compile(r"\b(?:trials?|stud(?:y|ies)|clinical)\b", re.IGNORECASE)
_SMALL_WORD = re.compile("[a-z]{1,3}")
"""No abbreviation of a condition: "all studies" are not about leukaemia."""
_LONGEST = 600
_SAMPLE = 20_000


@dataclass(frozen=True)
class General:
    """Fields that hold for all rows, with the place and words of each.

    ``quality`` has the tissue and donor of all products; ``unit`` and ``scale`` are for doses
    that state none; ``cell_type`` for products whose cell names only a tissue.
    """

    fields: Stated = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    quality: Product | None = None
    unit: str | None = None
    scale: float = 1.0
    cell_type: str | None = None


@dataclass(frozen=True, slots=True)
class _Clause:
    """Words of the caption or a note, and whether they speak of all rows."""

    place: str
    text: str
    general: bool
    whole: bool = False


def read_general(table: Table, vocabulary: Vocabulary, own: Set[str], text: str) -> General:
    """Return what caption and notes say of all rows of a table with columns of these kinds.

    ``text`` is that of the document; the only type of cells it names anywhere is that of
    products which the table itself gives none.
    """
    clauses = list(_clauses(table))
    found: Stated = {}
    evidence: dict[str, Evidence] = {}
    for name, kinds, read in _READERS:
        if own & kinds:
            continue
        for clause in clauses:
            values = read(clause, vocabulary)
            if values:
                found[name] = values
                evidence[name] = Evidence(clause.place, clause.text)
                break
    unit, scale = _unit(clauses, table)
    kind = cell_type(table.caption) or cell_type(text)
    return General(found, evidence, _quality(clauses), unit, scale, kind)


def _clauses(table: Table) -> Iterator[_Clause]:
    caption = table.caption[:_LONGEST]
    yield _Clause(f"{table.label}, caption", caption, True, whole=True)
    for part in _CLAUSE.split(caption):
        if part.strip() and part.strip() != caption:
            yield _Clause(f"{table.label}, caption", part.strip(), bool(_ALL.search(part)))
    for note in table.notes:
        for part in _CLAUSE.split(note.text[:4000]):
            if part.strip():
                place = f"{table.label}, line {note.number}"
                yield _Clause(place, part.strip(), bool(_ALL.search(part)))


def _routes(clause: _Clause, vocabulary: Vocabulary) -> tuple[object, ...]:
    if not clause.general:
        return ()
    spans = routes.spot_routes(clause.text, vocabulary.legend)
    values = {span.value.value for span in spans if span.value.value}
    return (spans[0].value,) if len(values) == 1 else ()


def _products(clause: _Clause, vocabulary: Vocabulary) -> tuple[object, ...]:
    if not clause.general:
        return ()
    found = [span.value for span in products.spot_products(clause.text, vocabulary.legend)]
    told = len(set(found)) == 1 and (
        found[0].tissues or found[0].donors or _ALL.search(clause.text)
    )
    return tuple(found[:1]) if told else ()


def _conditions(clause: _Clause, vocabulary: Vocabulary) -> tuple[object, ...]:
    """The one condition that a caption says its trials are in or for."""
    if not clause.place.endswith("caption") or not _TRIALS.search(clause.text):
        return ()
    spotted = sorted(SPOTTERS["condition"](clause.text, vocabulary))
    mentions = [span for span in spotted if not _SMALL_WORD.fullmatch(clause.text, *span)]
    begun = {match.end() for match in _ABOUT.finditer(clause.text)}
    wanted = [clause.text[start:end] for start, end in mentions if start in begun]
    return tuple(wanted) if len(wanted) == 1 == len(mentions) else ()


_READERS = (
    ("routes", frozenset({"route"}), _routes),
    ("products", frozenset({"cell-source", "intervention", "donor"}), _products),
    ("conditions", frozenset({"condition", "condition-group"}), _conditions),
)


def _quality(clauses: Sequence[_Clause]) -> Product | None:
    """Tissue and donor that a clause states of all products ("all cells were autologous")."""
    for clause in clauses:
        if clause.whole and _CLAUSE.search(clause.text.strip(" .")):
            continue
        if not _ALL.search(clause.text):
            continue
        found = {span.value for span in products.spot_products(clause.text)}
        tissues = {product.tissues for product in found} - {()}
        donors = {product.donors for product in found} - {()}
        named = donors.pop() if len(donors) == 1 else donor_types(clause.text)
        stated = Product(
            text=clause.text,
            tissues=tissues.pop() if len(tissues) == 1 else (),
            donors=named if len(named) == 1 else (),
        )
        if stated.tissues or stated.donors:
            return stated
    return None


def _unit(clauses: Sequence[_Clause], table: Table) -> tuple[str | None, float]:
    for clause in clauses:
        mark = _MARK.match(clause.text)
        words = _EXCEPTION.sub("", clause.text[mark.end() if mark else 0 :])
        if mark and _marks_cells(mark.group().strip(), table):
            continue
        if is_measure(words) or (_DOSE.search(words) and not doses.spot_doses(words)):
            unit, scale = doses.read_dose_header(words)
            if unit:
                return unit, scale
    return None, 1.0


def _marks_cells(mark: str, table: Table) -> bool:
    """Whether a mark of a footnote stands in cells and not in the header."""
    if mark.isalnum() or any(mark in column.name for column in table.header.columns):
        return False
    rows = (" ".join(row.cells) for row in table.rows)
    return any(mark in text for text in (*rows, *(line.text for line in table.lines)))


def cell_type(text: str) -> str | None:
    """The one type of cells that a text names."""
    types = {span.value.cell_type for span in products.spot_products(text[:_SAMPLE])} - {None}
    return types.pop() if len(types) == 1 else None


def complete(
    fields: Mapping[str, object], arms: Sequence[Arm], general: General
) -> tuple[dict[str, object], dict[str, Evidence]]:
    """Return the fields of a row with what the table says of all rows, and where it says so."""
    completed = dict(fields)
    added: dict[str, Evidence] = {}
    for name, values in general.fields.items():
        if not fields.get(name) and not any(getattr(arm, name, ()) for arm in arms):
            completed[name] = values
            added |= {f"{name}[{n}]": general.evidence[name] for n in range(len(values))}
    return completed, added


def qualified(given: Sequence[Product], general: General) -> tuple[Product, ...]:
    """Return the products with the tissue and donor that the table states of all."""
    quality = general.quality
    if quality is None:
        return tuple(given)
    return tuple(
        msgspec.structs.replace(
            product,
            tissues=product.tissues or quality.tissues,
            donors=product.donors or quality.donors,
        )
        for product in given
    )
