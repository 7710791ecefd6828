"""The words of ``ontology/lexicon.toml``: what grounding knows beside the labels of the schemes."""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache, cached_property

from msgspec import Struct

from msc_kg import resources


class Words(Struct, frozen=True, dict=True):
    """Spellings, equal words and classes of words; see the comments in the file.

    ``equivalents`` maps a word to the words it is read as, and ``numerals`` a Roman numeral
    to its figure when it follows one of ``numbered``.
    """

    spelling: Mapping[str, str]
    equivalents: Mapping[str, tuple[str, ...]]
    numerals: Mapping[str, str]
    numbered: frozenset[str]
    stop: frozenset[str]
    framing: frozenset[str]
    qualifiers: frozenset[str]
    conjunctions: frozenset[str]
    relations: frozenset[str]
    reversing: frozenset[str]
    cells: frozenset[str]
    treatment: frozenset[str]
    beside_cells: frozenset[str]

    @cached_property
    def blocking(self) -> frozenset[str]:
        """Words before a name that keep it from being what the text is about."""
        return self.relations | self.reversing | self.conjunctions | self.cells


@cache
def digest() -> str:
    """Return the digest of the packaged file."""
    return hashlib.sha256(_content()).hexdigest()


def _content() -> bytes:
    return (resources.folder("ontology") / "lexicon.toml").read_bytes()


@cache
def words() -> Words:
    """Return the words of the packaged file."""
    file = tomllib.loads(_content().decode())
    numerals = dict(file["numerals"])
    numbered = frozenset(numerals.pop("before"))
    classes = {name: frozenset(listed) for name, listed in file["words"].items()}
    cells = frozenset(file["treatments"]["cells"])
    return Words(
        spelling=file["spelling"],
        equivalents={word: tuple(to.split()) for word, to in file["equivalents"].items()},
        numerals=numerals,
        numbered=numbered,
        stop=classes["stop"],
        framing=classes["framing"],
        qualifiers=classes["qualifiers"],
        conjunctions=classes["conjunctions"],
        relations=classes["relations"],
        reversing=classes["reversing"],
        cells=cells,
        treatment=cells | frozenset(file["treatments"]["around"]),
        beside_cells=frozenset(file["treatments"]["beside"]),
    )
