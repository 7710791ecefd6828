"""The first page: what the graph holds, search, evidence map and timeline."""

from fastapi import Request
from nicegui import ui
from nicegui.events import EChartPointClickEventArguments

from msc_kg.errors import MscKgError
from msc_kg.explorer import addresses, charts, tables
from msc_kg.explorer.editor import STOPPED
from msc_kg.explorer.frame import error, follow, linked, page, search_box, tagged
from msc_kg.explorer.session import Explorer, aside
from msc_kg.tables import Cell
from msc_kg.views.evidence_map import Matrix

LEADING = ("trials", "sponsors", "conditions", "papers", "documents", "disagreements")
"""The counts that stand large."""

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
            overview = await aside(explorer.overview)
        except MscKgError as problem:
            error(problem)
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
        chart = ui.echart(charts.evidence_map(matrix), on_point_click=_open)
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


def _open(event: EChartPointClickEventArguments) -> None:
    follow(event.data)
