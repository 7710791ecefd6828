"""Graphs behind a SPARQL 1.1 endpoint."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from msc_kg import sparql_text
from msc_kg.answers import Answer, Forms, Rows, collected
from msc_kg.credentials import (
    PASSWORD,
    TOKEN,
    USER,
    Credentials,
    from_environment,
    masked,
    refuse_user_info,
)
from msc_kg.errors import InputError, RemoteError
from msc_kg.remote import TIMEOUT, Connection, Reply

__all__ = ["LONGEST_URL", "TIMEOUT", "RemoteGraph"]

LONGEST_URL = 2000
"""Longer requests go as a form: several servers refuse longer addresses."""

_TRUTH = ("__ASK_RETVAL",)
"""The variables of Virtuoso's answers to ASK: a row for true, none for false."""
_BLANKS = re.compile(r"[\x00-\x20\x7f]")
_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.9"
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class RemoteGraph(Forms):
    """A SPARQL 1.1 endpoint, asked by GET or, when the request is long, by a form."""

    def __init__(
        self,
        url: str,
        *,
        timeout: float = TIMEOUT,
        credentials: Credentials | None = None,
        retries: int = 0,
    ) -> None:
        """Keep the address; nothing is sent yet. ``timeout`` is in seconds.

        ``retries`` is how often a query is sent again when the endpoint is busy or silent.
        Credentials are those given, else those of the environment, which an endpoint gets
        when it asks for them.

        Raises:
            InputError: the address is malformed, or holds a user or a password.
        """
        refuse_user_info(url)
        if not _is_address(url):
            raise InputError(
                "not the address of an endpoint",
                where=masked(url),
                next_step="an address looks like http://localhost:7878/query",
            )
        self.source = url
        self.timeout = timeout
        self._connection = Connection(
            credentials or from_environment(), timeout=timeout, retries=retries
        )

    def query(self, query: str) -> Answer:
        """Return the answer of a query.

        Raises:
            InputError: an update, or the endpoint says that the query is malformed.
            RemoteError: the endpoint cannot be reached, refuses, or answers something else.
        """
        sparql_text.check_no_update(query)
        triples = sparql_text.wants_triples(query)
        body = self._send(query, _TRIPLES if triples else _ROWS)
        try:
            return _parsed_triples(body) if triples else _parsed_rows(body)
        except (SyntaxError, ValueError, KeyError) as error:
            raise RemoteError(
                f"the answer is no SPARQL result ({error})",
                where=self.source,
                next_step="check that the address is that of a SPARQL endpoint",
            ) from error

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple once, as one large answer."""
        yield from dict.fromkeys(self.construct(_EVERYTHING))

    def _send(self, query: str, accept: str) -> bytes:
        form = urlencode({"query": query})
        joint = "&" if "?" in self.source else "?"
        address = f"{self.source}{joint}{form}"
        if len(address) <= LONGEST_URL:
            reply = self._connection.send("GET", address, headers={"Accept": accept})
        else:
            headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
            reply = self._connection.send("POST", self.source, body=form.encode(), headers=headers)
        if not 200 <= reply.status < 300:
            raise self._refusal(reply)
        return reply.content

    def _refusal(self, reply: Reply) -> InputError | RemoteError:
        said = self._connection.hidden(reply.said)
        if reply.status == 400:
            return InputError(f"the endpoint refuses the query ({said})", where=self.source)
        closed = f"set {USER} and {PASSWORD}, or {TOKEN}" if reply.status == 401 else ""
        if closed and self._connection.has_credentials:
            closed = f"check {USER} and {PASSWORD}, or {TOKEN}"
        return RemoteError(
            f"the endpoint answers {said}",
            where=self.source,
            next_step=closed or "check the address and that it is open to you",
        )


def _is_address(url: str) -> bool:
    """Return whether a URL has a host, a port that is a number, and no blanks or controls."""
    try:
        parts = urlsplit(url)
        return (
            bool(parts.hostname) and parts.port != 0 and url.isascii() and not _BLANKS.search(url)
        )
    except ValueError:
        return False


def _parsed_rows(body: bytes) -> Answer:
    form = ox.QueryResultsFormat.JSON
    answer = collected(ox.parse_query_results(body, format=form))
    if isinstance(answer, Rows) and answer.variables == _TRUTH:
        return bool(answer.rows)
    return answer


def _parsed_triples(body: bytes) -> tuple[ox.Triple, ...]:
    return tuple(quad.triple for quad in ox.parse(body, format=ox.RdfFormat.TURTLE))
