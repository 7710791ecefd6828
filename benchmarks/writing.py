"""Writing quads: this project's text writer against RDF objects, in one alternating run.

    python benchmarks/writing.py [--quads 100000] [--rounds 5]

Each rival writes the same quads (the packaged seeds' graph, repeated under new subjects) to
N-Quads in memory; CPU seconds of this process, medians of alternating rounds.
"""

import argparse
import platform
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from msc_kg.build import build
from msc_kg.quads import literal

Row = tuple[str, str, str, bool, str]
"""Subject, predicate, object, whether the object is a literal, and the graph."""


def rows(count: int) -> list[Row]:
    """Return ``count`` rows made from the quads of the packaged seeds."""
    with TemporaryDirectory() as folder:
        build([], Path(folder) / "kg")
        quads = list(ox.parse(path=f"{folder}/kg/graph.nq", format=ox.RdfFormat.N_QUADS))
    made: list[Row] = []
    for number in range(count):
        quad = quads[number % len(quads)]
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        assert isinstance(quad.graph_name, ox.NamedNode)
        made.append(
            (
                f"{quad.subject.value}/{number // len(quads)}",
                quad.predicate.value,
                quad.object.value,
                isinstance(quad.object, ox.Literal),
                quad.graph_name.value,
            )
        )
    return made


def as_text(source: list[Row]) -> bytes:
    """Write as this project does: text, escaped by orjson."""
    lines = [
        f"<{s}> <{p}> {literal(o) if is_literal else f'<{o}>'} <{g}> .\n"
        for s, p, o, is_literal, g in source
    ]
    return "".join(lines).encode()


def as_oxigraph(source: list[Row]) -> bytes:
    """Write with pyoxigraph objects."""
    quads = (
        ox.Quad(
            ox.NamedNode(s),
            ox.NamedNode(p),
            ox.Literal(o) if is_literal else ox.NamedNode(o),
            ox.NamedNode(g),
        )
        for s, p, o, is_literal, g in source
    )
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def as_rdflib(source: list[Row]) -> bytes:
    """Write with an rdflib dataset."""
    import rdflib

    dataset = rdflib.Dataset()
    for s, p, o, is_literal, g in source:
        value = rdflib.Literal(o) if is_literal else rdflib.URIRef(o)
        dataset.graph(g).add((rdflib.URIRef(s), rdflib.URIRef(p), value))
    text: bytes = dataset.serialize(format="nquads", encoding="utf-8")
    return text


RIVALS: dict[str, Callable[[list[Row]], bytes]] = {
    "msc-kg text": as_text,
    "pyoxigraph objects": as_oxigraph,
    "rdflib dataset": as_rdflib,
}


def main() -> None:
    """Run and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quads", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    source = rows(arguments.quads)
    seconds: dict[str, list[float]] = {name: [] for name in RIVALS}
    for _ in range(arguments.rounds):
        for name, write in RIVALS.items():
            start = time.process_time()
            write(source)
            seconds[name].append(time.process_time() - start)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    print(f"Python {platform.python_version()}, {platform.machine()}, ", end="")
    print(", ".join(f"{name} {version(name)}" for name in ("orjson", "pyoxigraph", "rdflib")))
    print(f"| writer | quads per CPU second | of msc-kg | ({arguments.quads} quads)\n|---|---|---|")
    for name, median in medians.items():
        ratio = medians["msc-kg text"] / median
        print(f"| {name} | {arguments.quads / median:,.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
