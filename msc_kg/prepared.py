"""Prepared files (``ontology/prepared``): tables as lines, each read when it is asked for.

The first line says what a file was made from, and the sizes of what follows: for each table its
keys, a line each, then its values, a line of JSON each. So nothing is looked through before it is
asked for, and most values never are.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise

import msgspec
from msgspec import Struct

from msc_kg import resources


class Table(Struct, frozen=True):
    """A table as it is stored: its keys and its values, as lines."""

    _keys: memoryview
    _values: memoryview

    def keys(self) -> list[str]:
        """Return the keys."""
        return str(self._keys, "utf-8").split("\n") if self._keys else []

    def values(self) -> list[bytes]:
        """Return the values, as JSON."""
        return bytes(self._values).split(b"\n") if self._keys else []

    def by_key(self) -> dict[str, bytes]:
        """Return the values by their keys."""
        return dict(zip(self.keys(), self.values(), strict=True))


def content(made_from: str, tables: Iterable[Mapping[str, object]]) -> bytes:
    """Return the content of a file."""
    parts: list[bytes] = []
    for table in tables:
        parts += ["\n".join(table).encode(), b"\n".join(map(msgspec.json.encode, table.values()))]
    head = " ".join([made_from, *(str(len(part)) for part in parts)])
    return b"\n".join([head.encode(), *parts, b""])


def tables(name: str, made_from: str, count: int) -> tuple[Table, ...] | None:
    """Return the tables of a file; ``None`` if it is of another origin or form, or not whole."""
    path = resources.folder("ontology") / "prepared" / f"{name}.txt"
    try:
        whole = path.read_bytes()
    except FileNotFoundError:
        return None
    end_of_head = whole.find(b"\n") + 1
    origin, _, sizes = whole[:end_of_head].partition(b" ")
    if origin != made_from.encode():
        return None
    ends = [*accumulate([int(size) + 1 for size in sizes.split()], initial=end_of_head)]
    if len(ends) != 2 * count + 1 or ends[-1] != len(whole):
        return None
    view = memoryview(whole)
    parts = [view[start : end - 1] for start, end in pairwise(ends)]
    return tuple(map(Table, parts[::2], parts[1::2]))
