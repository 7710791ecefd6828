"""``msc-kg extract``: documents to records, one JSON object a line."""

import click

from msc_kg.cli.explain import explanation
from msc_kg.cli.options import output_option
from msc_kg.cli.printing import reject_line
from msc_kg.cli.writing import writing
from msc_kg.errors import InputError
from msc_kg.extractors import registry
from msc_kg.records import Extraction, Reject, to_json_lines
from msc_kg.sources import gather


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
      msc-kg extract --explain review.txt
    """
    gathered = gather(files)
    found, problems = gathered.documents, gathered.rejects
    if not found and not problems:
        raise InputError("no documents found", where=", ".join(files), next_step="check the path")
    found.sort(key=lambda document: document.name)
    read: list[Extraction] = []
    with writing(output) as stream:
        for document in found:
            extraction = registry.extract(document)
            read.append(extraction)
            if explain:
                stream.write(explanation(document).encode())
            else:
                stream.write(to_json_lines(extraction.records))
    _tell_rejects([*problems, *(r for e in read for r in e.rejects)], rejects)
    return _exit_status(read, problems)


def _tell_rejects(rejects: list[Reject], path: str | None) -> None:
    if path:
        with writing(path) as stream:
            stream.write(to_json_lines(rejects))
        return
    for reject in rejects:
        click.echo(reject_line(reject), err=True)


def _exit_status(read: list[Extraction], problems: list[Reject]) -> int:
    unread = [extraction for extraction in read if not extraction.records]
    if len(unread) == len(read):
        return 2
    return 1 if unread or problems else 0
