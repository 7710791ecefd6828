"""A triple store in memory for the tests: Graph Store protocol, queries, faults on demand.

It follows the SPARQL 1.1 Graph Store HTTP Protocol by itself, checks authentication by itself,
and does not know the code under test.
"""

import base64
import hashlib
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

USER, PASSWORD, TOKEN = "Zoë", "pass:wörd/@#", "t0ken.of-ours"
ADMIN, SECRET = "admin", "s3cret-Wort"
NONCE = "0123456789"


@dataclass
class Seen:
    """A request that came in."""

    method: str
    path: str
    authorization: str
    size: int
    status: int = 0


@dataclass
class Behaviour:
    """What the server does; ``faults`` are taken one a request, while there are any.

    A fault is a status, "cut" (the connection ends while the body is read), "slow", "echo"
    (a refusal that repeats the credentials) or "lose" (the last triple is forgotten).
    """

    auth: str = ""
    most_bytes: int = 0
    redirect: str = ""
    faults: list[object] = field(default_factory=list)
    retry_after: str = "0"
    seen: list[Seen] = field(default_factory=list)
    store: ox.Store = field(default_factory=ox.Store)

    def statuses(self) -> list[tuple[str, int]]:
        return [(request.method, request.status) for request in self.seen]

    def writes(self) -> list[Seen]:
        return [request for request in self.seen if request.method in {"PUT", "POST", "DELETE"}]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    behaviour: Behaviour

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.answer()

    def do_PUT(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def do_DELETE(self) -> None:
        self.answer()

    def answer(self) -> None:
        own = self.behaviour
        length = int(self.headers.get("Content-Length") or 0)
        fault = own.faults.pop(0) if own.faults else None
        seen = Seen(self.command, self.path, self.headers.get("Authorization", ""), length)
        own.seen.append(seen)
        if fault == "cut":
            self.rfile.read(length // 2)
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        body = self.rfile.read(length)
        if fault == "slow":
            time.sleep(0.6)
        status, headers, content = self.outcome(fault, body)
        seen.status = status
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content)
        except OSError:
            self.close_connection = True

    def outcome(self, fault: object, body: bytes) -> tuple[int, dict[str, str], bytes]:
        own = self.behaviour
        if isinstance(fault, int):
            return fault, {"Retry-After": own.retry_after}, b"not now\nmore of it"
        if fault == "echo":
            text = " ".join((self.headers.get("Authorization", ""), PASSWORD, TOKEN))
            return 403, {}, text.encode()
        if own.redirect:
            return 307, {"Location": own.redirect}, b""
        if not self.allowed():
            return 401, {"WWW-Authenticate": challenge(own.auth)}, b"who are you?"
        if own.most_bytes and len(body) > own.most_bytes:
            return 413, {}, b"too much"
        path = urlsplit(self.path)
        if path.path.endswith("/query"):
            return self.query(parse_qs(path.query or body.decode())["query"][0])
        if not path.path.endswith("/store"):
            return 404, {}, b"nothing here"
        return self.graph(parse_qs(path.query, keep_blank_values=True), body, fault)

    def graph(
        self, named: dict[str, list[str]], body: bytes, fault: object
    ) -> tuple[int, dict[str, str], bytes]:
        store = self.behaviour.store
        graph = ox.DefaultGraph() if "default" in named else ox.NamedNode(named["graph"][0])
        if self.command == "DELETE":
            there = isinstance(graph, ox.DefaultGraph) or store.contains_named_graph(graph)
            store.remove_graph(graph)
            return (204 if there else 404), {}, b""
        assert self.headers["Content-Type"].startswith("text/turtle")
        quads = list(ox.parse(body, format=ox.RdfFormat.TURTLE))
        if self.command == "PUT":
            store.remove_graph(graph)
        store.extend(ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads)
        if fault == "lose":
            last = quads[-1]
            store.remove(ox.Quad(last.subject, last.predicate, last.object, graph))
        return 204, {}, b""

    def query(self, query: str) -> tuple[int, dict[str, str], bytes]:
        found = self.behaviour.store.query(query)
        assert not isinstance(found, ox.QueryTriples)
        content = found.serialize(format=ox.QueryResultsFormat.JSON)
        assert content is not None
        return 200, {"Content-Type": "application/sparql-results+json"}, content

    def allowed(self) -> bool:
        given = str(self.headers.get("Authorization", ""))
        match self.behaviour.auth:
            case "basic":
                pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
                return given == f"Basic {pair}"
            case "bearer":
                return given == f"Bearer {TOKEN}"
            case "digest":
                return given.startswith("Digest ") and self.digest_fits(given)
        return True

    def digest_fits(self, given: str) -> bool:
        """Check RFC 2617, section 3.2.2, with ``qop=auth``."""
        parts: dict[str, str] = dict(re.findall(r'(\w+)="?([^",]*)"?', given))
        first = md5(f"{ADMIN}:here:{SECRET}")
        second = md5(f"{self.command}:{self.path}")
        middle = f"{parts['nonce']}:{parts['nc']}:{parts['cnonce']}:{parts['qop']}"
        whole = md5(f"{first}:{middle}:{second}")
        return parts["username"] == ADMIN and parts["response"] == whole and parts["nonce"] == NONCE


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def challenge(scheme: str) -> str:
    more = f', qop="auth", algorithm="MD5", nonce="{NONCE}"' if scheme == "digest" else ""
    return f'{scheme.capitalize()} realm="here"{more}'


@contextmanager
def graph_store(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve a store on a loopback port, over TLS with a context; yield its base address."""
    handler = type("OwnHandler", (Handler,), {"behaviour": behaviour})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
