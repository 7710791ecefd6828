"""AACT: the pipe-delimited export of ClinicalTrials.gov as tables, a folder or a zip."""

from collections.abc import Iterator
from functools import cache
from typing import IO, TYPE_CHECKING, ClassVar

import msgspec

from msc_kg.extractors.entries import Entry, EntryExtractor, Read
from msc_kg.extractors.study import Study
from msc_kg.records import Reject
from msc_kg.table_sets import MARK, has_trials

if TYPE_CHECKING:
    from msc_kg.extractors.aact_model import StatedRows, TableRow

_SURE = 0.98
_SHORT = 200


class Aact(EntryExtractor):
    """Reads the studies of a set of tables; any table may be missing."""

    name: ClassVar[str] = "aact"
    description: ClassVar[str] = (
        "AACT: the tables of ClinicalTrials.gov (studies.txt, sponsors.txt ...), folder or zip"
    )

    def recognise(self, head: bytes, name: str) -> float:
        """Return how sure it is: a set of tables, or a table with the numbers of studies."""
        return _SURE if head.startswith(MARK) or has_trials(head) else 0.0

    def entries(self, document: str, stream: IO[bytes]) -> Iterator[Entry | Reject]:
        """Yield the studies with all their rows, by number."""
        from msc_kg.extractors.aact_join import studies

        return studies(document, stream)

    def read(self, document: str, entry: Entry) -> Read:
        """Return the record of a study."""
        from msc_kg.extractors.aact_arms import put_arms
        from msc_kg.extractors.aact_fields import STEPS, put_numbers

        try:
            rows = _decoder().decode(entry.content)
        except msgspec.DecodeError as error:
            text = entry.content[:_SHORT].decode("utf-8", "replace")
            return Reject(document, entry.place, text, f"no rows of a study: {error}")
        study = Study(document, entry.place)
        _note(study, rows)
        put_numbers(study, entry.place[-11:], rows)
        for step in (*STEPS, put_arms):
            step(study, rows)
        return study.record()


@cache
def _decoder() -> "msgspec.json.Decoder[StatedRows]":
    from msc_kg.extractors.aact_model import StatedRows

    return msgspec.json.Decoder(StatedRows)


def _note(study: Study, rows: "StatedRows") -> None:
    """Flag rows that were doubtful, and those of which only the first is read."""
    for table in rows.__struct_fields__:
        stated: tuple[TableRow, ...] = getattr(rows, table)
        for row in stated:
            if row.note:
                study.note(f"{table}.txt, row {row.row}: {row.note}")
        if table in _ONE_ROW and len(stated) > 1:
            study.note(f"{table}.txt has {len(stated)} rows of the study; the first is read")


_ONE_ROW = frozenset({"studies", "designs", "eligibilities"})
