"""Exports: every format is read back by an independent reader to the same graph."""

import io
import json
import math
from pathlib import Path
from xml.etree import ElementTree

import igraph
import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner

from msc_kg.cli import cli
from msc_kg.errors import InputError
from msc_kg.exports import FOLDER_FORMATS, FORMATS, by_suffix, write_graph
from msc_kg.exports.property_graph import to_networkx
from msc_kg.knowledge_graph import KnowledgeGraph
from msc_kg.store import Graph, LocalGraph, open_graph

RDFLIB_NAMES = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld"}
QUAD_NAMES = {"nquads": "nquads", "trig": "trig"}


@pytest.fixture(scope="module")
def graph(seeds_folder: Path) -> Graph:
    """Return the graph of the packaged seeds."""
    return open_graph(seeds_folder)


def exported(graph: Graph, format_: str) -> bytes:
    """Return a graph in a format."""
    stream = io.BytesIO()
    write_graph(graph, stream, format_)
    return stream.getvalue()


def test_every_format_is_tested() -> None:
    assert set(FORMATS) == {*RDFLIB_NAMES, *QUAD_NAMES, "graphml", "gexf", "cytoscape", "cx2"}
    assert set(FOLDER_FORMATS) == {"tables", "parquet", "kgx", "neo4j"}


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_bytes_again(graph: Graph, format_: str) -> None:
    assert exported(graph, format_) == exported(graph, format_)


@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("format_", "name"), RDFLIB_NAMES.items())
def test_triples_are_read_by_rdflib(graph: Graph, format_: str, name: str) -> None:
    read = rdflib.Graph().parse(data=exported(graph, format_), format=name)
    assert len(read) == len(set(graph.triples()))


@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("format_", "name"), QUAD_NAMES.items())
def test_quads_keep_their_named_graphs(
    graph: Graph, seeds_folder: Path, format_: str, name: str
) -> None:
    content = exported(graph, format_)
    source = (seeds_folder / "graph.nq").read_bytes()
    kind = ox.RdfFormat.TRIG if format_ == "trig" else ox.RdfFormat.N_QUADS
    assert set(ox.parse(content, format=kind)) == set(ox.parse(source, format=ox.RdfFormat.N_QUADS))
    dataset = rdflib.Dataset()
    dataset.parse(data=content, format=name)
    assert len([g for g in dataset.graphs() if len(g)]) == 7


def test_graphml_is_read_back(graph: Graph) -> None:
    network = nx.read_graphml(io.BytesIO(exported(graph, "graphml")), force_multigraph=True)
    expected = to_networkx(graph.triples())
    assert set(network.nodes) == set(expected.nodes)
    assert network.number_of_edges() == expected.number_of_edges()
    trial = network.nodes["https://identifiers.org/clinicaltrials:NCT00698191"]
    assert trial["type"] == "Trial"
    assert trial["label"] == "NCT00698191"


def test_gexf_is_read_back_and_holds_no_date(graph: Graph) -> None:
    content = exported(graph, "gexf")
    assert b"lastmodifieddate" not in content
    network = nx.read_gexf(io.BytesIO(content))
    expected = to_networkx(graph.triples())
    assert set(network.nodes) == set(expected.nodes)
    assert network.number_of_edges() == expected.number_of_edges()


def test_graphml_is_read_by_igraph(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    path.write_bytes(exported(graph, "graphml"))
    network = igraph.Graph.Read_GraphML(str(path))
    expected = to_networkx(graph.triples())
    assert network.vcount() == expected.number_of_nodes()
    assert network.ecount() == expected.number_of_edges()
    trial = network.vs.find(label="NCT00698191", type="Trial")
    assert trial["id"] == "https://identifiers.org/clinicaltrials:NCT00698191"
    sizes = [size for size in network.vs["cohortSize"] if not math.isnan(size)]
    assert len(sizes) == 68


def test_cytoscape_json_is_read_by_networkx(graph: Graph) -> None:
    content = json.loads(exported(graph, "cytoscape"))
    network = nx.cytoscape_graph(content)
    expected = to_networkx(graph.triples())
    assert set(network.nodes) == set(expected.nodes)
    assert network.number_of_edges() == expected.number_of_edges()
    assert network.is_directed()
    assert network.is_multigraph()
    trial = network.nodes["https://identifiers.org/clinicaltrials:NCT01690247"]
    assert (trial["name"], trial["type"], trial["enrollment"]) == ("NCT01690247", "Trial", 50)
    assert trial["startDate"] == "2012-02"
    assert content["data"]["name"] == "msc-kg"
    identifiers = [edge["data"]["id"] for edge in content["elements"]["edges"]]
    assert len(set(identifiers)) == len(identifiers)


def test_cx2_is_read_by_ndex2(graph: Graph) -> None:
    from ndex2.cx2 import RawCX2NetworkFactory

    network = RawCX2NetworkFactory().get_cx2network(json.loads(exported(graph, "cx2")))
    expected = to_networkx(graph.triples())
    assert len(network.get_nodes()) == expected.number_of_nodes()
    assert len(network.get_edges()) == expected.number_of_edges()
    assert network.get_name() == "msc-kg"
    (trial,) = (
        node["v"] for node in network.get_nodes().values()
        if node["v"]["iri"].endswith("clinicaltrials:NCT01690247")
    )  # fmt: skip
    assert (trial["name"], trial["enrollment"]) == ("NCT01690247", 50)
    names = {edge["v"]["interaction"] for edge in network.get_edges().values()}
    assert {"condition", "sponsor", "tissueSource", "hasDose"} <= names


def test_cx2_declares_every_attribute(graph: Graph) -> None:
    aspects = json.loads(exported(graph, "cx2"))
    declared = aspects[2]["attributeDeclarations"][0]["nodes"]
    nodes = next(aspect["nodes"] for aspect in aspects if "nodes" in aspect)
    python = {"string": str, "long": int, "double": float, "boolean": bool}
    for node in nodes:
        for name, value in node["v"].items():
            wanted = declared[name]["d"]
            assert isinstance(value, list) == wanted.startswith("list_of_")
            for one in value if isinstance(value, list) else [value]:
                assert type(one) is python[wanted.removeprefix("list_of_")]
    assert declared["altLabel"]["d"] == "list_of_string"


def test_attributes_have_the_types_of_their_literals(graph: Graph) -> None:
    nodes = to_networkx(graph.triples()).nodes
    record = nodes["https://w3id.org/msc-kg/record/773133da266ae51a/1"]
    assert record["enrollment"] == 50
    assert record["acceptsHealthyVolunteers"] is False
    assert record["completionDate"] == "2015-02"
    assert record["firstPosted"] == "2012-09-21"
    doses = [a["doseValue"] for _, a in nodes(data=True) if "doseValue" in a]
    assert {type(value) for value in doses} == {float}


def test_the_property_graph_has_typed_nodes(graph: Graph) -> None:
    network = to_networkx(graph.triples())
    types = {attributes.get("type") for _, attributes in network.nodes(data=True)}
    assert None not in types
    wanted = "Trial StudyReport RegistryRecord CellProduct Dose Arm Condition Organization Paper"
    assert {*wanted.split(), "SourceDocument", "Tissue", "Route", "Donor"} <= types
    doses = [a for _, a in network.nodes(data=True) if a["type"] == "Dose"]
    assert all(isinstance(dose.get("doseValue", 1.0), float) for dose in doses)


def test_the_name_tells_the_format() -> None:
    for entry in FORMATS.values():
        for suffix in entry.suffixes:
            assert by_suffix(f"graph{suffix}") == entry.name


def test_the_command_writes_a_file(tmp_path: Path, seeds_folder: Path) -> None:
    output = tmp_path / "graph.graphml"
    arguments = ["export", "-g", str(seeds_folder), "-o", str(output)]
    assert CliRunner().invoke(cli, arguments, standalone_mode=False).return_value == 0
    assert output.read_bytes().startswith(b"<?xml")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.graphml"]


def test_the_command_asks_for_a_format(seeds_folder: Path) -> None:
    done = CliRunner().invoke(cli, ["export", "-g", str(seeds_folder), "-o", "graph.docx"])
    assert "not the name of a known format" in str(done.exception)


def test_python_users_get_rows_networkx_and_rdflib(seeds_folder: Path) -> None:
    opened = KnowledgeGraph.open(seeds_folder)
    rows = opened.query("sponsors", condition="GVHD", tissue="BM")
    assert len(rows.rows) == 6
    network = opened.to_networkx()
    as_rdflib = opened.to_rdflib()
    assert len(as_rdflib) == len(set(opened.graph.triples()))
    assert network.number_of_nodes() > 500
    assert opened.sparql("ASK { ?s ?p ?o }") is True


def test_parameters_in_python_may_be_several_or_none(seeds_folder: Path) -> None:
    opened = KnowledgeGraph.open(seeds_folder)
    one = opened.query("sponsors", condition="GVHD", tissue=None)
    assert one == opened.query("sponsors", condition=["GVHD"])
    several = opened.query("sponsors", condition=["GVHD", "multiple sclerosis"])
    assert len(several.rows) > len(one.rows)
    with pytest.raises(InputError, match="not text"):
        opened.query("sponsors", condition=[1])  # type: ignore[list-item]


@pytest.mark.parametrize("format_", ["cytoscape", "cx2"])
def test_text_never_becomes_syntax_of_json(format_: str) -> None:
    words = 'a"b\\c\n</script>\u2028|\x1f'
    content = json.loads(exported(LocalGraph(iter(quads_of(words))), format_))
    assert json.dumps(words) in json.dumps(content)


def quads_of(words: str) -> list[ox.Quad]:
    """Return what is said of one node with these words as its label."""
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    return [ox.Quad(ox.NamedNode("http://example.org/a"), label, ox.Literal(words))]


@pytest.mark.parametrize("format_", ["graphml", "gexf"])
def test_characters_that_xml_forbids_are_replaced(format_: str) -> None:
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    node = ox.NamedNode("http://example.org/a")
    quad = ox.Quad(node, label, ox.Literal("a\x0b\x1b\x00b\ufffec"))
    content = exported(LocalGraph(iter([quad])), format_)
    read = ElementTree.fromstring(content)
    assert any("a���b�c" in (part.text, *part.attrib.values()) for part in read.iter())
