"""The page of a canned question: its form, its answer, the query behind it."""

from collections.abc import Callable

from fastapi import Request
from nicegui import ui

from msc_kg import catalog
from msc_kg.characters import one_line
from msc_kg.errors import MscKgError
from msc_kg.explorer import addresses, answering, tables
from msc_kg.explorer.answering import Asking, Given
from msc_kg.explorer.fields import Field
from msc_kg.explorer.frame import button_link, error, linked, page, tagged
from msc_kg.explorer.session import Explorer, aside
from msc_kg.question_files import Question
from msc_kg.tables import cell

_BACK = """document.querySelector('[aria-label="Evidence of row {row}"]')?.focus()"""
"""Leads the keyboard back to the button whose evidence was closed."""


def show_all(request: Request) -> None:
    """Show the list of the questions."""
    with page(request, "Questions"), ui.element("ul").classes("questions"):
        for question in catalog.questions().values():
            with ui.element("li"):
                linked(question.question, addresses.ask(question.name))
                tagged("p", question.description)


async def show(explorer: Explorer, request: Request, name: str) -> None:
    """Show a question with the texts of the address, and its answer when it can be asked."""
    try:
        question = catalog.question(name)
    except MscKgError as problem:
        near = {other: addresses.ask(other) for other in getattr(problem, "near", ())}
        with page(request, "No such question"):
            error(problem, near)
        return
    given = _given(question, request)
    asking = await aside(answering.understand, explorer.graph, question, given)
    with page(request, question.name, heading=question.question):
        tagged("p", question.description, "lead")
        for name in _unknown(question, request):
            said = f"The question has no parameter {one_line(name)[:60]!r}: it is left out."
            tagged("p", said, "wrong")
        _form(explorer, asking)
        if asking.ready and (given or not question.parameters or "run" in request.query_params):
            await _answer(explorer, asking)


def _given(question: Question, request: Request) -> Given:
    asked = ((p.name, request.query_params.getlist(p.name)) for p in question.parameters)
    named = {name: [text for text in texts if text.strip()] for name, texts in asked}
    return {name: list(dict.fromkeys(texts)) for name, texts in named.items() if texts}


def _unknown(question: Question, request: Request) -> list[str]:
    """Return the names in the address that are no parameters of the question."""
    known = {"run", *(parameter.name for parameter in question.parameters)}
    return [name for name in dict.fromkeys(request.query_params) if name not in known]


def _form(explorer: Explorer, asking: Asking) -> None:
    question = asking.question
    fields: dict[str, Field] = {}

    def run() -> None:
        given = {name: field.given() for name, field in fields.items()}
        address = addresses.ask(question.name, given)
        ui.navigate.to(address if "?" in address else f"{address}?run=1")

    with ui.element("section").classes("form").props('aria-label="Parameters"'):
        with ui.element("div").classes("fields"):
            for parameter in question.parameters:
                texts = asking.given.get(parameter.name, ())
                problem = asking.errors.get(parameter.name)
                fields[parameter.name] = Field(
                    explorer, parameter, texts, problem, run, asking.understood(parameter)
                )
        ui.button("Ask", color=None, on_click=run).props("no-caps unelevated").classes("run")


async def _answer(explorer: Explorer, asking: Asking) -> None:
    try:
        answered = await aside(catalog.ask, explorer.graph, asking.question, asking.values)
        unknown = () if answered.rows.rows else await aside(
            answering.unknown, explorer.graph, asking
        )  # fmt: skip
    except MscKgError as problem:
        error(problem)
        _behind(asking)
        return
    number = len(answered.rows.rows)
    with ui.element("section").props('aria-labelledby="answer"'):
        with ui.element("div").classes("result-head"):
            tagged("h2", "1 row" if number == 1 else f"{number:,} rows").props("id=answer")
            if number:
                _download(answered)
        for words in unknown:
            tagged("p", words)
        if not number and not unknown:
            tagged("p", "Nothing in this graph answers that: leave one of the parameters out.")
        if number > answering.MOST_ROWS:
            tagged("p", f"The first {answering.MOST_ROWS:,} are shown; the CSV file has all.")
        if number:
            _rows(explorer, asking, answered)
    _behind(asking)


def _rows(explorer: Explorer, asking: Asking, answered: catalog.Answer) -> None:
    rows = [tuple(map(cell, row)) for row in answered.rows.rows[: answering.MOST_ROWS]]
    more = _evidence(explorer, asking, answered) if asking.question.evidence else None
    place = ui.element("div")
    caption = asking.question.question
    links = answering.links(answered)
    table = tables.show(
        asking.question.columns, rows, links, caption=caption, more=more,
        graphs=answering.graphs(links),
    )  # fmt: skip
    if len(rows) > 1:
        with place:
            tables.with_filter(table)


def _download(answered: catalog.Answer) -> None:
    name = f"{answered.question.name}.csv"

    async def download() -> None:
        content = await aside(answering.csv, answered)
        ui.download.content(content, name, "text/csv")

    ui.button("Download CSV", color=None, icon="download", on_click=download).props(
        "outline no-caps dense"
    )


def _evidence(
    explorer: Explorer, asking: Asking, answered: catalog.Answer
) -> Callable[[int], object]:
    """Return what shows the evidence of a row, by its number."""
    with ui.dialog() as dialog, ui.card().classes("sheet"):
        pass
    dialog.props('aria-label="Evidence"')
    asked: list[int] = []
    dialog.on("hide", lambda: ui.run_javascript(_BACK.format(row=asked[-1] + 1)) if asked else None)

    async def show_places(number: int) -> None:
        if not 0 <= number < len(answered.rows.rows):
            return
        asked[:] = [number]
        dialog.clear()
        dialog.open()
        with dialog, ui.card().classes("sheet") as card:
            tagged("h2", f"Evidence: {answering.text(answered.rows.rows[number][0])}")
            waiting = ui.spinner()
        try:
            found = await aside(
                answering.evidence, explorer.graph, answered, number, asking.values
            )  # fmt: skip
        except MscKgError as problem:
            with card:
                error(problem)
            return
        finally:
            waiting.delete()
        with card:
            if found.rows:
                tables.show(
                    ("document", "place", "words"),
                    [tuple(map(cell, row)) for row in found.rows],
                    caption="Documents, places and words behind the row",
                )
            else:
                tagged("p", "No document states this row in words of its own.")
            ui.button("Close", color=None, on_click=dialog.close).props("no-caps outline autofocus")

    return show_places


def _behind(asking: Asking) -> None:
    """Show the query and the command that ask the same."""
    with ui.element("details").classes("behind"):
        tagged("summary", "The SPARQL and the command behind this answer")
        _copied("Command", asking.command)
        _copied("SPARQL", asking.sparql)
        button_link("Open in the editor", addresses.editor(asking.sparql), "edit")


def _copied(name: str, text: str) -> None:
    with ui.element("div").classes("copied"):
        tagged("h3", name)
        copy = ui.button(
            "Copy", color=None, icon="content_copy", on_click=lambda: ui.clipboard.write(text)
        )
        copy.props("flat no-caps dense").props["aria-label"] = f"Copy the {name}"
    shown = tagged("pre", text).props("tabindex=0 role=region")
    shown.props["aria-label"] = name
