"""Shards made by several processes of this machine.

Workers are forked from a process of their own (a fork server, where the system has one), which
reads what all of them need while the first documents are cut.
"""

import gc
import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from msc_kg.batches import Batch
from msc_kg.errors import MscKgError
from msc_kg.grounding import Grounder
from msc_kg.shards import RARELY, write_shard

AHEAD = 2
"""Batches that wait for each worker, so that none waits for the reader."""


class LostWorkerError(MscKgError):
    """A worker ended without an answer; what the others did is kept."""

    exit_status = 2


_grounder: Grounder | None = None
"""The grounder of a worker process."""


def share(
    named: Iterable[tuple[Path, Batch]], grounder: Callable[[], Grounder], jobs: int
) -> list[Path]:
    """Make a shard of each batch with ``jobs`` processes; return the shards.

    ``grounder`` makes the grounder of a worker. Shards that are there are not made again.

    Raises:
        LostWorkerError: a worker was lost (its memory ran out, say); what was done is kept.
    """
    done: list[Path] = []
    waiting: set[Future[Path]] = set()
    with ProcessPoolExecutor(jobs, _context(), _start, (grounder,)) as pool:
        try:
            for path, batch in named:
                done.append(path)
                if path.is_dir():
                    continue
                waiting.add(pool.submit(_work, batch, path))
                if len(waiting) >= jobs * AHEAD:
                    waiting = _finished(waiting, FIRST_COMPLETED)
            _finished(waiting, "ALL_COMPLETED")
        except BrokenProcessPool as error:
            raise LostWorkerError(
                "a worker process was lost (perhaps memory ran out)",
                next_step="go on with --resume, and fewer --jobs",
            ) from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return done


def _context() -> multiprocessing.context.BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["msc_kg.preloaded"])
    return context


def _start(grounder: Callable[[], Grounder]) -> None:
    global _grounder
    gc.set_threshold(*RARELY)
    _grounder = grounder()


def _work(batch: Batch, path: Path) -> Path:
    assert _grounder is not None
    return write_shard(batch, path, _grounder)


def _finished(waiting: set[Future[Path]], when: str) -> set[Future[Path]]:
    ready, rest = wait(waiting, return_when=when)
    for future in ready:
        future.result()
    return rest
