"""The rules that keep canned queries the same on every engine; each finds what breaks it.

What each engine does otherwise stands in ``docs/stores.md``.
"""

import re
from collections.abc import Callable, Iterator

from msc_kg import sparql_text

_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_IRI = re.compile(r"<[^<>\s]*>")
_SELECT = re.compile(r"\bSELECT\b(.*?)\bWHERE\b", re.DOTALL)
_ALTERNATIVE = re.compile(r"(?<!\|)\|(?!\|)")
_COMPARED = re.compile(r'(?:STR\([^()]*\)|"")\s*(?:<=?|>=?)|(?:<=?|>=?)\s*(?:STR\(|"")')
_TRANSITIVE_VALUES = re.compile(r"[*+] \?(\w+)")

_MUST_NOT = {
    "GRAPH": "named graphs", "FROM": "named graphs", "SERVICE": "other endpoints",
    "EXISTS": "quadratic on Oxigraph: use MINUS", "AVG": "counts copies of triples",
    "SAMPLE": "any value: use MIN", "NOW": "differs each time", "RAND": "differs each time",
    "UUID": "differs each time", "REDUCED": "differs between engines",
}  # fmt: skip


def plain(text: str) -> str:
    """Return a query without comments, with empty strings and IRIs."""
    return _IRI.sub("<>", _STRING.sub('""', _COMMENT.sub("", text)))


def problems(text: str) -> list[str]:
    """Return what a query does that engines do differently."""
    query = plain(text)
    return [f"{name}: {found}" for name, rule in RULES.items() for found in rule(query)]


def _words(query: str) -> Iterator[str]:
    for word in sorted(set(sparql_text.keywords(query)) & set(_MUST_NOT)):
        yield f"{word} ({_MUST_NOT[word]})"


def _counts(query: str) -> Iterator[str]:
    yield from re.findall(r"COUNT\((?!DISTINCT )[^)]*\)", query)


def _sums(query: str) -> Iterator[str]:
    """Sums are right only over a subquery of distinct rows."""
    for found in re.finditer(r"SUM\(", query):
        if not re.match(r"[^{}]*WHERE \{\s*\{ SELECT DISTINCT ", query[found.end() :]):
            yield "SUM of what may be there twice"


def _selects(query: str) -> Iterator[str]:
    """Copies of a triple in several graphs must not give copies of a row."""
    for found in _SELECT.finditer(query):
        if re.match(r" \{\s*\{ SELECT \(", query[found.end() :]):
            continue  # what is joined there are rows of numbers
        if "DISTINCT" not in found[1] and not re.search(r"\b(?:MIN|MAX|SUM)\(", found[1]):
            grouped = "GROUP BY" in _rest_of_group(query, found.end())
            if not grouped:
                yield " ".join(found[0].split())


def _rest_of_group(query: str, start: int) -> str:
    """Return what stands after the WHERE group that begins at a place, at its own level."""
    opening = query.index("{", start)
    return query[opening + len(_group(query, opening)) :].partition("}")[0]


def _optional(query: str) -> Iterator[str]:
    """Virtuoso gives rows the values of other rows; with two branches none were seen."""
    for found in re.finditer(r"OPTIONAL\s*\{", query):
        inside = _group(query, found.end() - 1)
        if inside.count("UNION") > 1 or _ALTERNATIVE.search(inside):
            yield " ".join(inside.split())[:80]


def _group(query: str, start: int) -> str:
    depth = 0
    for place in range(start, len(query)):
        depth += {"{": 1, "}": -1}.get(query[place], 0)
        if depth == 0:
            return query[start : place + 1]
    return query[start:]


def _text_compared(query: str) -> Iterator[str]:
    """Numbers are compared as numbers: "9" comes after "10" as text."""
    yield from _COMPARED.findall(query)


def _paths_to_values(query: str) -> Iterator[str]:
    """Virtuoso finds nothing where a transitive path ends in a variable of VALUES."""
    for name in set(_TRANSITIVE_VALUES.findall(query)):
        for values in re.finditer(rf"VALUES \?{name} \{{(?! UNDEF \}})", query):
            yield query[values.start() :].partition("}")[0]


def _joined_unbound(query: str) -> Iterator[str]:
    """CONCAT of an absent value is an error in SPARQL and text in Virtuoso."""
    yield from re.findall(r"COALESCE\(CONCAT\(\?\w+", query)


RULES: dict[str, Callable[[str], Iterator[str]]] = {
    "words": _words,
    "counts of copies": _counts,
    "sums of copies": _sums,
    "rows more than once": _selects,
    "UNION or alternatives in OPTIONAL": _optional,
    "numbers compared as text": _text_compared,
    "transitive path into VALUES": _paths_to_values,
    "CONCAT that may fail": _joined_unbound,
}
