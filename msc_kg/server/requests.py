"""Requests of the SPARQL 1.1 Protocol: what they ask, or why they are refused."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from msc_kg.errors import InputError
from msc_kg.server.asking import Asked
from msc_kg.server.negotiation import Wanted, wanted

if TYPE_CHECKING:
    from starlette.requests import Request

LONGEST_ADDRESS = 64 * 1024
"""Bytes of a query string; longer queries are posted."""
MOST_FIELDS = 200
"""Parameters of one request."""
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

Fields = list[tuple[str, str]]


class RequestError(InputError):
    """A request that is refused, with the status of HTTP that says so."""

    def __init__(self, status: int, what: str, *, next_step: str = "") -> None:
        """Keep the status."""
        self.status = status
        super().__init__(what, where="request", next_step=next_step)


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks: a query, or with ``None`` for the description of the service."""

    asked: Asked | None
    wanted: Wanted


async def read(request: "Request", *, most: int, seconds: float) -> Question:
    """Return what a request asks; a body has at most ``most`` bytes and arrives in ``seconds``.

    Raises:
        RequestError: the request is not one of the protocol, or an update.
        NotAcceptableError: nothing that it accepts is offered.
    """
    if len(request.scope["query_string"]) > LONGEST_ADDRESS:
        raise RequestError(414, "the address is too long", next_step="send the query by POST")
    fields = _fields(request.scope["query_string"])
    if request.method == "POST":
        body = await _body(request, most, seconds)
        fields += await asyncio.to_thread(_posted, request.headers.get("content-type", ""), body)
    elif request.headers.get("content-length", "0") != "0":
        raise RequestError(400, "a GET request with a body", next_step="send the query by POST")
    return _question(request, fields)


def _question(request: "Request", fields: Fields) -> Question:
    types = wanted(request.headers.getlist("accept"), _one(fields, "format"))
    query = _one(fields, "query")
    if any(name in {"update", "using-graph-uri", "using-named-graph-uri"} for name, _ in fields):
        raise _update()
    if query is None and request.method == "POST":
        raise RequestError(400, "no query", next_step="send it as the field query, or as the body")
    if query is None:
        return Question(None, types)
    rows, triples = types.formats
    asked = Asked(
        query,
        rows=rows,
        triples=triples,
        default_graphs=_all(fields, "default-graph-uri"),
        named_graphs=_all(fields, "named-graph-uri"),
    )
    return Question(asked, types)


def _update() -> RequestError:
    return RequestError(
        403, "an update; this graph is only read", next_step="build the graph again to change it"
    )


def _one(fields: Fields, name: str) -> str | None:
    found = _all(fields, name)
    if len(found) > 1:
        raise RequestError(400, f"more than one {name}", next_step="send one request for each")
    return found[0] if found else None


def _all(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(text for key, text in fields if key == name)


def _fields(content: bytes) -> Fields:
    """Return the parameters of a query string or a form."""
    try:
        return parse_qsl(
            content.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise RequestError(400, "not UTF-8", next_step="encode the query as UTF-8") from error
    except ValueError as error:
        raise RequestError(400, f"more than {MOST_FIELDS} parameters") from error


def _posted(content_type: str, body: bytes) -> Fields:
    """Return the parameters of a body."""
    kind, _, parameters = content_type.lower().partition(";")
    if kind.strip() == UPDATE:
        raise _update()
    _check_charset(parameters)
    if kind.strip() == FORM:
        return _fields(body)
    if kind.strip() == QUERY:
        try:
            return [("query", body.decode("utf-8"))]
        except UnicodeDecodeError as error:
            raise RequestError(400, "not UTF-8", next_step="encode the query as UTF-8") from error
    raise RequestError(
        415,
        f"not a kind of body that holds a query: {kind.strip()[:100] or 'none is named'}",
        next_step=f"send {FORM} with a field query, or {QUERY}",
    )


def _check_charset(parameters: str) -> None:
    for parameter in parameters.split(";"):
        name, _, text = parameter.partition("=")
        if name.strip() == "charset" and text.strip(' "') not in {"utf-8", "utf8", "us-ascii"}:
            raise RequestError(415, "another encoding than UTF-8")


async def _body(request: "Request", most: int, seconds: float) -> bytes:
    if request.headers.get("content-encoding", "identity") != "identity":
        raise RequestError(415, "a compressed body", next_step="send it as it is")
    announced = request.headers.get("content-length", "0")
    if len(announced) > len(str(most)) or int(announced) > most:
        raise _too_large(most)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                body += part
                if len(body) > most:
                    raise _too_large(most)
    except TimeoutError as error:
        raise RequestError(408, f"the body did not arrive within {seconds:g} s") from error
    return bytes(body)


def _too_large(most: int) -> RequestError:
    return RequestError(413, f"the body is larger than {most} bytes", next_step="ask for less")
