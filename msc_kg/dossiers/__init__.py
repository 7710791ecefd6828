"""Dossiers: everything that each document says about one trial, sponsor, condition or paper.

Asked by portable SPARQL (``queries/dossiers``) of any graph, also behind an endpoint.
"""

from collections.abc import Callable
from itertools import islice

import pyoxigraph as ox

from msc_kg.answers import Graph
from msc_kg.dossiers import disagreeing, mentions, statements
from msc_kg.dossiers.model import (
    Branch,
    Comparison,
    Disagreement,
    Dossier,
    Fact,
    Node,
    Side,
    Source,
    Statement,
    TrialLine,
)
from msc_kg.dossiers.names import find
from msc_kg.dossiers.words import plain
from msc_kg.vocab import dcterms, msc

__all__ = [
    "KINDS",
    "Branch",
    "Comparison",
    "Disagreement",
    "Dossier",
    "Fact",
    "Node",
    "Side",
    "Source",
    "Statement",
    "TrialLine",
    "condition",
    "dossier",
    "paper",
    "sponsor",
    "trial",
]

_TERMS = {"sponsor": (msc.sponsor, msc.collaborator), "condition": (msc.condition,), "paper": ()}
"""The properties of trials about which documents may disagree by naming a thing of a kind."""

_MOST_COMPARED = 500
"""Trials of a sponsor or condition whose disagreements are looked for."""


def trial(graph: Graph, text: str) -> Dossier:
    """Return everything each document says about a trial: by number, name or IRI.

    Raises:
        UnknownNameError: the graph speaks of no such trial; near names are offered.
    """
    node = find(graph, "trial", text)
    known = mentions.facts(graph, node)
    name = _name(graph, node, known)
    sources, stated = statements.of_trial(graph, node, name)
    target = Node(node.value, name, "trial")
    elsewhere, mentioned, complete = mentions.statements(graph, target)
    own = {source.iri for source in sources}
    others = tuple(source for source in elsewhere if source.iri not in own)
    return Dossier(
        "trial", node.value, name, known, (*sources, *others), (*stated, *mentioned),
        disagreeing.about(graph, (target,)), complete=complete,
    )  # fmt: skip


def sponsor(graph: Graph, text: str) -> Dossier:
    """Return everything each document says about a sponsor; errors as for :func:`trial`."""
    return _mentioned(graph, "sponsor", text)


def condition(graph: Graph, text: str) -> Dossier:
    """Return everything each document says about a condition, and its place in the hierarchy.

    Its trials are those of everything narrower too. Errors as for :func:`trial`.
    """
    return _mentioned(graph, "condition", text)


def paper(graph: Graph, text: str) -> Dossier:
    """Return everything each document says about a paper: by DOI, PubMed id, citation or IRI.

    Errors as for :func:`trial`.
    """
    return _mentioned(graph, "paper", text)


def dossier(graph: Graph, kind: str, text: str) -> Dossier:
    """Return the dossier of a kind (one of ``KINDS``); errors as for :func:`trial`.

    Raises:
        KeyError: there is no such kind.
    """
    return KINDS[kind](graph, text)


def _mentioned(graph: Graph, kind: str, text: str) -> Dossier:
    node = find(graph, kind, text)
    known = mentions.facts(graph, node)
    target = Node(node.value, _name(graph, node, known), kind)
    sources, stated, all_stated = mentions.statements(graph, target)
    lines, all_trials = mentions.trials(graph, target)
    about = dict.fromkeys(statement.about for statement in stated)
    broader, narrower = mentions.hierarchy(graph, target) if kind == "condition" else ((), ())
    return Dossier(
        kind, target.iri, target.name, known, sources, stated,
        _naming(graph, target, tuple(islice(about, _MOST_COMPARED))),
        lines, broader, narrower,
        all_stated and all_trials and len(about) <= _MOST_COMPARED,
    )  # fmt: skip


def _naming(graph: Graph, target: Node, trials: tuple[Node, ...]) -> tuple[Disagreement, ...]:
    """Return the disagreements about trials in which a document names the thing."""
    terms = {term.iri for term in _TERMS[target.kind]}
    return tuple(
        each
        for each in (disagreeing.about(graph, trials) if terms else ())
        if each.term in terms and any(target.name in side.values for side in each.sides)
    )


def _name(graph: Graph, node: ox.NamedNode, known: tuple[Fact, ...]) -> str:
    """Return the label of a node, else an identifier of it, else its IRI."""
    rows = graph.select(_LABEL.replace("NODE", str(node))).rows
    labels = [plain(row[0]) for row in rows]
    numbers = [v.name for fact in known if fact.term == dcterms.identifier.iri for v in fact.values]
    return next(iter((*labels, *numbers)), node.value)


_LABEL = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?label WHERE { NODE rdfs:label ?label . } ORDER BY ?label LIMIT 1
"""

KINDS: dict[str, Callable[[Graph, str], Dossier]] = {
    "trial": trial,
    "sponsor": sponsor,
    "condition": condition,
    "paper": paper,
}
"""The kinds of things that have a dossier."""
