"""``msc-kg extractors``: what can be read."""

import click

from msc_kg import tables
from msc_kg.cli.options import format_option
from msc_kg.extractors import registry


@click.command("extractors")
@format_option
def command(format_: str | None) -> int:
    """List the kinds of documents that can be read, plug-ins among them.

    \b
    Examples:
      msc-kg extractors
      msc-kg extractors --format json
    """
    rows = [(extractor.name, extractor.description) for extractor in registry.extractors()]
    tables.write(("name", "reads"), rows, format_=format_)
    return 0
