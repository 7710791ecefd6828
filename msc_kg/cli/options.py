"""Options that several commands share, as decorators."""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Seconds(click.FloatRange):
    """A time in seconds: no infinity, and a number."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number."""
        seconds: float = super().convert(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is no number of seconds.", param, ctx)
        return seconds


FORMATS = ("table", "csv", "tsv", "json", "markdown")


def graph_option(function: F) -> F:
    """Add ``--graph/-g``: a folder, an RDF file, or the URL of a SPARQL endpoint."""
    return click.option(
        "-g",
        "--graph",
        default="kg",
        show_default=True,
        metavar="GRAPH",
        help="Knowledge-graph folder, RDF file (.ttl .nt .nq .trig .jsonld .rdf, also .gz), "
        "or URL of a SPARQL endpoint.",
    )(function)


def format_option(function: F) -> F:
    """Add ``--format``: how rows are printed; a table on a terminal, CSV into a pipe."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(FORMATS),
        help="How rows are printed.  [default: table on a terminal, else csv]",
    )(function)


def output_option(function: F) -> F:
    """Add ``--output/-o FILE``; standard output when left out."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False),
        help="File to write.  [default: standard output]",
    )(function)
