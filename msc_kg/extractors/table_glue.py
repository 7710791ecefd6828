"""Rows whose cells are glued together: where one cell may end and the next begin.

"...multiple sclerosisNCT01056471RecruitingI/II30AD-MSCs" has no spaces between its cells,
but changes from lower case to capitals, from letters to figures, and identifiers. Such
places are only offered; which of them part cells is decided with the columns in mind.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache

from msc_kg import resources
from msc_kg.phrases import registry_ids

_NUMERAL = r"(?:IV|I{1,3})"
_SEAMS = (
    r"(?<=[a-zà-ÿ]{2})(?=[A-Z])",
    r"(?<=[A-Z]s)(?=[A-Z])",
    r"(?<=[A-Z]{2})(?=[A-Z][a-z]{2})",
    r"(?<=[)\]%])(?=[A-Za-z0-9])(?!s\b)",
    r"(?<=[a-z])(?<![cm]m)(?<!\d[ex])(?<!\b[mx])(?=\d)",
    r"(?<=\d)(?<!\b[A-Z]\d)(?=[A-Z])",
    r"(?<=[A-Z]{2})(?<!CD)(?<!IL)(?=\d)",
    r"(?<=[a-z]\.)(?=[A-Z]|(?:19|20)\d\d(?!\d))",
    r"(?=\[\d)",
    r"(?<=\d)(?=(?:0[1-9]|1[0-2])/(?:19|20)\d\d)",
)
_SEAM = re.compile("|".join(_SEAMS))
_ENDS = re.compile(
    rf"(?:(?<![A-Z])|(?<=USA)|(?<=MSC)){_NUMERAL}(?:\s?[/–-]\s?{_NUMERAL})?[ab]?"
    r"(?=\d|IV(?![A-Za-z])|[A-Z](?<![IV]))"
    r"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?=\d)|(?<=[a-zA-Z0-9])N/A|(?<![A-Z/])IV(?=I{1,3}(?![A-Z]))"
    r"|(?<=, )(?:19|20)\d\d(?=\d)|(?<![\d.])(?:19|20)\d\d(?=[a-z])"
    r"|[×x*]\s?10[4-9](?=\d)|[Pp]hase\s?[0-4](?=\d)|(?:MSC|USA|UK|GVHD|COVID-19)(?=[A-Z\d])"
)
"""Ends of cells: phases, powers of ten whose superscripts were lost, common abbreviations."""
_HEADER_SEAM = re.compile(
    r"(?<=[a-z)\]#.])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[)\]])(?=[a-z]{3})"
)
_COUNTED = re.compile(
    r"(?<![\d.,–—-])(?<!NR)(?<!NA)(?<!N/A)\d{1,4}?(?=(?:[1-9]|[1-9]0+)(?:\.\d{1,3})?\s?[×x*]\s?10)"
)
"""A count glued to the dose behind it; that dose has the shortest number there can be."""
_LONGEST = 8000
_LEAST_SEAMS = 2


def seams(text: str, *, counted: bool = False) -> tuple[int, ...]:
    """Return the places of a text (without a space there) where a new cell may begin.

    ``counted`` tells that a count stands right before a dose ("501 × 106/kg").

    >>> seams("sclerosisNCT01056471RecruitingI/II30AD-MSCs")
    (9, 20, 30, 34, 36)
    """
    head = text[:_LONGEST]
    ids = [(span.start, span.end) for span in registry_ids.spot_registry_ids(head)]
    inside = {place for start, end in ids for place in range(start + 1, end)}
    places = {match.start() for match in _SEAM.finditer(head)} - inside
    places |= {match.start() for match in _beginnings().finditer(head)} - inside
    places |= {match.end() for match in _ENDS.finditer(head)} - inside
    places |= {place for span in ids for place in span}
    if counted:
        places |= {match.end() for match in _COUNTED.finditer(head)} - inside
    return tuple(sorted(place for place in places if _is_within(head, place)))


def _is_within(text: str, place: int) -> bool:
    return 0 < place < len(text) and not (text[place - 1].isspace() or text[place].isspace())


@cache
def _beginnings() -> re.Pattern[str]:
    """Words that begin a cell also after a small letter ("stem cellsautologous")."""
    path = resources.folder("ontology") / "table_words.toml"
    words = tomllib.loads(path.read_text(encoding="utf-8"))["cell_beginning"]
    either = "|".join(re.escape(word).replace(r"\*", "") for word in words)
    return re.compile(rf"(?<=[A-Za-z0-9).])(?<!\bh)(?<![^A-Za-z]h)(?={either})")


def pieces(token: str, places: Sequence[int]) -> Iterator[str]:
    """Yield a token cut at the places."""
    start = 0
    for place in (*places, len(token)):
        if place > start:
            yield token[start:place]
        start = place


def spaced(text: str) -> str:
    """Return a glued line with a space at each seam."""
    return " ".join(pieces(text, seams(text)))


def unglued_header(text: str) -> str:
    """Return a header with a space wherever a name may begin.

    >>> unglued_header("TitleNCT numberPhase")
    'Title NCT number Phase'
    """
    return _HEADER_SEAM.sub(" ", text)


def is_glued(lines: Sequence[str]) -> bool:
    """Whether most lines hold an identifier or a status that is glued on both sides."""
    sample = [line for line in lines[:40] if len(line) > 20]
    glued = sum(_has_glued_id(line[:_LONGEST]) for line in sample)
    return bool(sample) and 2 * glued > len(sample)


def _has_glued_id(line: str) -> bool:
    """Whether an identifier has letters right before or capitals right after it."""
    for span in registry_ids.spot_registry_ids(line):
        before, after = line[: span.start][-1:], line[span.end :][:1]
        if (before.isalpha() and before.islower()) or after.isalpha():
            return len(seams(line)) >= _LEAST_SEAMS
    return False
