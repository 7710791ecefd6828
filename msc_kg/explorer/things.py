"""The pages of trials, sponsors, conditions and papers: what each document says of them."""

from collections.abc import Sequence

from fastapi import Request
from nicegui import ui

from msc_kg import dossiers
from msc_kg.dossiers import Branch, Disagreement, Dossier, Fact, Node
from msc_kg.errors import MscKgError, UnknownNameError
from msc_kg.explorer import addresses, tables
from msc_kg.explorer.frame import button_link, error, linked, page, tagged
from msc_kg.explorer.session import Explorer, aside
from msc_kg.explorer.sidebyside import show_table
from msc_kg.explorer.suggest import counted
from msc_kg.iris import compress

_FOLDED = ("also called", "same as", "close to", "broader match", "narrower match",
           "related match", "code", "citation", "broader")  # fmt: skip
"""Facts of things that are told below the others."""

MOST_LISTED = 200
"""Statements that a page lists; the rest is a question away."""


async def show(explorer: Explorer, request: Request, kind: str, name: str) -> None:
    """Show the page of a thing by its name in any wording, or its IRI."""
    try:
        dossier = await aside(dossiers.dossier, explorer.graph, kind, name)
    except MscKgError as problem:
        near = problem.near if isinstance(problem, UnknownNameError) else ()
        with page(request, f"Unknown {kind}"):
            error(problem, {other: addresses.of(kind, other) for other in near})
            linked("Search the graph", addresses.search(name[:200]))
        return
    with page(request, dossier.name, heading=_title(dossier)):
        tagged("p", _identity(dossier), "lead")
        _facts(dossier.facts)
        with ui.element("p").classes("actions"):
            button_link("Neighbourhood", addresses.graph(kind, dossier.iri), "hub")
            for text, address in _questions(dossier):
                button_link(text, address, "table_view")
        _disagreements(dossier)
        _hierarchy(dossier)
        _trials(dossier)
        _said(dossier)


def _title(dossier: Dossier) -> str:
    title = next((f.values[0].name for f in dossier.facts if f.property == "title"), "")
    return f"{dossier.name}: {title}" if title and title != dossier.name else dossier.name


def _identity(dossier: Dossier) -> str:
    number = len(dossier.sources)
    documents = "1 document" if number == 1 else f"{number} documents"
    return f"{dossier.kind} {compress(dossier.iri)}, in {documents}"


def _questions(dossier: Dossier) -> list[tuple[str, str]]:
    """Return the questions that a thing is the parameter of."""
    asked = {
        "trial": {"trial": "Statements as rows", "outcomes": "Outcomes", "papers": "Papers"},
        "sponsor": {"portfolio": "Portfolio"},
        "condition": {"trials": "Trials", "sponsors": "Sponsors", "doses": "Doses"},
    }
    name = dossier.name if dossier.kind != "trial" else dossier.iri
    if dossier.kind == "trial" and "clinicaltrials:" in dossier.iri:
        name = dossier.name
    given = {dossier.kind: [name]}
    return [
        (words, addresses.ask(question, given))
        for question, words in asked.get(dossier.kind, {}).items()
    ]


def _facts(facts: Sequence[Fact]) -> None:
    first = [fact for fact in facts if fact.property not in _FOLDED and fact.property != "title"]
    rest = [fact for fact in facts if fact.property in _FOLDED]
    _list(first)
    if rest:
        with ui.element("details"):
            tagged("summary", "Other names and identifiers")
            _list(rest)


def _list(facts: Sequence[Fact]) -> None:
    with ui.element("dl").classes("facts"):
        for fact in facts:
            tagged("dt", fact.property)
            with ui.element("dd"):
                for place, node in enumerate(fact.values):
                    tagged("span", "; " if place else "")
                    _node(node)


def _node(node: Node) -> None:
    if node.kind:
        linked(node.name, addresses.of(node.kind, node.iri if node.iri else node.name))
    else:
        tagged("span", compress(node.name))


def _disagreements(dossier: Dossier) -> None:
    if not dossier.disagreements:
        return
    tagged("h2", "Where the documents disagree")
    for each in dossier.disagreements:
        with ui.element("div").classes(f"disagreement {each.kind.replace(' ', '-')}"):
            _disagreement(each, dossier.kind != "trial")


def _disagreement(each: Disagreement, named: bool) -> None:
    with ui.element("p"):
        if named:
            linked(each.about.name, addresses.of("trial", each.about.iri))
            tagged("span", ": ")
        tagged("strong", each.property)
        tagged("span", " ")
        tagged("span", each.kind, "kind")
    tagged("p", each.explanation)
    with ui.element("ul"):
        for side in each.sides:
            dates = f" ({', '.join(side.as_of)})" if side.as_of else ""
            tagged("li", f"{side.document}{dates}: {'; '.join(side.values)}")


def _hierarchy(dossier: Dossier) -> None:
    if dossier.broader or dossier.narrower:
        tagged("h2", "Broader and narrower conditions")
        _branches(dossier.broader, "Broader")
        _branches(dossier.narrower, "Narrower")


def _branches(branches: Sequence[Branch], name: str) -> None:
    if branches:
        tagged("h3", name)
        with ui.element("ul").classes("branches"):
            for branch in branches:
                item = ui.element("li").style(f"margin-left: {min(branch.depth, 8) * 1.25}rem")
                with item:
                    linked(branch.concept.name, addresses.of("condition", branch.concept.iri))
                    tagged("small", f" {counted(branch.trials)}")


def _trials(dossier: Dossier) -> None:
    if not dossier.trials:
        return
    tagged("h2", f"Trials ({len(dossier.trials):,})")
    rows = [
        (
            line.trial.name, line.title, ", ".join(line.relations),
            "; ".join(node.name for node in line.through), "; ".join(line.status), line.start,
        )
        for line in dossier.trials
    ]  # fmt: skip
    links = [
        {"trial": [{"text": line.trial.name, "href": addresses.of("trial", _name(line.trial))}]}
        for line in dossier.trials
    ]
    columns = ("trial", "title", "as", "through", "status", "start")
    kept = [c for c, name in enumerate(columns) if _telling(name, {row[c] for row in rows})]
    shown = [tuple(row[c] for c in kept) for row in rows]
    place = ui.element("div")
    table = tables.show([columns[c] for c in kept], shown, links, caption="Trials")
    if len(rows) > 1:
        with place:
            tables.with_filter(table)


def _telling(column: str, values: set[str]) -> bool:
    """Return whether a column says anything: how trials are linked only where it differs."""
    return len(values) > 1 if column == "as" else values != {""}


def _name(trial: Node) -> str:
    return trial.name if trial.iri.endswith(trial.name) else trial.iri


def _said(dossier: Dossier) -> None:
    if not dossier.statements:
        tagged("p", "No document describes it; it is only referred to.")
        return
    tagged("h2", "What each document says")
    if not dossier.complete:
        tagged("p", "There is more than is listed here; ask a question to have all.")
    if dossier.kind == "trial":
        show_table(dossier)
    else:
        _statements(dossier)


def _statements(dossier: Dossier) -> None:
    """Show who says what of which trial."""
    rows, links = [], []
    for each in dossier.statements:
        rows.append((each.document, each.about.name, each.property, each.words, each.place,
                     each.as_of))  # fmt: skip
        address = addresses.of("trial", _name(each.about))
        links.append({"trial": [{"text": each.about.name, "href": address}]})
    columns = ("document", "trial", "as", "words", "place", "as of")
    table_place = ui.element("div")
    table = tables.show(columns, rows, links, caption="What each document says")
    if len(rows) > 1:
        with table_place:
            tables.with_filter(table)
