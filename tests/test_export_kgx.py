"""KGX: required columns, CURIEs, categories and predicates of the Biolink model, honest claims.

KGX and the model are heavy. ``.ci/run`` installs them in an environment of their own and names
its Python in ``MSC_KG_KGX_PYTHON``; without it the rules that matter are checked here.
"""

import csv
import os
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg.cli import cli
from msc_kg.errors import InputError
from msc_kg.exports import write_folder
from msc_kg.store import LocalGraph, open_graph

CATEGORIES = {
    "biolink:ClinicalTrial", "biolink:DiseaseOrPhenotypicFeature", "biolink:Agent",
    "biolink:Publication", "biolink:AnatomicalEntity", "biolink:Cell", "biolink:Treatment",
    "biolink:GeographicLocation",
}  # fmt: skip
"""Classes of Biolink 4.4 that are no mixins and not abstract."""

PREDICATES = {
    "biolink:in_clinical_trials_for": ("biolink:Treatment", "biolink:DiseaseOrPhenotypicFeature"),
    "biolink:related_to": (None, None),
    "biolink:mentions": (None, None),
    "biolink:located_in": (None, None),
    "biolink:composed_primarily_of": (None, None),
    "biolink:derives_from": (None, None),
    "biolink:subclass_of": (None, None),
}
"""Predicates of Biolink 4.4 with domain and range where they matter."""

CURIE = re.compile(r"[^ <()>:]+:[^ :|]+")
STATUSES = {
    "ACTIVE_NOT_RECRUITING", "COMPLETED", "ENROLLING_BY_INVITATION", "NOT_YET_RECRUITING",
    "RECRUITING", "SUSPENDED", "TERMINATED", "UNKNOWN", "WITHDRAWN",
}  # fmt: skip
PYTHON = os.environ.get("MSC_KG_KGX_PYTHON")
CHECK = Path(__file__).with_name("kgx_check.py")

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def folder(seeds_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the export of the packaged seeds."""
    target = tmp_path_factory.mktemp("kgx") / "export"
    write_folder(open_graph(seeds_folder), target, "kgx")
    return target


def rows(path: Path) -> Rows:
    """Return the rows of a KGX file, which knows no quoting."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def nodes(folder: Path) -> Rows:
    """Return the nodes."""
    return rows(folder / "nodes.tsv")


@pytest.fixture(scope="module")
def edges(folder: Path) -> Rows:
    """Return the edges."""
    return rows(folder / "edges.tsv")


def test_nodes_have_what_the_model_requires(nodes: Rows) -> None:
    identifiers = [node["id"] for node in nodes]
    assert len(set(identifiers)) == len(identifiers) > 250
    assert all(CURIE.fullmatch(identifier) for identifier in identifiers)
    assert {node["category"] for node in nodes} == CATEGORIES
    assert all(node["name"] and None not in node for node in nodes)
    assert {n["clinical_trial_overall_status"] for n in nodes} - {""} <= STATUSES


def test_edges_have_what_the_model_requires(nodes: Rows, edges: Rows) -> None:
    categories = {node["id"]: node["category"] for node in nodes}
    for edge in edges:
        domain, range_ = PREDICATES[edge["predicate"]]
        ends = categories[edge["subject"]], categories[edge["object"]]
        assert domain in (None, ends[0])
        assert range_ in (None, ends[1])
        assert edge["knowledge_level"] == "knowledge_assertion"
        assert edge["agent_type"] == "text_mining_agent"
        assert edge["primary_knowledge_source"] == "infores:msc-kg"
    assert {edge["predicate"] for edge in edges} == set(PREDICATES)
    assert len({edge["id"] for edge in edges}) == len(edges)


def test_tested_for_is_never_treats(folder: Path, edges: Rows) -> None:
    assert not re.search(r"biolink:\w*treat", (folder / "edges.tsv").read_text(encoding="utf-8"))
    tested = [edge for edge in edges if edge["predicate"] == "biolink:in_clinical_trials_for"]
    assert len(tested) > 80
    assert all(edge["has_supporting_studies"] and edge["supporting_text"] for edge in tested)
    assert any("PMID:" in e["publications"] or "paper:" in e["publications"] for e in tested)


def test_nodes_are_known_by_the_identifiers_of_their_fields(nodes: Rows) -> None:
    by_id = {node["id"]: node for node in nodes}
    assert by_id["MONDO:0013730"]["name"] == "graft-versus-host disease"
    assert by_id["MONDO:0013730"]["iri"] == "https://w3id.org/msc-kg/condition/gvhd"
    assert "MESH:D006086" in by_id["MONDO:0013730"]["xref"].split("|")
    assert by_id["CLINICALTRIALS:NCT01690247"]["clinical_trial_enrollment"] == "50"


@pytest.mark.parametrize(
    ("iri", "curie"),
    [
        ("https://identifiers.org/clinicaltrials:NCT00000001", "CLINICALTRIALS:NCT00000001"),
        ("https://www.isrctn.com/ISRCTN12345678", "isrctn:ISRCTN12345678"),
        ("https://pubmed.ncbi.nlm.nih.gov/123/", "PMID:123"),
        ("https://w3id.org/msc-kg/trial/CTRI%2F2012%2F05", "trial:CTRI%2F2012%2F05"),
        ("https://w3id.org/msc-kg/record/a/1/dose/2", "record:a-1-dose-2"),
        ("http://example.org/a%7Cb", "iri:http%3A%2F%2Fexample.org%2Fa%257Cb"),
    ],
)
def test_every_identifier_is_a_curie(iri: str, curie: str) -> None:
    trial = "https://w3id.org/msc-kg/ontology#Trial"
    assert kgx_identifier(iri, trial) == curie


def kgx_identifier(iri: str, cls: str) -> str:
    """Return the id under which a node is exported."""
    type_ = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quad = ox.Quad(ox.NamedNode(iri), type_, ox.NamedNode(cls))
    with TemporaryDirectory() as place:
        write_folder(LocalGraph(iter([quad])), Path(place) / "kgx", "kgx")
        (node,) = rows(Path(place) / "kgx" / "nodes.tsv")
    return node["id"]


@settings(deadline=None, max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(max_size=9))
def test_text_never_becomes_syntax(label: str, synonym: str) -> None:
    skos, node = (
        "http://www.w3.org/2004/02/skos/core#",
        ox.NamedNode("https://w3id.org/msc-kg/org/a"),
    )
    stated: dict[str, ox.NamedNode | ox.Literal] = {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": ox.NamedNode(
            "https://w3id.org/msc-kg/ontology#Organization"
        ),
        "http://www.w3.org/2000/01/rdf-schema#label": ox.Literal(label),
        f"{skos}altLabel": ox.Literal(synonym),
    }
    quads = [ox.Quad(node, ox.NamedNode(name), value) for name, value in stated.items()]
    with TemporaryDirectory() as place:
        write_folder(LocalGraph(iter(quads)), Path(place) / "kgx", "kgx")
        lines = (Path(place) / "kgx" / "nodes.tsv").read_bytes().decode().split("\n")
    assert len(lines) == 3
    cells = lines[1].split("\t")
    assert len(cells) == len(lines[0].split("\t"))
    assert "|" not in cells[3]


@pytest.mark.skipif(PYTHON is None, reason="MSC_KG_KGX_PYTHON names no Python with kgx")
def test_kgx_finds_no_error(folder: Path) -> None:
    command = [str(PYTHON), str(CHECK), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.parametrize("format_", ["kgx", "tables"])
def test_a_folder_is_not_named_like_a_file_of_another_format(
    seeds_folder: Path, tmp_path: Path, format_: str
) -> None:
    target = tmp_path / "x.ttl"
    words = ["export", "-g", str(seeds_folder), "--format", format_, "-o", str(target)]
    with pytest.raises(InputError, match="a file of turtle"):
        CliRunner().invoke(cli, words, standalone_mode=False, catch_exceptions=False)
    assert not target.exists()
