"""The answers of the tools as text, for whoever does not read structured content."""

import re
from collections.abc import Iterator, Mapping

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
