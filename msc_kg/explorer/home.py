"""The first page: what the graph holds, search, evidence map and timeline."""

import asyncio

from fastapi import Request
from nicegui import ui

from msc_kg.errors import MscKgError
from msc_kg.explorer import addresses, charts, tables
from msc_kg.explorer.editor import STOPPED
from msc_kg.explorer.frame import error, lead, linked, page, search_box, tagged
from msc_kg.explorer.session import Explorer, Overview, aside
from msc_kg.tables import Cell
from msc_kg.views.evidence_map import Matrix

LEADING = ("trials", "sponsors", "conditions", "papers", "documents", "disagreements")
"""The counts that stand large."""

PATIENCE = 1.5
"""Seconds after which a page is shown without what is still being read."""

_STARTS = {
    "Which sponsors run GVHD trials with cells from bone marrow?": addresses.ask(
        "sponsors", {"condition": ["GVHD"], "tissue": ["BM"]}
    ),
    "Where do documents disagree?": f"{addresses.ask('disagreements')}?run=1",
    "Which trials were stopped, and why?": addresses.editor(STOPPED, run=True),
    "All questions": "/ask",
}


async def show(explorer: Explorer, request: Request) -> None:
    """Show the page."""
    heading = "Mesenchymal stromal cell trials: who says what, where, in which words"
    with page(request, "Overview", heading=heading):
        search_box("")
        with ui.element("ul").classes("starts"):
            for text, address in _STARTS.items():
                with ui.element("li"):
                    linked(text, address)
        try:
            overview = await _overview(explorer)
        except MscKgError as problem:
            error(problem)
            return
        except TimeoutError:
            return
        figures, trials = overview.figures, overview.trials
        _counts(figures.rows)
        if not trials:
            tagged("p", "This graph holds no trials.")
            return
        _map(overview.matrix)
        tagged("h2", "Trials by year of their start")
        with _scrolled("Timeline", narrow=True):
            ui.echart(charts.timeline(trials)).classes("timeline").props('aria-label="Timeline"')
        undated = sum(trial.start is None for trial in trials)
        if undated:
            tagged("p", f"{undated:,} of {len(trials):,} trials state no start.", "note")
        _coverage(figures.rows)


async def _overview(explorer: Explorer) -> Overview:
    """Return what the graph holds; where that takes its time, the page above it is shown first.

    Raises:
        MscKgError: reading it costs more than a query may.
        TimeoutError: nobody waits for it.
    """
    reading = asyncio.ensure_future(aside(explorer.overview))
    reading.add_done_callback(lambda done: done.cancelled() or done.exception())
    if not (await asyncio.wait({reading}, timeout=PATIENCE))[0]:
        waiting = tagged("p", "Reading what this graph holds …", "note").props("role=status")
        await ui.context.client.connected(timeout=30)
        await asyncio.wait({reading})
        waiting.delete()
    return await reading


def _counts(rows: tuple[tuple[Cell, ...], ...]) -> None:
    counts = {str(name): count for part, name, count, _ in rows if part == "counts"}
    tagged("h2", "What this graph holds")
    with ui.element("dl").classes("counts"):
        for name in LEADING:
            with ui.element("div"):
                tagged("dt", name)
                tagged("dd", f"{counts.get(name) or 0:,}")


def _coverage(rows: tuple[tuple[Cell, ...], ...]) -> None:
    told = [(name, count, f"{share:.1%}") for part, name, count, share in rows
            if part == "coverage" and isinstance(share, float)]  # fmt: skip
    with ui.element("details"):
        tagged("summary", "How many records state each field")
        tables.show(("field", "records", "share"), told, caption="Records that state each field")


def _scrolled(name: str, *, narrow: bool = False) -> ui.element:
    region = ui.element("div").classes("scroll" if not narrow else "scroll narrow")
    region.props("tabindex=0 role=region").props["aria-label"] = name
    return region


def _map(matrix: Matrix) -> None:
    tagged("h2", "Evidence map")
    tagged("p", "Conditions by the tissue the cells come from. The area of a bubble is its trials, "
           "the darker the more of them completed. A bubble leads to its trials.")  # fmt: skip
    height = 110 + 34 * len(matrix.rows)
    with _scrolled("Evidence map"):
        chart = ui.echart(charts.evidence_map(matrix))
        lead(chart)
        chart.classes("map").style(f"height: {height}px").props('aria-label="Evidence map"')
    with ui.element("details"):
        tagged("summary", "The evidence map as a table")
        cells = [cell for row in matrix.cells for cell in row if cell]
        rows = [
            (c.condition_label, c.tissue_label, c.trials, c.participants, c.share_completed)
            for c in cells
        ]
        links = [{"trials": [{"text": str(c.trials), "href": charts.address(c)}]} for c in cells]
        columns = ("condition", "tissue", "trials", "participants", "share completed")
        shown = [(*row[:4], "" if row[4] is None else f"{row[4]:.0%}") for row in rows]
        tables.show(columns, shown, links, caption="Evidence map")
