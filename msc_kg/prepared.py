"""Prepared files (``ontology/prepared``): tables as lines, each read when it is asked for.

The first line says what a file was made from, and its size. Then come tables with an empty line
before each: a line with a key, a line with its value as JSON. Cutting lines costs a fraction of
what reading all as one JSON document does, and most values are never asked for.
"""

from collections.abc import Iterable, Mapping

import msgspec

from msc_kg import resources


def content(made_from: str, tables: Iterable[Mapping[str, object]]) -> bytes:
    """Return the content of a file."""
    parts = []
    for table in tables:
        lines = [(key.encode(), msgspec.json.encode(value)) for key, value in table.items()]
        parts.append(b"\n".join([line for pair in lines for line in pair]))
    body = b"\n\n".join(parts) + b"\n"
    return b"%s %d\n\n%s" % (made_from.encode(), len(body), body)


def texts(name: str, made_from: str) -> list[str] | None:
    """Return the tables of a file, each as a text; ``None`` if it is of another origin or size."""
    path = resources.folder("ontology") / "prepared" / f"{name}.txt"
    try:
        head, _, body = path.read_bytes().partition(b"\n\n")
    except FileNotFoundError:
        return None
    if head != b"%s %d" % (made_from.encode(), len(body)):
        return None
    return body[:-1].decode().split("\n\n")


def table(text: str) -> dict[str, str]:
    """Return the values of a table, as JSON, by their keys.

    >>> table("a\\n[1]\\nb\\n[2]")
    {'a': '[1]', 'b': '[2]'}
    """
    lines = text.split("\n") if text else []
    return dict(zip(lines[::2], lines[1::2], strict=True))
