"""Engines of validation over graphs of several sizes: seconds and memory.

``python benchmarks/validation.py GRAPH.nq ...`` validates each graph with the packaged shapes
by each engine, in a process of its own, and prints wall and CPU seconds and peak memory in MB
(medians). With no graph: the packaged seeds, the shared trials, and these as often as makes
more than a million triples. The reference engine takes the smallest graph only.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "ctgov_v2_msc" / "msc.ndjson.gz"
WAYS = ("sparql", "sparql on disk", "shifty", "pyshacl")
LARGEST = {"pyshacl": 20_000}
"""Triples beyond which an engine is left out."""
_OWN = re.compile(rb"<(https://w3id\.org/msc-kg/(?:record|graph|document)/)")


def measured(way: str, graph: Path, store: Path) -> dict[str, float]:
    """Validate a graph (N-Quads) in this process; the checks are not counted."""
    import pyoxigraph as ox

    from msc_kg import storing, validation
    from msc_kg.validation import engines

    begin, cpu = time.perf_counter(), time.process_time()
    if way == "sparql on disk":
        given = ox.Store.read_only(str(store))
    else:
        given = storing.memory_store(graph)
    validated = engines.Validated(given)
    if not way.startswith("sparql"):
        _ = validated.triples
    loaded, loaded_cpu = time.perf_counter(), time.process_time()
    results = engines.run(way.split()[0], validated, validation.packaged_shapes())
    shaped, shaped_cpu = time.perf_counter(), time.process_time()
    return {
        "load": loaded - begin,
        "load CPU": loaded_cpu - cpu,
        "shapes": shaped - loaded,
        "shapes CPU": shaped_cpu - loaded_cpu,
        "checks CPU": checked(given) if way.startswith("sparql") else 0.0,
        "MB": peak(),
        "results": len(results),
        "triples": len(given),
    }


def peak() -> float:
    """Return the most memory of this process in MB; a child inherits ``ru_maxrss``."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def checked(store: object) -> float:
    """Return the CPU seconds that the checks take on a store."""
    from msc_kg.validation import checks
    from msc_kg.validation.engines import Validated
    from msc_kg.validation.places import Places

    places = Places(Validated(store))  # type: ignore[arg-type]
    begin = time.process_time()
    for check in checks.packaged():
        for _ in checks.run(check, places):
            pass
    return time.process_time() - begin


def graphs(place: Path) -> list[Path]:
    """Build the graphs that stand in when none are named."""
    from msc_kg.build import build

    build([], place / "seeds")
    found = [place / "seeds" / "graph.nq"]
    if SHARED.exists():
        build([SHARED], place / "trials", validate=False)
        found += [place / "trials" / "graph.nq", repeated(place / "trials" / "graph.nq", 3)]
    return found


def repeated(graph: Path, times: int) -> Path:
    """Write the quads of a graph several times, with records and documents of their own."""
    target = graph.with_name("repeated.nq")
    with graph.open("rb") as lines, target.open("wb") as out:
        for line in lines:
            for number in range(times):
                out.write(_OWN.sub(rb"<\g<1>%d-" % number, line))
    return target


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graphs", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", nargs=3, metavar=("WAY", "GRAPH", "STORE"))
    arguments = parser.parse_args()
    if arguments.measure:
        way, graph, store = arguments.measure
        print(json.dumps(measured(way, Path(graph), Path(store))))
        return
    with tempfile.TemporaryDirectory() as place:
        for graph in arguments.graphs or graphs(Path(place)):
            table(graph, Path(place) / f"store-{graph.parent.name}-{graph.stem}", arguments.runs)


def table(graph: Path, store: Path, runs: int) -> None:
    """Print the rows of one graph, the engines in alternation."""
    from msc_kg.storing import write_store

    write_store(graph, store)
    ways = [way for way in WAYS if LARGEST.get(way, 10**9) >= lines_of(graph)]
    found: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for _ in range(runs):
        for way in ways:
            command = [sys.executable, __file__, "--measure", way, str(graph), str(store)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found[way].append(json.loads(done.stdout))
    for way, measures in found.items():
        told = {name: median(one[name] for one in measures) for name in measures[0]}
        print(f"{way:15}", *(f"{name} {value:.5g}" for name, value in told.items()), flush=True)


def lines_of(graph: Path) -> int:
    """Return the number of quads."""
    with graph.open("rb") as lines:
        return sum(1 for _ in lines)


if __name__ == "__main__":
    main()
