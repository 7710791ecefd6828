"""Neo4j: files by the rules of the import tool, ids that exist, well-formed commands."""

import csv
import os
import re
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from msc_kg.exports import write_folder
from msc_kg.exports.neo4j import SEPARATOR, safe
from msc_kg.exports.property_graph import to_networkx
from msc_kg.store import LocalGraph, open_graph

FIELD = re.compile(r"[A-Za-z]\w*:(string|long|double|boolean)(\[\])?|iri:ID\(Resource\)|:LABEL")
FAKE = """#!/bin/sh
for argument in "$@"; do printf '%s\\n' "$argument"; done > "$RECEIVED"
"""


@pytest.fixture(scope="module")
def folder(seeds_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the export of the packaged seeds."""
    target = tmp_path_factory.mktemp("neo4j") / "export"
    write_folder(open_graph(seeds_folder), target, "neo4j")
    return target


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_nodes_and_links_are_those_of_the_graph(folder: Path, seeds_folder: Path) -> None:
    expected = to_networkx(open_graph(seeds_folder).triples())
    nodes = [row["iri:ID(Resource)"] for path in folder.glob("nodes_*") for row in rows(path)]
    links = [row for path in folder.glob("links_*") for row in rows(path)]
    assert sorted(nodes) == sorted(expected.nodes)
    assert len(links) == expected.number_of_edges()
    assert all(row[":START_ID"] in expected and row[":END_ID"] in expected for row in links)
    assert {row[":TYPE"] for row in links} >= {"condition", "sponsor", "hasCellProduct"}


def test_headers_and_labels(folder: Path) -> None:
    for path in folder.glob("nodes_*"):
        with path.open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        assert all(FIELD.fullmatch(field) for field in header), header
        assert len(set(header)) == len(header)
    (row,) = (
        r
        for r in rows(folder / "nodes_StudyReport.csv")
        if r["iri:ID(Resource)"].endswith("/032eed11a4eff95b/1")
    )
    assert row[":LABEL"].split(SEPARATOR) == ["Resource", "StudyReport", "Record"]


def test_the_import_command_names_every_file(folder: Path, tmp_path: Path) -> None:
    tool, received = tmp_path / "neo4j-admin", tmp_path / "received"
    tool.write_text(FAKE)
    tool.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "RECEIVED": str(received)}
    subprocess.run(["sh", str(folder / "import.sh"), "trials"], env=environment, check=True)
    arguments = received.read_text().splitlines()
    assert arguments[:3] == ["database", "import", "full"]
    assert arguments[-1] == "trials"
    named = {argument.partition("=")[2] for argument in arguments if argument.endswith(".csv")}
    assert named == {path.name for path in folder.glob("*.csv")}


def test_the_script_loads_every_file(folder: Path) -> None:
    script = (folder / "load.cypher").read_text(encoding="utf-8")
    named = re.findall(r"'file:///([^']+)'", script)
    assert sorted(named) == sorted(path.name for path in folder.glob("*.csv"))
    for path in folder.glob("nodes_*"):
        with path.open(encoding="utf-8", newline="") as stream:
            for field in next(csv.reader(stream)):
                assert f"row.`{field}`" in script


def test_names_never_become_paths_or_cypher(tmp_path: Path) -> None:
    node, kind = ox.NamedNode("http://example.org/n"), ox.NamedNode("http://example.org/a%2F..;b-c")
    type_ = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quads = [
        ox.Quad(node, type_, kind),
        ox.Quad(node, kind, node),
        ox.Quad(node, ox.NamedNode("http://example.org/x'y"), ox.Literal("1")),
    ]
    write_folder(LocalGraph(iter(quads)), tmp_path / "e", "neo4j")
    names = {path.name for path in (tmp_path / "e").iterdir()}
    assert all(re.fullmatch(r"[A-Za-z0-9_.]+", name) for name in names)
    assert safe("a-b") != safe("a_b")
