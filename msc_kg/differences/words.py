"""Differences in words: a row a fact, with labels, old and new values; and how many there are."""

from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache

import pyoxigraph as ox

from msc_kg import iris, resources
from msc_kg.catalog import natural
from msc_kg.differences.compare import (
    CHANGED,
    GONE,
    NEW,
    REPLACED,
    Change,
    Differences,
    document_name,
)
from msc_kg.errors import UnknownNameError
from msc_kg.schemes import parsed
from msc_kg.suggestions import nearest
from msc_kg.tables import Table
from msc_kg.vocab import dcterms, msc, rdf, rdfs, schema

COLUMNS = ("what", "name", "change", "property", "old", "new")
ORDER = ("trial", "disagreement", "document")
UNTOLD = {str(rdf.type_), str(rdfs.label)}
OTHER_NAMES = {
    str(dcterms.identifier): "registry number",
    str(dcterms.title): "title",
    str(dcterms.source): "source",
    str(dcterms.format): "format",
    str(dcterms.issued): "issued",
    str(dcterms.modified): "modified",
    str(schema.sha256): "sha256",
}
"""What terms of other vocabularies are called."""

Row = tuple[str, str, str, str | None, str | None, str | None]


@cache
def properties() -> dict[str, str]:
    """Return the properties by the names that tables show: "overall status", "start date" ..."""
    content = (resources.folder("ontology") / "msc.ttl").read_text(encoding="utf-8")
    labels = {
        stated[str(rdfs.label)][0]: iri
        for iri, stated in parsed(content).items()
        if iri.startswith(iris.prefixes()["msc"]) and str(rdfs.label) in stated
    }
    return {**labels, **{name: iri for iri, name in OTHER_NAMES.items()}}


@cache
def _names() -> dict[str, str]:
    return {iri: name for name, iri in properties().items()}


def table(found: Differences, only: Collection[str] = ()) -> Table:
    """Return a row for each fact that changed, and one for each node that is new or gone.

    Args:
        found: the differences.
        only: names of properties to which changed facts are limited; nodes that are new, gone
            or replaced are left out then.

    Raises:
        UnknownNameError: no property is called so; near names are offered.
    """
    wanted = frozenset(map(_property, only))
    rows = [row for change in found.changes for row in _rows(change, found, wanted)]
    rows.sort(key=_place)
    return Table(COLUMNS, tuple(rows))


def _property(name: str) -> str:
    known = properties()
    by_local = {iris.compress(iri).partition(":")[2]: iri for iri in known.values()}
    by_name = {each.casefold(): iri for each, iri in (by_local | known).items()}
    iri = by_name.get(name.strip().casefold().removeprefix("msc:"))
    if iri is None:
        offered = nearest(name, (*known, *by_local))
        raise UnknownNameError(
            "property",
            name,
            offered,
            next_step="such as overall status, enrollment, start date, sponsor, condition",
        )
    return iri


def _place(row: Row) -> tuple[int, list[tuple[int, int, str]], str, str]:
    return ORDER.index(row[0]), natural(row[1]), row[2], row[3] or ""


def _rows(change: Change, found: Differences, wanted: frozenset[str]) -> Iterator[Row]:
    if change.kind == "disagreement":
        about = change.new.get(str(msc.onProperty)) or change.old.get(str(msc.onProperty)) or ()
        if not wanted or any(value.value in wanted for value in about):
            kind = str(msc.disagreementKind)
            old = None if change.how == NEW else _values(change.old.get(kind, ()), found)
            new = None if change.how == GONE else _values(change.new.get(kind, ()), found)
            yield (change.kind, _name(change), change.how, _values(about, found), old, new)
        return
    if not wanted and change.how != CHANGED:
        yield _of_node(change, found)
    if change.how == CHANGED or (change.how == REPLACED and wanted):
        for property_ in change.properties():
            if property_ not in UNTOLD and (not wanted or property_ in wanted):
                shown = _names().get(property_, iris.compress(property_))
                sides = _sides(change, property_, found)
                yield (change.kind, _name(change), change.how, shown, *sides)


def _of_node(change: Change, found: Differences) -> Row:
    """Return the row of a trial or document that is new, gone or replaced."""
    if change.how == REPLACED:
        sides = _sides(change, str(schema.sha256), found)
        return (change.kind, _name(change), REPLACED, "sha256", *sides)
    telling = str(dcterms.title if change.kind == "trial" else rdfs.label)
    old, new = (_values(facts.get(telling, ()), found) for facts in (change.old, change.new))
    return (change.kind, _name(change), change.how, None, old, new)


def _name(change: Change) -> str:
    """Return what a node is called: trials and disagreements by label, documents by source."""
    facts = change.new or change.old
    if change.kind == "document":
        return document_name(change) or change.node
    labels = facts.get(str(rdfs.label)) or change.old.get(str(rdfs.label)) or ()
    name = min((value.value for value in labels), default=iris.compress(change.node))
    return name.partition(": ")[0] if change.kind == "disagreement" else name


def _sides(change: Change, property_: str, found: Differences) -> tuple[str | None, str | None]:
    """Return the values of a property that went, and those that came."""
    old = change.old.get(property_, frozenset())
    new = change.new.get(property_, frozenset())
    return _values(old - new, found), _values(new - old, found)


def _values(
    values: Collection[ox.NamedNode | ox.BlankNode | ox.Literal], found: Differences
) -> str | None:
    told = sorted(_value(value, found) for value in values)
    return "; ".join(told) or None


def _value(value: ox.NamedNode | ox.BlankNode | ox.Literal, found: Differences) -> str:
    if isinstance(value, ox.NamedNode):
        known = _names().get(value.value)
        return known or found.labels.get(value.value) or iris.compress(value.value)
    return value.value


def summary(found: Differences) -> str:
    """Return in one line how much differs."""
    counts = Counter((change.kind, change.how) for change in found.changes)
    parts = []
    for kind in ORDER:
        told = [f"{counts[kind, how]:,} {how}" for how in (NEW, GONE, CHANGED, REPLACED)
                if counts[kind, how]]  # fmt: skip
        if told:
            parts.append(f"{kind}s: {', '.join(told)}")
    if found.others:
        parts.append(f"{found.others:,} other nodes (records, arms, concepts ...) differ")
    trials = f"{found.trials[0]:,} trials before, {found.trials[1]:,} after"
    return f"{trials}; {'; '.join(parts) if parts else 'no difference'}"
