"""The SKOS concept schemes of ``ontology/schemes``: the words the project knows.

Phrases, grounding, mapping and the drawing of pictures all read their vocabulary here, so
that a new synonym is one line of Turtle and no line of code.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from pathlib import Path
from typing import NamedTuple, cast

import msgspec

from msc_kg import iris, prepared, resources
from msc_kg.plain_turtle import Statements, read_statements
from msc_kg.terms import Iri

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_FIRST_CONCEPT = re.compile(r"(?P<prefix>[\w-]+):\S+\s+a\s+skos:Concept\b")
_MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
PREPARED = (
    *("administration-sites", "brands", "cell-types", "conditions", "countries"),
    *("mesh-diseases", "mesh-headings", "organisations", "routes", "tissues"),
)
"""The larger schemes: ``ontology/prepared/NAME.txt`` holds them as lists, which are read faster.
"""


class Match(NamedTuple):
    """A link from a concept to one of another vocabulary: ``predicate`` is "exactMatch" ..."""

    predicate: str
    iri: Iri
    curie: str


class Concept(msgspec.Struct, frozen=True, gc=False):
    """A concept: preferred label, other labels, notation, broader concepts and matches.

    ``properties`` holds what else is stated, by property IRI (values as IRIs or strings).
    """

    iri: Iri
    scheme: str
    label: str
    alt_labels: tuple[str, ...]
    hidden_labels: tuple[str, ...]
    notation: str | None
    broader: tuple[Iri, ...]
    matches: tuple[Match, ...]
    properties: dict[str, tuple[str, ...]]

    @property
    def curie(self) -> str:
        """The CURIE of the concept, e.g. ``cond:gvhd``."""
        return iris.compress(self.iri)

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, the preferred one first."""
        return (self.label, *self.alt_labels, *self.hidden_labels)


_Row = tuple[
    str, tuple[str, ...], tuple[str, ...], str | None, tuple[Iri, ...], tuple[Match, ...], int
]
"""The fields of a concept between its scheme and its properties, and the number of these."""
_ROW = msgspec.json.Decoder(_Row)
_Properties = dict[str, tuple[str, ...]]


class Concepts(Mapping[Iri, Concept]):
    """Concepts by their IRIs, each made when it is first asked for."""

    def __init__(self, known: Iterable[Iri], make: Callable[[Iri], Concept]) -> None:
        """Take the IRIs in their order, and what makes the concept of one."""
        self._made: dict[Iri, Concept | None] = dict.fromkeys(known)
        self._make = make

    def __getitem__(self, iri: Iri) -> Concept:
        """Return a concept; raise ``KeyError`` where there is none."""
        concept = self._made[iri]
        if concept is None:
            concept = self._made[iri] = self._make(iri)
        return concept

    def __contains__(self, iri: object) -> bool:
        """Whether there is a concept of this IRI."""
        return iri in self._made

    def __iter__(self) -> Iterator[Iri]:
        """Yield the IRIs in their order."""
        return iter(self._made)

    def __len__(self) -> int:
        """Return the number of concepts."""
        return len(self._made)


class Scheme(msgspec.Struct, frozen=True, dict=True):
    """A concept scheme by the name of its file ("conditions", "tissues", "routes" ...)."""

    name: str
    concepts: Mapping[Iri, Concept]

    def __iter__(self) -> Iterator[Concept]:
        """Yield the concepts in the order of their IRIs."""
        return iter(self.concepts.values())

    @cached_property
    def by_notation(self) -> dict[str, Concept]:
        """The concepts that have a notation, by it."""
        return {concept.notation: concept for concept in self if concept.notation}

    def ancestors(self, iri: Iri) -> tuple[Iri, ...]:
        """Return the concept and all that are broader, nearest first, each once."""
        found: list[Iri] = []
        queue = [iri]
        while queue:
            current = queue.pop(0)
            if current not in found and current in self.concepts:
                found.append(current)
                queue.extend(self.concepts[current].broader)
        return tuple(found)


@cache
def names() -> tuple[str, ...]:
    """Return the names of all packaged schemes."""
    return tuple(path.stem for path in resources.files("ontology", "schemes/*.ttl"))


@cache
def load(name: str) -> Scheme:
    """Return the scheme in ``ontology/schemes/NAME.ttl``.

    Raises:
        FileNotFoundError: there is no such scheme.
    """
    concepts = prepared_concepts(name) if name in PREPARED else None
    return Scheme(name, concepts or stated(name, _path(name).read_text("utf-8")))


def prepare(name: str) -> bytes:
    """Return the file that a large scheme is read from as long as its Turtle is the same."""
    others: list[_Properties] = []
    rows: dict[str, object] = {}
    for one in stated(name, _path(name).read_text("utf-8")).values():
        if one.properties not in others:
            others.append(one.properties)
        labels = (one.label, one.alt_labels, one.hidden_labels)
        matches = [tuple(match) for match in one.matches]
        other = others.index(one.properties)
        rows[one.iri] = (*labels, one.notation, one.broader, matches, other)
    return prepared.content(digest(name), [{"properties": others}, rows])


def digest(name: str) -> str:
    """Return the SHA-256 of the Turtle of a scheme."""
    return _digest(_path(name))


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _path(name: str) -> Path:
    return resources.folder("ontology") / "schemes" / f"{name}.ttl"


def prepared_concepts(name: str) -> Mapping[Iri, Concept] | None:
    """Return the concepts of a prepared scheme; ``None`` if its Turtle is another now."""
    found = prepared.tables(name, digest(name), 2)
    if found is None:
        return None
    properties, stored = found
    others = msgspec.json.decode(properties.values()[0], type=list[_Properties])
    rows = cast("dict[Iri, bytes]", stored.by_key())
    return Concepts(rows, partial(_from_row, name, rows, others))


def _from_row(
    scheme: str, rows: Mapping[Iri, bytes], others: Sequence[_Properties], iri: Iri
) -> Concept:
    label, alt_labels, hidden_labels, notation, broader, matches, other = _ROW.decode(rows[iri])
    return Concept(
        iri, scheme, label, alt_labels, hidden_labels, notation, broader, matches, others[other]
    )


def stated(name: str, content: str) -> dict[Iri, Concept]:
    """Return the concepts that the Turtle of a scheme states."""
    nodes = read_statements(content) or parsed(content)
    return {
        Iri(iri): _concept(Iri(iri), name, stated)
        for iri, stated in sorted(nodes.items())
        if f"{_SKOS}inScheme" in stated
    }


@cache
def concept(iri: Iri) -> Concept | None:
    """Return the concept of a packaged scheme; only schemes of its namespace are loaded."""
    for name in _namespaces().get(iri[: iri.rfind("/") + 1], ()):
        found = load(name).concepts.get(iri)
        if found is not None:
            return found
    return None


@cache
def _namespaces() -> dict[str, tuple[str, ...]]:
    """Return the names of the schemes whose concepts are in a namespace, the smaller first."""
    found: dict[str, tuple[str, ...]] = {}
    paths = resources.files("ontology", "schemes/*.ttl")
    for path in sorted(paths, key=lambda each: each.stat().st_size):
        with path.open(encoding="utf-8") as lines:
            first = next(filter(None, map(_FIRST_CONCEPT.match, lines)), None)
        if first:
            namespace = iris.prefixes()[first["prefix"]]
            found[namespace] = (*found.get(namespace, ()), path.stem)
    return found


def parsed(content: str) -> Statements:
    """Return the objects of any Turtle, IRIs and literals, by subject and predicate."""
    import pyoxigraph as ox  # the packaged schemes are read without it

    nodes: Statements = {}
    for subject, predicate, value, _ in ox.parse(content, format=ox.RdfFormat.TURTLE):
        if isinstance(subject, ox.NamedNode):
            if not isinstance(value, ox.NamedNode | ox.Literal):
                reason = f"schemes hold IRIs and literals only, not {value}"
                raise ValueError(reason)  # noqa: TRY004 (of the file, not of an argument)
            stated = nodes.setdefault(subject.value, {})
            stated.setdefault(predicate.value, []).append(value.value)
    return nodes


def _concept(iri: Iri, scheme: str, stated: dict[str, list[str]]) -> Concept:
    def skos(name: str) -> tuple[str, ...]:
        values = stated.get(_SKOS + name, ())
        return tuple(values if len(values) < 2 else sorted(values))

    notation = skos("notation")
    return Concept(
        iri=iri,
        scheme=scheme,
        label=skos("prefLabel")[0],
        alt_labels=skos("altLabel"),
        hidden_labels=skos("hiddenLabel"),
        notation=notation[0] if notation else None,
        broader=cast("tuple[Iri, ...]", skos("broader")),
        matches=tuple(
            [
                Match(predicate, Iri(value), iris.compress(value))
                for predicate in _MATCHES
                for value in skos(predicate)
            ]
        ),
        properties={
            predicate: tuple(sorted(stated[predicate]))
            for predicate in sorted(stated)
            if not predicate.startswith(_SKOS)
        },
    )
