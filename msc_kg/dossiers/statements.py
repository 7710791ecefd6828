"""What the documents say about one trial: from triples of records and parts to statements.

Whatever a record or one of its parts states becomes a statement or a detail of one, so that
new terms of the ontology are told without a line here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from msc_kg.answers import Graph, Term
from msc_kg.catalog import natural
from msc_kg.dossiers import words
from msc_kg.dossiers.asking import Row, asked, node, source
from msc_kg.dossiers.model import Node, Source, Statement
from msc_kg.dossiers.words import plain
from msc_kg.vocab import foaf, msc, prov, rdf, rdfs

_STRUCTURE = frozenset(
    {rdf.type_.iri, rdfs.label.iri, msc.about.iri, msc.statedIn.iri, msc.locator.iri,
     msc.asOf.iri, msc.hasEvidence.iri, msc.statedAs.iri, prov.hadPrimarySource.iri,
     foaf.primaryTopic.iri, msc.sponsorStatedAs.iri, msc.statusStatedAs.iri}
)  # fmt: skip
"""Properties that place a statement and are none themselves."""

_SAID: dict[str, str] = {
    msc.sponsor.iri: msc.sponsorStatedAs.iri,
    msc.overallStatus.iri: msc.statusStatedAs.iri,
}
"""The property with the words of another."""

_TYPES: dict[str, str] = {
    msc.enrollmentType.iri: msc.enrollment.iri,
    msc.startDateType.iri: msc.startDate.iri,
    msc.primaryCompletionDateType.iri: msc.primaryCompletionDate.iri,
    msc.completionDateType.iri: msc.completionDate.iri,
}
"""Properties that say whether the value of another is actual."""

_SHORTCUTS: dict[str, str] = {
    msc.condition.iri: msc.hasConditionMention.iri,
    msc.route.iri: msc.hasAdministration.iri,
}
"""Shortcuts of records over parts of theirs, which carry the words."""

_MAIN: dict[str, tuple[str, ...]] = {
    msc.hasConditionMention.iri: (msc.condition.iri,),
    msc.hasAdministration.iri: (msc.route.iri, msc.administrationSite.iri),
    msc.hasCellProduct.iri: (
        msc.cellType.iri, msc.tissueSource.iri, msc.donorType.iri, msc.brandName.iri,
        msc.cellModifier.iri, msc.coIntervention.iri,
    ),
}  # fmt: skip
"""Parts that are told by these properties of theirs, each a statement; the rest are details."""

_LINKS = frozenset(
    {msc.hasArm.iri, msc.hasDose.iri, msc.hasIntervention.iri, msc.hasOutcomeMeasure.iri,
     msc.hasSite.iri, *_MAIN}
)  # fmt: skip
"""The links to parts."""


@dataclass(slots=True)
class _Part:
    """A part of a record as its rows come: what it states, by property."""

    link: str
    arm: str
    stated: dict[str, list[Row]] = field(default_factory=dict)

    def first(self, term: str) -> str:
        return next((plain(row["value"]) for row in self.stated.get(term, ())), "")

    def label(self) -> str:
        return self.first(rdfs.label.iri)


@dataclass(slots=True)
class _Record:
    """A record as its rows come."""

    about: Node
    source: Source
    place: str
    as_of: str
    own: dict[str, list[Row]] = field(default_factory=dict)
    parts: dict[str, _Part] = field(default_factory=dict)
    said: dict[str, list[Row]] = field(default_factory=dict)


def of_trial(
    graph: Graph, trial: ox.NamedNode, name: str
) -> tuple[tuple[Source, ...], tuple[Statement, ...]]:
    """Return the documents that describe a trial and what each says of it."""
    records = _records(graph, trial, name)
    sources = {record.source.iri: record.source for record in records.values()}
    dates = {record.source.iri: record.as_of for record in records.values()}
    found = [s for iri, record in records.items() for s in _statements(iri, record)]
    ordered = sorted(sources.values(), key=lambda each: (dates[each.iri], each.name, each.iri))
    return tuple(ordered), tuple(sorted(dict.fromkeys(found), key=order))


def order(statement: Statement) -> tuple[object, ...]:
    """Return the key by which statements are sorted: property, document, place, words."""
    return (
        words.rank(statement.property), statement.as_of, statement.document, statement.source,
        natural(statement.place), statement.value, statement.words, statement.within,
    )  # fmt: skip


def _records(graph: Graph, trial: ox.NamedNode, name: str) -> dict[str, _Record]:
    records: dict[str, _Record] = {}
    about = Node(trial.value, name, "trial")
    for row in asked(graph, "records", trial):
        made = _Record(about, source(row), plain(row["place"]), plain(row["date"]))
        records.setdefault(plain(row["record"]), made)
    for row in asked(graph, "statements", trial) if records else ():
        _take(records[plain(row["record"])], row)
    for row in asked(graph, "words", trial) if records else ():
        records[plain(row["record"])].said.setdefault(plain(row["term"]), []).append(row)
    return records


def _take(record: _Record, row: Row) -> None:
    stated = record.own
    if row["part"] is not None:
        made = _Part(plain(row["link"]), plain(row["arm"]))
        stated = record.parts.setdefault(plain(row["part"]), made).stated
    stated.setdefault(plain(row["term"]), []).append(row)


def _statements(iri: str, record: _Record) -> Iterator[Statement]:
    for term, rows in record.own.items():
        if term not in _STRUCTURE and term not in _TYPES and term not in _LINKS:
            for row in rows:
                if not _told_by_part(record, term, row):
                    yield _own(iri, record, term, row)
    for part in record.parts.values():
        yield from _of_part(iri, record, part)


def _told_by_part(record: _Record, term: str, row: Row) -> bool:
    """Return whether a value is a shortcut over that of a part."""
    link = _SHORTCUTS.get(term)
    parts = (part for part in record.parts.values() if part.link == link)
    return any(r["value"] == row["value"] for part in parts for r in part.stated.get(term, ()))


def _made(
    iri: str, record: _Record, term: str, value: str, said: str, place: str,
    node: Node | None = None, details: Iterable[tuple[str, str]] = (), within: str = "",
    name: str = "",
) -> Statement:  # fmt: skip
    return Statement(
        record.about, name or words.name_of(term), term, value, said, place or record.place,
        record.as_of, record.source.name, record.source.iri, iri, node, tuple(details), within,
    )  # fmt: skip


def _own(iri: str, record: _Record, term: str, row: Row) -> Statement:
    found = _evidence(record, term, row["value"])
    printed = next((plain(each["value"]) for each in record.own.get(_SAID.get(term, ""), ())), "")
    types = [own for own, of in _TYPES.items() if of == term and own in record.own]
    details = [("", plain(record.own[own][0]["label"]).casefold()) for own in types]
    remark = term in {msc.flag.iri, msc.basis.iri}
    value, target = _value(term, row)
    said = plain(found["words"]) if found and found["words"] is not None else printed
    if not said and not remark and target is None:
        said = plain(row["value"])
    place = plain(found["place"]) if found else ""
    return _made(iri, record, term, value, said, place, target, details)


def _evidence(record: _Record, term: str, value: Term | None) -> Row | None:
    """Return where the value of a property was read: the evidence on it, or on all of them."""
    for row in record.said.get(term, ()):
        own = row["node"] or row["text"]
        if own is None or plain(own) == plain(value):
            return row
    return None


def _value(term: str, row: Row) -> tuple[str, Node | None]:
    kind = words.dossier_kind(term)
    found = node(row["value"], row["label"], kind)
    return (found.name if found else plain(row["value"])), found


def _of_part(iri: str, record: _Record, part: _Part) -> Iterator[Statement]:
    arm = record.parts.get(part.arm)
    within = arm.label() if arm else ""
    said = part.first(msc.statedAs.iri)
    place = part.first(msc.locator.iri)
    main = _MAIN.get(part.link)
    told = [term for term in main or () if term in part.stated]
    details = tuple(_details(part, told))
    if main is None:
        value = _composed(part) if part.link == msc.hasDose.iri else part.label()
        yield _made(iri, record, part.link, value, said, place, None, details, within)
    elif not told:
        name = words.name_of(main[0])
        yield _made(iri, record, part.link, "", said, place, None, details, within, name)
    for term in told:
        for row in part.stated[term]:
            value, target = _value(term, row)
            yield _made(iri, record, term, value, said, place, target, details, within)


def _composed(part: _Part) -> str:
    """Return a dose in words."""
    values = {
        words.name_of(term): plain(rows[0]["label"]) or plain(rows[0]["value"])
        for term, rows in part.stated.items()
    }
    return words.dose(values)


def _details(part: _Part, told: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what else a part states, by property."""
    dose = part.link == msc.hasDose.iri
    for term in sorted(part.stated, key=words.name_of):
        name = words.name_of(term)
        number = dose and name.startswith("dose ")
        shortcut = part.link == msc.hasArm.iri and term == msc.route.iri
        if not (term in _STRUCTURE or term in told or term in _LINKS or number or shortcut):
            for row in part.stated[term]:
                yield name, _value(term, row)[0]
