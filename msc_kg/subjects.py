"""What is stated of a subject, as N-Quads and as Turtle side by side, and counted.

Most subjects are of few shapes: an outcome has the same properties as the next. What stands
between the values is made once for each shape, so that a subject is written by a few calls.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import eq, itemgetter

from msc_kg.quads import TYPE, Statement, short_name, shorter
from msc_kg.turtle import Counts

_NEXT = " ;\n\t"
_SAME = " ,\n\t\t"
_MOST_SHAPES = 2048


class _Verbs(dict[str, str]):
    """What stands before a value in Turtle, by its property."""

    def __missing__(self, text: str) -> str:
        verb = "a" if text == TYPE else shorter()[text.rstrip()]
        self[text] = f"{_NEXT}{verb} "
        return self[text]


_VERBS = _Verbs()


class _Shape:
    """The properties of subjects in the order stated, each once; ``count`` is of such subjects.

    ``order`` puts their values in canonical order, in which ``properties`` are.
    """

    __slots__ = ("count", "order", "properties", "types", "verbs")

    def __init__(self, stated: tuple[str, ...]) -> None:
        places = sorted(range(len(stated)), key=stated.__getitem__)
        self.order = itemgetter(*places) if len(places) > 1 else tuple
        self.properties = tuple(map(stated.__getitem__, places))
        self.verbs = _verbs(self.properties)
        self.types = _types(self.properties)
        self.count = 0


class SubjectWriter:
    """Writes subjects one by one, and counts what it writes."""

    def __init__(self) -> None:
        """Begin without any."""
        self._shapes: dict[tuple[str, ...], _Shape] = {}
        self._properties: Counter[str] = Counter()
        self._counts = Counts()

    def written(self, subject: str, graph: str, stated: Sequence[Statement]) -> tuple[str, str]:
        """Return what one graph states of a subject ("<...>"): its quads, and its Turtle.

        Quads come in canonical order, each once.
        """
        properties, values, short = zip(*stated, strict=True)
        shape = self._shapes.get(properties)
        if shape is None and len(set(properties)) < len(properties):
            return self._of_several(subject, graph, sorted(stated))
        shape = shape or self._shape(properties)
        shape.count += 1
        values, short = shape.order(values), shape.order(short)
        for at in shape.types:
            self._counts.classes[values[at]] += 1
        text = _turtle(subject, shape.verbs, short)
        return _quads(subject, graph, shape.properties, values), text

    def _of_several(self, subject: str, graph: str, stated: Sequence[Statement]) -> tuple[str, str]:
        """Return the same of a subject of which some property has several values."""
        if any(map(eq, stated, islice(stated, 1, None))):
            stated = list(dict.fromkeys(stated))
        self.count(stated, len(stated))
        properties, values, short = zip(*stated, strict=True)
        text = _turtle(subject, _verbs(properties), short)
        return _quads(subject, graph, properties, values), text

    def count(self, stated: Sequence[Statement], quads: int) -> None:
        """Count a subject that was written otherwise: its statements, each once, and its quads."""
        counts = self._counts
        properties, values, _ = zip(*stated, strict=True)
        counts.subjects += 1
        counts.quads += quads
        counts.triples += len(stated)
        self._properties.update(properties)
        for at in _types(properties):
            counts.classes[values[at]] += 1

    def counted(self) -> Counts:
        """Return what was counted since this was last asked."""
        counts, self._counts = self._counts, Counts()
        for text, count in self._properties.items():
            counts.properties[text.rstrip()] += count
        self._properties.clear()
        for shape in self._shapes.values():
            counts.subjects += shape.count
            counts.quads += shape.count * len(shape.properties)
            counts.triples += shape.count * len(shape.properties)
            for text in shape.properties if shape.count else ():
                counts.properties[text.rstrip()] += shape.count
            shape.count = 0
        return counts

    def _shape(self, properties: tuple[str, ...]) -> _Shape:
        if len(self._shapes) >= _MOST_SHAPES:
            counts = self.counted()
            self._shapes.clear()
            self._counts = counts
        shape = self._shapes[properties] = _Shape(properties)
        return shape


def turtle(subject: str, stated: Iterable[Statement]) -> str:
    """Return a subject with its statements, in order and each once, in Turtle."""
    properties, _, short = zip(*stated, strict=True)
    return _turtle(subject, _verbs(properties), short)


def _quads(subject: str, graph: str, properties: Sequence[str], values: Sequence[str]) -> str:
    parts = [f" {graph} .\n{subject} "] * (3 * len(values))
    parts[0] = f"{subject} "
    parts[1::3] = properties
    parts[2::3] = values
    parts.append(f" {graph} .\n")
    return "".join(parts)


def _turtle(subject: str, verbs: Sequence[str], short: Sequence[str]) -> str:
    parts = [*verbs, *short, " .\n"]
    parts[0:-1:2] = verbs
    parts[1::2] = short
    return short_name(subject) + "".join(parts)


def _verbs(properties: Sequence[str]) -> list[str]:
    """Return what stands before the values of a subject in Turtle."""
    verbs, last = [], ""
    for text in properties:
        verbs.append(_SAME if text == last else _VERBS[text])
        last = text
    verbs[0] = verbs[0].replace(_NEXT, " ")
    return verbs


def _types(properties: Sequence[str]) -> range:
    """Return where a subject's classes stand."""
    count = properties.count(TYPE)
    first = properties.index(TYPE) if count else 0
    return range(first, first + count)
