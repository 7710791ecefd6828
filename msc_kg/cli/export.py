"""``msc-kg export``: write a graph in another format."""

from pathlib import Path

import click

from msc_kg.cli.options import graph_option
from msc_kg.cli.writing import writing
from msc_kg.errors import InputError
from msc_kg.exports import FOLDER_FORMATS, FORMATS, by_suffix, write_folder, write_graph
from msc_kg.store import open_graph


@click.command("export")
@graph_option
@click.option(
    "--format",
    "format_",
    type=click.Choice([*FORMATS, *FOLDER_FORMATS]),
    help="The format.  [default: by the end of the output's name]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    help="File to write; folder or .zip for formats of several files.  [default: standard output]",
)
def command(graph: str, format_: str | None, output: str | None) -> int:
    """Write a graph in another format.

    turtle, ntriples and jsonld hold the triples; nquads and trig keep one named graph a
    document; graphml and gexf are property graphs for yEd, Gephi, Cytoscape and igraph;
    cytoscape (.cyjs) and cx2 are for Cytoscape and NDEx.

    tables (CSV) and parquet (needs msc-kg[frames]) hold one table a class, with foreign keys;
    kgx holds nodes and edges in the Biolink model; neo4j holds CSV files with what loads them.
    These go into a folder or a .zip.

    \b
    Examples:
      msc-kg export -o trials.graphml
      msc-kg export -g my-kg -o trials.jsonld
      msc-kg export --format tables -o tables.zip
      msc-kg export --format nquads | gzip > trials.nq.gz
    """
    chosen = format_ or by_suffix(output or "")
    if chosen is None:
        raise InputError(
            "the format is not told" if not output else "not the name of a known format",
            where=output or "",
            next_step=f"name one with --format: {', '.join([*FORMATS, *FOLDER_FORMATS])}",
        )
    if chosen in FOLDER_FORMATS:
        _write_several(graph, chosen, output)
        return 0
    opened = open_graph(graph)
    with writing(output) as stream:
        write_graph(opened, stream, chosen)
    return 0


def _write_several(graph: str, format_: str, output: str | None) -> None:
    if output is None:
        raise InputError(f"{format_} is several files", next_step="name a folder or a .zip with -o")
    named = by_suffix(output)
    if named in FORMATS and not Path(output).is_dir():
        raise InputError(
            f"{format_} is several files, and the name is that of a file of {named}",
            where=output,
            next_step=f"name a folder or a .zip with -o, or --format {named}",
        )
    write_folder(open_graph(graph), Path(output), format_)
