"""The knowledge-graph folder: its files, and how a new one takes the place of an old one."""

import glob
import os
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
DATASET = "dataset.ttl"
"""What the graph is, described in VoID, DCAT and PROV."""
FILES = (QUADS, TURTLE, GROUNDINGS, REJECTS, REPORT, MANIFEST, DATASET)
STORE = "store"
"""A folder in that of a large graph: its triples in an on-disk store, opened without loading."""


def is_folder(path: Path) -> bool:
    """Whether ``path`` is a knowledge-graph folder."""
    return (path / MANIFEST).is_file() and (path / QUADS).is_file()


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give an empty folder to write to; it takes the place of ``target`` when all went well.

    An interruption or an error leaves ``target`` as it was. A link is followed: the folder
    it leads to is replaced. What killed builds left beside ``target`` is cleared.

    Raises:
        InputError: ``target`` exists and is neither empty nor a knowledge-graph folder, is
            the current folder, or its parent cannot be written.
    """
    target = target.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _tidy(target)
        _check(target)
        new = Path(tempfile.mkdtemp(prefix=_prefix(target, os.getpid()), dir=target.parent))
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
    if Path.cwd().is_relative_to(target):
        raise InputError(
            "is the current folder, or one above it, so it is not replaced",
            where=str(target),
            next_step="name another folder with -o, as -o kg",
        )
    if target.is_dir() and (is_folder(target) or not any(target.iterdir())):
        return
    if target.exists():
        raise InputError(
            "exists and is no knowledge-graph folder, so it is not replaced",
            where=str(target),
            next_step="name another folder with -o, or remove it yourself",
        )


def _swap(new: Path, target: Path) -> None:
    old = new.with_name(new.name + _OLD)
    try:
        if target.exists():
            target.rename(old)
        new.rename(target)
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


_OLD = "-old"
"""The end of the name that the old folder has while the new one takes its place."""


def _prefix(target: Path, process: int | str) -> str:
    """Return how the names of a build's temporary folders begin."""
    return f".{target.name}.msc-kg-{process}-"


def _tidy(target: Path) -> None:
    """Clear the temporary folders of builds that were killed, saving the old graph if need be.

    Only folders named as ours that hold nothing but our files are touched, and only when
    their process is gone.
    """
    for path in sorted(target.parent.glob(glob.escape(_prefix(target, "")[:-1]) + "*")):
        process = path.name.removeprefix(_prefix(target, "")[:-1]).partition("-")[0]
        if not process.isdecimal() or _lives(int(process)) or not _is_ours(path):
            continue
        if path.name.endswith(_OLD) and is_folder(path) and not target.exists():
            path.rename(target)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _is_ours(path: Path) -> bool:
    if not path.is_dir() or path.is_symlink():
        return False
    return {inner.name for inner in path.iterdir()} <= {*FILES, STORE}


def _lives(process: int) -> bool:
    """Whether a process of this number runs; one of another user does, too."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
