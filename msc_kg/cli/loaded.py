"""What ``msc-kg load`` says when it is done."""

import click

from msc_kg.cli.printing import note
from msc_kg.loading import Loaded, Store

GRAPHS_TOLD = 10


def told(loaded: Loaded, store: Store, seconds: float, quiet: bool, *, counted: bool) -> int:
    """Tell what was loaded and what the store counts; return the exit status."""
    if not quiet:
        click.echo(
            f"{store.graph_store}: {loaded.triples:,} triples in {_graphs(loaded)}, "
            f"{seconds:.1f} s{_verdict(loaded, store, counted)}",
            err=True,
        )
        _tell_others(loaded)
        if loaded.fault:
            note(loaded.fault)
    for graph in loaded.differing[:GRAPHS_TOLD]:
        click.echo(
            f"{_shown(graph)}: the store counts {loaded.found[graph]:,} triples, "
            f"{loaded.counts[graph]:,} were loaded",
            err=True,
        )
    if len(loaded.differing) > GRAPHS_TOLD:
        click.echo(f"... and {len(loaded.differing) - GRAPHS_TOLD} more graphs", err=True)
    return 1 if loaded.differing else 0


def _tell_others(loaded: Loaded) -> None:
    number = len(loaded.others)
    plural = "s" if number != 1 else ""
    if number and loaded.removed:
        click.echo(f"removed {number:,} graph{plural} of other documents or versions", err=True)
    elif number:
        note(f"the store has graphs of {number:,} other document{plural}; --prune removes them")


def _graphs(loaded: Loaded) -> str:
    if len(loaded.counts) == 1:
        return _shown(next(iter(loaded.counts)))
    return f"{len(loaded.counts):,} named graphs"


def _shown(graph: str | None) -> str:
    return f"<{graph}>" if graph else "the default graph"


def _verdict(loaded: Loaded, store: Store, counted: bool) -> str:
    resumed = f" ({loaded.resumed:,} were there before)" if loaded.resumed else ""
    if loaded.found:
        return f"{resumed}; the store counts {'otherwise' if loaded.differing else 'the same'}"
    if not counted or store.query:
        return resumed
    return f"{resumed}; not counted: the address for queries is unknown, name it with --query-url"
