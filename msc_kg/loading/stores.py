"""Kinds of triple stores: where each has its graph store and its endpoint for queries.

The paths are those of the stores' manuals; which of them were tried is told in
``docs/stores.md``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from msc_kg.credentials import masked, refuse_user_info
from msc_kg.errors import InputError
from msc_kg.iris import BASE

EVERYTHING = f"{BASE}graph/everything"
"""The named graph for all triples in stores without a default graph."""

_BLANKS = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")


@dataclass(frozen=True, slots=True)
class Fault:
    """A setting by which a store gives wrong answers: it does where ``query`` gives 1."""

    query: str
    told: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What is particular to a kind of store; paths stand below its base address.

    ``union`` is the IRI by which a query names the default graph alone, where queries
    without ``FROM`` see all graphs.
    """

    graph_store: str = ""
    query: str | None = None
    base: str = ""
    union: str = ""
    has_default: bool = True
    scheme: str = "basic"
    fault: Fault | None = None


_INLINING = Fault(
    "SELECT (bif:sys_stat('enable_inline_sqs') AS ?is_set) {}",
    "this Virtuoso inlines subqueries, by which answers lose rows: set enable_inline_sqs = 0 "
    "in [Flags] of virtuoso.ini and start it anew (docs/stores.md)",
)
KINDS: Mapping[str, Kind] = {
    "oxigraph": Kind("/store", "/query", "http://localhost:7878"),
    "fuseki": Kind("/data", "/query", "http://localhost:3030/DATASET"),
    "virtuoso": Kind(
        "/sparql-graph-crud-auth", "/sparql", "http://localhost:8890",
        has_default=False, scheme="digest", fault=_INLINING,
    ),
    "graphdb": Kind(
        "/rdf-graphs/service", "", "http://localhost:7200/repositories/REPOSITORY",
        union="http://www.openrdf.org/schema/sesame#nil",
    ),
    "rdf4j": Kind(
        "/rdf-graphs/service", "", "http://localhost:8080/rdf4j-server/repositories/REPOSITORY",
        union="http://www.openrdf.org/schema/sesame#nil",
    ),
    "qlever": Kind("", "", "http://localhost:7001", scheme="bearer"),
    "neptune": Kind(
        "/sparql/gsp/", "/sparql", "https://ENDPOINT:8182",
        union="http://aws.amazon.com/neptune/vocab/v01/DefaultNamedGraph",
    ),
}  # fmt: skip
"""The kinds of stores, by name."""
_BY_ADDRESS = ("oxigraph", "fuseki", "virtuoso", "graphdb", "neptune")
"""The kinds that are known by the end of the address of their graph store."""


@dataclass(frozen=True, slots=True)
class Store:
    """A graph store and, where it is known, the endpoint that answers queries about it.

    ``guessed``: nobody named the endpoint, its address is the usual one of the kind.
    """

    graph_store: str
    query: str | None
    kind: Kind = Kind()
    guessed: bool = False

    def address(self, graph: str | None) -> str:
        """Return the address of a named graph, or of the default graph (protocol, 4.2)."""
        joint = "&" if "?" in self.graph_store else "?"
        part = "default" if graph is None else f"graph={quote(graph, safe='')}"
        return f"{self.graph_store}{joint}{part}"

    def where(self, graph: str | None, pattern: str = "?s ?p ?o") -> str:
        """Return the end of a query over one graph."""
        if graph is None:
            union = f"FROM <{self.kind.union}> " if self.kind.union else ""
            return f"{union}WHERE {{ {pattern} }}"
        return f"WHERE {{ GRAPH <{graph}> {{ {pattern} }} }}"


def find(url: str, name: str | None = None, query: str | None = None) -> Store:
    """Return the store at an address: of its graph store, or its base address and its kind.

    Raises:
        InputError: no address, or one that holds a user or a password.
    """
    for given in (url, query):
        if given is not None:
            _check(given)
    address = url if "?" in url else url.rstrip("/")
    if name is not None:
        kind = KINDS[name]
        base = address.removesuffix(kind.graph_store.rstrip("/"))
        own = None if kind.query is None else base + kind.query
        return Store(base + kind.graph_store, query or own, kind, query is None)
    for known in _BY_ADDRESS:
        kind = KINDS[known]
        end = kind.graph_store.rstrip("/")
        if address.endswith(end):
            base = address.removesuffix(end)
            usual = base + (kind.query or "")
            return Store(base + kind.graph_store, query or usual, kind, query is None)
    if urlsplit(address).path.endswith("/sparql-graph-crud"):
        kind = KINDS["virtuoso"]
        base = address.removesuffix("/sparql-graph-crud")
        return Store(address, query or base + (kind.query or ""), kind, query is None)
    return Store(url, query)


def checked_graph(iri: str) -> str:
    """Return the IRI of a graph that may stand in a query.

    Raises:
        InputError: it is no absolute IRI.
    """
    if _BLANKS.search(iri) or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.", iri):
        raise InputError("is no IRI of a graph", where=iri[:200], next_step="as urn:msc-kg")
    return iri


def _check(url: str) -> None:
    refuse_user_info(url)
    try:
        parts = urlsplit(url)
        fits = parts.scheme.lower() in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not url.isascii() or _BLANKS.search(url) or parts.fragment:
        raise InputError(
            "not the address of a store",
            where=masked(url),
            next_step="an address looks like http://localhost:7878/store",
        )
