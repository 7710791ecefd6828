"""SHACL shapes as they stand in a shapes graph, and their paths as SPARQL property paths.

What is not covered is refused with the component and the shape named: a constraint that is
passed over in silence would let a graph conform that does not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from msc_kg.errors import InputError
from msc_kg.report import Severity
from msc_kg.validation.nodes import RDF, SEVERITY, SH, Nodes, Term, key, members

TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
SILENT = frozenset(
    {*TARGETS, "path", "severity", "message", "deactivated", "name", "description", "order"}
    | {"group", "defaultValue", "flags", "ignoredProperties", "qualifiedValueShapesDisjoint"}
    | {"qualifiedMinCount", "qualifiedMaxCount"}
)
"""What may stand on a shape without being a constraint by itself."""
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_CLASSES = frozenset({f"{_RDFS}Class", f"{_OWL}Class"})
_SHAPES = frozenset({f"{SH}NodeShape", f"{SH}PropertyShape"})
_DECLARING = frozenset(
    {f"{SH}{name}" for name in ("parameter", "validator", "nodeValidator", "propertyValidator")}
)
_REPEATED: dict[str, str] = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def refused(shape: str, reason: str) -> InputError:
    """Return the error for what this engine does not cover, or what is no proper shape."""
    return InputError(
        f"the engine sparql cannot check this shape: {reason}",
        where=shape,
        next_step="use --engine pyshacl",
    )


@dataclass(frozen=True)
class Shapes:
    """A shapes graph; shapes are named by their IRI or ``_:label``.

    ``prologues`` are the prefixes of queries by the nodes that declare them, once they were read.
    """

    nodes: Nodes
    prologues: dict[tuple[Term, ...], str] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse components that the shapes graph declares itself, and inference."""
        for name, node in self.nodes.items():
            if _DECLARING & node.keys():
                raise refused(name, "it is a constraint component of the shapes' own")
            if f"{SH}entailment" in node:
                raise refused(name, "it wants triples to be inferred (sh:entailment)")

    def values(self, shape: str, name: str) -> list[Term]:
        """Return the values of a SHACL property of a shape."""
        return self.nodes.get(shape, {}).get(SH + name, [])

    def one(self, shape: str, name: str) -> Term | None:
        """Return the only value of a SHACL property of a shape."""
        found = self.values(shape, name)
        if len(found) > 1:
            raise refused(shape, f"it has several values of sh:{name}")
        return found[0] if found else None

    def is_true(self, shape: str, name: str) -> bool:
        """Return whether a SHACL property of a shape is true."""
        value = self.one(shape, name)
        return value is not None and key(value) in {"true", "1"}

    def says_true(self, shape: str, name: str) -> bool:
        """Return whether a SHACL property of a shape is the word true, as some demand."""
        return [key(value) for value in self.values(shape, name)] == ["true"]

    def number(self, shape: str, name: str) -> int | None:
        """Return the integer that a SHACL property of a shape is, if it is there."""
        value = self.one(shape, name)
        if value is None:
            return None
        if not key(value).isdecimal():
            raise refused(shape, f"sh:{name} is no number: {key(value)}")
        return int(key(value))

    def listed(self, shape: str, name: str, head: Term) -> list[Term]:
        """Return the members of the RDF list that a SHACL property has."""
        if key(head) == f"{RDF}nil":
            return []
        found = list(members(head, self.nodes))
        if not found:
            raise refused(shape, f"sh:{name} is no list")
        return found

    def severity(self, shape: str) -> Severity:
        """Return how grave a violation of a shape is."""
        given = self.one(shape, "severity")
        return "violation" if given is None else SEVERITY.get(key(given), "violation")

    def message(self, shape: str) -> str:
        """Return what a shape says itself; "" when it says nothing."""
        return "; ".join(sorted(key(text) for text in self.values(shape, "message")))

    def components(self, shape: str) -> list[str]:
        """Return the local names of the properties of a shape that constrain."""
        names = [iri.removeprefix(SH) for iri in self.nodes.get(shape, {}) if iri.startswith(SH)]
        return sorted(set(names) - SILENT)

    def targeted(self) -> Iterator[str]:
        """Yield the shapes that have targets and are not deactivated."""
        for name in self.nodes:
            aimed = any(self.values(name, target) for target in TARGETS)
            if (aimed or self.is_class(name)) and not self.is_true(name, "deactivated"):
                yield name

    def is_class(self, shape: str) -> bool:
        """Return whether a shape is a class too, and so the target class of itself."""
        kinds = {key(kind) for kind in self.nodes.get(shape, {}).get(f"{RDF}type", ())}
        is_shape = bool(kinds & _SHAPES) or bool(self.components(shape))
        return is_shape and bool(kinds & _CLASSES)

    def path(self, shape: str) -> str | None:
        """Return the path of a property shape as a SPARQL path; nothing for a node shape."""
        given = self.one(shape, "path")
        return None if given is None else self._path(shape, given, 0)

    def _path(self, shape: str, term: Term, depth: int) -> str:
        if isinstance(term, ox.NamedNode):
            return str(term)
        node = self.nodes.get(key(term), {})
        forms = [form for form in _PATHS if (SH + form in node) or form in node]
        if len(forms) != 1 or depth > _DEEPEST:
            raise refused(shape, "its path has no form that SHACL knows")
        return _PATHS[forms[0]](self, shape, term, depth + 1)

    def _parts(self, shape: str, head: Term, depth: int, joint: str) -> str:
        parts = [self._path(shape, part, depth) for part in self.listed(shape, "path", head)]
        return f"({joint.join(parts)})"

    def _only(self, term: Term, name: str) -> Term:
        return self.nodes[key(term)][SH + name][0]


_DEEPEST = 50


def _sequence(shapes: Shapes, shape: str, term: Term, depth: int) -> str:
    return shapes._parts(shape, term, depth, "/")


def _alternatives(shapes: Shapes, shape: str, term: Term, depth: int) -> str:
    return shapes._parts(shape, shapes._only(term, "alternativePath"), depth, "|")


def _inverse(shapes: Shapes, shape: str, term: Term, depth: int) -> str:
    return f"(^{shapes._path(shape, shapes._only(term, 'inversePath'), depth)})"


def _repeated(name: str) -> Callable[[Shapes, str, Term, int], str]:
    def text(shapes: Shapes, shape: str, term: Term, depth: int) -> str:
        return f"({shapes._path(shape, shapes._only(term, name), depth)}{_REPEATED[name]})"

    return text


_PATHS: dict[str, Callable[[Shapes, str, Term, int], str]] = {
    f"{RDF}first": _sequence,
    "alternativePath": _alternatives,
    "inversePath": _inverse,
    **{name: _repeated(name) for name in _REPEATED},
}
"""The forms of a path by the property that tells them (SHACL, section 2.3.1)."""
