"""The words for routes and for places of the body, from their schemes."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from msgspec import Struct

from msc_kg import schemes
from msc_kg.phrases.tokens import Labels, keys, pieces, token
from msc_kg.vocab import msc

_PREFIXES = ("intra", "trans", "endo", "peri", "epi", "sub", "retro", "supra")
# In running text these words are told of other medicines, of skin and of tissues as well.
_ONLY_IN_CELLS = frozenset(
    [
        *("oral", "sublingual", "rectal", "vaginal", "intravascular", "topical", "spray"),
        *("scaffold", "surgical-implantation", "extracorporeal", "laryngeal", "ophthalmic"),
        *("periodontal-defect", "in-utero"),
    ]
)

# Words of many labels that stand in many other texts; others of a label tell more.
_VAGUE = frozenset(
    keys(
        "the a injection injected infusion infused implantation implanted transplantation"
        " administration delivery delivered application bone marrow tissue cell stem through under"
        " with"
    )
)
_INTO = re.compile(r"\bin(?:to)?\b", re.IGNORECASE)


class RouteSense(Struct, frozen=True, gc=False):
    """What a label says: the route's preferred label.

    ``initials``: capitals only, so that it needs company in running text. ``doubtful``:
    the initials stand for several routes. ``plain``: it is safe in running text.
    """

    value: str
    initials: bool
    doubtful: bool
    plain: bool


class SiteSense(Struct, frozen=True, gc=False):
    """A place of the body; ``route`` is what the place alone tells, as a preferred label."""

    route: str | None
    specific: bool


def is_initials(label: str) -> bool:
    """Whether a label is initials: "IV", "i.v.", "ICV"."""
    letters = label.replace(".", "")
    return len(letters) <= 4 and letters.isalpha() and (letters.isupper() or "." in label)


@cache
def routes() -> Labels[RouteSense]:
    """Return the labels of routes; prefixes match with and without a hyphen, also as adverbs."""
    return Labels(_with_forms(_route_entries()), between="")


def _route_entries() -> Iterator[tuple[str, RouteSense]]:
    for concept in schemes.load("routes"):
        if concept.notation == "unknown-route":
            continue
        sure = {keys(label) for label in (concept.label, *concept.alt_labels)}
        for label in concept.labels:
            initials = is_initials(label)
            several = len(keys(label)) > 1
            vague = concept.notation in _ONLY_IN_CELLS or (
                concept.notation == "local-injection" and not several
            )
            doubtful = initials and keys(label) not in sure
            yield label, RouteSense(concept.label, initials, doubtful, not vague)


def _with_forms(
    entries: Iterable[tuple[str, RouteSense]],
) -> Iterator[tuple[str, RouteSense]]:
    for label, sense in entries:
        yield label, sense
        first, *rest = keys(label) or ("",)
        if first in _PREFIXES and rest:
            yield " ".join([first + rest[0], *rest[1:]]), sense
        prefix = next((p for p in _PREFIXES if first.startswith(p) and len(first) > len(p) + 4), "")
        if prefix:
            yield " ".join([prefix, first[len(prefix) :], *rest]), sense
        if not rest and first.endswith(("al", "ous", "ar", "ic")):
            yield f"{first}ly", sense


@cache
def sites() -> Labels[SiteSense]:
    """Return the labels of places of the body."""
    by_iri = schemes.load("routes").concepts
    names = {str(iri): concept.label for iri, concept in by_iri.items()}
    return Labels(
        (label, SiteSense(_route_of(concept, names), bool(concept.broader)))
        for concept in schemes.load("administration-sites")
        for label in concept.labels
    )


def may_tell_route(text: str) -> bool:
    """Return whether running text has a word without which none tells a route."""
    parts = pieces(text)
    if any(map(_is_of_route, parts)):
        return True
    return any(map(_is_of_place, parts)) and _INTO.search(text) is not None


@lru_cache(maxsize=16384)
def _is_of_route(piece: str) -> bool:
    word, (words, initials) = token(piece), _words_of_routes()
    if word.key in words:
        return True
    return word.key in initials and (word.text.isupper() or "." in word.text)


@cache
def _words_of_routes() -> tuple[frozenset[str], frozenset[str]]:
    """A word of every label of a route, and the initials among the labels."""
    told = {words: sense.initials for words, sense in routes().entries() if sense.plain}
    initials = {words for words, are_initials in told.items() if are_initials and len(words) == 1}
    return frozenset(max(words, key=_telling) for words in told.keys() - initials), frozenset(
        word for (word,) in initials
    )


@lru_cache(maxsize=16384)
def _is_of_place(piece: str) -> bool:
    return token(piece).key in _words_of_places()


@cache
def _words_of_places() -> frozenset[str]:
    return frozenset(max(words, key=_telling) for words, _ in sites().entries())


def _telling(word: str) -> tuple[bool, bool, int]:
    return word == "into", word not in _VAGUE, len(word)


def _route_of(concept: schemes.Concept, names: dict[str, str]) -> str | None:
    stated = concept.properties.get(str(msc.route), ())
    return names.get(stated[0]) if stated else None


@cache
def broader_routes() -> dict[str, frozenset[str]]:
    """Return the preferred labels of the routes broader than each, by preferred label."""
    scheme = schemes.load("routes")
    return {
        concept.label: frozenset(
            scheme.concepts[iri].label for iri in scheme.ancestors(concept.iri)[1:]
        )
        for concept in scheme
    }
