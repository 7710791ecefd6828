"""``msc-kg diff``: what changed between two builds."""

import click

from msc_kg.characters import one_line
from msc_kg.cli.options import format_option
from msc_kg.cli.printing import print_table


@click.command(name="diff")
@click.argument("old")
@click.argument("new")
@format_option
@click.option("--property", "only", multiple=True, metavar="NAME",
              help='Only changes of this, such as "overall status"; may be repeated.')  # fmt: skip
@click.option("--summary", is_flag=True, help="Only count, on standard error.")
def command(old: str, new: str, format_: str | None, only: tuple[str, ...], summary: bool) -> int:
    """Tell what changed from one graph to another: trials, disagreements and documents.

    OLD and NEW are knowledge-graph folders, RDF files or endpoints. Facts of trials are those
    of the accepted view: status, enrollment, dates, sponsor, conditions, cells ... Of several
    values those that went and those that came are shown. A document of the same name with
    other bytes is replaced.

    Exit status 0: no difference; 1: some (with --property: of these); 2: trouble.

    \b
    Examples:
      msc-kg diff kg-2025 kg-2026
      msc-kg diff kg-2025 kg-2026 --property "overall status" --format markdown
      msc-kg diff kg-2025 kg-2026/graph.ttl --summary
    """
    from msc_kg import differences

    found = differences.compare(old, new)
    rows = differences.table(found, only)
    click.echo(one_line(differences.summary(found)), err=True)
    if not summary and (rows.rows or format_):
        print_table(rows, format_)
    return 1 if rows.rows or (found and not only) else 0
