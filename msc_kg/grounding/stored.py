"""Tables of labels as they are stored, ``ontology/prepared/labels-NAME.txt``.

Making the tables of MeSH takes longer than reading a small document, so they lie there as long
as nothing that they were made from has changed. Keys that begin with the same letters are read
together, when one of them is asked for.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from itertools import count
from typing import Generic, TypeVar, cast

import msgspec

from msc_kg import prepared, schemes
from msc_kg.grounding import words
from msc_kg.grounding.tables import Made, Numbers
from msc_kg.phrases import organisation_names
from msc_kg.terms import Iri

HEADINGS = ("mesh-headings", "mesh-diseases")
"""The schemes of headings of MeSH."""
MESH = "mesh"
"""The name of the tables of the headings that are diseases."""
WIDE = "conditions-and-mesh"
"""The name of the tables of the conditions and these."""
MADE_FROM: Mapping[str, tuple[str, ...]] = {
    "conditions": ("conditions",),
    MESH: HEADINGS,
    WIDE: ("conditions", *HEADINGS),
    "cell-types": ("cell-types",),
    "countries": ("countries",),
    "donors": ("donors",),
    "organisations": ("organisations",),
    "routes": ("routes",),
    "tissues": ("tissues",),
}
"""The tables that are stored, and the schemes of each."""
_TABLES = 6
_LETTERS = 3
_LISTS = msgspec.json.Decoder(list[list[int]])
_NUMBERS = msgspec.json.Decoder(dict[str, list[int]])
_PHRASES = msgspec.json.Decoder(dict[str, dict[str, list[int]]])
T = TypeVar("T")


class _Groups(Generic[T]):
    """A table of which those keys are read together that begin with the same letters."""

    def __init__(self, table: prepared.Table, decoder: "msgspec.json.Decoder[dict[str, T]]"):
        """Take the table of the groups, and what reads one."""
        self._table = table
        self._decoder = decoder
        self._read: dict[str, dict[str, T]] = {}

    @cached_property
    def _stored(self) -> dict[str, bytes]:
        return self._table.by_key()

    def get(self, key: str) -> T | None:
        """Return the value of a key, if there is one."""
        group = key[:_LETTERS]
        known = self._read.get(group)
        if known is None:
            text = self._stored.get(group)
            if text is None:
                return None
            known = self._read[group] = self._decoder.decode(text)
        return known.get(key)

    def all(self) -> dict[str, T]:
        """Return the values of all keys."""
        groups = map(self._decoder.decode, self._stored.values())
        return {key: value for group in groups for key, value in group.items()}


class Stored:
    """Tables as they are stored, read when they are asked."""

    def __init__(self, tables: Sequence[prepared.Table]) -> None:
        """Take the tables in the order in which they are written."""
        self._concepts, spelled, holding, phrases, matches, self._below = tables
        self._spelled = _Groups(spelled, _NUMBERS)
        self._holding = _Groups(holding, _NUMBERS)
        self._phrases = _Groups(phrases, _PHRASES)
        self._matches = matches

    @cached_property
    def concepts(self) -> Sequence[Iri]:
        """The concepts in their order."""
        return cast("list[Iri]", self._concepts.keys())

    @cached_property
    def numbers(self) -> Mapping[Iri, int]:
        """The numbers of the concepts."""
        return dict(zip(self.concepts, count(), strict=False))

    @cached_property
    def names(self) -> Sequence[bytes]:
        """The alternative labels of each concept that is made anew, as JSON."""
        return self._concepts.values()

    @property
    def below(self) -> Sequence[Sequence[int]]:
        """The concepts next below each."""
        return _LISTS.decode(self._below.values()[0])

    @property
    def spellings(self) -> Numbers:
        """The concepts by what labels and notations are compared by."""
        return self._spelled.all()

    def spelled(self, key: str) -> Sequence[int]:
        """Return the concepts of a spelling."""
        return self._spelled.get(key) or ()

    def holding(self, word: str) -> Sequence[int]:
        """Return the concepts with a word in a label."""
        return self._holding.get(word) or ()

    def phrases(self, first: str) -> Numbers:
        """Return the concepts by their labels as words."""
        return self._phrases.get(first) or {}

    def matches(self, group: str) -> Numbers:
        """Return the concepts by the CURIEs that they match."""
        found = self._matched.get(group)
        return _NUMBERS.decode(found) if found else {}

    @cached_property
    def _matched(self) -> Mapping[str, bytes]:
        return self._matches.by_key()


@cache
def stored(name: str) -> Stored | None:
    """Return the tables of this name; ``None`` if there are none made from what is there now."""
    if name not in MADE_FROM:
        return None
    found = prepared.tables(f"labels-{name}", _made_from(name), _TABLES)
    return Stored(found) if found else None


def prepare(name: str, made: Made, names: Mapping[Iri, Sequence[str]]) -> bytes:
    """Return the file of the tables of this name; ``names`` are of concepts made anew."""
    tables: tuple[Mapping[str, object], ...] = (
        {iri: names.get(iri, ()) for iri in made.concepts},
        _grouped(made.spellings),
        _grouped(made.under_words),
        _grouped(made.under_phrases),
        made.under_matches,
        {"below": made.below},
    )
    return prepared.content(_made_from(name), tables)


def _grouped(table: Mapping[str, T]) -> Mapping[str, Mapping[str, T]]:
    groups: dict[str, dict[str, T]] = {}
    for key in sorted(table):
        groups.setdefault(key[:_LETTERS], {})[key] = table[key]
    return groups


def _made_from(name: str) -> str:
    digests = (words.digest(), organisation_names.digest(), *map(schemes.digest, MADE_FROM[name]))
    return hashlib.sha256("".join(digests).encode()).hexdigest()
