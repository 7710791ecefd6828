"""``msc-kg info``: counts and coverage of a graph."""

import sys
from pathlib import Path

import click

from msc_kg import card
from msc_kg.cli.options import FORMATS, graph_option
from msc_kg.cli.printing import print_table
from msc_kg.store import is_url, open_graph

CHOICES = ("card", *FORMATS, "html")


@click.command(name="info")
@graph_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(CHOICES),
    help="card, markdown and html are to be read, the others are rows.  "
    "[default: card on a terminal, else csv]",
)
def command(graph: str, format_: str | None) -> None:
    """Tell how much a graph holds, and how many of its records state each field.

    The part "build" (quads, groundings, rejects) is there for a knowledge-graph folder;
    counts and coverage for any graph. A share is of all records (of all groundings of a
    kind for the build).

    \b
    Examples:
      msc-kg info
      msc-kg info --format html > figures.html
      msc-kg info --graph kg/graph.ttl --format markdown
    """
    found = card.figures(open_graph(graph), None if is_url(graph) else Path(graph))
    chosen = format_ or ("card" if sys.stdout.isatty() else "csv")
    if chosen in card.CARDS:
        click.echo(card.render(found, chosen), nl=False)
    else:
        print_table(found, chosen)
