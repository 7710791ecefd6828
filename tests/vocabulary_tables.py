"""The verified tables and published lists that tests of the ontology compare with."""

import csv
import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from msc_kg import iris, schemes
from msc_kg.schemes import Concept

ROOT = Path(__file__).resolve().parents[1]
MAPPINGS = ROOT / "ontology" / "mappings"
MAPPED = {
    "conditions": ("conditions",),
    "cell-products": ("tissues", "cell-types", "donors", "routes", "units"),
    "coded-values": (
        "statuses",
        "phases",
        "study-types",
        "allocations",
        "maskings",
        "intervention-models",
        "primary-purposes",
        "arm-types",
        "intervention-types",
        "agency-classes",
        "reference-types",
        "date-types",
        "outcome-types",
        "sexes",
    ),
    "organisations": ("organisations",),
    "mesh-diseases": ("mesh-headings", "mesh-diseases"),
}
"""The mapping sets of concepts, with the schemes whose matches each holds."""
TABLES = ("disease_mappings", "cell_route_unit_mappings", "ctgov_enum_mappings", "sponsor_mappings")
LABELLED = {
    "tissue_concepts": ("uberon",),
    "cell_type_concepts": ("cl",),
    "donor_type_concepts": ("mesh",),
    "route_concepts": ("ncit",),
    "dose_units": ("uo", "ncit"),
}


def sssom(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the metadata lines (without "#") and the rows of an SSSOM file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line[1:] for line in lines if line.startswith("#")]
    body = [line for line in lines if not line.startswith("#")]
    return head, list(csv.DictReader(body, delimiter="\t", quoting=csv.QUOTE_NONE))


def every_concept() -> Iterator[Concept]:
    """Yield the concepts of all schemes."""
    for name in schemes.names():
        yield from schemes.load(name)


@cache
def published_labels(shared: Path) -> dict[str, set[str]]:
    """Return the labels of external concepts, by CURIE, as the verified tables give them."""
    labels: dict[str, set[str]] = {}
    for curie, label in (*_tables(shared / "ontology"), *_lists(shared / "data" / "vocab")):
        labels.setdefault(curie, set()).add(label)
    return labels


def _tables(folder: Path) -> Iterator[tuple[str, str]]:
    for name in TABLES:
        for row in _tsv(folder / f"{name}.sssom.tsv"):
            yield row["object_id"], row["object_label"]
    for name, columns in LABELLED.items():
        for row in _tsv(folder / f"{name}.tsv"):
            yield from ((row[column], row[f"{column}_label"]) for column in columns)
    for row in _tsv(folder / "dose_units.tsv"):
        yield row["qudt"].replace("unit:", "qudt:"), row["qudt_label"]


def _lists(folder: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(folder / "ror_organizations.ndjson.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            yield record["id"].replace("https://ror.org/", "ror:"), record["name"]
    for line in _lines(folder / "mesh_id_label_mappings.tsv.gz"):
        yield f"mesh:{line[0]}", line[1]
    for line in _lines(folder / "mondo_exactmatch_doid.sssom.tsv.gz"):
        yield from ((line[0], line[1]), (line[3], line[4]))
    for line in _lines(folder / "mondo_exactmatch_mesh.sssom.tsv.gz"):
        yield line[0], line[1]
    for line in _lines(folder / "biomappings_positive.sssom.tsv.gz"):
        for reference, label in ((line[0], line[1]), (line[3], line[4])):
            prefix, _, local = reference.partition(":")
            yield f"{prefix.upper() if prefix in {'cl', 'uberon'} else prefix}:{local}", label


def _lines(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if not line.startswith("#") and len(cells) >= 5:
                yield cells


def _tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def rows(shared: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a verified table."""
    return _tsv(shared / "ontology" / f"{name}.tsv")


def matches(names: tuple[str, ...]) -> set[tuple[str, str, str]]:
    """Return the matches of schemes: concept, predicate and object, as CURIEs."""
    return {
        (concept.curie, f"skos:{match.predicate}", iris.compress(match.iri))
        for name in names
        for concept in schemes.load(name)
        for match in concept.matches
    }
