"""A study whose JSON is not quite right, read field by field: what is wrong is left out alone.

Copies made with other programs hold NaN, half surrogate pairs, nulls, numbers as text and text
as numbers. The model of the fields is :mod:`msc_kg.extractors.ctgov_json_model`; this reads the
same one with more patience, and tells what it had to leave out.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

T = TypeVar("T", bound=msgspec.Struct)

_DECODER = json.JSONDecoder(strict=False)
_FLAGS = {
    "true": True,
    "yes": True,
    "accepts healthy volunteers": True,
    "false": False,
    "no": False,
}
_NAMES: dict[type, str] = {
    bool: "yes or no",
    dict: "an object",
    float: "a number",
    int: "a number",
    list: "a list",
    str: "text",
}
_LEFT_OUT = object()
"""Stands for a value that is of another type than its field."""


class LeftOut(msgspec.Struct, frozen=True):
    """A value that is of another type than its field: ``stated`` says what it is."""

    path: str
    text: str
    stated: str

    @property
    def note(self) -> str:
        """What a curator is told."""
        return f"{self.path} was left out: {self.stated} stands there"


class UnreadableError(ValueError):
    """The bytes are no JSON object, even read with patience; the message says why and what next."""


def read_leniently(content: bytes, model: type[T]) -> tuple[T, tuple[LeftOut, ...]]:
    """Return what can be read of an object, and each field that was left out.

    Raises:
        UnreadableError: it is no JSON object, or none in UTF-8, or nested too deeply.
    """
    try:
        value = _DECODER.decode(content.decode())
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"its byte {error.start + 1} is not UTF-8; convert the file to UTF-8"
        ) from error
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"it is no complete JSON ({error.msg} at character {error.pos + 1}); download it again"
        ) from error
    except ValueError as error:  # a whole number with thousands of digits
        raise UnreadableError(f"it is no JSON ({error}); download it again") from error
    except RecursionError as error:
        raise UnreadableError("it is nested more deeply than any study; leave it out") from error
    if not isinstance(value, dict):
        stated = _NAMES.get(type(value), "nothing")
        raise UnreadableError(f"{stated} stands where a study belongs; leave it out")
    left: list[LeftOut] = []
    found: T = _object(_type_info(model), value, "", left)
    return found, tuple(left)


@cache
def _type_info(model: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(model)


def _read(kind: inspect.Type, value: Any, path: str, left: list[LeftOut]) -> Any:
    """Return a value of a field's type, or ``_LEFT_OUT``, which is told."""
    if isinstance(kind, inspect.UnionType):
        kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    found = _READERS[type(kind)](kind, value, path, left)
    if found is _LEFT_OUT:
        stated = _NAMES.get(type(value), "a value")
        left.append(LeftOut(path, str(value), stated))
    return found


def _object(kind: Any, value: Any, path: str, left: list[LeftOut]) -> Any:
    if not isinstance(value, dict):
        return _LEFT_OUT
    fields: dict[str, Any] = {}
    for field in kind.fields:
        stated = value.get(field.encode_name)
        if not _is_absent(stated):
            inner = f"{path}.{field.encode_name}" if path else field.encode_name
            found = _read(field.type, stated, inner, left)
            if found is not _LEFT_OUT:
                fields[field.name] = found
    return kind.cls(**fields)


def _items(kind: Any, value: Any, path: str, left: list[LeftOut]) -> Any:
    """Return the items of a list; a wrong one becomes an empty one, so that none moves up."""
    if isinstance(value, str | dict):
        value = [value]
    if not isinstance(value, list):
        return _LEFT_OUT
    found = (
        _LEFT_OUT if _is_absent(item) else _read(kind.item_type, item, f"{path}[{number}]", left)
        for number, item in enumerate(value)
    )
    return tuple(_empty(kind.item_type) if item is _LEFT_OUT else item for item in found)


def _empty(kind: Any) -> Any:
    return kind.cls() if isinstance(kind, inspect.StructType) else ""


def _text(kind: Any, value: Any, path: str, left: list[LeftOut]) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _LEFT_OUT


def _count(kind: Any, value: Any, path: str, left: list[LeftOut]) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.isascii() and value.strip().isdigit() and len(value) < 10:
        return int(value)
    return _LEFT_OUT


def _flag(kind: Any, value: Any, path: str, left: list[LeftOut]) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _FLAGS.get(value.strip().casefold(), _LEFT_OUT)
    return _LEFT_OUT


def _is_absent(value: Any) -> bool:
    """Null, and NaN, which is how tables say that there is no value."""
    return value is None or (isinstance(value, float) and value != value)


_READERS: dict[type, Callable[[Any, Any, str, list[LeftOut]], Any]] = {
    inspect.BoolType: _flag,
    inspect.IntType: _count,
    inspect.StrType: _text,
    inspect.StructType: _object,
    inspect.VarTupleType: _items,
}
