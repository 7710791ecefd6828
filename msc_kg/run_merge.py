"""Runs put together: each subject once, what several runs state of it as one."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from heapq import heapify, heappop, heappush
from itertools import chain
from pathlib import Path

from msgspec import Struct

from msc_kg.quads import TYPE, Statement, shorter
from msc_kg.runs import FILES, READ_BYTES, Files, Run, files
from msc_kg.subjects import turtle
from msc_kg.turtle import Counts

FAN_IN = 64
"""Most runs that are merged at once, for some systems let 256 files be open; more in rounds."""
HELD_BYTES = 16 * 1024 * 1024
"""Bytes of all runs together that are held while they are merged."""
_LAST = b"\xff"
"""Comes after all that a line may hold."""


class _Stretch(Struct):
    """Subjects of a run that follow each other among those of all runs."""

    run: Run
    lines: list[bytes]


class Merge:
    """Runs put together, in order, each subject once.

    ``correction`` is what the counts of all runs together differ by from those of the merged
    ones, when all was written.
    """

    def __init__(self, runs: Sequence[Path], place: Path) -> None:
        """Take the folders of the runs, and one to write in when they are many."""
        self.correction = Counts()
        self._runs = runs
        self._place = place

    def write_run(self, folder: Path) -> None:
        """Write the merged run into a folder."""
        with files(folder) as new:
            self.write(new)

    def write(self, out: Files) -> None:
        """Write each subject, what is stated of it twice once.

        Raises:
            InputError: the files of a run do not fit together.
        """
        with tempfile.TemporaryDirectory(dir=self._place, prefix="merge-") as place:
            runs, count = list(self._runs), 0
            while len(runs) > FAN_IN:
                folder = Path(place) / str(count)
                folder.mkdir()
                with files(folder) as new:
                    self._join(runs[:FAN_IN], new)
                runs, count = [*runs[FAN_IN:], folder], count + 1
            self._join(runs, out)

    def _join(self, folders: Sequence[Path], out: Files) -> None:
        """Write the subjects of a few runs, those that several tell of as one."""
        held = max(1, min(READ_BYTES, HELD_BYTES // max(1, len(FILES) * len(folders))))
        with ExitStack() as stack:
            runs = [Run(folder, held, stack) for folder in folders]
            for told in _stretches(runs):
                if len(told) > 1:
                    self._one(told, out)
                else:
                    told[0].run.copy(told[0].lines, out)
            for run in runs:
                run.end()

    def _one(self, told: Sequence[_Stretch], out: Files) -> None:
        """Write what several runs say of a subject as one."""
        subject = _subject(told[0].lines[0])
        start = len(subject)
        own = [stretch.run.read(stretch.lines[0]).splitlines(keepends=True) for stretch in told]
        count = sum(map(len, own))
        lines = list(dict.fromkeys(sorted(chain.from_iterable(own))))
        triples = list(dict.fromkeys([line[start : line.rindex(b" <")] for line in lines]))
        self.correction.subjects -= len(told) - 1
        self.correction.quads -= count - len(lines)
        if count > len(triples):
            self._correct([{line[start : line.rindex(b" <")] for line in part} for part in own])
        name = subject[:-1].decode()
        out.add(name, b"".join(lines), turtle(name, _statements(triples)).encode())

    def _correct(self, stated: Iterable[set[bytes]]) -> None:
        """Take back what several runs state of a subject, but for once."""
        seen: set[bytes] = set()
        for part in stated:
            for term, value, _ in _statements(part & seen):
                self.correction.triples -= 1
                self.correction.properties[term.rstrip()] -= 1
                if term == TYPE:
                    self.correction.classes[value] -= 1
            seen |= part


def _statements(triples: Iterable[bytes]) -> list[Statement]:
    """Return what lines without subject and graph state."""
    short = shorter()
    stated = []
    for triple in map(bytes.decode, triples):
        term, blank, value = triple.partition(" ")
        stated.append((term + blank, value, value if value[-1] == '"' else short[value]))
    return stated


def _stretches(runs: Sequence[Run]) -> Iterator[list[_Stretch]]:
    """Yield all subjects in order: stretches of one run, and for a subject of several one each."""
    heads = [(head, at) for at, run in enumerate(runs) if (head := run.head())]
    heapify(heads)
    while heads:
        line, at = heappop(heads)
        subject, found = _subject(line), [at]
        while heads and heads[0][0].startswith(subject):
            found.append(heappop(heads)[1])
        if len(found) > 1:
            yield [_Stretch(runs[at], runs[at].take(subject + _LAST)) for at in found]
        else:
            yield [_Stretch(runs[at], runs[at].take(_subject(heads[0][0]) if heads else None))]
        for at in found:
            if head := runs[at].head():
                heappush(heads, (head, at))


def _subject(line: bytes) -> bytes:
    """Return the subject of a line with the blank behind it: nothing else begins so."""
    return line[: line.find(b" ") + 1]
