"""Countries named in running text, at the end of a name, or alone; by any spelling known."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from msc_kg import schemes
from msc_kg.phrases.spans import Span
from msc_kg.phrases.tokens import Known, Labels, Token, ends, tokens

_SHORT_NAMES = frozenset({"USA", "UK", "US", "UAE", "PRC", "ROC", "KSA"})
_NAMES_KEPT = 16_384
_LONGEST_LAST = 40  # characters of a word of which is kept whether it may end a name
_LONGEST = 10  # words and marks in "Korea, Democratic People's Republic of", and some
_BEFORE_OTHER_PLACES = frozenset({"new", "south", "west", "east", "university", "guinea"})
_OPENING = {")": "(", "]": "["}
_SEPARATORS = frozenset(",;|/([–—")


@cache
def _names() -> Labels[str]:
    pairs = (
        (label, concept.notation or "")
        for concept in schemes.load("countries")
        for label in (*concept.labels, concept.notation or "")
    )
    return Labels(pairs, between=",.()&")


@lru_cache(4096)
def read_country(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country by any spelling, else ``None``.

    >>> read_country("the Netherlands"), read_country("Korea, Republic of")
    ('NL', 'KR')
    """
    found = _names().whole(text) if len(text) < 100 else ()
    return found[0] if found else None


def spot_countries(text: str) -> tuple[Span[str], ...]:
    """Return the countries named in running text, as alpha-2 codes.

    Codes of two and three letters do not count there, other than USA, UK and their like.
    """
    return tuple(_spans(text, tokens(text)))


@lru_cache(_NAMES_KEPT)  # a name is read when it is mapped, and again when it is grounded
def read_country_suffix(text: str) -> tuple[str, str | None]:
    """Split a trailing country off a name: the rest, and the country as stated or ``None``.

    It counts after a comma, a semicolon, a slash, a dash or in brackets: "University of China" is
    one name.

    >>> read_country_suffix("Christian Medical College, Vellore, India")
    ('Christian Medical College, Vellore', 'India')
    """
    trimmed = text.rstrip(" \t\n\r,;")
    last = trimmed[trimmed.rfind(" ") + 1 :]
    if len(last) <= _LONGEST_LAST and not _MAY_END[last]:
        return trimmed, None
    words = list(tokens(trimmed[-120:]))
    stops = ends(words)
    shift = len(trimmed) - len(trimmed[-120:])
    closing = words[-1].text if words else ""
    if closing in {*_OPENING, "."}:
        words.pop()
    for start in range(max(0, len(words) - _LONGEST), len(words)):
        if not _ends_text(words, start):
            continue
        if start == 0:
            return ("" if not shift else trimmed), None
        inside = any(word.text == _OPENING.get(closing) for word in words[start:])
        if _separates(words[start - 1], words[start], "" if inside else closing):
            before = stops[start - 1]
            rest = trimmed[: shift + before - len(words[start - 1].text)].rstrip(" \t\n\r,;")
            end = len(trimmed) if inside else shift + stops[len(words) - 1]
            return rest, " ".join(trimmed[shift + before : end].split())
    return trimmed, None


def _may_end(last: str) -> bool:
    """Whether the name of a country may end with what stands behind the last space."""
    words = tokens(last)
    if words and words[-1].text in {*_OPENING, "."}:
        words = words[:-1]
    return not words or words[-1].key in _last_words()


_MAY_END = Known(_may_end)


@cache
def _last_words() -> frozenset[str]:
    return frozenset(words[-1] for words, _ in _names().entries())


def _ends_text(words: Sequence[Token], start: int) -> bool:
    """Whether a country's name spans the tokens from ``start`` to the end."""
    found = _names().longest(words, start) if words[start].is_word else None
    return found is not None and found[0] == len(words) and _is_name(words[start:])


def _separates(separator: Token, word: Token, closing: str) -> bool:
    if closing in _OPENING:
        return separator.text == _OPENING[closing]
    spaced_dash = separator.text in "-–—" and not word.tight
    return spaced_dash or (separator.text in _SEPARATORS and separator.text not in "([–—")


def _is_name(words: Sequence[Token]) -> bool:
    """Whether the words are a name written as one, not a two-letter code or a common noun."""
    letters = "".join(word.text for word in words if word.is_word).replace(".", "")
    if len(letters) <= 3:
        return letters in _SHORT_NAMES
    return any(word.text[0].isupper() for word in words if word.is_word)


def _spans(text: str, words: Sequence[Token]) -> Iterator[Span[str]]:
    stops = ends(words)
    index = 0
    while index < len(words):
        found = _names().longest(words, index) if words[index].is_word else None
        before = words[index - 1].key if index else ""
        if found and _is_name(words[index : found[0]]) and before not in _BEFORE_OTHER_PLACES:
            end = found[0]
            inside = any(word.text == "(" for word in words[index:end])
            if inside and end < len(words) and words[end].text == ")":
                end += 1
            yield Span(stops[index] - len(words[index].text), stops[end - 1], found[1][0])
            index = end
        else:
            index += 1
