"""What sites print around a page: links, buttons and banners, known by their words alone.

The words are data (``page_navigation.txt``); a line made of nothing else, or that says where on
the site the page stands, becomes a blank one.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from msc_kg.extractors.page_lines import Line

_LONGEST = 400
_NOTICE = re.compile(
    r"^\W*(?:layout table\b|home\s*[>/›»→|]|trial record \d+ of \d+|example: \"heart attack\""
    r"|further (?:study )?details as provided by\b"
    r"|(?:studies|trials) in this list have not all been evaluated"
    r"|warning: you have reached the maximum|the classic website will no longer be available"
    r"|the safety and scientific validity of this study|listing (?:a study )?(?:here )?(?:does not"
    r"|is no)\b|(?:©|copyright\b|\(c\) ?(?:19|20)\d\d)|all rights reserved|we use cookies"
    r"|this (?:site|website) uses cookies|javascript is (?:disabled|required)|please enable java"
    r"|an official website of\b|you are here\s*:|note: this record shows only\b"
    r"|disclaimer: trials posted on this search portal"
    r"|covid-19 is an (?:emerging|evolving)\b.{0,40}\bsituation\b"
    r"|get the latest (?:\w+ ){1,4}information (?:from|about)\b)",
    re.IGNORECASE,
)


def without_navigation(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines, those of the site's own blank."""
    return tuple(Line(line.number, "") if is_navigation(line.text) else line for line in lines)


def is_navigation(text: str) -> bool:
    """Return whether a line is one of the site, not of the page.

    >>> is_navigation("Home > Find Studies > Study Record Detail")
    True
    >>> is_navigation("Home care of ulcers")
    False
    """
    if not text or len(text) > _LONGEST:
        return False
    return bool(_NOTICE.match(text) or _links().match(text.casefold()))


@cache
def _links() -> re.Pattern[str]:
    path = Path(__file__).with_name("page_navigation.txt")
    rows = path.read_text(encoding="utf-8").splitlines()
    phrases = sorted((row for row in rows if row and not row.startswith("#")), key=len)[::-1]
    words = "|".join(re.escape(phrase) for phrase in phrases)
    return re.compile(rf"[\W_]*+(?:(?:{words})(?!\w)[\W_]*+)++$")
