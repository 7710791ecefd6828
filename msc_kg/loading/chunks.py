"""Triples in chunks that a store takes in one request."""

from collections.abc import Iterator
from dataclasses import dataclass

from msc_kg.loading.ordered import Line

CHUNK_TRIPLES = 50_000
CHUNK_BYTES = 8_000_000
FIRST = 100
"""Triples of the very first chunk: a wrong address or password is told before much is sent."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a chunk holds at most; a single longer triple is a chunk of its own."""

    triples: int = CHUNK_TRIPLES
    size: int = CHUNK_BYTES


@dataclass(frozen=True, slots=True)
class Chunk:
    """Triples of one graph; ``begins`` tells whether they are its first ones."""

    graph: str | None
    lines: tuple[bytes, ...]
    begins: bool

    def halves(self) -> tuple["Chunk", "Chunk"]:
        """Return the chunk in two."""
        half = len(self.lines) // 2
        return (
            Chunk(self.graph, self.lines[:half], self.begins),
            Chunk(self.graph, self.lines[half:], False),
        )


def chunks(lines: Iterator[Line], limits: Limits, sent: int = 0) -> Iterator[Chunk]:
    """Yield triples in chunks, leaving out those that were sent."""
    held: list[bytes] = []
    size, most = 0, min(FIRST, limits.triples)
    graph: str | None = None
    begins = True
    for number, (of, line) in enumerate(lines):
        changes = number == 0 or of != graph
        if held and (changes or len(held) >= most or size + len(line) > limits.size):
            yield Chunk(graph, tuple(held), begins)
            held, size, begins, most = [], 0, False, limits.triples
        graph, begins = of, begins if not changes else True
        if number < sent:
            begins = False
        else:
            held.append(line)
            size += len(line)
    if held:
        yield Chunk(graph, tuple(held), begins)
