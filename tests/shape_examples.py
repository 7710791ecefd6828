"""The examples of shapes and checks: small graphs with what must be found in them.

``tests/shapes/NAME.ttl`` belongs to the shape or check NAME. Its first lines say for each
node that fails what is told of it: ``#+ ex:bad: the message``. All other nodes pass.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from msc_kg import iris

FOLDER = Path(__file__).parent / "shapes"
CONFORMING = FOLDER / "conforming.ttl"
EXAMPLE_NAMESPACE = "https://example.org/"
_EXPECTED = re.compile(r"^#\+ (\w+:\w+): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """A graph, and the (focus node, message) pairs that one shape or check must find in it."""

    name: str
    content: bytes
    expected: frozenset[tuple[str, str]]

    def apart(self) -> bytes:
        """Return the graph with nodes of its own, so that examples can be put together."""
        namespace = f"{EXAMPLE_NAMESPACE}{self.name}/"
        return self.content.replace(EXAMPLE_NAMESPACE.encode(), namespace.encode())


def examples() -> list[Example]:
    """Return all examples, by name."""
    paths = sorted(path for path in FOLDER.glob("*.ttl") if path != CONFORMING)
    return [_read(path) for path in paths]


def _read(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    pairs = {(_expand(node), message) for node, message in _EXPECTED.findall(text)}
    return Example(path.stem, text.encode(), frozenset(pairs))


def _expand(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return f"{EXAMPLE_NAMESPACE}{local}" if prefix == "ex" else iris.expand(curie)


def short(text: str) -> str:
    """Return a message with the examples' own IRIs in short."""
    return text.replace(EXAMPLE_NAMESPACE, "ex:")
