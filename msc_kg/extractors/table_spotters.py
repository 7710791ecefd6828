"""What looks like a value of a kind of column, in running text.

Asked of the phrases and of the concept schemes where they know the kind; a few kinds are
plain patterns.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from msc_kg import resources, schemes
from msc_kg.extractors import table_patterns
from msc_kg.phrases import (
    countries,
    dates,
    doses,
    phases,
    products,
    registry_ids,
    routes,
    statuses,
    tokens,
)
from msc_kg.terms import Iri

Range = tuple[int, int]
_FIRST_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,3})?")


@dataclass(frozen=True)
class Vocabulary:
    """What the table itself teaches: its legend, and values that recur in a column."""

    legend: Mapping[str, str] = field(default_factory=dict)
    recurring: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Spotter = Callable[[str, Vocabulary], Iterable[Range]]


def _by_pattern(pattern: re.Pattern[str]) -> Spotter:
    def spot(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
        return (match.span() for match in pattern.finditer(text))

    return spot


def _registry_ids(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    spans = (*registry_ids.spot_registry_ids(text), *registry_ids.spot_malformed_ids(text))
    return apart((span.start, span.end) for span in spans)


def _doses(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    """Doses with how often they are given ("3 doses of 1 × 106/kg weekly for 4 weeks")."""
    found = [(span.start, span.end) for span in doses.spot_doses(text)]
    powers = (
        match.span()
        for pattern in (table_patterns.POWER, table_patterns.POWERLESS)
        for match in pattern.finditer(text)
    )
    for first, end in apart([*found, *powers]):
        start = _list_start(text, first)
        times = table_patterns.TIMES_BEFORE.search(text, max(0, start - 30), start)
        often = table_patterns.OFTEN_AFTER.match(text, end)
        yield times.start() if times else start, often.end() if often else end


def _list_start(text: str, start: int) -> int:
    """The start of the list of rising numbers that ends with the one at ``start``."""
    least = max(0, start - 60)
    listed = table_patterns.LISTED_BEFORE.search(text[least:start])
    last = _FIRST_NUMBER.match(text, start)
    if listed is None or last is None:
        return start
    begin, below = start, float(last.group())
    for number in reversed(list(_FIRST_NUMBER.finditer(listed.group()))):
        if float(number.group()) >= below:
            break
        begin, below = least + listed.start() + number.start(), float(number.group())
    return begin


def _routes(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    return ((span.start, span.end) for span in routes.spot_routes(text, vocabulary.legend))


def _statuses(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    return ((span.start, span.end) for span in statuses.spot_statuses(text))


def _phases(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    worded = [(span.start, span.end) for span in phases.spot_phases(text)]
    return apart([*worded, *(match.span() for match in table_patterns.BARE_PHASE.finditer(text))])


def _dates(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    full = [(span.start, span.end) for span in dates.spot_dates(text)]
    return apart([*full, *(match.span() for match in table_patterns.YEAR.finditer(text))])


def _countries(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    return ((span.start, span.end) for span in countries.spot_countries(text))


def _products(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    spans = products.spot_products(text, vocabulary.legend)
    return sorted({(span.start, span.end) for span in spans})


def _cells(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    named = list(_products(text, vocabulary))
    donors = _labels("donors", text)
    found = apart([*named, *_labels("tissues", text), *donors])
    return _with_donors(text, found, set(donors))


def _with_donors(text: str, found: list[Range], donors: set[Range]) -> Iterable[Range]:
    """The mentions, a donor and the cells right after it as one ("Autologous BM")."""
    begun: int | None = None
    for number, (start, end) in enumerate(found):
        first = start if begun is None else begun
        following = found[number + 1][0] if number + 1 < len(found) else len(text) + 2
        if (start, end) in donors and following == end + 1 and text[end] == " ":
            begun = first
        else:
            begun = None
            yield first, end


def _conditions(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    """Conditions with the adjectives before them ("Severe refractory Crohn's disease")."""
    modifiers = _word_pattern("condition_modifier")
    last = 0
    for start, end in spot_labels(_condition_labels(tuple(vocabulary.legend.items())), text):
        while (word := _word_before(text, start, last)) and modifiers.fullmatch(word.strip(" ,")):
            start -= len(word)
        yield start, end
        last = end


def _word_before(text: str, end: int, least: int) -> str:
    """The word before a place, with the space that parts them."""
    head = text[max(least, end - 40) : end]
    begin = head.rstrip(" ").rfind(" ") + 1
    return head[begin:] if head.endswith(" ") else ""


def _references(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    marks = [match.span() for match in table_patterns.BRACKET_MARK.finditer(text)]
    return apart([*marks, *(match.span() for match in table_patterns.AUTHOR.finditer(text))])


def _treatments(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    return apart([*_cells(text, vocabulary), *_doses(text, vocabulary), *_routes(text, vocabulary)])


def _sponsors(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    words = _word_pattern("organisation").finditer(text)
    names = (match.span() for match in words if match.group()[0].isupper())
    return apart([*_labels("organisations", text), *names, *_countries(text, vocabulary)])


def _scheme(name: str) -> Spotter:
    def spot(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
        return _labels(name, text)

    return spot


SPOTTERS: Mapping[str, Spotter] = {
    "registry-id": _registry_ids,
    "condition": _conditions,
    "condition-group": _conditions,
    "phase": _phases,
    "status": _statuses,
    "donor": _scheme("donors"),
    "cell-source": _cells,
    "intervention": _treatments,
    "dose": _doses,
    "doses-number": _by_pattern(table_patterns.SMALL),
    "route": _routes,
    "enrollment": _by_pattern(table_patterns.INTEGER),
    "arm-size": _by_pattern(table_patterns.INTEGER),
    "age": _by_pattern(table_patterns.RANGE),
    "sex": _by_pattern(table_patterns.SEX),
    "sponsor": _sponsors,
    "country": _countries,
    "start-date": _dates,
    "completion-date": _dates,
    "first-posted": _dates,
    "last-update": _dates,
    "dates": _dates,
    "duration": _by_pattern(table_patterns.TIME),
    "author": _references,
    "year": _by_pattern(table_patterns.YEAR),
    "reference": _references,
    "row-number": _by_pattern(table_patterns.INTEGER),
}

SCALED_DOSE = "scaled-dose"
BARE_SPOTTERS: Mapping[str, Spotter] = {SCALED_DOSE: _by_pattern(table_patterns.AMOUNTS)}
"""What is looked for only where a header tells how to read it."""


@cache
def _scheme_labels(name: str) -> tokens.Labels[str]:
    if name not in schemes.names():
        return tokens.Labels()
    return tokens.Labels(
        (label, concept.iri) for concept in schemes.load(name) for label in concept.labels
    )


@cache
def _condition_labels(legend: tuple[tuple[str, str], ...]) -> tokens.Labels[str]:
    """Labels of conditions, and the abbreviations that the legend expands to one."""
    if not legend:
        return _scheme_labels("conditions")
    known = _scheme_labels("conditions")
    scheme = [
        (label, label)
        for concept in (schemes.load("conditions") if "conditions" in schemes.names() else ())
        for label in concept.labels
    ]
    short = [(key, key) for key, words in legend if known.whole(words) or _is_disease(words)]
    return tokens.Labels([*scheme, *short])


def donor_types(text: str) -> tuple[str, ...]:
    """Return the donor types (labels of the scheme) that a text names, each once."""
    labels = _scheme_labels("donors")
    named = (labels.whole(text[start:end]) for start, end in spot_labels(labels, text))
    concepts = schemes.load("donors").concepts
    return tuple(dict.fromkeys(concepts[Iri(iri)].label for found in named for iri in found[:1]))


def is_section(line: str) -> bool:
    """Whether a line is a heading within a table: words for a field of medicine, no more."""
    words = [word for word in re.split(r"[\s,/&:()-]+", line[:120]) if word]
    if not words or len(words) > 8 or not line[0].isupper():
        return False
    field, other = _word_pattern("section"), _word_pattern("section_other")
    disease = _word_pattern("disease")
    known = all(any(p.fullmatch(word) for p in (field, other, disease)) for word in words)
    return known and any(field.fullmatch(word) for word in words)


def is_condition(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the whole of a text names a condition."""
    return bool(_condition_labels(tuple(vocabulary.legend.items())).whole(text))


def _is_disease(words: str) -> bool:
    return bool(_word_pattern("disease").search(words))


def _labels(name: str, text: str) -> list[Range]:
    return spot_labels(_scheme_labels(name), text)


@cache
def _word_pattern(name: str) -> re.Pattern[str]:
    """The words of ``ontology/table_words.toml`` under a name, as one pattern."""
    path = resources.folder("ontology") / "table_words.toml"
    words = tomllib.loads(path.read_text(encoding="utf-8"))[name]
    either = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"\b(?:{either})\b\.?", re.IGNORECASE)


@lru_cache(maxsize=2)
def _tokens(text: str) -> tuple[tokens.Token, ...]:
    return tokens.tokens(text)


def spot_labels(labels: tokens.Labels[str], text: str) -> list[Range]:
    """Return where the longest labels stand in a text."""
    words = _tokens(text)
    ends = tokens.ends(words)
    found: list[Range] = []
    place = 0
    while place < len(words):
        hit = labels.longest(words, place)
        if hit and words[place].is_word:
            found.append((ends[place] - len(words[place].text), ends[hit[0] - 1]))
            place = hit[0]
        else:
            place += 1
    return found


def apart(ranges: Iterable[Range]) -> list[Range]:
    """The ranges that do not overlap, the longer ones first."""
    kept: list[Range] = []
    for start, end in sorted(ranges, key=lambda each: (each[0], -each[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end - start > kept[-1][1] - kept[-1][0]:
            kept[-1] = (start, end)
    return kept
