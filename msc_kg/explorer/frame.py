"""The frame of every page: head, navigation, skip link, light or dark, errors in words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from fastapi import Request
from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from msc_kg.errors import MscKgError

NAVIGATION = {"/": "Overview", "/ask": "Questions", "/editor": "SPARQL"}

LONG = 1000
"""Characters from which text is scrolled in a place of its own, by keyboard, too."""

DARK = "msc-kg-dark"
"""The cookie that keeps whether pages are dark; without it the system decides."""

_TURN = f"""() => {{
  const dark = !Quasar.Dark.isActive;
  Quasar.Dark.set(dark);
  emitEvent("turned", dark);
  document.cookie = "{DARK}=" + (dark ? "1" : "0") + "; path=/; SameSite=Strict; max-age=31536000";
}}"""


@cache
def _style() -> str:
    return (Path(__file__).parent / "explorer.css").read_text(encoding="utf-8")


@contextmanager
def page(request: Request, title: str, *, heading: str = "") -> Iterator[Element]:
    """Lay out a page; what is made within stands in its main part."""
    ui.add_head_html(f"<style>{_style()}</style>")
    ui.page_title(f"{title} · msc-kg")
    ui.colors(primary="#0b5f7a", secondary="#5a4a8a", negative="#a4262c")
    chosen = request.cookies.get(DARK)
    ui.dark_mode(value=chosen == "1" if chosen in {"0", "1"} else None)
    _header(request)
    with ui.element("div").classes("content") as main:
        tagged("h1", heading or title)
        yield main
    ui.skip_link(target=main)


def _header(request: Request) -> None:
    with ui.header(fixed=False).classes("top"), ui.element("div").classes("bar"):
        ui.link("msc-kg", "/").classes("brand").props('aria-label="msc-kg, overview"')
        with ui.element("nav").props('aria-label="Main"'):
            for address, name in NAVIGATION.items():
                link = ui.link(name, address)
                if _is_here(address, request.url.path):
                    link.props("aria-current=page")
        search_box("", compact=True)
        turn = ui.button(color=None, icon="contrast").props(
            'flat round dense aria-label="Light or dark"'
        )
        turn.on("click", js_handler=_TURN)


def _is_here(address: str, path: str) -> bool:
    return path == address if address == "/" else path.startswith(address)


def search_box(text: str, *, compact: bool = False) -> None:
    """Show a form that leads to what is found for some words.

    The words are what the field begins with: as its ``value``, Vue would put them back whenever
    something else of the page changes, over what was typed meanwhile.
    """
    form = ui.element("form").props("action=/search method=get role=search").classes("search")
    with form.classes("compact" if compact else "wide"):
        field = ui.element("input").props("type=search name=q required autocomplete=off")
        place = "of the page" if compact else "of the graph"
        field.props["aria-label"] = "Search trials, conditions, sponsors and papers"
        field.props["placeholder"] = "Trial, condition, sponsor, paper"
        field.props["defaultValue"] = text
        form.props["aria-label"] = f"Search {place}"
        tagged("button", "Search").props("type=submit").classes("go")


def tagged(tag: str, text: str, classes: str = "") -> TextElement:
    """Show text, whatever it holds, in an HTML element; very long text is scrolled."""
    made = TextElement(tag=tag, text=text).classes(classes)
    return made.classes("long").props("tabindex=0") if _is_long(tag, text) else made


def _is_long(tag: str, text: str) -> bool:
    return len(text) > LONG and tag != "pre"


def linked(text: str, address: str, classes: str = "") -> Element:
    """Show a link to a page of the explorer."""
    return ui.link(text, address).classes(f"{classes} long" if len(text) > LONG else classes)


def button_link(text: str, address: str, icon: str) -> Element:
    """Show a link to a page of the explorer that looks like a button."""
    made = ui.button(text, color=None, icon=icon).props("outline no-caps dense")
    made.props["href"] = address
    return made


def lead(chart: Element) -> None:
    """Let what is clicked in a chart lead on; not all of it has a value, as a point has."""
    chart.on("componentClick", lambda event: follow(event.args.get("data")), ["data"])


def follow(clicked: object) -> None:
    """Go to the address of what was clicked in a chart, if it is one of the explorer."""
    address = clicked.get("address") if isinstance(clicked, dict) else None
    if isinstance(address, str) and address.startswith("/") and not address.startswith("//"):
        ui.navigate.to(address)


def error(problem: MscKgError, instead: Mapping[str, str] | None = None) -> None:
    """Show an error in words; ``instead`` are addresses by the names that were perhaps meant."""
    with ui.element("div").classes("error").props("role=alert"):
        where = f"{problem.where}: " if problem.where not in {"", "query"} else ""
        tagged("p", f"{where}{problem.what}", "what")
        if instead:
            with ui.element("p"):
                tagged("span", "Did you mean ")
                for number, (name, address) in enumerate(instead.items()):
                    tagged("span", " or " if number else "")
                    linked(name, address)
                tagged("span", "?")
        elif problem.next_step:
            tagged("pre", problem.next_step)
