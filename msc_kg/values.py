"""The Python values of terms: numbers and truth values as such, the rest as text."""

from decimal import Decimal, InvalidOperation
from typing import TypeAlias

import pyoxigraph as ox

Cell: TypeAlias = str | int | float | bool | None

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = {f"{_XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger")}
_DECIMALS = {f"{_XSD}{name}" for name in ("decimal", "double", "float")}


def cell(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Cell:
    """Return the value of a term: numbers and truth values as such, the rest as text.

    Engines write one number in several ways (28, 28.0, 2.8E1): all give the same cell.
    """
    if isinstance(term, ox.Literal):
        return _literal(term)
    if isinstance(term, ox.NamedNode):
        return term.value
    return None if term is None else str(term)


def value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Cell:
    """Return the value of a term as :func:`typed` has it for literals, else as :func:`cell`."""
    return typed(term) if isinstance(term, ox.Literal) else cell(term)


def typed(literal: ox.Literal) -> str | int | float | bool:
    """Return the value of a literal in the type that its datatype has in Python.

    Integers are ``int``, decimals ``float`` (28.0 stays one), dates ISO text of their precision.
    """
    found = _literal(literal)
    if isinstance(found, int) and literal.datatype.value in _DECIMALS:
        return float(found)
    return found


def _literal(term: ox.Literal) -> str | int | float | bool:
    datatype = term.datatype.value
    if datatype == f"{_XSD}boolean":
        return term.value in {"true", "1"}
    if datatype not in _INTEGERS | _DECIMALS:
        return term.value
    try:
        number = Decimal(term.value)
    except InvalidOperation:
        return term.value
    if not number.is_finite():
        return term.value
    return int(number) if number == number.to_integral_value() else float(number)
