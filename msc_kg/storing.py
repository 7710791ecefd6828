"""The graph.nq of a build as a store, in memory or on disk.

Triples go into the default graph, each once whatever its named graphs.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

STORED_AT_ONCE = 25_000
"""Triples that are sorted and written together; RocksDB merges what they become."""
_READ_AT_ONCE = 100
_OPEN_FILES = 100
"""Of a store that is written (Oxigraph asks for 96). RocksDB takes the limit that it finds when it
begins, and holds the index of a file, 1 MB for 64 MB, as long as it keeps that open."""


def write_store(quads: Path, store: Path) -> None:
    """Write the triples of a ``graph.nq`` of ours into a new on-disk store.

    That holds some 50 MB, and a few more the larger the store.
    """
    written = _opened(store)
    for some in _slices(quads):
        written.bulk_load(some, ox.RdfFormat.N_TRIPLES, lenient=True)
    written.flush()


def memory_store(quads: Path) -> ox.Store:
    """Return the triples of a ``graph.nq`` of ours in memory: about 400 bytes each."""
    store = ox.Store()
    for some in _slices(quads):
        store.load(some, ox.RdfFormat.N_TRIPLES, lenient=True)
    return store


def _slices(quads: Path) -> Iterator[IO[bytes]]:
    """Yield the triples in slices, each to be read to its end before the next."""
    with quads.open("rb") as lines:
        for line in lines:
            some = Triples(chain([line], islice(lines, STORED_AT_ONCE - 1)))
            yield cast(IO[bytes], some)


class Triples:
    """Lines of a ``graph.nq`` of ours as a file of N-Triples, made as it is read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        """Keep the lines, which are read later."""
        self._lines = lines
        self._made = io.BytesIO()

    def read(self, size: int) -> bytes:
        """Return the next bytes, at most ``size``; none at the end."""
        if found := self._made.read(size):
            return found
        some = islice(self._lines, _READ_AT_ONCE)
        self._made = io.BytesIO(b"".join([line[: line.rindex(b" <")] + b" .\n" for line in some]))
        return self._made.read(size)


def _opened(store: Path) -> ox.Store:
    try:
        with _few_open_files():
            return ox.Store(str(store))
    except (ImportError, OSError):  # Windows, or this process has as many open itself
        return ox.Store(str(store))


@contextmanager
def _few_open_files() -> Iterator[None]:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = _OPEN_FILES if soft == resource.RLIM_INFINITY else min(soft, _OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
