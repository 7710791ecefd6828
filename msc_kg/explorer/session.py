"""What all pages share: the graph, asked outside the event loop, and what was asked of it once."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import TypeVar

from msc_kg import card
from msc_kg.answers import Graph
from msc_kg.dossiers.words import plain
from msc_kg.errors import MscKgError
from msc_kg.explorer.search import Names
from msc_kg.explorer.suggest import Suggestions
from msc_kg.tables import Table
from msc_kg.views import evidence_map, timeline
from msc_kg.views.evidence_map import Matrix
from msc_kg.views.timeline import TimedTrial

T = TypeVar("T")


@dataclass(frozen=True)
class Overview:
    """What a graph holds: counts and coverage, the evidence map, the trials in time."""

    figures: Table
    matrix: Matrix
    trials: tuple[TimedTrial, ...]


_ALL_TRIALS = """
PREFIX msc: <https://w3id.org/msc-kg/ontology#>
SELECT DISTINCT ?trial WHERE { ?record msc:about ?trial ; msc:statedIn ?source . }
"""


@dataclass
class Explorer:
    """A graph as the pages see it; nothing of any user is kept here."""

    graph: Graph
    _lock: RLock = field(default_factory=RLock, repr=False)

    @cached_property
    def names(self) -> Names:
        """The names to search in."""
        return Names(self.graph)

    @cached_property
    def suggestions(self) -> Suggestions:
        """What is offered while typing."""
        return Suggestions(self.graph, self.names)

    def overview(self) -> Overview:
        """Return what the first page shows; read once, by whoever asks first.

        Raises:
            InputError: reading it costs more than a query may.
        """
        with self._lock:
            return self._overview

    def warm(self) -> None:
        """Read what the first visitors want, so that they need not wait for it."""
        with suppress(MscKgError):
            self.overview()
            self.suggestions.suggest("condition", "GVHD")
            self.names.find("GVHD")

    @cached_property
    def _overview(self) -> Overview:
        figures = card.figures(self.graph)
        described = {plain(row[0]) for row in self.graph.select(_ALL_TRIALS).rows}
        matrix = evidence_map.matrix(self.graph, trials=described)
        return Overview(figures, matrix, timeline.timed(matrix.landscape))


async def aside(function: Callable[..., T], *arguments: object) -> T:
    """Return the result of a function that takes its time, run outside the event loop."""
    return await asyncio.to_thread(function, *arguments)
