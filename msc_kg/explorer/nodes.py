"""The page of any node of the graph; things with a dossier have theirs."""

import pyoxigraph as ox
from fastapi import Request
from nicegui import ui

from msc_kg.answers import Graph
from msc_kg.dossiers import Fact, Node, mentions
from msc_kg.dossiers.words import plain
from msc_kg.errors import InputError, MscKgError
from msc_kg.explorer import addresses
from msc_kg.explorer.frame import error, linked, page, tagged
from msc_kg.explorer.session import Explorer, aside
from msc_kg.iris import compress
from msc_kg.vocab import msc, rdf

_KINDS: dict[str, str] = {
    msc.Trial.iri: "trial",
    msc.Organization.iri: "sponsor",
    msc.Condition.iri: "condition",
    msc.Paper.iri: "paper",
}
"""The kind of dossier of a class."""


async def show(explorer: Explorer, request: Request) -> None:
    """Show what the graph states on the node of the address."""
    iri = request.query_params.get("iri", "")
    try:
        kind, facts = await aside(_read, explorer.graph, iri)
    except MscKgError as problem:
        with page(request, "No such node"):
            error(problem)
        return
    if kind:
        ui.navigate.to(addresses.of(kind, iri))
    with page(request, compress(iri)):
        if kind:
            linked(f"The {kind}'s page", addresses.of(kind, iri))
        with ui.element("dl").classes("facts"):
            for fact in facts:
                tagged("dt", fact.property)
                with ui.element("dd"):
                    for node in fact.values:
                        _value(node)


def _value(node: Node) -> None:
    with ui.element("div"):
        if node.iri:
            linked(node.name, addresses.node(node.iri))
        else:
            tagged("span", node.name)


def _read(graph: Graph, iri: str) -> tuple[str, tuple[Fact, ...]]:
    """Return the kind of dossier of a node, or "", and what is stated on it.

    Raises:
        InputError: no IRI, or nothing is stated on it.
    """
    try:
        node = ox.NamedNode(iri)
    except ValueError as error:
        raise InputError("not an IRI", where=iri[:200]) from error
    facts = mentions.facts(graph, node)
    types = graph.select(f"SELECT DISTINCT ?type WHERE {{ {node} <{rdf.type_.iri}> ?type }}")
    kinds = {_KINDS.get(plain(row[0]), "") for row in types.rows} - {""}
    if not facts and not types.rows:
        raise InputError("nothing in this graph is stated on it", where=iri[:200])
    return next(iter(sorted(kinds)), ""), facts
