"""The process that loads a graph once and forks the workers, which share its memory.

A fork takes some milliseconds and no second copy of the graph, so a worker can be ended and
replaced at any time. Run as ``python -m msc_kg.server.template SOURCE DESCRIPTOR MEGABYTES``,
the descriptor being that of a socket to the server. It ends with the server, and its workers
with it.
"""

import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from msc_kg.errors import InputError, MscKgError
from msc_kg.server import frames
from msc_kg.server.worker import refuse, work
from msc_kg.store import LocalGraph, has_store, open_graph

Told = dict[str, Any]


class Template:
    """A loaded graph and the workers forked from it."""

    def __init__(self, source: str, control: socket.socket, memory: int) -> None:
        """Load the graph; one in an on-disk store is opened by each worker instead."""
        self.source = source
        self.control = control
        self.memory = memory
        self.children: set[int] = set()
        self.graph: LocalGraph | None = None
        if not has_store(source):
            self.graph = _local(source, named_graphs=True)
        gc.freeze()

    def serve(self) -> None:
        """Fork and end workers until the server is gone."""
        wishes: dict[str, Callable[[int], Told]] = {"fork": self.fork, "end": self.end}
        try:
            while wish := self._next():
                _tell(self.control, wishes[wish[0]](wish[1]))
        finally:
            for child in tuple(self.children):
                self.end(child)

    def fork(self, descriptor: int) -> Told:
        """Fork a worker that answers on a socket; ``None`` when the system has no room for it."""
        try:
            process = os.fork()
        except OSError:
            os.close(descriptor)
            return {"process": None}
        if process == 0:
            self._work(descriptor)
        os.close(descriptor)
        self.children.add(process)
        return {"process": process}

    def end(self, process: int) -> Told:
        """End a worker and tell how it ended: a status, or less than 0 for a signal."""
        if process not in self.children:
            return {"status": None}
        os.kill(process, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        self.children.discard(process)
        return {"status": status}

    def _work(self, descriptor: int) -> None:
        """Be a worker; never returns."""
        try:
            self.control.close()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            with socket.socket(fileno=descriptor) as channel, suppress(ConnectionError):
                self._answer(channel)
        finally:
            os._exit(0)

    def _answer(self, channel: socket.socket) -> None:
        try:
            graph = self.graph or _local(self.source, named_graphs=False)
        except InputError as error:
            with suppress(EOFError):
                frames.receive(channel)
            refuse(channel, error)
            frames.send(channel, frames.END, b'{"goes": true}')
        else:
            work(graph, channel, self.memory)

    def _next(self) -> tuple[str, int] | None:
        """Return the next wish: to fork with a descriptor, or to end a process."""
        content, descriptors, _, _ = socket.recv_fds(self.control, 1000, 1)
        if not content:
            return None
        wish = json.loads(content)
        return wish["do"], descriptors[0] if descriptors else wish["process"]


def main(source: str, descriptor: int, memory: int) -> None:
    """Load the graph and serve; ``memory`` is what a worker may take, in megabytes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=descriptor)
    with suppress(ConnectionError):
        try:
            template = Template(source, control, memory)
        except MscKgError as error:
            told = {"what": error.what, "where": error.where, "next_step": error.next_step}
            _tell(control, {"error": told})
            return
        _tell(control, {"ready": True})
        template.serve()


def _local(source: str, *, named_graphs: bool) -> LocalGraph:
    graph = open_graph(source, named_graphs=named_graphs)
    assert isinstance(graph, LocalGraph)
    return graph


def _tell(control: socket.socket, told: Told) -> None:
    control.sendall(json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
