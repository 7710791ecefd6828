"""Constraints on all values of a path together, or on the values of two properties.

Values are counted by grouping: two joined patterns for one property are quadratic.
"""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import pyoxigraph as ox

from msc_kg.validation.nodes import Term, key
from msc_kg.validation.shapes import refused
from msc_kg.validation.values import Condition, constant, none_of, same

if TYPE_CHECKING:
    from msc_kg.validation.conditions import Conditions

_MOST_JOINED = 6
"""Values that are told apart one by one where another shape refers to a count."""

Compiled = Iterator[Condition]


def _path(compiler: "Conditions", shape: str, component: str, focus: str) -> str:
    path = compiler.path(shape, focus)
    if path is None:
        raise refused(shape, f"sh:{component} needs a property shape")
    return path


def _at_least(
    compiler: "Conditions", shape: str, number: int, pattern: Callable[[str], str]
) -> str:
    """Return the expression that a pattern has so many values."""
    if number > _MOST_JOINED:
        raise refused(shape, f"another shape refers to it, and it counts beyond {_MOST_JOINED}")
    values = [compiler.variable() for _ in range(number)]
    apart = [f"FILTER(!sameTerm({a}, {b}))" for a, b in combinations(values, 2)]
    return f"EXISTS {{ {' '.join([*map(pattern, values), *apart])} }}"


def _fewer(
    compiler: "Conditions", shape: str, component: str, number: int, pattern: Callable[[str], str]
) -> Compiled:
    """Yield the condition that a pattern has at least so many values."""
    value = compiler.variable()
    if number == 1:
        failing = f"FILTER NOT EXISTS {{ {pattern(value)} }}"
        yield Condition(component, failing, "", lambda: f"EXISTS {{ {pattern(value)} }}")
    elif number > 1:
        yield Condition(
            component,
            f"OPTIONAL {{ {pattern(value)} }}",
            "",
            lambda: _at_least(compiler, shape, number, pattern),
            having=f"COUNT(DISTINCT {value}) < {number}",
        )


def _more(
    compiler: "Conditions", shape: str, component: str, number: int, pattern: Callable[[str], str]
) -> Compiled:
    """Yield the condition that a pattern has at most so many values."""
    value = compiler.variable()
    yield Condition(
        component,
        pattern(value),
        "",
        lambda: f"(!{_at_least(compiler, shape, number + 1, pattern)})",
        having=f"COUNT(DISTINCT {value}) > {number}" if number else "",
    )


def _min_count(compiler: "Conditions", shape: str, argument: Term, focus: str) -> Compiled:
    path = _path(compiler, shape, "minCount", focus)
    number = compiler.shapes.number(shape, "minCount") or 0
    return _fewer(compiler, shape, "minCount", number, lambda value: f"{focus} {path} {value} .")


def _max_count(compiler: "Conditions", shape: str, argument: Term, focus: str) -> Compiled:
    path = _path(compiler, shape, "maxCount", focus)
    number = compiler.shapes.number(shape, "maxCount") or 0
    return _more(compiler, shape, "maxCount", number, lambda value: f"{focus} {path} {value} .")


def _qualified(compiler: "Conditions", shape: str, argument: Term, focus: str) -> Compiled:
    path = _path(compiler, shape, "qualifiedValueShape", focus)
    siblings = _siblings(compiler, shape, argument)

    def pattern(value: str) -> str:
        others = [f" && !{compiler.conforms(other, value)}" for other in siblings]
        holds = compiler.conforms(argument, value)
        return f"{focus} {path} {value} FILTER({holds}{''.join(others)})"

    least = compiler.shapes.number(shape, "qualifiedMinCount")
    most = compiler.shapes.number(shape, "qualifiedMaxCount")
    if least is not None:
        yield from _fewer(compiler, shape, "qualifiedMinCount", least, pattern)
    if most is not None:
        yield from _more(compiler, shape, "qualifiedMaxCount", most, pattern)


def _siblings(compiler: "Conditions", shape: str, own: Term) -> list[Term]:
    """Return the other qualified shapes of the shapes that have this property shape."""
    shapes = compiler.shapes
    if not shapes.is_true(shape, "qualifiedValueShapesDisjoint"):
        return []
    found = {}
    for parent in shapes.nodes:
        properties = [key(term) for term in shapes.values(parent, "property")]
        if shape in properties:
            for other in properties:
                found.update(dict.fromkeys(shapes.values(other, "qualifiedValueShape")))
    return [term for term in found if term != own]


def _unique_language(compiler: "Conditions", shape: str, argument: Term, focus: str) -> Compiled:
    if not compiler.shapes.says_true(shape, "uniqueLang"):
        return
    path = _path(compiler, shape, "uniqueLang", focus)
    a, b, language = compiler.variable(), compiler.variable(), compiler.variable()
    both = f"{focus} {path} {a} . {focus} {path} {b} FILTER(!sameTerm({a}, {b}))"
    alike = f'LANG({a}) != "" && LCASE(LANG({a})) = LCASE(LANG({b}))'
    yield Condition(
        "uniqueLang",
        f'{focus} {path} {a} BIND(LCASE(LANG({a})) AS {language}) FILTER({language} != "")',
        "",
        lambda: none_of(f"{both} FILTER({alike})"),
        having=f"COUNT(DISTINCT {a}) > COUNT(DISTINCT {language})",
    )


def _has_value(compiler: "Conditions", shape: str, argument: Term, focus: str) -> Compiled:
    path, wanted = compiler.path(shape, focus), constant(shape, argument)
    holds = f"EXISTS {{ {focus} {path} {wanted} }}" if path else f"sameTerm({focus}, {wanted})"
    yield Condition("hasValue", f"FILTER(!{holds})", "", lambda: holds)


def _pair(component: str, failing: str, value: str) -> Condition:
    return Condition(component, failing, value, lambda: none_of(failing))


def _values(compiler: "Conditions", shape: str, focus: str) -> tuple[str, str]:
    """Return the pattern for the value nodes of a shape, and their variable."""
    path, value = compiler.path(shape, focus), compiler.variable()
    return (f"{focus} {path} {value} .", value) if path else ("", focus)


def _equals(compiler: "Conditions", shape: str, argument: Term, focus: str) -> Compiled:
    other = constant(shape, argument)
    pattern, value = _values(compiler, shape, focus)
    missing = f"{pattern} FILTER NOT EXISTS {{ {focus} {other} {value} }}"
    yield _pair("equals", missing, value)
    second = compiler.variable()
    path = compiler.path(shape, focus)
    absent = none_of(f"{focus} {path} {second}") if path else f"!sameTerm({second}, {focus})"
    extra = f"{focus} {other} {second} FILTER({absent})"
    yield _pair("equals", extra, second)


def _disjoint(compiler: "Conditions", shape: str, argument: Term, focus: str) -> Compiled:
    pattern, value = _values(compiler, shape, focus)
    failing = f"{pattern} {focus} {constant(shape, argument)} {value} ."
    yield _pair("disjoint", failing, value)


def _less(
    component: str, operator: str
) -> Callable[["Conditions", str, Term, str], Iterator[Condition]]:
    def compiled(compiler: "Conditions", shape: str, argument: Term, focus: str) -> Compiled:
        path, other = _path(compiler, shape, component, focus), constant(shape, argument)
        value, second = compiler.variable(), compiler.variable()
        failing = (
            f"{focus} {path} {value} . {focus} {other} {second} "
            f"FILTER(!COALESCE({value} {operator} {second}, false))"
        )
        yield _pair(component, failing, value)

    return compiled


def _closed(compiler: "Conditions", shape: str, argument: Term, focus: str) -> Compiled:
    if not compiler.shapes.is_true(shape, "closed"):
        return
    shapes = compiler.shapes
    allowed = [
        path
        for term in shapes.values(shape, "property")
        for path in shapes.values(key(term), "path")
    ]
    for head in shapes.values(shape, "ignoredProperties"):
        allowed += shapes.listed(shape, "ignoredProperties", head)
    known: list[Term] = [term for term in allowed if isinstance(term, ox.NamedNode)]
    node, name, value = _values(compiler, shape, focus), compiler.variable(), compiler.variable()
    failing = f"{node[0]} {node[1]} {name} {value} FILTER(!{same(shape, known, name)})"
    yield _pair("closed", failing, value)


GROUPS: dict[str, Callable[["Conditions", str, Term, str], Iterator[Condition]]] = {
    "closed": _closed,
    "disjoint": _disjoint,
    "equals": _equals,
    "hasValue": _has_value,
    "lessThan": _less("lessThan", "<"),
    "lessThanOrEquals": _less("lessThanOrEquals", "<="),
    "maxCount": _max_count,
    "minCount": _min_count,
    "qualifiedValueShape": _qualified,
    "uniqueLang": _unique_language,
}
"""The constraints on several values, by the property that states them."""
