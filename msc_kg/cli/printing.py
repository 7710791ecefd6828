"""Results to standard output, in the format asked for or the one that fits."""

import shutil
import sys

import click

from msc_kg import tables
from msc_kg.characters import one_line
from msc_kg.records import Reject
from msc_kg.tables import Table


def chosen_format(format_: str | None) -> str:
    """Return the format: the one asked for, else a table on a terminal and CSV into a pipe."""
    return format_ or ("table" if sys.stdout.isatty() else "csv")


def print_table(table: Table, format_: str | None) -> None:
    """Print a table to standard output; on a terminal it is as wide as the terminal."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(tables.render(table, chosen_format(format_), width=width), nl=False)


def note(message: str) -> None:
    """Print a remark to standard error."""
    click.echo(f"note: {one_line(message)}", err=True)


def reject_line(reject: Reject) -> str:
    """Return a reject as one line for a person."""
    return one_line(f"{reject.document}, {reject.place}: {reject.reason}")
