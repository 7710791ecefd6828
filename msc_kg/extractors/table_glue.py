"""Rows whose cells are glued together: where one cell may end and the next begin.

"...multiple sclerosisNCT01056471RecruitingI/II30AD-MSCs" has no spaces between its cells,
but changes from lower case to capitals, from letters to figures, and identifiers. Such
places are only offered; which of them part cells is decided with the columns in mind.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence, Set
from functools import cache

from msc_kg import resources
from msc_kg.extractors.table_acronyms import glued_seams
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
    r"(?<=\d)(?=[≥≤>~≈∼])",
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
    r"(?<=[a-z)\]#.*†‡§])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[)\]])(?=[a-z]{3})"
)
_RUN_TOGETHER = re.compile(r"[a-z]{3}[A-Z]|\][A-Z][a-z]|[a-z]{3}\d|\d[A-Z][a-z]{2}")
_OWN_LENGTH = re.compile(r"(?:200[4-9]|201\d|202\d)-\d{6}-\d\d|NTR\d{4}")
"""Identifiers of a fixed length, which figures may stand right before or behind."""
_HUMAN = re.compile(r"h[A-Z]{1,3}-?M")
_CLOSING, _OPENING = frozenset(")]"), frozenset("([0123456789")
_SPACE = re.compile(r"\s+")
_LONGEST = 8000
_LEAST_SEAMS, _SURE_SEAMS = 2, 3


def seams(
    text: str, *, keys: Set[str] = frozenset(), figures: Sequence[int] = ()
) -> tuple[int, ...]:
    """Return the places of a text (without a space there) where a new cell may begin.

    ``keys`` are abbreviations of a legend; ``figures`` are places known to be such.

    >>> seams("sclerosisNCT01056471RecruitingI/II30AD-MSCs")
    (9, 20, 30, 34, 36)
    """
    head = text[:_LONGEST]
    ids = list(_ids(head))
    inside = {place for start, end in ids for place in range(start + 1, end)}
    places = {match.start() for match in _SEAM.finditer(head)} - inside
    begun = {match.start() for match in _beginnings().finditer(head)} - inside
    inside |= {place + 1 for place in begun if _HUMAN.match(head, place)}
    places = (places | begun) - inside
    places |= {match.end() for match in _ENDS.finditer(head)} - inside
    places |= {place for span in ids for place in span}
    places |= set(figures)
    starts = sorted({0, *places, *(match.end() for match in _SPACE.finditer(head))})
    ends = {start for start, _ in ids}
    places |= set(glued_seams(head, starts, keys, ends)) - inside
    return tuple(sorted(place for place in places if _is_within(head, place)))


def _ids(text: str) -> Iterator[tuple[int, int]]:
    own = [match.span() for match in _OWN_LENGTH.finditer(text)]
    yield from own
    for span in registry_ids.spot_registry_ids(text):
        if not any(start < span.end and span.start < end for start, end in own):
            yield span.start, span.end


def _is_within(text: str, place: int) -> bool:
    return 0 < place < len(text) and not (text[place - 1].isspace() or text[place].isspace())


@cache
def _beginnings() -> re.Pattern[str]:
    """Words that begin a cell also after a small letter ("stem cellsautologous")."""
    path = resources.folder("ontology") / "table_words.toml"
    words = tomllib.loads(path.read_text(encoding="utf-8"))["cell_beginning"]
    either = "|".join(
        f"{'(?<!h)' if word[:2].isupper() else ''}{re.escape(word)}" for word in words
    )
    return re.compile(rf"(?<=[A-Za-z0-9).])(?=(?:{either}))")


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
    """Whether most lines hold an identifier that is glued on one side, or words in each other."""
    sample = [line for line in lines[:40] if len(line) > 20]
    glued = sum(_has_glued_id(line[:_LONGEST]) for line in sample)
    return bool(sample) and 2 * glued > len(sample)


def _has_glued_id(line: str) -> bool:
    """Whether an identifier has letters or figures right before it, or capitals right after it."""
    if len(seams(line)) >= _SURE_SEAMS:
        return True
    run_together = len(_RUN_TOGETHER.findall(line))
    for start, end in _ids(line):
        before, after = line[:start][-1:], line[end:][:1]
        beside = before.isalnum() or after.isalpha()
        enclosed = run_together > 0 and (before in _CLOSING or after in _OPENING)
        if beside or enclosed or run_together >= _LEAST_SEAMS:
            return len(seams(line)) >= _LEAST_SEAMS
    return run_together >= _LEAST_SEAMS and len(seams(line)) > _LEAST_SEAMS
