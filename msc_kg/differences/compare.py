"""Two graphs side by side: the nodes that differ, and for those that matter in which facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from msc_kg.differences.blocks import Block, NotStreamableError, blocks
from msc_kg.vocab import dcterms, msc, rdf, rdfs, schema, skos

NEW, GONE, CHANGED, REPLACED = "new", "gone", "changed", "replaced"

KINDS = {
    str(msc.Trial): "trial",
    str(msc.SourceDocument): "document",
    str(msc.Disagreement): "disagreement",
}
"""The classes of nodes whose facts are compared, and what they are called."""

Facts = dict[str, frozenset[ox.NamedNode | ox.BlankNode | ox.Literal]]
"""The values of a node by property IRI."""


@dataclass(frozen=True, slots=True)
class Change:
    """A node of a kind that is new, gone, changed or replaced, with its facts before and after."""

    kind: str
    node: str
    how: str
    old: Facts
    new: Facts

    def properties(self) -> Iterator[str]:
        """Yield the properties whose values differ, sorted."""
        for name in sorted({*self.old, *self.new}):
            if self.old.get(name) != self.new.get(name):
                yield name


@dataclass(frozen=True)
class Differences:
    """What differs between two graphs; ``others`` counts differing nodes of other kinds.

    ``labels`` are those of the nodes that the facts link to, the new graph's before the old one's.
    """

    changes: tuple[Change, ...]
    others: int
    trials: tuple[int, int]
    labels: Mapping[str, str]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.changes or self.others)


@dataclass
class _Found:
    changes: list[Change] = field(default_factory=list)
    others: int = 0
    trials: tuple[int, int] = (0, 0)


def compare(old: str, new: str) -> Differences:
    """Return what changed from one graph source to another.

    Graphs are folders, RDF files or endpoints. Folders are read as streams: memory grows
    with the changes, not with the graphs.

    Raises:
        InputError: a graph is not there or cannot be read.
        RemoteError: an endpoint cannot be reached.
    """
    try:
        return _compared(old, new, stream=True)
    except NotStreamableError:
        return _compared(old, new, stream=False)


def _compared(old: str, new: str, *, stream: bool) -> Differences:
    found = _Found()
    for before, after in _side_by_side(blocks(old, stream=stream), blocks(new, stream=stream)):
        _note(found, before, after)
    changes = _with_replaced(found.changes)
    wanted = {
        value.value
        for change in changes
        for facts in (change.old, change.new)
        for values in facts.values()
        for value in values
        if isinstance(value, ox.NamedNode)
    }
    labels = _labels(old, wanted, stream) | _labels(new, wanted, stream) if wanted else {}
    return Differences(tuple(changes), found.others, found.trials, labels)


def _side_by_side(
    old: Iterator[Block], new: Iterator[Block]
) -> Iterator[tuple[Block | None, Block | None]]:
    """Yield the blocks of equal subjects together, the others with ``None``."""
    before, after = next(old, None), next(new, None)
    while before or after:
        if after is None or (before is not None and before.subject < after.subject):
            yield before, None
            before = next(old, None)
        elif before is None or after.subject < before.subject:
            yield None, after
            after = next(new, None)
        else:
            yield before, after
            before, after = next(old, None), next(new, None)


_TYPES = {f" <{rdf.type_}> <{class_}>".encode(): name for class_, name in KINDS.items()}
"""How the lines end that say of what kind a node is."""
_NAMING = {f"<{property_}>".encode() for property_ in (rdf.type_, rdfs.label, dcterms.identifier)}
"""The properties of a trial that documents only name as related to theirs."""


def _note(found: _Found, before: Block | None, after: Block | None) -> None:
    kinds = _kind(before), _kind(after)
    old, new = (kind == "trial" for kind in kinds)
    found.trials = (found.trials[0] + old, found.trials[1] + new)
    if before is not None and after is not None and before.lines == after.lines:
        return
    kind = kinds[0] or kinds[1]
    if kind is None and (before is None or after is None):
        found.others += 1  # most nodes of another build: they need not be read
        return
    facts = _facts(before), _facts(after)
    if facts[0] == facts[1]:
        return  # the same in other escapes
    if kind == "disagreement":
        facts = _without_records(facts[0]), _without_records(facts[1])
    if kind is None or facts[0] == facts[1]:
        found.others += 1
        return
    how = CHANGED if kinds[0] and kinds[1] else GONE if kinds[0] else NEW
    node = (after or before or Block(b"", ())).subject.decode().strip("<>")
    found.changes.append(Change(kind, node, how, *facts))


def _kind(block: Block | None) -> str | None:
    """Return of what kind a node is; a trial of which no more than its name is told is of none."""
    for ending, name in _TYPES.items() if block else ():
        if block and any(line.endswith(ending) for line in block.lines):
            return None if name == "trial" and _is_only_named(block) else name
    return None


def _is_only_named(block: Block) -> bool:
    return all(line.split(b" ", 2)[1] in _NAMING for line in block.lines)


def _facts(block: Block | None) -> Facts:
    if block is None:
        return {}
    found: dict[str, set[ox.NamedNode | ox.BlankNode | ox.Literal]] = {}
    for triple in block.triples():
        assert not isinstance(triple.object, ox.Triple)
        found.setdefault(triple.predicate.value, set()).add(triple.object)
    return {name: frozenset(values) for name, values in found.items()}


def _without_records(facts: Facts) -> Facts:
    """Return the facts of a disagreement that outlive a new version of a document."""
    return {name: values for name, values in facts.items() if name != str(msc.betweenRecords)}


def _with_replaced(changes: list[Change]) -> list[Change]:
    """Return the changes with a document gone and a new one of its name as one replaced.

    A document is known by its bytes: another version of a file is another node.
    """
    gone = _by_name(changes, GONE)
    came = _by_name(changes, NEW)
    both = {name for name in gone.keys() & came.keys() if name}
    paired = {id(gone[name]) for name in both} | {id(came[name]) for name in both}
    kept = [change for change in changes if id(change) not in paired]
    for name in both:
        before, after = gone[name], came[name]
        kept.append(Change("document", after.node, REPLACED, before.old, after.new))
    return kept


def _by_name(changes: list[Change], how: str) -> dict[str, Change]:
    """Return the documents that are new or gone, by name where no other has it."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        if change.kind == "document" and change.how == how:
            found.setdefault(document_name(change), []).append(change)
    return {name: own[0] for name, own in found.items() if len(own) == 1}


def document_name(change: Change) -> str:
    """Return the name under which a document was read."""
    for facts in (change.new, change.old):
        for property_ in (dcterms.source, schema.url, rdfs.label):
            if facts.get(str(property_)):
                return min(value.value for value in facts[str(property_)])
    return ""


def _labels(source: str, wanted: set[str], stream: bool) -> dict[str, str]:
    """Return the labels that a graph gives to nodes."""
    found: dict[str, str] = {}
    sought = {f"<{iri}>".encode() for iri in wanted}
    for block in blocks(source, stream=stream):
        if block.subject in sought:
            facts = _facts(block)
            named = facts.get(str(rdfs.label)) or facts.get(str(skos.prefLabel)) or ()
            if named:
                iri = block.subject.decode().strip("<>")
                found[iri] = min(value.value for value in named)
    return found
