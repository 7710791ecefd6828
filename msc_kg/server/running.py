"""Running the application: its socket, its connections and their time, its end."""

import asyncio
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from msc_kg.errors import InputError

KEEP_ALIVE = 15
"""Seconds that a connection may stay idle between two requests."""
MOST_WAITING = 500
"""Connections without a request under way; beyond them the oldest is closed."""
MOST_REQUESTS = 2000
"""Connections, and requests under way; beyond them requests are refused with 503."""
LONGEST_HEAD = 96 * 1024
"""Bytes of a request's line and headers."""
OPEN_FILES = 4096
"""Open files, connections among them, that the process may have, if the system allows it."""


class TimedConnection(H11Protocol):
    """A connection that ends when its client is too slow to ask or to take the answer."""

    waiting: dict["TimedConnection", None]
    """The connections without a request under way, the oldest first; one dict a server."""
    patience: float
    """Seconds in which a request's line and headers arrive, or some of an answer is taken."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._handed_over = False
        self._asking: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None
        self._watch()
        if len(self.waiting) > MOST_WAITING:
            oldest = next(iter(self.waiting))
            del self.waiting[oldest]
            oldest.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take some bytes; the time that a request has does not begin again with each."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            self.waiting[self] = None

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over; its time is no longer ours."""
        self._handed_over = True
        self._forget()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        """Begin to wait for the client to take its answer."""
        super().pause_writing()
        self._taking = self.loop.call_later(self.patience, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client has taken something."""
        super().resume_writing()
        if self._taking is not None:
            self._taking.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._forget()
        if self._taking is not None:
            self._taking.cancel()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Wait for a request when none is under way."""
        under_way = self.cycle is not None and not self.cycle.response_complete
        if under_way or self._handed_over:
            self._forget()
        elif self._asking is None and not self.transport.is_closing():
            self.waiting[self] = None
            self._asking = self.loop.call_later(self.patience, self.transport.abort)

    def _forget(self) -> None:
        self.waiting.pop(self, None)
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None


def listen(
    host: str, port: int, others: str = "--port (0 takes a free one) or --host"
) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one.

    ``others`` are the options that name another place.

    Raises:
        InputError: the address cannot be listened at.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"cannot listen there ({reason})",
            where=f"{host}, port {port}",
            next_step=f"name another with {others}",
        ) from error


def run(app: ASGIApp, listening: socket.socket, patience: float = 10.0) -> None:
    """Answer requests until the process is told to end by SIGINT or SIGTERM.

    A client that leaves the server waiting for ``patience`` seconds is left: for the head of a
    request, or with an answer of which it takes nothing.
    """
    _raise_open_files()
    own = {"waiting": {}, "patience": patience}
    connection: Any = type("Connection", (TimedConnection,), own)
    config = uvicorn.Config(
        app,
        http=connection,
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=3,
        limit_concurrency=MOST_REQUESTS,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        ws_max_size=1 << 20,
    )
    with ending_quietly():
        uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def ending_quietly() -> Iterator[None]:
    """Let the signals that uvicorn raises again after its end do nothing more."""
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: None) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _raise_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
