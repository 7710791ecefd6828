"""The real servers of the tests: they answer, load, keep others out, and end."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import requests
import servers
from servers import Server

GRAPH = "urn:msc-kg:test-of-servers"
TURTLE = b'<urn:a> <urn:b> "\xc3\xa9 \\"q\\"" .'
"""One triple."""


@pytest.fixture(params=["oxigraph_server", "virtuoso_server"])
def server(request: pytest.FixtureRequest) -> Server:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return found


def rows(address: str, query: str) -> list[dict[str, dict[str, str]]]:
    joint = "&" if "?" in address else "?"
    accept = {"Accept": "application/sparql-results+json"}
    whole = Request(f"{address}{joint}{urlencode({'query': query})}", headers=accept)
    with urlopen(whole, timeout=60) as response:
        found: list[dict[str, dict[str, str]]] = json.load(response)["results"]["bindings"]
        return found


def test_a_graph_can_be_put_and_asked_alone(server: Server) -> None:
    assert server.put(GRAPH, TURTLE) in {200, 201, 204}
    found = rows(server.of_graph(GRAPH), "SELECT ?o { ?s ?p ?o }")
    assert [row["o"]["value"] for row in found] == ['é "q"']
    assert not rows(server.of_graph("urn:none"), "SELECT ?o { ?s ?p ?o }")


def test_virtuoso_wants_its_random_password(virtuoso_server: Server) -> None:
    assert len(virtuoso_server.password) == 16
    for wrong in ("dba", ""):
        with pytest.raises(requests.HTTPError, match="401"):
            virtuoso_server.put(GRAPH, TURTLE, wrong)


def listening(port: int) -> bool:
    """Return whether anything but loopback would reach the port (Linux's own table)."""
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    local = [line.split()[1] for line in lines if line.split()[3] == "0A"]
    return any(place == f"00000000:{port:04X}" for place in local)


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's table of sockets")
def test_only_loopback_is_listened_on(server: Server) -> None:
    port = int(server.query.split(":")[2].split("/")[0])
    assert not listening(port)


@pytest.mark.skipif(sys.platform != "linux", reason="children are tied to parents on Linux only")
def test_servers_end_with_a_killed_test_run(tmp_path: Path) -> None:
    if servers.oxigraph_program() is None:
        servers.absent("the program oxigraph is not installed: pip install oxigraph")
    script = (
        "import sys, time; from pathlib import Path; import servers\n"
        "with servers.oxigraph(Path(sys.argv[1])) as server:\n"
        "    print(server.query, flush=True); time.sleep(600)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "kg")]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parent)
    assert run.stdout is not None
    with run.stdout:
        address = run.stdout.readline().decode().strip()
    assert rows(address, "SELECT ?o { ?s ?p ?o }") == []
    run.kill()
    run.wait()
    assert any(refused(address) for _ in patience())


def patience() -> Iterator[None]:
    """Yield for at most ten seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        yield
        time.sleep(0.05)


def refused(address: str) -> bool:
    try:
        rows(address, "ASK {}")
    except OSError:
        return True
    return False


def test_a_missing_program_fails_where_servers_are_required(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(servers.REQUIRED, raising=False)
    with pytest.raises(pytest.skip.Exception, match="virtuoso-t is not installed"):
        servers.virtuoso(tmp_path).__enter__()
    monkeypatch.setenv(servers.REQUIRED, "1")
    with pytest.raises(pytest.fail.Exception, match=servers.REQUIRED):
        servers.virtuoso(tmp_path).__enter__()


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(pytest.fail.Exception, match="no such luck"),
        servers._serving(lambda *_: ["sh", "-c", "echo no such luck; exit 1"], tmp_path, "{http}"),
    ):
        pass
