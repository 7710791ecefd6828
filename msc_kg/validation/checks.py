"""Checks: queries that must return nothing, for what SHACL says badly.

``queries/checks/*-violation.rq`` begin with header lines ``#+ title:``, ``#+ severity:``
(violation, warning or info), ``#+ message:`` (``{name}`` stands for a variable of the query)
and, if need be, ``#+ for: graph`` for those that make no sense for the ontology. The first
variable of the query is the focus node.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from msc_kg import iris, resources, sparql_text
from msc_kg.errors import InputError
from msc_kg.report import SEVERITIES, Finding, Severity
from msc_kg.validation.nodes import name
from msc_kg.validation.places import Places

_HEADER = re.compile(r"^#\+ (\w+): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Check:
    """A query with what its header says; ``for_ontology`` when it also holds for the ontology."""

    iri: str
    title: str
    severity: Severity
    message: str
    query: str
    for_ontology: bool


@cache
def packaged() -> tuple[Check, ...]:
    """Return the packaged checks, by name."""
    return tuple(
        read(path.name.removesuffix("-violation.rq"), path.read_text(encoding="utf-8"))
        for path in resources.files("queries", "checks/*-violation.rq")
    )


def read(name: str, text: str) -> Check:
    """Return the check that a query file holds.

    Raises:
        InputError: its header lacks a line or names no severity.
    """
    header: dict[str, str] = dict(_HEADER.findall(text))
    severity = next((known for known in SEVERITIES if known == header.get("severity")), None)
    if not header.get("title") or not header.get("message") or severity is None:
        raise InputError(
            "the header needs the lines title, severity and message",
            where=f"{name}-violation.rq",
            next_step=f"severity is one of {', '.join(SEVERITIES)}",
        )
    return Check(
        iri=f"{iris.BASE}checks/{name}",
        title=header["title"],
        severity=severity,
        message=header["message"],
        query=sparql_text.with_prefixes(text),
        for_ontology=header.get("for", "graph, ontology") != "graph",
    )


def run(check: Check, places: Places) -> Iterator[Finding]:
    """Yield a finding for each row of a check on the graph of ``places``."""
    answer = places.store.query(check.query)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    for row in answer:
        words = {key: places.label(row[key]) if row[key] else "" for key in names}
        focus = row[0]
        assert focus is not None
        document, locator = places.place(focus)
        text = check.message.format_map(words)
        yield Finding(
            severity=check.severity,
            shape=check.iri,
            rule=check.title,
            message=f"{words[names[0]]}: {text}",
            focus=name(focus),
            focus_label=words[names[0]],
            value=words.get("value", ""),
            document=document,
            locator=locator,
        )
