"""Real triple stores for the tests: an Oxigraph server and Virtuoso, each on loopback ports.

Each has a folder, ports and a password of its own and ends with the test run, even one that is
killed. Where a program is absent its tests are skipped, or fail when ``MSC_KG_REQUIRE_SERVERS``
is set, as ``.ci/run`` does. Tests that use Virtuoso share one: they run in one worker.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import requests
from requests.auth import HTTPDigestAuth

REQUIRED = "MSC_KG_REQUIRE_SERVERS"
"""The environment variable that makes the absence of a program a failure."""

PATIENCE = 90.0
"""Seconds that a server may take to answer for the first time, on a busy machine."""

ATTEMPTS = 4
"""How often a server is started anew because another program took its port meanwhile."""

_VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 20
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
MaxClientConnections = 10
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
"""
"""About 200 MB of memory; the limits on the estimated cost of a query are off."""

_NO_LOSS = """\
[Flags]
enable_inline_sqs = 0
"""
"""No inlining of subqueries, by which Virtuoso 7.2.5 loses rows (see docs/stores.md)."""


@dataclass(frozen=True)
class Server:
    """The addresses of a running server.

    ``update`` and ``graph_store`` (to which ``?graph=IRI`` or, but for Virtuoso, ``?default``
    is added) want ``user`` and ``password`` by digest where these are not empty.
    """

    name: str
    query: str
    update: str
    graph_store: str
    user: str = ""
    password: str = ""

    def of_graph(self, graph: str) -> str:
        """Return the address by which one named graph is asked as if it were all there is."""
        return f"{self.query}?{urlencode({'default-graph-uri': graph})}"

    def put(self, graph: str, turtle: bytes, password: str | None = None) -> int:
        """Replace a named graph; return the status. A refusal raises ``requests.HTTPError``."""
        address = f"{self.graph_store}?{urlencode({'graph': graph})}"
        with requests.Session() as session:
            if self.user:
                given = self.password if password is None else password
                session.auth = HTTPDigestAuth(self.user, given)
                # the challenge comes to a small request: Virtuoso hangs up on a long body with it
                session.get(self.graph_store, params={"graph": "urn:none"}, timeout=PATIENCE)
            answer = session.put(
                address, turtle, headers={"Content-Type": "text/turtle"}, timeout=PATIENCE
            )
        answer.raise_for_status()
        return answer.status_code


def required() -> bool:
    """Return whether the servers must be there."""
    return bool(os.environ.get(REQUIRED))


def absent(what: str) -> NoReturn:
    """Skip the test, or let it fail where servers are required."""
    if required():
        pytest.fail(f"{REQUIRED} is set, but {what}")
    pytest.skip(what)


def oxigraph_program() -> str | None:
    """Return the program of the Python package ``oxigraph``, or another of that name."""
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph")


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """Run an Oxigraph server in memory, twelve times faster to fill; messages lie in a folder."""
    program = oxigraph_program()
    if program is None:
        absent("the program oxigraph is not installed: pip install oxigraph")

    def start(port: int, _: int) -> Sequence[str]:
        return [program, "serve", "--bind", f"127.0.0.1:{port}"]

    with _serving(start, folder, "{http}/query") as http:
        yield Server("oxigraph", f"{http}/query", f"{http}/update", f"{http}/store")


@contextmanager
def virtuoso(folder: Path, *, settings_of_tests: str = _NO_LOSS) -> Iterator[Server]:
    """Run Virtuoso with a configuration, database and password of its own in a folder."""
    program = shutil.which("virtuoso-t")
    if program is None:
        absent("the program virtuoso-t is not installed: apt-get install virtuoso-opensource-7-bin")
    password = secrets.token_hex(8)  # it cuts long ones
    settings = folder / "virtuoso.ini"
    command = [program, "+configfile", settings.name, "+foreground"]

    def start(http: int, sql: int) -> Sequence[str]:
        written = _VIRTUOSO.format(http=http, sql=sql) + settings_of_tests
        settings.write_text(written, encoding="utf-8")
        if not (folder / "virtuoso.db").exists():
            change = [*command, "+pwdold", "dba", "+pwddba", password]
            subprocess.run(change, cwd=folder, check=True, capture_output=True, timeout=PATIENCE)
        return command

    with _serving(start, folder, "{http}/sparql") as http:
        yield Server(
            name="virtuoso",
            query=f"{http}/sparql",
            update=f"{http}/sparql-auth",
            graph_store=f"{http}/sparql-graph-crud-auth",
            user="dba",
            password=password,
        )


@contextmanager
def msc_kg_serve(graph: Path, folder: Path) -> Iterator[Server]:
    """Run our own endpoint over an RDF file; it needs the extra ``explorer``."""

    def start(port: int, _: int) -> Sequence[str]:
        own = [sys.executable, "-m", "msc_kg", "serve", "--no-explorer", "--workers", "1"]
        return [*own, "--graph", str(graph), "--port", str(port)]

    with _serving(start, folder, "{http}/sparql") as http:
        yield Server("msc-kg serve", f"{http}/sparql", "", "")


@contextmanager
def _serving(start: Callable[[int, int], Sequence[str]], folder: Path, asked: str) -> Iterator[str]:
    """Run a program until the block ends; yield its address. Ports taken meanwhile are changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(ATTEMPTS):
        port, second = free_ports(2)
        command = start(port, second)
        http = f"http://127.0.0.1:{port}"
        with _process(command, folder) as process:
            if _answers(process, asked.format(http=http)):
                yield http
                return
    said = (folder / "output.txt").read_text("utf-8", "replace")[-2000:]
    pytest.fail(f"{command[0]} does not answer: {said}")


@contextmanager
def _process(command: Sequence[str], folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program in a process group of its own, which ends with the block or with us."""
    tied = shutil.which("setpriv")
    whole = [tied, "--pdeathsig", "KILL", *command] if tied else [*command]
    with (folder / "output.txt").open("ab") as output:
        process = subprocess.Popen(
            whole, cwd=folder, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def _answers(process: "subprocess.Popen[bytes]", address: str) -> bool:
    """Wait until a server answers a query; return whether it is the one that was started."""
    end = time.monotonic() + PATIENCE
    query = urlencode({"query": "ASK {}"})
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{address}?{query}", timeout=PATIENCE):
                time.sleep(0.2)  # one that found its port taken would have ended by now
                return process.poll() is None
        except HTTPError:
            return False
        except OSError:
            time.sleep(0.05)
    return False


def free_ports(number: int) -> tuple[int, ...]:
    """Return loopback ports that nothing listens on at this moment."""
    listeners = [socket.socket() for _ in range(number)]
    try:
        for listener in listeners:
            listener.bind(("127.0.0.1", 0))
        return tuple(listener.getsockname()[1] for listener in listeners)
    finally:
        for listener in listeners:
            listener.close()


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running Oxigraph server; tests share it, so each loads graphs under names of its own."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running Virtuoso; tests share it, so each loads graphs under names of its own."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that use Virtuoso in one worker, which starts it once."""
    for item in items:
        if "virtuoso_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("virtuoso"))
