"""Tables of labels as they are stored, ``ontology/prepared/labels-NAME.txt``.

Making the tables of MeSH takes longer than reading a small document, so they lie there as long
as nothing that they were made from has changed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import cast

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
_LIST = msgspec.json.Decoder(list[int])
_LISTS = msgspec.json.Decoder(list[list[int]])
_NUMBERS = msgspec.json.Decoder(dict[str, list[int]])


class Stored:
    """Tables as they are stored, read when they are asked."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the tables as texts, in the order in which they are written."""
        self._names, self._spelled, self._words, self._phrases, self._matches, self._below = texts

    @cached_property
    def names(self) -> Mapping[Iri, str]:
        """The alternative labels of concepts that are made anew, as JSON."""
        return cast("Mapping[Iri, str]", prepared.table(self._names))

    @cached_property
    def concepts(self) -> Sequence[Iri]:
        """The concepts in their order."""
        return tuple(self.names)

    @property
    def below(self) -> Sequence[Sequence[int]]:
        """The concepts next below each."""
        return _LISTS.decode(prepared.table(self._below)["below"])

    @property
    def spellings(self) -> Numbers:
        """The concepts by what labels and notations are compared by."""
        return {key: _LIST.decode(numbers) for key, numbers in self.under_spellings.items()}

    def spelled(self, key: str) -> Sequence[int]:
        """Return the concepts of a spelling."""
        numbers = self.under_spellings.get(key)
        return _LIST.decode(numbers) if numbers else ()

    def holding(self, word: str) -> Sequence[int]:
        """Return the concepts with a word in a label."""
        numbers = self.under_words.get(word)
        return _LIST.decode(numbers) if numbers else ()

    def phrases(self, first: str) -> Numbers:
        """Return the concepts by their labels as words."""
        numbers = self.under_phrases.get(first)
        return _NUMBERS.decode(numbers) if numbers else {}

    def matches(self, group: str) -> Numbers:
        """Return the concepts by the CURIEs that they match."""
        numbers = self.under_matches.get(group)
        return _NUMBERS.decode(numbers) if numbers else {}

    @cached_property
    def under_spellings(self) -> Mapping[str, str]:
        """What is stored of each spelling."""
        return prepared.table(self._spelled)

    @cached_property
    def under_words(self) -> Mapping[str, str]:
        """What is stored of each word."""
        return prepared.table(self._words)

    @cached_property
    def under_phrases(self) -> Mapping[str, str]:
        """What is stored of the phrases with each first word."""
        return prepared.table(self._phrases)

    @cached_property
    def under_matches(self) -> Mapping[str, str]:
        """What is stored of each group of CURIEs."""
        return prepared.table(self._matches)


@cache
def stored(name: str) -> Stored | None:
    """Return the tables of this name; ``None`` if there are none made from what is there now."""
    found = prepared.texts(f"labels-{name}", _made_from(name)) if name in MADE_FROM else None
    return Stored(found) if found else None


def prepare(name: str, made: Made, names: Mapping[Iri, Sequence[str]]) -> bytes:
    """Return the file of the tables of this name; ``names`` are of concepts made anew."""
    tables: tuple[Mapping[str, object], ...] = (
        {iri: names.get(iri, ()) for iri in made.concepts},
        made.spellings,
        made.under_words,
        made.under_phrases,
        made.under_matches,
        {"below": made.below},
    )
    return prepared.content(_made_from(name), tables)


def _made_from(name: str) -> str:
    digests = (words.digest(), organisation_names.digest(), *map(schemes.digest, MADE_FROM[name]))
    return hashlib.sha256("".join(digests).encode()).hexdigest()
