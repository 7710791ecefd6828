"""The knowledge-graph folder: its files, and how a new one takes the place of an old one."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msc_kg.errors import InputError

QUADS = "graph.nq"
TURTLE = "graph.ttl"
GROUNDINGS = "groundings.sssom.tsv"
REJECTS = "rejects.jsonl"
REPORT = "report.json"
MANIFEST = "manifest.json"
FILES = (QUADS, TURTLE, GROUNDINGS, REJECTS, REPORT, MANIFEST)


def is_folder(path: Path) -> bool:
    """Whether ``path`` is a knowledge-graph folder."""
    return (path / MANIFEST).is_file() and (path / QUADS).is_file()


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give an empty folder to write to; it takes the place of ``target`` when all went well.

    An interruption or an error leaves ``target`` as it was.

    Raises:
        InputError: ``target`` exists and is neither empty nor a knowledge-graph folder, or
            its parent cannot be written.
    """
    _check(target)
    target = target.absolute()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise InputError(
            f"cannot write there ({error.strerror})",
            where=str(target),
            next_step="name another folder with -o",
        ) from error
    try:
        yield new
        new.chmod(0o755)
        _swap(new, target)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _check(target: Path) -> None:
    if target.is_dir() and (is_folder(target) or not any(target.iterdir())):
        return
    if target.exists():
        raise InputError(
            "exists and is no knowledge-graph folder, so it is not replaced",
            where=str(target),
            next_step="name another folder with -o, or remove it yourself",
        )


def _swap(new: Path, target: Path) -> None:
    old = new.with_name(new.name + "-old")
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)
