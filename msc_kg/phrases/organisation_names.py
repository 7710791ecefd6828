"""Names of organisations made comparable: one key for the spellings of one name.

Keys leave out case, accents, punctuation, small words and legal forms that say nothing, and
read unambiguous abbreviations in full. The order of words stays ("University of Washington" is
not "Washington University") but for "University Hospital of X" and "X University Hospital".
"""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, cached_property, lru_cache

from msgspec import Struct

from msc_kg import resources
from msc_kg.iris import CACHED, plain_letters

_WORD = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"\s*[(\[]([^()\[\]]{2,12})[)\]]\s*$")
_AND = re.compile("[&＆+]")
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_LONGEST_FORM = 4
_UNIVERSITY_HOSPITAL = ("university", "hospital")


class NameWords(Struct, frozen=True, dict=True):
    """The words of ``ontology/organisation_words.toml``; see the comments there."""

    left_out: frozenset[str]
    spellings: Mapping[tuple[str, ...], tuple[str, ...]]
    silent: frozenset[str]
    national: Mapping[tuple[str, ...], str]
    no_place: frozenset[str]
    common: frozenset[str]
    saints: frozenset[str]
    translated: Mapping[tuple[str, ...], tuple[str, ...]]

    @cached_property
    def forms(self) -> frozenset[str]:
        """The national legal forms as keys have them."""
        return frozenset(self.national.values())

    @cached_property
    def respelled(self) -> frozenset[str]:
        """The words that what is spelt otherwise begins with."""
        return frozenset([words[0] for words in self.spellings])


@cache
def digest() -> str:
    """Return the digest of the packaged file."""
    return hashlib.sha256(_content()).hexdigest()


def _content() -> bytes:
    return (resources.folder("ontology") / "organisation_words.toml").read_bytes()


@cache
def name_words() -> NameWords:
    """Return the words of the packaged file."""
    file = tomllib.loads(_content().decode())
    forms = file["legal_forms"]
    return NameWords(
        left_out=frozenset(file["left_out"]),
        spellings={tuple(k.split()): tuple(v.split()) for k, v in file["spellings"].items()},
        silent=frozenset(forms["silent"]),
        national={
            tuple(spelling.split()): form
            for form, spellings in forms["national"].items()
            for spelling in (form, *spellings)
        },
        no_place=frozenset(file["university_hospital"]["other"]),
        common=frozenset(file["common"]["words"]),
        saints=frozenset(file["common"]["saints"]),
        translated={
            tuple(other.split()): tuple(english.split())
            for english, others in file["translated"].items()
            for other in others
        },
    )


@lru_cache(CACHED)
def name_key(name: str) -> str:
    """Return the key of a name: its words in comparable form, joined with single spaces.

    A name of signs only has no key. The key of a key is that key.

    >>> name_key("Medipost Co., Ltd."), name_key("Liège University Hospital")
    ('medipost', 'university hospital liege')
    """
    before: list[str] = []
    words = _telling(_words(_without_acronym(name)))  # so that most are as they stay
    while words != before:
        before, words = words, _read(words)
    return " ".join(words)


@lru_cache(CACHED)
def is_common(key: str) -> bool:
    """Whether organisations of several countries may bear the name of a key.

    >>> is_common(name_key("Children's Hospital")), is_common(name_key("Royan Institute"))
    (True, False)
    """
    known = name_words()
    words = key.split()
    telling = [word for word in words if word not in known.common]
    if len(words) > 1 and words[0] in known.saints:
        telling = telling[2:] if words[0] not in known.common else telling[1:]
    return not telling


def label_order(name: str) -> tuple[bool, int, str]:
    """Return what the spellings of a name are ordered by, the one to show first.

    Mixed case comes before all capitals or none, then short before long.

    >>> min(("FOO HOSPITAL", "Foo Hospital", "foo hospital"), key=label_order)
    'Foo Hospital'
    """
    return name.isupper() or name.islower(), len(name), name


def initials(name: str) -> str:
    """Return the first letters of the words of a name, small words left out."""
    left_out = {*name_words().left_out, "and", "for", "de", "e", "y", "di", "la"}
    return "".join(word[0] for word in _words(name) if word not in left_out)


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", plain_letters(_AND.sub(" and ", name)))
    if not plain.isascii():
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _WORD.findall(_APOSTROPHES.sub("", plain.casefold()))


def _read(words: list[str]) -> list[str]:
    return _placed(_without_form(_respelled(_with_initials(_telling(words)))))


def _telling(words: list[str]) -> list[str]:
    """Leave small words out, unless there are no others."""
    left_out = name_words().left_out
    return [word for word in words if word not in left_out] or words


def _with_initials(words: list[str]) -> list[str]:
    """Join letters that stand alone beside one another: "S.A." and "S A" are "sa"."""
    if [*map(len, words)].count(1) < 2:
        return words
    found: list[str] = []
    for word, before in zip(words, ["", *words], strict=False):
        if len(word) == len(before) == 1 and (word + before).isalpha():
            found[-1] += word
        else:
            found.append(word)
    return found


def _without_acronym(name: str) -> str:
    """Drop the name's own initials in brackets behind it."""
    found = _ACRONYM.search(name)
    if found is None:
        return name
    rest, short = name[: found.start()], "".join(_words(found[1]))
    every = "".join(word[0] for word in _words(rest))
    return rest if len(short) > 1 and short in (initials(rest), every) else name


def _respelled(words: list[str]) -> list[str]:
    """Read abbreviations and words that are also written as two."""
    spellings = name_words().spellings
    if name_words().respelled.isdisjoint(words):
        return words
    found: list[str] = []
    place = 0
    while place < len(words):
        pair = spellings.get(tuple(words[place : place + 2]))
        length = 2 if pair else 1
        single = (words[place],)
        found += pair or spellings.get(single, single)
        place += length
    return found


def _without_form(words: list[str]) -> list[str]:
    """Cut silent legal forms off the end, and write a national form in one way."""
    rest = _without_silent(words)
    length = _form(rest)
    if not length:
        return rest
    return [*_without_silent(rest[:-length]), name_words().national[tuple(rest[-length:])]]


def _without_silent(words: list[str]) -> list[str]:
    rest = list(words)
    while len(rest) > 1 and (rest[-1] in name_words().silent or rest[-1] == "and"):
        rest.pop()
    return rest


def _form(words: list[str]) -> int:
    """Return how many of the last words are a national form; some word stays before it."""
    lengths = range(min(_LONGEST_FORM, len(words) - 1), 0, -1)
    return next((n for n in lengths if tuple(words[-n:]) in name_words().national), 0)


def _placed(words: list[str]) -> list[str]:
    """Put "university hospital" before the place: "X University Hospital"."""
    place = words[:-2]
    if tuple(words[-2:]) != _UNIVERSITY_HOSPITAL or not place:
        return words
    is_place = name_words().no_place.isdisjoint(place) and not any(map(_has_digit, place))
    return [*_UNIVERSITY_HOSPITAL, *place] if is_place and len(place) <= 3 else words


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))
