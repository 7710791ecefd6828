"""``msc-kg validate``: SHACL and checks over a graph, told in a curator's words."""

from pathlib import Path

import click
import pyoxigraph as ox

from msc_kg import report as reports
from msc_kg import validation
from msc_kg.cli.options import output_option
from msc_kg.cli.printing import note
from msc_kg.cli.writing import writing
from msc_kg.store import RemoteGraph, graph_file, open_graph, read_quads
from msc_kg.vocab import msc, rdf

DEFAULT_GRAPH = "kg"


@click.command("validate")
@click.argument("source", metavar="[GRAPH]", required=False)
@click.option("-g", "--graph", metavar="GRAPH", help="The same as GRAPH.  [default: kg]")
@click.option(
    "--engine",
    type=click.Choice(list(validation.ENGINES)),
    default=validation.DEFAULT,
    show_default=True,
    help="SHACL engine: sparql asks the store and takes graphs of any size, shifty is native, "
    "pyshacl the slow reference that takes any shapes.",
)
@click.option(
    "--shapes",
    multiple=True,
    metavar="FILE",
    help="Shapes to use instead of the packaged shapes and checks. May be repeated.",
)
@click.option("--strict", is_flag=True, help="Let warnings count as violations do.")
@click.option("--ontology", is_flag=True, help="Check the packaged ontology, not a graph.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(reports.FORMATS)),
    default="text",
    show_default=True,
    help="How the report is written.",
)
@click.option("-v", "--verbose", is_flag=True, help="List every finding in the text.")
@output_option
def command(
    source: str | None,
    graph: str | None,
    engine: str,
    shapes: tuple[str, ...],
    strict: bool,
    ontology: bool,
    format_: str,
    verbose: bool,
    output: str | None,
) -> int:
    """Check a graph with SHACL and the packaged checks.

    GRAPH is a knowledge-graph folder, an RDF file, or the URL of a SPARQL endpoint. Exit
    status: 0 conforms; 1 violations (with --strict also warnings); 2 no usable graph.

    \b
    Examples:
      msc-kg validate
      msc-kg validate my-kg --strict
      msc-kg validate trials.ttl --format html -o report.html
      msc-kg validate --engine pyshacl --shapes own-shapes.ttl
      msc-kg validate --ontology
    """
    named = [name for name in (source, graph) if name is not None]
    if len(named) > 1 or (named and ontology) or (shapes and ontology):
        raise click.UsageError("name one graph, or --ontology with neither graph nor --shapes.")
    if ontology:
        found = validation.validate_ontology(engine=engine)
    else:
        found = _validate(named[0] if named else DEFAULT_GRAPH, engine, shapes)
    content = reports.FORMATS[format_](found)
    if format_ == "text":
        content = reports.to_text(found, verbose=verbose).encode()
    with writing(output) as stream:
        stream.write(content)
    if output or format_ != "text":
        click.echo(reports.summary(found), err=True)
    return 0 if found.conforms and not (strict and found.counts["warning"]) else 1


def _validate(graph: str, engine: str, shapes: tuple[str, ...]) -> validation.Report:
    own = validation.read_shapes(Path(name) for name in shapes) if shapes else None
    given = _given(graph)
    if own is None and not _has_trial(given):
        note(f"{graph} holds no trial: the packaged shapes had next to nothing to check")
    return validation.validate(given, engine=engine, shapes=own)


def _has_trial(graph: bytes | ox.Store) -> bool:
    if isinstance(graph, bytes):
        return f"<{rdf.type_}> <{msc.Trial}> .".encode() in graph
    kind, trial = ox.NamedNode(str(rdf.type_)), ox.NamedNode(str(msc.Trial))
    return any(True for _ in graph.quads_for_pattern(None, kind, trial, None))


def _given(graph: str) -> bytes | ox.Store:
    """Return a file as it stands, since a store does not keep every datatype; else a store."""
    if Path(graph).is_file():
        return validation.ntriples(quad.triple for quad in read_quads(graph_file(Path(graph))))
    opened = open_graph(graph)
    if isinstance(opened, RemoteGraph):
        return validation.ntriples(opened.triples())
    return opened.store
