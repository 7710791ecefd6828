"""The command line ``msc-kg``: one module a command, loaded only when it is called."""

import atexit
import gc
import importlib
import sys

import click

from msc_kg import __version__
from msc_kg.characters import printable
from msc_kg.cli.failures import drop_output, from_system
from msc_kg.cli.streams import prepare
from msc_kg.errors import MscKgError

COMMANDS = {
    "fetch": "download trials from ClinicalTrials.gov",
    "extract": "documents to records, one JSON object a line",
    "build": "documents to a knowledge-graph folder",
    "merge": "shards of a build to a knowledge-graph folder",
    "validate": "check a graph with SHACL and the packaged checks",
    "query": "ask a canned question",
    "sparql": "run any SPARQL query",
    "export": "write a graph in another format",
    "load": "load a graph into a triple store",
    "view": "draw a neighbourhood of a graph",
    "serve": "a read-only SPARQL endpoint and the explorer page",
    "mcp": "the graph for agents: a Model Context Protocol server",
    "ground": "how a phrase is understood, and why",
    "info": "counts and coverage of a graph",
    "diff": "what changed between two builds",
    "extractors": "what can be read",
}
"""Every command with its one-line help; the module is ``msc_kg.cli.NAME``."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the way from documents to answers."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, or ``None`` for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"msc_kg.cli.{cmd_name}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Offer the nearest command for an unknown name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from msc_kg.suggestions import nearest

            near = nearest(args[0], COMMANDS)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"{error.message}{hint}", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="msc-kg")
def cli() -> None:
    """Read MSC trials from documents, link them, and answer questions with the evidence.

    \b
    Examples:
      msc-kg build -o kg
      msc-kg query sponsors --condition GVHD --tissue BM
    """


def main() -> None:
    """Run the command line; errors meant for the user are told without a traceback."""
    prepare()
    atexit.register(gc.freeze)  # the end frees all: looking for garbage took a twelfth of a build
    try:
        status = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except MscKgError as error:
        _tell(error)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        drop_output()
        sys.exit(141)
    except OSError as error:
        told = from_system(error)
        _tell(told)
        drop_output()
        sys.exit(told.exit_status)
    sys.exit(status if isinstance(status, int) else 0)


def _tell(error: MscKgError) -> None:
    click.echo(printable(f"msc-kg: {error}"), err=True)
