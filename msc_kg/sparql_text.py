"""The text of SPARQL queries: its words, without taking it apart further.

Enough to refuse what a read-only graph must refuse, to tell the form of a query, to add the
prefixes it leaves out, and to show where an engine found it malformed.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from msc_kg import iris
from msc_kg.errors import InputError

_WORDS = re.compile(
    r'''
    """(?:[^"\\]|\\.|"(?!""))*+(?:""")?  |  \'\'\'(?:[^'\\]|\\.|'(?!''))*+(?:\'\'\')?
  | "(?:[^"\\\n\r]|\\.)*+"?             |  '(?:[^'\\\n\r]|\\.)*+'?
  | <[^<>"{}|^`\\\x00-\x20]*>            |  \#[^\n\r]*
  | [?$]\w+                              |  @[\w-]+
  | (?P<name>\w[\w.-]*+)?(?P<local>:(?:[\w.:%-]|\\.)*+)?
    ''',
    re.VERBOSE | re.DOTALL,
)
"""Strings, IRIs, comments, variables and prefixed names (SPARQL 1.1, section 19.8), and what is
left: keywords. Whatever could hide a keyword is matched before it."""

_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_POSITION = re.compile(r"(?:error at )?(\d+):(\d+): (.*)", re.DOTALL)
_EXPECTED = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,]+)(?:,|$)""")
_SENTENCE = re.compile(r"[A-Z][A-Za-z]* [a-z]")
_ADDED = re.compile(r"(?:PREFIX [\w-]+: <[^<>\s]+>\t)+")
"""Prefixes as ``with_prefixes`` adds them; they do not count in what a user is told."""
_LONGEST_LINE = 160
_MOST_EXPECTED = 5

LONGEST = 1_000_000
"""Characters that a query may have."""
DEEPEST = 200
"""Brackets of all kinds that may be open at once."""
MOST_JOINTS = 2000
"""Groups, filters and operators that a query may have: chains nest as brackets do."""

_OPENING = frozenset("{([")
_CLOSING = frozenset("})]")
_JOINTS = frozenset({*"{!+*/|&^=", "FILTER", "BIND", "VALUES"})


def keywords(query: str) -> Iterator[str]:
    """Yield the bare words of a query in upper case: keywords, ``a`` and numbers."""
    for match in _WORDS.finditer(query):
        if match["name"] and match["local"] is None:
            yield from re.split(r"[.-]", match["name"].upper())


def form(query: str) -> str:
    """Return SELECT, ASK, CONSTRUCT, DESCRIBE or an update's first word; "" when there is none."""
    return next((word for word in keywords(query) if word in _FORMS | _UPDATES), "")


def wants_triples(query: str) -> bool:
    """Return whether the answer is triples, not rows or a truth value."""
    return form(query) in {"CONSTRUCT", "DESCRIBE"}


def names_graphs(query: str) -> bool:
    """Return whether the query speaks of named graphs (GRAPH or FROM)."""
    return not {"GRAPH", "FROM"}.isdisjoint(keywords(query))


def check_read_only(query: str) -> None:
    """Refuse what a local graph must not do.

    Raises:
        InputError: the query is an update, or calls another endpoint by SERVICE.
    """
    check_no_update(query)
    if "SERVICE" in keywords(query):
        raise InputError(
            "SERVICE would ask another endpoint; local graphs do not",
            where="query",
            next_step="ask that endpoint directly: --graph URL",
        )


def check_no_update(query: str) -> None:
    """Refuse updates: some endpoints take them where queries go, from those who may.

    Raises:
        InputError: the query is an update.
    """
    if form(query) in _UPDATES:
        raise InputError(
            f"{form(query)} is an update; graphs are only read here",
            where="query",
            next_step="build the graph again to change it",
        )


def check_size(query: str) -> None:
    """Refuse what is too long, or nested or chained too deep, for an engine's parser.

    Parsers call themselves for each level: thousands end the whole process.

    Raises:
        InputError: the query is beyond a limit.
    """
    if len(query) > LONGEST:
        raise _too_large(f"longer than {LONGEST} characters")
    depth = joints = 0
    for match in _WORDS.finditer(query):
        word = match[0].upper() or query[match.start() : match.start() + 1]
        depth += (word in _OPENING) - (word in _CLOSING)
        joints += word in _JOINTS
        if depth > DEEPEST:
            raise _too_large(f"brackets within more than {DEEPEST} brackets")
        if joints > MOST_JOINTS:
            raise _too_large(f"more than {MOST_JOINTS} groups, filters and operators")


def _too_large(what: str) -> InputError:
    return InputError(
        f"the query is too large: {what}",
        where="query",
        next_step="ask in several queries, or list alternatives in VALUES",
    )


def with_prefixes(query: str) -> str:
    """Return the query with the project's prefixes that it uses but does not declare.

    They go before its first word on the same line, so that lines keep their numbers.
    """
    matches = list(_WORDS.finditer(query))
    named = [match for match in matches if match["name"]]
    used = {match["name"] for match in named if match["local"]}
    declared = {
        match["name"]
        for before, match in pairwise(named)
        if before["name"].upper() == "PREFIX" and before["local"] is None
    }
    known = iris.prefixes()
    missing = sorted(name for name in used - declared if name in known)
    return "".join(f"PREFIX {name}: <{known[name]}>\t" for name in missing) + query


def malformed(query: str, message: str) -> InputError:
    """Return the error for a query that an engine could not parse, with the place.

    ``message`` is the engine's, in the form ``line:column: what``.
    """
    match = _POSITION.fullmatch(message.strip())
    if match is None:
        return InputError(f"malformed query ({_said(message, False)})", where="query")
    number, column = int(match[1]), int(match[2])
    lines = query.split("\n")
    line = lines[number - 1] if number <= len(lines) else ""
    added = _ADDED.match(line) if number == 1 else None
    if added:
        line, column = line[added.end() :], max(1, column - added.end())
    at_end = number >= len(lines) and column > len(line.rstrip())
    return InputError(
        f"malformed query ({_said(match[3], at_end)})",
        where=f"query, line {number}, column {column}",
        next_step=_pointed(line, column),
    )


def _said(message: str, at_end: bool) -> str:
    """Return in a few words what an engine expected; its ranges of characters help nobody."""
    listed = message.removeprefix("expected ").removeprefix("one of ")
    items = [item.strip() for item in _EXPECTED.findall(listed) if item.strip()]
    sentences = [item for item in items if _SENTENCE.match(item)]
    words = [item for item in items if not item.startswith("[")]
    if sentences or not message.startswith("expected "):
        return " ".join((sentences[0] if sentences else message).split())[:_LONGEST_LINE]
    if words and len(items) <= _MOST_EXPECTED:
        return f"expected {' or '.join(words)}"
    return "it ends too early" if at_end else "not understood from here"


def _pointed(line: str, column: int) -> str:
    start = max(0, column - _LONGEST_LINE // 2)
    part = line[start : start + _LONGEST_LINE].replace("\t", " ")
    return f"{part}\n  {' ' * (column - 1 - start)}^" if part.strip() else ""
