"""The page of a search, and the page of any node."""

from fastapi import Request
from nicegui import ui

from msc_kg.errors import MscKgError
from msc_kg.explorer import addresses
from msc_kg.explorer.frame import error, linked, page, search_box, tagged
from msc_kg.explorer.search import KINDS, MOST, Hit
from msc_kg.explorer.session import Explorer, aside

_TITLES = {
    "trial": "Trials",
    "condition": "Conditions",
    "sponsor": "Sponsors",
    "paper": "Papers",
}


async def show(explorer: Explorer, request: Request) -> None:
    """Show what is found for the words of the address."""
    text = " ".join(request.query_params.get("q", "").split())[:500]
    with page(request, "Search"):
        search_box(text)
        if not text:
            return
        try:
            hits = await aside(explorer.names.find, text)
            understood = await aside(explorer.suggestions.understood, text)
        except MscKgError as problem:
            error(problem)
            return
        named = [hit for hit in understood if hit.iri not in {h.iri for h in hits}]
        _show_hits((*named, *hits), text)


def _show_hits(hits: tuple[Hit, ...], text: str) -> None:
    if not hits:
        tagged("p", f"Nothing in this graph is called “{text}”.")
        tagged("p", "Trials are found by number or title, papers by DOI, PubMed id or citation, "
               "conditions by any of their names.")  # fmt: skip
        return
    for kind in KINDS:
        found = [hit for hit in hits if hit.kind == kind]
        if found:
            more = " or more" if len(found) >= MOST else ""
            tagged("h2", f"{_TITLES[kind]} ({len(found)}{more})")
            with ui.element("ul").classes("hits"):
                for hit in found:
                    with ui.element("li"):
                        linked(hit.name, _address(hit))
                        if hit.more:
                            tagged("span", hit.more, "more")


def _address(hit: Hit) -> str:
    name = hit.name if hit.kind == "trial" and hit.iri.endswith(hit.name) else hit.iri
    return addresses.of(hit.kind, name)
