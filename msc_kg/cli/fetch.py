"""``msc-kg fetch``: trials of ClinicalTrials.gov into a file that a build reads."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from msc_kg import fetching
from msc_kg.characters import one_line
from msc_kg.cli.options import Seconds
from msc_kg.fetching import Fetched, Registry, Search

FIELDS = {
    "condition": ("query.cond", "Condition or disease."),
    "intervention": ("query.intr", "Intervention or treatment."),
    "term": ("query.term", "Any other words."),
    "sponsor": ("query.spons", "Sponsor or collaborator."),
    "location": ("query.locn", "Place or country."),
}
"""The areas of the registry's own search, by the names of their options."""
MISSING_TOLD = 10


def _areas(function: Callable[..., int]) -> Callable[..., int]:
    for name, (_, help_) in reversed(FIELDS.items()):
        function = click.option(f"--{name}", metavar="WORDS", help=help_)(function)
    return function


@click.command("fetch")
@click.argument("trials", nargs=-1, metavar="[NCT]...")
@_areas
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only what was updated on or after this date, as 2026-01-31.",
)
@click.option("--limit", type=click.IntRange(1), help="At most so many trials.")
@click.option(
    "-o",
    "--output",
    default="ctgov.ndjson.gz",
    show_default=True,
    type=click.Path(dir_okay=False),
    help="File to write: .ndjson or .jsonl, also with .gz.",
)
@click.option("--resume", is_flag=True, help="Go on with a download that was interrupted.")
@click.option(
    "--page", type=click.IntRange(1, 1000), default=fetching.PAGE, show_default=True,
    help="Trials in a request.",
)  # fmt: skip
@click.option(
    "--delay", type=Seconds(0), default=fetching.DELAY, show_default=True,
    help="Seconds between requests.",
)  # fmt: skip
@click.option(
    "--retries", type=click.IntRange(0, 20), default=5, show_default=True,
    help="How often a request is sent again when the registry is busy or silent.",
)  # fmt: skip
@click.option(
    "--api", default=fetching.API, show_default=True, envvar="MSC_KG_CTGOV_API", show_envvar=True,
    metavar="URL", help="Address of the registry's API, version 2.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    trials: tuple[str, ...],
    since: object,
    limit: int | None,
    output: str,
    resume: bool,
    page: int,
    delay: float,
    retries: int,
    api: str,
    quiet: bool,
    **words: str | None,
) -> int:
    """Download trials of ClinicalTrials.gov: those named, or those that a search finds.

    NCT is a number as NCT00962923; - reads numbers from standard input. The options of a search
    take what the registry's own search takes (AND, OR, NOT, "a phrase"). Without any, MSC
    trials in the registry's various wordings are looked for. This is the only command that
    asks a registry. A hidden file beside the output (.NAME.fetched.json) keeps what was asked,
    when, the date of the registry's data, and the digest.

    Exit status: 0 fine; 1 fewer came than the registry told of, or it lacks a trial named;
    2 nothing found, or wrong use; 3 the registry cannot be reached.

    \b
    Examples:
      msc-kg fetch -o msc.ndjson.gz && msc-kg build msc.ndjson.gz
      msc-kg fetch --condition "graft versus host disease" --term "mesenchymal" -o gvhd.ndjson.gz
      msc-kg fetch --since 2026-11-01 -o news.ndjson.gz
      msc-kg fetch NCT00962923 NCT02336230 -o two.ndjson
    """
    search = _search(trials, words, since, limit)
    registry = Registry(api, delay=delay, retries=retries)
    begun = time.monotonic()
    try:
        with _progress(quiet) as progress:
            fetched = fetching.fetch(
                search, Path(output), registry, page=page, resume=resume, progress=progress
            )
    except KeyboardInterrupt:
        click.echo("interrupted; the same command with --resume goes on", err=True)
        return 130
    _tell(fetched, output, time.monotonic() - begun, quiet)
    return 0 if fetched.is_whole else 1


def _search(
    trials: tuple[str, ...], words: dict[str, str | None], since: object, limit: int | None
) -> Search:
    given = {FIELDS[name][0]: text for name, text in words.items() if text}
    if trials and (given or since):
        raise click.UsageError("name trials or search for them, not both")
    if trials:
        stated = (n for t in trials for n in (sys.stdin.read().split() if t == "-" else [t]))
        numbers = tuple(dict.fromkeys(map(fetching.nct_number, stated)))
        if not numbers:
            raise click.UsageError("no NCT number on standard input")
        return Search({}, numbers, limit)
    parameters = given or {"query.term": fetching.MSC}
    if since:
        parameters["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{since:%Y-%m-%d},MAX]"
    return Search(parameters, (), limit)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar with the time left, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda studies, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.completed:,.0f} trials"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)
        yield lambda studies, total: shown.update(task, completed=studies, total=total)


def _tell(fetched: Fetched, output: str, seconds: float, quiet: bool) -> None:
    if fetched.missing:
        more = " ..." if len(fetched.missing) > MISSING_TOLD else ""
        named = " ".join(fetched.missing[:MISSING_TOLD])
        click.echo(f"not in the registry: {one_line(named)}{more}", err=True)
    if not fetched.is_whole and not fetched.missing:
        click.echo(f"the registry told of {fetched.told:,} trials; fetch them again", err=True)
    if not quiet:
        click.echo(
            f"{output}: {fetched.studies:,} trials, {fetched.requests:,} requests, "
            f"{seconds:.1f} s; read them with: msc-kg build {output}",
            err=True,
        )
