"""The columns that attributes of nodes need: one type each, and whether some node has several."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msc_kg.exports.nodes import Value
from msc_kg.frames import as_kind

_KINDS: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "text"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its kind ("boolean", "integer", "number", "text"), one value a node or many."""

    kind: str
    many: bool

    def fitted(self, values: tuple[Value, ...]) -> Value | list[Value]:
        """Return values in the type of the column: a list if it has many, else the only one."""
        fitted = [_present(as_kind(value, self.kind)) for value in values]
        return fitted if self.many else fitted[0]


class ColumnTally:
    """What attributes of nodes have been seen, from which the columns follow."""

    def __init__(self) -> None:
        self._kinds: dict[str, set[str]] = {}
        self._many: set[str] = set()

    def add(self, attributes: Mapping[str, tuple[Value, ...]]) -> None:
        """See the attributes of a node."""
        for name, values in attributes.items():
            self._kinds.setdefault(name, set()).update(map(_kind, values))
            if len(values) > 1:
                self._many.add(name)

    def columns(self) -> dict[str, Column]:
        """Return the columns by name, sorted by name."""
        return {
            name: Column(_common(self._kinds[name]), name in self._many)
            for name in sorted(self._kinds)
        }


def columns(nodes: Iterable[Mapping[str, tuple[Value, ...]]]) -> dict[str, Column]:
    """Return the columns that nodes with these attributes need, by name."""
    tally = ColumnTally()
    for attributes in nodes:
        tally.add(attributes)
    return tally.columns()


def _kind(value: Value) -> str:
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return "text"
    return _KINDS[type(value)]


def _common(kinds: set[str]) -> str:
    if len(kinds) == 1:
        return next(iter(kinds))
    return "number" if kinds == {"integer", "number"} else "text"


def _present(value: Value | None) -> Value:
    assert value is not None
    return value
