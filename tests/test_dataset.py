"""The description of the dataset: what it counts is what the graph holds; the card to read."""

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, VOID

from msc_kg import folder
from msc_kg.build import build
from msc_kg.card import figures, render
from msc_kg.cli import cli
from msc_kg.store import LocalGraph, open_graph
from msc_kg.tables import Table


@pytest.fixture(scope="module")
def described(seeds_folder: Path) -> rdflib.Graph:
    """Return the description of the packaged seeds' graph."""
    return rdflib.Graph().parse(seeds_folder / folder.DATASET)


@pytest.fixture(scope="module")
def graph(seeds_folder: Path) -> rdflib.Graph:
    """Return the graph itself."""
    return rdflib.Graph().parse(seeds_folder / folder.TURTLE)


def the_dataset(described: rdflib.Graph) -> rdflib.term.Node:
    """Return the one dataset that is described."""
    (own,) = described.subjects(RDF.type, VOID.Dataset)
    return own


def number(described: rdflib.Graph, node: rdflib.term.Node, property_: rdflib.URIRef) -> int:
    """Return the only value of a property, a number."""
    (value,) = described.objects(node, property_)
    return int(str(value))


def test_the_counts_are_those_of_the_graph(described: rdflib.Graph, graph: rdflib.Graph) -> None:
    own = the_dataset(described)
    assert number(described, own, VOID.triples) == len(graph)
    assert number(described, own, VOID.entities) == len(set(graph.subjects()))
    assert number(described, own, VOID.properties) == len(set(graph.predicates()))
    assert number(described, own, VOID.classes) == len(set(graph.objects(None, RDF.type)))


def test_the_partitions_are_those_of_the_graph(
    described: rdflib.Graph, graph: rdflib.Graph
) -> None:
    own = the_dataset(described)
    partitions = list(described.objects(own, VOID.classPartition))
    assert len(partitions) == 19
    for partition in partitions:
        (cls,) = described.objects(partition, VOID["class"])
        found = len(set(graph.subjects(RDF.type, cls)))
        assert number(described, partition, VOID.entities) == found
    partitions = list(described.objects(own, VOID.propertyPartition))
    assert len(partitions) == len(set(graph.predicates()))
    for partition in partitions:
        (property_,) = described.objects(partition, VOID.property)
        found = len(list(graph.subject_objects(property_)))
        assert number(described, partition, VOID.triples) == found


def test_files_and_sources_are_named(
    described: rdflib.Graph, graph: rdflib.Graph, seeds_folder: Path
) -> None:
    own = the_dataset(described)
    for distribution in described.objects(own, DCAT.distribution):
        (name,) = described.objects(distribution, DCTERMS.title)
        size = (seeds_folder / str(name)).stat().st_size
        assert number(described, distribution, DCAT.byteSize) == size
    sources = set(described.objects(own, PROV.wasDerivedFrom))
    documents = rdflib.URIRef("https://w3id.org/msc-kg/ontology#SourceDocument")
    assert sources == set(graph.subjects(RDF.type, documents))
    assert len(list(described.objects(own, DCAT.distribution))) == 3


def test_no_blank_nodes_no_dates(described: rdflib.Graph, seeds_folder: Path) -> None:
    assert not any(isinstance(term, rdflib.BNode) for triple in described for term in triple)
    text = (seeds_folder / folder.DATASET).read_text(encoding="utf-8")
    assert "xsd:date" not in text
    list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))


def test_the_same_bytes_whatever_the_workers(seeds_folder: Path, tmp_path: Path) -> None:
    build([], tmp_path / "kg", jobs=2)
    again = (tmp_path / "kg" / folder.DATASET).read_bytes()
    assert again == (seeds_folder / folder.DATASET).read_bytes()


def test_cards_tell_the_same_figures(seeds_folder: Path) -> None:
    found = figures(open_graph(seeds_folder), seeds_folder)
    terminal, markdown, page = (render(found, kind) for kind in ("card", "markdown", "html"))
    assert "   triples                        6,983\n" in terminal
    assert "██████████" in terminal
    assert "| dose | 57 | 73.1% |\n" in markdown
    assert "<td class='number'>6,983</td>" in page
    assert page.count("<section>") == markdown.count("## ") == 3
    assert page.count("<tr>") == len(found.rows)


def test_text_never_becomes_syntax_of_a_card() -> None:
    rows = (("counts", "<b>|\x1b[1m", 1, None), ("<i>", "x", 2, 0.5))
    found = Table(("part", "name", "count", "share"), rows)
    page = render(found, "html")
    assert "<b>" not in page
    assert "<i>" not in page
    assert "\x1b" not in render(found, "card")
    assert "&lt;b&gt;\\|" in render(found, "markdown")


def test_the_card_of_an_empty_graph() -> None:
    found = figures(LocalGraph(iter(())))
    assert all(row[2] == 0 for row in found.rows)
    assert render(found, "card")


def test_the_command_prints_a_card(seeds_folder: Path) -> None:
    done = CliRunner().invoke(cli, ["info", "-g", str(seeds_folder), "--format", "card"])
    assert done.stdout.startswith(" What was built\n")
    done = CliRunner().invoke(cli, ["info", "-g", str(seeds_folder), "--format", "html"])
    assert done.stdout.startswith("<!DOCTYPE html>")
