"""What a graph answers, and what every source of a graph can do."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import pyoxigraph as ox

from msc_kg.errors import InputError

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Answer: TypeAlias = "Rows | bool | tuple[ox.Triple, ...]"


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer of a SELECT query: the variables, and one term or ``None`` for each in a row."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


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
