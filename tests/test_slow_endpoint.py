"""Endpoints that are slow, stop half way or never end: told clearly, and in time."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from msc_kg import remote
from msc_kg.cli import main
from msc_kg.endpoint import RemoteGraph
from msc_kg.errors import RemoteError

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
BEGIN = b'{"head":{"vars":["s"]},"results":{"bindings":['
ASK = "SELECT ?s WHERE { ?s ?p ?o }"


@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve one raw answer to each connection; yield the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, answer))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/query"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(listener: socket.socket, answer: Callable[[socket.socket], None]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            try:
                connection.recv(65_536)
                answer(connection)
            except OSError:
                pass


def hanging(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 9000\r\n\r\n" + BEGIN)
    connection.settimeout(5)
    connection.recv(1)


def cut(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 9000\r\n\r\n" + BEGIN)


def cut_between_chunks(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    connection.sendall(f"{len(BEGIN):x}\r\n".encode() + BEGIN + b"\r\n")


def dripping(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 9000\r\n\r\n")
    for number in range(9000):
        connection.sendall(BEGIN[number % len(BEGIN) :][:1])
        time.sleep(0.05)


def endless(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"\r\n")
    while True:
        connection.sendall(b" " * 65_536)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (hanging, "timed out"),
        (cut, "broken off"),
        (cut_between_chunks, "broken off"),
        (dripping, "not whole after 2 seconds"),
        (endless, "larger than"),
    ],
)
def test_an_answer_that_does_not_come_whole(
    answer: Callable[[socket.socket], None], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "LARGEST", 3_000_000)
    with server(answer) as address, pytest.raises(RemoteError, match=message) as error:
        RemoteGraph(address, timeout=0.2).query(ASK)
    assert error.value.exit_status == 3


def test_the_command_exits_with_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with server(cut) as address:
        monkeypatch.setattr("sys.argv", ["msc-kg", "query", "sponsors", "-g", address])
        with pytest.raises(SystemExit) as ended:
            main()
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (3, "")
    assert "cannot be reached" in err
    assert "Traceback" not in err
