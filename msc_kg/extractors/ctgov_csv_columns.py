"""Columns of ClinicalTrials.gov downloads, recognised by the names in their header.

Users choose the columns of a download; which names there are is data
(``ctgov_csv_columns.tsv``).
"""

from functools import cache, cached_property
from pathlib import Path

from msgspec import Struct

from msc_kg.extractors.ctgov_csv_cells import cells

DELIMITERS = (",", "\t", ";", "|")
_UNREAD = "-"
_MOST_CELLS = 200


class Header(Struct, frozen=True, dict=True):
    """The columns of a download in their order; ``kinds`` is what is read from each."""

    delimiter: str
    names: tuple[str, ...]
    kinds: tuple[str | None, ...]

    @cached_property
    def identifier(self) -> int | None:
        """The position of the column of NCT numbers."""
        return self.kinds.index("identifier") if "identifier" in self.kinds else None

    @property
    def known(self) -> float:
        """The share of the columns that are the registry's, 0 to 1."""
        return sum(kind is not None for kind in self.kinds) / len(self.names)


@cache
def column_kinds() -> dict[str, str]:
    """Return what is read from each column, by its name."""
    text = Path(__file__).with_name("ctgov_csv_columns.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("\t") for line in lines[1:])


def read_header(line: str) -> Header | None:
    """Return the header that a line is, with the delimiter that shows most known columns."""
    found = [_header(line, delimiter) for delimiter in DELIMITERS if delimiter in line]
    likely = [header for header in found if header and header.known > 0.5]
    return max(likely, key=lambda header: (header.known, len(header.names)), default=None)


def _header(line: str, delimiter: str) -> Header | None:
    names = cells(line, delimiter)
    if names is None or not 2 <= len(names) <= _MOST_CELLS:
        return None
    stripped = tuple(" ".join(name.split()) for name in names)
    return Header(delimiter, stripped, tuple(column_kinds().get(name) for name in stripped))
