"""KGX: ``nodes.tsv`` and ``edges.tsv`` with categories and predicates of the Biolink model.

What a record says was given is in clinical trials for what the record says was addressed
(``biolink:in_clinical_trials_for``, with the trial, papers and words beside it), never "treats".
The categories, predicates and prefixes are those of ``ontology/biolink.toml``.
"""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from msc_kg import iris, resources
from msc_kg.exports.nodes import Node, NodeSource
from msc_kg.store import Graph
from msc_kg.vocab import dcterms, msc, skos

NODE_COLUMNS = (
    "id", "category", "name", "synonym", "xref", "iri", "clinical_trial_brief_title",
    "clinical_trial_overall_status", "clinical_trial_start_date", "clinical_trial_enrollment",
)  # fmt: skip
EDGE_COLUMNS = (
    "id", "subject", "predicate", "object", "category", "original_predicate",
    "has_supporting_studies", "publications", "supporting_text", "knowledge_level", "agent_type",
    "primary_knowledge_source",
)  # fmt: skip
TESTED_FOR = "in_clinical_trials_for"
SOURCE = "infores:msc-kg"

_LIST = "|"
_PAPERS = (msc.reportedIn.iri, msc.resultPaper.iri, msc.derivedPaper.iri)
_MATCHES = (skos.exactMatch.iri, skos.closeMatch.iri)
_BREAKS = str.maketrans({"\t": " ", "\n": " ", "\r": " "})
_TYPES_OF_PRODUCTS = "CellProduct"

Edge = dict[str, list[str]]


def write_kgx(graph: Graph, folder: Path) -> None:
    """Write the node and the edge file."""
    writer = _Writer(NodeSource(graph))
    with (folder / "nodes.tsv").open("wb") as stream:
        stream.write(_line(NODE_COLUMNS))
        for node in writer.nodes():
            stream.write(_row(NODE_COLUMNS, node))
    with (folder / "edges.tsv").open("wb") as stream:
        _write_edges(writer.edges(), stream)


def _write_edges(edges: Iterable[Edge], stream: IO[bytes]) -> None:
    stream.write(_line(EDGE_COLUMNS))
    for edge in edges:
        parts = ("subject", "predicate", "object", "original_predicate", "supporting_text")
        key = "\t".join(_joined(edge.get(name, [])) for name in parts)
        told = {
            "id": [f"urn:sha256:{sha256(key.encode()).hexdigest()[:32]}"],
            "category": ["biolink:Association"],
            "knowledge_level": ["knowledge_assertion"],
            "agent_type": ["text_mining_agent"],
            "primary_knowledge_source": [SOURCE],
        }
        stream.write(_row(EDGE_COLUMNS, {**edge, **told}))


class _Writer:
    """The nodes and edges of a graph in the terms of the model."""

    def __init__(self, source: NodeSource) -> None:
        self._source = source
        self._categories: dict[str, str] = _file()["categories"]
        self._ids = _identifiers(source)

    def nodes(self) -> Iterator[Edge]:
        for node in self._source:
            if node.type in self._categories:
                yield {
                    "id": [self._id(node.iri)],
                    "category": [f"biolink:{self._categories[node.type]}"],
                    "name": [node.label],
                    "synonym": [v.value for v in node.literals.get(skos.altLabel.iri, ())],
                    "xref": sorted({_curie(t) for m in _MATCHES for t in node.links.get(m, ())}),
                    "iri": [node.iri],
                    **(self._trial(node) if node.type == "Trial" else {}),
                }

    def _trial(self, node: Node) -> Edge:
        def first(predicate: str) -> list[str]:
            return [literal.value for literal in node.literals.get(predicate, ())][:1]

        status = node.links.get(msc.overallStatus.iri, ())[:1]
        notations = [self._source.node(s).literals.get(skos.notation.iri, ()) for s in status]
        return {
            "clinical_trial_brief_title": first(dcterms.title.iri),
            "clinical_trial_overall_status": [n.value for found in notations for n in found],
            "clinical_trial_start_date": first(msc.startDate.iri),
            "clinical_trial_enrollment": first(msc.enrollment.iri),
        }

    def edges(self) -> Iterator[Edge]:
        for node in self._source:
            yield from self._links(node)
            if node.type == _TYPES_OF_PRODUCTS:
                yield from self._tested(node)

    def _links(self, node: Node) -> Iterator[Edge]:
        for rule in _rules().get(node.type, ()):
            for target in node.links.get(iris.expand(rule["property"]), ()):
                if target in self._source and self._source.node(target).type == rule["object"]:
                    ends = [self._id(node.iri), self._id(target)]
                    subject, object_ = reversed(ends) if rule.get("reverse") else ends
                    yield {
                        "subject": [subject],
                        "predicate": [f"biolink:{rule['predicate']}"],
                        "object": [object_],
                        "original_predicate": [rule["property"]],
                    }

    def _tested(self, product: Node) -> Iterator[Edge]:
        for record in self._records(product):
            for condition in record.links.get(msc.condition.iri, ()):
                papers = {p for name in _PAPERS for p in record.links.get(name, ())}
                yield {
                    "subject": [self._id(product.iri)],
                    "predicate": [f"biolink:{TESTED_FOR}"],
                    "object": [self._id(condition)],
                    "has_supporting_studies": [
                        self._id(trial) for trial in record.links.get(msc.about.iri, ())
                    ],
                    "publications": sorted(map(self._id, papers)),
                    "supporting_text": [
                        v.value for v in product.literals.get(msc.statedAs.iri, ())
                    ],
                }

    def _records(self, product: Node) -> Iterator[Node]:
        """Yield the records that have a product, themselves or by an arm."""
        for holder in self._source.linking(msc.hasCellProduct.iri, product.iri):
            node = self._source.node(holder)
            if node.type != "Arm":
                yield node
            for record in self._source.linking(msc.hasArm.iri, holder):
                yield self._source.node(record)

    def _id(self, iri: str) -> str:
        return self._ids.get(iri) or _curie(iri)


def _identifiers(source: NodeSource) -> dict[str, str]:
    """Return the identifiers of nodes that take the one of their exact match."""
    wanted: dict[str, list[str]] = {}
    for node in source:
        prefixes = _file()["identifiers"].get(node.type, ())
        matches = [_curie(target) for target in node.links.get(skos.exactMatch.iri, ())]
        for prefix in prefixes:
            found = [match for match in matches if match.startswith(f"{prefix}:")]
            if found:
                wanted.setdefault(found[0], []).append(node.iri)
                break
    return {nodes[0]: curie for curie, nodes in wanted.items() if len(nodes) == 1}


@cache
def _file() -> dict[str, Any]:
    path = resources.folder("ontology") / "biolink.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _rules() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for rule in _file()["edges"]:
        found.setdefault(rule["subject"], []).append(rule)
    return found


def _curie(iri: str) -> str:
    """Return the CURIE of an IRI with the prefixes of the model, without slash at its end.

    In our own, parts are joined with "-": KGX takes no CURIE with a slash. What has no prefix
    anywhere stands escaped behind "iri:".
    """
    curie = iris.compress(iri).rstrip("/")
    if curie.startswith(("http:", "https:")):
        for prefix, space in _file()["namespaces"].items():
            if iri.startswith(space):
                return f"{prefix}:{quote(iri.removeprefix(space), safe='')}"
        return f"iri:{quote(iri, safe='')}"
    if iri.startswith(iris.BASE):
        curie = curie.replace("/", "-")
    prefix, colon, name = curie.partition(":")
    return f"{_file()['prefixes'].get(prefix, prefix)}{colon}{name}"


def _row(columns: Iterable[str], values: Edge) -> bytes:
    return _line(_joined(values.get(name, [])) for name in columns)


def _joined(values: list[str]) -> str:
    """Return values joined as KGX does, which knows no escape: "|" within them becomes "/"."""
    return _LIST.join(value.translate(_BREAKS).replace(_LIST, "/") for value in values)


def _line(cells: Iterable[str]) -> bytes:
    return ("\t".join(cells) + "\n").encode()
