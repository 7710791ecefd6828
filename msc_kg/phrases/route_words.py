"""The words for routes and for places of the body, from their schemes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import TypeAlias

from msgspec import Struct

from msc_kg import schemes
from msc_kg.phrases.tokens import TOKENS, Known, Labels, keys, pieces, word_key
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

INTO = ("into", "in")
"""Words behind which a place of the body tells a route."""

Words: TypeAlias = tuple[str, ...]
"""The words of a label, as keys."""
_Others: TypeAlias = frozenset[str]


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
    found: Labels[RouteSense] = Labels()
    for words, sense in _routes().items():
        found.add(words, sense)
    return found


@cache
def _routes() -> Mapping[Words, RouteSense]:
    """What the labels of routes say, by their words; of several meanings, the first."""
    found: dict[Words, RouteSense] = {}
    for concept in schemes.load("routes"):
        if concept.notation != "unknown-route":
            for words, sense in _senses(concept):
                for form in _forms(words):
                    found.setdefault(form, sense)
    return found


def _senses(concept: schemes.Concept) -> Iterator[tuple[Words, RouteSense]]:
    labels = [(label, keys(label)) for label in concept.labels]
    sure = {words for _, words in labels[: 1 + len(concept.alt_labels)]}
    for label, words in labels:
        initials = is_initials(label)
        vague = concept.notation in _ONLY_IN_CELLS or (
            concept.notation == "local-injection" and len(words) == 1
        )
        doubtful = initials and words not in sure
        yield words, RouteSense(concept.label, initials, doubtful, not vague)


def _forms(words: Words) -> Sequence[Words]:
    """Return a label and its other forms: "intranasal" is "intra nasal" and "intranasally"."""
    if not words:
        return ()
    first, *rest = words
    forms = [words]
    if first.startswith(_PREFIXES):
        if first in _PREFIXES and rest:
            forms.append((word_key(first + rest[0]), *rest[1:]))
        prefix = next(prefix for prefix in _PREFIXES if first.startswith(prefix))
        if len(first) > len(prefix) + 4:
            forms.append((word_key(prefix), word_key(first[len(prefix) :]), *rest))
    if not rest and first.endswith(("al", "ous", "ar", "ic")):
        forms.append((f"{first}ly",))
    return forms


@cache
def route_beginnings() -> frozenset[str]:
    """Return the words (keys) that a route may begin with."""
    return frozenset(INTO).union([words[0] for words in _routes()])


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
    """Return whether running text has all words of a label of a route, or of a place behind "in".

    Most texts lack the most telling word of each label, and are passed at once.
    """
    parts = pieces(text)
    begun = list(filter(None, map(_BEGUN.__getitem__, parts)))
    if not begun:
        return False
    if _ALONE in begun:
        return True
    words = set(map(_KEY, map(TOKENS.__getitem__, parts)))
    return any(map(words.issuperset, chain.from_iterable(begun)))


def _begun(piece: str) -> Sequence[_Others]:
    """Return the other words of the labels whose most telling word a piece is, fewest first."""
    word = TOKENS[piece]
    key = word.key
    if key in _initials() and (word.text.isupper() or "." in word.text):
        return _ALONE
    return _labels().get(key, ())


_ALONE: Sequence[_Others] = (frozenset(),)
_BEGUN = Known(_begun)
_KEY = attrgetter("key")


@cache
def _labels() -> Mapping[str, Sequence[_Others]]:
    """The words of labels of routes, and of places behind "in", by the most telling word.

    Each is without the most telling word itself, and the shortest stand first; where nothing
    is left of a label, the others are not asked for.
    """
    found: defaultdict[str, set[_Others]] = defaultdict(set)
    for words, sense in _routes().items():
        if sense.plain and not (len(words) == 1 and words[0] in _initials()):
            telling = max(words, key=_telling) if len(words) > 1 else words[0]
            found[telling].add(frozenset(words) - {telling})
    for words, _ in sites().entries():
        telling = max(words, key=_telling)
        found[telling] |= {frozenset([into, *words]) - {telling} for into in INTO}
    return {
        telling: tuple(sorted(others, key=len)) if frozenset() not in others else _ALONE
        for telling, others in found.items()
    }


@cache
def _initials() -> frozenset[str]:
    """The initials among the labels of routes that are safe in running text."""
    told = ((words, sense) for words, sense in _routes().items() if len(words) == 1)
    return frozenset(words[0] for words, sense in told if sense.plain and sense.initials)


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
