"""What is told of the nodes of a drawing: facts, names, addresses, and where it is stated."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from msc_kg import registries, resources
from msc_kg.exports.nodes import local_name
from msc_kg.question_files import bound, read_question
from msc_kg.store import Graph
from msc_kg.views import reading

if TYPE_CHECKING:
    import networkx as nx

FACTS = {
    "phase": "phase",
    "overallStatus": "status",
    "tissueSource": "tissue",
    "donorType": "donor",
    "route": "route",
    "country": "country",
}
"""The facts that nodes are filtered by, by the relation that states them."""

PAPERS = ("resultPaper", "derivedPaper", "hasPaper", "reportedIn", "backgroundPaper")
"""The relations that lead to papers, the closest first."""

_NAMES = ("identifier", "altLabel", "name", "doi", "pmid")
_TEXTS = {"bibliographicCitation": "title", "enrollment": "enrollment", "startDate": "start"}
_WEB = re.compile(r"https?://[^\s<>\"'`\\^{|}]+", re.IGNORECASE)
_ROR = "https://ror.org/"
_DOI = "https://doi.org/"
_MATCHES = ("http://purl.obolibrary.org/obo/MONDO_", "http://id.nlm.nih.gov/mesh/")
"""Vocabularies of conditions whose addresses lead to a page, the best first."""

_PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
_MOST_ASKED = 400
"""Trials that evidence is asked for one by one; above, that of all trials is read."""


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """What one record says of a trial: the relation, its target, the words, and where.

    ``target`` is an IRI, or "" where words have none; ``date`` is what the record is of.
    """

    trial: str
    document: str
    place: str
    relation: str
    target: str
    words: str
    date: str = ""


def describe(graph: Graph, network: "nx.MultiDiGraph[str]") -> None:
    """Add facts, names, and the address of a page to each node of a network of trials.

    Facts (``FACTS``) are tuples of labels, trials also have the country of their sponsors;
    ``names`` are further names and numbers, ``url`` is a page about the node.
    """
    values: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for query in ("node-facts", "node-names"):
        for node, relation, value in reading.rows(graph, query):
            values[node][local_name(relation)].add(value)
    for node, attributes in network.nodes(data=True):
        _add(attributes, node, values.get(node, {}))
    for trial, sponsor, key in network.edges(keys=True):
        if key == "sponsor":
            attributes = network.nodes[trial]
            found = {*attributes.get("country", ()), *network.nodes[sponsor].get("country", ())}
            attributes["country"] = tuple(sorted(found))


def _add(attributes: dict[str, Any], node: str, values: dict[str, set[str]]) -> None:
    for relation, name in FACTS.items():
        if relation in values:
            attributes[name] = tuple(sorted(values[relation]))
    for relation, name in _TEXTS.items():
        if relation in values:
            attributes[name] = min(values[relation])
    found = {value for name in _NAMES for value in values.get(name, ())}
    attributes["names"] = tuple(sorted(found - {str(attributes.get("label"))}))
    attributes["url"] = web_page(str(attributes.get("type", "")), node, values)


def web_page(kind: str, node: str, values: dict[str, set[str]]) -> str:
    """Return the page that tells most about a node: registry, MONDO, ROR, DOI ..., else its IRI.

    Only web addresses are returned; "" where there is none.
    """
    candidates = [*_pages(kind, node, values), node]
    return next((page for page in candidates if _WEB.fullmatch(page)), "")


def _pages(kind: str, node: str, values: dict[str, set[str]]) -> Iterator[str]:
    if kind == "Trial":
        numbers = values.get("identifier", ())
        for number in sorted(numbers, key=lambda each: (not node.endswith(each), each)):
            registry = registries.registry_of(number)
            template = registry and (registry.page or registry.iri)
            if template:
                yield template.replace("{id}", number)
    elif kind == "Paper":
        yield from (_DOI + doi for doi in sorted(values.get("doi", ())))
        yield from (f"{_PUBMED}{pmid}/" for pmid in sorted(values.get("pmid", ())))
    elif kind == "Organization":
        yield from sorted(v for v in values.get("exactMatch", ()) if v.startswith(_ROR))
    elif kind == "Condition":
        for match in _MATCHES:
            yield from sorted(v for v in values.get("exactMatch", ()) if v.startswith(match))


def statements(graph: Graph, trials: Collection[str]) -> tuple[Statement, ...]:
    """Return what records state of these trials (IRIs), in order."""
    asked = read_question(resources.folder("queries") / "views" / "evidence.rq")
    few = len(trials) <= _MOST_ASKED
    terms = tuple(ox.NamedNode(trial) for trial in sorted(trials)) if few else ()
    wanted = set(trials)
    found = {
        Statement(trial, document, place or locator, local_name(relation), target, words, date)
        for trial, document, date, locator, place, relation, target, words in reading.answered(
            graph, bound(asked, {"study": terms})
        )
        if trial in wanted
    }
    return tuple(sorted(found))
