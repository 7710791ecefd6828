"""Runs: what is stated of subjects, in canonical order, ready to be merged.

A run is a folder with three files: its quads, the same in Turtle, and a line for each subject that
tells how many bytes of both are about it. So runs are merged without being read: subjects in a row
that a single run tells of are copied together, and only those that several tell of are parsed.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias

from msgspec import Struct

from msc_kg.errors import InputError
from msc_kg.quads import Statement, Statements
from msc_kg.subjects import SubjectWriter, turtle
from msc_kg.terms import Iri

SUBJECTS = "subjects.txt"
QUADS = "quads.nq"
TURTLE = "turtle.txt"
FILES = (SUBJECTS, QUADS, TURTLE)

READ_BYTES = 64 * 1024
"""Most bytes of a file of one run that are held; what the processor's cache holds is fastest."""
BUFFER = 1024 * 1024
"""Bytes that are written at once: thousands of short writes cost as much as making the lines."""

Described: TypeAlias = tuple[str, str, str]
"""A subject ("<...>"), its quads, and its Turtle."""


class Out(Protocol):
    """What is written to."""

    def write(self, data: bytes, /) -> object:
        """Write some bytes."""


class Files(Struct):
    """Where runs are merged to: quads, Turtle, and for a run the lines of its subjects."""

    quads: Out
    turtle: Out
    subjects: Out | None = None

    def add(self, subject: str, quads: bytes, text: bytes) -> None:
        """Write what is stated of one subject."""
        if self.subjects is not None:
            self.subjects.write(f"{subject} {len(quads)} {len(text)}\n".encode())
        self.quads.write(quads)
        self.turtle.write(text)


def described(graphs: Mapping[Iri, Statements], writer: SubjectWriter) -> Iterator[Described]:
    """Yield what graphs state, subject by subject in canonical (code point) order, all once."""
    written = _of_one_graph if len(graphs) == 1 else _of_graphs
    return written(graphs, writer)


def _of_one_graph(graphs: Mapping[Iri, Statements], writer: SubjectWriter) -> Iterator[Described]:
    [(graph, statements)] = graphs.items()
    by_name = {f"<{subject}>": stated for subject, stated in statements.items()}
    for name in sorted(by_name):
        yield name, *writer.written(name, f"<{graph}>", by_name[name])


def _of_graphs(graphs: Mapping[Iri, Statements], writer: SubjectWriter) -> Iterator[Described]:
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


def write_run(folder: Path, subjects: Iterable[Described]) -> Path:
    """Write subjects, which come in order, as a run into a folder; return the folder."""
    with files(folder) as out:
        for name, quads, text in subjects:
            out.add(name, quads.encode(), text.encode())
    return folder


@contextmanager
def files(folder: Path) -> Iterator[Files]:
    """Open the files of a new run."""
    with ExitStack() as stack:
        subjects, quads, text = (
            stack.enter_context((folder / name).open("wb", BUFFER)) for name in FILES
        )
        yield Files(quads, text, subjects)


class Run:
    """A run that is being read, its three files side by side."""

    def __init__(self, folder: Path, held: int, stack: ExitStack) -> None:
        self._folder = folder
        self._held = held
        self._subjects, self._quads, self._turtle = (
            stack.enter_context((folder / name).open("rb", held + 1)) for name in FILES
        )
        self._lines: list[bytes] = []
        self._next = 0

    def head(self) -> bytes | None:
        """Return the line of the next subject; nothing when there is none."""
        if self._next == len(self._lines):
            self._lines, self._next = self._subjects.readlines(self._held), 0
        return self._lines[self._next] if self._lines else None

    def take(self, before: bytes | None) -> list[bytes]:
        """Pass over the subjects before another one, or those at hand; return their lines."""
        first, end = self._next, len(self._lines)
        self._next = end if before is None else bisect_left(self._lines, before, first, end)
        return self._lines[first : self._next]

    def copy(self, lines: Sequence[bytes], out: Files) -> None:
        """Copy what is stated of the next subjects, whose lines these are."""
        quads, text = self._sizes(lines)
        if out.subjects is not None:
            out.subjects.write(b"".join(lines))
        self._copy(self._quads, quads, out.quads)
        self._copy(self._turtle, text, out.turtle)

    def read(self, line: bytes) -> bytes:
        """Return the quads of the next subject, whose line this is."""
        quads, text = self._sizes([line])
        read = self._quads.read(quads)
        if len(read) < quads or len(self._turtle.read(text)) < text:
            raise self._damaged()
        return read

    def end(self) -> None:
        """Raise an error when something is left."""
        if self._quads.read(1) or self._turtle.read(1):
            raise self._damaged()

    def _sizes(self, lines: Sequence[bytes]) -> tuple[int, int]:
        """Return how many bytes of the quads and of the Turtle the lines are of."""
        cells = b"".join(lines).split()
        try:
            quads, text = sum(map(int, cells[1::3])), sum(map(int, cells[2::3]))
        except ValueError:
            raise self._damaged() from None
        if len(cells) != 3 * len(lines):
            raise self._damaged()
        return quads, text

    def _copy(self, file: BinaryIO, size: int, out: Out) -> None:
        while size > 0:
            block = file.read(min(size, BUFFER))
            if not block:
                raise self._damaged()
            out.write(block)
            size -= len(block)

    def _damaged(self) -> InputError:
        return InputError(
            f"its files {', '.join(FILES)} do not fit together: the shard is damaged, or not whole",
            where=str(self._folder),
            next_step="copy it again, or make it anew with build --shard",
        )
