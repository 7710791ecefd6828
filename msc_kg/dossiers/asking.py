"""The queries of dossiers (``queries/dossiers``), asked with a term; rows by variable."""

from collections.abc import Sequence
from functools import cache

import pyoxigraph as ox

from msc_kg import resources
from msc_kg.answers import Graph, Term
from msc_kg.dossiers.model import Node, Source
from msc_kg.dossiers.words import plain
from msc_kg.question_files import Question, bound, read_question

Row = dict[str, Term | None]


@cache
def _query(name: str) -> Question:
    return read_question(resources.folder("queries") / "dossiers" / f"{name}.rq")


def asked(graph: Graph, name: str, *terms: Term) -> list[Row]:
    """Return the rows of a query whose one parameter is limited to the terms."""
    query = _query(name)
    values: dict[str, Sequence[Term]] = {p.variable: terms for p in query.parameters}
    rows = graph.select(bound(query, values))
    return [dict(zip(rows.variables, row, strict=True)) for row in rows.rows]


def node(term: Term | None, label: Term | None, kind: str = "") -> Node | None:
    """Return a term as a node with its label; ``None`` when it is no IRI."""
    if not isinstance(term, ox.NamedNode):
        return None
    return Node(term.value, plain(label) or term.value, kind)


def source(row: Row) -> Source:
    """Return the document of a row with source, document, layout, title and issued."""
    told = ("source", "document", "layout", "title", "issued")
    return Source(*(plain(row.get(name)) for name in told))
