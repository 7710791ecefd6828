"""What the labels of a scheme are found by, as tables of numbers that can be stored.

A concept is the number of its place in its scheme. Making the tables of MeSH takes longer than
reading a small document, so they lie in ``ontology/prepared``, as long as nothing that they were
made from has changed.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import Protocol

import msgspec

from msc_kg import resources, schemes
from msc_kg.grounding.normalisation import canonical, is_abbreviation, normal
from msc_kg.grounding.words import digest, words
from msc_kg.schemes import Scheme
from msc_kg.terms import Iri

MESH = ("mesh-headings", "mesh-diseases")
"""The schemes of headings of MeSH."""
MADE_FROM: Mapping[str, tuple[str, ...]] = {
    "conditions": ("conditions",),
    "mesh": MESH,
    "conditions-and-mesh": ("conditions", *MESH),
}
"""The tables that are stored, ``ontology/prepared/labels-NAME.json``, and the schemes of each."""
Numbers = Mapping[str, Sequence[int]]


class Tables(Protocol):
    """The tables of a scheme."""

    @property
    def concepts(self) -> Sequence[Iri]:
        """The concepts in their order."""

    @property
    def below(self) -> Sequence[Sequence[int]]:
        """The concepts next below each."""

    def bags(self, first: str) -> Numbers:
        """Return the concepts by words of labels and notations, if a word is the first of them.

        The words are in the order of the alphabet (:func:`unordered`).
        """

    def phrases(self, first: str) -> Numbers:
        """Return the concepts by their labels as words, if they begin with a word.

        ``~n`` stands for a concept that only abbreviations name so.
        """

    def matches(self, group: str) -> Numbers:
        """Return the concepts by the CURIEs of a :func:`group` that they match.

        They match exactly, or, when no concept does, nearly: ``~n``.
        """


class Stored(msgspec.Struct, frozen=True):
    """Tables as they are stored, most of them read when they are asked.

    ``names`` are the alternative labels of concepts that are made anew.
    """

    made_from: str
    concepts: list[Iri]
    names: list[msgspec.Raw]
    under_bags: dict[str, msgspec.Raw]
    under_phrases: dict[str, msgspec.Raw]
    under_matches: dict[str, msgspec.Raw]
    stored_below: msgspec.Raw

    @property
    def below(self) -> Sequence[Sequence[int]]:
        """The concepts next below each."""
        return msgspec.json.decode(self.stored_below, type=list[list[int]])

    def bags(self, first: str) -> Numbers:
        """Return the concepts by words of labels and notations."""
        return _numbers(self.under_bags.get(first))

    def phrases(self, first: str) -> Numbers:
        """Return the concepts by their labels as words."""
        return _numbers(self.under_phrases.get(first))

    def matches(self, group: str) -> Numbers:
        """Return the concepts by the CURIEs that they match."""
        return _numbers(self.under_matches.get(group))


_NUMBERS = msgspec.json.Decoder(dict[str, list[int]])


@dataclass(frozen=True)
class Made:
    """Tables made of a scheme, each when it is first asked for."""

    scheme: Scheme
    free_order: bool = False

    @cached_property
    def concepts(self) -> Sequence[Iri]:
        """The concepts in their order."""
        return tuple(self.scheme.concepts)

    @cached_property
    def below(self) -> Sequence[Sequence[int]]:
        """The concepts next below each."""
        numbers = {iri: number for number, iri in enumerate(self.concepts)}
        found: list[list[int]] = [[] for _ in numbers]
        for number, concept in enumerate(self.scheme):
            for broader in concept.broader:
                if broader in numbers:
                    found[numbers[broader]].append(number)
        return found

    def bags(self, first: str) -> Numbers:
        """Return the concepts by words of labels and notations."""
        return self.under_bags.get(first, {})

    def phrases(self, first: str) -> Numbers:
        """Return the concepts by their labels as words."""
        return self.under_phrases.get(first, {})

    def matches(self, group: str) -> Numbers:
        """Return the concepts by the CURIEs that they match."""
        return self.under_matches.get(group, {})

    @cached_property
    def under_bags(self) -> Mapping[str, Numbers]:
        """All bags, under the first word of each."""
        found: dict[str, list[int]] = {}
        for text, number in chain(self._labels(), self._notations()):
            known = found.setdefault(unordered(text), [])
            if number not in known:
                known.append(number)
        return _under_first(found)

    @cached_property
    def under_phrases(self) -> Mapping[str, Numbers]:
        """All phrases, under the first word of each."""
        found: dict[str, list[int]] = {}
        for label, number in self._labels():
            phrase = " ".join(canonical(label)) if self.free_order else normal(label)
            _join(found.setdefault(phrase, []), number, is_abbreviation(label))
        return _under_first(found)

    @cached_property
    def under_matches(self) -> Mapping[str, Numbers]:
        """All CURIEs that concepts match, in small letters, under the group of each."""
        exact: dict[str, list[int]] = {}
        close: dict[str, list[int]] = {}
        for number, concept in enumerate(self.scheme):
            for match in concept.matches:
                if match.predicate == "exactMatch":
                    exact.setdefault(match.curie.casefold(), []).append(number)
                elif match.predicate == "closeMatch":
                    close.setdefault(match.curie.casefold(), []).append(~number)
        under: dict[str, dict[str, list[int]]] = {}
        for curie, numbers in (close | exact).items():
            under.setdefault(group(curie), {})[curie] = numbers
        return under

    def _labels(self) -> Iterable[tuple[str, int]]:
        return ((label, at) for at, each in enumerate(self.scheme) for label in each.labels)

    def _notations(self) -> Iterable[tuple[str, int]]:
        return ((each.notation or "", at) for at, each in enumerate(self.scheme))


def bag(text: str) -> frozenset[str]:
    """Return the words of a text in no order, without those that carry no meaning."""
    return frozenset(canonical(text)) - words().stop


def group(curie: str) -> str:
    """Return what a hundred neighbouring CURIEs share: all but the last two characters."""
    return curie[:-2]


def unordered(text: str) -> str:
    """Return the words of :func:`bag` in the order of the alphabet."""
    return " ".join(sorted(bag(text)))


@cache
def stored(name: str) -> Stored | None:
    """Return the tables of this name; ``None`` if there are none made from what is there now."""
    path = resources.folder("ontology") / "prepared" / f"labels-{name}.json"
    if name not in MADE_FROM or not path.is_file():
        return None
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Stored)
    except msgspec.DecodeError:  # of another version of the program, or cut off
        return None
    return found if found.made_from == _made_from(name) else None


def prepare(name: str, scheme: Scheme, names: Sequence[Sequence[str]] = ()) -> bytes:
    """Return the file of the tables of this name."""
    made = Made(scheme, free_order=True)
    content = {
        "made_from": _made_from(name),
        "concepts": made.concepts,
        "names": names,
        "under_bags": made.under_bags,
        "under_phrases": made.under_phrases,
        "under_matches": made.under_matches,
        "stored_below": made.below,
    }
    return msgspec.json.encode(content).replace(b'},"', b'},\n"') + b"\n"


def _made_from(name: str) -> str:
    digests = (digest(), *map(schemes.digest, MADE_FROM[name]))
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _join(known: list[int], number: int, abbreviation: bool) -> None:
    """Add a concept; it is named by an abbreviation unless it is by another label, too."""
    if number in known:
        return
    if ~number not in known:
        known.append(~number if abbreviation else number)
    elif not abbreviation:
        known[known.index(~number)] = number


def _numbers(content: msgspec.Raw | None) -> Numbers:
    return {} if content is None else _NUMBERS.decode(content)


def _under_first(found: Mapping[str, list[int]]) -> Mapping[str, Numbers]:
    under: dict[str, dict[str, list[int]]] = {}
    for words_said, numbers in found.items():
        if words_said:
            under.setdefault(words_said.partition(" ")[0], {})[words_said] = numbers
    return under
