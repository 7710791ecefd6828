"""Hostile requests: what a server on the network is sent, each as a short talk on a socket."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

MOST_READ = 1 << 20
"""Bytes of an answer that an attacker reads."""

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


@dataclass(frozen=True)
class Target:
    """The server, and the seconds that slow attackers stay."""

    port: int
    patience: float = 8.0
    host: str = "127.0.0.1"


Attack = Callable[[Target], Awaitable[int]]
"""Returns the status that the server gave; 0 when there was none."""


def _doubling() -> str:
    binds = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    return f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("aaaaaaaaaaaaaaaaaaaa" AS ?x0) {binds} }}'


EXPENSIVE = {
    "cartesian count": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cartesian rows": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cartesian sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a DESC(?c)",
    "cartesian distinct": "SELECT DISTINCT (CONCAT(STR(?a), STR(?d), STR(?f)) AS ?x) "
    "{ ?a ?b ?c . ?d ?e ?f }",
    "cartesian group": "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "path bomb": "SELECT (COUNT(*) AS ?n) { ?a (<x:a>|!<x:b>)* ?b . ?b (<x:a>|!<x:b>)* ?c }",
    "inverse path bomb": "SELECT * { ?a (!<x:a>|^!<x:b>)+ ?b }",
    "regex": "SELECT * { ?a ?b ?c . ?d ?e ?f "
    'FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(a+)+(.*)*$")) }',
    "string doubling": _doubling(),
    "not exists": "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i "
    "FILTER(?d = ?g && ?f = ?a && ?i = ?c) } }",
    "everything": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "describe everything": "DESCRIBE * WHERE { ?s ?p ?o . ?o ?q ?r }",
    "construct product": "CONSTRUCT { ?a ?e ?c . ?d ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }",
    "large VALUES": "SELECT * { VALUES ?a { " + "<x:a> " * 100_000 + "} ?a ?b ?c }",
    "nested groups": "SELECT * " + "{" * 5_000 + "}" * 5_000,
    "nested brackets": "ASK { FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }",
    "long chain": "ASK { FILTER(" + "1 + " * 100_000 + "1) }",
    "union chain": "ASK { " + "{} UNION " * 20_000 + "{} }",
    "optional chain": "SELECT * { " + "OPTIONAL { ?a ?b ?c } " * 500 + "}",
}
REFUSED = {
    "not a query": "SELECT",
    "nul": "ASK { ?s ?p \x00 }",
    "delete": "DELETE WHERE { ?s ?p ?o }",
    "drop": "DROP ALL",
    "load": "LOAD <file:///etc/passwd>",
    "insert": "INSERT DATA { <x:a> <x:b> <x:c> }",
    "service": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "service variable": "SELECT * { ?s ?p ?o SERVICE SILENT ?o { ?a ?b ?c } }",
    "words only": "x " * 50_000,
    "quotes": '"' * 300_000,
}
ANSWERED = {
    "from file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "from web": "SELECT * FROM NAMED <http://127.0.0.1:1/> { GRAPH ?g { ?s ?p ?o } }",
}
PATHS = (
    "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd",
    "/sparql/../../etc/passwd", "/.well-known/../../../etc/passwd", "//etc/passwd",
    "/.well-known/void/..%5c..%5cetc%5cpasswd", "/%00", "/sparql%00.ttl", "/sparql;x",
    "/static/%2e%2e%2f%2e%2e%2fetc/passwd", "/_nicegui/../../etc/passwd", "/graph.nq",
    "/.git/config", "http://127.0.0.1:1/sparql", "/" + "a/" * 2000, "/%ff%fe", "/?" + "a&" * 5000,
)  # fmt: skip


async def send(target: Target, content: bytes, *, read: bool = True) -> int:
    """Send some bytes and return the status of the first answer."""
    reader, writer = await asyncio.open_connection(target.host, target.port)
    try:
        writer.write(content)
        with suppress(ConnectionError):
            await writer.drain()
        return await _status(reader) if read else 0
    finally:
        writer.transport.abort()


async def _status(reader: asyncio.StreamReader) -> int:
    try:
        line = await reader.readline()
        while len(line) < MOST_READ and (more := await reader.read(1 << 16)):
            line += more[:1]
    except (ConnectionError, ValueError):
        return 0
    parts = line.split(b" ", 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0


def get(path: str, *headers: str, method: str = "GET") -> bytes:
    """Return a request without a body."""
    lines = (f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers)
    return "\r\n".join((*lines, "", "")).encode()


def post(body: bytes, kind: str, *headers: str, length: int | None = None) -> bytes:
    """Return a request with a body, announced with its length or another."""
    announced = f"Content-Length: {len(body) if length is None else length}"
    return get("/sparql", f"Content-Type: {kind}", announced, *headers, method="POST") + body


def asking(query: str) -> bytes:
    """Return a request that posts a query."""
    return post(query.encode(), QUERY)


def _sent(content: bytes) -> Attack:
    return lambda target: send(target, content)


async def _idle(target: Target) -> int:
    return await _slowly(target, b"", b"")


async def _slow_head(target: Target) -> int:
    return await _slowly(target, b"GET /sparql HTTP/1.1\r\nHost: localhost\r\n", b"X-A: b\r\n")


async def _slow_body(target: Target) -> int:
    return await _slowly(target, post(b"query=", FORM, length=5000), b"A")


async def _slowly(target: Target, first: bytes, then: bytes) -> int:
    """Send a first part, then a little now and then, until the server has had enough."""
    reader, writer = await asyncio.open_connection(target.host, target.port)
    try:
        writer.write(first)
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(target.patience):
                while not reader.at_eof() and not writer.is_closing():
                    writer.write(then)
                    await writer.drain()
                    await asyncio.sleep(0.5)
    finally:
        writer.transport.abort()
    return 0


async def _never_reading(target: Target) -> int:
    _, writer = await asyncio.open_connection(target.host, target.port, limit=1024)
    try:
        writer.write(asking(EXPENSIVE["everything"]))
        await writer.drain()
        await asyncio.sleep(target.patience)
    finally:
        writer.transport.abort()
    return 0


async def _leaving(target: Target) -> int:
    return await send(target, asking(EXPENSIVE["cartesian count"]), read=False)


async def _chunked(target: Target) -> int:
    head = get("/sparql", f"Content-Type: {QUERY}", "Transfer-Encoding: chunked", method="POST")
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    return await send(target, head + chunk * 160 + b"0\r\n\r\n")


async def _pipelined(target: Target) -> int:
    """Send many requests at once, and stay for the answers of some."""
    one = get("/sparql?query=" + quote(EXPENSIVE["cartesian count"])).replace(
        b"Connection: close\r\n", b""
    )
    async with asyncio.timeout(target.patience):
        return await send(target, one * 30)


MALFORMED = (
    b"\x00" * 5000, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 50, b"GET\r\n\r\n",
    b"GET /sparql HTTP/9.9\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"\r\n" * 10_000,
    b"GET /sparql HTTP/1.1\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzzzz\r\n",
)  # fmt: skip
HEADERS = (*(f"X-{number}: {'a' * 100}" for number in range(2000)),)


def attacks() -> dict[str, Attack]:
    """Return all attacks by name."""
    found: dict[str, Attack] = {
        **{f"query: {name}": _sent(asking(query)) for name, query in EXPENSIVE.items()},
        **{f"refused: {name}": _sent(asking(query)) for name, query in REFUSED.items()},
        **{f"answered: {name}": _sent(asking(query)) for name, query in ANSWERED.items()},
        **{f"path {number}": _sent(get(path)) for number, path in enumerate(PATHS)},
        **{f"malformed {number}": _sent(content) for number, content in enumerate(MALFORMED)},
        "10 MB body": _sent(post(b"x" * 10_000_000, QUERY)),
        "10 MB form": _sent(post(b"query=" + b"%41" * 3_300_000, FORM)),
        "10 MB chunked": _chunked,
        "1 MB form of fields": _sent(post(b"a=&" * 300_000, FORM)),
        "1 MB form of percents": _sent(post(b"query=" + b"%20" * 300_000, FORM)),
        "huge length": _sent(post(b"x", QUERY, length=10**30)),
        "bad encoding": _sent(post(b"query=%ff%fe", FORM)),
        "raw bytes": _sent(post(bytes(range(256)) * 100, QUERY)),
        "compressed": _sent(post(b"\x1f\x8b" * 500, QUERY, "Content-Encoding: gzip")),
        "wrong type": _sent(post(b"<a/>", "application/xml")),
        "update": _sent(post(b"update=DROP+ALL", FORM)),
        "sparql-update": _sent(post(b"DROP ALL", "application/sparql-update")),
        "duplicated": _sent(get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D")),
        "long address": _sent(get("/sparql?query=" + "a" * 80_000)),
        "longer address": _sent(get("/sparql?query=" + "a" * 2_000_000)),
        "header bomb": _sent(get("/sparql", *HEADERS)),
        "long header": _sent(get("/sparql", "Accept: " + "a/b;q=0.1," * 9_000)),
        "foreign host": _sent(get("/sparql").replace(b"localhost", b"evil.example")),
        "foreign page": _sent(get("/sparql", "Origin: https://evil.example")),
        "put": _sent(get("/sparql", method="PUT")),
        "delete": _sent(get("/sparql", method="DELETE")),
        "connect": _sent(get("127.0.0.1:22", method="CONNECT")),
        "websocket": _sent(get("/sparql", "Upgrade: websocket", "Connection: Upgrade")),
        "pipelined": _pipelined,
        "leaving": _leaving,
        "idle": _idle,
        "slow head": _slow_head,
        "slow body": _slow_body,
        "never reading": _never_reading,
    }  # fmt: skip
    return found


@dataclass
class Tally:
    """How many attacks were made, and the statuses that the server gave."""

    made: int
    statuses: dict[int, int]


async def attack(target: Target, number: int, *, during: float, random_: random.Random) -> Tally:
    """Make a number of attacks, each of a random kind, begun within ``during`` seconds."""
    kinds = list(attacks().items())
    statuses: dict[int, int] = {}

    async def one(made: Attack, delay: float) -> None:
        await asyncio.sleep(delay)
        status = 0
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(60):
                status = await made(target)
        statuses[status] = statuses.get(status, 0) + 1

    order = [kinds[place % len(kinds)][1] for place in range(number)]
    random_.shuffle(order)
    await asyncio.gather(*(one(made, random_.random() * during) for made in order))
    return Tally(number, dict(sorted(statuses.items())))
