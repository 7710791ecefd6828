"""The queries of drawings (``queries/views``), asked of any source of a graph."""

from collections.abc import Iterator

import pyoxigraph as ox

from msc_kg import resources
from msc_kg.errors import RemoteError
from msc_kg.store import Graph, LocalGraph


def query(name: str) -> str:
    """Return the text of a query of ``queries/views``."""
    return (resources.folder("queries") / "views" / f"{name}.rq").read_text(encoding="utf-8")


def rows(graph: Graph, name: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a query as text, in any order; "" where a row has no value.

    Raises:
        RemoteError: an endpoint cuts its answers, so that counts would be wrong.
    """
    return answered(graph, query(name))


def answered(graph: Graph, text: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a SELECT query as :func:`rows` does."""
    found = graph.select(text).rows
    if not isinstance(graph, LocalGraph):
        _check_whole(graph, text, len(found))
    for row in found:
        yield tuple(_text(term) for term in row)


def _check_whole(graph: Graph, text: str, received: int) -> None:
    head, select, body = text.partition("SELECT")
    counting = f"{head}SELECT (COUNT(*) AS ?rows) WHERE {{ {select}{body} }}"
    expected = int(_text(graph.select(counting).rows[0][0]))
    if expected != received:
        raise RemoteError(
            f"the endpoint gave {received:,} of {expected:,} rows",
            where=graph.source,
            next_step="raise its limit of rows (Virtuoso: ResultSetMaxRows), or use a file",
        )


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else ""
