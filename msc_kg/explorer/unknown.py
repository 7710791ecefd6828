"""The page of an address that leads nowhere: what was asked for, and ways back."""

from fastapi import Request
from nicegui import ui

from msc_kg.explorer.frame import NAVIGATION, linked, page, search_box, tagged

LONGEST = 200
"""Characters of an address that are shown."""


def show(request: Request) -> None:
    """Show that nothing stands at the address, and offer its last part to the search."""
    path = request.url.path
    words = path.rstrip("/").rpartition("/")[2][:LONGEST]
    with page(request, "No such page"):
        tagged("p", f"Nothing stands at {path[:LONGEST]}. Trials, conditions, sponsors and papers "
               "are found by search.")  # fmt: skip
        search_box(words)
        with ui.element("ul").classes("starts"):
            for address, name in NAVIGATION.items():
                with ui.element("li"):
                    linked(name, address)
