"""Abbreviations that a table's own legend expands: "BM: bone marrow; GVHD: graft-versus-...".

A legend is one of four kinds; the kind that finds most pairs is taken::

    BM: bone marrow; MS: multiple sclerosis        a mark inside, anything between
    BM, bone marrow; MS, multiple sclerosis        a comma inside, a semicolon between
    BM bone marrow, MS multiple sclerosis          a space inside, a comma or semicolon between
    BM, bone marrow, MS, multiple sclerosis        commas inside and between
"""

import re
from collections.abc import Iterator

_KEY = r"(?P<key>[^\W_][\w.+/&'’()‐-]{0,14}?(?:\s[A-Z\d][\w-]{0,6})?)"
_BEGIN = r"(?:^|(?<=[;,.\n|•·]))\s{0,4}(?:and\s|[*†‡§#]{1,3}\s?)?"
_BEGIN_CLAUSE = r"(?:^|(?<=[;.\n|]))\s{0,4}(?:and\s|[*†‡§#]{1,3}\s?)?"
_LEADER = re.compile(
    r"^[\s*†‡#]*(?:(?:list\s+of\s+)?abbreviations?(?:\s+used)?(?:\s+in\s+(?:this|the)\s+table)?|abbr\.?|legend"
    r"|acronyms?|notes?|footnotes?|key)\s*[:.–—-]\s*",
    re.IGNORECASE,
)
_MARKED = re.compile(rf"{_BEGIN}{_KEY}(?:\s{{0,2}}[:=]\s{{0,2}}|\s{{0,2}}[–—]\s{{0,2}}|\s-\s)")
_COMMA_INSIDE = re.compile(rf"{_BEGIN_CLAUSE}{_KEY}\s?,\s{{1,2}}")
_SPACE_INSIDE = re.compile(rf"{_BEGIN}{_KEY}\s{{1,3}}(?=[^\W\d_])")
_COMMAS = re.compile(rf"{_BEGIN}{_KEY}\s?,\s{{1,2}}")
_SENTENCE_END = re.compile(r"\.\s+(?=[A-Z*†‡])|\n\s*\n")
_EDGES = " \t\r\n;,.|•"
_LONGEST_TEXT = 20_000
_LONGEST_EXPANSION = 150


def read_legend(text: str) -> dict[str, str]:
    """Return the abbreviations a footnote or legend expands, in its order; prose gives none."""
    words = _LEADER.sub("", text[:_LONGEST_TEXT])
    kinds = (
        dict(_pairs(words, _MARKED, trusting=True)),
        dict(_pairs(words, _COMMA_INSIDE, trusting=True)),
        dict(_pairs(words, _SPACE_INSIDE, trusting=False)),
        dict(_pairs(words, _COMMAS, trusting=False)),
    )
    return max(kinds, key=len)


def _pairs(words: str, beginning: re.Pattern[str], *, trusting: bool) -> Iterator[tuple[str, str]]:
    """Yield the pairs of one kind of legend.

    An expansion ends where the next key begins. Unless the kind is ``trusting``, and where a key
    could be a common word, the letters of the key must occur in the expansion in their order.
    """
    begun = [
        found
        for found in beginning.finditer(words)
        if _is_outside_brackets(words, found.start("key")) and _looks_short(found["key"])
    ]
    seen: set[str] = set()
    for found, following in zip(begun, [*begun[1:], None], strict=False):
        end = following.start() if following else len(words)
        expansion = _expansion(words[found.end() : end])
        abbreviation = found["key"].strip()
        certain = trusting and len(begun) > 1 and _has_capitals(abbreviation)
        if (
            expansion
            and abbreviation not in seen
            and (certain or _abbreviates(abbreviation, expansion))
        ):
            seen.add(abbreviation)
            yield abbreviation, expansion


def _expansion(words: str) -> str:
    """Return the words of an expansion without what follows in a new sentence."""
    first = _SENTENCE_END.split(words.strip(), maxsplit=1)[0]
    expansion = " ".join(first.split()).strip(_EDGES)
    return expansion if len(expansion) <= _LONGEST_EXPANSION else ""


def _looks_short(key: str) -> bool:
    """Say whether a word can be an abbreviation: capitals, figures, dots, or very short."""
    letters = [letter for letter in key if letter.isalpha()]
    return bool(letters) and (_has_capitals(key) or len(letters) <= 4)


def _has_capitals(key: str) -> bool:
    return sum(letter.isupper() or letter.isdigit() for letter in key) >= 2 or (
        len(key) == 1 and key.isupper()
    )


def _abbreviates(key: str, expansion: str) -> bool:
    """Say whether the letters of the key occur in the expansion, in order, from its beginning."""
    letters = [letter for letter in key.lower() if letter.isalpha()]
    rest = iter(expansion.lower())
    in_order = all(any(letter == other for other in rest) for letter in letters)
    return in_order and expansion[:1].lower() == letters[0]


def _is_outside_brackets(words: str, place: int) -> bool:
    """Say whether no bracket is open at a place; looks back a bounded distance."""
    before = words[max(0, place - 200) : place]
    return before.count("(") <= before.count(")") and before.count("[") <= before.count("]")
