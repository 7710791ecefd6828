"""Graphs behind a SPARQL 1.1 endpoint."""

import re
from collections.abc import Iterator
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pyoxigraph as ox

from msc_kg import __version__, sparql_text
from msc_kg.answers import Answer, Forms, collected
from msc_kg.errors import InputError, RemoteError

TIMEOUT = 60.0
"""Seconds that an endpoint may stay silent."""

LONGEST_URL = 2000
"""Longer requests go as a form: several servers refuse longer addresses."""

_BLANKS = re.compile(r"[\x00-\x20\x7f]")
_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.9"
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class RemoteGraph(Forms):
    """A SPARQL 1.1 endpoint, asked by GET or, when the request is long, by a form."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT) -> None:
        """Keep the address; nothing is sent yet. ``timeout`` is in seconds.

        Raises:
            InputError: the address is malformed.
        """
        if not _is_address(url):
            raise InputError(
                "not the address of an endpoint",
                where=url,
                next_step="an address looks like http://localhost:7878/query",
            )
        self.source = url
        self.timeout = timeout

    def query(self, query: str) -> Answer:
        """Return the answer of a query.

        Raises:
            InputError: the endpoint says that the query is malformed.
            RemoteError: the endpoint cannot be reached, refuses, or answers something else.
        """
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
        try:
            with urlopen(self._request(query, accept), timeout=self.timeout) as response:
                content: bytes = response.read()
                return content
        except HTTPError as error:
            raise self._refusal(error) from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise RemoteError(
                f"the endpoint cannot be reached ({reason})",
                where=self.source,
                next_step="check the address and that the server runs",
            ) from error

    def _request(self, query: str, accept: str) -> Request:
        form = urlencode({"query": query})
        headers = {"Accept": accept, "User-Agent": f"msc-kg/{__version__}"}
        joint = "&" if "?" in self.source else "?"
        address = f"{self.source}{joint}{form}"
        if len(address) <= LONGEST_URL:
            return Request(address, headers=headers)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return Request(self.source, data=form.encode(), headers=headers)

    def _refusal(self, error: HTTPError) -> InputError | RemoteError:
        try:
            said = error.read(2000).decode("utf-8", "replace").strip().partition("\n")[0]
        except (OSError, HTTPException):
            said = ""
        if error.code == 400:
            return InputError(f"the endpoint refuses the query ({said})", where=self.source)
        return RemoteError(
            f"the endpoint answers {error.code} {error.reason} {said}".strip(),
            where=self.source,
            next_step="check the address and that it is open to you",
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
    return collected(ox.parse_query_results(body, format=form))


def _parsed_triples(body: bytes) -> tuple[ox.Triple, ...]:
    return tuple(quad.triple for quad in ox.parse(body, format=ox.RdfFormat.TURTLE))
