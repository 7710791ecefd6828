"""The evidence map: condition by tissue source, with trials, participants and share completed."""

import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from msc_kg import arguments, iris, schemes
from msc_kg.store import Graph
from msc_kg.terms import Iri
from msc_kg.views.landscape import Landscape, TrialFacts, read_landscape
from msc_kg.views.rollup import CONCEPT, Counts, Head, Lines, count, heads

ROWS = 25
COLUMNS = 12
LEVEL = 2
"""The level of the conditions of a whole graph: 1 is the broadest ("eye disorder")."""

NOT_STATED = iris.concept("tissue", "unspecified-tissue")
"""The concept by which documents say that they do not name the tissue."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The trials of a condition with cells of a tissue; both with everything narrower.

    ``condition`` and ``tissue`` are ``None`` where the line is no concept: the rest, or nothing
    stated. ``participants`` are ``enrolled`` (by registries) and ``reported`` (cohorts of
    reports, for trials without enrollment) of the ``with_size`` trials that state a number.
    ``command`` lists the trials, where a question can.
    """

    condition: Iri | None
    condition_label: str
    tissue: Iri | None
    tissue_label: str
    trials: int
    participants: int
    enrolled: int
    reported: int
    with_size: int
    completed: int
    with_status: int
    command: str | None
    names: tuple[str, ...]
    trial_iris: tuple[Iri, ...]

    @property
    def share_completed(self) -> float | None:
        """Completed trials among those with a status; ``None`` when none has one."""
        return self.completed / self.with_status if self.with_status else None


@dataclass(frozen=True, slots=True)
class Matrix:
    """An evidence map: rows of conditions, columns of tissues, their counts and the cells.

    ``total`` counts every trial once; ``newest`` is the date of the newest record.
    """

    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    total: Counts
    landscape: Landscape
    newest: str | None


def cells(
    graph: Graph,
    *,
    trials: Collection[str] | None = None,
    condition: Sequence[str] = (),
    tissue: Sequence[str] = (),
    level: int | None = None,
    rows: int = ROWS,
    columns: int = COLUMNS,
) -> tuple[Cell, ...]:
    """Return the cells of the evidence map that hold trials, row by row, largest rows first.

    Args:
        graph: the graph.
        trials: IRIs of the trials to count; all when left out.
        condition: conditions in any wording; rows are those next below them.
        tissue: tissues in any wording; columns are those next below them.
        level: steps of the rows below ``condition``, or from the broadest conditions (1).
        rows: most conditions; the others are summed in one row.
        columns: most tissues; likewise.

    Raises:
        UnknownNameError: a condition or tissue that means nothing; near names are offered.
    """
    found = matrix(
        graph, trials=trials, condition=condition, tissue=tissue, level=level, rows=rows,
        columns=columns,
    )  # fmt: skip
    return tuple(cell for row in found.cells for cell in row if cell is not None)


def matrix(
    graph: Graph,
    *,
    trials: Collection[str] | None = None,
    condition: Sequence[str] = (),
    tissue: Sequence[str] = (),
    level: int | None = None,
    rows: int = ROWS,
    columns: int = COLUMNS,
    filters: Mapping[str, Sequence[str]] | None = None,
) -> Matrix:
    """Return the whole map; arguments as for :func:`cells`.

    ``filters`` are the texts that chose ``trials``, by parameter of the question ``trials``;
    they stand in the command of each cell.
    """
    within = _resolved(graph, "condition", condition), _resolved(graph, "tissue", tissue)
    landscape = read_landscape(graph, trials)
    chosen = _within(landscape, *within)
    deep = level or (1 if condition else LEVEL)
    across = heads(
        chosen, _tissues, landscape.concepts,
        Lines(within[1], 1, columns, "tissues", "tissue not stated", _is_grouping),
    )  # fmt: skip
    down = heads(
        chosen, _conditions, landscape.concepts,
        Lines(within[0], deep, rows, "conditions", "condition not recognised"),
    )  # fmt: skip
    return Matrix(
        rows=down,
        columns=across,
        cells=tuple(tuple(_cell(row, column, filters or {}) for column in across) for row in down),
        total=count(chosen),
        landscape=landscape,
        newest=max((one.newest for one in chosen if one.newest), default=None),
    )


def _resolved(graph: Graph, kind: str, texts: Sequence[str]) -> tuple[Iri, ...]:
    terms = (arguments.resolve(graph, kind, text) for text in texts)
    return tuple(Iri(term.value) for term in terms if isinstance(term, ox.NamedNode))


def _within(
    landscape: Landscape, conditions: tuple[Iri, ...], tissues: tuple[Iri, ...]
) -> tuple[TrialFacts, ...]:
    """Return the trials of these conditions and tissues, and of what is narrower."""
    below = landscape.concepts.below
    wanted = below(conditions), below(tissues)
    return tuple(
        trial
        for trial in landscape.trials
        if (not conditions or trial.conditions & wanted[0])
        and (not tissues or trial.tissues & wanted[1])
    )


def _conditions(trial: TrialFacts) -> frozenset[Iri]:
    return trial.conditions


def _tissues(trial: TrialFacts) -> frozenset[Iri]:
    return trial.tissues - {NOT_STATED}


def _is_grouping(tissue: Iri) -> bool:
    """Whether a tissue is a grouping of ours ("perinatal tissue"), no term of anatomy."""
    known = schemes.concept(tissue)
    return known is not None and not any(m.predicate == "exactMatch" for m in known.matches)


def _cell(row: Head, column: Head, filters: Mapping[str, Sequence[str]]) -> Cell | None:
    trials = sorted(row.trials & column.trials, key=lambda one: (one.name, one.trial))
    if not trials:
        return None
    counts = count(trials)
    return Cell(
        condition=row.concept if row.kind == CONCEPT else None,
        condition_label=row.label,
        tissue=column.concept if column.kind == CONCEPT else None,
        tissue_label=column.label,
        trials=counts.trials,
        participants=counts.participants,
        enrolled=counts.enrolled,
        reported=counts.reported,
        with_size=counts.with_size,
        completed=counts.completed,
        with_status=counts.with_status,
        command=_command(row, column, filters),
        names=tuple(one.name for one in trials),
        trial_iris=tuple(one.trial for one in trials),
    )


def _command(row: Head, column: Head, filters: Mapping[str, Sequence[str]]) -> str | None:
    """Return the command that lists the trials of a cell; ``None`` where no question can."""
    if row.kind != CONCEPT or column.kind != CONCEPT:
        return None
    words = ["msc-kg", "query", "trials", "--condition", row.label, "--tissue", column.label]
    for name, texts in filters.items():
        if name not in {"condition", "tissue"}:
            words += [word for text in texts for word in (f"--{name}", text)]
    return shlex.join(words)
