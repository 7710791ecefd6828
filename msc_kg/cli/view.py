"""``msc-kg view``: pictures of a graph, and one page to walk around in it."""

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from msc_kg.characters import one_line
from msc_kg.cli.options import graph_option
from msc_kg.store import Graph

F = TypeVar("F", bound=Callable[..., Any])

FILTERS = {
    "condition": "the condition, with everything narrower",
    "tissue": "the tissue the cells come from",
    "donor": "autologous, allogeneic ...",
    "route": "how the cells are given",
    "phase": "the clinical phase",
    "status": "the latest overall status",
    "country": "the country of the sponsor",
}
"""Options that choose the trials of a picture: parameters of the question ``trials``."""

KINDS_OF_NODES = ("tissue", "paper", "donor", "route")


def filter_options(function: F) -> F:
    """Add the options of ``FILTERS``; each may be given several times, meaning any of them."""
    for name, told in reversed(FILTERS.items()):
        function = click.option(
            f"--{name}", multiple=True, metavar=name.upper(), help=f"Only trials with this: {told}."
        )(function)
    return function


def _neighbourhood(
    graph: Graph, path: Path, trials: frozenset[str] | None, options: Mapping[str, Any]
) -> str:
    from msc_kg import views

    if path.suffix.lower() == ".html":
        from msc_kg.views.walk import draw_walk

        return draw_walk(graph, path, options["focus"], depth=options["depth"],
                         limit=options["limit"], trials=trials)  # fmt: skip
    if not options["focus"]:
        raise click.UsageError(
            "a neighbourhood needs --focus: what stands in the middle; -o NAME.html needs none"
        )
    scene = views.scene(
        graph, options["focus"], depth=options["depth"], limit=options["limit"],
        shown=options["extra"], hidden=options["without"], trials=trials,
    )  # fmt: skip
    name, note = scene.focus.name, " ".join(scene.notes)
    views.draw(
        scene.network, path, focus=scene.focus.nodes, title=name, note=note,
        layout=options["layout"],
    )  # fmt: skip
    return " ".join([f"{scene.network.number_of_nodes()} nodes around {name}.", *scene.notes])


def _drawn_by(
    function: str, *names: str
) -> Callable[[Graph, Path, frozenset[str] | None, Mapping[str, Any]], str]:
    """Return a drawer that calls ``module:function`` with the options of these names.

    The function takes the graph, the path, ``trials`` (IRIs; ``None`` for all) and the named
    options, writes the picture, and returns what is told of it.
    """

    def draw(
        graph: Graph, path: Path, trials: frozenset[str] | None, options: Mapping[str, Any]
    ) -> str:
        module, name = function.split(":")
        drawer = getattr(importlib.import_module(module), name)
        chosen = {option: options[option] for option in names}
        return str(drawer(graph, path, trials=trials, **chosen))

    return draw


KINDS = {
    "neighbourhood": _neighbourhood,
    "map": _drawn_by("msc_kg.views.map_files:draw_map", *FILTERS, "level", "rows", "columns"),
    "timeline": _drawn_by("msc_kg.views.timeline_files:draw_timeline", *FILTERS),
}
"""The kinds of pictures, each drawn by a function of graph, path, chosen trials and options."""


NEIGHBOURHOOD = frozenset({"focus", "depth", "limit", "extra", "without", "layout"})
MAP = frozenset({"level", "rows", "columns"})

_APPLY = {
    "neighbourhood": NEIGHBOURHOOD,
    "walk": frozenset({"focus", "depth", "limit"}),
    "map": MAP,
    "timeline": frozenset[str](),
}
"""The options beside the filters that each picture knows; a walk is the page of a neighbourhood."""


def _check_options(kind: str, output: str) -> None:
    """Refuse options that the picture does not know, rather than ignore them.

    Raises:
        UsageError: such an option was given.
    """
    page = kind == "neighbourhood" and Path(output).suffix.lower() == ".html"
    known = _APPLY["walk" if page else kind]
    context = click.get_current_context()
    given = ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT
    names = {parameter.name: parameter.opts[0] for parameter in context.command.params}
    wrong = [
        option
        for name, option in names.items()
        if name in (NEIGHBOURHOOD | MAP) - known and context.get_parameter_source(name) in given
    ]
    if wrong:
        what = f"the page (.html) of a {kind}" if page else f"a {kind}"
        has = [option for name, option in names.items() if name in known or name in FILTERS]
        raise click.UsageError(f"{', '.join(wrong)}: not for {what}, which has {', '.join(has)}")


@click.command("view")
@graph_option
@click.option("--kind", type=click.Choice(list(KINDS)), default="neighbourhood",
              show_default=True, help="What is drawn.")  # fmt: skip
@click.option("--focus", metavar="TEXT",
              help="Condition, tissue, sponsor or trial number in the middle, in any wording.",
)  # fmt: skip
@click.option("--depth", default=2, show_default=True, type=click.IntRange(1, 5),
              help="Steps from the focus.")  # fmt: skip
@click.option("--limit", default=60, show_default=True, type=click.IntRange(2, 500),
              help="Most nodes that are drawn, the nearest first.")  # fmt: skip
@click.option("--with", "extra", multiple=True, type=click.Choice(KINDS_OF_NODES),
              help="Draw these as well, however many trials share them.")  # fmt: skip
@click.option("--without", multiple=True, type=click.Choice(KINDS_OF_NODES),
              help="Do not draw these.")  # fmt: skip
@click.option("--layout", type=click.Choice(["auto", "columns", "spread"]), default="auto",
              show_default=True, help="columns: sponsors, trials, conditions, tissues beside "
              "each other; spread: positions by Graphviz sfdp, or by NetworkX where that program "
              "is missing (another picture then); auto: columns up to 24 trials.",
)  # fmt: skip
@click.option("--level", type=click.IntRange(1, 9), metavar="N",
              help="map: rows are N steps below --condition, or from the broadest conditions.  "
              "[default: 1 with --condition, else 2]")  # fmt: skip
@click.option("--rows", default=25, show_default=True, type=click.IntRange(1, 500),
              help="map: most conditions, the rest summed.")  # fmt: skip
@click.option("--columns", default=12, show_default=True, type=click.IntRange(1, 60),
              help="map: most tissue sources, the rest summed.")  # fmt: skip
@filter_options
@click.option("-o", "--output", default="view.svg", show_default=True,
              type=click.Path(dir_okay=False),
              help="File to write: .svg or .png; of a map or timeline also a page (.html), or the "
              "numbers behind it (.csv .tsv .json .md).",
)  # fmt: skip
def command(graph: str, kind: str, output: str, **options: Any) -> int:
    """Draw the trials around a condition, sponsor, tissue or trial.

    Narrower conditions belong to the focus: around GVHD stand the trials of acute and
    steroid-refractory GVHD too. With .html the whole graph (up to 5,000 nodes) is in one page
    to search and walk around in; without --focus it opens on an overview.

    \b
    Examples:
      msc-kg view --focus GVHD -o gvhd.svg
      msc-kg view --focus "multiple sclerosis" --with route -o ms.png
      msc-kg view --focus NCT00698191 --depth 3
      msc-kg view --focus GVHD --tissue BM --phase 3 --layout spread
      msc-kg view -o trials.html
      msc-kg view --kind map -o map.html
      msc-kg view --kind map --condition "joint disorder" --rows 10 -o joints.csv
      msc-kg view --kind timeline --condition GVHD -o timeline.svg
    """
    from msc_kg.store import open_graph
    from msc_kg.views.filters import chosen_trials

    _check_options(kind, output)
    opened = open_graph(graph)
    trials = chosen_trials(opened, {name: options[name] for name in FILTERS})
    told = KINDS[kind](opened, Path(output), trials, options)
    click.echo(one_line(f"{output}: {told}"), err=True)
    return 0
