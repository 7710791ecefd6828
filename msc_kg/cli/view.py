"""``msc-kg view``: draw a neighbourhood of a graph."""

from pathlib import Path

import click

from msc_kg.characters import one_line
from msc_kg.cli.options import graph_option

DRAWN = ("condition", "sponsor", "tissueSource", "broader")
CHOICES = {"donor": "donorType", "route": "route"}


@click.command("view")
@graph_option
@click.option(
    "--focus",
    required=True,
    metavar="TEXT",
    help="Condition, tissue, sponsor or trial number in the middle, in any wording.",
)
@click.option("--depth", default=2, show_default=True, type=click.IntRange(1, 5),
              help="Steps from the focus.")  # fmt: skip
@click.option("--limit", default=60, show_default=True, type=click.IntRange(2, 500),
              help="Most nodes that are drawn, the nearest first.")  # fmt: skip
@click.option(
    "--with",
    "extra",
    multiple=True,
    type=click.Choice(list(CHOICES)),
    help="Draw donors or routes as well.",
)
@click.option(
    "-o",
    "--output",
    default="view.svg",
    show_default=True,
    type=click.Path(dir_okay=False),
    help="Picture to write: .svg or .png.",
)
def command(
    graph: str, focus: str, depth: int, limit: int, extra: tuple[str, ...], output: str
) -> int:
    """Draw the trials around a condition, sponsor, tissue or trial.

    Narrower conditions belong to the focus: around GVHD stand the trials of acute and
    steroid-refractory GVHD too.

    \b
    Examples:
      msc-kg view --focus GVHD -o gvhd.svg
      msc-kg view --focus "multiple sclerosis" --with route -o ms.png
      msc-kg view --focus NCT00698191 --depth 3
    """
    from msc_kg import views
    from msc_kg.store import open_graph

    network = views.trial_network(open_graph(graph), (*DRAWN, *(CHOICES[e] for e in extra)))
    chosen = views.find_focus(network, focus)
    part, cut = views.neighbourhood(network, chosen.nodes, depth=depth, limit=limit)
    note = f"{cut} more within {depth} steps are not drawn (see --limit)" if cut else ""
    views.draw(part, Path(output), focus=chosen.nodes, title=chosen.name, note=note)
    told = f"{output}: {part.number_of_nodes()} nodes around {chosen.name}"
    click.echo(one_line(f"{told}; {note}" if note else told), err=True)
    return 0
