"""``msc-kg sparql``: any SPARQL 1.1 query."""

import sys
from pathlib import Path

import click
import pyoxigraph as ox

from msc_kg import iris, sparql_text, tables
from msc_kg.cli.options import Seconds, format_option, graph_option
from msc_kg.cli.printing import print_table
from msc_kg.endpoint import TIMEOUT
from msc_kg.errors import InputError
from msc_kg.store import Rows, open_graph
from msc_kg.tables import Table


@click.command(name="sparql")
@click.argument("query", required=False)
@graph_option
@format_option
@click.option(
    "--timeout",
    type=Seconds(min=0, min_open=True),
    default=TIMEOUT,
    show_default=True,
    help="Seconds an endpoint may stay silent.",
)
def command(query: str | None, graph: str, format_: str | None, timeout: float) -> None:
    """Run a SPARQL 1.1 query: the argument, the file it names, or standard input.

    The project's prefixes (msc: skos: dcterms: ...) need no declaration. SELECT and ASK
    answer with rows, CONSTRUCT and DESCRIBE with Turtle (or with rows, when --format is
    given). Graphs are only read.

    \b
    Examples:
      msc-kg sparql "SELECT (COUNT(*) AS ?trials) WHERE { ?trial a msc:Trial }"
      msc-kg sparql question.rq --graph kg/graph.ttl --format json
      echo "ASK { ?record msc:about ?trial }" | msc-kg sparql -g http://localhost:7878/query
    """
    text = sparql_text.with_prefixes(_text(query))
    named_graphs = sparql_text.names_graphs(text)
    opened = open_graph(graph, named_graphs=named_graphs, timeout=timeout)
    answer = opened.query(text)
    if isinstance(answer, tuple) and format_ is None:
        click.echo(_turtle(answer), nl=False)
    else:
        print_table(_table(answer), format_)


def _text(query: str | None) -> str:
    if query is None or query == "-":
        if sys.stdin.isatty():
            raise click.UsageError("no query: give one, name a file, or pipe one in")
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        if "{" in query or "\n" in query or (_begins_query(query) and not Path(query).exists()):
            return query
        return Path(query).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"neither a query nor a file that can be read ({reason})",
            where=query[:200],
            next_step='a query looks like "SELECT ?trial WHERE { ?trial a msc:Trial }"',
        ) from error


def _begins_query(words: str) -> bool:
    first = words.split(maxsplit=1)[0] if words.strip() else ""
    return sparql_text.form(first) == first.upper() != "" or first.upper() in {"PREFIX", "BASE"}


def _table(answer: Rows | bool | tuple[ox.Triple, ...]) -> Table:
    if isinstance(answer, Rows):
        return tables.from_rows(answer)
    if isinstance(answer, bool):
        return Table(("answer",), ((answer,),))
    triples = ((t.subject, t.predicate, t.object) for t in answer)
    rows = tuple(sorted({tuple(tables.text(tables.cell(term)) for term in t) for t in triples}))
    return Table(("subject", "predicate", "object"), rows)


def _turtle(triples: tuple[ox.Triple, ...]) -> str:
    ordered = sorted(set(triples), key=str)
    used = "\n".join(map(str, ordered))
    prefixes = {name: space for name, space in iris.prefixes().items() if f"<{space}" in used}
    written = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    return written.decode() if written else ""
