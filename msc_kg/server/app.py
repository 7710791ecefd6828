"""The read-only SPARQL 1.1 Protocol endpoint as a Starlette application."""

import asyncio
import html
import logging
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from msc_kg.characters import one_line
from msc_kg.errors import MscKgError
from msc_kg.server.asking import IN_MEMORY, Answer, Asked
from msc_kg.server.descriptions import Descriptions
from msc_kg.server.guard import Guard
from msc_kg.server.limits import NotAcceptableError
from msc_kg.server.negotiation import TRIPLES, Wanted
from msc_kg.server.pool import QueryPool
from msc_kg.server.requests import read

LOG = logging.getLogger("msc_kg.server.queries")

ENDPOINT = "/sparql"
VOID = "/.well-known/void"
ALLOWED = "GET, HEAD, OPTIONS, POST"
METHODS = ("GET", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
"""What the endpoint answers itself, be it by a refusal: pages below "/" do not get it."""

_PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>msc-kg SPARQL endpoint</title>
<h1>SPARQL endpoint</h1>
<p>Read-only, SPARQL 1.1 Protocol, at <a href="{endpoint}">{endpoint}</a>;
what the graph is: <a href="{void}">{void}</a>.</p>
<form action="{endpoint}" method="get">
<p><label for="query">Query</label><br>
<textarea id="query" name="query" rows="8" cols="80">SELECT ?class (COUNT(*) AS ?things)
WHERE {{ ?thing a ?class }} GROUP BY ?class ORDER BY DESC(?things) ?class</textarea></p>
<p><label>Format <select name="format"><option>csv<option>tsv<option>json<option>xml
<option>turtle</select></label> <button>Ask</button></p>
</form></html>
"""


@dataclass(frozen=True, slots=True)
class Door:
    """Who may ask, and how: names of the server, origins of pages, bytes and seconds of a body."""

    hosts: Collection[str] = ()
    origins: Collection[str] = ()
    body: int = 1_000_000
    seconds: float = 10.0


def application(pool: QueryPool, door: Door | None = None, *, page: bool = True) -> Starlette:
    """Return the application that asks a pool; without ``page`` the place "/" stays free.

    Whoever adds pages to it has them behind the same :class:`Guard`.
    """
    door = door or Door()
    endpoint = _Endpoint(pool, door)
    routes = [
        Route(ENDPOINT, endpoint.sparql, methods=METHODS, name="sparql"),
        Route(VOID, endpoint.void, methods=["GET"], name="void"),
    ]
    if page:
        routes.append(Route("/", _page, methods=["GET"]))
    return Starlette(
        routes=routes,
        middleware=_middleware(door),
        exception_handlers={MscKgError: _refused},
    )


def _middleware(door: Door) -> list[Middleware]:
    found = [Middleware(Guard, hosts=tuple(door.hosts), origins=tuple(door.origins))]
    if door.origins:
        cors = Middleware(
            CORSMiddleware,
            allow_origins=tuple(door.origins),
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=("Accept", "Content-Type"),
        )
        found.append(cors)
    return found


class _Endpoint:
    """What the addresses answer."""

    def __init__(self, pool: QueryPool, door: Door) -> None:
        self.pool = pool
        self.door = door
        self.descriptions = Descriptions(pool)

    async def sparql(self, request: Request) -> Response:
        """Answer a query, or without one describe the service."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ALLOWED})
        if request.method not in ALLOWED.split(", "):
            told = f"{request.method} would change the graph, which is only read\n"
            return PlainTextResponse(told, 405, headers={"Allow": ALLOWED})
        question = await read(request, most=self.door.body, seconds=self.door.seconds)
        if question.asked is None:
            return await self._described(question.wanted, str(request.url_for("sparql")))
        LOG.info("%s", one_line(question.asked.query))
        answer = await self._answer(request, question.asked)
        if answer is None:
            return Response(status_code=499)
        wanted = question.wanted
        return _answered(answer, wanted.triples if answer.kind == "triples" else wanted.rows)

    async def void(self, request: Request) -> Response:
        """Describe the dataset."""
        question = await read(request, most=0, seconds=self.door.seconds)
        type_ = _triples_type(question.wanted)
        addresses = str(request.url_for("sparql")), str(request.url_for("void"))
        told = (*addresses, await self.descriptions.figures(), TRIPLES[type_])
        content = await asyncio.to_thread(self.descriptions.dataset, *told)
        return Response(content, headers=_headers(type_))

    async def _described(self, wanted: Wanted, endpoint: str) -> Response:
        type_ = _triples_type(wanted)
        told = (endpoint, await self.descriptions.figures(), TRIPLES[type_])
        content = await asyncio.to_thread(self.descriptions.service, *told)
        return Response(content, headers=_headers(type_))

    async def _answer(self, request: Request, asked: Asked) -> Answer | None:
        """Return the answer; ``None`` when the client left before."""
        asking = asyncio.ensure_future(self.pool.answer(asked))
        leaving = asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait((asking, leaving), return_when=asyncio.FIRST_COMPLETED)
            return await asking if asking.done() else None
        finally:
            leaving.cancel()
            asking.cancel()


async def _gone(request: Request) -> None:
    """Return when the client has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _triples_type(wanted: Wanted) -> str:
    if wanted.triples is None:
        raise NotAcceptableError(
            "a description is triples", next_step=f"accept one of {', '.join(TRIPLES)}"
        )
    return wanted.triples


def _headers(type_: str | None) -> dict[str, str]:
    charset = "; charset=utf-8" if (type_ or "").startswith("text/") else ""
    return {"Content-Type": f"{type_}{charset}", "Vary": "Accept"}


def _answered(answer: Answer, type_: str | None) -> Response:
    headers = {**_headers(type_), "Content-Length": str(answer.size)}
    if answer.size <= IN_MEMORY:
        return Response(answer.read(), headers=headers)
    return StreamingResponse(answer.parts(), headers=headers)


async def _refused(_: Request, error: Exception) -> Response:
    """Return the text of an error, with the status that it has."""
    status = getattr(error, "status", 400)
    headers = {"Vary": "Accept"}
    if getattr(error, "retry_after", None) is not None:
        headers["Retry-After"] = str(getattr(error, "retry_after", 0))
    if status == HTTPStatus.REQUEST_TIMEOUT:
        headers["Connection"] = "close"
    return PlainTextResponse(f"{error}\n", status, headers=headers)


async def _page(_: Request) -> Response:
    content = _PAGE.format(endpoint=html.escape(ENDPOINT), void=html.escape(VOID))
    policy = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    return HTMLResponse(content, headers={"Content-Security-Policy": policy})
