"""The evidence map and the timeline as ECharts options, with the numbers as plain rows."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from msc_kg.explorer import addresses
from msc_kg.views.evidence_map import Cell, Matrix
from msc_kg.views.timeline import NOT_STATED, OTHER, STATES, TimedTrial

INK = "#7d7d7d"
"""Text of charts: read on white and on black."""

BLUES = ("#9ecae1", "#4292c6", "#08519c")
STATE_COLOURS = ("#2a7f62", "#0b73a8", "#6aaed6", "#b8472e", "#8a8a8a", "#b59f3b", "#c9c9c9")
"""Colours of the states of trials in their order; told apart by place and legend, too."""

DARKENED = 0.6
"""The share completed from which numbers are white on their bubble."""

LARGEST = 44
"""Pixels across of the largest bubble."""


def evidence_map(matrix: Matrix) -> dict[str, Any]:
    """Return the options of the bubble matrix; a bubble's area is its trials."""
    most = max((c.trials for row in matrix.cells for c in row if c and address(c)), default=1)
    return {
        "aria": {"enabled": True},
        "animation": False,
        "grid": {"left": 210, "right": 20, "top": 90, "bottom": 10},
        "tooltip": {"renderMode": "richText", "confine": True},
        "xAxis": _axis([head.label for head in matrix.columns], position="top", rotate=30),
        "yAxis": {**_axis([head.label for head in matrix.rows]), "inverse": True},
        "visualMap": {
            "show": False, "dimension": 3, "min": 0, "max": 1, "inRange": {"color": BLUES},
        },
        "series": [
            {
                "type": "scatter",
                "name": "trials",
                "data": [
                    _bubble(cell, column, row, most)
                    for row, cells in enumerate(matrix.cells)
                    for column, cell in enumerate(cells)
                    if cell
                ],
            }
        ],
    }  # fmt: skip


def _axis(labels: Sequence[str], *, position: str = "left", rotate: int = 0) -> dict[str, Any]:
    return {
        "type": "category",
        "data": list(labels),
        "position": position,
        "axisLabel": {
            "color": INK, "interval": 0, "rotate": rotate, "width": 190 if not rotate else 130,
            "overflow": "truncate",
        },
        "splitLine": {"show": True, "lineStyle": {"color": INK, "opacity": 0.2}},
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": INK}},
    }  # fmt: skip


def _bubble(cell: Cell, column: int, row: int, most: int) -> dict[str, Any]:
    share = cell.share_completed
    size = max(7.0, LARGEST * min(1.0, cell.trials / most) ** 0.5)
    return {
        "value": [column, row, cell.trials, 0 if share is None else share],
        "symbolSize": size,
        "name": f"{cell.condition_label} · {cell.tissue_label}: {summary(cell)}",
        "label": {"show": size > 18, "formatter": str(cell.trials),
                  "color": "#ffffff" if (share or 0) > DARKENED else "#0b2a3d"},
        "tooltip": {"formatter": "{b}"},
        "address": address(cell),
    }  # fmt: skip


def summary(cell: Cell) -> str:
    """Return the numbers of a cell in words."""
    trials = "1 trial" if cell.trials == 1 else f"{cell.trials:,} trials"
    share = cell.share_completed
    people = f", {cell.participants:,} participants" if cell.with_size else ""
    return f"{trials}{people}" + ("" if share is None else f", {share:.0%} completed")


def address(cell: Cell) -> str:
    """Return the question that lists the trials of a cell, or ""."""
    if cell.condition is None or cell.tissue is None:
        return ""
    given = {"condition": [cell.condition_label], "tissue": [cell.tissue_label]}
    return addresses.ask("trials", given)


def timeline(trials: Sequence[TimedTrial]) -> dict[str, Any]:
    """Return the options of the stacked bars: trials by the year they start and their state."""
    years, counts = by_year(trials)
    states = [state for state in (*STATES, OTHER, NOT_STATED) if any(counts[state].values())]
    colours = dict(zip((*STATES, OTHER, NOT_STATED), STATE_COLOURS, strict=True))
    return {
        "aria": {"enabled": True},
        "animation": False,
        "grid": {"left": 50, "right": 20, "top": 70, "bottom": 30},
        "legend": {"textStyle": {"color": INK}, "top": 0},
        "tooltip": {"trigger": "axis", "renderMode": "richText", "confine": True},
        "xAxis": {"type": "category", "data": years, "axisLabel": {"color": INK}},
        "yAxis": {"type": "value", "axisLabel": {"color": INK}, "minInterval": 1,
                  "splitLine": {"lineStyle": {"color": INK, "opacity": 0.2}}},
        "series": [
            {
                "type": "bar", "stack": "trials", "barMaxWidth": 60, "name": state,
                "itemStyle": {"color": colours[state]},
                "data": [counts[state][year] for year in years],
            }
            for state in states
        ],
    }  # fmt: skip


def by_year(trials: Sequence[TimedTrial]) -> tuple[list[str], dict[str, Counter[str]]]:
    """Return the years from the first to the last start, and the trials by state and year."""
    counts: dict[str, Counter[str]] = {s: Counter() for s in (*STATES, OTHER, NOT_STATED)}
    started = [(trial.start.year, trial.state) for trial in trials if trial.start]
    for year, state in started:
        counts[state][str(year)] += 1
    if not started:
        return [], counts
    first, last = min(started)[0], max(started)[0]
    return [str(year) for year in range(first, last + 1)], counts
