"""CSV and TSV downloads of ClinicalTrials.gov: the present site's, and the old one's."""

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import msgspec

from msc_kg.extractors.ctgov_csv_columns import Header, read_header
from msc_kg.extractors.ctgov_csv_rows import Row, read_rows
from msc_kg.extractors.ctgov_encodings import decoded, utf8_head
from msc_kg.extractors.ctgov_values import NCT_NUMBER, put_as_of, put_identifiers
from msc_kg.extractors.entries import Entry, EntryExtractor, Read
from msc_kg.extractors.study import Study, plain
from msc_kg.extractors.study_cells import Passage
from msc_kg.records import Reject

if TYPE_CHECKING:
    from msc_kg.extractors.ctgov_csv_fields import Cells

_DISTINCTIVE = frozenset(
    {"Study URL", "Study Title", "Study Status", "Study Results", "Funder Type", "Funded Bys",
     "Sponsor/Collaborators", "Study Designs", "Primary Outcome Measures", "Other IDs",
     "Last Update Posted", "Study Documents"}
)  # fmt: skip
_TELLING_TOGETHER = frozenset({"Conditions", "Interventions", "Collaborators", "Phases"})
_LEAST_KNOWN = 0.6
_SHORT = 200


class _Content(msgspec.Struct, frozen=True, array_like=True):
    """A row as it travels: the cells by what is read from them, with their columns."""

    cells: dict[str, tuple[str, str]]
    notes: tuple[str, ...] = ()


class CtgovCsv(EntryExtractor):
    """Reads the rows of a download, whichever columns its user chose."""

    name = "ctgov-csv"
    description = "CSV and TSV downloads of ClinicalTrials.gov, present and old"

    def recognise(self, head: bytes, name: str) -> float:
        """Return how sure it is: a header whose names are the registry's own."""
        text, _ = decoded(utf8_head(head))
        first = next((line for line in text.splitlines() if line.strip()), "")
        header = read_header(first)
        if header is None or header.known < _LEAST_KNOWN:
            return 0.0
        return 0.9 + 0.09 * header.known if _is_download(header) else 0.3

    def entries(self, document: str, stream: IO[bytes]) -> Iterator[Entry | Reject]:
        """Yield the rows below the header, each with its columns."""
        header: Header | None = None
        for row in read_rows(stream):
            header = row.header
            place = f"row {row.number}"
            if row.problem:
                yield Reject(document, place, plain(row.text)[:_SHORT], row.problem)
            else:
                yield Entry(place, msgspec.msgpack.encode(_content(row)))
        if header is None:
            reason = (
                "no rows below a header of ClinicalTrials.gov columns; "
                "download the list of studies again, with its header"
            )
            yield Reject(document, "whole document", "", reason)

    def read(self, document: str, entry: Entry) -> Read:
        """Return the record of a row."""
        from msc_kg.extractors.ctgov_csv_fields import STEPS, items

        content = msgspec.msgpack.decode(entry.content, type=_Content)
        cells = {
            kind: Passage(f"column {name}", text) for kind, (name, text) in content.cells.items()
        }
        number = _nct_number(cells)
        if number is None and {"identifier", "url"} & cells.keys():
            stated = cells.get("identifier") or cells["url"]
            reason = (
                f"{stated.place} holds no NCT number; "
                "if cells moved to other columns, mend the row or download it again"
            )
            return Reject(document, entry.place, stated.text[:_SHORT], reason)
        study = Study(document, entry.place)
        for note in content.notes:
            study.note(note)
        others = items(cells["other ids"]) if "other ids" in cells else ()
        put_identifiers(study, number, others)
        for step in STEPS:
            step(study, cells)
        put_as_of(study)
        return study.record()


def _is_download(header: Header) -> bool:
    """Whether a header has a column that only downloads have, or none that they have not."""
    names = frozenset(header.names)
    together = header.identifier is not None and bool(names & _TELLING_TOGETHER)
    return bool(names & _DISTINCTIVE) or (together and header.known == 1)


def _content(row: Row) -> _Content:
    """Return the cells of a row that are read; the first of two columns that say the same."""
    cells: dict[str, tuple[str, str]] = {}
    for kind, name, cell in zip(row.header.kinds, row.header.names, row.cells, strict=True):
        text = plain(cell)
        if kind and kind != "-" and text:
            cells.setdefault(kind, (name, text))
    return _Content(cells, row.notes)


def _nct_number(cells: "Cells") -> Passage | None:
    """Return the NCT number of a row, out of the address of its page if it has no own column."""
    for kind in ("identifier", "url"):
        cell = cells.get(kind)
        found = NCT_NUMBER.search(cell.text.upper()) if cell else None
        if cell and found and (kind == "url" or len(cell.text) == len(found[0])):
            return Passage(cell.place, found[0])
    return None
