"""Rows of a table to records: fields with their evidence, further lines to arms."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from msc_kg.extractors.coverage import coverage
from msc_kg.extractors.table_cells import part_of_cell, read_cell
from msc_kg.extractors.table_columns import Column
from msc_kg.extractors.table_general import General, complete
from msc_kg.extractors.table_rows import Reading, Row
from msc_kg.extractors.table_spotters import Vocabulary, donor_types
from msc_kg.extractors.table_treatments import Context, Fields
from msc_kg.phrases import citations, registry_ids
from msc_kg.phrases.fillers import is_filler
from msc_kg.records import Arm, Coverage, Evidence, Product, Record, Reference, Sponsor

SECTION = "section"
"""The name of the column that the headings between rows make."""
UNSURE = 0.5
"""Rows cut with less confidence than this carry a note."""

_POINTED = re.compile(r"\d\.\d")
_ARM_FIELDS = ("enrollment", "products", "doses", "routes")
_CITING = frozenset({"condition", "title", "cell-source", "sponsor", "status", "country", "phase"})
_TEXT_FIELDS = ("title", "outcome")


@dataclass(frozen=True)
class Source:
    """What all records of one table share; ``pointed`` columns have decimal points."""

    document: str
    label: str
    as_of: str | None
    vocabulary: Vocabulary
    general: General = field(default_factory=General)
    pointed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Stated:
    """The fields of one line, per field the column and cell it was read from, columns used."""

    fields: Fields
    places: Mapping[str, tuple[str, str]]
    used: frozenset[str] = frozenset()


def pointed(reading: Reading) -> frozenset[str]:
    """Return the names of the columns whose decimals have points; their commas part values."""
    return frozenset(
        column.name
        for place, column in enumerate(reading.columns)
        if any(_POINTED.search(row.cells[place][:200]) for row in reading.rows)
    )


def read_record(row: Row, columns: Sequence[Column], source: Source) -> Record:
    """Return the record of a row."""
    lines = [_state(cells, columns, source) for cells in (row.cells, *row.further)]
    fields, places = _registered_anywhere(*_joined(lines), row, columns)
    arms, shared, arm_places = _arms(lines)
    listed = fields.pop("arms", ())
    arms = arms or listed
    fields = {
        name: value for name, value in fields.items() if name in shared or name not in _ARM_FIELDS
    }
    places = {name: place for name, place in places.items() if name in fields}
    locator = f"{source.label}, row {row.number}"
    notes = (*fields.pop("notes", ()), *_notes(row, columns))
    completed, general = complete(fields, arms, source.general)
    evidence = {
        **_evidence(fields, places, locator),
        **general,
        **{path: _place(locator, place) for path, place in arm_places.items()},
    }
    return Record(
        kind="review-row",
        document=source.document,
        locator=locator,
        arms=arms,
        as_of=source.as_of,
        abbreviations=_occurring(source.vocabulary.legend, row),
        notes=notes,
        coverage=_coverage(lines, row, columns),
        evidence=evidence,
        **_with_country(completed),
    )


def _coverage(lines: Sequence[_Stated], row: Row, columns: Sequence[Column]) -> Coverage:
    """The columns with content here, and those that a field was read from."""
    used = {name for line in lines for name in line.used}
    cells = zip(columns, zip(row.cells, *row.further, strict=False), strict=False)
    return coverage(
        (column.name or f"column {number}", column.name in used)
        for number, (column, texts) in enumerate(cells, 1)
        if any(text and not is_filler(text) for text in texts)
    )


def _with_country(fields: Fields) -> Fields:
    """The only country beside a sponsor is the sponsor's."""
    sponsor, locations = fields.get("sponsor"), fields.get("locations", ())
    if not isinstance(sponsor, Sponsor) or len(locations) != 1 or locations[0].city:
        return fields
    given = msgspec.structs.replace(sponsor, country=sponsor.country or locations[0].country)
    return {**{n: v for n, v in fields.items() if n != "locations"}, "sponsor": given}


def _state(cells: Sequence[str], columns: Sequence[Column], source: Source) -> _Stated:
    vocabulary = source.vocabulary
    own = frozenset(kind for column in columns for kind in (column.kind, *column.parts))
    fields: Fields = {}
    places: dict[str, tuple[str, str]] = {}
    used: set[str] = set()
    donor = ("", "", "")
    for column, cell in zip(columns, cells, strict=True):
        context = Context(column, vocabulary, own, source.general, column.name in source.pointed)
        for kind in column.parts or (column.kind,):
            words = part_of_cell(kind, cell, column, vocabulary) if column.parts else cell
            if kind in _CITING and "reference" not in own:
                words, cited = _without_citations(words)
                fields["references"] = _merged(fields.get("references"), cited)
                used.update([column.name] if cited else ())
            if kind == "donor" and words:
                donor = (words, column.name, cell)
                used.update([column.name] if donor_types(words) else ())
            for name, value in read_cell(kind, words, context).items():
                merge = _one_product if (kind, name) == ("cell-source", "products") else _merged
                fields[name] = merge(fields.get(name), value)
                places.setdefault(name, (column.name, cell))
                used.add(column.name)
    return _with_donor(_Stated(fields, places, frozenset(used)), *donor)


def _without_citations(cell: str) -> tuple[str, tuple[Reference, ...]]:
    """A cell without the citations in brackets, which are the row's references."""
    spans = citations.spot_markers(cell)
    for span in reversed(spans):
        cell = f"{cell[: span.start].rstrip()} {cell[span.end :].lstrip()}".strip()
    return cell, tuple(Reference(marker=marker) for span in spans for marker in span.value)


def _merged(present: object, value: object) -> object:
    """Tuples of two columns are joined, eligibility completed; otherwise the first column holds."""
    if isinstance(present, tuple) and isinstance(value, tuple):
        return tuple(dict.fromkeys((*present, *value)))
    if isinstance(present, msgspec.Struct) and type(present) is type(value):
        stated = {n: v for n, v in msgspec.structs.asdict(present).items() if v is not None}
        return msgspec.structs.replace(value, **stated)
    return value if present is None else present


def _one_product(present: object, value: object) -> object:
    """One product of two columns, the cells in one and their source in the other."""
    if not (isinstance(present, tuple) and isinstance(value, tuple)):
        return _merged(present, value)
    if len(present) != 1 or len(value) != 1:
        return _merged(present, value)
    first, second = present[0], value[0]
    if first.tissues and second.tissues and first.tissues != second.tissues:
        return _merged(present, value)
    named = first if first.cell_type or first.brand else second
    return (
        msgspec.structs.replace(
            named,
            cell_type=first.cell_type or second.cell_type,
            tissues=first.tissues or second.tissues,
            donors=first.donors or second.donors,
            brand=first.brand or second.brand,
        ),
    )


def _with_donor(stated: _Stated, words: str, column: str, cell: str) -> _Stated:
    """Give the products the donor of a column of its own ("Match")."""
    found = donor_types(words)
    if not found:
        return stated
    given: Sequence[Product] = stated.fields.get("products", ())
    products = tuple(
        product if product.donors else msgspec.structs.replace(product, donors=found)
        for product in given
    )
    products = products or (Product(text=cell, donors=found),)
    places = {"products": (column, cell), **stated.places}
    return _Stated({**stated.fields, "products": products}, places, stated.used)


def _joined(lines: Sequence[_Stated]) -> tuple[Fields, dict[str, tuple[str, str]]]:
    """The fields of the first line, with the texts of further lines joined on."""
    fields = dict(lines[0].fields)
    places = dict(lines[0].places)
    for line in lines[1:]:
        for name, value in line.fields.items():
            if name in _TEXT_FIELDS and name in fields:
                fields[name] = f"{fields[name]} {value}"
                places[name] = (places[name][0], f"{places[name][1]} {line.places[name][1]}")
            elif name not in _ARM_FIELDS:
                fields[name] = _merged(fields.get(name), value)
                places.setdefault(name, line.places.get(name, ("", "")))
    return fields, places


def _registered_anywhere(
    fields: Fields, places: dict[str, tuple[str, str]], row: Row, columns: Sequence[Column]
) -> tuple[Fields, dict[str, tuple[str, str]]]:
    """Where the column for it states none, take registry ids from the other cells of the row."""
    if fields.get("registry_ids") or fields.get("secondary_ids"):
        return fields, places
    found: dict[str, tuple[str, str]] = {}
    for column, cell in zip(columns, row.cells, strict=True):
        for span in registry_ids.spot_registry_ids(cell):
            found.setdefault(span.value, (column.name, cell))
    if not found:
        return fields, places
    place = next(iter(found.values()))
    return {**fields, "registry_ids": tuple(found)}, {**places, "registry_ids": place}


def _arms(
    lines: Sequence[_Stated],
) -> tuple[tuple[Arm, ...], frozenset[str], dict[str, tuple[str, str]]]:
    """The arms of a row, the fields that all share, and where the arms' fields were read.

    A field that any further line states differs from arm to arm; the rest is shared.
    """
    further = [line for line in lines[1:] if any(name in line.fields for name in _ARM_FIELDS)]
    varying = frozenset(name for line in further for name in _ARM_FIELDS if name in line.fields)
    if not varying:
        return (), frozenset(_ARM_FIELDS), {}
    arms: list[Arm] = []
    places: dict[str, tuple[str, str]] = {}
    for number, line in enumerate((lines[0], *further)):
        stated = {name: line.fields[name] for name in _ARM_FIELDS if name in line.fields}
        own = {name: value for name, value in stated.items() if name in varying}
        arms.append(Arm(**own))
        for name in own:
            for path in _paths(name, own[name]):
                places[f"arms[{number}].{path}"] = line.places[name]
    return tuple(arms), frozenset(_ARM_FIELDS) - varying, places


def _paths(name: str, value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from (f"{name}[{number}]" for number in range(len(value)))
    else:
        yield name


def _evidence(
    fields: Fields, places: Mapping[str, tuple[str, str]], locator: str
) -> dict[str, Evidence]:
    return {
        path: _place(locator, places[name])
        for name, value in fields.items()
        if name in places
        for path in _paths(name, value)
    }


def _place(locator: str, place: tuple[str, str]) -> Evidence:
    column, cell = place
    return Evidence(f"{locator}, column {column}" if column else locator, cell)


def _notes(row: Row, columns: Sequence[Column]) -> Iterator[str]:
    if row.confidence is not None and row.confidence < UNSURE:
        yield f"the row has no delimiters and was cut with little confidence ({row.confidence:.2f})"
    yield from row.remarks
    for place in sorted(row.carried):
        yield f"column {columns[place].name} is empty here; taken from above"


def _occurring(legend: Mapping[str, str], row: Row) -> dict[str, str]:
    text = " ".join(cell for cells in (row.cells, *row.further) for cell in cells)
    return {key: words for key, words in legend.items() if _occurs(key, text)}


def _occurs(key: str, text: str) -> bool:
    return bool(re.search(rf"(?<![^\W_]){re.escape(key)}s?(?![^\W_])", text))


def sectioned(reading: Reading) -> Reading:
    """Give rows below a heading its words as their condition, where no column states one."""
    if any(column.kind == "condition" for column in reading.columns):
        return reading
    if not any(row.section for row in reading.rows):
        return reading
    column = Column(SECTION, ("condition",))
    rows = tuple(
        replace(
            row,
            cells=(*row.cells, row.section),
            further=tuple((*cells, "") for cells in row.further),
        )
        for row in reading.rows
    )
    return replace(reading, columns=(*reading.columns, column), rows=rows)
