"""Tables as CSV and Parquet: one row a node, keys that join, nothing lost, the same bytes."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from msc_kg import iris
from msc_kg.cli import cli
from msc_kg.errors import InputError
from msc_kg.exports import FOLDER_FORMATS, write_folder
from msc_kg.exports.packing import CONTENTS
from msc_kg.exports.tables import shapes
from msc_kg.store import Graph, LocalGraph, open_graph
from msc_kg.terms import Class, DatatypeProperty, ObjectProperty
from msc_kg.vocab import msc

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
KEYS = (
    "record",
    "arm",
    "trial",
    "document",
    "condition",
    "sponsor",
    "part_of_paper",
    "reported_in",
)

TableRows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def graph(seeds_folder: Path) -> Graph:
    """Return the graph of the packaged seeds."""
    return open_graph(seeds_folder)


@pytest.fixture(scope="module")
def tables(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> TableRows:
    """Return the rows of all CSV tables by name."""
    folder = tmp_path_factory.mktemp("tables") / "csv"
    write_folder(graph, folder, "tables")
    return {path.stem: rows_of(path.read_bytes()) for path in folder.glob("*.csv")}


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_the_tables_there_are(tables: TableRows) -> None:
    assert set(tables) == set(shapes())
    assert len(tables) == 20
    counts = {name: len(tables[name]) for name in ("trials", "records", "products", "doses")}
    assert counts == {"trials": 67, "records": 78, "products": 89, "doses": 73}


def test_every_node_has_one_row(graph: Graph, tables: TableRows) -> None:
    typed = {str(t.subject)[1:-1] for t in graph.triples() if t.predicate.value == RDF_TYPE}
    rows = [row["id"] for name, found in tables.items() for row in found if "id" in row]
    assert sorted(rows) == sorted(iris.compress(iri) for iri in typed)


def test_foreign_keys_lead_to_rows(tables: TableRows) -> None:
    known = {row["id"] for found in tables.values() for row in found if "id" in row}
    followed = 0
    for found in tables.values():
        for row in found:
            for name in KEYS:
                keys = row.get(name, "").split("|") if row.get(name) else []
                assert known.issuperset(keys)
                followed += len(keys)
    assert followed > 1000
    for name in ("products", "doses", "administrations", "arms"):
        assert all(row["record"] and row["trial"] for row in tables[name])


def test_the_cells_of_a_trial(tables: TableRows) -> None:
    (trial,) = (row for row in tables["trials"] if row["label"] == "NCT00698191")
    assert trial["id"] == "clinicaltrials:NCT00698191"
    assert trial["tissue_source_label"] == "bone marrow|umbilical cord"
    assert len(trial["record"].split("|")) == 7


def test_every_statement_is_in_some_table(graph: Graph, tables: TableRows) -> None:
    cells = {cell for found in tables.values() for row in found for cell in row.values()}
    parts = cells | {part for cell in cells for part in cell.split("|")}
    for triple in graph.triples():
        if isinstance(triple.object, ox.NamedNode) and triple.predicate.value != RDF_TYPE:
            assert iris.compress(triple.object.value) in parts, triple
        elif isinstance(triple.object, ox.Literal) and "#decimal" not in str(triple.object):
            escaped = triple.object.value.replace("\\", "\\\\").replace("|", "\\|")
            assert {triple.object.value, escaped} & parts or escaped in " ".join(cells), triple


def test_what_no_column_holds_is_told() -> None:
    node, other = ox.NamedNode(f"{iris.BASE}x/1"), ox.NamedNode("http://example.org/other")
    trial = ox.NamedNode("https://w3id.org/msc-kg/ontology#Trial")
    enrollment = ox.NamedNode("https://w3id.org/msc-kg/ontology#enrollment")
    integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    quads = [
        ox.Quad(node, ox.NamedNode(RDF_TYPE), trial),
        ox.Quad(node, other, ox.Literal("words")),
        ox.Quad(node, enrollment, ox.Literal("12", datatype=integer)),
        ox.Quad(node, enrollment, ox.Literal("a dozen")),
        ox.Quad(other, other, node),
    ]
    found = written(LocalGraph(iter(quads)))
    assert [row["enrollment"] for row in found["trials"]] == ["12"]
    assert {(row["property"], row["value"]) for row in found["other"]} == {
        ("http://example.org/other", "words"),
        ("http://example.org/other", f"{iris.BASE}x/1"),
        ("msc:enrollment", "a dozen"),
    }


def written(graph: Graph, format_: str = "tables") -> TableRows:
    """Return the rows of a graph's CSV tables by name."""
    with TemporaryDirectory() as place:
        target = Path(place) / "t.zip"
        write_folder(graph, target, format_)
        with zipfile.ZipFile(target) as archive:
            names = [name for name in archive.namelist() if name.endswith(".csv")]
            return {Path(name).stem: rows_of(archive.read(name)) for name in names}


def test_every_class_and_property_of_ours_has_its_place() -> None:
    found = {kind for shape in shapes().values() for kind in shape.types}
    classes = {name for name, term in vars(msc).items() if isinstance(term, Class)}
    assert classes <= found
    steps = {
        step.predicate
        for shape in shapes().values()
        for column in shape.columns
        for path in column.paths
        for step in path
    }
    kinds = (ObjectProperty, DatatypeProperty)
    properties = {term.iri for term in vars(msc).values() if isinstance(term, kinds)}
    assert properties <= steps


@pytest.mark.parametrize("words", ['a "b", c', "a\nb\r\nc", "a|b\\", "=1+1", "  x ", "\t|\x1f"])
def test_text_is_read_back_as_it_was(words: str) -> None:
    node = ox.NamedNode("https://w3id.org/msc-kg/record/a/1")
    space = "https://w3id.org/msc-kg/ontology#"
    quads = [
        ox.Quad(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(f"{space}RegistryRecord")),
        ox.Quad(node, ox.NamedNode(f"{space}locator"), ox.Literal(words)),
        ox.Quad(node, ox.NamedNode(f"{space}keyword"), ox.Literal(words)),
    ]
    (row,) = written(LocalGraph(iter(quads)))["records"]
    assert row["locator"] == words
    assert row["keyword"] == words.replace("\\", "\\\\").replace("|", "\\|")
    (node_row,) = written(LocalGraph(iter(quads)), "neo4j")["nodes_RegistryRecord"]
    assert node_row["locator:string"] == words.replace("\x1f", " ")


def test_a_graph_elsewhere_is_read_by_its_triples(seeds_folder: Path, tmp_path: Path) -> None:
    class Remote:
        """What an endpoint's graph has."""

        source = "http://localhost/query"

        def triples(self) -> Iterator[ox.Triple]:
            return open_graph(seeds_folder).triples()

    for format_ in ("tables", "kgx"):
        write_folder(cast(Graph, Remote()), tmp_path / "remote", format_)
        write_folder(open_graph(seeds_folder), tmp_path / "local", format_)
        assert contents(tmp_path / "remote") == contents(tmp_path / "local")


@pytest.fixture(scope="module")
def parquet(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of Parquet tables."""
    folder = tmp_path_factory.mktemp("parquet") / "p"
    write_folder(graph, folder, "parquet")
    return folder


def test_parquet_holds_the_same_rows(parquet: Path, tables: TableRows) -> None:
    for name, rows in tables.items():
        read = pq.read_table(parquet / f"{name}.parquet")
        assert read.num_rows == len(rows)
        assert read.column_names == [column.name for column in shapes()[name].columns]
    doses = pd.read_parquet(parquet / "doses.parquet")
    assert doses["value"].dtype == "float64"
    values = [float(row["value"]) for row in tables["doses"] if row["value"]]
    assert sorted(doses["value"].dropna()) == sorted(values)
    trials = pl.read_parquet(parquet / "trials.parquet")
    assert trials.schema["enrollment"] == pl.List(pl.Int64)
    assert trials.schema["label"] == pl.String


def test_parquet_without_pyarrow_says_what_to_install(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(InputError, match=r"pip install 'msc-kg\[frames\]'"):
        write_folder(graph, tmp_path / "p", "parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format_", FOLDER_FORMATS)
def test_the_same_bytes_in_folder_and_zip(graph: Graph, tmp_path: Path, format_: str) -> None:
    for name in ("a", "b", "a.zip", "b.zip"):
        write_folder(graph, tmp_path / name, format_)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert inside == contents(tmp_path / "a")
    assert len(list(tmp_path.iterdir())) == 4


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_only_an_earlier_export_is_replaced(graph: Graph, tmp_path: Path) -> None:
    target = tmp_path / "export"
    write_folder(graph, target, "tables")
    write_folder(graph, target, "kgx")
    assert set(contents(target)) == {"nodes.tsv", "edges.tsv", CONTENTS}
    (target / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not replaced"):
        write_folder(graph, target, "kgx")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="not replaced"):
        write_folder(graph, tmp_path / "file", "kgx")


def test_the_command_writes_a_zip(tmp_path: Path, seeds_folder: Path) -> None:
    output = tmp_path / "tables.zip"
    arguments = ["export", "-g", str(seeds_folder), "--format", "tables", "-o", str(output)]
    assert CliRunner().invoke(cli, arguments, standalone_mode=False).return_value == 0
    assert zipfile.is_zipfile(output)
    done = CliRunner().invoke(cli, arguments[:-2], standalone_mode=False)
    assert "tables is several files" in str(done.exception)
