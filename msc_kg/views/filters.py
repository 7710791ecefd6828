"""Which trials a picture shows: the filters of the command, grounded as parameters are."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from msc_kg import catalog
from msc_kg.errors import InputError
from msc_kg.store import Graph

FILTERS = ("tissue", "donor", "route", "phase", "status", "country")
"""Facts that half of all trials share: they choose trials, and are rarely nodes of a picture."""

_QUESTION = "trials"


def chosen_trials(graph: Graph, given: Mapping[str, Sequence[str]]) -> frozenset[str] | None:
    """Return the IRIs of the trials that all filters let through; ``None`` without any filter.

    ``given`` holds the texts of parameters of the question ``trials``, in any wording ("BM").

    Raises:
        UnknownNameError: a text means nothing; near names are offered.
        InputError: no trial is left.
    """
    wanted = {name: texts for name, texts in given.items() if texts}
    if not wanted:
        return None
    asked = catalog.question(_QUESTION)
    answer = catalog.ask(graph, asked, catalog.resolve(graph, asked, wanted))
    found = frozenset(key[0].value for key in answer.keys if isinstance(key[0], ox.NamedNode))
    if not found:
        told = ", ".join(f"{name} {' or '.join(texts)}" for name, texts in wanted.items())
        raise InputError(f"no trial of this graph has {told}", next_step="leave out a filter")
    return found
