"""Names of what ICTRP exports state, in XML and in tables, and headers made of them.

Which names there are is data (``ictrp_names.tsv``), and so is the order of the columns of the
full export, which has no header (``ictrp_layout.txt``).
"""

import re
from functools import cache
from pathlib import Path

from msc_kg.extractors.ctgov_csv_cells import cells
from msc_kg.extractors.ctgov_csv_columns import DELIMITERS, Header

UNREAD = "-"
NUMBERS = re.compile(
    rb"(?:NCT|ISRCTN|EUCTR|CTIS|ChiCTR|ITMCTR|CTRI/|IRCT|JPRN-|jRCT|UMIN|NTR|NL|ACTRN|KCT|DRKS|TCTR"
    rb"|PACTR|RBR-|SLCTR/|RPCEC|LBCTR|PER-|PHRR|REBEC|U1111-)[\w/.-]{3,40}",
    re.IGNORECASE,
)
"""Numbers of the registries that feed the portal, as it writes them."""
_TRIAL_ID = "trial id"
_DISTINCTIVE = frozenset(
    {"publictitle", "scientifictitle", "primarysponsor", "dateregistration", "dateregistration3",
     "sourceregister", "dateenrollement", "inclusionagemin", "inclusiongender", "bridgingflag",
     "bridgingflagtruefalse", "sourcesupport", "retrospectiveflag", "secondaryids", "webaddress"}
)  # fmt: skip
_LEAST_DISTINCTIVE = 3
_LEAST_KNOWN = 0.6
_LONGEST_HEADER = 32 * 1024
_LONGEST_NUMBER = 100
_NO_SIGN = re.compile(r"[\W_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


@cache
def _meanings() -> dict[str, str]:
    text = Path(__file__).with_name("ictrp_names.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {key(name): meaning for name, meaning in (line.split("\t") for line in lines[1:])}


@cache
def _layout() -> tuple[str, ...]:
    text = Path(__file__).with_name("ictrp_layout.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def key(name: str) -> str:
    """Return the form in which names compare: small letters and figures."""
    return _NO_SIGN.sub("", name).casefold()


def meaning(name: str) -> str | None:
    """Return what is read from an element or column; ``None`` if the name is unknown."""
    return _meanings().get(key(name))


def read_header(line: str) -> Header | None:
    """Return the header that a line is, if its names are the portal's."""
    if len(line) > _LONGEST_HEADER:
        return None
    found = [_header(line, delimiter) for delimiter in DELIMITERS if delimiter in line]
    likely = [header for header in found if header]
    return max(likely, key=lambda header: len(header.names), default=None)


def _header(line: str, delimiter: str) -> Header | None:
    names = cells(line, delimiter)
    if names is None or len({key(name) for name in names} & _DISTINCTIVE) < _LEAST_DISTINCTIVE:
        return None
    header = _of_names(delimiter, tuple(" ".join(name.split()) for name in names))
    return header if header.identifier is not None and header.known >= _LEAST_KNOWN else None


def layout_of(line: str) -> Header | None:
    """Return the columns of a row of the full export, if the line begins one.

    The row may go on in other lines; its number and the address of its page are in the first.
    """
    for delimiter in DELIMITERS:
        first, *more = line.split(delimiter, 1)
        names = _layout()
        own = NUMBERS.fullmatch(first[:_LONGEST_NUMBER].strip('" ').encode())
        is_wide = line.count(delimiter) >= names.index("Study_design")
        if more and own and is_wide and _ADDRESS.search(more[0]):
            return _of_names(delimiter, names)
    return None


def _of_names(delimiter: str, names: tuple[str, ...]) -> Header:
    kinds = tuple("identifier" if meaning(n) == _TRIAL_ID else meaning(n) for n in names)
    return Header(delimiter, names, kinds)
