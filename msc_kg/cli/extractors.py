"""``msc-kg extractors``: what can be read."""

import click

from msc_kg.cli.options import format_option
from msc_kg.cli.printing import print_table
from msc_kg.extractors import registry
from msc_kg.tables import Table


@click.command("extractors")
@format_option
def command(format_: str | None) -> int:
    """List the kinds of documents that can be read, plug-ins among them.

    \b
    Examples:
      msc-kg extractors
      msc-kg extractors --format json
    """
    rows = tuple((known.name, known.description) for known in registry.extractors())
    print_table(Table(("name", "reads"), rows), format_)
    return 0
