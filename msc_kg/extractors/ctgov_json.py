"""ClinicalTrials.gov API v2 JSON: a study, a list, pages of a search, one study a line."""

import re
from typing import IO, TYPE_CHECKING, ClassVar

import msgspec

from msc_kg.extractors.ctgov_encodings import utf8_head
from msc_kg.extractors.ctgov_json_cells import passages
from msc_kg.extractors.ctgov_json_fields import STEPS, add_headings
from msc_kg.extractors.ctgov_json_model import StatedStudy, Wrapped, is_empty
from msc_kg.extractors.ctgov_json_stream import Cut, cut, is_page, reject
from msc_kg.extractors.entries import Entry, EntryExtractor, Read
from msc_kg.extractors.study import Study
from msc_kg.extractors.study_cells import add_cells
from msc_kg.records import Record

if TYPE_CHECKING:
    from msc_kg.extractors.ctgov_json_lenient import LeftOut

_SURE = 0.98
_LIKELY = 0.7
_BEGINS = re.compile(rb"[\s\x1e]*+(?:\[\s*+)?\{")
_CLASSIC = re.compile(rb'"(?:FullStudiesResponse|StudyFieldsResponse|FullStudy|ProtocolSection)"')
_DECODER = msgspec.json.Decoder(Wrapped)
_NO_STUDY = "no study is in it (no protocolSection); leave it out"
_OLD_API = (
    "it has the shape of the registry's classic API, which was switched off in 2024; "
    "fetch the study again from the API v2 (https://clinicaltrials.gov/api/v2/studies)"
)
_EMPTY = "the study states nothing that records need; ask the API for more fields"


class CtgovJson(EntryExtractor):
    """Reads what the present API of ClinicalTrials.gov answers, and files made from it."""

    name: ClassVar[str] = "ctgov-json"
    description: ClassVar[str] = (
        "ClinicalTrials.gov API v2 JSON: one study, a list, pages of a search, one study a line"
    )

    def recognise(self, head: bytes, name: str) -> float:
        """Return how sure it is: sections of a study, or a page of a search, begin it."""
        text = utf8_head(head)
        if not _BEGINS.match(text):
            return 0.0
        if b'"protocolSection"' in text or is_page(text):
            return _SURE
        return _LIKELY if b'"nctId"' in text or _CLASSIC.search(text) else 0.0

    def entries(self, document: str, stream: IO[bytes]) -> Cut:
        """Cut a stream into studies."""
        return cut(document, stream)

    def read(self, document: str, entry: Entry) -> Read:
        """Return the record of a study.

        A field of a wrong type is left out with a note; what is no JSON, or no study, is a
        reject.
        """
        left_out: tuple[LeftOut, ...] = ()
        try:
            found = _DECODER.decode(entry.content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            from msc_kg.extractors.ctgov_json_lenient import UnreadableError, read_leniently

            try:
                found, left_out = read_leniently(entry.content, Wrapped)
            except UnreadableError as error:
                return reject(document, entry.place, entry.content, str(error))
        study = found.unwrapped()
        if is_empty(study):
            return reject(document, entry.place, entry.content, _why_empty(study, entry.content))
        return _record(document, entry.place, study, left_out)


def _why_empty(study: StatedStudy, content: bytes) -> str:
    if study.protocol_section is not None:
        return _EMPTY
    return _OLD_API if _CLASSIC.search(content) else _NO_STUDY


def _record(
    document: str, place: str, stated: StatedStudy, left_out: "tuple[LeftOut, ...]"
) -> Record:
    study = Study(document, place)
    for value in left_out:
        study.note(value.note)
        study.unread(value.path, value.text, f"{value.stated} where none belongs; mend the file")
    section = stated.protocol_section
    if section is not None:
        for step in STEPS:
            step(study, section)
        add_headings(study, stated.derived_section)
        add_cells(study, passages(study, section))
    return study.record()
