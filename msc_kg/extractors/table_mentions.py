"""Mentions of each kind of column in the words of a table.

The words are the tokens between spaces; a mention covers whole tokens. What counts as a
mention of a kind is asked of the phrases and of the concept schemes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from msc_kg import schemes
from msc_kg.phrases import doses, fillers, phases, products, registry_ids, routes, statuses, tokens

Range = tuple[int, int]

_BRACKET_MARK = re.compile(r"\[\s?\d+(?:\s?[,;–-]\s?\d+)*\s?\]")
_AUTHOR = re.compile(
    r"[^\W\d_][\w'’-]+(?:,? [A-Z]{1,3}\b\.?)? et ?al\b\.?,?(?: \(?(?:19|20)\d\d\)?)?"
)
_INTEGER = re.compile(
    r"(?<![\w.,×^/-])(?:[nN] ?= ?)?\d{1,3}(?:,?\d{3})?(?![\w.^%]|,\d| ?[×x*] ?10)(?: patients| participants| subjects| cases)?"
)
_SMALL = re.compile(
    r"(?<![\w.,×^/-])(?:\d{1,2}(?![\w.^%/]|,\d)(?: (?:doses?|times|injections?|infusions?))?|once|twice|thrice|single(?: dose)?|one|two|three|four)\b",
    re.I,
)
_YEAR = re.compile(r"(?<![\w./-])(?:19[89]\d|20[0-4]\d)(?![\w/])")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"\b{_MONTH}(?: \d{{1,2}},?)? (?:19|20)\d\d\b|\b\d{{1,2}} {_MONTH} (?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d\b"
    r"|(?<![\w./-])(?:19[89]\d|20[0-4]\d)(?![\w/])",
    re.I,
)
_TIME = re.compile(
    r"(?:\d+(?:\.\d+)? ?(?:[–-]|to|±) ?)?\d+(?:\.\d+)?\+? ?-?(?:years?|yrs?|y|months?|mo|weeks?|wks?|days?|hours?|h)\b\.?",
    re.I,
)
_RANGE = re.compile(
    r"(?<![\w.])(?:[≥>≤<] ?)?\d{1,3}(?:\.\d+)?(?: ?(?:[–-]|to|±) ?\d{1,3}(?:\.\d+)?)?(?![\w.])(?: years)?"
)
_PHASE = re.compile(
    r"\b(?:early )?(?:phases? ?)?(?:(?:IV|I{1,3}|[0-4])[ab]?)(?: ?(?:[/,&–-]|and|or|to) ?(?:phase ?)?(?:(?:IV|I{1,3}|[0-4])[ab]?))*\b(?![.×%])"
    r"|\bpilot\b|\bfeasibility\b",
    re.I,
)
_SEX = re.compile(
    r"\b(?:all|both|males?|females?|men|women|m/f|f/m|\d+ ?[mf](?: ?/ ?\d+ ?[mf])?)\b", re.I
)
_ORGANISATION = re.compile(
    r"\b(?:universit\w*|hospitals?|institut\w*|cent(?:er|re)s?|college|clinic\w*|school|academ\w*|foundation|fundacion"
    r"|fundación|inc|ltd|llc|gmbh|co|corp\w*|company|s\.a|therapeutics|pharma\w*|biotech\w*|biomedical|technolog\w*"
    r"|medical|health|department|ministry|laborator\w*|research|group|hôpitaux|hopitaux|klinik\w*|charité|karolinska"
    r"|sciences|biopharma|biologics|bioscience\w*|cells?|organi[sz]ation|red cross|servicio|trust|council)\b\.?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A token: its place in the text, and whether a line of the document begins with it."""

    start: int
    end: int
    text: str
    line: int
    begins_line: bool


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
    return ((span.start, span.end) for span in registry_ids.spot_registry_ids(text))


def _doses(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    return ((span.start, span.end) for span in doses.spot_doses(text))


def _routes(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    return ((span.start, span.end) for span in routes.spot_routes(text))


def _statuses(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    return ((span.start, span.end) for span in statuses.spot_statuses(text))


def _phases(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    for match in _PHASE.finditer(text):
        if any(phases.normal_phase(part) for part in phases.read_phases(match.group())):
            yield match.span()


def _products(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    spans = products.spot_products(text, vocabulary.legend)
    return sorted({(span.start, span.end) for span in spans})


def _cells(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    named = list(_products(text, vocabulary))
    return _apart([*named, *_labels("tissues", text), *_labels("donors", text)])


def _conditions(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    return _spot(_condition_labels(tuple(vocabulary.legend.items())), text)


def _references(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    marks = [match.span() for match in _BRACKET_MARK.finditer(text)]
    return _apart([*marks, *(match.span() for match in _AUTHOR.finditer(text))])


def _treatments(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    return _apart(
        [*_cells(text, vocabulary), *_doses(text, vocabulary), *_routes(text, vocabulary)]
    )


def _sponsors(text: str, vocabulary: Vocabulary) -> Iterable[Range]:
    words = (match.span() for match in _ORGANISATION.finditer(text))
    return _apart([*_labels("organisations", text), *words, *_labels("countries", text)])


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
    "doses-number": _by_pattern(_SMALL),
    "route": _routes,
    "enrollment": _by_pattern(_INTEGER),
    "age": _by_pattern(_RANGE),
    "sex": _by_pattern(_SEX),
    "sponsor": _sponsors,
    "country": _scheme("countries"),
    "start-date": _by_pattern(_DATE),
    "completion-date": _by_pattern(_DATE),
    "dates": _by_pattern(_DATE),
    "duration": _by_pattern(_TIME),
    "author": _by_pattern(_AUTHOR),
    "year": _by_pattern(_YEAR),
    "reference": _references,
    "row-number": _by_pattern(_INTEGER),
}


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


_DISEASE = re.compile(
    r"\b(?:diseases?|syndromes?|disorders?|failure|injur(?:y|ies)|deficienc(?:y|ies)|cancers?|infections?|infarction"
    r"|stroke|diabetes|fractures?|fistulas?|defects?|ulcers?|lesions?|palsy|trauma|damage|wounds?|\w+itis|\w+osis"
    r"|\w+pathy|\w+trophy|\w+emia|\w+aemia|\w+noma|\w+plegia|\w+plasia|lupus)\b",
    re.I,
)


def _is_disease(words: str) -> bool:
    return bool(_DISEASE.search(words))


def _labels(name: str, text: str) -> list[Range]:
    return _spot(_scheme_labels(name), text)


def _spot(labels: tokens.Labels[str], text: str) -> list[Range]:
    words = tokens.tokens(text)
    found: list[Range] = []
    place = 0
    while place < len(words):
        hit = labels.longest(words, place)
        if hit and words[place].is_word:
            found.append((words[place].start, words[hit[0] - 1].end))
            place = hit[0]
        else:
            place += 1
    return found


def _apart(ranges: Iterable[Range]) -> list[Range]:
    """The ranges that do not overlap, the longer ones first."""
    kept: list[Range] = []
    for start, end in sorted(ranges, key=lambda each: (each[0], -each[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end - start > kept[-1][1] - kept[-1][0]:
            kept[-1] = (start, end)
    return kept


@dataclass(frozen=True)
class Words:
    """The tokens of the lines of a table, joined by single spaces."""

    text: str
    words: tuple[Word, ...]

    def mentions(self, kind: str, vocabulary: Vocabulary) -> list[int]:
        """Return for each token the number of the mention of ``kind`` it belongs to, or -1."""
        spotter = SPOTTERS.get(kind)
        found = list(spotter(self.text, vocabulary)) if spotter else []
        found += _spot(_recurring(vocabulary.recurring.get(kind, ())), self.text)
        return self._cover(_apart(found))

    def fillers(self) -> list[bool]:
        """Return for each token whether it says that a cell has no value."""
        return _fillers(self.words)

    def _cover(self, ranges: Sequence[Range]) -> list[int]:
        covered = [-1] * len(self.words)
        place = 0
        for number, (start, end) in enumerate(ranges):
            while place < len(self.words) and self.words[place].end <= start:
                place += 1
            at = place
            while at < len(self.words) and self.words[at].start < end:
                if _mostly(self.words[at], start, end):
                    covered[at] = number
                at += 1
        return covered


def _recurring(values: tuple[str, ...]) -> tokens.Labels[str]:
    return tokens.Labels((value, value) for value in values)


def _mostly(word: Word, start: int, end: int) -> bool:
    return 2 * (min(word.end, end) - max(word.start, start)) >= word.end - word.start


def _fillers(words: Sequence[Word]) -> list[bool]:
    found = [fillers.is_filler(word.text) for word in words]
    for place in range(len(words) - 1):
        if words[place].text[:2].casefold() in {"no", "un", "da"} and fillers.is_filler(
            f"{words[place].text} {words[place + 1].text}"
        ):
            found[place] = found[place + 1] = True
    return found


_PIECE = re.compile(r"\[\d[^\]\s]*\]\S*|(?:(?!\[\d[^\]\s]*\])\S)+")


def read_words(lines: Iterable[tuple[int, str]], *, whole: bool = False) -> Words:
    """Return the tokens of numbered lines; ``whole`` makes every line one token.

    A reference mark ("[45]") is a token of its own, also when glued to the word before.
    """
    found: list[Word] = []
    offset = 0
    texts: list[str] = []
    for number, line in lines:
        pieces = [" ".join(line.split())] if whole else list(_pieces(line))
        for place, piece in enumerate(pieces):
            found.append(Word(offset, offset + len(piece), piece, number, place == 0))
            offset += len(piece) + 1
            texts.append(piece)
    return Words(" ".join(texts), tuple(found))


def _pieces(line: str) -> Iterator[str]:
    for token in line.split():
        if "[" in token:
            yield from _PIECE.findall(token)
        else:
            yield token
