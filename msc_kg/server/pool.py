"""Queries that run in worker processes, so that any of them can be ended.

An engine cannot be stopped in the middle of a query, a process can. Workers are forked from
a template that holds the graph; a worker that needs too much time or memory is ended and
replaced while the others answer.
"""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from msc_kg import answers
from msc_kg.answers import Forms, collected
from msc_kg.errors import InputError
from msc_kg.server.asking import Answer, Asked, Talk
from msc_kg.server.limits import BusyError, Limits, MemoryLimitError, TimeOutError
from msc_kg.server.processes import Nursery, Worker
from msc_kg.store import is_url

__all__ = ["Answer", "Asked", "Limits", "PooledGraph", "QueryPool"]

_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class QueryPool:
    """Worker processes that answer the queries of one graph; from any thread or event loop."""

    def __init__(self, source: str | Path, limits: Limits | None = None, **changes: Any) -> None:
        """Load a folder or an RDF file; ``changes`` are fields of the limits.

        Raises:
            InputError: the source cannot be opened, or is an endpoint, or this system cannot
                fork processes.
        """
        self.source = str(source)
        self.limits = replace(limits or Limits(), **changes)
        _check(self.source)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._under_way = self._long = 0
        self._closed = False
        self._nursery = Nursery(self.source, self.limits.memory)
        self._threads = ThreadPoolExecutor(self.limits.workers, thread_name_prefix="query")
        try:
            self.wait("ASK {}").read()
        except InputError:
            self.close()
            raise

    def __enter__(self) -> "QueryPool":
        """Return the pool itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes."""
        self.close()

    def close(self) -> None:
        """End all processes; queries that still run are refused."""
        with self._lock:
            self._closed = True
            workers = [*self._busy, *self._idle]
            self._idle.clear()
        for worker in workers:
            worker.interrupt()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in workers:
            worker.end()
        self._nursery.close()

    async def answer(self, asked: Asked | str) -> Answer:
        """Return the answer of a query; the query ends when the one who waits is cancelled.

        Raises:
            InputError: it is malformed, or not read-only.
            LimitError: it costs more than it may, or too many are waiting.
        """
        run = _Run(self, asked)
        try:
            return await asyncio.wrap_future(self._submit(run))
        except asyncio.CancelledError:
            run.cancel()
            raise

    def wait(self, asked: Asked | str) -> Answer:
        """Return the answer of a query, waiting for it; errors as for :meth:`answer`."""
        return self._submit(_Run(self, asked)).result()

    @property
    def closed(self) -> bool:
        """Whether no more queries are answered."""
        return self._closed

    def processes(self) -> list[int]:
        """Return the numbers of the processes: the template and the workers."""
        with self._lock:
            workers = [worker.process for worker in (*self._busy, *self._idle)]
        return [self._nursery.process, *workers]

    def _submit(self, run: "_Run") -> "Future[Answer]":
        with self._lock:
            if self._closed:
                raise _closing()
            if self._under_way >= self.limits.workers + self.limits.waiting:
                raise BusyError
            self._under_way += 1
        future = self._threads.submit(run)
        future.add_done_callback(self._done)
        return future

    def _done(self, _: "Future[Answer]") -> None:
        with self._lock:
            self._under_way -= 1

    def take(self) -> Worker:
        """Return a worker that is free, or a new one."""
        worker = self._idle_worker() or self._nursery.fork()
        with self._lock:
            self._busy.add(worker)
            closed = self._closed
        if closed:
            self.give_back(worker, fresh=False)
            raise _closing()
        return worker

    def _idle_worker(self) -> Worker | None:
        """Return a worker that is free; those that ended meanwhile are cleared away."""
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None or not worker.is_gone():
                return worker
            worker.end()

    def give_back(self, worker: Worker, *, fresh: bool) -> None:
        """Keep a worker for another query, or end it."""
        with self._lock:
            self._busy.discard(worker)
            keep = fresh and not self._closed
            if keep:
                self._idle.append(worker)
        if not keep:
            worker.end()

    def add_long(self) -> bool:
        """Count one more slow query; returns whether it may go on."""
        with self._lock:
            may = self._long < self.limits.long
            self._long += may
        return may

    def drop_long(self) -> None:
        """Count one slow query less."""
        with self._lock:
            self._long -= 1


class _Run:
    """One query on its way through the pool; called in a thread of the pool."""

    def __init__(self, pool: QueryPool, asked: Asked | str) -> None:
        self.pool = pool
        self.asked = Asked(asked) if isinstance(asked, str) else asked
        self.submitted = time.monotonic()
        self.worker: Worker | None = None
        self.cancelled = False
        self.long = False

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        self.cancelled = True
        if self.worker is not None:
            self.worker.interrupt()

    def __call__(self) -> Answer:
        """Run the query in a worker."""
        if self.cancelled or time.monotonic() - self.submitted > self.pool.limits.seconds:
            raise BusyError
        worker = self.worker = self.pool.take()
        talk = Talk(worker, self.asked, self.pool.limits, self._may_go_on)
        try:
            return talk.answer()
        except (EOFError, OSError) as error:
            raise self._lost(worker.end()) from error
        finally:
            self.worker = None
            if self.long:
                self.pool.drop_long()
            again = not (talk.worker_goes or self.long or self.cancelled)
            self.pool.give_back(worker, fresh=again)

    def _may_go_on(self) -> bool:
        self.long = self.pool.add_long()
        if self.long and self.worker is not None:
            self.worker.be_nice()
        return self.long

    def _lost(self, status: int | None) -> InputError:
        """Return why a worker ended with a status."""
        if self.cancelled:
            return BusyError("nobody waits for the answer any more")
        if self.pool.closed:
            return _closing()
        if status == -signal.SIGALRM:
            return TimeOutError(self.pool.limits.seconds)
        return MemoryLimitError(self.pool.limits.memory)


class PooledGraph(Forms):
    """A graph whose queries run in a pool, each with the limits of the pool; from any thread."""

    def __init__(self, pool: QueryPool, *, most: int | None = None) -> None:
        """Wrap a pool; ``most`` bytes may be answered, at most those of the pool."""
        self.pool = pool
        self.most = most
        self.source = pool.source

    def query(self, query: str) -> answers.Answer:
        """Return the answer of a query.

        Raises:
            InputError: it is malformed, or not read-only.
            LimitError: it costs more than it may, or too many are waiting.
        """
        answer = self.pool.wait(Asked(query, most=self.most))
        content = answer.read()
        if answer.kind == "triples":
            return tuple(quad.triple for quad in ox.parse(content, format=ox.RdfFormat.N_TRIPLES))
        return collected(ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON))

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple once; errors as for :meth:`query`."""
        answer = self.pool.wait(Asked(_EVERYTHING))
        with answer.body:
            answer.body.seek(0)
            for quad in ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES):
                yield quad.triple


def _closing() -> BusyError:
    return BusyError("the server is closing")


def _check(source: str) -> None:
    if is_url(source):
        raise InputError(
            "is an endpoint already; folders and RDF files are served",
            where=source,
            next_step="ask it directly: msc-kg query -g URL",
        )
    if not hasattr(os, "fork"):
        raise InputError(
            "this system cannot fork processes",
            next_step="serve from Linux, macOS or the Windows Subsystem for Linux",
        )
