"""Where documents mention a sponsor, condition, paper or trial, and which trials it has."""

import pyoxigraph as ox

from msc_kg.answers import Graph
from msc_kg.dossiers import words
from msc_kg.dossiers.asking import Row, asked, node, source
from msc_kg.dossiers.model import Branch, Fact, Node, Source, Statement, TrialLine
from msc_kg.dossiers.statements import order
from msc_kg.dossiers.words import plain
from msc_kg.vocab import foaf, msc, rdf, rdfs, skos

MOST = 4000
"""Rows of mentions, and of trials, that a dossier is made of (the LIMIT of its queries)."""

_MENTIONS = ("mentions", "mentions-in-parts", "mentions-in-fields", "mentions-as-document")
"""The queries for the ways in which documents mention a thing."""

_AT_ONCE = 500
"""Records that are asked for at once."""

_UNTOLD = frozenset({msc.about.iri, foaf.primaryTopic.iri})
_PLAIN_FACTS = frozenset({rdf.type_.iri, rdfs.label.iri, skos.prefLabel.iri, skos.inScheme.iri})


def facts(graph: Graph, term: ox.NamedNode) -> tuple[Fact, ...]:
    """Return what the graph states on a thing itself, by property."""
    values: dict[str, dict[str, Node]] = {}
    for row in asked(graph, "facts", term):
        stated = plain(row["term"])
        text = plain(row["value"])
        found = node(row["value"], row["label"], words.dossier_kind(stated))
        values.setdefault(stated, {})[text] = found or Node("", text)
    kept = {stated: by for stated, by in values.items() if stated not in _PLAIN_FACTS}
    made = (Fact(words.name_of(t), t, tuple(by.values())) for t, by in kept.items())
    return tuple(sorted(made, key=lambda fact: words.rank(fact.property)))


def statements(
    graph: Graph, target: Node
) -> tuple[tuple[Source, ...], tuple[Statement, ...], bool]:
    """Return the documents that mention a thing, their statements, and whether these are all."""
    found = [asked(graph, name, ox.NamedNode(target.iri)) for name in _MENTIONS]
    rows = _said([row for some in found for row in some if plain(row["term"]) not in _UNTOLD])
    places = _places(graph, {plain(row["record"]) for row in rows})
    told = [{**places[plain(row["record"])], **row} for row in rows]
    sources = {plain(row["source"]): source(row) for row in told}
    by_name = sorted(sources.values(), key=lambda each: (each.name, each.iri))
    stated = sorted(dict.fromkeys(_statement(target, row) for row in told), key=order)
    return tuple(by_name), tuple(stated), all(len(some) <= MOST for some in found)


def _said(rows: list[Row]) -> list[Row]:
    """Leave out what is told again with its place or words."""
    best: dict[tuple[str, str], int] = {}
    for row in rows:
        best[_key(row)] = max(best.get(_key(row), 0), _telling(row))
    return [row for row in rows if _telling(row) == best[_key(row)]]


def _key(row: Row) -> tuple[str, str]:
    return plain(row["record"]), plain(row["term"])


def _telling(row: Row) -> int:
    return (row.get("words") is not None) + (row.get("place") is not None)


def _places(graph: Graph, records: set[str]) -> dict[str, Row]:
    nodes = [ox.NamedNode(iri) for iri in sorted(records)]
    parts = (nodes[start : start + _AT_ONCE] for start in range(0, len(nodes), _AT_ONCE))
    rows = (row for some in parts for row in asked(graph, "places", *some))
    return {plain(row["record"]): row for row in rows}


def _statement(target: Node, row: Row) -> Statement:
    term = plain(row["term"])
    place = plain(row.get("place")) or plain(row["row"])
    return Statement(
        Node(plain(row["study"]), plain(row["name"]), "trial"),
        words.name_of(term), term, target.name, plain(row.get("words")), place,
        plain(row["date"]), plain(row["document"]), plain(row["source"]), plain(row["record"]),
    )  # fmt: skip


def trials(graph: Graph, target: Node) -> tuple[tuple[TrialLine, ...], bool]:
    """Return the trials that a thing, or one narrower, is linked to, and whether these are all."""
    rows = asked(graph, "trials", ox.NamedNode(target.iri))
    by_trial: dict[str, list[Row]] = {}
    for row in rows:
        by_trial.setdefault(plain(row["study"]), []).append(row)
    lines = (_line(target, own) for own in by_trial.values())
    return tuple(sorted(lines, key=lambda line: (line.trial.name, line.trial.iri))), (
        len(rows) <= MOST
    )


def _line(target: Node, rows: list[Row]) -> TrialLine:
    first = rows[0]
    through = {plain(row["direct"]): node(row["direct"], row["label"], target.kind) for row in rows}
    return TrialLine(
        trial=Node(plain(first["study"]), plain(first["name"]), "trial"),
        title=min(plain(row["title"]) for row in rows),
        relations=tuple(sorted({words.name_of(plain(row["relation"])) for row in rows})),
        through=tuple(n for iri, n in sorted(through.items()) if n and iri != target.iri),
        status=tuple(sorted({plain(row["status"]) for row in rows} - {""})),
        start=min(plain(row["start"]) for row in rows),
    )


def hierarchy(graph: Graph, target: Node) -> tuple[tuple[Branch, ...], tuple[Branch, ...]]:
    """Return what is broader than a condition, from the top, and what is narrower."""
    above: dict[str, list[Node]] = {}
    below: dict[str, list[Node]] = {}
    for row in asked(graph, "hierarchy"):
        narrow = node(row["narrower"], row["label"], "condition")
        broad = node(row["broader"], row["broader_label"], "condition")
        if narrow and broad:
            above.setdefault(narrow.iri, []).append(broad)
            below.setdefault(broad.iri, []).append(narrow)
    numbers = {
        plain(row["concept"]): int(plain(row["trials"]))
        for row in asked(graph, "numbers", ox.NamedNode(msc.condition.iri))
    }
    broader = _walked(target, above, numbers)
    deepest = max((branch.depth for branch in broader), default=0)
    turned = (Branch(b.concept, deepest - b.depth, b.trials) for b in reversed(broader))
    return tuple(turned), tuple(_walked(target, below, numbers))


def _walked(start: Node, links: dict[str, list[Node]], numbers: dict[str, int]) -> list[Branch]:
    """Return what can be reached, each once, depth first; cycles end."""
    found: list[Branch] = []
    seen = {start.iri}
    stack = [(each, 0) for each in reversed(_once(links, start.iri))]
    while stack:
        concept, depth = stack.pop()
        if concept.iri not in seen:
            seen.add(concept.iri)
            found.append(Branch(concept, depth, numbers.get(concept.iri, 0)))
            stack += [(each, depth + 1) for each in reversed(_once(links, concept.iri))]
    return found


def _once(links: dict[str, list[Node]], iri: str) -> list[Node]:
    return sorted(set(links.get(iri, ())), key=lambda each: (each.name, each.iri))
