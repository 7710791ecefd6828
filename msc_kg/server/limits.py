"""What a query may cost, and the errors of those that cost more."""

from dataclasses import dataclass

from msc_kg.errors import InputError

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What the queries of a pool may cost.

    ``seconds`` a query may run, ``workers`` processes answer, of which ``long`` may be held
    by queries that run longer than ``quick`` seconds. ``memory`` and ``answer`` are
    megabytes: what a worker may take beyond the graph itself, and what it may answer.
    ``waiting`` queries may wait for a worker.
    """

    seconds: float = 30.0
    workers: int = 4
    memory: int = 1024
    answer: int = 128
    waiting: int = 64
    quick: float = 1.0

    @property
    def long(self) -> int:
        """Workers that slow queries may hold; the others are kept for quick ones."""
        return max(1, self.workers // 2)


class LimitError(InputError):
    """A query that costs more than it may; ``status`` is that of HTTP."""

    status = 503
    retry_after: int | None = None
    """Seconds after which the same query may do better; ``None``: it never will."""


class NotAcceptableError(InputError):
    """The answer is of a kind for which no format was accepted."""

    status = 406


class TimeOutError(LimitError):
    """A query that ran too long."""

    def __init__(self, seconds: float) -> None:
        """Say how long it may run."""
        super().__init__(
            f"the query ran longer than {seconds:g} s and was ended",
            where="query",
            next_step="ask for less: fewer patterns without a shared variable, or a LIMIT",
        )


class BusyError(LimitError):
    """A query that found no worker, or had to make room for shorter ones."""

    status = 503
    retry_after = 5

    def __init__(self, what: str = "too many queries are waiting") -> None:
        """Say what is in the way."""
        super().__init__(what, where="query", next_step="try again in some seconds")


class MemoryLimitError(LimitError):
    """A query whose worker ended: it asked for more memory than it may take."""

    def __init__(self, megabytes: int) -> None:
        """Say how much it may take."""
        super().__init__(
            f"the query needs more than {megabytes} MB of memory, or nests too deep",
            where="query",
            next_step="ask for less, in several queries",
        )


class AnswerTooLargeError(LimitError):
    """A query whose answer is larger than it may be."""

    status = 400

    def __init__(self, size: int) -> None:
        """Say how many bytes it may have."""
        told = f"{size / MEGABYTE:g} MB" if size >= MEGABYTE else f"{size} bytes"
        super().__init__(
            f"the answer is larger than {told}",
            where="query",
            next_step="ask for a part of it: LIMIT and OFFSET, or fewer variables",
        )
