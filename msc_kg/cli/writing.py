"""Results to a file or standard output."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from msc_kg.errors import InputError


@contextmanager
def writing(path: str | None) -> Iterator[BinaryIO]:
    """Give a binary stream to ``path``, or to standard output without one.

    A file is replaced when all went well, and left as it was otherwise; what is no regular
    file (/dev/null, a named pipe) is written to as it is.

    Raises:
        InputError: it cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        target = Path(path).resolve()
        with _in_place(target) if _is_special(target) else _beside(target) as stream:
            yield stream
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror or error})",
            where=path,
            next_step="name another file",
        ) from error


def _is_special(target: Path) -> bool:
    return target.exists() and not target.is_file()


@contextmanager
def _in_place(target: Path) -> Iterator[BinaryIO]:
    with target.open("wb") as stream:
        yield stream


@contextmanager
def _beside(target: Path) -> Iterator[BinaryIO]:
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("wb") as stream:
            yield stream
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
