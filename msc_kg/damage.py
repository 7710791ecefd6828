"""What reading damaged archives raises, and streams that end where the damage is."""

import io
import tarfile
import zipfile
import zlib
from typing import IO

BROKEN = (
    OSError,
    EOFError,
    RuntimeError,  # an encrypted zip
    NotImplementedError,  # a zip packed in a way that cannot be read
    ValueError,
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
)
"""What reading a damaged archive raises."""
_BUFFER_BYTES = 128 * 1024


class TooLargeError(OSError):
    """All that an archive unpacks to is larger than allowed."""


class _UntilDamaged(io.RawIOBase):
    """A stream that ends where reading another fails."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            content = self._stream.read1(len(buffer))  # type: ignore[attr-defined]
        except BROKEN:
            return 0
        buffer[: len(content)] = content
        return len(content)


def until_damaged(stream: IO[bytes]) -> IO[bytes]:
    """Return a stream that ends where reading another fails."""
    return io.BufferedReader(_UntilDamaged(stream), _BUFFER_BYTES)
