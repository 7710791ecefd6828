"""What a graph answers, and what every source of a graph can do."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

import pyoxigraph as ox

from msc_kg import frames
from msc_kg.errors import InputError
from msc_kg.values import Cell, value

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Answer: TypeAlias = "Rows | bool | tuple[ox.Triple, ...]"


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer of a SELECT query: the variables, and one term or ``None`` for each in a row."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def values(self) -> list[tuple[Cell, ...]]:
        """Return the rows as Python values of their datatypes; IRIs and dates as text."""
        return [tuple(map(value, row)) for row in self.rows]

    def to_pandas(self) -> "pd.DataFrame":
        """Return the rows as a pandas frame (``msc-kg[frames]``), absent values as NA.

        Raises:
            InputError: pandas is not installed.
        """
        return frames.to_pandas(self.variables, self.values())

    def to_polars(self) -> "pl.DataFrame":
        """Return the rows as a polars frame (``msc-kg[frames]``), absent values as null.

        Raises:
            InputError: polars is not installed.
        """
        return frames.to_polars(self.variables, self.values())

    def _repr_html_(self) -> str:
        """Return the first rows as an HTML table, for notebooks."""
        return frames.to_html(self.variables, self.values())


class Graph(Protocol):
    """What every source of a graph can do."""

    source: str

    def query(self, query: str) -> Answer:
        """Return rows, a truth value or triples, as the form of the query wants."""

    def select(self, query: str) -> Rows:
        """Return the rows of a SELECT query."""

    def ask(self, query: str) -> bool:
        """Return the truth value of an ASK query."""

    def construct(self, query: str) -> tuple[ox.Triple, ...]:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple once."""


class Forms(ABC):
    """The three forms of a query, told apart by what comes back."""

    source: str

    @abstractmethod
    def query(self, query: str) -> Answer:
        """Return the answer in the form that the query asks for."""

    def select(self, query: str) -> Rows:
        """Return the rows of a SELECT query.

        Raises:
            InputError: the query is malformed or of another form.
            RemoteError: the endpoint could not be reached or answers something else.
        """
        answer = self.query(query)
        if isinstance(answer, Rows):
            return answer
        raise _wrong_form("SELECT", self.source)

    def ask(self, query: str) -> bool:
        """Return the truth value of an ASK query; errors as for :meth:`select`."""
        answer = self.query(query)
        if isinstance(answer, bool):
            return answer
        raise _wrong_form("ASK", self.source)

    def construct(self, query: str) -> tuple[ox.Triple, ...]:
        """Return the triples of a CONSTRUCT or DESCRIBE query; errors as for :meth:`select`."""
        answer = self.query(query)
        if isinstance(answer, tuple):
            return answer
        raise _wrong_form("CONSTRUCT or DESCRIBE", self.source)


def collected(answer: object) -> Answer:
    """Return what an engine answers in one of the three forms."""
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        return tuple(answer)
    assert isinstance(answer, ox.QuerySolutions)
    names = tuple(variable.value for variable in answer.variables)
    return Rows(names, tuple(tuple(row[name] for name in names) for row in answer))


def _wrong_form(form: str, source: str) -> InputError:
    return InputError(f"not a {form} query", where=source)
