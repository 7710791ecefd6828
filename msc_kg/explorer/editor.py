"""The editor for one's own SPARQL."""

import pyoxigraph as ox
from fastapi import Request
from nicegui import ui
from nicegui.element import Element
from nicegui.elements.codemirror.constants import SUPPORTED_THEMES

from msc_kg import iris
from msc_kg.answers import Answer, Rows
from msc_kg.errors import MscKgError
from msc_kg.explorer import addresses, answering, tables
from msc_kg.explorer.frame import error, page, tagged
from msc_kg.explorer.session import Explorer, aside
from msc_kg.sparql_text import with_prefixes
from msc_kg.store import Term
from msc_kg.tables import Table, cell, from_rows, render

LEAD = (
    "SELECT, ASK, CONSTRUCT and DESCRIBE; prefixes of the project need not be declared. "
    "Ctrl+Enter runs; Escape, then Tab, leaves the editor."
)

FIRST = """# Which conditions have most trials?
SELECT ?condition ?label (COUNT(DISTINCT ?trial) AS ?trials)
WHERE {
  ?trial a msc:Trial ;
    msc:condition ?condition .
  ?condition rdfs:label ?label .
}
GROUP BY ?condition ?label
ORDER BY DESC(?trials) ?label
LIMIT 20
"""

STOPPED = """SELECT ?trial ?number ?status ?why
WHERE {
  ?record msc:about ?trial ;
    msc:whyStopped ?why .
  ?trial rdfs:label ?number .
  OPTIONAL { ?trial msc:overallStatus / rdfs:label ?status . }
}
ORDER BY ?status ?number ?why
"""

LONGEST = 8000
"""Characters of an address that browsers and people hand on; longer queries are not in it."""

_NAMED = """(() => {
  const named = document.querySelector('.cm-content');
  if (named) named.setAttribute('aria-label', 'SPARQL query');
  emitEvent('turned', Quasar.Dark.isActive);
})()"""
"""Names the input of the editor for readers of screens, and tells whether the page is dark."""

LIGHT: SUPPORTED_THEMES = "vscodeLight"
DARK: SUPPORTED_THEMES = "githubDark"


def show(explorer: Explorer, request: Request) -> None:
    """Show the editor with the query of the address."""
    query = request.query_params.get("query") or FIRST
    with page(request, "SPARQL", heading="Your own SPARQL"):
        tagged("p", LEAD, "lead")
        with ui.element("div").classes("editor"):
            written = ui.codemirror(query, language="SPARQL", theme=LIGHT, line_wrapping=True)
        ui.on("turned", lambda event: written.set_theme(DARK if event.args else LIGHT))
        ui.timer(0.2, lambda: ui.run_javascript(_NAMED), once=True)
        result: Element

        async def run() -> None:
            result.clear()
            with result:
                waiting = ui.spinner()
            address = addresses.editor(written.value or "", run=True)
            if len(address) < LONGEST:
                ui.navigate.history.replace(address)
            try:
                answer: Answer | MscKgError = await aside(
                    explorer.graph.query, with_prefixes(written.value or "")
                )
            except MscKgError as problem:
                answer = problem
            waiting.delete()
            with result:
                _show_answer(answer)

        with ui.element("div").classes("actions"):
            ui.button("Run", color=None, on_click=run).props("no-caps unelevated").classes("run")
        written.on("keydown.ctrl.enter", run)
        result = ui.element("section").props('aria-label="Result" aria-live=polite')
        if "run" in request.query_params:
            ui.timer(0, run, once=True)


def _show_answer(answer: "Answer | MscKgError") -> None:
    if isinstance(answer, MscKgError):
        error(answer)
    elif isinstance(answer, bool):
        tagged("p", "yes" if answer else "no", "truth")
    elif isinstance(answer, Rows):
        _show_rows(answer)
    else:
        columns = ("subject", "predicate", "object")
        triples = ((t.subject, t.predicate, t.object) for t in answer)
        _show_rows(Rows(columns, tuple(triples)), "triples")


def _show_rows(rows: Rows, name: str = "rows") -> None:
    number = len(rows.rows)
    with ui.element("div").classes("result-head"):
        tagged("h2", f"{number:,} {name if number != 1 else name.removesuffix('s')}")
        if number:
            download = ui.button("Download CSV", color=None, icon="download")
            download.props("outline no-caps dense")
            download.on_click(lambda: _download(from_rows(rows)))
    if number > answering.MOST_ROWS:
        tagged("p", f"The first {answering.MOST_ROWS:,} are shown; the CSV file has all.")
    if not number:
        tagged("p", "Nothing in this graph answers that.")
        return
    shown = rows.rows[: answering.MOST_ROWS]
    links = [_links(rows.variables, row) for row in shown]
    place = ui.element("div")
    cells = [tuple(map(cell, row)) for row in shown]
    table = tables.show(rows.variables, cells, links, caption="Result of the query")
    if number > 1:
        with place:
            tables.with_filter(table)


def _links(
    columns: tuple[str, ...], row: tuple[Term | None, ...]
) -> dict[str, list[dict[str, str]]]:
    """Return the cells that are nodes, short, with the address of their page."""
    return {
        name: [{"text": iris.compress(term.value), "href": addresses.node(term.value)}]
        for name, term in zip(columns, row, strict=True)
        if isinstance(term, ox.NamedNode)
    }


async def _download(table: Table) -> None:
    content = await aside(render, table, "csv")
    ui.download.content(content, "answer.csv", "text/csv")
