"""Who may ask: host names that cannot be rebound, origins of pages; and one line a request."""

import ipaddress
import logging
import time
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from msc_kg.characters import one_line

LOG = logging.getLogger("msc_kg.server")
PARTS_OF_PAGES = "/_"
"""How the paths of scripts and styles begin; their lines are logged only when asked for."""


class Guard:
    """Lets only requests through that mean this server; logs every one.

    A page of a foreign site can reach a server on loopback through a name that it lets point
    there: so the name in the Host header must be an IP address, ``localhost`` or a name given.
    Requests of a page carry its origin: it must be this server or one that is allowed.
    """

    def __init__(
        self, app: ASGIApp, hosts: Collection[str] = (), origins: Collection[str] = ()
    ) -> None:
        """Wrap an application; ``hosts`` are names, ``origins`` as in ``Origin`` or ``*``."""
        self.app = app
        self.hosts = {name.lower().rstrip(".") for name in hosts}
        self.origins = {origin.rstrip("/") for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        line = _Line(scope, send)
        refusal = self._refusal(Headers(scope=scope))
        try:
            if refusal is None:
                await self.app(scope, receive, line.send)
            else:
                await PlainTextResponse(refusal + "\n", 403)(scope, receive, line.send)
        finally:
            line.write()

    def _refusal(self, headers: Headers) -> str | None:
        hosts = headers.getlist("host")
        if len(hosts) > 1 or not all(self._is_own(host_name(host)) for host in hosts):
            return "this server does not know itself by that host name: msc-kg serve --allow-host"
        origin = headers.get("origin")
        if origin is None or origin in self.origins or "*" in self.origins:
            return None
        if hosts and origin.lower().partition("://")[2] == hosts[0].lower():
            return None
        return "pages of other sites may not ask here: msc-kg serve --allow-origin"

    def _is_own(self, name: str) -> bool:
        if name in self.hosts or name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def host_name(host: str) -> str:
    """Return the name in a Host header, without port and brackets; "" for a malformed one."""
    try:
        parts = urlsplit(f"//{host}")
        known = parts.netloc == host and "@" not in host and parts.port != 0
    except ValueError:
        return ""
    return (parts.hostname or "").rstrip(".") if known else ""


class _Line:
    """The line of the log for one request; and the headers that every answer has."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.started = time.monotonic()
        self.status = 499
        self._send = send

    async def send(self, message: Message) -> None:
        """Pass on what is sent."""
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers.setdefault("X-Content-Type-Options", "nosniff")
        elif message["type"] == "websocket.accept":
            self.status = 101
        await self._send(message)

    def write(self) -> None:
        """Write the line; the words of queries are not in it."""
        method = self.scope.get("method", "WEBSOCKET")
        path = one_line(self.scope["path"][:200])
        spent = (time.monotonic() - self.started) * 1000
        level = logging.DEBUG if path.startswith(PARTS_OF_PAGES) else logging.INFO
        LOG.log(level, "%s %s %s %.0f ms", method, path, self.status, spent)
