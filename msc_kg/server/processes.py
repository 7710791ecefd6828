"""The server's side of the worker processes: starting, asking and ending them."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from msc_kg.errors import InputError
from msc_kg.server.limits import BusyError


class Nursery:
    """Starts workers from a template process, and the template again when it is gone."""

    def __init__(self, source: str, memory: int) -> None:
        """Load the graph of a source, once; ``memory`` megabytes a worker.

        Raises:
            InputError: the source cannot be opened.
        """
        self.source = source
        self.memory = memory
        self._lock = threading.Lock()
        self._closed = False
        self._start()

    def fork(self) -> "Worker":
        """Return a new worker.

        Raises:
            BusyError: the system has no room for one more process.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = self._wish({"do": "fork"}, theirs.fileno())["process"]
            except BaseException:
                ours.close()
                raise
        if process is None:
            ours.close()
            raise BusyError("this machine has no room for one more process")
        return Worker(ours, process, self)

    def end(self, process: int) -> int | None:
        """End a worker; returns its status (less than 0: a signal), ``None`` if not told."""
        try:
            status: int | None = self._wish({"do": "end", "process": process})["status"]
        except InputError:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            return None
        return status

    def close(self) -> None:
        """End the template and with it all workers."""
        with self._lock:
            self._closed = True
            self._stop()

    @property
    def process(self) -> int:
        """The number of the template process."""
        return self._process.pid

    def _wish(self, wish: dict[str, Any], descriptor: int | None = None) -> dict[str, Any]:
        """Return what the template says to a wish; a template that is gone is started again."""
        with self._lock:
            try:
                return self._asked(wish, descriptor)
            except (OSError, ValueError):
                if self._closed or descriptor is None:
                    raise InputError("the server is closing", where=self.source) from None
            self._stop()
            self._start()
            return self._asked(wish, descriptor)

    def _asked(self, wish: dict[str, Any], descriptor: int | None) -> dict[str, Any]:
        content = json.dumps(wish).encode()
        descriptors = [] if descriptor is None else [descriptor]
        socket.send_fds(self._control, [content], descriptors)
        told: dict[str, Any] = json.loads(self._reader.readline())
        return told

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        self._reader = self._control.makefile("rb")
        with theirs:
            place = str(theirs.fileno())
            arguments = [self.source, place, str(self.memory)]
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "msc_kg.server.template", *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        told = json.loads(self._reader.readline() or "{}")
        if "ready" not in told:
            self._stop()
            unknown = {"what": "the graph could not be loaded", "where": self.source}
            raise InputError(**told.get("error", unknown))

    def _stop(self) -> None:
        self._reader.close()
        self._control.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Worker:
    """A worker process and the socket to it."""

    def __init__(self, channel: socket.socket, process: int, nursery: Nursery) -> None:
        """Keep both."""
        self.channel = channel
        self.process = process
        self._nursery = nursery
        self._lock = threading.Lock()
        self._ended = False
        self._status: int | None = None

    def is_gone(self) -> bool:
        """Return whether the process of an idle worker has ended."""
        waiting = select.poll()
        waiting.register(self.channel, select.POLLIN)
        return bool(waiting.poll(0))

    def end(self) -> int | None:
        """End the process, whatever it does; returns its status where that is known."""
        with self._lock:
            if not self._ended:
                self._ended = True
                self._status = self._nursery.end(self.process)
                self.channel.close()
            return self._status

    def interrupt(self) -> None:
        """Let whoever waits for an answer see that there will be none; from any thread."""
        with suppress(OSError):
            self.channel.shutdown(socket.SHUT_RDWR)

    def be_nice(self) -> None:
        """Let other processes go first."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process, 5)
