"""The whole way from registry records to sorted files, beside writers that read nothing.

``python benchmarks/registry.py`` builds a graph from the shared registry records and lets
rivals write the same triples from a flat table, in alternation; it prints CPU seconds, triples
per CPU second and peak memory (medians). ``--scale N`` builds N records made by repeating and
renumbering real ones, and a tenth of them, instead.
"""

import argparse
import gzip
import json
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SOURCES = {
    "MSC trials": SHARED / "ctgov_v2_msc" / "msc.ndjson.gz",
    "v2 records": SHARED / "ctgov_v2" / "studies.ndjson.gz",
}
_IDENTIFIER = re.compile(rb"NCT\d{8}")


@dataclass(frozen=True)
class Run:
    """What one process took: CPU and wall seconds, and the most memory in MB."""

    cpu: float
    wall: float
    memory: float


def build(source: Path, target: Path, jobs: int) -> None:
    """Build a folder without validating it."""
    from msc_kg.build import build as whole

    whole([source], target, jobs=jobs, validate=False)


def decode(source: Path, target: Path) -> None:
    """Unzip, decode and write one triple for every string of a record: the floor."""
    import orjson

    with gzip.open(source) as packed, target.open("wb") as out:
        for number, line in enumerate(packed):
            found: list[str] = []
            stack = [orjson.loads(line)]
            while stack:
                value = stack.pop()
                if isinstance(value, dict):
                    stack += value.values()
                elif isinstance(value, list):
                    stack += value
                elif isinstance(value, str):
                    found.append(value)
            subject = b"<https://example.org/%d> <https://example.org/says> " % number
            out.write(b"".join(subject + orjson.dumps(text) + b" .\n" for text in found))


def rdflib_add(table: Path, target: Path) -> None:
    """Add the rows of the table to an rdflib graph and write N-Triples."""
    from rdflib import Graph, Literal, URIRef

    graph = Graph()
    for subject, predicate, kind, value in rows(table):
        if kind == "":
            graph.add((URIRef(subject), URIRef(predicate), URIRef(value)))
        else:
            datatype = None if kind == "string" else URIRef(kind)
            literal = Literal(value, datatype=datatype, normalize=False)
            graph.add((URIRef(subject), URIRef(predicate), literal))
    graph.serialize(target, format="nt", encoding="utf-8")


def pyoxigraph_objects(table: Path, target: Path) -> None:
    """Make pyoxigraph objects of the rows and dump them."""
    import pyoxigraph as ox

    def triples() -> Iterator[ox.Triple]:
        for subject, predicate, kind, value in rows(table):
            term: ox.NamedNode | ox.Literal
            if kind == "":
                term = ox.NamedNode(value)
            elif kind == "string":
                term = ox.Literal(value)
            else:
                term = ox.Literal(value, datatype=ox.NamedNode(kind))
            yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term)

    ox.serialize(triples(), target, format=ox.RdfFormat.N_TRIPLES)


def flat_table(table: Path, target: Path) -> None:
    """Write the rows as lines, parsing nothing."""
    import orjson

    with target.open("w", encoding="utf-8") as out:
        for subject, predicate, kind, value in rows(table):
            if kind == "":
                out.write(f"<{subject}> <{predicate}> <{value}> .\n")
            elif kind == "string":
                out.write(f"<{subject}> <{predicate}> {orjson.dumps(value).decode()} .\n")
            else:
                out.write(f'<{subject}> <{predicate}> "{value}"^^<{kind}> .\n')


def rdflib_parse(quads: Path, _: Path) -> None:
    """Parse the quads that the build wrote."""
    from rdflib import Dataset

    Dataset().parse(quads, format="nquads")


def rows(table: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield subject, predicate, kind of object ("" node, "string", datatype) and object."""
    with table.open("rb") as stream:
        for line in stream:
            subject, predicate, kind, value = json.loads(line)
            yield subject, predicate, kind, value


RIVALS: dict[str, Callable[[Path, Path], None]] = {
    "floor: unzip, decode, write strings": decode,
    "flat table, text, no parsing": flat_table,
    "flat table, pyoxigraph objects": pyoxigraph_objects,
    "flat table, rdflib Graph.add": rdflib_add,
    "rdflib parsing the quads": rdflib_parse,
}


def measured(*arguments: str) -> Run:
    """Run this script in a process of its own; return what it took."""
    start = time.perf_counter()
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    cpu, memory = done.stdout.split()[-2:]
    return Run(cpu=float(cpu), wall=time.perf_counter() - start, memory=float(memory))


def peak_memory() -> float:
    """Return the most memory of this process in MB.

    Read where it is counted since the program was started: the resource module counts what the
    parent held, too.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("the peak memory is read from /proc, which is not here")


def table_of(quads: Path, table: Path) -> int:
    """Write the triples of the quads as a flat table of JSON rows; return their number."""
    import orjson
    import pyoxigraph as ox

    count = 0
    with table.open("wb") as out:
        for quad in ox.parse(path=str(quads), format=ox.RdfFormat.N_QUADS):
            term = quad.object
            if isinstance(term, ox.NamedNode):
                kind = ""
            elif isinstance(term, ox.Literal):
                kind = term.datatype.value
                kind = "string" if kind.endswith("#string") else kind
            else:
                raise SystemExit(f"unexpected term {term}")
            assert isinstance(quad.subject, ox.NamedNode)
            row = [quad.subject.value, quad.predicate.value, kind, term.value]
            out.write(orjson.dumps(row) + b"\n")
            count += 1
    return count


def compare(name: str, source: Path, runs: int) -> None:
    """Print the table of one source: the build and its rivals in alternation."""
    with tempfile.TemporaryDirectory() as place:
        target, table = Path(place) / "kg", Path(place) / "table.jsonl"
        build(source, target, 1)
        quads = target / "graph.nq"
        count = table_of(quads, table)
        taken: dict[str, list[Run]] = {}
        for _ in range(runs):
            for jobs in (1, 2):
                label = f"msc-kg build --jobs {jobs}"
                run = measured("--run", "build", str(source), f"{place}/again", str(jobs))
                taken.setdefault(label, []).append(run)
            for label in RIVALS:
                given = {decode: source, rdflib_parse: quads}.get(RIVALS[label], table)
                run = measured("--run", label, str(given), f"{place}/out")
                taken.setdefault(label, []).append(run)
        same = (target / "graph.nq").read_bytes() == Path(f"{place}/again/graph.nq").read_bytes()
        print(f"\n{name}: {count:,} quads; same bytes with two workers: {same}\n")
        print("| way | CPU s | wall s | quads per CPU s | peak MB |\n|---|---|---|---|---|")
        for label, found in taken.items():
            cpu = median(run.cpu for run in found)
            wall = median(run.wall for run in found)
            memory = median(run.memory for run in found)
            if label.endswith("2"):  # the CPU time of the workers is not that of the process
                print(f"| {label} | - | {wall:.2f} | - | {memory:.0f} |")
                continue
            print(f"| {label} | {cpu:.2f} | {wall:.2f} | {count / cpu:,.0f} | {memory:.0f} |")


def repeat(source: Path, target: Path, count: int) -> None:
    """Write ``count`` records: those of the source again and again, each time renumbered."""
    with gzip.open(source) as packed:
        lines = packed.read().splitlines()
    with gzip.open(target, "wb", compresslevel=1) as out:
        for number in range(count):
            line = lines[number % len(lines)]
            match = _IDENTIFIER.search(line)
            own = match.group() if match else b"NCT00000000"
            out.write(line.replace(own, b"NCT%08d" % (10_000_000 + number)) + b"\n")


def scale(count: int) -> None:
    """Print what a tenth of the records and all of them take."""
    print("| records | CPU s | ms per record | wall s | peak MB |\n|---|---|---|---|---|")
    for size in (count // 10, count):
        with tempfile.TemporaryDirectory() as place:
            source = Path(place) / "records.ndjson.gz"
            repeat(SOURCES["MSC trials"], source, size)
            run = measured("--run", "build", str(source), f"{place}/kg", "1")
            each = 1000 * run.cpu / size
            print(f"| {size:,} | {run.cpu:.1f} | {each:.2f} | {run.wall:.1f} | {run.memory:.0f} |")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each, in alternation")
    parser.add_argument("--scale", type=int, help="build so many records, and a tenth of them")
    parser.add_argument("--only", choices=SOURCES, help="one of the sources")
    parser.add_argument("--run", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        way, source, target, *jobs = given.run
        if way == "build":
            shutil.rmtree(target, ignore_errors=True)
            build(Path(source), Path(target), int(jobs[0]))
        else:
            RIVALS[way](Path(source), Path(target))
        print(time.process_time(), peak_memory())
        return
    if not SHARED.is_dir():
        raise SystemExit("the shared records are not beside this checkout: nothing to measure")
    packages = ", ".join(f"{name} {version(name)}" for name in ("orjson", "pyoxigraph", "rdflib"))
    print(f"CPython {platform.python_version()}, {platform.machine()}, {packages}")
    if given.scale:
        scale(given.scale)
        return
    for name, source in SOURCES.items():
        if given.only in (None, name):
            compare(name, source, given.runs)


if __name__ == "__main__":
    main()
