"""Files of canned questions: SPARQL with question, parameters and expectations in the header.

A file ``queries/answers/NAME.rq`` begins with lines ``#+ key: value``::

    #+ question: Which sponsors run trials of a condition?
    #+ description: One row a sponsor.
    #+ parameter: condition (condition, required) the condition, with everything narrower
    #+ columns: sponsor, registry_ids
    #+ key: organization
    #+ evidence: records
    #+ sorted-list: registry_ids " "
    #+ seeds: 6 rows with condition=GVHD

``parameter`` gives name, kind (what its text is grounded as) and help; the query has one
line ``VALUES ?condition { UNDEF }`` for it. ``columns`` are printed; ``key`` are variables
that tie a row to its evidence. ``evidence`` names a file of ``queries/evidence`` (the one of
the same name when left out; "none" when the rows carry their own). A ``sorted-list`` is a
cell of several values joined by a separator, sorted here because engines order them at will;
rows are sorted here as the last ``ORDER BY`` says, because engines order text differently, and
``natural-order`` names columns by which rows are sorted with "row 2" before "row 10".
"""

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msc_kg.errors import InputError
from msc_kg.store import Term

_HEADER = re.compile(r"^#\+ ([a-z-]+): *(.*?) *$", re.MULTILINE)
_PARAMETER = re.compile(r"([a-z][a-z_-]*) \(([a-z-]+)(, required)?\) (.+)")
_SORTED = re.compile(r'([a-z_]+) "([^"]+)"')
_ORDER_BY = re.compile(r"^ORDER BY (.+)$", re.MULTILINE)
_ORDERED_BY = re.compile(r"(DESC\()?\?(\w+)")
_EXPECTED = re.compile(r"(\d+) rows?(?: with (.+))?")

Values = Mapping[str, Sequence[Term]]
"""The terms that parameters (or keys) are limited to, by variable."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question; ``kind`` is what its text is grounded as."""

    name: str
    kind: str
    required: bool
    help: str

    @property
    def variable(self) -> str:
        """The name of its variable in the query."""
        return self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Expectation:
    """How many rows the packaged seeds give for some arguments."""

    rows: int
    arguments: dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A canned question (or the companion that finds its evidence, without ``question``).

    ``evidence`` names the companion; ``None`` when the rows carry their own evidence.
    ``order`` are the variables that rows are sorted by, each with whether the largest is first.
    """

    name: str
    text: str
    question: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    key: tuple[str, ...]
    evidence: str | None
    sorted_lists: dict[str, str]
    natural_order: tuple[str, ...]
    order: tuple[tuple[str, bool], ...]
    expectations: tuple[Expectation, ...]


def read_question(path: Path) -> Question:
    """Return the question of a file.

    Raises:
        InputError: the header lacks a line or has one that is not understood.
    """
    header = _Header(path)
    stem = header.optional("evidence", path.stem)
    return Question(
        name=path.stem,
        text=header.text,
        question=header.optional("question", ""),
        description=header.one("description"),
        parameters=tuple(
            Parameter(name, kind, bool(required), words)
            for name, kind, required, words in header.matched("parameter", _PARAMETER)
        ),
        columns=_names(header.one("columns")),
        key=_names(header.optional("key", "")),
        evidence=None if stem == "none" else stem,
        sorted_lists={line[0]: line[1] for line in header.matched("sorted-list", _SORTED)},
        natural_order=_names(header.optional("natural-order", "")),
        order=_order(header.text),
        expectations=tuple(
            Expectation(int(rows), _arguments(words or ""))
            for rows, words in header.matched("seeds", _EXPECTED)
        ),
    )


def bound(query: Question, values: Values) -> str:
    """Return the text of the query with its ``VALUES`` lines limited to the terms given.

    Terms are written by the RDF library; blank nodes and absent terms cannot be given.
    A variable without a ``VALUES`` line is left out.
    """
    text = query.text
    for variable, terms in values.items():
        line = _values_line(variable)
        written = " ".join(str(term) for term in terms)
        if written:
            text = line.sub(lambda match, w=written: f"{match[1]}{w}{match[2]}", text)  # type: ignore[misc]
    return text


class _Header:
    """The ``#+`` lines of a file by key."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.lines: dict[str, list[str]] = {}
        for key, value in _HEADER.findall(self.text):
            self.lines.setdefault(key, []).append(value)

    def one(self, key: str) -> str:
        found = self.lines.get(key, [])
        if len(found) != 1:
            raise InputError(f"the header needs one line '#+ {key}:'", where=self.path.name)
        return found[0]

    def optional(self, key: str, default: str) -> str:
        return self.one(key) if key in self.lines else default

    def matched(self, key: str, pattern: re.Pattern[str]) -> list[tuple[str, ...]]:
        found = []
        for line in self.lines.get(key, []):
            match = pattern.fullmatch(line)
            if match is None:
                raise InputError(f"header line not understood: {line!r}", where=self.path.name)
            found.append(match.groups())
        return found


def _names(line: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in line.split(",") if name.strip())


def _order(text: str) -> tuple[tuple[str, bool], ...]:
    found = _ORDERED_BY.findall((_ORDER_BY.findall(text) or [""])[-1])
    return tuple((name, bool(descending)) for descending, name in found)


def _arguments(words: str) -> dict[str, str]:
    pairs = (argument.partition("=") for argument in shlex.split(words))
    return {name: value for name, _, value in pairs}


def _values_line(variable: str) -> re.Pattern[str]:
    return re.compile(rf"^([ \t]*VALUES \?{re.escape(variable)} \{{ )UNDEF( \}})$", re.MULTILINE)
