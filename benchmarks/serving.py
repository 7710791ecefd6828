"""How fast ``msc-kg serve`` answers, alone and under attack, and what memory it takes.

Normal requests are timed one after the other, then with several clients, then while a
thousand hostile requests arrive; every answer is compared with the right one. The rival, in
the same run on the same triples, is ``oxigraph serve-read-only`` (package ``oxigraph``).
"""

import argparse
import asyncio
import http.client
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from serving_attacks import Tally, Target, attack

from msc_kg.build import build
from msc_kg.store import open_graph

PREFIX = "PREFIX msc: <https://w3id.org/msc-kg/ontology#> "
NORMAL = (
    "ASK { ?trial a msc:Trial }",
    "SELECT (COUNT(*) AS ?n) { ?trial a msc:Trial }",
    "SELECT ?sponsor (COUNT(DISTINCT ?trial) AS ?n) { ?trial msc:sponsor ?sponsor } "
    "GROUP BY ?sponsor ORDER BY DESC(?n) ?sponsor LIMIT 20",
    "SELECT ?trial ?condition { ?trial msc:condition ?condition ; msc:tissueSource ?tissue } "
    "ORDER BY ?trial ?condition ?tissue LIMIT 100",
)
"""Queries of the usual kind; their order is total, so that answers can be compared."""


@dataclass
class Served:
    """A server that runs, and where it is asked."""

    process: "subprocess.Popen[str]"
    port: int
    path: str = "/sparql"

    def ask(self, query: str) -> tuple[int, bytes]:
        """Return status and body for a query."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            address = f"{self.path}?{urlencode({'query': PREFIX + query})}"
            accept = {"Accept": "text/tab-separated-values"}
            connection.request("GET", address, headers=accept)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


@contextmanager
def served(graph: Path, *options: str) -> Iterator[Served]:
    """Run ``msc-kg serve`` on a free port until the end of the block."""
    command = [sys.executable, "-m", "msc_kg", "serve", "-g", str(graph), "--port", "0", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r":(\d+)/", line)
        assert found, f"no address: {line!r}"
        yield Served(process, int(found[1]))
    finally:
        process.terminate()
        process.wait(timeout=30)
        assert process.stdout is not None
        process.stdout.close()


@contextmanager
def oxigraph_served(graph: Path, folder: Path) -> Iterator[Served]:
    """Run the Oxigraph server on the same triples, from its own on-disk store."""
    program = shutil.which("oxigraph") or ""
    triples, store = folder / "graph.nt", folder / "oxigraph"
    with triples.open("wb") as out:
        out.writelines(f"{triple} .\n".encode() for triple in open_graph(graph).triples())
    load = [program, "load", "--location", str(store), "--file", str(triples)]
    subprocess.run(load, check=True, capture_output=True)
    port = _free_port()
    command = [program, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, text=True)
    try:
        _wait_for(port)
        yield Served(process, port, "/query")
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens at {port}")


def tree(process: int) -> list[int]:
    """Return the numbers of a process and of all that it started (Linux)."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="latin-1").rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [process]
    for one in found:
        found += parents.get(one, [])
    return found


def megabytes(processes: Sequence[int], key: str) -> float:
    """Return the memory of processes: ``Pss`` counts shared pages once, ``Rss`` each time."""
    total = 0
    for process in processes:
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += sum(map(int, re.findall(rf"^{key}: +(\d+)", rollup, re.MULTILINE)))
    return total / 1024


@dataclass
class Watch:
    """The most memory that a server took while it was watched, in megabytes."""

    process: int
    pss: float = 0.0
    rss: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Watch":
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        ended = False
        while not ended:
            ended = self._stop.wait(0.5)
            processes = tree(self.process)
            self.pss = max(self.pss, megabytes(processes, "Pss"))
            self.rss = max(self.rss, megabytes(processes, "Rss"))


@dataclass
class Times:
    """The seconds of normal requests, how many were told to try later, and how many were wrong."""

    seconds: list[float]
    later: int = 0
    wrong: int = 0

    def quantile(self, share: float) -> float:
        """Return the milliseconds within which a share of the requests was answered."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def normal(server: Served, number: int, right: Sequence[bytes]) -> Times:
    """Ask normal queries one after the other, and compare the answers."""
    times = Times([])
    for place in range(number):
        query = place % len(NORMAL)
        started = time.perf_counter()
        status, body = server.ask(NORMAL[query])
        if status == 503:
            times.later += 1
            continue
        times.seconds.append(time.perf_counter() - started)
        times.wrong += status != 200 or body != right[query]
    return times


def right_answers(server: Served) -> list[bytes]:
    """Return the bodies that a server gives while nobody else asks."""
    return [server.ask(query)[1] for query in NORMAL]


def a_second(server: Served, clients: int, number: int, right: Sequence[bytes]) -> float:
    """Return how many requests a second several clients get answered."""
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        shares = [threads.submit(normal, server, number // clients, right) for _ in range(clients)]
        assert not any(share.result().wrong for share in shares)
    return number / (time.perf_counter() - started)


@dataclass
class UnderAttack:
    """What happened while a server was attacked."""

    tally: Tally
    times: Times


def under_attack(
    server: Served, number: int, during: float, right: Sequence[bytes], patience: float = 8.0
) -> UnderAttack:
    """Attack a server and ask it normal queries until the attack is over.

    Slow attackers stay for ``patience`` seconds.
    """
    found: list[Tally] = []

    def make() -> None:
        target = Target(server.port, patience)
        made = attack(target, number, during=during, random_=random.Random(1))
        found.append(asyncio.run(made))

    attacking = threading.Thread(target=make)
    attacking.start()
    times = Times([])
    while attacking.is_alive():
        more = normal(server, len(NORMAL), right)
        times.seconds += more.seconds
        times.later += more.later
        times.wrong += more.wrong
    attacking.join()
    return UnderAttack(found[0], times)


def _alone(name: str, server: Served, number: int, right: Sequence[bytes]) -> float:
    normal(server, 20, right)
    times = normal(server, number, right)
    with Watch(server.process.pid) as watch:
        rate = a_second(server, 4, number, right)
    print(
        f"| {name} | {times.quantile(0.5):.1f} | {times.quantile(0.99):.1f} | {rate:.0f} | "
        f"{watch.pss:.0f} | {watch.rss:.0f} |"
    )
    return statistics.median(times.seconds)


def main() -> None:
    """Print the figures as Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph", nargs="?", type=Path, help="folder; default: the packaged seeds")
    parser.add_argument("--attacks", type=int, default=1000)
    parser.add_argument("--during", type=float, default=60.0, help="seconds in which they begin")
    parser.add_argument("--requests", type=int, default=400)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        graph = given.graph or folder / "kg"
        if given.graph is None:
            build([], graph)
        _compare(graph, folder, given)


def _compare(graph: Path, folder: Path, given: argparse.Namespace) -> None:
    print("| server | p50 ms | p99 ms | requests/s, 4 clients | MB (Pss) | MB (Rss) |")
    print("|---|---|---|---|---|---|")
    options = ("--no-explorer", "--timeout", "10", "--memory", "512")
    with served(graph, *options) as ours:
        right = right_answers(ours)
        median = _alone("msc-kg serve", ours, given.requests, right)
        if shutil.which("oxigraph"):
            with oxigraph_served(graph, folder) as theirs:
                other = _alone(
                    "oxigraph serve-read-only", theirs, given.requests, right_answers(theirs)
                )
            print(f"\nratio of the medians, ours to theirs: {median / other:.2f}")
        with Watch(ours.process.pid) as watch:
            found = under_attack(ours, given.attacks, given.during, right)
        _tell(found, watch)
        after = normal(ours, given.requests, right)
        left = tree(ours.process.pid)
        print(
            f"afterwards: p50 {after.quantile(0.5):.1f} ms, wrong {after.wrong}, "
            f"{len(left)} processes, {megabytes(left, 'Pss'):.0f} MB (Pss)"
        )


def _tell(found: UnderAttack, watch: Watch) -> None:
    times = found.times
    print(f"\n{found.tally.made} attacks; their statuses (0: none): {found.tally.statuses}")
    print(
        f"normal requests meanwhile: {len(times.seconds)} answered, {times.later} told to try "
        f"later, {times.wrong} wrong; p50 {times.quantile(0.5):.0f} ms, "
        f"p99 {times.quantile(0.99):.0f} ms; at most {watch.pss:.0f} MB (Pss), "
        f"{watch.rss:.0f} MB (Rss)"
    )


if __name__ == "__main__":
    main()
