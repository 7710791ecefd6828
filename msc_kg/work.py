"""How the batches of a build become shards: here, on several processes, or one part of them.

Shards are made in a work folder beside the folder that is built. A build that is interrupted
leaves it, and another can go on from there: shards that are there are not made again.
"""

import gc
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from msc_kg import __version__
from msc_kg.batches import Batch, Progress, batches, selection
from msc_kg.errors import InputError
from msc_kg.grounding import Grounder, Lexicon, ontologies, sssom
from msc_kg.shards import FORM, RARELY, join, shard_name, write_shard
from msc_kg.sources import Found


class Options(Struct, frozen=True):
    """What makes the shards of a build different, besides its sources.

    ``match`` selects trials by their words (see :func:`msc_kg.batches.selection`); ``curated``
    are paths of mapping sets with a curator's decisions; ``ontologies`` grounds over whole
    ontologies what our own words do not know (see :mod:`msc_kg.grounding.ontologies`).
    """

    match: str = ""
    curated: tuple[str, ...] = ()
    ontologies: bool = False

    def grounder(self) -> Grounder:
        """Return a grounder with the curator's decisions.

        Raises:
            InputError: a mapping set cannot be read, or the ontologies are not installed.
        """
        if self.ontologies:
            ontologies.require()
        known = Lexicon(ontologies=True) if self.ontologies else None
        return Grounder(known, [d for path in self.curated for d in sssom.read(path)])

    @property
    def key(self) -> str:
        """A digest of the options, of this version of the program and of the form of shards."""
        contents = [Path(path).read_bytes() for path in self.curated]
        digests = [sha256(content).hexdigest() for content in contents]
        return sha256(
            f"{__version__} {FORM} {self.match} {digests} {self.ontologies}".encode()
        ).hexdigest()[:16]


def chosen(
    found: Found, options: Options, part: tuple[int, int] = (1, 1), progress: Progress | None = None
) -> Iterator[Batch]:
    """Yield the batches of a part: each in turn belongs to the next part."""
    number, count = part
    select = selection(options.match) if options.match else None
    for batch in batches(found, select, progress):
        if batch.number % count == number - 1:
            yield batch


def make_shards(work: Iterable[Batch], folder: Path, options: Options, jobs: int = 1) -> list[Path]:
    """Make a shard of each batch in ``folder``, with ``jobs`` processes; return the shards.

    A pool is started when there is a second batch.

    Raises:
        LostWorkerError: a worker was lost (its memory ran out, say); what was done is kept.
    """
    grounder: Grounder | None = None
    named = ((folder / f"{batch.number:06d}-{batch.key}", batch) for batch in work)
    done: list[Path] = []
    gc.set_threshold(*RARELY)
    first = [item for _, item in zip(range(2), named, strict=False)]
    if jobs > 1 and len(first) > 1:
        from msc_kg.pool import share  # what it needs is not needed without workers

        return share(_chained(first, named), options.grounder, jobs)
    for path, batch in _chained(first, named):
        if not path.is_dir():
            grounder = grounder or options.grounder()
            write_shard(batch, path, grounder)
        done.append(path)
    return done


def make_part(
    found: Found, folder: Path, options: Options, part: tuple[int, int], jobs: int = 1
) -> Path:
    """Make the one shard of a part (1, 16) of the sources in ``folder``; return its path.

    This is the unit of work of an array of jobs: a plain function of its arguments, whose
    result can be merged with those of the other parts (see :mod:`msc_kg.merging`). A shard
    that is there is kept.
    """
    path = folder / shard_name(part)
    if path.is_dir():
        return path
    with work_folder(path, resume=False) as place:
        made = make_shards(chosen(found, options, part), place, options, jobs)
        return join(made, path, part, options.key)


@contextmanager
def work_folder(target: Path, *, resume: bool, key: str = "") -> Iterator[Path]:
    """Give the folder for the shards of a build of ``target``; remove it when all went well.

    It is kept when the build is interrupted. With ``resume`` the shards in it are
    kept if they were made with the same ``key``.
    """
    target = target.resolve()
    place = target.with_name(f".{target.name}.msc-kg-work")
    stamp = place / "key"
    if place.is_dir() and not (resume and stamp.is_file() and stamp.read_text() == key):
        shutil.rmtree(place)
    place.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    try:
        yield place
    except InputError:
        shutil.rmtree(place, ignore_errors=True)
        raise
    shutil.rmtree(place, ignore_errors=True)


def default_jobs() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _chained(
    first: Sequence[tuple[Path, Batch]], rest: Iterable[tuple[Path, Batch]]
) -> Iterator[tuple[Path, Batch]]:
    yield from first
    yield from rest
