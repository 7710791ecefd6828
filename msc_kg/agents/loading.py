"""A graph that is loaded while its server already speaks: agents wait some seconds only."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from msc_kg.answers import Answer, Forms
from msc_kg.errors import InputError
from msc_kg.server.pool import PooledGraph, QueryPool
from msc_kg.store import graph_file, has_store

PATIENCE = 3.0
"""Seconds in which a graph that cannot be loaded is told before the server speaks."""


class LoadingGraph(Forms):
    """A graph behind a pool that starts at once, in a thread; questions wait for it."""

    def __init__(
        self, source: str, *, seconds: float, workers: int, answer: int, patience: float = PATIENCE
    ) -> None:
        """Begin to load a folder or an RDF file; limits as those of a pool.

        Raises:
            InputError: nothing is there.
        """
        self.source = source
        self._patience = patience
        if not has_store(source):
            graph_file(Path(source))
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="loading")
        self._pool = self._thread.submit(
            QueryPool, source, seconds=seconds, workers=workers, answer=answer
        )

    def __enter__(self) -> "LoadingGraph":
        """Return the graph itself, loaded or after some seconds.

        Raises:
            InputError: it cannot be loaded, which showed within them.
        """
        try:
            with suppress(TimeoutError):
                self._pool.result(self._patience)
        except InputError:
            self._thread.shutdown()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes of the pool."""
        try:
            self._pool.result().close()
        except InputError:
            return
        finally:
            self._thread.shutdown()

    def query(self, query: str) -> Answer:
        """Return the answer of a query.

        Raises:
            InputError: the graph cannot be loaded; and as for the graph of a pool.
        """
        return PooledGraph(self._pool.result()).query(query)

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple once; errors as for :meth:`query`."""
        return PooledGraph(self._pool.result()).triples()
