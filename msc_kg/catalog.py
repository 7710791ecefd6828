"""The canned questions: which there are, how they are asked, and the evidence for a row.

The files and their headers are those of :mod:`msc_kg.question_files`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from msc_kg import arguments, resources
from msc_kg.errors import InputError, UnknownNameError
from msc_kg.question_files import Question, Values, bound, read_question
from msc_kg.store import Graph, Rows, Term
from msc_kg.values import cell

EVIDENCE_COLUMNS = ("document", "locator", "words")
"""What evidence adds to a row: the document's name, the place in it, the words there."""

MOST_KEYS = 500
"""Evidence is asked for by the keys of the answer's rows up to this many."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a question, columns as its header says, and the key of each row."""

    question: Question
    rows: Rows
    keys: tuple[tuple[Term | None, ...], ...]


@cache
def questions() -> dict[str, Question]:
    """Return the packaged questions by name.

    Raises:
        InputError: a header is malformed; the message names file and line.
    """
    paths = resources.files("queries", "answers/*.rq")
    return {path.stem: read_question(path) for path in paths}


def question(name: str) -> Question:
    """Return the question of a name.

    Raises:
        UnknownNameError: there is none; the error offers near names.
    """
    known = questions()
    if name in known:
        return known[name]
    from msc_kg.suggestions import nearest

    raise UnknownNameError(
        "question", name, nearest(name, known), next_step="msc-kg query lists them all"
    )


@cache
def evidence_query(name: str) -> Question:
    """Return the companion query that finds the evidence of rows.

    Raises:
        InputError: there is no such file, or its header is malformed.
    """
    path = resources.folder("queries") / "evidence" / f"{name}.rq"
    if not path.is_file():
        raise InputError("no such evidence query", where=path.name)
    return read_question(path)


def resolve(graph: Graph, asked: Question, given: Mapping[str, Sequence[str]]) -> Values:
    """Return the terms that the texts given for parameters mean, by variable.

    Several texts for one parameter mean any of them.

    Raises:
        UnknownNameError: no such parameter, or a text that means nothing; offers near names.
        InputError: a required parameter is missing.
    """
    known = {parameter.name: parameter for parameter in asked.parameters}
    for name in given:
        if name not in known:
            listed = ", ".join(known) or "none"
            raise UnknownNameError(
                "parameter", name, next_step=f"the parameters of {asked.name} are: {listed}"
            )
    for parameter in asked.parameters:
        if parameter.required and not given.get(parameter.name):
            raise InputError(f"{asked.name} needs --{parameter.name}: {parameter.help}")
    return {
        known[name].variable: tuple(
            arguments.resolve(graph, known[name].kind, text) for text in texts
        )
        for name, texts in given.items()
        if texts
    }


def ask(graph: Graph, asked: Question, values: Values) -> Answer:
    """Ask a question and return its rows with their keys."""
    rows = _ordered(asked, _with_sorted_lists(asked, graph.select(bound(asked, values))))
    return Answer(asked, _columns(rows, asked.columns), _columns(rows, asked.key).rows)


def answer(graph: Graph, name: str, given: Mapping[str, str | Sequence[str] | None]) -> Rows:
    """Return the rows of the question of a name; parameters in any wording ("BM").

    Several texts for a parameter mean any of them; ``None`` is as if it were not given.

    Raises:
        UnknownNameError: no such question, parameter or concept; near names are offered.
        InputError: a required parameter is missing.
    """
    asked = question(name)
    values = resolve(graph, asked, {key: _texts(key, value) for key, value in given.items()})
    return ask(graph, asked, values).rows


def _texts(name: str, value: str | Sequence[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    texts = (value,) if isinstance(value, str) else value
    if not isinstance(texts, Iterable) or not all(isinstance(text, str) for text in texts):
        raise InputError(
            f"the parameter {name} is not text", next_step="give a text, several, or None"
        )
    if not (found := tuple(texts)):
        raise InputError(
            f"the parameter {name} has no text", next_step="None is as if it were not given"
        )
    return found


def with_evidence(graph: Graph, answered: Answer, values: Values) -> Rows:
    """Return the rows of an answer, each repeated for every place that supports it.

    Rows gain the columns document, locator and words; they stay empty where nothing is
    found. Questions whose rows carry their own evidence come back as they are.
    """
    if answered.question.evidence is None:
        return answered.rows
    found = _evidence(graph, answered, values)
    empty: tuple[Term | None, ...] = (None,) * len(EVIDENCE_COLUMNS)
    rows = (
        (*row, *more)
        for row, key in zip(answered.rows.rows, answered.keys, strict=True)
        for more in found.get(_written(key), [empty])
    )
    return Rows((*answered.rows.variables, *EVIDENCE_COLUMNS), tuple(rows))


def _evidence(
    graph: Graph, answered: Answer, values: Values
) -> dict[tuple[str, ...], list[tuple[Term | None, ...]]]:
    query = evidence_query(answered.question.evidence or answered.question.name)
    rows = graph.select(bound(query, {**values, **_key_values(answered)}))
    positions = _positions(rows, query.key)
    shown = _columns(_with_sorted_lists(query, rows), EVIDENCE_COLUMNS)
    found: dict[tuple[str, ...], list[tuple[Term | None, ...]]] = {}
    for row, cells in zip(rows.rows, shown.rows, strict=True):
        found.setdefault(_written(row[i] for i in positions), []).append(cells)
    return {key: sorted(set(places), key=_place) for key, places in found.items()}


def _key_values(answered: Answer) -> dict[str, tuple[Term, ...]]:
    values: dict[str, tuple[Term, ...]] = {}
    for position, variable in enumerate(answered.question.key):
        terms = {key[position] for key in answered.keys}
        known = [term for term in terms if isinstance(term, ox.NamedNode | ox.Literal)]
        if len(known) == len(terms) <= MOST_KEYS:
            values[variable] = tuple(sorted(known, key=str))
    return values


def _written(key: Iterable[Term | None]) -> tuple[str, ...]:
    return tuple("" if term is None else str(term) for term in key)


def _place(cells: Iterable[Term | None]) -> list[list[tuple[int, int, str]]]:
    return [natural(word) for word in _written(cells)]


def natural(words: str) -> list[tuple[int, int, str]]:
    """Return a sort key by which "row 2" comes before "row 10"."""
    parts = re.findall(r"[0-9]+|[^0-9]+", words)
    return [(0, int(part), "") if part[0].isdecimal() else (1, 0, part) for part in parts]


def _columns(rows: Rows, names: tuple[str, ...]) -> Rows:
    places = _positions(rows, names)
    return Rows(names, tuple(tuple(row[place] for place in places) for row in rows.rows))


def _with_sorted_lists(query: Question, rows: Rows) -> Rows:
    marks = [query.sorted_lists.get(name) for name in rows.variables]
    found = (tuple(map(_sorted_list, row, marks)) for row in rows.rows)
    return Rows(rows.variables, tuple(found))


def _sorted_list(term: Term | None, separator: str | None) -> Term | None:
    if separator is None or not isinstance(term, ox.Literal):
        return term
    parts = sorted({part for part in term.value.split(separator) if part})
    return ox.Literal(separator.join(parts)) if parts else None


def _ordered(query: Question, rows: Rows) -> Rows:
    """Return the rows in the order of the query, which engines take differently for text."""
    found = list(rows.rows)
    for name, descending in reversed(query.order):
        (place,) = _positions(rows, (name,))
        found.sort(key=lambda row, at=place: _rank(row[at]), reverse=descending)  # type: ignore[misc]
    if query.natural_order:
        places = _positions(rows, query.natural_order)
        found.sort(key=lambda row: _place(row[place] for place in places))
    return Rows(rows.variables, tuple(found))


def _rank(term: Term | None) -> tuple[int, float, str]:
    """Return a sort key: absent, then IRIs, then numbers by size, then text by code points."""
    value = cell(term)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return 2, value, ""
    return (0 if term is None else 3 if isinstance(term, ox.Literal) else 1), 0, str(value)


def _positions(rows: Rows, names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(rows.variables.index(name) for name in names)
