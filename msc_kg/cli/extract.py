"""``msc-kg extract``: documents to records, one JSON object a line."""

from contextlib import ExitStack
from types import TracebackType
from typing import IO

import click

from msc_kg.batches import Piece, batches, read, selection
from msc_kg.cli.explain import explanation
from msc_kg.cli.options import output_option
from msc_kg.cli.printing import reject_line
from msc_kg.cli.writing import writing
from msc_kg.errors import InputError
from msc_kg.records import Extraction, Reject, to_json_lines
from msc_kg.sources import find


@click.command("extract")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False),
    help="File for what was not understood, one JSON object a line.  [default: told on stderr]",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Instead of records, tell how the rows of each table were cut and how surely, and "
    "which lines of a page fed which field.",
)
@click.option(
    "--match",
    default="",
    metavar="WORDS",
    help='Read only trials and documents with these words, as "mesenchym*|stromal cell|MSC".',
)
@output_option
def command(
    files: tuple[str, ...], rejects: str | None, explain: bool, match: str, output: str | None
) -> int:
    """Read documents into records, one JSON object a line.

    FILE is a file, a folder, a .zip, .tar.gz or .gz archive, or - for standard input. Exit
    status: 0 all was read; 1 some documents were rejected; 2 nothing usable.

    \b
    Examples:
      msc-kg extract review.txt NCT00962923.txt
      msc-kg extract pages/ -o records.jsonl --rejects rejects.jsonl
      cat review.txt | msc-kg extract -
      msc-kg extract --explain review.txt
    """
    found = find(files)
    if not found.files and not found.rejects:
        raise InputError("no documents found", where=", ".join(files), next_step="check the path")
    outcome = _Outcome(rejects)
    with writing(output) as stream, outcome:
        for batch in batches(found, selection(match) if match else None):
            outcome.rejects(batch.rejects)
            for piece in batch.pieces:
                extraction, _ = read(piece)
                outcome.count(piece, extraction)
                if explain:
                    stream.write(explanation(piece, extraction).encode())
                else:
                    stream.write(to_json_lines(extraction.records))
    return outcome.status


class _Outcome:
    """What became of the documents; rejects are told or written as they come."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._files = ExitStack()
        self._stream: IO[bytes] | None = None
        self._lost = 0
        self._read: dict[str, bool] = {}

    def __enter__(self) -> None:
        if self._path:
            self._stream = self._files.enter_context(writing(self._path))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._files.__exit__(kind, error, trace)

    def count(self, piece: Piece, extraction: Extraction) -> None:
        """Count a piece of a document and tell its rejects."""
        own = bool(extraction.records) or not extraction.rejects
        self._read[piece.origin.sha256] = own or self._read.get(piece.origin.sha256, False)
        self._tell(extraction.rejects)

    def rejects(self, rejects: tuple[Reject, ...]) -> None:
        """Count and tell what became no document."""
        self._lost += len(rejects)
        self._tell(rejects)

    def _tell(self, rejects: tuple[Reject, ...]) -> None:
        if self._stream is not None:
            self._stream.write(to_json_lines(rejects))
            return
        for reject in rejects:
            click.echo(reject_line(reject), err=True)

    @property
    def status(self) -> int:
        """The exit status: 0 all was read, 1 some, 2 nothing."""
        if not any(self._read.values()):
            return 2
        return 1 if self._lost or not all(self._read.values()) else 0
