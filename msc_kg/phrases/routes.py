"""Routes of administration in running text and in table cells."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, count
from operator import attrgetter

from msgspec import Struct, structs

from msc_kg.phrases.fillers import is_filler
from msc_kg.phrases.route_context import hinted, is_numeral, is_of_disease, listed_with_iv
from msc_kg.phrases.route_words import (
    INTO,
    RouteSense,
    broader_routes,
    may_tell_route,
    route_beginnings,
    routes,
    sites,
)
from msc_kg.phrases.spans import Span, longest_apart
from msc_kg.phrases.tokens import HYPHENS, Token, ends, keys, tokens, word_key
from msc_kg.records import Route

_PROCEDURES = frozenset(
    keys(
        "injection infusion administration delivery transplantation implantation transfusion"
        " application treatment therapy drip route dose injections push bolus"
    )
)
# "SC implantation" is one of stem cells.
_UNDER_THE_SKIN = frozenset(keys("injection administration injections push bolus"))
_LEADING = frozenset({"infused", "injected", "via", "through"})
_TO_SITE = frozenset(
    keys(
        "into in to of on at the a an both each either left right affected target index injured"
        " bilateral unilateral injection infusion injected joint side contralateral ipsilateral via"
        " through and"
    )
)
_KEY = attrgetter("key")
_GIVEN = re.compile(r"(?:inject|infus|implant|administ|deliver|transplant|instill|given|appl)")
_SEPARATORS = frozenset("&/+,;|\n")
_SEPARATING_WORDS = frozenset(keys("and or plus then vs versus followed"))


class _Mention(Struct, frozen=True, gc=False):
    """A route in tokens ``first`` to ``last`` (half-open), and the place named with it."""

    first: int
    last: int
    value: str | None
    site: str | None = None


def spot_routes(
    text: str, legend: Mapping[str, str] | None = None, *, context: str = ""
) -> tuple[Span[Route], ...]:
    """Return the routes told in running text, each with its minimal words.

    Abbreviations count when the table's ``legend`` has them, with full stops ("I.T"), or in
    company ("IT injection"); IV does unless it is a numeral ("phase IV"). ``context`` (a
    title, a condition) decides what IC and IA mean.

    >>> [span.value.value for span in spot_routes("phase IV trial of MSC taken i.v.")]
    ['intravenous']
    """
    if not legend and not may_tell_route(text):
        return ()
    words = tokens(text)
    meanings = _legend_routes(legend) if legend else {}
    spans = []
    mentions = _mentions(words, meanings, context, running=True)
    stops = ends(words) if mentions else ()
    for mention in mentions:
        start, end = _bounds(words, stops, mention.first, mention.last)
        route = Route(_plain(text[start:end]), mention.value, mention.site)
        spans.append(Span(start, end, route))
    return longest_apart(spans)


def read_routes(
    cell: str, legend: Mapping[str, str] | None = None, *, context: str = ""
) -> tuple[Route, ...]:
    """Return the routes of a whole cell, one for each part between separators.

    Words that name no known route give a route without value; fillers give none.

    >>> [route.value for route in read_routes("I.T & I.V")]
    ['intrathecal', 'intravenous']
    """
    if is_filler(cell):
        return ()
    words = tokens(cell)
    found = _mentions(words, _legend_routes(legend), context, running=False)
    if not found:
        return (Route(_plain(cell)),)
    read: list[Route] = []
    stops = ends(words)
    for first, last, mentions in _parts(words, found):
        start, end = _bounds(words, stops, first, last)
        text = _plain(cell[start:end])
        _add_part(read, text, words[first:last], mentions)
    return tuple(dict.fromkeys(read))


def _bounds(words: Sequence[Token], stops: Sequence[int], first: int, last: int) -> tuple[int, int]:
    """Return where tokens ``first`` to ``last`` (half-open) stand; ``stops``: where all end."""
    return stops[first] - len(words[first].text), stops[last - 1]


def _legend_routes(legend: Mapping[str, str] | None) -> dict[str, str]:
    """Routes that the table's own legend gives for its abbreviations, by key."""
    found = {}
    for short, full in (legend or {}).items():
        senses = routes().whole(full)
        if senses:
            found[word_key(short)] = senses[0].value
    return found


def _mentions(
    words: Sequence[Token], legend: Mapping[str, str], context: str, *, running: bool
) -> list[_Mention]:
    """Return the routes that tokens tell, left to right."""
    mentions: list[_Mention] = []
    last = 0
    labels = routes()
    begins = route_beginnings().union(legend) if legend else route_beginnings()
    for index in compress(count(), map(begins.__contains__, map(_KEY, words))):
        if index < last:
            continue
        key = words[index].key
        mention = None
        if key in legend or labels.alone(key) or labels.may_go_on(words, index):
            mention = _route_at(words, index, legend, context, running)
        if mention is None and key in INTO:
            mention = _place_at(words, index)
        if mention is not None:
            mention = _with_site(words, mention)
            mentions.append(mention)
            last = mention.last
    return mentions


def _route_at(
    words: Sequence[Token], index: int, legend: Mapping[str, str], context: str, running: bool
) -> _Mention | None:
    word = words[index]
    if not word.is_word:
        return None
    if word.key in legend and (not running or sum(map(str.isupper, word.text)) > 1):
        return _Mention(index, index + 1, legend[word.key])
    found = routes().longest(words, index)
    if found is None:
        return None
    last, senses = found
    sense = senses[0]
    if running and not _fits_running_text(words, index, last, sense):
        return None
    if running and is_of_disease(words, last, sense.value):
        return None
    if sense.doubtful:
        return _Mention(index, last, hinted(word.key, context))
    first, last = _minimal(words, index, last) if running else (index, last)
    return _Mention(first, last, sense.value)


def _fits_running_text(words: Sequence[Token], first: int, last: int, sense: RouteSense) -> bool:
    word = words[first]
    if not sense.plain:
        return False
    if last > first + 1 or not sense.initials:
        return word.key != "iv" or not is_numeral(words, first)
    if "." in word.text:
        return not sense.doubtful or word.text[0].isupper()
    if not word.text.isupper():
        return False
    if word.key == "iv":
        return not is_numeral(words, first)
    after = words[last].key if last < len(words) else ""
    if word.key == "sc" and after not in _UNDER_THE_SKIN:
        return False
    return after in _PROCEDURES or listed_with_iv(words, first)


def _minimal(words: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Leave "infusion", "via" and the like off when the rest is a route of its own."""
    while last > first + 1 and words[last - 1].key in _PROCEDURES:
        if not _is_route(words, first, last - 1):
            break
        last -= 1
    if words[first].key in _LEADING and _is_route(words, first + 1, last):
        first += 1
    return first, last


def _is_route(words: Sequence[Token], first: int, last: int) -> bool:
    found = routes().longest(words[first:last], 0) if first < last else None
    return found is not None and found[0] == last - first


def _place_at(words: Sequence[Token], index: int) -> _Mention | None:
    """A route told by its place: "injected into the knee joint"."""
    word = words[index].key
    if word not in INTO:
        return None
    if word == "in" and not any(map(_GIVEN.match, map(_KEY, words[max(0, index - 3) : index]))):
        return None
    found = _site_after(words, index + 1)
    if found is None:
        return None
    first, last, route, site = found
    if word == "in" and first == index + 1 and words[last - 1].key != "joint":
        return None  # "in knee osteoarthritis" names a disease
    return _Mention(index, last, route, site) if route else None


def _site_after(
    words: Sequence[Token], index: int
) -> tuple[int, int, str | None, str | None] | None:
    """The place named from token ``index`` on, past "the", "both", hyphens and brackets."""
    for at in range(index, min(len(words), index + 6)):
        word = words[at]
        found = sites().longest(words, at) if word.is_word else None
        if found:
            last, senses = found
            site = _site_name(words, at, last) if senses[0].specific else None
            return at, last, senses[0].route, site
        passed = (
            word.key in _TO_SITE if word.is_word else word.text in "-(/" or word.text in HYPHENS
        )
        if not passed:
            return None
    return None


def _with_site(words: Sequence[Token], mention: _Mention) -> _Mention:
    if mention.site or mention.value is None:
        return mention
    for at in range(mention.first, mention.last):
        inner = sites().longest(words, at) if words[at].is_word else None
        if inner and inner[1][0].specific and inner[0] <= mention.last:
            return structs.replace(mention, site=_site_name(words, at, inner[0]))
    found = _site_after(words, mention.last)
    if found is None or found[3] is None or found[2] not in (None, mention.value):
        return mention
    last = found[1]
    if words[mention.last].text == "(" and last < len(words) and words[last].text == ")":
        last += 1
    return structs.replace(mention, last=last, site=found[3])


def _site_name(words: Sequence[Token], first: int, last: int) -> str:
    names = [word.text for word in words[first:last] if word.is_word]
    return " ".join(names[:-1] if len(names) > 1 and names[-1] in ("joint", "joints") else names)


def _parts(
    words: Sequence[Token], mentions: Sequence[_Mention]
) -> Iterator[tuple[int, int, Sequence[_Mention]]]:
    """The parts of a cell between separators that stand outside the mentions."""
    inside = {at for mention in mentions for at in range(mention.first + 1, mention.last)}
    starts = [mention.first for mention in mentions]
    first = 0
    for at in range(len(words) + 1):
        if at < len(words) and not (at not in inside and _separates(words[at])):
            continue
        held = mentions[bisect_left(starts, first) : bisect_left(starts, at)]
        while first < at and not words[first].is_word and words[first].text != "(":
            first += 1
        if first < at:
            yield first, at, held
        first = at


def _separates(word: Token) -> bool:
    return word.text in _SEPARATORS or word.key in _SEPARATING_WORDS or word.below


def _add_part(
    read: list[Route], text: str, words: Sequence[Token], mentions: Sequence[_Mention]
) -> None:
    text = re.sub(r"^(?:and|or|plus|then|vs\.?|versus|followed by)\s+|^[&/+,;|]\s*", "", text)
    values = {mention.value for mention in mentions}
    narrowest = values - {wide for value in values if value for wide in broader_routes()[value]}
    if len(narrowest) == 1:
        site = next((mention.site for mention in mentions if mention.site), None)
        read.append(Route(text, narrowest.pop(), site))
    elif mentions:
        for mention in mentions:
            own = " ".join(word.text for word in words if word.is_word)
            read.append(Route(own, mention.value, mention.site))
    elif text.isupper() and len(text) <= 6:
        read.append(Route(text))


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" ,;:")
