"""The page of the ontology: every term at its name, every rule told, examples that are facts."""

import re
from collections import Counter
from html import unescape
from pathlib import Path

import ontology_examples
import ontology_terms
import pyoxigraph as ox
import pytest

from msc_kg import iris, schemes

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "ontology.html").read_text(encoding="utf-8")
ARTICLES: dict[str, str] = dict(
    re.findall(r'<article id="([^"]+)">\n(.*?)</article>', PAGE, re.DOTALL)
)
DECLARED = set(
    re.findall(r"^msc:(\w+) a ", (ROOT / "ontology" / "msc.ttl").read_text("utf-8"), re.MULTILINE)
)
CLASSES = [term for term in ontology_terms.terms() if term.kind == "class"]


def test_every_term_stands_at_its_local_name() -> None:
    assert len(DECLARED) == len(ontology_terms.terms()) > 110
    assert set(ARTICLES) >= DECLARED
    for term in ontology_terms.terms():
        assert term.definition in unescape(ARTICLES[term.local])


def test_anchors_are_unique_and_links_within_lead_somewhere() -> None:
    anchors = Counter(re.findall(r' id="([^"]+)"', PAGE))
    assert set(anchors.values()) == {1}
    inside = set(re.findall(r'href="#([^"]+)"', PAGE))
    assert len(inside) > 100
    assert inside <= set(anchors)
    files = set(re.findall(r'href="(\.\./[^"]+)"', PAGE))
    assert len(files) == 4 + len(schemes.names())
    assert all((ROOT / "docs" / name).resolve().exists() for name in files)


def test_the_page_loads_nothing() -> None:
    assert "default-src 'none'" in PAGE
    assert not re.search(r"<(script|link|img|iframe|object)\b|@import|url\(", PAGE)


def test_every_rule_of_the_shapes_stands_on_the_page() -> None:
    messages = [
        message
        for path in sorted((ROOT / "shapes").glob("*.ttl"))
        if path.name != "ontology.ttl"
        for message in re.findall(r'sh:message "([^"]+)"', path.read_text("utf-8"))
    ]
    assert len(messages) == len(ontology_terms.rules()) > 80
    told = unescape(PAGE)
    of_terms = [
        rule.message
        for rule in ontology_terms.rules()
        if any(name.startswith("msc:") for name in rule.concerns)
    ]
    assert len(of_terms) > 80
    assert all(f": {message}" in told for message in of_terms)
    assert all(rule.asked for rule in ontology_terms.rules())


def test_a_class_has_its_properties_rules_and_alignments() -> None:
    trial = unescape(re.sub(r"<[^>]+>", " ", ARTICLES["Trial"]))
    assert "schema:MedicalStudy" in trial
    assert "OBI:0003699" in trial
    assert "the trial has more than one accepted overall status" in trial
    assert "msc:tissueSource" in trial
    assert "at least 1; at most 1" in trial


@pytest.mark.parametrize("term", CLASSES, ids=lambda term: term.local)
def test_an_example_is_made_of_facts_of_the_seeds(term: ontology_terms.Term) -> None:
    example = re.search(r"<pre[^>]*>(.*?)</pre>", ARTICLES[term.local], re.DOTALL)
    if example is None:
        assert not ontology_examples.seeds().ask(f"ASK {{ ?node a <{term.iri}> }}")
        return
    heads = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in iris.prefixes().items())
    found = list(ox.parse((heads + unescape(example[1])).encode(), format=ox.RdfFormat.TURTLE))
    assert len(found) >= 3
    for quad in found:
        cut = isinstance(quad.object, ox.Literal) and quad.object.value.endswith(" …")
        value = "?any" if cut else str(quad.object)
        assert ontology_examples.seeds().ask(f"ASK {{ {quad.subject} {quad.predicate} {value} }}")


def test_most_classes_have_an_example() -> None:
    assert len(CLASSES) == 18
    assert sum("<pre" in ARTICLES[term.local] for term in CLASSES) >= 16


def test_the_schemes_are_counted() -> None:
    for name in schemes.names():
        found = re.search(r"<dt>Concepts</dt><dd>([\d,]+)", ARTICLES[f"scheme-{name}"])
        assert found is not None
        path = ROOT / "ontology" / "schemes" / f"{name}.ttl"
        count = sum(
            quad.predicate.value == "http://www.w3.org/2004/02/skos/core#inScheme"
            for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
        )
        assert int(found[1].replace(",", "")) == count > 0
