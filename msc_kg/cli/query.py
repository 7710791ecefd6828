"""``msc-kg query``: the canned questions, each a command with its parameters as options."""

from collections.abc import Mapping, Sequence

import click
from click.core import ParameterSource

from msc_kg import arguments, catalog, tables
from msc_kg.cli.options import format_option, graph_option
from msc_kg.cli.printing import note, print_table
from msc_kg.question_files import Parameter, Question, Values, bound
from msc_kg.store import DeferredGraph, Graph
from msc_kg.tables import Table


class QuestionGroup(click.Group):
    """A group whose commands are the packaged questions."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the questions."""
        return list(catalog.questions())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of a question; an unknown name is told with near ones."""
        return question_command(catalog.question(cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Look the name up as it was written."""
        return args[0], self.get_command(ctx, args[0]), args[1:]


class QuestionCommand(click.Command):
    """The command of one question; an unknown parameter lists those that there are."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the options, explaining an unknown one."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            asked = catalog.question(self.name or "")
            listed = " ".join(f"--{parameter.name}" for parameter in asked.parameters)
            raise click.UsageError(
                f"{error.format_message()} The parameters of {self.name} are: {listed or 'none'}",
                ctx,
            ) from error


def question_command(asked: Question) -> click.Command:
    """Return the command that asks a question, with an option for each parameter."""

    @graph_option
    @format_option
    @click.option("--evidence", is_flag=True, help="Add document, locator and words to the rows.")
    @click.option("--sparql", is_flag=True, help="Print the query instead of asking it.")
    def ask(
        graph: str, format_: str | None, evidence: bool, sparql: bool, **given: Sequence[str]
    ) -> None:
        opened = DeferredGraph(graph)
        texts = {p.name: given[p.variable] for p in asked.parameters if given[p.variable]}
        values = catalog.resolve(opened, asked, texts)
        if sparql:
            click.echo(bound(asked, values), nl=False)
        else:
            table = _table(opened, asked, values, evidence)
            print_table(table, format_)
            if not table.rows:
                _explain(opened, texts, values)

    options = [_option(parameter) for parameter in asked.parameters]
    made = click.command(asked.name, cls=QuestionCommand, help=_help(asked))(ask)
    made.params[:0] = options
    return made


def _table(graph: Graph, asked: Question, values: Values, evidence: bool) -> Table:
    answered = catalog.ask(graph, asked, values)
    if evidence and asked.evidence is None:
        note(_own_evidence(asked))
    if evidence:
        return tables.from_rows(catalog.with_evidence(graph, answered, values))
    return tables.from_rows(answered.rows)


def _own_evidence(asked: Question) -> str:
    """Return what to say of rows that carry their evidence, or the part of it that they do."""
    missing = [name for name in catalog.EVIDENCE_COLUMNS if name not in asked.columns]
    if missing:
        return f"the rows of {asked.name} carry their evidence but for {' and '.join(missing)}"
    return f"the rows of {asked.name} carry their evidence already"


def _option(parameter: Parameter) -> click.Option:
    return click.Option(
        [f"--{parameter.name}", parameter.variable],
        multiple=True,
        required=parameter.required,
        help=parameter.help,
        metavar=parameter.kind.upper(),
    )


def _help(asked: Question) -> str:
    arguments_ = next((e.arguments for e in asked.expectations if e.arguments), {})
    example = "".join(f' --{name} "{value}"' for name, value in arguments_.items())
    return (
        f"{asked.question}\n\n{asked.description}\n\n"
        f"Columns: {', '.join(asked.columns)}.\n\n"
        f"\b\nExample:\n  msc-kg query {asked.name}{example}"
    )


def _explain(graph: Graph, texts: Mapping[str, Sequence[str]], values: Values) -> None:
    note("no rows")
    for (name, words), terms in zip(texts.items(), values.values(), strict=True):
        for word, term in zip(words, terms, strict=True):
            if not arguments.in_graph(graph, term):
                note(f"no trial in this graph has {name} {word!r}")


@click.group(cls=QuestionGroup, invoke_without_command=True)
@graph_option
@format_option
@click.pass_context
def command(ctx: click.Context, graph: str, format_: str | None) -> None:
    """Ask a canned question; without a name, list them all.

    Words for conditions, tissues, sponsors ... are understood as those of documents are:
    "BM" is bone marrow, and a condition includes everything narrower. A parameter given
    several times means any of its values.

    \b
    Examples:
      msc-kg query
      msc-kg query sponsors --condition GVHD --tissue BM
      msc-kg query sponsors --condition GVHD --tissue BM --evidence
      msc-kg query trial --trial NCT00698191 --format csv
      msc-kg query doses --condition "rheumatoid arthritis" --unit cells/kg
    """
    if ctx.invoked_subcommand is None:
        print_table(_listing(), format_)
        return
    given = {
        name: value
        for name, value in (("graph", graph), ("format_", format_))
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    ctx.default_map = {ctx.invoked_subcommand: given}


def _listing() -> Table:
    rows = (
        (asked.name, asked.question, " ".join(f"--{p.name}" for p in asked.parameters))
        for asked in catalog.questions().values()
    )
    return Table(("name", "question", "parameters"), tuple(rows))
