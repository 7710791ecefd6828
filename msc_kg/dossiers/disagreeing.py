"""Where the documents disagree about trials, and what each of them says."""

from collections.abc import Iterable

import pyoxigraph as ox

from msc_kg.answers import Graph
from msc_kg.dossiers import words
from msc_kg.dossiers.asking import Row, asked
from msc_kg.dossiers.model import Disagreement, Node, Side
from msc_kg.dossiers.words import plain


def about(graph: Graph, trials: Iterable[Node]) -> tuple[Disagreement, ...]:
    """Return the disagreements about trials, in the order of their properties."""
    nodes = {trial.iri: trial for trial in trials}
    terms = [ox.NamedNode(iri) for iri in nodes]
    rows: dict[str, list[Row]] = {}
    for row in asked(graph, "disagreements", *terms) if terms else ():
        rows.setdefault(plain(row["disagreement"]), []).append(row)
    found = (_disagreement(nodes[plain(own[0]["trial"])], own) for own in rows.values())
    return tuple(sorted(found, key=lambda each: (each.about.name, words.rank(each.property))))


def _disagreement(trial: Node, rows: list[Row]) -> Disagreement:
    term, kind = plain(rows[0]["term"]), plain(rows[0]["kind"])
    by_source: dict[str, list[Row]] = {}
    for row in rows:
        by_source.setdefault(plain(row["source"]), []).append(row)
    sides = sorted(map(_side, by_source.values()), key=lambda each: (each.as_of, each.document))
    explanation = words.KINDS.get(kind, "")
    return Disagreement(trial, words.name_of(term), term, kind, explanation, tuple(sides))


def _side(rows: list[Row]) -> Side:
    dates = sorted({plain(row["date"]) for row in rows} - {""})
    values = sorted({plain(row["label"]) or plain(row["value"]) for row in rows})
    document, source = plain(rows[0]["document"]), plain(rows[0]["source"])
    return Side(document, source, tuple(dates), tuple(values))
