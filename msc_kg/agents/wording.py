"""The answers of the tools as text, for whoever does not read structured content."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msc_kg.agents.answers import (
    AnsweredRow,
    DossierPage,
    Grounded,
    QuestionAnswer,
    Questions,
    SparqlAnswer,
)
from msc_kg.characters import one_line
from msc_kg.errors import MscKgError
from msc_kg.values import Cell

_COMMANDS = (
    (re.compile(r"msc-kg query lists them all"), "the tool list_questions lists them all"),
    (re.compile(r"msc-kg query ([a-z-]+)s lists them all"), r"the tool sparql finds \1s"),
    (re.compile(r"msc-kg ground --kind (\S+) TEXT"), r"the tool ground_phrase with kind \1"),
    (re.compile(r"--(?=[a-z])"), ""),
)
"""What messages say to users of the command line, for users of the tools."""


def told(error: MscKgError) -> str:
    """Return the text of an error: where, what, and what to do next."""
    text = str(error)
    for pattern, instead in _COMMANDS:
        text = pattern.sub(instead, text)
    return text


_WRONG = {
    "missing": "is missing",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "dict_type": 'must be an object, as {{"condition": "GVHD"}}',
    "list_type": "must be a list of texts",
}
"""What is wrong with an argument, by the types of errors of pydantic."""

_SHOWN = 60
"""Characters of a wrong argument that are told."""


def refused(tool: str, errors: Iterable[Mapping[str, Any]]) -> str:
    """Return what is wrong with the arguments of a tool, an argument a line."""
    wrong: dict[str, list[str]] = {}
    given: dict[str, str] = {}
    for error in errors:
        name = ".".join(map(str, error["loc"][: 2 if error["loc"][:1] == ("parameters",) else 1]))
        words = _WRONG.get(error["type"], one_line(error["msg"])).format(**error.get("ctx", {}))
        if words not in wrong.setdefault(name, []):
            wrong[name].append(words)
        if error["type"] != "missing":
            given.setdefault(name, f", not {shortened(repr(error['input']))}")
    lines = (
        f"{tool}: {name} {' or '.join(words).replace(' or must be ', ' or ')}{given.get(name, '')}"
        for name, words in wrong.items()
    )
    return "\n".join([*lines, f"  what it takes: the input schema of {tool}, in the list of tools"])


def unknown(tool: str, given: Iterable[str], known: Iterable[str]) -> str:
    """Return that a tool takes no such arguments, and which it takes.

    Left out in silence, they would widen an answer.
    """
    named = ", ".join(map(shortened, given))
    asked = "; what a question takes goes into parameters" if "parameters" in known else ""
    return f"{tool}: takes no {named}\n  what it takes: {', '.join(known)}{asked}"


def shortened(text: str) -> str:
    """Return a text on one line, and of a long one its beginning."""
    return one_line(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def questions(answer: Questions) -> Iterator[str]:
    """Yield the lines of the questions."""
    for card in answer.questions:
        yield f"{card.name}: {card.question}"
        for parameter in card.parameters:
            needed = ", required" if parameter.required else ""
            yield f"  {parameter.name} ({parameter.kind}{needed}): {parameter.help}"
        yield f"  columns: {', '.join(card.columns)}"
    if not answer.questions:
        yield "no question has these words; without words, all are listed"


def rows(answer: QuestionAnswer) -> Iterator[str]:
    """Yield the lines of an answer."""
    for one in answer.understood:
        yield f"{one.parameter} {one.text!r} is understood as {one.label or one.iri} <{one.iri}>"
    yield from answer.notes
    yield _range(answer.total, answer.offset, len(answer.rows), "rows", answer.next_offset)
    for number, row in enumerate(answer.rows, answer.offset + 1):
        yield f"{number}. {_cells(row.values)}"
        yield from _evidence(row)


def _evidence(row: AnsweredRow) -> Iterator[str]:
    for place in row.evidence:
        yield f"   evidence: {place.document}, {place.locator}: {place.words!r}"
    if row.evidence_total > len(row.evidence):
        yield f"   and {row.evidence_total - len(row.evidence)} more places"


def _cells(values: Mapping[str, Cell]) -> str:
    return "; ".join(f"{name}: {cell}" for name, cell in values.items() if cell is not None)


def _range(total: int, offset: int, shown: int, what: str, more: int | None) -> str:
    line = f"{what} {offset + 1} to {offset + shown} of {total}" if shown else f"{total} {what}"
    return f"{line}; offset {more} continues" if more is not None else line


def grounded(answer: Grounded) -> Iterator[str]:
    """Yield the lines of a grounding."""
    if not answer.readings:
        yield f"{answer.text!r} is not understood as any kind"
    for reading in answer.readings:
        if reading.concept:
            yield f"{reading.kind}: {reading.label} ({reading.concept}) <{reading.iri}>"
            yield f"  because {reading.explanation}"
        else:
            yield f"{reading.kind}: not understood; {reading.explanation}"
        if reading.near:
            yield f"  near: {' or '.join(reading.near)}"


def dossier(page: DossierPage) -> Iterator[str]:
    """Yield the lines of a dossier: facts, statements with their places, disagreements."""
    yield f"{page.kind} {page.name} <{page.iri}>"
    for fact in page.facts:
        yield f"{fact.property}: {'; '.join(node.name for node in fact.values)}"
    shown = len(page.statements)
    yield _range(page.statements_total, page.offset, shown, "statements", page.next_offset)
    for one in page.statements:
        when = f" (as of {one.as_of})" if one.as_of else ""
        told_ = f"{one.property}: {one.value or 'not understood'}{when}"
        yield f"- {told_}; {one.document}, {one.place}: {one.words!r}"
    for each in page.disagreements:
        yield f"disagreement about {each.property} ({each.kind}):"
        for side in each.sides:
            yield f"- {side.document}: {'; '.join(side.values)}"
    if page.trials_total:
        shown = len(page.trials)
        yield _range(page.trials_total, page.offset, shown, "trials", page.next_offset)
    for line in page.trials:
        yield f"- {line.trial.name}: {line.title}; {', '.join(line.status)}"
    if not page.complete:
        yield "the graph has more than was looked at"


def sparql(answer: SparqlAnswer) -> Iterator[str]:
    """Yield the lines of the answer of a query."""
    if answer.truth is not None:
        yield "true" if answer.truth else "false"
        return
    shown = len(answer.rows)
    yield _range(answer.total, answer.offset, shown, "rows", answer.next_offset)
    yield "\t".join(answer.columns)
    for row in answer.rows:
        yield "\t".join("" if cell is None else str(cell) for cell in row.values())


def joined(lines: Iterator[str]) -> str:
    """Return lines as one text; each stays a line, whatever documents say."""
    return "\n".join(map(one_line, lines))
