"""Constraints as SPARQL: what fails for a focus node, and whether a node conforms."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from msc_kg.validation.nodes import Term, key
from msc_kg.validation.sets import GROUPS
from msc_kg.validation.shapes import Shapes, refused
from msc_kg.validation.values import EXPRESSIONS, Condition, none_of

SINGLE = frozenset(
    {"datatype", "nodeKind", "minCount", "maxCount", "minLength", "maxLength", "pattern", "in"}
    | {"languageIn", "uniqueLang", "closed", "minExclusive", "minInclusive", "maxExclusive"}
    | {"maxInclusive", "qualifiedValueShape"}
)
"""Constraints that a shape has once (SHACL, appendix D)."""


FOCUS = "?this"
"""The variable of targets."""
_WITHOUT_LENGTH = re.compile(r"[*?]\)")


class Conditions:
    """Compiles constraints; asks the store for subclasses and what it can evaluate."""

    def __init__(
        self,
        shapes: Shapes,
        subclasses: Callable[[str], list[str]],
        is_defined: Callable[[str], bool],
    ) -> None:
        """Keep the shapes and what answers for the store."""
        self.shapes = shapes
        self.classes = subclasses
        self.is_defined = is_defined
        self._numbers = count(1)
        self._open: list[str] = []

    def variable(self) -> str:
        """Return a variable that no pattern has yet."""
        return f"?v{next(self._numbers)}"

    def path(self, shape: str, focus: str) -> str | None:
        """Return the path of a property shape; nothing for a node shape.

        The store finds no path without a length from a literal to itself, so that such paths
        are refused where values are focus nodes.
        """
        path = self.shapes.path(shape)
        if path and focus != FOCUS and _WITHOUT_LENGTH.search(path):
            raise refused(shape, "its path may have no length, within another shape")
        return path

    def of(self, shape: str, focus: str) -> Iterator[Condition]:
        """Yield the conditions of a shape's own constraints, without properties and queries."""
        for component in self.shapes.components(shape):
            if component in {"property", "sparql"}:
                continue
            arguments = self.shapes.values(shape, component)
            if component in SINGLE and len(arguments) > 1:
                raise refused(shape, f"it has several values of sh:{component}")
            for argument in arguments:
                yield from self._conditions(shape, component, argument, focus)

    def conforms(self, term: Term, focus: str) -> str:
        """Return the expression that a node conforms to a shape that another refers to."""
        shape = key(term)
        if self.shapes.is_true(shape, "deactivated"):
            return "true"
        with self._opened(shape):
            if self.shapes.values(shape, "sparql"):
                raise refused(shape, "another shape refers to it, and it has sh:sparql")
            tests = [condition.conforms() for condition in self.of(shape, focus)]
            tests += self._properties(shape, focus)
        return f"({' && '.join(tests)})" if tests else "true"

    def _properties(self, shape: str, focus: str) -> Iterator[str]:
        """Yield the expressions that the properties of a shape hold for its value nodes."""
        path = self.path(shape, focus)
        for term in self.shapes.values(shape, "property"):
            check_property(self.shapes, term)
            if path is None:
                yield self.conforms(term, focus)
            else:
                node = self.variable()
                inner = self.conforms(term, node)
                yield f"NOT EXISTS {{ {focus} {path} {node} FILTER(!{inner}) }}"

    @contextmanager
    def _opened(self, shape: str) -> Iterator[None]:
        if shape in self._open:
            raise refused(shape, "it refers to itself")
        self._open.append(shape)
        yield
        self._open.pop()

    def _conditions(
        self, shape: str, component: str, argument: Term, focus: str
    ) -> Iterator[Condition]:
        if component in GROUPS:
            yield from GROUPS[component](self, shape, argument, focus)
        elif component in EXPRESSIONS:
            yield self._of_values(shape, component, argument, focus)
        else:
            raise refused(shape, f"it has sh:{component}")

    def _of_values(self, shape: str, component: str, argument: Term, focus: str) -> Condition:
        path = self.path(shape, focus)
        value = self.variable() if path else focus
        holds = EXPRESSIONS[component](self, shape, argument, value)
        if path is None:
            return Condition(component, f"FILTER(!{holds})", value, lambda: holds)
        failing = f"{focus} {path} {value} FILTER(!{holds})"
        return Condition(component, failing, value, lambda: none_of(failing))


def check_property(shapes: Shapes, term: Term) -> None:
    """Refuse what stands as a property shape and is none."""
    if not shapes.values(key(term), "path"):
        raise refused(key(term), "it is a property shape without sh:path")
