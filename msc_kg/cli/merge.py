"""``msc-kg merge``: the shards of a build to a knowledge-graph folder."""

from pathlib import Path

import click

from msc_kg import build
from msc_kg.cli.build import folder_option, quiet_option, told, validate_option


@click.command("merge")
@click.argument("shards", nargs=-1, required=True, metavar="SHARD...")
@folder_option
@validate_option
@quiet_option
def command(shards: tuple[str, ...], folder: str, validate: bool | None, quiet: bool) -> int:
    """Merge the shards of a build into a knowledge-graph folder.

    SHARD is a shard that `msc-kg build --shard I/N` made, or a folder of shards; all N must be
    there. The result is the same as that of one build. Exit status: as for build.

    \b
    Examples:
      msc-kg merge shards -o kg
      msc-kg merge shards/shard-0001-of-0002 other/shard-0002-of-0002 -o kg
    """
    parts = [part for name in shards for part in _parts(Path(name))]
    return told(build.merge(parts, Path(folder), validate=validate), quiet)


def _parts(path: Path) -> list[Path]:
    inner = sorted(path.glob("shard-*-of-*")) if path.is_dir() else []
    return inner or [path]
