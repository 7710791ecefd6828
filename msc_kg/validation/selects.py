"""``sh:sparql``: a shape's own query, asked for all focus nodes at once where that is the same.

SHACL asks the query once for each focus node with ``$this`` bound beforehand. The store is
asked once, with the pattern of the targets in front, when nothing in the query can tell the
difference; else once for each focus node.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from msc_kg.validation.nodes import Nodes, Term, key
from msc_kg.validation.shapes import Shapes, refused

_TOKENS = re.compile(
    r"""
    (?P<text>\"{3}.*?\"{3} | '{3}.*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>) | (?P<comment>\#[^\n]*)
  | (?P<variable>[?$]\w+) | (?P<word>[\w-]*:[\w.%-]*|@?\w+) | (?P<sign>[{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_FORBIDDEN = frozenset({"MINUS", "SERVICE", "VALUES"})
"""What SHACL-SPARQL does not allow beside variables that are bound beforehand (section 5.3)."""
_UNKNOWN = frozenset({"$shapesGraph", "?shapesGraph", "$currentShape", "?currentShape"})
_THIS = frozenset({"$this", "?this"})
_TOGETHER = frozenset(
    {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING", "LIMIT", "OFFSET"}
)
"""What looks at several rows, so that those of other focus nodes would matter."""
_PREFIX = re.compile(r"[A-Za-z_][\w.-]*|")


@dataclass(frozen=True)
class Query:
    """The query of a constraint, with its prefixes and ``$PATH`` put in."""

    shape: str
    prologue: str
    text: str

    @cached_property
    def tokens(self) -> list[tuple[str, int]]:
        """The words, variables and brackets in upper case, each with its place in the text."""
        found = (m for m in _TOKENS.finditer(self.text) if m.lastgroup not in {"comment", "iri"})
        return [
            (m[0] if m.lastgroup == "variable" else m[0].upper(), m.start())
            for m in found
            if m.lastgroup != "text"
        ]

    @cached_property
    def _start(self) -> int:
        """The place among the tokens where the body begins."""
        return next((at for at, (word, _) in enumerate(self.tokens) if word == "{"), 0)

    def check(self) -> None:
        """Refuse what SHACL does not allow, or what this engine does not know."""
        words = {word for word, _ in self.tokens}
        if wrong := sorted((_FORBIDDEN | _UNKNOWN) & words):
            raise refused(self.shape, f"its query uses {', '.join(wrong)}")
        head = [word for word, _ in self.tokens[: self._start]]
        if "SELECT" not in head or not _THIS & set(head):
            raise refused(self.shape, "its query does not select $this")
        for (before, _), (word, _) in zip(self.tokens, self.tokens[1:], strict=False):
            if before == "AS" and word in _THIS:
                raise refused(self.shape, "its query binds $this itself")
            if before == "BOUND" and not self.is_joinable:
                raise refused(self.shape, "its query asks BOUND within a group")
        for select in self._inner_selects():
            if not _THIS & set(select) and "*" not in select:
                raise refused(self.shape, "a query within its query does not select $this")

    def _inner_selects(self) -> Iterator[list[str]]:
        words = [word for word, _ in self.tokens]
        for at, word in enumerate(words):
            if word == "SELECT" and at > self._start:
                yield words[at : words.index("{", at)]

    @property
    def is_joinable(self) -> bool:
        """Whether the rows are the same when ``$this`` is bound by a pattern in front."""
        words = [word for word, _ in self.tokens]
        body, tail = self._parted(words)
        grouped = "GROUP" in tail and bool(_THIS & set(_keys(tail)))
        if "SELECT" in body or {"LIMIT", "OFFSET"} & set(tail):
            return False
        if _TOGETHER & {*words[: self._start], *tail} and not grouped:
            return False
        return not any(_looks_outside(group) for group in _groups(body))

    def _parted(self, words: list[str]) -> tuple[list[str], list[str]]:
        depth = 0
        for at in range(self._start, len(words)):
            depth += (words[at] == "{") - (words[at] == "}")
            if depth == 0:
                return words[self._start + 1 : at], words[at + 1 :]
        return words[self._start + 1 :], []

    def joined(self, targets: str) -> str:
        """Return the query with the pattern of the targets in front of its body."""
        place = self.tokens[self._start][1] + 1
        return f"{self.prologue}{self.text[:place]} {targets} {self.text[place:]}"

    def alone(self) -> str:
        """Return the query as it stands, for one focus node."""
        return self.prologue + self.text


def _keys(tail: list[str]) -> list[str]:
    start = tail.index("GROUP")
    ends = [at for at, word in enumerate(tail) if word in {"HAVING", "ORDER"} and at > start]
    return tail[start : min(ends, default=len(tail))]


def _groups(body: list[str]) -> Iterator[list[str]]:
    """Yield the words of each group within a body, without those that test existence."""
    for at, word in enumerate(body):
        if word == "{" and (at == 0 or body[at - 1] != "EXISTS"):
            depth = 0
            for end in range(at, len(body)):
                depth += (body[end] == "{") - (body[end] == "}")
                if depth == 0:
                    yield body[at + 1 : end]
                    break


def _looks_outside(group: list[str]) -> bool:
    return bool(_THIS & set(group)) and bool({"FILTER", "BIND"} & set(group))


def query_of(shapes: Shapes, shape: str, constraint: Term) -> Query:
    """Return the query of a SPARQL constraint of a shape."""
    name = key(constraint)
    select = shapes.one(name, "select")
    if select is None:
        raise refused(shape, "its sh:sparql has no sh:select")
    text = key(select)
    if path := shapes.path(shape):
        text = re.sub(r"[$?]PATH\b", lambda _: path, text)
    query = Query(shape, _prologue(shapes, shape, shapes.values(name, "prefixes")), text)
    query.check()
    return query


def _prologue(shapes: Shapes, shape: str, declaring: list[Term]) -> str:
    known = shapes.prologues.get(tuple(declaring))
    if known is None:
        known = shapes.prologues[tuple(declaring)] = _declared(shapes, shape, declaring)
    return known


def _declared(shapes: Shapes, shape: str, declaring: list[Term]) -> str:
    lines: dict[str, None] = {}
    for term in _imported(declaring, shapes.nodes):
        for declared in shapes.values(key(term), "declare"):
            prefix = shapes.one(key(declared), "prefix")
            namespace = shapes.one(key(declared), "namespace")
            if prefix is None or namespace is None or not _PREFIX.fullmatch(key(prefix)):
                raise refused(shape, f"no proper prefix is declared by {key(term)}")
            lines[f"PREFIX {key(prefix)}: {ox.NamedNode(key(namespace))}\n"] = None
    return "".join(lines)


def _imported(declaring: list[Term], nodes: Nodes) -> list[Term]:
    """Return nodes with those that they import, without end only once each."""
    found = dict.fromkeys(declaring)
    waiting = list(found)
    while waiting:
        imports = "http://www.w3.org/2002/07/owl#imports"
        new = [t for t in nodes.get(key(waiting.pop()), {}).get(imports, []) if t not in found]
        found.update(dict.fromkeys(new))
        waiting += new
    return list(found)


_HOLE = re.compile(r"\{[?$](\w+)\}")


def message_of(template: str, row: ox.QuerySolution, names: frozenset[str]) -> str:
    """Return a message with the values of a row in place of ``{?name}``."""

    def put(match: re.Match[str]) -> str:
        term = row[match[1]] if match[1] in names else None
        return f"?{match[1]}" if term is None else key(term)

    return _HOLE.sub(put, template)
