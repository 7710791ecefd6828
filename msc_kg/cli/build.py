"""``msc-kg build``: documents to a knowledge-graph folder."""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from msc_kg import build
from msc_kg.characters import one_line
from msc_kg.cli.printing import reject_line
from msc_kg.errors import InputError
from msc_kg.grounding.ontologies import require
from msc_kg.shards import read_summary, shard_name
from msc_kg.sources import find
from msc_kg.work import Options, default_jobs, make_part

REJECTS_SHOWN = 10

folder_option = click.option(
    "-o",
    "--output",
    "folder",
    default="kg",
    show_default=True,
    type=click.Path(file_okay=False),
    help="Folder to write; an earlier knowledge graph there is replaced when all went well.",
)
validate_option = click.option(
    "--validate/--no-validate",
    default=None,
    help="Whether the graph is checked as by msc-kg validate.  [default: up to "
    f"{build.VALIDATED_TRIPLES:,} triples]",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")


class Part(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """One part of several, as ``3/16``."""

    name = "I/N"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> tuple[int, int]:
        """Return the number of the part and of all parts."""
        match = re.fullmatch(r"(\d+)/(\d+)", str(value))
        number, count = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 1 <= number <= count:
            self.fail(f"{value!r} is no part of several, as 3/16", param, context)
        return number, count


@click.command("build")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@folder_option
@click.option(
    "--curated",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="SSSOM file with a curator's decisions; wins over the lexicon. May be repeated.",
)
@click.option(
    "--match",
    default="",
    metavar="WORDS",
    help='Read only trials and documents with these words, as "mesenchym*|stromal cell|MSC".',
)
@click.option(
    "-j", "--jobs", type=click.IntRange(1), help="Processes that share the work.  [default: cores]"
)
@click.option("--resume", is_flag=True, help="Go on with a build that was interrupted.")
@click.option(
    "--shard",
    "part",
    type=Part(),
    help="Make only part I of N, a shard in the folder; msc-kg merge puts all together.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Share the work among the workers of a Dask scheduler, as tcp://host:8786.",
)
@click.option(
    "--ontologies",
    is_flag=True,
    help="Ground what the packaged words do not know over the whole of Mondo, UBERON and CL; "
    "needs: pip install 'msc-kg[ontologies]'.",
)
@validate_option
@quiet_option
def command(
    sources: tuple[str, ...],
    folder: str,
    curated: tuple[str, ...],
    match: str,
    jobs: int | None,
    resume: bool,
    part: tuple[int, int] | None,
    scheduler: str | None,
    ontologies: bool,
    validate: bool | None,
    quiet: bool,
) -> int:
    """Build a knowledge-graph folder from documents.

    SOURCE is a file, a folder, a .zip, .tar.gz or .gz archive, or - for standard input.
    Without any, the five packaged seed documents are read. Exit status: 0 fine; 1 some
    documents were rejected (or not found) or the graph does not conform; 2 nothing usable.

    \b
    Examples:
      msc-kg build
      msc-kg build reviews/ NCT00962923.txt -o my-kg
      msc-kg build downloads.zip --curated decisions.sssom.tsv
      msc-kg build ctg-studies.ndjson.gz --match "mesenchym*|stromal cell|MSC"
      msc-kg build dump/ --shard 3/16 -o shards && msc-kg merge shards -o kg
    """
    options = Options(match, curated, ontologies)
    if ontologies:
        require()
    workers = jobs or default_jobs()
    if part:
        _make_part(sources, Path(folder), options, part, workers)
        return 0
    if scheduler:
        from msc_kg.scale import build_on

        built = build_on(scheduler, sources, Path(folder), options=options, validate=validate)
        return told(built, quiet)
    try:
        with _progress(sources, quiet) as progress:
            result = build.build(
                sources, Path(folder), options=options, jobs=workers, resume=resume,
                progress=progress, validate=validate,
            )  # fmt: skip
    except KeyboardInterrupt:
        click.echo("interrupted; the same command with --resume goes on", err=True)
        return 130
    return told(result, quiet)


def _make_part(
    sources: tuple[str, ...], folder: Path, options: Options, part: tuple[int, int], jobs: int
) -> None:
    """Make the shard of a part anew."""
    if not sources:
        raise InputError("a shard needs a SOURCE", next_step="name the documents to read")
    old = folder / shard_name(part)
    if old.is_dir():
        read_summary(old)
        shutil.rmtree(old)
    make_part(find(sources), folder, options, part, jobs)


@contextmanager
def _progress(sources: tuple[str, ...], quiet: bool) -> Iterator[build.Progress | None]:
    """Show a bar with rate and time left, on a terminal only."""
    if quiet or not sources or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[entries]} read, {task.fields[rate]:.0f}/s"),
        TimeRemainingColumn(),
    )
    total = find(sources).stored_bytes
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=total or None, entries=0, rate=0.0)
        count = 0

        def tell(name: str, entries: int, stored_bytes: int) -> None:
            nonlocal count
            count += entries
            elapsed = shown.tasks[0].elapsed or 0
            shown.update(
                task, advance=stored_bytes, description=one_line(name[-40:]), entries=count,
                rate=count / elapsed if elapsed else 0,
            )  # fmt: skip

        yield tell


def told(result: build.BuildResult, quiet: bool) -> int:
    """Tell what was built; return the exit status."""
    if not quiet:
        _tell(result)
    return 0 if result.is_clean else 1


def _tell(result: build.BuildResult) -> None:
    for reject in result.rejects[:REJECTS_SHOWN]:
        click.echo(f"rejected: {reject_line(reject)}", err=True)
    if result.rejected > REJECTS_SHOWN:
        more = result.rejected - REJECTS_SHOWN
        click.echo(f"... and {more} more, see {result.folder}/rejects.jsonl", err=True)
    named = f" ({result.named} more named)" if result.named else ""
    click.echo(
        f"{result.folder}: {result.documents} documents, {result.records} records, "
        f"{result.trials} trials{named}, {result.triples} triples; {_verdict(result)}",
        err=True,
    )


def _verdict(result: build.BuildResult) -> str:
    if result.report is None:
        return f"not validated: msc-kg validate {result.folder}"
    verdict = "conforms" if result.report.conforms else "does not conform (see msc-kg validate)"
    if result.remarks:
        verdict += f"; {result.remarks} remark{'s' * (result.remarks > 1)}, see msc-kg validate"
    return verdict
