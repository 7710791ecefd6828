"""The standard streams as they are found: closed, or unable to say every character."""

import io
import os
import sys
from typing import Literal, TextIO

_OPENED = ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY))
"""How a closed stream is opened: nothing to read, output that fails when there is some, and
messages that nobody wants."""


def prepare() -> None:
    """Make the standard streams usable.

    A closed one gets its number back, so that no file takes it; what goes to a closed standard
    output is an error (EBADF), as in other programs. Characters that a terminal does not have
    are shown as ``?``.
    """
    for number, flags in _OPENED:
        if not _is_open(number):
            _open_nothing(number, flags)
    if sys.stdin is None:
        sys.stdin = _stream(0, "r")
    if sys.stdout is None:
        sys.stdout = _stream(1, "w")
    if sys.stderr is None:
        sys.stderr = _stream(2, "w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _stream(number: int, mode: Literal["r", "w"]) -> TextIO:
    return open(number, mode, encoding="utf-8", closefd=False)


def _open_nothing(number: int, flags: int) -> None:
    opened = os.open(os.devnull, flags)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    os.set_inheritable(number, True)
