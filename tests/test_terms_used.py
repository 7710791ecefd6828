"""Terms are declared before they are used, and used when they are declared."""

import ast
import re
from pathlib import Path

import pytest

from msc_kg import iris, vocab

ROOT = Path(__file__).resolve().parents[1]
NAMESPACES = {
    name: space for name, space in vars(vocab).items() if isinstance(space, type) and name.islower()
}
DECLARED = {
    f"{name}:{attribute.rstrip('_')}"
    for name, space in NAMESPACES.items()
    for attribute in vars(space)
    if not attribute.startswith("__")
}
OWN = {term for term in DECLARED if term.startswith("msc:")}
TEXTS = sorted(
    path
    for folder, suffix in (("shapes", "ttl"), ("queries", "rq"), ("ontology/schemes", "ttl"))
    for path in (ROOT / folder).rglob(f"*.{suffix}")
)
MODULES = [path for path in sorted((ROOT / "msc_kg").rglob("*.py")) if path.name != "vocab.py"]
QUOTED = re.compile(r"<[^<>\s]*>|'[^'\n]*'|#[^\n]*")
LITERAL = re.compile(r'"(?:\\.|[^"\\\n])*"')
STRUCTURE = {
    "rdfs:subClassOf": "between the classes of the ontology, not in graphs",
    "rdfs:subPropertyOf": "between the properties of the ontology, not in graphs",
    "rdfs:comment": "free for curators",
}
"""Declared terms that need no use here, with the reason."""


def terms_of_text(path: Path) -> set[str]:
    """Return the prefixed names of the declared namespaces in Turtle or SPARQL."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ttl":
        queries = " ".join(re.findall(r'"""(.*?)"""', text, re.DOTALL))
        text = LITERAL.sub(" ", re.sub(r'""".*?"""', " ", text, flags=re.DOTALL)) + queries
    names = re.findall(r"(?<![\w:/-])([a-z]+):([A-Za-z]\w*)", QUOTED.sub(" ", text))
    return {f"{prefix}:{local}" for prefix, local in names if prefix in NAMESPACES}


def terms_of_code(path: Path) -> set[str]:
    """Return the terms that a module takes from ``msc_kg.vocab``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    local = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "msc_kg.vocab"
        for alias in node.names
    }
    return {
        f"{local[node.value.id]}:{node.attr.rstrip('_')}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in local
    }


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_terms_of_shapes_queries_and_schemes_are_declared(path: Path) -> None:
    # Shapes and schemes say more than graphs do: terms of other vocabularies are free there.
    used = terms_of_text(path)
    assert not {term for term in used if term.startswith("msc:")} - DECLARED


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_terms_of_the_code_are_declared(path: Path) -> None:
    assert not terms_of_code(path) - DECLARED


def test_declared_terms_are_used() -> None:
    used = {term for path in TEXTS for term in terms_of_text(path)}
    used |= {term for path in MODULES for term in terms_of_code(path)}
    assert sorted(DECLARED - used - set(STRUCTURE)) == []


def test_the_attributes_of_the_code_are_the_terms_of_the_ontology() -> None:
    for name, space in NAMESPACES.items():
        for attribute, term in vars(space).items():
            if not attribute.startswith("__"):
                assert term.iri == iris.expand(f"{name}:{attribute.rstrip('_')}")
