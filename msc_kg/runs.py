"""Runs: what is stated of subjects, in canonical order, ready to be merged.

A run is a folder with two files: its quads, and a line for each subject that tells how many bytes
of the quads are about it, and says the same in Turtle. So runs are merged subject by subject: one
that a single run tells of, as of most, is copied, and not read again.
"""

import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path
from typing import TypeAlias

from msc_kg.errors import InputError
from msc_kg.quads import TYPE, Statement, Statements, shorter
from msc_kg.subjects import SubjectWriter, turtle
from msc_kg.terms import Iri
from msc_kg.turtle import Counts

QUADS = "quads.nq"
SUBJECTS = "subjects.txt"
FILES = (QUADS, SUBJECTS)

FAN_IN = 100
"""Most runs that are merged at once; more are merged in rounds."""
BLOCK_BYTES = 16 * 1024 * 1024
"""Bytes of all runs together that are held while they are merged."""
READ_BYTES = 64 * 1024
"""Most bytes of a file of one run that are held; what the processor's cache holds is fastest."""
BUFFER = 1024 * 1024
"""Bytes that are written at once: thousands of short writes cost as much as making the lines."""

Indexed: TypeAlias = tuple[bytes, bytes]
"""The line of a subject, "<subject> bytes-of-quads Turtle", and its quads."""
Described: TypeAlias = tuple[bytes, bytes, bytes]
"""A subject, its quads, and its Turtle in one line (see :data:`msc_kg.subjects.NEWLINE`)."""


def indexed(graphs: Mapping[Iri, Statements], writer: SubjectWriter) -> Iterator[Indexed]:
    """Yield what graphs state, subject by subject in canonical (code point) order, all once."""
    written = _of_one_graph if len(graphs) == 1 else _of_graphs
    for name, quads, text in written(graphs, writer):
        said = quads.encode()
        yield f"{name} {len(said)} {text}\n".encode(), said


def _of_one_graph(
    graphs: Mapping[Iri, Statements], writer: SubjectWriter
) -> Iterator[tuple[str, str, str]]:
    [(graph, statements)] = graphs.items()
    by_name = {f"<{subject}>": stated for subject, stated in statements.items()}
    for name in sorted(by_name):
        yield name, *writer.written(name, f"<{graph}>", by_name[name])


def _of_graphs(
    graphs: Mapping[Iri, Statements], writer: SubjectWriter
) -> Iterator[tuple[str, str, str]]:
    by_name: dict[str, list[tuple[str, list[Statement]]]] = {}
    for graph, statements in graphs.items():
        for subject, stated in statements.items():
            by_name.setdefault(f"<{subject}>", []).append((f"<{graph}>", stated))
    for name in sorted(by_name):
        told = by_name[name]
        if len(told) == 1:
            yield name, *writer.written(name, *told[0])
            continue
        lines = {f"{name} {p}{o} {graph} .\n" for graph, stated in told for p, o, _ in stated}
        known = sorted({one for _, stated in told for one in stated})
        writer.count(known, len(lines))
        yield name, "".join(sorted(lines)), turtle(name, known)


def write_run(folder: Path, subjects: Iterable[Indexed]) -> Path:
    """Write subjects, which come in order, as a run into a folder; return the folder."""
    with (
        (folder / QUADS).open("wb", BUFFER) as out,
        (folder / SUBJECTS).open("wb", BUFFER) as index,
    ):
        for line, quads in subjects:
            index.write(line)
            out.write(quads)
    return folder


class Merge:
    """Runs read together, in order, each subject once.

    ``correction`` is what the counts of all runs together differ by from those of the merged
    ones, when all was read.
    """

    def __init__(self, runs: Sequence[Path], place: Path) -> None:
        """Take the folders of the runs, and one to write in when they are many."""
        self.correction = Counts()
        self._runs = runs
        self._place = place

    def __iter__(self) -> Iterator[Described]:
        """Yield each subject, what is stated of it twice once.

        Raises:
            InputError: the files of a run do not fit together.
        """
        return self._subjects(self._runs)

    @property
    def indexed(self) -> Iterator[Indexed]:
        """The same subjects as runs hold them."""
        return _indexed(self)

    def _subjects(self, runs: Sequence[Path]) -> Iterator[Described]:
        if len(runs) <= FAN_IN:
            yield from self._joined(runs)
            return
        with tempfile.TemporaryDirectory(dir=self._place, prefix="merge-") as place:
            rounds = []
            for first in range(0, len(runs), FAN_IN):
                folder = Path(place) / str(first)
                folder.mkdir()
                part = self._joined(runs[first : first + FAN_IN])
                rounds.append(write_run(folder, _indexed(part)))
            yield from self._subjects(rounds)

    def _joined(self, runs: Sequence[Path]) -> Iterator[Described]:
        """Yield the subjects of a few runs, those that several tell of as one."""
        described = _side_by_side(runs)
        last = next(described, None)
        told: list[Described] = []
        for one in described:
            if last is not None and one[0] == last[0]:
                told.append(last)
            elif last is not None:
                yield self._one([*told, last]) if told else last
                told = []
            last = one
        if last is not None:
            yield self._one([*told, last]) if told else last

    def _one(self, told: Sequence[Described]) -> Described:
        """Return what several runs say of a subject as one."""
        subject = told[0][0]
        start = len(subject) + 1
        own = [quads.splitlines(keepends=True) for _, quads, _ in told]
        lines = sorted(set().union(*own))
        stated = [{line[start : line.rindex(b" <")] for line in part} for part in own]
        known = _statements(sorted(set().union(*stated)))
        self.correction.subjects -= len(told) - 1
        self.correction.quads -= sum(map(len, own)) - len(lines)
        if sum(map(len, stated)) > len(known):
            self._correct(stated)
        return subject, b"".join(lines), f"{turtle(subject.decode(), known)}\n".encode()

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


def _indexed(described: Iterable[Described]) -> Iterator[Indexed]:
    for subject, quads, text in described:
        yield b"%b %d %b" % (subject, len(quads), text), quads


def _statements(triples: Iterable[bytes]) -> list[Statement]:
    """Return what lines without subject and graph state."""
    short = shorter()
    stated = []
    for triple in triples:
        term, blank, value = triple.decode().partition(" ")
        stated.append((term + blank, value, value if value[-1] == '"' else short[value]))
    return stated


def _side_by_side(runs: Sequence[Path]) -> Iterator[Described]:
    """Yield the subjects of all runs in order, as often as runs tell of them."""
    held = max(1, min(READ_BYTES, BLOCK_BYTES // max(1, 2 * len(runs))))
    with ExitStack() as stack:
        files = [stack.enter_context((run / QUADS).open("rb", held + 1)) for run in runs]
        index = [stack.enter_context((run / SUBJECTS).open("rb", held + 1)) for run in runs]
        blocks = [(run, found) for run, s in enumerate(index) if (found := s.readlines(held))]
        while blocks:
            last = min(block[-1] for _, block in blocks)
            ready: list[tuple[bytes, int]] = []
            rest = []
            for run, block in blocks:
                cut = bisect_right(block, last)
                ready += zip(block[:cut], repeat(run))
                left = block[cut:] or index[run].readlines(held)
                if left:
                    rest.append((run, left))
            blocks = rest
            ready.sort()
            for line, run in ready:
                subject, _, told = line.partition(b" ")
                size, _, text = told.partition(b" ")
                quads = files[run].read(int(size or 0))
                if len(quads) != int(size or 0) or text[-1:] != b"\n":
                    raise _damaged(runs[run])
                yield subject, quads, text
        for folder, file in zip(runs, files, strict=True):
            if file.read(1):
                raise _damaged(folder)


def _damaged(run: Path) -> InputError:
    return InputError(
        f"{QUADS} and {SUBJECTS} do not fit together: the shard is damaged, or not whole",
        where=str(run),
        next_step="copy it again, or make it anew with build --shard",
    )
