"""The SPARQL 1.1 Graph Store HTTP Protocol: replace, add to and remove graphs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msc_kg.credentials import PASSWORD, TOKEN, USER, masked
from msc_kg.errors import RemoteError
from msc_kg.loading.chunks import Chunk
from msc_kg.loading.stores import Store
from msc_kg.remote import BUSY, Connection, Reply

_TOO_LARGE = 413
_HEADERS = {"Content-Type": "text/turtle; charset=utf-8"}
"""N-Triples are Turtle, which every graph store takes."""

_NEXT_STEPS: Mapping[int, str] = {
    400: "check that its limits allow such triples, or use its own loader",
    401: f"set {USER} and {PASSWORD}, or {TOKEN}, or be asked with --auth basic or digest",
    403: "check that this user may write",
    404: "check the address; --store KIND finds the graph store below a base address",
    405: "check the address; --store KIND finds the graph store below a base address",
    _TOO_LARGE: "a single triple is too large for it; raise its limit",
    415: "check the address; --store KIND finds the graph store below a base address",
}


@dataclass(frozen=True, slots=True)
class GraphStore:
    """A store that takes graphs."""

    store: Store
    connection: Connection

    def send(self, chunk: Chunk, *, replace: bool, taken: Callable[[int], None]) -> None:
        """Send a chunk: it takes the place of its graph, or is added to it.

        What is too large for the store goes in halves. ``taken`` is told the number of
        triples after each request.

        Raises:
            RemoteError: the store cannot be reached or refuses.
        """
        method = "PUT" if replace else "POST"
        body = b"".join(chunk.lines)
        address = self.store.address(chunk.graph)
        reply = self.connection.send(method, address, body=body, headers=_HEADERS)
        if reply.status == _TOO_LARGE and len(chunk.lines) > 1:
            first, second = chunk.halves()
            self.send(first, replace=replace, taken=taken)
            self.send(second, replace=False, taken=taken)
            return
        self._accept(reply, "the triples")
        taken(len(chunk.lines))

    def remove(self, graph: str | None) -> bool:
        """Remove a graph; return whether it was there.

        Raises:
            RemoteError: the store cannot be reached or refuses.
        """
        reply = self.connection.send("DELETE", self.store.address(graph))
        if reply.status == 404:
            return False
        self._accept(reply, "the removal")
        return True

    def _accept(self, reply: Reply, what: str) -> None:
        if 200 <= reply.status < 300:
            return
        advice = "try again later with --resume" if reply.status in BUSY else ""
        if reply.status == 401 and self.connection.has_credentials:
            advice = f"check {USER} and {PASSWORD}, or {TOKEN}, and --auth"
        raise RemoteError(
            f"refuses {what} ({self.connection.hidden(reply.said)})",
            where=masked(self.store.graph_store),
            next_step=advice or _NEXT_STEPS.get(reply.status, "see the messages of the store"),
        )
