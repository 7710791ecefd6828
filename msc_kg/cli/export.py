"""``msc-kg export``: write a graph in another format."""

import click

from msc_kg.cli.options import graph_option, output_option
from msc_kg.cli.writing import writing
from msc_kg.errors import InputError
from msc_kg.exports import FORMATS, by_suffix, write_graph
from msc_kg.store import open_graph


@click.command("export")
@graph_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    help="The format.  [default: by the end of the output's name]",
)
@output_option
def command(graph: str, format_: str | None, output: str | None) -> int:
    """Write a graph in another format.

    turtle, ntriples and jsonld hold the triples; nquads and trig keep one named graph a
    document; graphml and gexf are property graphs for yEd, Gephi, Cytoscape and igraph.

    \b
    Examples:
      msc-kg export -o trials.graphml
      msc-kg export -g my-kg -o trials.jsonld
      msc-kg export --format nquads | gzip > trials.nq.gz
    """
    chosen = format_ or by_suffix(output or "")
    if chosen is None:
        raise InputError(
            "the format is not told" if not output else "not the name of a known format",
            where=output or "",
            next_step=f"name one with --format: {', '.join(FORMATS)}",
        )
    opened = open_graph(graph)
    with writing(output) as stream:
        write_graph(opened, stream, chosen)
    return 0
