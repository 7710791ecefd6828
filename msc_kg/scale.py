"""A build on the workers of an existing Dask cluster (extra ``msc-kg[scale]``).

Each task is :func:`msc_kg.work.make_part`, the same function as ``msc-kg build --shard``; the
shards are merged here. When a worker dies its task is done again by another. Sources and the
folder of the shards must be reachable under the same paths from all workers.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from msc_kg import resources
from msc_kg.build import BuildResult, Options, merge
from msc_kg.errors import InputError, RemoteError
from msc_kg.sources import STANDARD_INPUT, find
from msc_kg.work import make_part, work_folder

if TYPE_CHECKING:
    from distributed import Client

PARTS_PER_WORKER = 4
"""Tasks for each thread of a worker, so that a slow one does not hold up the others."""
CONNECT_SECONDS = 30
RETRIES = 5
"""Times that a task is done again when its worker died."""


def build_on(
    scheduler: str,
    sources: Sequence[str | Path],
    target: Path,
    *,
    options: Options | None = None,
    parts: int | None = None,
    validate: bool | None = None,
) -> BuildResult:
    """Build the folder ``target`` on the workers of the Dask scheduler at an address.

    ``scheduler`` is as "tcp://10.0.0.1:8786"; ``parts`` the number of tasks (four for each
    thread of the workers by default). ``validate`` and the bytes are as for a local build.

    Raises:
        InputError: Dask is not installed, or as for :func:`msc_kg.build.build`.
        RemoteError: no scheduler answers at the address, or it has no workers.
    """
    if STANDARD_INPUT in {str(source) for source in sources}:
        raise InputError("standard input cannot be read by workers", next_step="name a file")
    found = find(Path(source).resolve() for source in sources or [resources.folder("seeds")])
    options = _absolute(options or Options())
    with _client(scheduler) as client, work_folder(target, resume=False) as place:
        count = parts or PARTS_PER_WORKER * _threads(client, scheduler)
        tasks = [
            client.submit(
                make_part, found, place, options, (number, count), pure=False, retries=RETRIES
            )
            for number in range(1, count + 1)
        ]
        return merge(client.gather(tasks), target, validate=validate)


def _client(scheduler: str) -> "Client":
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "--scheduler needs Dask", next_step="install it: pip install 'msc-kg[scale]'"
        ) from error
    try:
        return Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RemoteError(
            f"no Dask scheduler answers ({error})",
            where=scheduler,
            next_step="start one (dask scheduler) and give its address, as tcp://host:8786",
        ) from error


def _threads(client: "Client", scheduler: str) -> int:
    threads = sum(int(count) for count in client.nthreads().values())
    if not threads:
        raise RemoteError(
            "the Dask scheduler has no workers",
            where=scheduler,
            next_step=f"start some: dask worker {scheduler}",
        )
    return threads


def _absolute(options: Options) -> Options:
    curated = tuple(str(Path(path).resolve()) for path in options.curated)
    return structs.replace(options, curated=curated)
