"""Questions as the pages ask them: errors by field, rows with links, evidence of one row."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msc_kg import arguments, catalog, tables
from msc_kg.answers import Graph, Rows, Term
from msc_kg.errors import MscKgError
from msc_kg.explorer import addresses
from msc_kg.question_files import Parameter, Question, Values, bound

MOST_ROWS = 5000
"""Rows that a page shows; the file to download has all."""

_LABEL = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?node ?label"""

Given = Mapping[str, Sequence[str]]
"""The texts for the parameters of a question."""


@dataclass(frozen=True)
class Asking:
    """A question with the texts for its parameters, understood or not."""

    question: Question
    given: Given
    values: Values
    errors: Mapping[str, MscKgError]
    labels: Mapping[str, str]

    @property
    def ready(self) -> bool:
        """Whether it can be asked: all texts are understood and nothing required is missing."""
        needed = (p.name for p in self.question.parameters if p.required)
        return not self.errors and all(self.given.get(name) for name in needed)

    def understood(self, parameter: Parameter) -> dict[str, str]:
        """Return the labels of what the texts of a parameter are understood as."""
        texts = self.given.get(parameter.name, ())
        terms = self.values.get(parameter.variable, ())
        found = zip(texts, terms, strict=False)
        return {t: self.labels[str(term)] for t, term in found if str(term) in self.labels}

    @property
    def sparql(self) -> str:
        """The query."""
        return bound(self.question, self.values)

    @property
    def command(self) -> str:
        """The same question on the command line."""
        options = [word for n, texts in self.given.items() for t in texts for word in (f"--{n}", t)]
        return shlex.join(["msc-kg", "query", self.question.name, *options])


def understand(graph: Graph, question: Question, given: Given) -> Asking:
    """Return the question with what its texts mean; those that mean nothing are its errors."""
    values: dict[str, Sequence[Term]] = {}
    errors: dict[str, MscKgError] = {}
    for parameter in question.parameters:
        texts = given.get(parameter.name)
        if texts:
            try:
                terms = [arguments.resolve(graph, parameter.kind, text) for text in texts]
                values[parameter.variable] = tuple(terms)
            except MscKgError as error:
                errors[parameter.name] = error
    terms = [term for some in values.values() for term in some]
    return Asking(question, given, values, errors, _labels(graph, terms))


def _labels(graph: Graph, terms: Sequence[Term]) -> dict[str, str]:
    if not terms:
        return {}
    listed = " ".join(map(str, terms))
    rows = graph.select(f"{_LABEL} WHERE {{ VALUES ?node {{ {listed} }} ?node rdfs:label ?label }}")
    return {str(node): text(label) for node, label in rows.rows}


def unknown(graph: Graph, asking: Asking) -> tuple[str, ...]:
    """Return, for an answer without rows, the texts that the graph says nothing about."""
    return tuple(
        f"no trial in this graph has {parameter.name} “{text}”"
        for parameter in asking.question.parameters
        for text, term in zip(
            asking.given.get(parameter.name, ()), asking.values.get(parameter.variable, ()),
            strict=True,
        )
        if not arguments.in_graph(graph, term)
    )  # fmt: skip


def links(answered: catalog.Answer) -> list[dict[str, list[dict[str, str]]]]:
    """Return, for the rows that are shown, the parts of the cells that lead to pages."""
    question = answered.question
    return [
        {
            name: addresses.parts(name, text(term), question.sorted_lists.get(name), key)
            for name, term in zip(question.columns, row, strict=True)
            if name in addresses.COLUMNS
        }
        for row, key in (
            (row, dict(zip(question.key, values, strict=True)))
            for row, values in zip(
                answered.rows.rows[:MOST_ROWS], answered.keys[:MOST_ROWS], strict=True
            )
        )
    ]


def graphs(rows: list[dict[str, list[dict[str, str]]]]) -> list[str]:
    """Return, for rows with such links, the address of the picture of the first thing in each."""
    return [
        next(
            (
                addresses.graph(addresses.COLUMNS[column], part["text"])
                for column, parts in row.items()
                for part in parts
                if part["href"]
            ),
            "",
        )
        for row in rows
    ]


def text(term: Term | None) -> str:
    """Return a term as the text of a cell."""
    return tables.text(tables.cell(term))


def csv(answered: catalog.Answer) -> str:
    """Return all rows as CSV, as the command line writes them."""
    return tables.render(tables.from_rows(answered.rows), "csv")


def evidence(graph: Graph, answered: catalog.Answer, number: int, values: Values) -> Rows:
    """Return the places behind one row: document, locator and words; of a row with none, none."""
    one = catalog.Answer(
        answered.question,
        Rows(answered.rows.variables, (answered.rows.rows[number],)),
        (answered.keys[number],),
    )
    rows = catalog.with_evidence(graph, one, values)
    width = len(catalog.EVIDENCE_COLUMNS)
    found = tuple(row[-width:] for row in rows.rows if any(row[-width:]))
    return Rows(catalog.EVIDENCE_COLUMNS, found)
