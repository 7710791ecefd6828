"""The tools, as plain functions of a graph: text in any wording in, structured answers out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

import pyoxigraph as ox

from msc_kg import arguments, catalog, dossiers, sparql_text
from msc_kg.agents.answers import (
    AnsweredRow,
    DossierPage,
    Grounded,
    ParameterCard,
    Place,
    QuestionAnswer,
    QuestionCard,
    Questions,
    Reading,
    SparqlAnswer,
    Understood,
)
from msc_kg.errors import InputError, UnknownNameError
from msc_kg.grounding import Grounder, Grounding, kinds
from msc_kg.question_files import Question, Values
from msc_kg.store import Graph, Rows, Term
from msc_kg.suggestions import nearest
from msc_kg.values import Cell, value

LONGEST_TEXT = 1000
"""Characters of a phrase or a name."""
MOST_EVIDENCE = 10
"""Places that are told for one row."""

_LABELS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?node (MIN(?name) AS ?label) WHERE { VALUES ?node { NODES } ?node rdfs:label ?name . }
GROUP BY ?node ORDER BY ?node
"""

T = TypeVar("T")


def questions(words: str = "") -> Questions:
    """Return the questions whose name, text or parameters have all the words."""
    wanted = checked(words).casefold().split()
    cards = map(_card, catalog.questions().values())
    found = [card for card in cards if all(word in _searched(card) for word in wanted)]
    return Questions(found)


def _card(asked: Question) -> QuestionCard:
    return QuestionCard(
        asked.name,
        asked.question,
        asked.description,
        [ParameterCard(p.name, p.kind, p.required, p.help) for p in asked.parameters],
        asked.columns,
        next((e.arguments for e in asked.expectations if e.arguments), {}),
    )


def _searched(card: QuestionCard) -> str:
    parameters = " ".join(f"{parameter.name} {parameter.help}" for parameter in card.parameters)
    return f"{card.name} {card.question} {card.description} {parameters}".casefold()


def ask(
    graph: Graph,
    name: str,
    parameters: Mapping[str, str | Sequence[str]],
    limit: int,
    offset: int,
) -> QuestionAnswer:
    """Return some rows of a canned question, each with its evidence.

    Raises:
        UnknownNameError: no such question, parameter or concept; near names are offered.
        InputError: a required parameter is missing.
    """
    asked = catalog.question(checked(name))
    texts = {checked(key): _texts(given) for key, given in parameters.items()}
    values = catalog.resolve(graph, asked, texts)
    answered = catalog.ask(graph, asked, values)
    total = len(answered.rows.rows)
    page = replace(
        answered,
        rows=Rows(answered.rows.variables, part(answered.rows.rows, limit, offset)),
        keys=part(answered.keys, limit, offset),
    )
    understood = _understood(graph, texts, values)
    notes = () if total else _why_nothing(graph, asked, texts, values)
    return QuestionAnswer(
        asked.name, understood, asked.columns, list(_rows(graph, page, values)),
        total, offset, following(total, limit, offset), list(notes),
    )  # fmt: skip


def _texts(given: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(map(checked, (given,) if isinstance(given, str) else given))


def _understood(
    graph: Graph, texts: Mapping[str, Sequence[str]], values: Values
) -> list[Understood]:
    terms = {term for found in values.values() for term in found}
    labels = _labels(graph, terms)
    return [
        Understood(name, word, str(value(term)), labels.get(term, ""))
        for name, words in texts.items()
        for word, term in zip(words, values.get(name.replace("-", "_"), ()), strict=False)
    ]


def _labels(graph: Graph, terms: set[Term]) -> dict[Term | None, str]:
    if not terms:
        return {}
    nodes = " ".join(sorted(map(str, terms)))
    rows = graph.select(_LABELS.replace("NODES", nodes)).rows
    return {node: str(value(label)) for node, label in rows}


def _why_nothing(
    graph: Graph, asked: Question, texts: Mapping[str, Sequence[str]], values: Values
) -> Iterator[str]:
    yield "no rows"
    for parameter in asked.parameters:
        terms = values.get(parameter.variable, ())
        for word, term in zip(texts.get(parameter.name, ()), terms, strict=False):
            if not arguments.in_graph(graph, term):
                yield f"no trial in this graph has {parameter.name} {word!r}"


def _rows(graph: Graph, page: catalog.Answer, values: Values) -> Iterator[AnsweredRow]:
    columns = page.rows.variables
    if page.question.evidence is None:
        for row in page.rows.rows:
            place = _own_place(columns, row)
            yield AnsweredRow(_values(columns, row), place, len(place))
        return
    width = len(columns)
    lines = catalog.with_evidence(graph, page, values).rows
    runs = groupby(page.rows.rows)
    found = groupby(lines, key=lambda line: line[:width])
    for (row, same), (_, places) in zip(runs, found, strict=True):
        cells = dict.fromkeys(place[width:] for place in places)
        evidence = [Place(*map(_text, place)) for place in cells if any(place)]
        for _ in same:
            told = evidence[:MOST_EVIDENCE]
            yield AnsweredRow(_values(columns, row), told, len(evidence))


def _own_place(columns: Sequence[str], row: Sequence[Term | None]) -> list[Place]:
    """Return the evidence that a row has in columns of its own."""
    cells = dict(zip(columns, map(_text, row), strict=True))
    place = Place(*(cells.get(name, "") for name in catalog.EVIDENCE_COLUMNS))
    return [place] if place.document else []


def _values(columns: Sequence[str], row: Sequence[Term | None]) -> dict[str, Cell]:
    return dict(zip(columns, map(value, row), strict=True))


def _text(term: Term | None) -> str:
    return "" if term is None else str(value(term))


def ground(text: str, kind: str | None) -> Grounded:
    """Return how a phrase is understood, as one kind or as all kinds that apply.

    Raises:
        UnknownNameError: there is no such kind.
    """
    checked(text)
    if kind is not None and kind not in kinds():
        raise UnknownNameError(
            "kind", kind, nearest(kind, kinds()), next_step=f"kinds are {', '.join(kinds())}"
        )
    grounder = Grounder()
    tried = (grounder.ground(each, text) for each in ((kind,) if kind else kinds()))
    readings = [_reading(grounder, found) for found in tried if text.strip()]
    told = [reading for reading in readings if reading.concept]
    return Grounded(text, told or [r for r in readings if kind or r.near])


def _reading(grounder: Grounder, found: Grounding) -> Reading:
    near: Sequence[str] = found.candidates
    if not (found.concept or near or found.flags):
        near = grounder.lexicon.suggest(found.kind, found.text)
    return Reading(
        found.kind, found.curie, found.concept, found.label,
        found.exact_matches, found.explanation, tuple(near),
    )  # fmt: skip


def dossier(graph: Graph, kind: str, name: str, limit: int, offset: int) -> DossierPage:
    """Return what each document says about a trial, sponsor, condition or paper.

    Raises:
        UnknownNameError: the graph speaks of no such thing; near names are offered.
    """
    if kind not in dossiers.KINDS:
        raise UnknownNameError("kind", kind, next_step=f"kinds are {', '.join(dossiers.KINDS)}")
    whole = dossiers.dossier(graph, kind, checked(name))
    most = max(len(whole.statements), len(whole.trials))
    return DossierPage(
        whole.kind, whole.iri, whole.name, whole.facts, whole.sources,
        part(whole.statements, limit, offset), len(whole.statements), whole.disagreements,
        part(whole.trials, limit, offset), len(whole.trials),
        whole.broader, whole.narrower, offset, following(most, limit, offset), whole.complete,
    )  # fmt: skip


def sparql(graph: Graph, query: str, limit: int, offset: int) -> SparqlAnswer:
    """Return some rows of the answer of a SPARQL query; the project's prefixes are known.

    Raises:
        InputError: it is malformed, not read-only, or costs more than it may.
    """
    sparql_text.check_size(query)
    sparql_text.check_read_only(query)
    text = sparql_text.with_prefixes(checked(query, sparql_text.LONGEST))
    answer = graph.query(text)
    form = sparql_text.form(text)
    if isinstance(answer, bool):
        return SparqlAnswer(form, (), (), answer, 1, 0, None)
    rows = answer if isinstance(answer, Rows) else _triples(answer)
    told = [_values(rows.variables, row) for row in part(rows.rows, limit, offset)]
    total = len(rows.rows)
    more = following(total, limit, offset)
    return SparqlAnswer(form, rows.variables, told, None, total, offset, more)


def _triples(triples: Iterable[ox.Triple]) -> Rows:
    """Return triples as rows, each once and in order."""
    rows = sorted(((t.subject, t.predicate, t.object) for t in set(triples)), key=str)
    return Rows(("subject", "predicate", "object"), tuple(rows))


def checked(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text that is one.

    Raises:
        InputError: it is too long, or holds half a character.
    """
    if len(text) > longest:
        raise InputError(f"a text of {len(text)} characters; at most {longest} are read")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError("a text with half a character (a lone surrogate)") from error
    return text


def part(rows: Sequence[T], limit: int, offset: int) -> tuple[T, ...]:
    """Return some rows."""
    return tuple(rows[offset : offset + limit])


def following(total: int, limit: int, offset: int) -> int | None:
    """Return the offset of the rows after these; ``None`` when there are none."""
    return offset + limit if offset + limit < total else None
