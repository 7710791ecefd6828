"""What a document with tables says of itself: the paper, its date, the legends."""

import re
from collections.abc import Iterable, Sequence
from html import unescape

from msc_kg.extractors.table_layouts import Table
from msc_kg.extractors.table_lines import Line, read_label, read_lines
from msc_kg.phrases import citations, dates, legends
from msc_kg.records import Description

KIND = "review-table"
_HEAD_LINES = 40
_HEAD_LENGTH = 20_000
_CITED = re.compile(r"\b(?:19|20)\d\d\b[^\n]{0,40}[;:]\s?\d|\bdoi\b", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"')\]]+")
_TITLE = re.compile(
    r"<(article-title|title|h1)\b[^>]{0,200}>(.{0,1000}?)</\1>", re.IGNORECASE | re.DOTALL
)
_ARTICLE_DOI = re.compile(r'<article-id pub-id-type="doi">\s{0,9}(10\.[^<\s]{1,200})')
_ARTICLE_DATE = re.compile(r"<pub-date\b[^>]{0,200}>(.{0,500}?)</pub-date>", re.DOTALL)
_DATE_PART = re.compile(r"<(year|month|day)>\s?(\d{1,4})\s?</")
_MARKUP = re.compile(r"<[^<>]{1,500}>")


def read_legend(table: Table) -> dict[str, str]:
    """Return the abbreviations of the notes below a table (and of its caption)."""
    found: dict[str, str] = {}
    for note in table.notes:
        for key, words in legends.read_legend(note.text).items():
            found.setdefault(key, words)
    return found


def describe(text: str, tables: Sequence[Table], legend: dict[str, str]) -> Description:
    """Return what the text above the first table says of the document."""
    head = list(_head(text))
    cited = _citation(head)
    above = "\n".join(line.text for line in head)
    first = tables[0] if tables else None
    return Description(
        kind=KIND,
        title=_title(text),
        doi=_article_doi(text) or citations.read_doi(cited) or citations.read_doi(above),
        citation=cited or None,
        published=_published(cited) or _article_date(text),
        url=_url(text),
        table=_full_caption(first) if first else None,
        abbreviations=legend,
    )


def _head(text: str) -> Iterable[Line]:
    head = text[:_HEAD_LENGTH]
    if head.lstrip().startswith("<"):
        head = _MARKUP.sub("\n", head)
    for line in read_lines(head)[:_HEAD_LINES]:
        if read_label(line.text):
            return
        yield line


def _citation(lines: Iterable[Line]) -> str:
    """The line that cites the paper: with a DOI, or a year before a volume."""
    found = [line.text for line in lines if _CITED.search(line.text[:1000])]
    best = next((line for line in found if citations.read_doi(line)), found[0] if found else "")
    return " ".join(best.lstrip(". ").split())[:1000]


def _published(cited: str) -> str | None:
    before_doi = re.split(r"\bdoi\b", cited, maxsplit=1, flags=re.IGNORECASE)[0]
    spans = dates.spot_dates(before_doi)
    return spans[0].value if spans else None


def _article_doi(text: str) -> str | None:
    """The DOI that a JATS article states of itself."""
    found = _ARTICLE_DOI.search(text[:_HEAD_LENGTH])
    return found[1] if found else None


def _article_date(text: str) -> str | None:
    """The first publication date of a JATS article."""
    found = _ARTICLE_DATE.search(text[:_HEAD_LENGTH])
    if found is None:
        return None
    parts = {name: int(value) for name, value in _DATE_PART.findall(found[1])}
    year, month, day = (parts.get(name) for name in ("year", "month", "day"))
    if not year or not month or month > 12:
        return str(year) if year else None
    return f"{year}-{month:02}" + (f"-{day:02}" if day and day < 32 else "")


def _title(text: str) -> str | None:
    found = _TITLE.search(text[:_HEAD_LENGTH])
    words = " ".join(unescape(_MARKUP.sub(" ", found[2])).split()) if found else ""
    return words or None


def _url(text: str) -> str | None:
    lines = (line.text for line in read_lines(text[:2000])[:5])
    return next((line for line in lines if _URL.fullmatch(line)), None)


def _full_caption(table: Table) -> str:
    return f"{table.label}. {table.caption}".strip(". ") if table.caption else table.label
