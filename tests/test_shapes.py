"""Each shape and check finds what it is for, and nothing else; the engines agree on it."""

import re
from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox
import pytest
from planted import plant
from shape_examples import CONFORMING, Example, examples, short

from msc_kg import resources, validation
from msc_kg.validation import checks, nodes
from msc_kg.validation.nodes import SH

EXAMPLES = examples()
SHAPES = 103
CHECKS = 21
QUERIES_IN_SHAPES = 19


@cache
def shape_nodes() -> nodes.Nodes:
    quads = (
        quad
        for path in resources.files("shapes", "*.ttl")
        for quad in ox.parse(path=path, rename_blank_nodes=True)
    )
    return nodes.by_subject(quads)


def reporting_shapes() -> Iterator[tuple[str, dict[str, list[nodes.Term]]]]:
    for iri, node in shape_nodes().items():
        if f"{SH}severity" in node:
            yield iri, dict(node)


def found_by(report: validation.Report, name: str) -> set[tuple[str, str]]:
    return {
        (finding.focus, short(finding.message.removeprefix(f"{finding.focus_label}: ")))
        for finding in report.findings
        if finding.name == name
    }


def report_on(example: Example, engine: str = validation.DEFAULT) -> validation.Report:
    if example.name.startswith(("term-", "ontology-")):
        return validation.validate(
            example.content, engine=engine, shapes=validation.shapes_for_ontology()
        )
    return validation.validate(example.content, engine=engine)


def test_every_shape_and_check_has_an_example() -> None:
    shapes = {iri.rpartition("/")[2] for iri, _ in reporting_shapes()}
    queries = {check.iri.rpartition("/")[2] for check in checks.packaged()}
    assert (len(shapes), len(queries)) == (SHAPES, CHECKS)
    assert not shapes & queries
    assert {example.name for example in EXAMPLES} == shapes | queries


def test_every_shape_says_what_is_wrong_and_how_grave() -> None:
    for iri, node in reporting_shapes():
        assert iri.startswith("https://w3id.org/msc-kg/shapes/"), iri
        queries = [shape_nodes()[nodes.key(q)] for q in node.get(f"{SH}sparql", [])]
        told = [own for own in (node, *queries) if f"{SH}message" in own]
        assert len(told) == 1, iri
        assert node[f"{SH}severity"] in (
            [ox.NamedNode(f"{SH}Violation")],
            [ox.NamedNode(f"{SH}Warning")],
            [ox.NamedNode(f"{SH}Info")],
        )


def test_every_constraint_has_a_severity_and_every_shape_an_iri() -> None:
    lists_and_paths = {"alternativePath"}
    for iri, node in shape_nodes().items():
        own = {name.removeprefix(SH) for name in node if name.startswith(SH)}
        if iri.startswith("_:"):
            assert own <= lists_and_paths, node
        elif "path" in own or "sparql" in own:
            assert "severity" in own, iri


def test_queries_in_shapes_use_the_declared_prefixes() -> None:
    wanted = [ox.NamedNode("https://w3id.org/msc-kg/prefixes")]
    with_query = [node for node in shape_nodes().values() if f"{SH}select" in node]
    assert len(with_query) == QUERIES_IN_SHAPES
    assert all(node[f"{SH}prefixes"] == wanted for node in with_query)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example.name))
def test_the_example_fails_where_it_says_and_nowhere_else(example: Example) -> None:
    assert example.expected
    assert found_by(report_on(example), example.name) == example.expected


@pytest.mark.parametrize("engine", validation.ENGINES)
def test_nothing_is_found_in_the_conforming_graph(engine: str) -> None:
    report = validation.validate(CONFORMING.read_bytes(), engine=engine)
    assert report.findings == ()
    assert len(report.checked) > 100


@pytest.mark.parametrize(
    "shapes",
    [validation.packaged_shapes(), validation.shapes_for_ontology()],
    ids=["graph", "ontology"],
)
def test_the_engines_agree_on_all_examples_together(shapes: bytes) -> None:
    content = b"\n".join([CONFORMING.read_bytes(), *(e.apart() for e in EXAMPLES)])
    # as a store keeps it: decimals are without trailing zeros
    kept = plant(content)
    found = {
        engine: set(validation.validate(kept, engine=engine, shapes=shapes).findings)
        for engine in validation.ENGINES
    }
    assert list(found) == ["sparql", "shifty", "pyshacl"]
    for engine in found:
        assert found[engine] - found["pyshacl"] == set()
        assert found["pyshacl"] - found[engine] == set()
    assert len(found["pyshacl"]) > 10


def test_the_packaged_ontology_conforms() -> None:
    report = validation.validate_ontology()
    assert [finding.message for finding in report.findings if finding.severity != "info"] == []


def test_a_message_of_a_check_names_only_variables_of_its_query() -> None:
    for check in checks.packaged():
        names = set(re.findall(r"\{(\w+)\}", check.message))
        selected = check.query.partition("WHERE")[0]
        assert names <= set(re.findall(r"\?(\w+)", selected)), check.iri
