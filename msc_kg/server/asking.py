"""What is asked and answered, and the talk with one worker about it."""

import json
import select
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from msc_kg.errors import InputError
from msc_kg.server import frames
from msc_kg.server.limits import (
    MEGABYTE,
    AnswerTooLargeError,
    BusyError,
    Limits,
    NotAcceptableError,
    TimeOutError,
)
from msc_kg.server.processes import Worker

IN_MEMORY = 1 << 20
"""Bytes of an answer that are held in memory; larger ones go to a temporary file."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and how it is answered.

    ``rows`` and ``triples`` are the formats (``json xml csv tsv``, ``ttl nt rdf jsonld``) for
    either kind of answer; ``None`` refuses that kind. The graphs are IRIs of named graphs
    that make up the dataset, as in the SPARQL 1.1 Protocol. At most ``most`` bytes are
    answered; ``None``: what the pool allows.
    """

    query: str
    rows: str | None = "json"
    triples: str | None = "nt"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of an answer; ``kind`` is rows, boolean or triples, ``format`` as asked."""

    kind: str
    format: str
    body: IO[bytes]
    size: int

    def read(self) -> bytes:
        """Return all of it and close it."""
        return b"".join(self.parts())

    def parts(self, size: int = 1 << 16) -> Iterator[bytes]:
        """Yield it in parts, then close it."""
        with self.body:
            self.body.seek(0)
            while part := self.body.read(size):
                yield part


class Talk:
    """One query and one worker."""

    def __init__(
        self, worker: Worker, asked: Asked, limits: Limits, may_go_on: Callable[[], bool]
    ) -> None:
        """Keep them; ``may_go_on`` is asked once, when the query is no longer a quick one."""
        self.worker = worker
        self.asked = asked
        self.limits = limits
        self.may_go_on = may_go_on
        self.most = min(asked.most or limits.answer * MEGABYTE, limits.answer * MEGABYTE)
        self.worker_goes = True
        """Whether the worker cannot be asked again."""
        self._kind = ""
        self._refusal: dict[str, str] | None = None

    def answer(self) -> Answer:
        """Return the worker's answer.

        Raises:
            InputError: the worker refuses the query.
            LimitError: it costs more than it may.
            EOFError: the worker is gone.
        """
        body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        try:
            size = self._converse(body)
        except BaseException:
            body.close()
            raise
        if self._refusal is not None:
            body.close()
            raise _error(self._refusal, self.most)
        format_ = self.asked.triples if self._kind == "triples" else self.asked.rows
        return Answer(self._kind, format_ or "", body, size)

    def _converse(self, body: IO[bytes]) -> int:
        """Ask, and take what the worker sends; returns the number of bytes."""
        started = time.monotonic()
        self._slow = started + self.limits.quick
        self._late = started + self.limits.seconds
        self._poll = select.poll()
        self._poll.register(self.worker.channel, select.POLLIN)
        frames.send(self.worker.channel, frames.JOB, self._job())
        size = 0
        while True:
            tag, content = frames.receive(self.worker.channel, self._wait)
            if tag == frames.END:
                self.worker_goes = json.loads(content)["goes"]
                return size
            if tag == frames.PART:
                size += body.write(content)
            elif tag == frames.TYPE:
                self._kind = content.decode()
            else:
                self._refusal = json.loads(content)

    def _wait(self) -> None:
        """Wait until there is something to read, or it takes too long."""
        while True:
            until = min(self._slow, self._late)
            if self._poll.poll(max(0.0, until - time.monotonic()) * 1000):
                return
            now = time.monotonic()
            if now >= self._late:
                raise TimeOutError(self.limits.seconds)
            if now >= self._slow:
                self._slow = self._late
                if not self.may_go_on():
                    raise BusyError("too many slow queries are running")

    def _job(self) -> bytes:
        return json.dumps(
            {
                "query": self.asked.query,
                "rows": self.asked.rows,
                "triples": self.asked.triples,
                "default_graphs": self.asked.default_graphs,
                "named_graphs": self.asked.named_graphs,
                "bytes": self.most,
                "seconds": self.limits.seconds,
            }
        ).encode()


def _error(told: dict[str, str], most: int) -> InputError:
    """Return the error that a worker told of."""
    if told["error"] == "AnswerTooLargeError":
        return AnswerTooLargeError(most)
    cls = NotAcceptableError if told["error"] == "NotAcceptableError" else InputError
    return cls(told["what"], where=told["where"], next_step=told["next_step"])
