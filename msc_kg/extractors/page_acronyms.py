"""The heading of a study page: its title, and the acronym that the site sets behind it in brackets.

An abbreviation of words of the title ("graft-versus-host disease (GVHD)"), and one that names
a kind of cells, a disease or a route, is part of the title.
"""

import re
from functools import cache

from msc_kg import schemes
from msc_kg.extractors.drafts import Draft
from msc_kg.extractors.page_lines import Line
from msc_kg.phrases.products import spot_products

_IN_BRACKETS = re.compile(r"\s*\(([^()]{2,20})\)\s*$")
_MAX_WORDS = 2
_FEWEST_CAPITALS = 2
_SHORTEST_NAME = 5
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        pilot phase extension study trial adult adults children child pediatric paediatric cohort
        part stage registry elderly women men infants neonates infant newborn newborns male female
        autologous allogeneic japan china korea india iran turkey spain germany france italy europe
        withdrawn terminated completed suspended unknown interventional observational placebo
        control revised amended amendment safety efficacy human humans patient patients stroke
        diabetes
        """,
    )
)
"""Words that are put in brackets behind a title and name nothing."""

_TERMS = ("cell-types", "conditions", "tissues", "routes", "donors", "phases")


def put_heading(draft: Draft, text: str, line: Line) -> None:
    """Put the title that a heading states, and its acronym."""
    found = _IN_BRACKETS.search(text)
    acronym = found[1].strip() if found else ""
    if not found or not found.start() or not _is_acronym(acronym, text[: found.start()]):
        draft.put("title", text, line)
        return
    draft.put("title", text[: found.start()], line)
    draft.put("acronym", acronym, line)


def _is_acronym(text: str, title: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    looks = capitals >= _FEWEST_CAPITALS and 2 * capitals > len(letters)
    repeated = text[:1].isupper() and text.upper() in re.findall(r"[A-Z]{3,}", title)
    short = len(text.split()) <= _MAX_WORDS
    return (
        (looks or repeated or _is_name(text))
        and short
        and text.casefold() not in _terms()
        and not _abbreviates(text, title)
    )


def _is_name(text: str) -> bool:
    """Return whether a single word with a capital is a made-up name ("Maxibone")."""
    is_word = text[:1].isupper() and text.isalpha() and len(text) >= _SHORTEST_NAME
    return is_word and text.casefold() not in _WORDS and not spot_products(text)


def _abbreviates(text: str, title: str) -> bool:
    """Return whether the initials of the last words are the abbreviation, plural or not."""
    initials = "".join(word[0] for word in re.findall(r"[^\W_]+", title)).casefold()
    key = "".join(character for character in text.casefold() if character.isalnum())
    return initials.endswith((key, key.removesuffix("s")))


@cache
def _terms() -> frozenset[str]:
    concepts = (concept for name in _TERMS for concept in schemes.load(name))
    return frozenset(
        label.casefold() for found in concepts for label in (found.notation or "", *found.labels)
    )
