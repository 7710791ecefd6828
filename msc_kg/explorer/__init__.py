"""The explorer: pages over one graph, served locally with NiceGUI (``msc-kg[explorer]``).

Nothing is loaded from elsewhere, nothing of a user is kept: the address of a page is all its
state. Text of documents and addresses stays text on every page.
"""

from threading import Thread
from typing import Any, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from msc_kg.answers import Graph

SECONDS = 120.0
"""A page waits for its queries so long; they have limits of their own."""

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""No page loads, sends or embeds anything beyond this server; NiceGUI needs inline scripts."""


def attach(app: Starlette, graph: Graph) -> None:
    """Add the pages over a graph to an application, at "/" and below."""
    from nicegui import ui

    from msc_kg.explorer.session import Explorer

    explorer = Explorer(graph)
    _add_pages(explorer)
    _add_unknown()
    Thread(target=explorer.warm, name="warm", daemon=True).start()
    app.add_middleware(_Policy)
    ui.run_with(
        cast("Any", app), title="msc-kg", language="en-US", dark=None, tailwind=False,
        show_welcome_message=False, reconnect_timeout=10,
    )  # fmt: skip


def _add_pages(explorer: Any) -> None:
    from nicegui import ui

    from msc_kg.dossiers import KINDS
    from msc_kg.explorer import editor, home, nodes, picture, questions, searching, things

    @ui.page("/", response_timeout=SECONDS)
    async def _home(request: Request) -> None:
        await home.show(explorer, request)

    @ui.page("/ask")
    def _questions(request: Request) -> None:
        questions.show_all(request)

    @ui.page("/ask/{name}", response_timeout=SECONDS)
    async def _question(request: Request, name: str) -> None:
        await questions.show(explorer, request, name)

    @ui.page("/editor")
    def _editor(request: Request) -> None:
        editor.show(explorer, request)

    @ui.page("/search", response_timeout=SECONDS)
    async def _search(request: Request) -> None:
        await searching.show(explorer, request)

    @ui.page("/graph", response_timeout=SECONDS)
    async def _picture(request: Request) -> None:
        await picture.show(explorer, request)

    @ui.page("/node", response_timeout=SECONDS)
    async def _node(request: Request) -> None:
        await nodes.show(explorer, request)

    for kind in KINDS:

        @ui.page(f"/{kind}", response_timeout=SECONDS)
        async def _thing(request: Request, kind: str = kind) -> None:
            await things.show(explorer, request, kind, request.query_params.get("name", ""))

        @ui.page(f"/{kind}/{{name}}", response_timeout=SECONDS)
        async def _named(request: Request, name: str, kind: str = kind) -> None:
            await things.show(explorer, request, kind, name)


def _add_unknown() -> None:
    """Answer unknown addresses with a page of ours; missing scripts and styles stay plain."""
    from fastapi.exception_handlers import http_exception_handler
    from nicegui import Client, app
    from nicegui.page import page

    from msc_kg.explorer import unknown

    @app.exception_handler(404)
    async def _unknown(request: Request, problem: Exception) -> Response:
        if isinstance(problem, HTTPException) and request.url.path.startswith("/_nicegui/"):
            return await http_exception_handler(request, problem)
        with Client(page(""), request=request) as client:
            unknown.show(request)
        return client.build_response(request, 404)


class _Policy:
    """Tells browsers to load nothing from elsewhere, on every page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                if not any(name.lower() == b"content-security-policy" for name, _ in headers):
                    headers.append((b"content-security-policy", POLICY.encode()))
                headers.append((b"referrer-policy", b"no-referrer"))
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, told if scope["type"] == "http" else send)
