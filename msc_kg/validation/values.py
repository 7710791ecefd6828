"""Constraints on single values as SPARQL expressions; each is true or false, never an error.

The expressions follow the definitions in SHACL, section 4: a value that cannot be compared
or has no text violates the constraint.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from msc_kg.validation.nodes import SH, Term, key
from msc_kg.validation.shapes import refused

if TYPE_CHECKING:
    from msc_kg.validation.conditions import Conditions

_XSD = "http://www.w3.org/2001/XMLSchema#"

FORMS: dict[str, str] = {
    "integer": "^[+-]?[0-9]+$",
    "decimal": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$",
    "double": r"^([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)$",
    "float": r"^([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)$",
    "boolean": "^(true|false|1|0)$",
}
"""How values of a datatype are written (XML Schema Part 2, section 3), whatever their size."""

CAST = frozenset({"date", "dateTime", "time", "gYear", "gYearMonth", "gMonth", "gDay", "gMonthDay"})
"""Datatypes whose values the store recognises by a cast."""

REWRITTEN = frozenset(
    {"byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt"}
    | {"unsignedLong", "positiveInteger", "nonNegativeInteger", "nonPositiveInteger"}
    | {"negativeInteger", "dateTimeStamp"}
)
"""Datatypes that the store turns into their broader ones while it loads them."""

NODE_KINDS: dict[str, str] = {
    "IRI": "isIRI({0})",
    "BlankNode": "isBLANK({0})",
    "Literal": "isLITERAL({0})",
    "BlankNodeOrIRI": "(isBLANK({0}) || isIRI({0}))",
    "BlankNodeOrLiteral": "(isBLANK({0}) || isLITERAL({0}))",
    "IRIOrLiteral": "(isIRI({0}) || isLITERAL({0}))",
}

Expression = Callable[["Conditions", str, Term, str], str]
"""From compiler, shape, argument and variable to an expression."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What one constraint asks of a focus node.

    ``failing`` is a pattern that matches once for each violation when the focus node is
    bound, or ``having`` a condition over the matches of one focus node. ``value`` is the
    variable with the value in question; "" for none. ``conforms`` gives the expression that
    the constraint holds, for shapes that others refer to.
    """

    component: str
    failing: str
    value: str
    conforms: Callable[[], str]
    having: str = ""


def none_of(pattern: str) -> str:
    """Return the expression that a pattern does not match."""
    return f"(NOT EXISTS {{ {pattern} }})"


def text_of(text: str) -> str:
    """Return text as a SPARQL literal."""
    return str(ox.Literal(text))


def constant(shape: str, term: Term) -> str:
    """Return a term of the shapes as it stands in a query."""
    if isinstance(term, ox.BlankNode):
        raise refused(shape, "it compares with a blank node")
    return str(term)


def same(shape: str, terms: list[Term], variable: str) -> str:
    """Return whether a variable is one of some terms."""
    iris = [constant(shape, term) for term in terms if isinstance(term, ox.NamedNode)]
    others = [constant(shape, term) for term in terms if not isinstance(term, ox.NamedNode)]
    tests = [f"sameTerm({variable}, {other})" for other in others]
    if iris:
        tests.append(f"(isIRI({variable}) && {variable} IN ({', '.join(iris)}))")
    return f"({' || '.join(tests)})" if tests else "false"


def _class(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
    classes = compiler.classes(constant(shape, argument))
    if len(classes) == 1:
        return f"EXISTS {{ {variable} a {classes[0]} }}"
    kind = compiler.variable()
    return f"EXISTS {{ {variable} a {kind} FILTER({kind} IN ({', '.join(classes)})) }}"


def _datatype(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
    datatype = constant(shape, argument)
    local = key(argument).removeprefix(_XSD)
    if local in REWRITTEN:
        raise refused(shape, f"the store does not keep the datatype xsd:{local}")
    tests = [f"isLITERAL({variable})", f"DATATYPE({variable}) = {datatype}"]
    if local in FORMS:
        tests.append(f"REGEX(STR({variable}), {text_of(FORMS[local])})")
    if local in CAST:
        tests.append(f'COALESCE(STR({datatype}(STR({variable}))) != "", false)')
    return f"({' && '.join(tests)})"


def _node_kind(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
    kind = key(argument).removeprefix(SH)
    if kind not in NODE_KINDS:
        raise refused(shape, f"no node kind: {key(argument)}")
    return NODE_KINDS[kind].format(variable)


def _pattern(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
    flags = compiler.shapes.one(shape, "flags")
    pattern, given = text_of(key(argument)), text_of(key(flags) if flags else "")
    if not compiler.is_defined(f'REGEX("", {pattern}, {given})'):
        raise refused(shape, f"the store cannot use the regular expression {pattern}")
    return f"COALESCE(REGEX(STR({variable}), {pattern}, {given}), false)"


def _length(operator: str, name: str) -> Expression:
    def expression(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
        length = compiler.shapes.number(shape, name)
        return f"COALESCE(STRLEN(STR({variable})) {operator} {length}, false)"

    return expression


def _range(operator: str) -> Expression:
    """Whole numbers beyond 64 bits cannot be compared by the store: as doubles they can."""

    def expression(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
        bound = constant(shape, argument)
        large = f"IF(DATATYPE({variable}) = <{_XSD}integer>, <{_XSD}double>(STR({variable})), 1/0)"
        return f"COALESCE({variable} {operator} {bound}, {large} {operator} {bound}, false)"

    return expression


def _in(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
    return same(shape, compiler.shapes.listed(shape, "in", argument), variable)


def _language(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
    ranges = compiler.shapes.listed(shape, "languageIn", argument)
    tests = [f"LANGMATCHES(LANG({variable}), {text_of(key(r))})" for r in ranges] or ["false"]
    return f"(isLITERAL({variable}) && ({' || '.join(tests)}))"


def _node(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
    return compiler.conforms(argument, variable)


def _not(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
    return f"(!{compiler.conforms(argument, variable)})"


def _listed(name: str, joint: str) -> Expression:
    def expression(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
        shapes = compiler.shapes.listed(shape, name, argument)
        parts = [compiler.conforms(part, variable) for part in shapes]
        return f"({joint.join(parts)})" if parts else ("false" if name == "or" else "true")

    return expression


def _exactly_one(compiler: "Conditions", shape: str, argument: Term, variable: str) -> str:
    shapes = compiler.shapes.listed(shape, "xone", argument)
    parts = [f"IF({compiler.conforms(part, variable)}, 1, 0)" for part in shapes]
    return f"(({' + '.join(parts) or '0'}) = 1)"


EXPRESSIONS: dict[str, Expression] = {
    "and": _listed("and", " && "),
    "class": _class,
    "datatype": _datatype,
    "in": _in,
    "languageIn": _language,
    "maxExclusive": _range("<"),
    "maxInclusive": _range("<="),
    "maxLength": _length("<=", "maxLength"),
    "minExclusive": _range(">"),
    "minInclusive": _range(">="),
    "minLength": _length(">=", "minLength"),
    "node": _node,
    "nodeKind": _node_kind,
    "not": _not,
    "or": _listed("or", " || "),
    "pattern": _pattern,
    "xone": _exactly_one,
}
"""The constraints on single values, by the property that states them."""
