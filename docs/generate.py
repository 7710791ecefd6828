"""Writes the generated files, or checks that they are as they would be written.

    python docs/generate.py           # write
    python docs/generate.py --check   # exit 1 and name the files that differ

Generated: ``msc_kg/vocab.py`` (from ``ontology/msc.ttl`` and ``ontology/prefixes.ttl``).
"""

import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from msc_kg import iris

ROOT = Path(__file__).resolve().parent.parent
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
KINDS = {f"{OWL}Class": "Class", f"{OWL}ObjectProperty": "ObjectProperty"}
PYTHON_TYPES = {
    "string": "str",
    "integer": "int",
    "decimal": "float",
    "boolean": "bool",
    "PartialDate": "PartialDate",
}
VOCAB_HEAD = '''"""The terms of the ontology, typed. Generated from ``ontology/msc.ttl``: do not edit.

Each class below is a namespace; its attributes are the terms declared there.
"""

from msc_kg.terms import Class, DatatypeProperty, Iri, ObjectProperty, PartialDate
'''


def vocab() -> str:
    """Return the source of ``msc_kg/vocab.py``."""
    store = ox.Store()
    store.load((ROOT / "ontology" / "msc.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    spaces: dict[str, list[str]] = {}
    for iri in sorted({quad.subject.value for quad in store if _is_named(quad.subject)}):
        declaration = _declaration(store, ox.NamedNode(iri))
        prefix, _, local = iris.compress(iri).partition(":")
        if declaration:
            spaces.setdefault(prefix, []).append(
                f'    {_attribute(local)} = {declaration}(Iri("{iri}"))\n'
            )
    parts = [VOCAB_HEAD]
    for prefix in sorted(spaces):
        parts.append(f'\n\nclass {prefix}:\n    """Terms of {iris.prefixes()[prefix]}"""\n\n')
        parts.extend(spaces[prefix])
    return "".join(parts)


def _is_named(node: object) -> bool:
    return isinstance(node, ox.NamedNode)


def _attribute(local: str) -> str:
    return f"{local}_" if local in {"type", "class"} else local


def _declaration(store: ox.Store, term: ox.NamedNode) -> str | None:
    kinds = _objects(store, term, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    ranges = _objects(store, term, f"{RDFS}range")
    if f"{OWL}DatatypeProperty" in kinds:
        local = ranges[0].rpartition("#")[2]
        return f"DatatypeProperty[{PYTHON_TYPES[local]}]"
    return next((KINDS[kind] for kind in kinds if kind in KINDS), None)


def _objects(store: ox.Store, term: ox.NamedNode, predicate: str) -> list[str]:
    quads = store.quads_for_pattern(term, ox.NamedNode(predicate), None)
    return sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))


GENERATED: dict[str, Callable[[], str]] = {"msc_kg/vocab.py": vocab}


def main(arguments: list[str]) -> int:
    """Write or check every generated file; return the exit status."""
    differing = []
    for name, make in GENERATED.items():
        path = ROOT / name
        text = make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            differing.append(name)
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    verdict = "differs; run python docs/generate.py" if "--check" in arguments else "written"
    for name in differing:
        print(
            f"{name}: {'differs; run python docs/generate.py' if '--check' in arguments else 'written'}"
        )
    return 1 if differing and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
