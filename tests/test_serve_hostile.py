"""A server under attack: it answers normal requests, keeps its memory, and ends cleanly."""

import asyncio
import contextlib
import http.client
import random
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("uvicorn", reason="needs msc-kg[explorer]")

import serving
import serving_attacks
from serving_attacks import Target

LIMITS = ("--no-explorer", "--timeout", "2", "--memory", "256", "--max-answer", "8")
CARTESIAN = serving_attacks.EXPENSIVE["cartesian count"]


@pytest.fixture(scope="module")
def server(seeds_folder: Path) -> Iterator[serving.Served]:
    with serving.served(seeds_folder, *LIMITS) as served:
        yield served


def sent(server: serving.Served, content: bytes) -> int:
    return asyncio.run(serving_attacks.send(Target(server.port), content))


def test_attacks_leave_it_answering(server: serving.Served) -> None:
    kinds = len(serving_attacks.attacks())
    assert kinds == 89
    right = serving.right_answers(server)
    with serving.Watch(server.process.pid) as watch:
        found = serving.under_attack(server, kinds, during=3, right=right, patience=3)
    assert found.tally.made == kinds
    assert found.times.wrong == 0
    assert len(found.times.seconds) > 20
    assert found.times.later < len(found.times.seconds)
    assert watch.pss < 4 * 256 + 300
    assert not {500, 501} & found.tally.statuses.keys()
    after = serving.normal(server, 20, right)
    assert (after.wrong, after.later) == (0, 0)


@pytest.mark.parametrize("name", serving_attacks.REFUSED)
def test_what_is_no_query_is_refused(impatient: serving.Served, name: str) -> None:
    status = sent(impatient, serving_attacks.asking(serving_attacks.REFUSED[name]))
    assert status == 400


@pytest.mark.parametrize("path", serving_attacks.PATHS)
def test_paths_lead_nowhere(server: serving.Served, path: str) -> None:
    assert sent(server, serving_attacks.get(path)) in {200 if path[:2] == "/?" else 404, 400}


@pytest.mark.parametrize("name", serving_attacks.ANSWERED)
def test_files_and_addresses_are_not_read(server: serving.Served, name: str) -> None:
    status, body = server.ask(serving_attacks.ANSWERED[name])
    assert status == 200
    assert body.count(b"\n") == 1


def test_large_bodies_are_refused(server: serving.Served) -> None:
    body = serving_attacks.post(b"x" * 10_000_000, serving_attacks.QUERY)
    assert sent(server, body) in {413, 0}
    assert sent(server, serving_attacks.post(b"", serving_attacks.QUERY, length=10**15)) == 413
    assert sent(server, serving_attacks.get("/sparql?query=" + "a" * 80_000)) == 414


def test_long_queries_are_ended_and_replaced(server: serving.Served) -> None:
    before = set(serving.tree(server.process.pid))
    status, body = server.ask(CARTESIAN)
    assert (status, b"longer than 2 s" in body) == (503, True)
    assert server.ask("ASK {}")[0] == 200
    assert set(serving.tree(server.process.pid)) != before


def test_too_much_memory_ends_the_query_only(server: serving.Served) -> None:
    doubling = serving_attacks.EXPENSIVE["string doubling"]
    status, body = server.ask(doubling)
    assert (status, b"more than 256 MB" in body or b"longer than" in body) == (503, True)
    assert server.ask("ASK {}")[0] == 200


def test_answers_have_a_size(server: serving.Served) -> None:
    status, body = server.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert (status, b"larger than 8 MB" in body) == (400, True)


def test_a_query_whose_client_left_is_ended(server: serving.Served) -> None:
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(serving_attacks.asking(CARTESIAN))
    time.sleep(0.3)
    connection.close()
    busy = [busy_seconds(server.process.pid)]
    for _ in range(3):
        time.sleep(0.5)
        busy.append(busy_seconds(server.process.pid))
    assert busy[-1] - busy[-2] < 0.4


def busy_seconds(process: int) -> float:
    """Return the CPU seconds of a process and its children that still run."""
    ticks = 0
    for one in serving.tree(process):
        try:
            stat = Path(f"/proc/{one}/stat").read_text(encoding="latin-1")
        except OSError:
            continue
        fields = stat.rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        b"GET /none HTTP/1.1\r\nHost: localhost\r\n\r\nGET /spa",
        b"POST /none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\na",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
        b"Content-Type: application/sparql-query\r\n\r\nA",
    ],
)
def test_slow_clients_are_left(impatient: serving.Served, first: bytes) -> None:
    with socket.create_connection(("127.0.0.1", impatient.port)) as connection:
        connection.settimeout(0.2)
        connection.sendall(first)
        assert is_left(connection)


def is_left(connection: socket.socket) -> bool:
    """Send a little now and then; return whether the server has left within some seconds."""
    for _ in range(60):
        try:
            connection.sendall(b"a")
            if not connection.recv(65536):
                return True
        except TimeoutError:
            continue
        except ConnectionError:
            return True
    return False


def test_idle_connections_make_room(server: serving.Served) -> None:
    address = ("127.0.0.1", server.port)
    with contextlib.ExitStack() as opened:
        idle = [opened.enter_context(socket.create_connection(address)) for _ in range(550)]
        assert server.ask("ASK {}")[0] == 200
        idle[0].settimeout(5)
        with contextlib.suppress(ConnectionError):
            assert idle[0].recv(1) == b""
        idle[-1].sendall(serving_attacks.get("/"))
        idle[-1].settimeout(20)
        assert idle[-1].recv(12) == b"HTTP/1.1 200"


def test_clients_that_do_not_read_are_left(impatient: serving.Served) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", impatient.port))
        everything = serving_attacks.EXPENSIVE["cartesian rows"] + " LIMIT 15000"
        connection.sendall(serving_attacks.asking(everything))
        time.sleep(5)
        received = 0
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(1 << 20):
                received += len(part)
    status, body = impatient.ask(everything)
    assert status == 200
    assert received < len(body)


@pytest.fixture(scope="module")
def impatient(seeds_folder: Path) -> Iterator[serving.Served]:
    with serving.served(seeds_folder, "--no-explorer", "--patience", "1") as served:
        yield served


def test_pipelined_requests_are_answered_in_order(server: serving.Served) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        one = b"GET /sparql?format=csv&query=%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
        queries = [quote(f"SELECT ({n} AS ?n) {{}}").encode() for n in (10, 20, 30)]
        ends = (b"", b"", b"Connection: close\r\n")
        connection.sendall(b"".join(one % pair for pair in zip(queries, ends, strict=True)))
        received = b""
        while part := connection.recv(65536):
            received += part
    assert received.count(b"200 OK") == 3
    assert [received.index(b"\n%d\r\n" % n) for n in (10, 20, 30)] == sorted(
        received.index(b"\n%d\r\n" % n) for n in (10, 20, 30)
    )


def test_more_than_may_wait_are_told_to_come_later(seeds_folder: Path) -> None:
    options = (*LIMITS, "--workers", "2", "--max-waiting", "1")
    with serving.served(seeds_folder, *options) as small:
        random_ = random.Random(3)

        async def crowd() -> list[int]:
            content = serving_attacks.asking(CARTESIAN + f" # {random_.random()}")
            made = (serving_attacks.send(Target(small.port), content) for _ in range(12))
            return list(await asyncio.gather(*made))

        assert set(asyncio.run(crowd())) == {503}
        connection = http.client.HTTPConnection("127.0.0.1", small.port, timeout=20)
        connection.request("GET", "/sparql?query=ASK%7B%7D")
        assert connection.getresponse().status == 200
        connection.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_all_its_processes(seeds_folder: Path, number: signal.Signals) -> None:
    with serving.served(seeds_folder, *LIMITS) as server:
        asyncio.run(serving_attacks.send(Target(server.port), b"GET /", read=False))
        busy = socket.create_connection(("127.0.0.1", server.port))
        busy.sendall(serving_attacks.asking(CARTESIAN))
        time.sleep(0.5)
        processes = serving.tree(server.process.pid)
        assert len(processes) >= 3
        server.process.send_signal(number)
        assert server.process.wait(timeout=20) == 0
        busy.close()
        assert not [one for one in processes if Path(f"/proc/{one}").exists()]


def test_killed_servers_leave_no_processes(seeds_folder: Path) -> None:
    with serving.served(seeds_folder, *LIMITS) as server:
        processes = serving.tree(server.process.pid)
        server.process.kill()
        server.process.wait()
        for _ in range(100):
            left = [one for one in processes[1:] if is_running(one)]
            if not left:
                break
            time.sleep(0.1)
        assert not left


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="latin-1").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] != "Z"
