"""Trade names that no list knows, in cells about products: "MSCs (CardioCell)", "XyloStem".

A name is taken for one by its form only: two words written as one, a sign of registration, or
an ending that such names have; and only where the cell says nothing else about it.
"""

import re
from collections.abc import Mapping

_NAME = r"[A-Z][\w-]{2,24}(?:\s?[®™])?"
_BRACKET = re.compile(rf"[(\[]\s?(?P<name>{_NAME})\s?[)\]]$")
_WHOLE = re.compile(_NAME)
_COINED = re.compile(
    r"(?:[A-Z][a-z]{2,}){2,}(?:-[A-Z\d]{1,3})?|\w+\s?[®™]|[A-Z][a-z]+(?:cel|stem|stim|cyte|gro)(?:-\w{1,3})?"
)
_PLAIN = re.compile(r"(?:stem|stromal|progenitor|mesenchymal)s?\b|cells?$", re.IGNORECASE)


def coined_name(cell: str, legend: Mapping[str, str]) -> str | None:
    """Return the trade name at the end of a cell, in brackets, or that it consists of.

    >>> coined_name("Allogeneic MSCs (CardioCell)", {}), coined_name("Allogeneic MSCs (UCB)", {})
    ('CardioCell', None)
    """
    found = _BRACKET.search(cell) or _WHOLE.fullmatch(cell)
    if found is None:
        return None
    name = found["name"] if "name" in found.re.groupindex else found.group()
    name = name.strip()
    if name in legend or not _COINED.fullmatch(name) or _PLAIN.fullmatch(name):
        return None
    return name.rstrip("®™ ")
