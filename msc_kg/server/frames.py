"""Frames on a socket between the server and a worker: a tag, a length, and so many bytes."""

import socket
import struct
from collections.abc import Callable

TYPE = b"T"
"""The kind of the answer: rows, boolean or triples."""
PART = b"P"
"""Some bytes of the answer."""
REFUSAL = b"R"
"""Why there is none, as JSON."""
END = b"E"
"""The answer is complete; as JSON, whether the worker goes."""
JOB = b"J"
"""What is asked, as JSON."""

_HEAD = struct.Struct("!cI")


def send(channel: socket.socket, tag: bytes, content: bytes) -> None:
    """Send a frame."""
    channel.sendall(_HEAD.pack(tag, len(content)) + content)


def receive(channel: socket.socket, wait: Callable[[], None] = lambda: None) -> tuple[bytes, bytes]:
    """Return the tag and the content of the next frame; ``wait`` is called before each read.

    Raises:
        EOFError: the other side is gone.
    """
    tag, size = _HEAD.unpack(_exactly(channel, _HEAD.size, wait))
    return tag, _exactly(channel, size, wait)


def _exactly(channel: socket.socket, size: int, wait: Callable[[], None]) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        wait()
        try:
            part = channel.recv(min(size - len(parts), 1 << 16))
        except ConnectionError as error:
            raise EOFError from error
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
