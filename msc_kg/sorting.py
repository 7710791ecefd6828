"""Sorted lines outside of memory: runs on disk, merged block by block.

A block of each run is held at a time; the lines that are certainly next are sorted together,
which for sorted runs is a merge at the speed of C. Lines are bytes that end in a newline, and
are ordered as bytes (which for UTF-8 is code point order).
"""

import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from io import DEFAULT_BUFFER_SIZE
from pathlib import Path

BLOCK_BYTES = 16 * 1024 * 1024
"""Bytes of all runs together that are held while runs are merged."""
READ_BYTES = 64 * 1024
"""Most bytes of one run that are held; what the cache of a processor holds is merged fastest."""
FAN_IN = 200
"""Most runs that are merged at once; more are merged in rounds."""
RUN_BYTES = 24 * 1024 * 1024
"""Bytes of lines that are held before they are written as a run."""


def merged(paths: Sequence[Path], *, unique: bool = True) -> Iterator[list[bytes]]:
    """Yield the lines of sorted files in order, in blocks; equal ones once if ``unique``."""
    if len(paths) <= FAN_IN:
        yield from _merged(paths, unique=unique)
        return
    with tempfile.TemporaryDirectory(dir=paths[0].parent, prefix="merge-") as place:
        rounds = []
        for first in range(0, len(paths), FAN_IN):
            rounds.append(Path(place) / str(first))
            write_blocks(rounds[-1], _merged(paths[first : first + FAN_IN], unique=unique))
        yield from merged(rounds, unique=unique)


def write_blocks(path: Path, blocks: Iterable[list[bytes]]) -> int:
    """Write blocks of lines to a file; return the number of lines."""
    count = 0
    with path.open("wb") as stream:
        for block in blocks:
            stream.write(b"".join(block))
            count += len(block)
    return count


def _merged(paths: Sequence[Path], *, unique: bool) -> Iterator[list[bytes]]:
    with ExitStack() as stack:
        size = max(1, min(READ_BYTES, BLOCK_BYTES // max(1, len(paths))))
        runs = [
            stack.enter_context(path.open("rb", max(size, DEFAULT_BUFFER_SIZE))) for path in paths
        ]
        blocks = [(run, block) for run in runs if (block := run.readlines(size))]
        while blocks:
            last = min(block[-1] for _, block in blocks)
            ready: list[bytes] = []
            rest = []
            for run, block in blocks:
                cut = bisect_right(block, last)
                ready += block[:cut]
                left = block[cut:] or run.readlines(size)
                if left:
                    rest.append((run, left))
            blocks = rest
            ready.sort()
            yield list(dict.fromkeys(ready)) if unique else ready


class SpilledLines:
    """Lines added in any order, read back sorted and once each; what is many goes to disk."""

    def __init__(self, folder: Path) -> None:
        """Begin without lines; runs are written into ``folder``."""
        self._folder = folder
        self._runs: list[Path] = []
        self._lines: list[bytes] = []
        self._bytes = 0

    def add(self, lines: Iterable[bytes]) -> None:
        """Add lines."""
        found = list(lines)
        self._lines += found
        self._bytes += sum(map(len, found))
        if self._bytes > RUN_BYTES:
            self._spill()

    def finish(self) -> list[Path]:
        """Write what is still held; return the files of all runs."""
        if self._lines or not self._runs:
            self._spill()
        return self._runs

    def _spill(self) -> None:
        path = self._folder / f"run-{len(self._runs):05d}"
        write_blocks(path, [sorted(dict.fromkeys(self._lines))])  # mostly in order: a set is not
        self._runs.append(path)
        self._lines = []
        self._bytes = 0
