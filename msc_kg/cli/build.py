"""``msc-kg build``: documents to a knowledge-graph folder."""

import sys
from pathlib import Path

import click

from msc_kg import build
from msc_kg.characters import one_line
from msc_kg.cli.printing import reject_line
from msc_kg.documents import Document
from msc_kg.grounding import Grounder, sssom

REJECTS_SHOWN = 10


@click.command("build")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "-o",
    "--output",
    "folder",
    default="kg",
    show_default=True,
    type=click.Path(file_okay=False),
    help="Folder to write; an earlier knowledge graph there is replaced when all went well.",
)
@click.option(
    "--curated",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="SSSOM file with a curator's decisions; wins over the lexicon. May be repeated.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(sources: tuple[str, ...], folder: str, curated: tuple[str, ...], quiet: bool) -> int:
    """Build a knowledge-graph folder from documents.

    SOURCE is a file, a folder, a .zip, .tar.gz or .gz archive, or - for standard input.
    Without any, the five packaged seed documents are read. Exit status: 0 fine; 1 some
    documents were rejected (or not found) or the graph does not conform; 2 nothing usable.

    \b
    Examples:
      msc-kg build
      msc-kg build reviews/ NCT00962923.txt -o my-kg
      msc-kg build downloads.zip --curated decisions.sssom.tsv
    """
    decisions = [decision for path in curated for decision in sssom.read(path)]
    result = build.build(
        sources,
        Path(folder),
        grounder=Grounder(curated=decisions),
        progress=None if quiet else _progress(),
    )
    if not quiet:
        _tell(result)
    return 1 if result.rejected_documents or not result.report.conforms else 0


def _progress() -> build.Progress | None:
    """Return a line that counts documents, on a terminal only."""
    stream = sys.stderr
    if not stream.isatty():
        return None
    count = 0

    def tell(document: Document) -> None:
        nonlocal count
        count += 1
        stream.write(f"\r\x1b[K{count} documents read: {one_line(document.name[-50:])}")
        stream.flush()

    return tell


def _tell(result: build.BuildResult) -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    for reject in sorted(result.rejects, key=lambda r: r.place != "source")[:REJECTS_SHOWN]:
        click.echo(f"rejected: {reject_line(reject)}", err=True)
    if len(result.rejects) > REJECTS_SHOWN:
        more = len(result.rejects) - REJECTS_SHOWN
        click.echo(f"... and {more} more, see {result.folder}/rejects.jsonl", err=True)
    verdict = "conforms" if result.report.conforms else "does not conform (see msc-kg validate)"
    if result.remarks:
        verdict += f"; {result.remarks} remark{'s' * (result.remarks > 1)}, see msc-kg validate"
    click.echo(
        f"{result.folder}: {result.documents} documents, {result.records} records, "
        f"{result.trials} trials, {result.triples} triples; {verdict}",
        err=True,
    )
