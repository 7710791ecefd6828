"""What the operating system refuses, told to the user."""

import errno
import os
import sys
from pathlib import Path

from msc_kg.errors import InputError

_NEXT_STEPS = {
    errno.ENOSPC: "free some space, or write to another place",
    errno.EDQUOT: "free some space, or write to another place",
    errno.EACCES: "check the permissions, or name another place",
    errno.EPERM: "check the permissions, or name another place",
    errno.EROFS: "name another place",
    errno.EMFILE: "close other programs, or raise the limit with ulimit -n",
}


def from_system(error: OSError) -> InputError:
    """Return the error to tell for one of the operating system."""
    if not _has_current_folder():
        return InputError("the current folder is gone", next_step="change to another folder")
    if error.errno == errno.EBADF and error.filename is None:
        return InputError(
            "standard output is closed", next_step="let it go to a file or a terminal"
        )
    return InputError(
        f"a file cannot be read or written ({error.strerror or error})",
        where=str(error.filename or ""),
        next_step=_NEXT_STEPS.get(error.errno or 0, "check that place, then try again"),
    )


def drop_output() -> None:
    """Let nothing more go to standard output: what is still buffered would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _has_current_folder() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True
