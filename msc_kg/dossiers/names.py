"""Which thing of a graph a user's words mean."""

import re

import pyoxigraph as ox

from msc_kg import arguments
from msc_kg.answers import Graph
from msc_kg.dossiers.asking import asked
from msc_kg.dossiers.words import plain
from msc_kg.errors import UnknownNameError

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PMID = re.compile(
    r"(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*)?(\d{1,9})/?", re.IGNORECASE
)
_ALL_PAPERS = """
PREFIX msc: <https://w3id.org/msc-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?name WHERE { ?paper a msc:Paper ; rdfs:label ?name . } LIMIT 20000
"""


def find(graph: Graph, kind: str, text: str) -> ox.NamedNode:
    """Return the node that words mean as a "trial", "sponsor", "condition" or "paper".

    Raises:
        UnknownNameError: they name nothing, or nothing that this graph speaks of.
    """
    found = _paper(graph, text) if kind == "paper" else arguments.resolve(graph, kind, text)
    if isinstance(found, ox.NamedNode) and arguments.in_graph(graph, found):
        return found
    raise UnknownNameError(
        f"{kind} of this graph", text, next_step="nothing in this graph speaks of it"
    )


def _paper(graph: Graph, text: str) -> ox.NamedNode:
    for name in _names(text):
        rows = asked(graph, "papers", ox.Literal(name))
        papers = list(dict.fromkeys(plain(row["paper"]) for row in rows))
        if len(papers) > 1:
            raise UnknownNameError(
                "paper of this graph", text,
                next_step=f"several have this name: give {' or '.join(papers[:5])}",
            )  # fmt: skip
        if papers:
            return ox.NamedNode(papers[0])
    if text.startswith(("http://", "https://")):
        found = arguments.resolve(graph, "paper", text)
        if isinstance(found, ox.NamedNode):
            return found
    raise _unknown_paper(graph, text)


def _names(text: str) -> list[str]:
    """Return what a paper may be called in the graph: DOI in lower case, PubMed id, the words."""
    words = " ".join(text.split())
    doi, pmid = _DOI.fullmatch(words), _PMID.fullmatch(words)
    found = [doi[1].lower()] if doi else []
    return [*found, *([pmid[1]] if pmid else []), text, words]


def _unknown_paper(graph: Graph, text: str) -> UnknownNameError:
    from msc_kg.suggestions import nearest

    labels = (plain(row[0]) for row in graph.select(_ALL_PAPERS).rows)
    return UnknownNameError(
        "paper of this graph", text, nearest(text, labels, cutoff=80),
        next_step="give a DOI, a PubMed id or the citation as the graph has it",
    )  # fmt: skip
