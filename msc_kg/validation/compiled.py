"""The engine ``sparql``: shapes compiled to queries that the store of the graph answers.

Every constraint becomes a query that selects what violates it, so that what conforms never
leaves the store; the graph may be in memory or on disk. What is not covered is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial

import pyoxigraph as ox

from msc_kg import iris
from msc_kg.report import Severity
from msc_kg.validation import selects
from msc_kg.validation.conditions import FOCUS, Conditions, check_property
from msc_kg.validation.nodes import Result, Term, key, read_nodes
from msc_kg.validation.shapes import Shapes, refused
from msc_kg.validation.values import Condition, constant

_SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
_NAMES = {"sparql": "SPARQL"}


@dataclass(frozen=True, slots=True)
class Question:
    """A query whose rows are violations: of what, how grave, and with which message."""

    shape: str
    component: str
    severity: Severity
    message: str
    text: str
    focus: str
    value: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The pattern that binds focus nodes, their variable, and the shapes that lead to them."""

    pattern: str
    focus: str
    within: tuple[str, ...] = ()


def validate(store: ox.Store, shapes: bytes) -> tuple[Result, ...]:
    """Return what violates the shapes (Turtle) in the default graph of a store.

    Raises:
        InputError: a shape holds what is not covered, or is none; it is named.
    """
    return tuple(_Run(store, Shapes(read_nodes(shapes))).results())


class _Run:
    def __init__(self, store: ox.Store, shapes: Shapes) -> None:
        self.store = store
        self.shapes = shapes
        self.classes = cache(self._classes)
        self.query_of = cache(partial(selects.query_of, shapes))
        self.conditions = Conditions(shapes, self.classes, self._is_defined)

    def results(self) -> Iterator[Result]:
        """Yield the results; all shapes are compiled before the first is asked for."""
        asked = [
            (question, scope)
            for shape in self.shapes.targeted()
            for question, scope in self._questions(shape, Scope(self._targets(shape), FOCUS))
        ]
        for question, scope in asked:
            if isinstance(question, Question):
                yield from self._failing(question)
            else:
                yield from self._selected(*question, scope)

    def _questions(
        self, shape: str, scope: Scope
    ) -> Iterator[tuple[Question | tuple[str, Term], Scope]]:
        if self.shapes.is_true(shape, "deactivated"):
            return
        for condition in self.conditions.of(shape, scope.focus):
            yield self._question(shape, condition, scope), scope
        for constraint in self.shapes.values(shape, "sparql"):
            self.query_of(shape, constraint)
            yield (shape, constraint), scope
        for term in self.shapes.values(shape, "property"):
            check_property(self.shapes, term)
            yield from self._questions(key(term), self._inner(shape, scope))

    def _inner(self, shape: str, scope: Scope) -> Scope:
        """Return the scope of the properties of a shape: its value nodes."""
        if shape in scope.within:
            raise refused(shape, "it refers to itself")
        path, within = self.shapes.path(shape), (*scope.within, shape)
        if path is None:
            return Scope(scope.pattern, scope.focus, within)
        node = self.conditions.variable()
        return Scope(f"{scope.pattern} {scope.focus} {path} {node} .", node, within)

    def _question(self, shape: str, condition: Condition, scope: Scope) -> Question:
        value = "" if condition.value == scope.focus else condition.value
        where = f"WHERE {{ {scope.pattern} {condition.failing} }}"
        if condition.having:
            text = f"SELECT {scope.focus} {where} GROUP BY {scope.focus} HAVING({condition.having})"
        else:
            text = f"SELECT DISTINCT {scope.focus} {value} {where}"
        return Question(
            shape=_named(shape),
            component=_component(condition.component),
            severity=self.shapes.severity(shape),
            message=self.shapes.message(shape) or self._default(shape, condition.component),
            text=text,
            focus=scope.focus[1:],
            value=condition.value[1:],
        )

    def _default(self, shape: str, component: str) -> str:
        """Return what is told of a shape without a message."""
        values = [key(term) for term in self.shapes.values(shape, component)]
        said = [iris.compress(value) for value in values if not value.startswith("_:")]
        return " ".join((f"sh:{component}", ", ".join(said), "does not hold"))

    def _targets(self, shape: str) -> str:
        """Return the pattern that binds each target of a shape once."""
        named = [constant(shape, term) for term in self.shapes.values(shape, "targetClass")]
        if self.shapes.is_class(shape):
            named.append(constant(shape, ox.NamedNode(shape)))
        classes = list(dict.fromkeys(c for name in named for c in self.classes(name)))
        nodes = [constant(shape, term) for term in self.shapes.values(shape, "targetNode")]
        if any(isinstance(node, ox.Literal) for node in self.shapes.values(shape, "targetNode")):
            self.conditions.path(shape, "")
        parts = [f"{FOCUS} a {name} ." for name in classes]
        parts += [f"VALUES {FOCUS} {{ {' '.join(nodes)} }}"] if nodes else []
        for term in self.shapes.values(shape, "targetSubjectsOf"):
            parts.append(f"{FOCUS} {constant(shape, term)} ?object .")
        for term in self.shapes.values(shape, "targetObjectsOf"):
            parts.append(f"?subject {constant(shape, term)} {FOCUS} .")
        if len(parts) == 1 and (classes or nodes):
            return parts[0]
        union = " UNION ".join(f"{{ {part} }}" for part in parts)
        return f"{{ SELECT DISTINCT {FOCUS} WHERE {{ {union} }} }}"

    def _classes(self, name: str) -> list[str]:
        """Return a class and its subclasses in the graph."""
        found = self._rows("", f"SELECT DISTINCT ?class WHERE {{ ?class {_SUBCLASS}+ {name} }}")
        terms = (row["class"] for row in found)
        return list(dict.fromkeys([name, *(str(t) for t in terms if isinstance(t, ox.NamedNode))]))

    def _is_defined(self, expression: str) -> bool:
        rows = self._rows("", f"SELECT ({expression} AS ?value) WHERE {{}}")
        return all(row["value"] is not None for row in rows)

    def _rows(
        self, shape: str, text: str, bound: dict[ox.Variable, Term] | None = None
    ) -> ox.QuerySolutions:
        try:
            answer = self.store.query(text, substitutions=bound)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise refused(shape, f"the store refuses its query ({error})") from error
        assert isinstance(answer, ox.QuerySolutions)
        return answer

    def _failing(self, question: Question) -> Iterator[Result]:
        for row in self._rows(question.shape, question.text):
            yield Result(
                focus=_bound(row[question.focus]),
                severity=question.severity,
                message=question.message,
                value=row[question.value] if question.value else None,
                shape=question.shape,
                component=question.component,
            )

    def _selected(self, shape: str, constraint: Term, scope: Scope) -> Iterator[Result]:
        """Yield the results of ``sh:sparql``."""
        if self.shapes.is_true(key(constraint), "deactivated"):
            return
        query = self.query_of(shape, constraint)
        template = self.shapes.message(key(constraint)) or self.shapes.message(shape)
        for row, names in self._solutions(query, scope):
            focus = _bound(row["this"])
            value = row["value"] if "value" in names else None
            said = row["message"] if "message" in names else None
            default = None if self.shapes.path(shape) else focus
            text = key(said) if said else template or self._default(shape, "sparql")
            yield Result(
                focus=focus,
                severity=self.shapes.severity(shape),
                message=selects.message_of(text, row, names),
                value=value or default,
                shape=_named(shape),
                component=_component("sparql"),
            )

    def _solutions(
        self, query: selects.Query, scope: Scope
    ) -> Iterator[tuple[ox.QuerySolution, frozenset[str]]]:
        if query.is_joinable and scope.focus == FOCUS:
            answer = self._rows(query.shape, query.joined(scope.pattern))
            names = frozenset(variable.value for variable in answer.variables)
            yield from ((row, names) for row in answer)
            return
        nodes = f"SELECT DISTINCT {scope.focus} WHERE {{ {scope.pattern} }}"
        for node in self._rows(query.shape, nodes):
            bound = {ox.Variable("this"): _bound(node[0])}
            answer = self._rows(query.shape, query.alone(), bound)
            names = frozenset(variable.value for variable in answer.variables)
            yield from ((row, names) for row in answer)


def _named(shape: str) -> str:
    return "" if shape.startswith("_:") else shape


def _component(name: str) -> str:
    return f"{_NAMES.get(name, name[0].upper() + name[1:])}ConstraintComponent"


def _bound(term: Term | None) -> Term:
    assert term is not None
    return term
