"""``msc-kg extract``: documents to records, one JSON object a line."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from msc_kg import build
from msc_kg.cli.options import output_option
from msc_kg.extractors import registry
from msc_kg.records import Extraction, Reject, to_json, to_json_lines


@click.command("extract")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False),
    help="File for what was not understood, one JSON object a line.  [default: told on stderr]",
)
@output_option
def command(files: tuple[str, ...], rejects: str | None, explain: bool, output: str | None) -> int:
    """Read documents into records, one JSON object a line.

    FILE is a file, a folder, a .zip, .tar.gz or .gz archive, or - for standard input. Exit
    status: 0 all was read; 1 some documents were rejected; 2 nothing usable.

    \b
    Examples:
      msc-kg extract review.txt NCT00962923.txt
      msc-kg extract pages/ -o records.jsonl --rejects rejects.jsonl
      cat review.txt | msc-kg extract -
    """
    found, problems, _ = build.gather(files)
    found.sort(key=lambda document: document.name)
    with _stream(output) as stream:
        read = []
        for document in found:
            extraction = registry.extract(document)
            read.append(extraction)
            for record in extraction.records:
                stream.write(to_json(record) + b"\n")
    _tell_rejects([*problems, *(r for e in read for r in e.rejects)], rejects)
    return _exit_status(read, problems)


def _stream(output: str | None) -> BinaryIO:
    return Path(output).open("wb") if output else _StandardOutput()


class _StandardOutput:
    """Standard output as a stream that is flushed, not closed."""

    def __enter__(self) -> BinaryIO:
        """Return the binary standard output."""
        return sys.stdout.buffer

    def __exit__(self, *_: object) -> None:
        """Flush what was written."""
        sys.stdout.flush()


def _tell_rejects(rejects: list[Reject], path: str | None) -> None:
    if path:
        Path(path).write_bytes(to_json_lines(rejects))
        return
    for reject in rejects:
        click.echo(f"{reject.document}, {reject.place}: {reject.reason}", err=True)


def _exit_status(read: list[Extraction], problems: list[Reject]) -> int:
    unread = [extraction for extraction in read if not extraction.records]
    if len(unread) == len(read):
        return 2
    return 1 if unread or problems else 0
